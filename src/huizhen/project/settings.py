"""Django's settings of the desk: strict by default; what a site may choose is HUIZHEN_<NAME>."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from huizhen.ground.files.private_files import secret_key
from huizhen.project.config import CONTENT, Settings, content_roots

HUIZHEN_HOME = Path(os.environ.get("HUIZHEN_HOME") or "var").absolute()
HUIZHEN_PACKAGE: Path | None = None
"""Set by the pages of one package alone (`package_settings`)."""
HUIZHEN_ORIGIN = os.environ.get("HUIZHEN_ORIGIN") or "http://localhost:8000"
"""The address that links in letters and passkeys are made for."""
HUIZHEN_LEASE_SECONDS = float(os.environ.get("HUIZHEN_LEASE_SECONDS", "60"))
"""After which a job of a worker that gave no sign of life is done by another."""
HUIZHEN_CONTENT = [str(root) for root in content_roots(Settings())]
HUIZHEN_PIPELINE = "huizhen.project.pipeline"
"""Module that turns received files into a package; `ground.jobs.pipeline` says how."""
HUIZHEN_IMAGE_TOOLS = "huizhen.project.imaging_tools.tools"
"""What takes images apart; `ground.imaging.children` says how."""
_IS_HTTPS = HUIZHEN_ORIGIN.startswith("https://")

DEBUG = False
SECRET_KEY = secret_key(HUIZHEN_HOME)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(host.strip() for host in os.environ.get("HUIZHEN_HOSTS", "").split(",") if host.strip()),
]
ROOT_URLCONF = "huizhen.project.urls"
ASGI_APPLICATION = "huizhen.project.asgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "huizhen.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "huizhen.ground.accounts",
    "huizhen.ground.cases",
    "huizhen.ground.files",
    "huizhen.ground.records",
    "huizhen.ground.jobs",
    "huizhen.ground.audit",
    "huizhen.ground.events",
    "huizhen.ground.consent",
    "huizhen.ground.notify",
    "huizhen.ground.terms",
    "huizhen.ground.language",
    "huizhen.ground.imaging",
    "huizhen.journey.intake",
    "huizhen.journey.assessment",
    "huizhen.journey.preparation",
    "huizhen.journey.consultation",
    "huizhen.journey.interpretation",
    "huizhen.journey.decision",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "huizhen.web.shell.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huizhen.web.shell.activity_noted",
    "django_htmx.middleware.HtmxMiddleware",
    "huizhen.web.shell.person_language",
    "huizhen.web.shell.second_factor_required",
    "huizhen.web.shell.Problems",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huizhen.web.shell.frame",
            ],
            "builtins": ["huizhen.web.desk_tags"],
        },
    }
]


def _database() -> dict[str, object]:
    """SQLite in the home folder, or PostgreSQL where HUIZHEN_DATABASE names one
    (postgresql://user:password@host:port/name)."""
    from urllib.parse import unquote, urlsplit

    told = urlsplit(os.environ.get("HUIZHEN_DATABASE", ""))
    if told.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": told.path.lstrip("/"),
            "USER": unquote(told.username or ""),
            "PASSWORD": unquote(told.password or ""),
            "HOST": told.hostname or "",
            "PORT": str(told.port or ""),
            # under ASGI each request has a thread, and with it a connection, of its own: kept
            # open it would serve nobody
            "CONN_MAX_AGE": 0,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HUIZHEN_HOME / "db.sqlite3"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        },
    }


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "huizhen.ground.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "huizhen.ground.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "huizhen.ground.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _IS_HTTPS
MFA_FORMS = {
    "add_webauthn": "huizhen.ground.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "huizhen.ground.accounts.passkey_forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "Huizhen"
# a code that ends while it is typed, or a clock off by some seconds: one step (RFC 6238, 5.2)
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_SERIALIZER = "huizhen.ground.files.sealed_sessions.SealedSerializer"
SESSION_COOKIE_NAME = "huizhen_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_NAME = "huizhen_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_TRUSTED_ORIGINS = [HUIZHEN_ORIGIN] if _IS_HTTPS else []
CSRF_FAILURE_VIEW = "huizhen.web.desk_views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS
SECURE_HSTS_PRELOAD = _IS_HTTPS
SECURE_SSL_REDIRECT = _IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _IS_HTTPS else None
SILENCED_SYSTEM_CHECKS = [] if _IS_HTTPS else [f"security.W0{n}" for n in ("04", "08", "12", "16")]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
"""Above one part of an upload. What goes beyond it lies encrypted in a temporary file
(ground/files/request_bodies.py)."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""No other: what is too large for a plain form is refused, never written to a temporary file."""
HUIZHEN_TERMS_TWO_PEOPLE = os.environ.get("HUIZHEN_TERMS_TWO_PEOPLE", "") in ("1", "true", "yes")
"""Whether a settled term is used only once a second person has approved it."""
HUIZHEN_CASE_QUOTA_BYTES = int(os.environ.get("HUIZHEN_CASE_QUOTA_BYTES") or 20 * 1024**3)
"""What the originals of one case may take together."""
HUIZHEN_STOW_BYTES = int(os.environ.get("HUIZHEN_STOW_BYTES") or 2 * 1024**3)
"""What one message of a program that stores images may bring."""
HUIZHEN_TRUSTED_PROXIES = int(os.environ.get("HUIZHEN_TRUSTED_PROXIES") or 0)
"""How many proxies stand before the desk: the sender's address is told by the outermost."""

ALLAUTH_TRUSTED_PROXY_COUNT = HUIZHEN_TRUSTED_PROXIES

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("HUIZHEN_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(HUIZHEN_HOME / "mail")
EMAIL_HOST = os.environ.get("HUIZHEN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("HUIZHEN_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("HUIZHEN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HUIZHEN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("HUIZHEN_MAIL_FROM", "huizhen@localhost")

STATIC_URL = "/static/"
STATICFILES_DIRS = [CONTENT / "fonts"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [CONTENT.parent / "ground" / "locale"]
LANGUAGE_COOKIE_NAME = "huizhen_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_content": {"()": "huizhen.web.log_format.WithoutContent"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "without_content"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
