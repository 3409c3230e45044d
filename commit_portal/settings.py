"""Settings: one file, chosen by environment variables that fail loudly, by name.

PORTAL=embedded (the default) runs on one machine without a question asked: SQLite, a secret made on
first use, files under var/. PORTAL=server asks for every variable that matters and refuses to start
without it.
"""

import contextlib
import secrets
import tempfile
from email.utils import parseaddr
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import bootstrap_wrapper
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import FileAwareEnv

from commit_portal.i18n import OFFICE_ZONE

# A secret may lie in a file: SECRET_KEY_FILE names the file of SECRET_KEY, and so for each variable.
env = FileAwareEnv(strip_whitespace=True)
BASE_DIR = Path(__file__).resolve().parent.parent

PORTAL = env.str("PORTAL", "embedded")
if PORTAL not in ("embedded", "server"):
    raise ImproperlyConfigured(f"PORTAL is {PORTAL!r}; it may be 'embedded' or 'server'.")
EMBEDDED = PORTAL == "embedded"

VAR = Path(env.str("VAR", str(BASE_DIR / "var")))


def _own_secret() -> str:
    """The secret of an embedded portal: made once, kept beside its database, readable by its owner."""
    path = VAR / "secret-key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written apart and linked when whole: of two processes one is first, and the other reads its secret.
        with (
            tempfile.NamedTemporaryFile("w", dir=path.parent) as draft,
            contextlib.suppress(FileExistsError),
        ):
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            path.hardlink_to(draft.name)
    return path.read_text().strip()


def _given(name: str, embedded: str) -> str:
    """What an embedded portal has unless another is said, and a server must be told; `NAME=` in a compose file is none."""
    if EMBEDDED:
        return env.str(name, embedded)
    value = env.str(name).strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is empty. A server does not start without it.")
    return value


def _refuse_what_a_server_may_not_have() -> None:
    """Raise `ImproperlyConfigured` for settings that would show faults to everybody or let anybody in."""
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is on. A server does not start with it. Leave DEBUG out.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is *. A server does not start with it. Name the hosts that the portal is reached by."
        )
    # As long and as mixed as Django's own check wants it (security.W009).
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY is too short or too plain. A server does not start with it. Give 50 random characters."
        )


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = _given("SECRET_KEY", "") or _own_secret()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = [host.strip() for host in _given("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
if not EMBEDDED:
    _refuse_what_a_server_may_not_have()
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

DEMO = env.bool("DEMO", False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")

INSTALLED_APPS = [
    "reporting",
    "workplans",
    "spa",
    "commit_portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "commit_portal.apps.StaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "commit_portal.http.middleware.BrowserHeadersMiddleware",
    # Before what only pages need: a static file runs nothing, and is compressed when it is collected.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # By the browser's languages, before the first page that may refuse; the account's own comes with the session.
    "django.middleware.locale.LocaleMiddleware",
    # Before anything that may read a body.
    "commit_portal.http.middleware.BodySizeMiddleware",
    "commit_portal.http.middleware.TextGZipMiddleware",
    "commit_portal.http.middleware.PlainTextMiddleware",
    # Around all that may write.
    "commit_portal.http.atomic_requests.OneTransactionMiddleware",
    "commit_portal.http.atomic_requests.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commit_portal.accounts.sessions.SessionAgeMiddleware",
    "commit_portal.http.middleware.OwnLanguageMiddleware",
    "commit_portal.http.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "workplans.request_context.active_seat.SeatMiddleware",
    "workplans.request_context.request.NamesMiddleware",
    "workplans.request_context.second_factor.SecondFactorMiddleware",
    "commit_portal.http.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "commit_portal.urls"
WSGI_APPLICATION = "commit_portal.wsgi.application"

_LOADERS = ["commit_portal.http.template_loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workplans.request_context.context_processors.portal",
            ],
            "builtins": ["commit_portal.templatetags.formatting"],
        },
    },
]

_database_url = _given("DATABASE_URL", f"sqlite:///{VAR / 'portal.sqlite3'}")
# On PostgreSQL the owner of the tables migrates, and the role of DATABASE_URL can lift no guard (ADR 32). Where the owner is
# named, this process is the owner's, and PORTAL_ROLE is whom it gives rights.
_by_owner = bool(env.str("OWNER_DATABASE_URL", ""))
PORTAL_ROLE = dict(env.dj_db_url("DATABASE_URL")) if _by_owner else {}
if urlsplit(_database_url).scheme == "sqlite":
    # With two or three slashes: "sqlite://:memory:", "sqlite:///var/portal.sqlite3".
    _path = _database_url.removeprefix("sqlite://").removeprefix("/")
    Path(_path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # The only write lock is taken when a transaction begins: WP-3 needs it.
                "transaction_mode": "IMMEDIATE",
                # Seconds. After that the page is a 503 that shows what was typed (ADR 15).
                "timeout": 4,
                # Without the last, REPLACE deletes a row past the trigger that guards it (commit_portal.db.guards).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
            },
        }
    }
