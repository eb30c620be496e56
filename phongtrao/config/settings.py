"""Settings of one installation; what differs between installations comes from the environment.

DATABASE_URL       postgres://user:password@host:port/name; absent: SQLite in the data folder.
PHONGTRAO_DATA     folder of the database, evidence files and secret key (default: var/).
PHONGTRAO_PLAN     folder of the plan package to publish.
PHONGTRAO_HTTPS=1  served behind TLS: secure cookies, HSTS.
PHONGTRAO_HOSTS    comma-separated host names (default: loopback).
PHONGTRAO_DEBUG=1  development only.
PHONGTRAO_STYLE_PAGE=1  shows `/phong-cach/` without it.
PHONGTRAO_MAIL     how e-mail leaves: file (default: into the data folder), django, off.
PHONGTRAO_SMS, PHONGTRAO_ZALO  file (default), off, or the address of a gateway.
PHONGTRAO_SMTP     smtp[+tls]://user:password@host:port for PHONGTRAO_MAIL=django.
PHONGTRAO_ADDRESS  address of this installation, written into confirmation letters.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pysqlite3
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

# Debian 12 ships SQLite 3.40, which carries the WAL-reset corruption bug (fixed in 3.51.3):
# every `import sqlite3` from here on gets the bundled, repaired library.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("PHONGTRAO_DATA", BASE_DIR / "var"))
PLAN_FOLDER = Path(os.environ.get("PHONGTRAO_PLAN", BASE_DIR / "plans" / "binh-phuoc-2022-2025"))
DEBUG = os.environ.get("PHONGTRAO_DEBUG") == "1"
STYLE_PAGE = DEBUG or os.environ.get("PHONGTRAO_STYLE_PAGE") == "1"
HTTPS = os.environ.get("PHONGTRAO_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("PHONGTRAO_HOSTS", "127.0.0.1,localhost,testserver").split(",")


def _secret_key() -> str:
    """Return the installation's own key, made once and kept beside its data."""
    path = DATA_DIR / "secret.key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = os.environ.get("PHONGTRAO_SECRET_KEY") or _secret_key()

INSTALLED_APPS = [
    "phongtrao.audit",
    "phongtrao.accounts",
    "phongtrao.orgs",
    "phongtrao.notices",
    "phongtrao.programmes",
    "phongtrao.submissions",
    "phongtrao.registers",
    "phongtrao.assessments",
    "phongtrao.duties",
    "phongtrao.inspections",
    "phongtrao.analytics",
    "phongtrao.jobs",
    "phongtrao.reports",
    "phongtrao.reorganisations",
    "phongtrao.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "phongtrao.web.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "phongtrao.web.middleware.RememberingMiddleware",
    "phongtrao.web.middleware.ActingPostMiddleware",
    "phongtrao.web.middleware.PermissionMiddleware",
    "phongtrao.web.middleware.PlanMiddleware",
    "phongtrao.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "phongtrao.config.urls"
WSGI_APPLICATION = "phongtrao.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "phongtrao.web.context.page",
            ],
        },
    }
]


# Tests write to a file that lives in memory: the table locks of a shared in-memory database know
# no waiting, and a reader in another thread would make a test fail by chance.
_MEMORY = Path("/dev/shm")  # noqa: S108
TEST_FILE = (_MEMORY if _MEMORY.is_dir() else DATA_DIR) / f"phongtrao-test-{os.getppid()}.sqlite3"


def _database() -> dict[str, object]:
    """Return the settings of the one database: PostgreSQL by DATABASE_URL, else SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                # Roll-ups group thousands of wide rows: enough memory to hash instead of sort.
                "options": "-c work_mem=64MB",
                # Statements that come again are planned once: a third less work for the server.
                "server_side_binding": True,
                "prepare_threshold": 5,
            },
        }
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "phongtrao.config.sqlite_backend",
        "NAME": DATA_DIR / "phongtrao.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        "TEST": {"NAME": TEST_FILE},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["phongtrao.accounts.sessions.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "phongtrao.web.base.adapter.ClosedSignup"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "phongtrao.web.base.forms.SignInForm",
    "change_password": "phongtrao.web.base.forms.NewPasswordForm",
    "reauthenticate": "phongtrao.web.base.forms.ConfirmForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "certificate": "30/m/ip",  # checks of certificates without sign-in
}
CSRF_FAILURE_VIEW = "phongtrao.web.base.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "base:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["phongtrao.web.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# The finders would hide the compressed copies that `phongtrao setup` collects.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "base").is_dir()
EVIDENCE_ROOT = DATA_DIR / "evidence"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FILES = 20
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "phongtrao.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# How messages leave this installation; the protocol of gateways is in `notices.adapters`.
NOTICES_WAYS = {
    "email": os.environ.get("PHONGTRAO_MAIL", "file"),
    "sms": os.environ.get("PHONGTRAO_SMS", "file"),
    "zalo": os.environ.get("PHONGTRAO_ZALO", "file"),
}
NOTICES_TOKEN = os.environ.get("PHONGTRAO_GATEWAY_TOKEN", "")
NOTICES_ADDRESS = os.environ.get("PHONGTRAO_ADDRESS", "").rstrip("/")
NOTICES_DOMAIN = urlsplit(NOTICES_ADDRESS).hostname or "phongtrao.localhost"
DEFAULT_FROM_EMAIL = os.environ.get("PHONGTRAO_FROM", f"phong-trao@{NOTICES_DOMAIN}")
_MAIL_SERVER = urlsplit(os.environ.get("PHONGTRAO_SMTP", "smtp://127.0.0.1:25"))
EMAIL_HOST, EMAIL_PORT = _MAIL_SERVER.hostname or "127.0.0.1", _MAIL_SERVER.port or 25
EMAIL_HOST_USER = unquote(_MAIL_SERVER.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL_SERVER.password or "")
EMAIL_USE_TLS = _MAIL_SERVER.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
