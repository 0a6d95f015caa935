"""Settings, from the environment; with nothing set, a demo on this machine alone."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from liren.config import keys

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("LIREN_DATA", ROOT / "var"))

DEBUG = os.environ.get("LIREN_DEBUG") == "1"
PRODUCTION = os.environ.get("LIREN_PRODUCTION") == "1"
SECRET_KEY = keys.load("secret", DATA / "keys")
LIREN_INDEX_KEY = keys.index(DATA / "keys")  # before the master key is made; see there
LIREN_MASTER_KEYS = keys.masters(DATA / "keys")
# One file a day that proves the log; best on a disk that the web server cannot change.
LIREN_AUDIT_FOLDER = os.environ.get("LIREN_AUDIT_FOLDER", str(DATA / "audit"))
LIREN_CIPHER = os.environ.get("LIREN_CIPHER", "sm4")  # of data keys made from now on; or aes
ALLOWED_HOSTS = os.environ.get("LIREN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
LIREN_URL = os.environ.get(
    "LIREN_URL", ""
)  # the public address, for links in messages and QR codes
LIREN_LIVE_PORT = int(os.environ.get("LIREN_LIVE_PORT", "0"))
LIREN_ROLES = "liren.config.roles"
LIREN_CONSOLE = os.environ.get("LIREN_CONSOLE") == "1"  # messages, and their codes, in the terminal
LIREN_CODE_CHANNEL = os.environ.get("LIREN_CODE_CHANNEL", "console")
LIREN_PHONE_CHANNEL = os.environ.get("LIREN_PHONE_CHANNEL", "console")
# Webhooks into the operator's own network, and without https: for partners in the same house.
LIREN_WEBHOOK_PRIVATE = os.environ.get("LIREN_WEBHOOK_PRIVATE") == "1"
LIREN_CODES_PER_HOUR = int(os.environ.get("LIREN_CODES_PER_HOUR", "1000"))
LIREN_PERSONS_AN_HOUR = int(os.environ.get("LIREN_PERSONS_AN_HOUR", "30"))  # opened by one user
LIREN_LEDGER_DAYS = int(os.environ.get("LIREN_LEDGER_DAYS", "180"))  # a file that was sent is kept
LIREN_READING_MONTHS = int(os.environ.get("LIREN_READING_MONTHS", "13"))  # of devices are kept
LIREN_SPECIAL_GROUPS = os.environ.get("LIREN_SPECIAL_GROUPS") == "1"
LIREN_KIOSK_IDLE = int(os.environ.get("LIREN_KIOSK_IDLE", "120"))  # seconds without a touch
LIREN_KIOSK_WARN = int(os.environ.get("LIREN_KIOSK_WARN", "60"))  # to say "I am still here"
LIREN_REQUIRE_SECOND_FACTOR = os.environ.get("LIREN_REQUIRE_SECOND_FACTOR", "").split()  # roles

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "lucide",
    "liren.core",
    "liren.ui",
    "liren.places",
    "liren.accounts",
    "liren.people",
    "liren.notices",
    "liren.workorders",
    "liren.voting",
    "liren.cases",
    "liren.sensing",
    "liren.deliberation",
    "liren.care",
    "liren.ledgers",
    "liren.exchange",
    "liren.portal",
    "liren.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "liren.portal.kiosk.KioskMode",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liren.ui.device.FieldDevice",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liren.config.keeping.KeepNothing",
    "liren.config.errors.ErrorPages",
]

ROOT_URLCONF = "liren.config.urls"
WSGI_APPLICATION = "liren.config.wsgi.application"
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
                "csp.context_processors.nonce",
                "liren.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "liren.ui.templatetags.ui"],
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
    ),
}


# Plans are kept with the connection. A pooler that lends one connection to many, transaction by
# transaction, must know prepared statements (PgBouncer from 1.21), or LIREN_PREPARED=0 is set.
PREPARED = {
    "server_side_binding": True,
    "prepare_threshold": 3 if os.environ.get("LIREN_PREPARED", "1") == "1" else None,
}
# Opening a connection, and on SQLite closing the last one, costs more than most requests.
KEPT = {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}


def _database() -> dict[str, Any]:
    database: dict[str, Any] = dict(
        dj_database_url.config(default=f"sqlite:///{DATA / 'liren.sqlite3'}")
    )
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Tests too use a file: in memory, two threads do not wait for each other.
        test = {"NAME": str(DATA / "test.sqlite3")}
        return database | {"OPTIONS": SQLITE_OPTIONS, "TEST": test} | KEPT
    return database | {"OPTIONS": PREPARED | database.get("OPTIONS", {})} | KEPT


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["liren.accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_TRUSTED_ORIGINS = [LIREN_URL] if LIREN_URL else []
CSRF_FAILURE_VIEW = "liren.ui.views.stale_form"
SECURE_REFERRER_POLICY = "same-origin"

LIVE_SOURCES = [f"http://*:{LIREN_LIVE_PORT}"] if LIREN_LIVE_PORT else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *LIVE_SOURCES],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}

# The brakes count in it; with the small number that is usual, a flood would push them out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = int(timedelta(days=1).total_seconds())
MEDIA_ROOT = DATA / "files"  # outside the web root; served with the viewer's rights
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "liren.config.keeping.CoverLinks"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LIREN_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