else:
    _url = "OWNER_DATABASE_URL" if _by_owner else "DATABASE_URL"
    _server = dict(env.dj_db_url(_url, conn_max_age=600, conn_health_checks=True))
    # Milliseconds. What hangs must not hang a page. A server's web service alone says it (docker-compose.yml): a
    # migration or a report may take as long as it needs.
    _server["OPTIONS"] = {
        "options": env.str(
            "PGOPTIONS", "-c lock_timeout=4000 -c statement_timeout=30000" if EMBEDDED else ""
        ),
        **cast(dict[str, object], _server.get("OPTIONS") or {}),
    }
    DATABASES = {"default": _server}

# `manage.py portal` names its own Valkey here; one started by hand has the usual port.
REDIS_URL = _given("REDIS_URL", "redis://127.0.0.1:6379/0")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Kilobytes, in production: the worker of `make run` has no child. Pages are laid out in a process of their own, so the
# worker's hardly grows. Replaced after a number of editions, it would make the next one wait for four seconds.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A frozen broker must not hang a page, and without socket timeouts a publish to one waits for ever.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
    # Ask a second time at once: kombu waits two seconds otherwise, and so does the person who pressed the button.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_POOL_LIMIT = 2
CELERY_BEAT_SCHEDULE = {
    "ring-for-waiting-editions": {
        "task": "reporting.editions.tasks.ring_for_waiting_editions",
        "schedule": 60.0,
    },
    "ring-for-waiting-forms": {"task": "reporting.printed.tasks.ring_for_waiting_forms", "schedule": 60.0},
    "ring-for-waiting-lists": {"task": "reporting.printed.tasks.ring_for_waiting_lists", "schedule": 60.0},
    # The sweep does it too, but not while it renders an edition.
    "tell-and-send": {"task": "reporting.notices.tasks.tell_and_send", "schedule": 20.0},
}


def _beside_the_queue(url: str) -> str:
    """The next database of the same server: emptying the cache leaves the queue alone."""
    number = urlsplit(url).path.removeprefix("/")
    return urlsplit(url)._replace(path=f"/{int(number or 0) + 1}").geturl()


