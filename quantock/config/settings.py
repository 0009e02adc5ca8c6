"""All settings, read once from the environment. Safe when empty: debug off, a secret key required.

Every variable is described in docs/configuration.md; a test fails when one is missing there.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from quantock.config.reading import Reading
from quantock.config.safety import Chosen, host_of, unsafe

env = Reading()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG = env.switch("DEBUG", False)
DEMONSTRATION = env.switch("DEMONSTRATION", False)
DEMONSTRATION_BASE_DAY = env.day("DEMONSTRATION_BASE_DAY")
SECRET_KEY = env.secret("SECRET_KEY", "only-for-development-and-tests" if DEBUG else "")
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", host_of(SITE_URL)])
SYSTEM_NAME = env.text("SYSTEM_NAME", "Whole system")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
FONTS_DIR = env.text("FONTS_DIR", "")
REQUIRE_SECOND_FACTOR = env.switch("REQUIRE_SECOND_FACTOR", False)

HTTPS = SITE_URL.startswith("https://")
UPLOAD_MAX_MB = env.count("UPLOAD_MAX_MB", 20)
# A JSON list: [{"provider_id", "name", "client_id", "secret", "settings": {"server_url"}}]
OPENID_PROVIDERS: list[dict[str, Any]] = env.providers("OPENID_PROVIDERS")
EMAIL: dict[str, Any] = env.mail("EMAIL_URL")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "quantock.accounts",
    "quantock.audit",
    "quantock.search",
    "quantock.web",
    "quantock.people",
    "quantock.portfolios",
    "quantock.projects",
    "quantock.measures",
    "quantock.plans",
    "quantock.raid",
    "quantock.benefits",
    "quantock.exchange",
    "quantock.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before whatever answers by itself: files, and refusals of a host or of an address without its slash.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "quantock.web.unopened.SaysSo",
    "quantock.access.middleware.TheDoor",
    "quantock.people.middleware.SecondFactor",
    "quantock.web.once.Once",
]

ROOT_URLCONF = "quantock.config.urls"
WSGI_APPLICATION = "quantock.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "quantock.config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "quantock.web.context.page_context",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "quantock.web.forms.Renderer"

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; "
        "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
    ),
}
# Compiling a query anew takes PostgreSQL a second where a page takes a twentieth of one; planning one takes longer than
# answering it, and for other keys the same plan does; a disk without moving parts finds a row as soon as the next one; a page that calls
# helpers takes them from others.
POSTGRESQL = (
    "-c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 "
    "-c max_parallel_workers_per_gather=0"
)
DATABASE: dict[str, Any] = env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'quantock.sqlite3'}")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE.setdefault("OPTIONS", {}).update(SQLITE)
else:
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE.setdefault("OPTIONS", {}).setdefault("options", POSTGRESQL)
    # A prepared query (ADR 0012) is planned once a connection, when it is first asked.
    DATABASE["OPTIONS"]["prepare_threshold"] = 0 if env.switch("DATABASE_PREPARE", True) else None
# Opening a connection anew costs more than most pages ask of it (ADR 0012).
DATABASE["CONN_MAX_AGE"] = env.count("DATABASE_CONN_MAX_AGE", 600)
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The limits of sign-in attempts are counted here, so every worker must share it, and it forgets none to make room
# for others (the framework's own limit is 300 entries, which a few hundred wrong addresses push out).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["quantock.access.backend.SignedIn"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "quantock.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "quantock.people.adapters.SocialAccountAdapter"
MFA_ADAPTER = "quantock.people.adapters.MFAAdapter"
ACCOUNT_FORMS = {
    "signup": "quantock.people.forms.JoinForm",
    "login": "quantock.people.forms.accounts.LoginForm",
    "reset_password": "quantock.people.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "quantock.people.forms.accounts.ResetPasswordKeyForm",
    "change_password": "quantock.people.forms.accounts.ChangePasswordForm",
    "set_password": "quantock.people.forms.accounts.SetPasswordForm",
    "add_email": "quantock.people.forms.accounts.AddEmailForm",
    "reauthenticate": "quantock.people.forms.accounts.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "quantock.people.forms.accounts.AuthenticateForm",
    "activate_totp": "quantock.people.forms.accounts.ActivateTOTPForm",
    "add_webauthn": "quantock.people.forms.accounts.AddPasskeyForm",
    "edit_webauthn": "quantock.people.forms.accounts.RenamePasskeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners open links: joining needs a button press
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site would need it in form-action
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {
        "provider_class": "quantock.people.providers.OrganisationsSignIn",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": OPENID_PROVIDERS,
    }
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on this machine only

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SESSION_ENGINE = "quantock.access.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# The prefix makes browsers refuse such a cookie from a neighbouring site or over http.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SECURE_SSL_REDIRECT = HTTPS and env.switch("REDIRECT_TO_HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
if env.switch("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "quantock.web.errors.form_too_old"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = UPLOAD_MAX_MB * 1024 * 1024
MEDIA_ROOT = DATA_DIR / "files"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "build" / "assets"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60 * 24
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

EMAIL_BACKEND = "quantock.web.mail.Outbox"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Quantock <quantock@{host_of(SITE_URL) or 'localhost'}>")
if EMAIL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL["EMAIL_USE_TLS"], EMAIL["EMAIL_USE_SSL"]
    EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.level("LOG_LEVEL", "WARNING")},
}

wrong = [
    *env.wrong,
    *unsafe(
        Chosen(
            debug=DEBUG,
            demonstration=DEMONSTRATION,
            secret_key=SECRET_KEY,
            allowed_hosts=ALLOWED_HOSTS,
            site_url=SITE_URL,
            plain_http=env.switch("ALLOW_PLAIN_HTTP", False),
            mail_goes_somewhere=bool(env.secret("EMAIL_URL")),
            require_second_factor=REQUIRE_SECOND_FACTOR,
            providers=OPENID_PROVIDERS,
            upload_max_mb=UPLOAD_MAX_MB,
        )
    ),
]
if wrong:
    raise ImproperlyConfigured("\n".join(dict.fromkeys(wrong)))
