"""Settings, read from the environment and the file ``.env``; without any, production rules apply.

``PERFBUDGET_DEMO=1`` (what ``make run`` sets) is the demo mode: a fixed key, demo accounts, one machine.
"""

from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything made at run time: database, fonts, collected files

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")  # what the environment itself says wins

DEMO = env.bool("PERFBUDGET_DEMO", default=False)
DEMO_SECRET_KEY = "demo-only-" + "not-a-secret-" * 4
SECRET_KEY = env.str("PERFBUDGET_SECRET_KEY", default=DEMO_SECRET_KEY if DEMO else "")
if not DEMO and (SECRET_KEY in ("", DEMO_SECRET_KEY) or len(SECRET_KEY) < 40):
    raise ImproperlyConfigured(
        "PERFBUDGET_SECRET_KEY is missing, shorter than 40 characters or the demo's own. Set a secret one in the "
        "environment or in .env, e.g. from `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`; "
        "to try the product, set PERFBUDGET_DEMO=1 instead."
    )
if DEMO and SECRET_KEY != DEMO_SECRET_KEY:
    raise ImproperlyConfigured(
        "PERFBUDGET_SECRET_KEY is for production, PERFBUDGET_DEMO=1 for the demo: take one of them out of the "
        "environment or of .env (`make run` writes the latter there)."
    )


def at_least_one(name: str, default: int) -> int:
    """A whole number from the environment that is no less than one."""
    value: int = env.int(name, default=default)
    if value < 1:
        raise ImproperlyConfigured(f"{name} is {value}; it must be 1 or more.")
    return value


DEBUG = env.bool("PERFBUDGET_DEBUG", default=False)
ALLOWED_HOSTS = env.list("PERFBUDGET_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("PERFBUDGET_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "axes",
    "perfbudget.apps.PerfbudgetAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "perfbudget.apps.PerfbudgetTasksConfig",
    "import_export",
    "js_lib_bootstrap5",
    "indicators",
    "targets",
    "reports",
]

MIDDLEWARE = [
    "perfbudget.middleware.content_security_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "perfbudget.middleware.session_clock",
    "perfbudget.expired.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "perfbudget.urls"
WSGI_APPLICATION = "perfbudget.wsgi.application"

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
                "targets.views.notices.unread",
                "targets.views.reviewing.waiting_for",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'perfbudget.sqlite3'}")}
DATABASES["default"].setdefault("ATOMIC_REQUESTS", False)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds a writer waits for another before it gives up
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "targets.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_RESET_TIMEOUT = at_least_one("PERFBUDGET_INVITATION_HOURS", 72) * 3600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Who fails too often waits: that person at that address, so that an office behind one address goes on working.
AXES_FAILURE_LIMIT = at_least_one("PERFBUDGET_SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=at_least_one("PERFBUDGET_LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "perfbudget.signing_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "perfbudget.signing_in.client_address"
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says until when: that stays true
AXES_SENSITIVE_PARAMETERS = ["username"]  # some type their password there; the log names the address alone

SESSION_COOKIE_AGE = at_least_one("PERFBUDGET_SESSION_IDLE_MINUTES", 120) * 60
SESSION_LONGEST = at_least_one("PERFBUDGET_SESSION_HOURS", 10) * 3600  # a working day; see perfbudget/middleware.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Where people find this site: mails lead there, and codes printed on paper, which nobody can correct later.
SITE_URL = env.str("PERFBUDGET_SITE_URL", default="http://localhost:8000")

vars().update(env.email_url("EMAIL_URL", default="dummymail://"))  # without it nothing is mailed
DEFAULT_FROM_EMAIL = env.str("PERFBUDGET_EMAIL_FROM", default="perfbudget@localhost")
EMAIL_TIMEOUT = 10

# What takes long, or may fail without anybody waiting for it, is done by `manage.py worker`.
TASKS = {"default": {"BACKEND": env.str("PERFBUDGET_TASKS", default="django_tasks_db.DatabaseBackend")}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "reports.storing.AtomicStorage",
        "OPTIONS": {"location": env.str("PERFBUDGET_PAPERS", default=str(VAR_DIR / "papers"))},
    },
    "staticfiles": {"BACKEND": "perfbudget.static_files.ModuleStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Compressing what no page asks for would take most of a first start's time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FONT_DIR = VAR_DIR / "fonts"
# What editions' papers are signed with; without it they are not. The demo makes its own at first need.
SIGNING_PKCS12 = env.str("PERFBUDGET_SIGNING_PKCS12", default=str(VAR_DIR / "signing" / "demo.p12") if DEMO else "")
SIGNING_PASSWORD_FILE = env.str("PERFBUDGET_SIGNING_PASSWORD_FILE", default="")
ARCHIVE_DIR = Path(env.str("PERFBUDGET_ARCHIVE_DIR", default=str(VAR_DIR / "archives")))
ARCHIVE_DAYS = at_least_one("PERFBUDGET_ARCHIVE_DAYS", 7)  # how long the file of a finished archive is kept
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

SECURE_HTTPS = env.bool("PERFBUDGET_HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SECURE_SSL_REDIRECT = SECURE_HTTPS
SECURE_HSTS_SECONDS = 3600 if SECURE_HTTPS else 0
BEHIND_PROXY = env.bool("PERFBUDGET_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A project of 1000 rows of 300 characters each, nine bytes a character as forms send them, is 2.7 MB. The version it
# was typed on goes along, which doubles it; signing in after the session expired sends all that encoded once more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a project of 300 indicators sends some seven fields for each
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # far more than a form takes, which says its own limit in a sentence

DJANGO_TABLES2_TEMPLATE = "tables/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