# Not the database: a rate limit that waits for its lock would answer 429 while somebody else saves (ADR 14).
CACHES = {
    "default": {
        "BACKEND": "commit_portal.caches.ForgivingRedisCache",
        "LOCATION": env.str("CACHE_URL", "") or _beside_the_queue(REDIS_URL),
        # Seconds: a login does not wait for a server that is away.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

AUTH_USER_MODEL = "commit_portal.User"
AUTHENTICATION_BACKENDS = ["commit_portal.accounts.adapter.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "commit_portal.accounts.password_validation.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "commit_portal.accounts.password_validation.NotYourNames"},
    {"NAME": "workplans.people.rules.NoPlaceNames"},
    {"NAME": "commit_portal.accounts.password_validation.NotCommon"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "commit_portal.accounts.adapter.InvitationOnlyAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "commit_portal.accounts.tokens.LinkKeys"  # noqa: S105  a name
# Seconds of a link that sets a forgotten password; an invitation's works for Django's three days (`User.link_age`).
RESET_LINK_AGE = 60 * 60
ACCOUNT_FORMS = {
    "change_password": "commit_portal.accounts.forms.ChangePasswordForm",
    "reset_password": "commit_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "commit_portal.accounts.forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "commit_portal.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "commit_portal.accounts.forms.SignInCodeForm",
    "reauthenticate": "commit_portal.accounts.forms.ConfirmCodeForm",
    "activate_totp": "commit_portal.accounts.forms.AppCodeForm",
    "add_webauthn": "commit_portal.accounts.forms.NewKeyForm",
    "authenticate_webauthn": "commit_portal.accounts.forms.KeyForm",
    "reauthenticate_webauthn": "commit_portal.accounts.forms.KeyForm",
}
# Security keys beside a password, never in its place: MFA_PASSKEY_LOGIN_ENABLED stays off (ADR 33).
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "COMMIT Portal"
# Roles that are let in only with a second factor, and asked for it again before a step that weighs much.
_roles = env.list("MFA_REQUIRED", [] if EMBEDDED else ["regional", "desk"])
MFA_REQUIRED = [] if DEMO else [role.strip() for role in _roles]
# Seconds for which a factor that was shown is enough for such steps.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Codes of half a minute before and after count: the clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# What failed is counted, not who signs in: a whole ministry may share one address, and mistype once each.
# `key` is an account and the address of who tries it (commit_portal.http.rate_limits).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "60/m/ip,5/5m/key"}
# Wrong passwords of one account, from wherever: its owner, who forgot it, stays far below.
SIGN_IN_QUOTA = "100/d/key"
# How often one person may do what costs other people time (commit_portal.http.rate_limits); links that set a password are
# counted by the address they go to, what browsers report by where they stand. Files are workbooks, CSV and PDF: six countries,
# their reviews and the report need 20 or so.
QUOTAS = {
    "export": "60/h/user",
    "search": "600/h/user",
    "import": "100/d/user",
    "call": "100/d/user",
    "invite": "100/d/user",
    "delegates": "100/d/user",
    "reset": "10/d/key",
    "report": "60/h/ip",
}
# How many proxies stand in front and add to X-Forwarded-For: else all six governments share one address.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if EMBEDDED else env.int("PROXY_COUNT", 1)

if EMBEDDED:
    # Two portals on one machine differ by their port only, which cookies do not look at.
    SESSION_COOKIE_NAME = f"session-{env.str('PORT', '8000')}"
    CSRF_COOKIE_NAME = f"csrf-{env.str('PORT', '8000')}"
else:
    # Browsers take such names from this host alone, over TLS, for all of its paths.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
# Seconds: a working day, however busy; then, and after 25 to 30 minutes without a request, one signs in again. What was
# typed meanwhile comes back. NIST SP 800-63B and our security bar ask for both (commit_portal.accounts.sessions).
SESSION_ENGINE = "commit_portal.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commit_portal.views.csrf_failure"

# Nothing, and then what pages load: all of it is our own.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
    # Browsers send these at once. Those of `report-to` have another form, and Chromium sends them over TLS alone.
    "report-uri": ["/policy-reports/"],
}
NOT_NEEDED = "camera display-capture geolocation gyroscope hid microphone midi payment serial usb"
PAGE_HEADERS = {"Permissions-Policy": ", ".join(f"{name}=()" for name in NOT_NEEDED.split())}
# Of every answer, files too.
BROWSER_HEADERS = {"Cross-Origin-Resource-Policy": "same-origin"}
if not EMBEDDED:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # The health checks of docker-compose.yml ask the container itself, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]

# Bytes. The longest page is a review sheet of 60 activities told in Khmer: a letter is nine bytes on its way. Its 680 fields,
# 8 an activity and 5 a target, stay below Django's own limit of 1,000.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A spreadsheet (commit_portal.files.spreadsheets.MAX_BYTES) with as much room again for its form.
UPLOAD_BODY_LIMIT = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# Not "en-gb": each sentence would be looked for in five catalogues, one behind the other.
LANGUAGE_CODE = "en"
# Each by its own name: pages offer a choice from the second one on.
LANGUAGES = [("en", "English")]
# Where the catalogue of a second language goes (README): English stands in the code (ADR 12).
LOCALE_PATHS = [BASE_DIR / "commit_portal" / "locale"]
TIME_ZONE = OFFICE_ZONE

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR / "static")))
# `manage.py portal` collects them before it serves; tests and single commands take them from where they lie.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", not EMBEDDED)
BOOTSTRAP = Path(bootstrap_wrapper.get_bootstrap_dir())
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
if not STATIC_COLLECTED:
    # Collected, it is part of our one style sheet.
    STATICFILES_DIRS.append(("bootstrap", BOOTSTRAP))
