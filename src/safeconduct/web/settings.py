"""Django settings: no database, no sessions, no accounts, this machine only.

Which agreement is shown comes from the environment, because the server starts its workers as processes of their own:
SAFECONDUCT_EXAMPLE names an example, SAFECONDUCT_FILE an agreement of your own, SAFECONDUCT_ACTS its acts,
SAFECONDUCT_WITH the files that go with it, separated as in PATH.
"""

import os
import secrets
from pathlib import Path

HERE = Path(__file__).resolve().parent

CASE = {
    "example": os.environ.get("SAFECONDUCT_EXAMPLE", ""),
    "file": os.environ.get("SAFECONDUCT_FILE", ""),
    "acts": os.environ.get("SAFECONDUCT_ACTS", ""),
    "with_files": tuple(filter(None, os.environ.get("SAFECONDUCT_WITH", "").split(os.pathsep))),
}

DEBUG = False
# Nothing is signed or kept, so a key that dies with the process is enough.
SECRET_KEY = secrets.token_urlsafe()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

ROOT_URLCONF = "safeconduct.web.urls"
APPEND_SLASH = False
MIDDLEWARE = [
    "safeconduct.web.shell.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "safeconduct.web.shell.lens.LensMiddleware",
]
_ROOMS = "shell board programme norms questions timeline maps sources draft verify"
INSTALLED_APPS = [f"safeconduct.web.{room}" for room in _ROOMS.split()]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["safeconduct.web.shell.context.frame"]},
    }
]
# The only pages that take a text. They look at it and keep nothing, so a file sent along is not even read.
TAKES_TEXT = frozenset({"/draft", "/draft/findings"})
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_300_000
FILE_UPLOAD_HANDLERS: list[str] = []
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "safeconduct.web.shell.errors.not_from_here"
DATABASES: dict[str, dict[str, str]] = {}

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
WHITENOISE_MAX_AGE = 600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}, "none": {"class": "logging.NullHandler"}},
    # A page that is not there, or asked for under a foreign name, is the reader's business; an error inside is ours.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["none"], "propagate": False},
    },
}
