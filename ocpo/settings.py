"""All settings, driven by environment variables; `.env.example` lists every one with its meaning."""

import logging
import re
import sys
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError

from ocpo.data_folder import create_private, read_or_create
from ocpo.database_url import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent
# Django's own server is for changing the code: it shows errors and serves static files from their folders.
IS_DEVELOPMENT_SERVER = "runserver" in sys.argv[1:2]
env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def refuse(message: str) -> None:
    """Stop with one line that names the variable: a traceback would hide what to do."""
    sys.exit(f"ocpo: {message}. See .env.example.")


try:
    PRODUCTION = env.bool("OCPO_PRODUCTION", False)
    DEBUG = env.bool("OCPO_DEBUG", IS_DEVELOPMENT_SERVER and not PRODUCTION)
    DATA_DIR = Path(env.str("OCPO_DATA_DIR", str(BASE_DIR / "var"))).resolve()
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    PORT = env.int("PORT", 8000)
    ALLOWED_HOSTS = env.list("OCPO_ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("OCPO_TRUSTED_ORIGINS", [])
    SECRET_KEY = env.str("OCPO_SECRET_KEY", "")
    if not SECRET_KEY and not PRODUCTION:
        SECRET_KEY = read_or_create(DATA_DIR / "secret_key", get_random_secret_key)
    DATABASES = {"default": database_settings(env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'ocpo.sqlite3'}")}
    REDIS_URL = env.str("REDIS_URL", "")
    JOB_LEASE_SECONDS = env.float("OCPO_JOB_LEASE_SECONDS", 15.0)
    JOB_POLL_SECONDS = env.float("OCPO_JOB_POLL_SECONDS", 0.25)
    SAMPLE_PASSWORD = env.str("OCPO_SAMPLE_PASSWORD", "")
    SCORE_RATE = env.str("OCPO_SCORE_RATE", "60/min")
    LOG_LEVEL = env.log_level("OCPO_LOG_LEVEL", logging.WARNING)
except (EnvError, OSError, ValueError) as error:
    refuse(str(error).rstrip("."))

if not 1 <= PORT <= 65535:
    refuse(f"PORT must lie between 1 and 65535, not {PORT}")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    refuse("REDIS_URL must start with redis://, rediss:// or unix://")
if JOB_LEASE_SECONDS <= 0 or JOB_POLL_SECONDS <= 0:
    refuse("OCPO_JOB_LEASE_SECONDS and OCPO_JOB_POLL_SECONDS must be above 0")
if not re.fullmatch(r"[1-9][0-9]*/(sec|min|hour|day)", SCORE_RATE):
    refuse("OCPO_SCORE_RATE must look like 60/min")
if PRODUCTION:
    if DEBUG:
        refuse("OCPO_DEBUG must be off when OCPO_PRODUCTION is on")
    if len(SECRET_KEY) < 50:
        refuse("OCPO_SECRET_KEY must be set to 50 characters or more when OCPO_PRODUCTION is on")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        refuse("OCPO_ALLOWED_HOSTS must name the hosts served when OCPO_PRODUCTION is on")

IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE and DATABASES["default"]["NAME"] != ":memory:":
    create_private(Path(DATABASES["default"]["NAME"]))  # SQLite gives its other files the mode of this one
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_htmx",
    "ocpo.accounts",
    "ocpo.jobs",
    "ocpo.once",
    "ocpo.pages",
    "interfaces",
    "missions",
    "assessments",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages may hold classified content; static files never do.
    "ocpo.caching.NoStore",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in, unless its view has @login_not_required.
    "ocpo.accounts.middleware.SignInRequired",
    "ocpo.accounts.middleware.SamePerson",
    "ocpo.accounts.middleware.PersonsTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ocpo.unreadable.UnreadablePages",
    # Every form acts only once, unless its view is `repeatable`.
    "ocpo.once.middleware.FormsOnce",
]
ROOT_URLCONF = "ocpo.urls"
WSGI_APPLICATION = "ocpo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Replaces csrf_token: every form also gets the mark of its person and its key.
            "builtins": ["ocpo.accounts.templatetags.authorship"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessments.views.review.review_count",
            ],
        },
    }
]

FORM_RENDERER = "ocpo.free_text.FormRenderer"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "portfolio"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_TZ = True
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
FORMAT_MODULE_PATH = ["ocpo.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
SERVES_SOURCES = DEBUG or IS_DEVELOPMENT_SERVER
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ocpo.staticfiles.PlotlyFinder",
    "ocpo.staticfiles.StylesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SERVES_SOURCES
        else "ocpo.staticfiles.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = SERVES_SOURCES

# Plotly adds an empty <style> and fills it by calls, which a policy does not restrict: docs/decisions/0031.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ocpo.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ocpo.rest.tokens.Token",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ocpo.rest.parser.BodyParser"],
    "DEFAULT_FILTER_BACKENDS": ["ocpo.rest.filters.Filters"],
    "DEFAULT_PAGINATION_CLASS": "ocpo.rest.pages.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "ocpo.problems.problem_response",
    # Counted in the memory of each process: with N processes a person may send up to N times as many.
    "DEFAULT_THROTTLE_RATES": {"score": SCORE_RATE},
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token", "TOKEN_LIMIT_PER_USER": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "OCPO API",
    "DESCRIPTION": "Organized crime and peace operations: reference model, catalogue, missions, scores.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": ["ocpo.rest.schema.add_problems"],
}

# For each kind of job the dotted path of its handler, a callable (key, claim).
JOB_HANDLERS = {"assessments.recompute": "assessments.computing.recompute.recompute_job"}

CELERY_BROKER_URL = REDIS_URL or None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers and beat wait for a lost broker without end
# A broker that hangs counts as lost: after 5 s for a request, after about 11 s for a listening worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "health_check_interval": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # the job row is the truth; a lost message is found again by the sweep
CELERY_TASK_PUBLISH_RETRY = False  # beat sends the task again after 3 s
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # a run can finish without the broker
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "ocpo.jobs.tasks.sweep", "schedule": 3.0, "options": {"expires": 3}},
    "verify-scores": {"task": "assessments.tasks.verify_published_scores", "schedule": crontab(hour=2, minute=30)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"ocpo": {"level": "INFO"}},
}