MEDIA_ROOT = Path(_given("MEDIA_ROOT", str(VAR / "media")))
# Where the files of evidence lie: a bucket of an S3 server where one is named, else the folder of all files. The rest
# (AWS_SHARED_CREDENTIALS_FILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) the library reads by itself.
EVIDENCE_BUCKET = env.str("EVIDENCE_BUCKET", "")
_bucket: dict[str, object] = {
    "bucket_name": EVIDENCE_BUCKET,
    "endpoint_url": env.str("EVIDENCE_S3_URL", "") or None,
    "region_name": env.str("EVIDENCE_S3_REGION", "") or None,
    "file_overwrite": False,
}
# A virus scanner, clamd: "tcp://host:3310" or "unix:///run/clamd.sock". Without one no file is scanned.
CLAMD_URL = env.str("CLAMD_URL", "")
# Nothing in here is served by address: every file goes out through a view that asks who is reading.
_folder: dict[str, object] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_in_bucket = {"BACKEND": "commit_portal.files.bucket.Bucket", "OPTIONS": _bucket}
_collected = "commit_portal.files.staticfiles.OneSheetStorage"
_as_they_lie = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": _folder,
    "evidence": _in_bucket if EVIDENCE_BUCKET else _folder,
    "staticfiles": {"BACKEND": _collected if STATIC_COLLECTED else _as_they_lie},
}
# Evidence and reports are their owner's; what else a process writes, by its umask (manage.py).
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

_email = dj_email_url.parse(_given("EMAIL_URL", "file:"))
# Mail that is not sent lies in files of its own: printed, the keys in it would stand in a log.
_is_kept = _email["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
_mailer: dict[str, object] = {"BACKEND": _email["EMAIL_BACKEND"]}
if _is_kept:
    _mailer["BACKEND"] = "commit_portal.mail.file_backend.OwnersFileBackend"
    _mailer["OPTIONS"] = {"file_path": str(VAR / "mail")}
elif _email["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
    _mailer["OPTIONS"] = {
        "host": _email["EMAIL_HOST"],
        "port": _email["EMAIL_PORT"],
        "username": _email["EMAIL_HOST_USER"],
        "password": _email["EMAIL_HOST_PASSWORD"],
        "use_tls": _email["EMAIL_USE_TLS"],
        "use_ssl": _email["EMAIL_USE_SSL"],
        "timeout": 10,
    }
MAILERS = {"default": _mailer}
DEFAULT_FROM_EMAIL = _given("DEFAULT_FROM_EMAIL", "COMMIT Portal <portal@commit.example>")
# Where people write to the regional office: on the help page, and in the foot of each mail.
REGIONAL_OFFICE_EMAIL = env.str("REGIONAL_OFFICE_EMAIL", "") or (
    "regional@commit.example" if EMBEDDED else parseaddr(DEFAULT_FROM_EMAIL)[1]
)
# The second half of every Message-ID.
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "commit.example"
# Where the links in mails lead: a worker has no request to ask.
_own_url = f"http://127.0.0.1:{env.str('PORT', '') or '8000'}"
_server_url = f"https://{ALLOWED_HOSTS[0].removeprefix('.')}"
PORTAL_URL = (env.str("PORTAL_URL", "") or (_own_url if EMBEDDED else _server_url)).rstrip("/")

FORM_RENDERER = "commit_portal.forms.base.KeepsWhatIsTyped"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "commit_portal.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        # Django's own handler mails admins; there are none.
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "reporting": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Who signed in, and who failed to.
        "commit_portal.accounts": {"level": "INFO"},
        # It would say how many requests wait, at each that waits.
        "waitress.queue": {"level": "ERROR"},
    },
}
