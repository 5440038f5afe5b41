"""One settings file, read from the environment. README.md lists every variable.

``DEBUG=1`` is for a developer's machine (``make run``). Without it the portal is in production
and refuses to start on an unsafe value.
"""

from __future__ import annotations

import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kungsor_portal import environment
from kungsor_portal.municipality import Municipality, MunicipalityError

BASE_DIR = Path(__file__).resolve().parent.parent
RELEASE = environment.text("RELEASE")  # part of every ETag; empty: a digest of code and templates

DEBUG = environment.flag("DEBUG")
TESTING = "pytest" in sys.modules

# --- The municipality --------------------------------------------------------------------
MUNICIPALITY_DIR = Path(environment.text("MUNICIPALITY_DIR", str(BASE_DIR / "content" / "kungsor")))
try:
    MUNICIPALITY = Municipality.from_folder(MUNICIPALITY_DIR)
except MunicipalityError as error:
    raise ImproperlyConfigured(str(error)) from error

# --- Safety ------------------------------------------------------------------------------
INSECURE_KEY = "osäker-nyckel-bara-för-utveckling-och-test-0123456789"
SECRET_KEY = environment.text("SECRET_KEY") or (INSECURE_KEY if DEBUG or TESTING else "")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if DEBUG or TESTING else [])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
HTTPS = environment.flag("HTTPS", default=not (DEBUG or TESTING))
BEHIND_PROXY = environment.flag("BEHIND_PROXY")

if not DEBUG and not TESTING:
    environment.refuse(
        len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY == INSECURE_KEY,
        "SECRET_KEY is missing or too weak. Make one of at least 50 random characters: "
        "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'",
    )
    environment.refuse(not ALLOWED_HOSTS, "ALLOWED_HOSTS is empty. Name the portal's hosts, e.g. mal.kommunen.se.")
    environment.refuse("*" in ALLOWED_HOSTS, "ALLOWED_HOSTS=* lets anyone pose as the portal. Name its hosts.")
    environment.refuse(
        not HTTPS and not environment.flag("ALLOW_HTTP"),
        "HTTPS=0 sends passwords in the clear. Remove it, or set ALLOW_HTTP=1 on a closed test network.",
    )

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and environment.flag("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = HTTPS and environment.flag("HSTS_PRELOAD", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = environment.number("SESSION_HOURS", 12, least=1) * 3600
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Applications ------------------------------------------------------------------------
INSTALLED_APPS = [
    "kungsor_portal",
    "goals",
    "kpis",
    "drafts",
    "assembly",
    "framtidsdag",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "simple_history",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "goals.publishing.CompressionMiddleware",  # outermost: compresses static files of a developer's server too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "goals.publishing.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kungsor_portal.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "goals.kept_day.KeptDayMiddleware",  # innermost: lengths are of what is sent
]
ROOT_URLCONF = "kungsor_portal.urls"
WSGI_APPLICATION = "kungsor_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kungsor_portal.context.portal",
            ],
        },
    }
]

# --- Database ----------------------------------------------------------------------------
LOCAL_DATABASE = f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}"
DATABASE_URL = environment.text("DATABASE_URL", LOCAL_DATABASE) or LOCAL_DATABASE
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if LOCAL_DATABASE == DATABASE_URL:
        (BASE_DIR / "var").mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: two writers queue instead of meeting "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        # A row in the way of INSERT OR REPLACE is deleted under its DELETE triggers.
        "PRAGMA recursive_triggers=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 60
# With IMMEDIATE a mere read inside atomic() takes SQLite's write lock.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Where `manage.py backup` puts its files, which hold personal data: another disk is a good place.
BACKUP_DIR = Path(environment.text("BACKUP_DIR", str(BASE_DIR / "var" / "backups")))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ------------------------------------------------------------------------------
AUTH_USER_MODEL = "kungsor_portal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is tried
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
AXES_FAILURE_LIMIT = environment.number("LOGIN_FAILURE_LIMIT", 8, least=3)
AXES_COOLOFF_TIME = environment.number("LOGIN_COOLOFF_HOURS", 1, least=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "kungsor_portal.views.session.locked_out"
# The page says when one may try again: trying sooner does not move that.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = 1 if BEHIND_PROXY else 0
# Sign-in attempts, sessions and the admin's log are personal data: kept this long, then removed by `prune_logs`.
LOG_RETENTION_DAYS = environment.number("LOG_RETENTION_DAYS", 180, least=1)
# A Framtidsdag's participants are told when they join how long their token and name are kept after the day: this long,
# then `forget_participants` deletes them. A change holds for those who join from then on.
FRAMTIDSDAG_KEPT_DAYS = environment.number("FRAMTIDSDAG_KEPT_DAYS", 90, least=1)

# --- Language and time -------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- Static files ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
if (MUNICIPALITY_DIR / "static").is_dir():
    STATICFILES_DIRS.append(MUNICIPALITY_DIR / "static")
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kungsor_portal.finders.InstalledScriptFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- What the log says -------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {"axes": {"level": "WARNING"}},
}
