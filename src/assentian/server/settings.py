"""Django's settings. Everything that differs between installations comes from the environment; defaults are the safe
ones.

`ASSENTIAN_HOME` (state), `ASSENTIAN_DATABASE_URL`, `ASSENTIAN_HOST` (the name in checkpoints and allowed hosts),
`ASSENTIAN_HTTPS=0` (plain HTTP, only for a machine's own loopback), `ASSENTIAN_CONFIRMED_MINUTES`,
`ASSENTIAN_SECRET_KEY`, `ASSENTIAN_DEBUG`.
"""

import os
from datetime import timedelta

from assentian.server.databases import database
from assentian.server.home import home, secret_key

ASSENTIAN_HOME = home()
ASSENTIAN_HOST = os.environ.get("ASSENTIAN_HOST", "localhost")
HTTPS = os.environ.get("ASSENTIAN_HTTPS", "1") == "1"
DEBUG = os.environ.get("ASSENTIAN_DEBUG", "0") == "1"

SECRET_KEY = secret_key(ASSENTIAN_HOME)
ALLOWED_HOSTS = [ASSENTIAN_HOST, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{ASSENTIAN_HOST}"]
ROOT_URLCONF = "assentian.server.urls"
FORM_RENDERER = "assentian.web.forms.Renderer"
WSGI_APPLICATION = "assentian.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "assentian.web",
    "assentian.journal",
    "assentian.accounts",
    "assentian.catalogue",
    "assentian.inventory",
    "assentian.risk",
    "assentian.controls",
    "assentian.evidence",
    "assentian.impact",
    "assentian.monitoring",
    "assentian.assurance",
    "assentian.readiness",
    "assentian.reports",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "assentian.web.csp.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "assentian.accounts.middleware.OrganisationMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assentian.web.context.shell",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("ASSENTIAN_DATABASE_URL", ""), ASSENTIAN_HOME)}

# Accounts: Django's own log-in, memory-hard hashes, throttled by django-axes (per name and address).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # of the link by which somebody chooses a password
AXES_FAILURE_LIMIT = 8
AXES_USERNAME_FORM_FIELD = "username"  # as the form names it; else axes looks for "email" and locks nobody out
AXES_USERNAME_CALLABLE = "assentian.accounts.throttle.name"
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_DISABLE_ACCESS_LOG = True
_minutes = float(os.environ.get("ASSENTIAN_CONFIRMED_MINUTES", "10"))
CONFIRMED_FOR = max(timedelta(minutes=_minutes), timedelta(seconds=5))
"""How long after it was given a password counts as fresh enough to sign; five seconds always, else nobody could."""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("ASSENTIAN_BEHIND_PROXY") == "1" else None
)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"

STATIC_URL = "/static/"
STATIC_ROOT = ASSENTIAN_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = ASSENTIAN_HOME / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"waitress.queue": {"level": "ERROR"}},  # a browser asking for several files at once is no warning
}
