"""Which settings may not go together: a sentence for each, saying what to do instead."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

SHORTEST_KEY = 32
# So many different characters has even a short text drawn by lot.
FEWEST_CHARACTERS = 8
# What a sign-in provider must say of itself, besides its server_url.
WANTED = ("provider_id", "name", "client_id", "secret")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an installation has chosen, as far as it bears on safety."""

    debug: bool
    demonstration: bool
    secret_key: str
    allowed_hosts: Sequence[str]
    site_url: str
    plain_http: bool
    mail_goes_somewhere: bool
    require_second_factor: bool
    providers: Sequence[Mapping[str, Any]]
    upload_max_mb: int

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def is_for_this_machine_only(self) -> bool:
        return host_of(self.site_url) in THIS_MACHINE


def host_of(address: str) -> str:
    """The host of an address, without its port; empty where it is no address."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def unsafe(chosen: Chosen) -> Iterator[str]:
    """A sentence for each thing that is unsafe; none where the site may start."""
    yield from _keys_and_hosts(chosen)
    yield from _address(chosen)
    if chosen.demonstration and chosen.require_second_factor:
        yield (
            "DEMONSTRATION and REQUIRE_SECOND_FACTOR exclude each other: made-up people have no second step. "
            "Remove one of them."
        )
    yield from _providers(chosen.providers)
    if chosen.upload_max_mb < 1:
        yield "UPLOAD_MAX_MB must be at least 1."


def _keys_and_hosts(chosen: Chosen) -> Iterator[str]:
    if not chosen.secret_key:
        yield (
            "SECRET_KEY is not set. Set it to a long random text that stays the same between starts "
            "(or set DEBUG=1 on your own machine only)."
        )
    elif not chosen.debug and len(chosen.secret_key) < SHORTEST_KEY:
        yield f"SECRET_KEY is too short: use at least {SHORTEST_KEY} characters."
    elif not chosen.is_for_this_machine_only and len(set(chosen.secret_key)) < FEWEST_CHARACTERS:
        yield "SECRET_KEY repeats a few characters: use a long random text, which nobody can guess."
    if not chosen.debug and "*" in chosen.allowed_hosts:
        yield "ALLOWED_HOSTS may not be * unless DEBUG is on: name the site's own addresses."
    host = "" if chosen.is_for_this_machine_only else host_of(chosen.site_url)
    if host and not validate_host(host, chosen.allowed_hosts):
        yield f"ALLOWED_HOSTS leaves out {host}, the host of SITE_URL: the site would answer nobody there. Add it."


def _address(chosen: Chosen) -> Iterator[str]:
    if not host_of(chosen.site_url) or not chosen.site_url.startswith(("http://", "https://")):
        yield f"SITE_URL must be an address such as https://quantock.example.org, not {chosen.site_url!r}."
        return
    if set(urlsplit(chosen.site_url)[2:]) != {""}:
        yield f"SITE_URL is where the site begins, without a path: {chosen.site_url} goes on behind the host."
    if chosen.debug and not chosen.is_for_this_machine_only:
        yield (
            "DEBUG shows the inside of the program to visitors. It is for your own machine: "
            "remove DEBUG, or use a SITE_URL of localhost."
        )
    if chosen.is_https and chosen.demonstration:
        yield (
            "DEMONSTRATION lets anyone sign in with one press. It is refused on an https site: "
            "remove DEMONSTRATION, or use an http SITE_URL on a closed network."
        )
    if not (chosen.is_https or chosen.is_for_this_machine_only or chosen.plain_http):
        yield (
            "SITE_URL is an http address: passwords and sessions would cross the network readable by others. "
            "Use https, or set ALLOW_PLAIN_HTTP=1 where nobody else can listen."
        )
    if chosen.is_https and not chosen.mail_goes_somewhere:
        yield (
            "EMAIL_URL is not set: the mail by which people join or set a new password would reach nobody. "
            "Name your mail server, or set EMAIL_URL=files to keep mail in DATA_DIR on purpose."
        )


def _providers(providers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each says all it has to, and none can be taken for another."""
    for number, provider in enumerate(providers, 1):
        named = f"OPENID_PROVIDERS, {provider.get('provider_id') or f'number {number}'}"
        said = provider.get("settings")
        settings: Mapping[str, Any] = said if isinstance(said, dict) else {}
        missing = [key for key in WANTED if not isinstance(provider.get(key), str) or not provider[key]]
        if missing:
            yield f"{named}: {', '.join(missing)} must be said, each as a text."
        elif not re.fullmatch(r"[A-Za-z0-9_-]+", provider["provider_id"]):
            yield f"{named}: the provider_id stands in addresses: use letters, digits and hyphens only."
        server = str(settings.get("server_url") or "")
        if not server.startswith("https://") and host_of(server) not in THIS_MACHINE:
            yield f"{named}: {server or 'a server_url that is missing'} must be an https address."
        domains = settings.get("verified_email", [])
        if not isinstance(domains, list) or not all(isinstance(one, str) and "." in one for one in domains):
            yield f'{named}: verified_email must be a list of domains, such as ["trust.nhs.uk"].'
    for key in ("provider_id", "client_id"):
        counted = Counter(str(provider[key]) for provider in providers if provider.get(key))
        for value in [value for value, times in counted.items() if times > 1]:
            yield f"OPENID_PROVIDERS: two providers have the {key} {value}. Each needs its own."
