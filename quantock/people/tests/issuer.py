"""A tiny OpenID Connect provider on this machine's own loopback, for tests: discovery, keys, authorise, token, user."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

SECRET = "a secret of both"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """Who signs in next is `claims`; `said` collects what was asked for. `token_says` is what only the token does."""

    claims: dict[str, Any] = field(default_factory=dict)
    token_says: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    address: str = ""
    refuses: bool = False

    def app(self, provider_id: str, name: str, *proves: str) -> dict[str, Any]:
        """The provider as the settings name it; its word proves addresses at these domains."""
        settings = {"server_url": self.address, "oauth_pkce_enabled": True, "verified_email": list(proves)}
        return {
            "provider_id": provider_id,
            "name": name,
            "client_id": f"quantock-at-{provider_id}",
            "secret": SECRET,
            "settings": settings,
        }

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorise",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/user",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        if self.refuses:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, given: dict[str, str]) -> dict[str, Any]:
        """The tokens for a code, once, against the client's secret and the proof of PKCE."""
        asked = self.codes.pop(given["code"])
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == asked["code_challenge"]
        assert (given["client_id"], given["client_secret"]) == (asked["client_id"], SECRET)
        claims = {"iss": self.address, "aud": asked["client_id"], "iat": time.time(), "exp": time.time() + 60}
        signed = jwt.encode(
            {**claims, **self.claims, **self.token_says}, KEY, "RS256", headers={"kid": "one"}
        )
        return {"access_token": "opens the user", "token_type": "Bearer", "id_token": signed}


@contextmanager
def issuer(**claims: Any) -> Iterator[Issuer]:
    """A provider that answers on a free port until the end of the block."""
    this = Issuer(claims=claims)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, urlsplit(self.path).query
            this.said.append(path)
            if path == "/authorise":
                self.send_response(302)
                self.send_header("Location", this.authorise({k: v[0] for k, v in parse_qs(query).items()}))
                self.end_headers()
            elif path == "/keys":
                self.answer(this.keys())
            elif path == "/user":
                self.answer(this.claims)
            else:
                self.answer(this.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            this.said.append(self.path)
            self.answer(this.token({k: v[0] for k, v in parse_qs(body).items()}))

        def answer(self, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    this.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield this
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
