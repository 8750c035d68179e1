"""Django settings: this machine only, unless an address is given under which others reach it.

Which agreement is shown comes from the environment, because the server starts its workers as processes of their own:
SAFECONDUCT_EXAMPLE names an example, SAFECONDUCT_FILE an agreement of your own, SAFECONDUCT_ACTS its acts,
SAFECONDUCT_CASE_ACTS those of its programme, SAFECONDUCT_WITH the files that go with it, separated as in PATH.
SAFECONDUCT_HOME is the folder with the accounts; without it they live in memory, and die with the server. SAFECONDUCT_DEMO offers
identities of made-up people, without a password. SAFECONDUCT_ORIGIN is the address under which others reach the pages, and
SAFECONDUCT_ARRIVAL says how their requests come.
"""

import os
from pathlib import Path

from safeconduct.web.secret import server_secret
from safeconduct.web.served import ALONE, for_others

HERE = Path(__file__).resolve().parent

CASE = {
    "example": os.environ.get("SAFECONDUCT_EXAMPLE", ""),
    "file": os.environ.get("SAFECONDUCT_FILE", ""),
    "acts": os.environ.get("SAFECONDUCT_ACTS", ""),
    "case_acts": os.environ.get("SAFECONDUCT_CASE_ACTS", ""),
    "with_files": tuple(filter(None, os.environ.get("SAFECONDUCT_WITH", "").split(os.pathsep))),
}

HOME = os.environ.get("SAFECONDUCT_HOME", "")
DEMO = bool(os.environ.get("SAFECONDUCT_DEMO"))

DEBUG = False
SECRET_KEY, FACTOR_KEY = server_secret(Path(HOME) if HOME else None)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

ROOT_URLCONF = "safeconduct.web.urls"
APPEND_SLASH = False
MIDDLEWARE = [
    "safeconduct.web.shell.logs.Noted",
    "safeconduct.web.shell.headers.SecurityHeaders",
    "safeconduct.web.shell.arrival.Arrival",
    "django.middleware.security.SecurityMiddleware",
    "safeconduct.web.shell.packed.Packed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "safeconduct.web.api.front.ForPrograms",  # programs go no further: no cookie and no session counts there
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safeconduct.web.accounts.lasting.Lasting",
    "safeconduct.web.shell.language.PageLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "safeconduct.web.accounts.doors.SecondFactor",
    "safeconduct.web.shell.limits.Limits",
    "safeconduct.web.shell.lens.LensMiddleware",
    "safeconduct.web.shell.doors.AtTheDoor",
]
_ROOMS = "shell board programme norms questions statements timeline maps sources draft verify desk home api looks reports entries"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the pages of allauth for passkeys use it
    "safeconduct.web.accounts.apps.Accounts",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(f"safeconduct.web.{room}" for room in _ROOMS.split()),
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
                "safeconduct.web.shell.context.frame",
                "safeconduct.web.home.header.new_here",
            ]
        },
    }
]
# Where something may be sent, and how many bytes at once.
TAKES_POSTS = {
    "/draft": 1_300_000,
    "/account/": 100_000,
    "/demo/": 10_000,
    "/desk/": 1_300_000,
    "/language": 10_000,
    "/notices/": 10_000,
    "/looks/": 100_000,
    "/entries/": 100_000,
    "/reports/bring-in/": 12_300_000,
    "/reports/": 100_000,
}
TAKES_FILES = ("/reports/bring-in/",)
# The pages of drafts look at a text and keep nothing; a report is kept as it came, and shown with what hides in it. A file is
# read where one is asked for, and nowhere else.
LOOKED_AT_ONLY = ("/draft", "/reports/bring-in/")
OWN_LIMITS = ("/api/",)  # programs are answered in their own form
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_300_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["safeconduct.web.shell.uploads.AtTheirAddress"]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "safeconduct.web.shell.errors.not_from_here"

# The accounts. The record has a store of its own, which Django does not see.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(HOME) / "accounts.db") if HOME else "file:accounts?mode=memory&cache=shared",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;"},
    }
}
# Guesses are counted here, for each name that somebody writes. Of more entries the oldest go: nobody may write so many names that
# the count of another is forgotten.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["safeconduct.web.accounts.gate.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username",)}),
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "home", "board"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sc_session"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
ACCOUNT_ADAPTER = "safeconduct.web.accounts.gate.Gate"
ACCOUNT_FORMS = {
    "login": "safeconduct.web.accounts.forms.SignIn",
    "change_password": "safeconduct.web.accounts.forms.ChangePassword",
}
# Everyone comes from an address of this machine, so a limit by address would let one keep all others out.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}
MFA_RATE_LIMITS = {"webauthn_login": None}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "safeconduct.web.accounts.gate.Factors"
MFA_FORMS = {
    "add_webauthn": "safeconduct.web.accounts.passkeys.Add",
    "authenticate_webauthn": "safeconduct.web.accounts.passkeys.Authenticate",
    "login_webauthn": "safeconduct.web.accounts.passkeys.SignIn",
    "reauthenticate_webauthn": "safeconduct.web.accounts.passkeys.Again",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # the clocks of telephones in the field are not all right
MFA_TOTP_ISSUER = "safeconduct"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # this machine only: the pages are served on a loopback address
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية"), ("he", "עברית")]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = "safeconduct.web.formats"
LANGUAGE_COOKIE_NAME = "sc_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True  # the scripts of allauth lie in its own package
WHITENOISE_MAX_AGE = 600

SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing is told to other places. With "no-referrer" a form would come without its origin, and would be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "safeconduct.web.shell.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}, "none": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    # A page that is not there, or asked for under a foreign name, is the reader's business; an error inside is ours.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["none"], "propagate": False},
        # Whoever looks at a demonstration has no use for a line for each page.
        "safeconduct": {"handlers": ["stderr"], "level": "ERROR" if DEMO else "INFO", "propagate": False},
    },
}

for _name, _value in for_others(os.environ.get("SAFECONDUCT_ORIGIN", ""),
                                os.environ.get("SAFECONDUCT_ARRIVAL", ALONE)).items():  # fmt: skip
    globals()[_name] = _value
