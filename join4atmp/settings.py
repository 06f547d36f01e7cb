"""Settings of the portal. Values that differ between installations are in the environment.

The defaults are for a local portal: one SQLite file, no services, plain http. A `SITE_URL` with
https:// makes a public portal, which has secure cookies, HSTS and its own SECRET_KEY.
"""

import os
from pathlib import Path

import sentry_sdk
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from sentry_sdk.utils import BadDsn

from core.monitoring import error_reports

from .environment import Environment, origin_of

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
Environment.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
# Pages have limits of time that jobs and commands do not have; wsgi.py sets it.
IS_WEB_PROCESS = os.environ.get("PORTAL_PROCESS") == "web"
# Pages that a process makes at the same time; see core/turns.py and gunicorn.conf.py.
PAGES_AT_ONCE = 4

# Site

SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000")
PUBLIC = SITE_URL.startswith("https://")
DEBUG = env.switch("DEBUG", default=False)
if DEBUG and PUBLIC:
    raise ImproperlyConfigured(
        "DEBUG is on and SITE_URL is a public https:// address. Switch DEBUG off."
    )
SECRET_KEY = env.secret_key(public=PUBLIC, folder=VAR_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.hosts(site_url=SITE_URL)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="")
# Named in the privacy notice; if they are empty, the notice states that they are not named yet.
DATA_CONTROLLER = env.str("DATA_CONTROLLER", default="")
DATA_PROTECTION_OFFICER = env.str("DATA_PROTECTION_OFFICER", default="")
# Shown on the pages about the portal, which say what is not given yet.
PUBLISHER = env.str("PUBLISHER", default="")
FUNDING_NOTICE = env.str("FUNDING_NOTICE", default="")
DATA_LICENCE = env.str("DATA_LICENCE", default="")
DATA_LICENCE_URL = env.str("DATA_LICENCE_URL", default="")

# Apps and middleware

INSTALLED_APPS = [
    "join4atmp",
    "consortium",
    "surveys",
    "economics",
    "capacities",
    "landscape",
    "usecases",
    "products",
    "trials",
    "stakeholders",
    "core",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "heroicons",
    "import_export",
    "django_prose_editor",
    "simple_history",
]

MIDDLEWARE = [
    "core.middleware.stack_in_one_piece",
    "core.monitoring.request_log.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.turns.take_turns_for_files",
    "core.turns.take_turns",
    "core.middleware.ContentSecurityPolicy",
    "core.middleware.permissions_policy",
    "core.middleware.refuse_nul_characters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.drafts.kept_entries",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.middleware.private_pages_are_not_cached",
    "core.accounts.known_devices.known_devices",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.accounts.second_factor.SecondFactorOfStaff",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "join4atmp.urls"
WSGI_APPLICATION = "join4atmp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
            "builtins": ["heroicons.templatetags.heroicons"],
        },
    },
]

# Database: SQLite takes its write lock at the start of a transaction, so that two writers wait
# for each other instead of failing with "database is locked".

DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR}/db.sqlite3")}
PAGE_LOCK_SECONDS = env.number("PAGE_LOCK_SECONDS", 5, least=0.1)
PAGE_QUERY_SECONDS = env.number("PAGE_QUERY_SECONDS", 10, least=0.1)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16384; PRAGMA journal_size_limit=27103364; "
            "PRAGMA secure_delete=ON;"  # erased data must not remain in free pages of the file
        ),
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # the pool replaces broken connections
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options.setdefault("pool", {"min_size": 0, "max_size": 8, "timeout": 5})
    options.setdefault("connect_timeout", 5)
    options.setdefault("tcp_user_timeout", 10_000)  # milliseconds, for a server that vanished
    if IS_WEB_PROCESS:  # jobs and commands may take their time
        options.setdefault(
            "options",
            f"-c lock_timeout={PAGE_LOCK_SECONDS}s -c statement_timeout={PAGE_QUERY_SECONDS}s "
            "-c idle_in_transaction_session_timeout=60s",
        )

# Broker, cache and jobs: Redis if it is set; otherwise files in var/ and the database.

REDIS_URL, CACHE_URL = env.redis()
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "core.cache.RedisOrMemory", "LOCATION": CACHE_URL}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 7200,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
    queue = VAR_DIR / "queue"
    for folder in (queue / "messages", queue / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "core.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
        "polling_interval": 0.2,
        "store_processed": False,
    }

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page does not wait for a queue that is away: the schedule looks for its job every minute.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
CELERY_TIMEZONE = "UTC"
# A run of a register takes hours: people who wait for an import have workers of their own.
CELERY_TASK_DEFAULT_QUEUE = "people"
CELERY_TASK_ROUTES = {"trials.sync_register": {"queue": "registers"}}
# A job of every minute is not needed after this time: the next one has started.
EVERY_MINUTE = {"schedule": 60, "options": {"expires": 55}}
CELERY_BEAT_SCHEDULE = {
    "clear expired sessions": {"task": "core.clear_expired_sessions", "schedule": 24 * 3600},
    "note that the schedule runs": {"task": "core.note_schedule", **EVERY_MINUTE},
    "watch the portal": {"task": "join4atmp.watch", "schedule": 300},
    "send waiting mails": {"task": "core.send_waiting_mails", **EVERY_MINUTE},
    "drop expired drafts": {"task": "core.drop_expired_drafts", "schedule": 3600},
    "keep in sync": {"task": "trials.keep_in_sync", **EVERY_MINUTE},
    "keep states of trials": {"task": "trials.keep_states", "schedule": 3600},
    "mail saved views": {"task": "trials.mail_saved_views", "schedule": 3600},
    "drop expired uploads": {"task": "stakeholders.drop_expired_uploads", "schedule": 3600},
    "match sponsors": {"task": "trials.match_sponsors", "schedule": 24 * 3600},
    "send invitations to facilities": {
        "task": "capacities.send_invitations",
        "schedule": 24 * 3600,
    },
    "refresh measures of capacities": {"task": "capacities.refresh_measures", "schedule": 3600},
    "follow up requests to facilities": {
        "task": "capacities.follow_up_requests",
        "schedule": 24 * 3600,
    },
    "remove expired contacts of facilities": {
        "task": "capacities.remove_expired_contacts",
        "schedule": 24 * 3600,
    },
    "send completion requests": {
        "task": "products.send_completion_requests",
        "schedule": 3600,
    },
    "send campaigns": {"task": "stakeholders.send_campaigns", **EVERY_MINUTE},
    "tidy up the help-desk": {"task": "landscape.tidy_up", "schedule": 24 * 3600},
    "take up imports": {"task": "stakeholders.take_up_imports", **EVERY_MINUTE},
    "take up reporting packs": {"task": "join4atmp.take_up_packs", **EVERY_MINUTE},
    "take up simulations": {"task": "economics.take_up_simulations", **EVERY_MINUTE},
}

# Registers

EUCTR_URL = env.address("EUCTR_URL", "https://www.clinicaltrialsregister.eu/ctr-search")
CTIS_URL = env.address("CTIS_URL", "https://euclinicaltrials.eu/ctis-public-api")
PUBMED_URL = env.address("PUBMED_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
REGISTER_DELAY_SECONDS = env.number("REGISTER_DELAY_SECONDS", 1.5, least=0)
REGISTER_TIMEOUT_SECONDS = env.number("REGISTER_TIMEOUT_SECONDS", 45, least=1)
REGISTER_CA_BUNDLE = env.str("REGISTER_CA_BUNDLE", default="")
if REGISTER_CA_BUNDLE and not Path(REGISTER_CA_BUNDLE).is_file():
    raise ImproperlyConfigured(
        f"REGISTER_CA_BUNDLE is not a file: {REGISTER_CA_BUNDLE}. Check the path."
    )
# Per cent of the known records that a run may change or miss without release by a person.
SYNC_CHANGE_LIMIT_PERCENT = env.number("SYNC_CHANGE_LIMIT_PERCENT", 30, least=0)
# If on, the addresses above are an invented register, and its trials are marked as invented.
REGISTERS_ARE_DEMO = env.switch("REGISTERS_ARE_DEMO", default=False)

# Curation: number of reviewers per trial. Two reviewers do not see each other's decisions.

REVIEWERS_REQUIRED = env.one_of("REVIEWERS_REQUIRED", 1, (1, 2))

# Accounts: administrators create them; there is no sign-up.

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "core.accounts.adapters.PortalAccounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_FORMS = {"login": "core.accounts.forms.SignInForm"}
# An address belongs to an account only after its owner has entered the code of a mail.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # of a changed address, see core.accounts.adapters
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the mail would invite to a sign-up that is closed
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[JOIN4ATMP] "
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators check the address
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Wrong passwords: the pause grows from a minute to an hour, instead of a lock. "strangers" are all
# unknown browsers together; the keys are in core.accounts.adapters.
GROWING_PAUSES = "5/m/key,10/15m/key,20/h/key"
ACCOUNT_RATE_LIMITS = {
    "login_failed": GROWING_PAUSES,
    "login_failed_from_address": "10/m/key",
    "login_failed_by_strangers": "50/h/key",
    "change_password": "5/m/user,20/h/user",
    "reauthenticate": "10/m/user,30/h/user",
}
KNOWN_DEVICE_COOKIE_NAME = "__Host-known-device" if PUBLIC else "known-device"
STAFF_NEED_SECOND_FACTOR = env.switch("STAFF_NEED_SECOND_FACTOR", default=PUBLIC)
MFA_ADAPTER = "core.accounts.second_factor.Authenticators"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "JOIN4ATMP"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC  # for http://localhost
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PUBLIC else 0

# OpenID Connect: people of the consortium sign in with another account, such as LS Login. It opens
# the account with the same verified address, and makes none.

OIDC = env.openid_connect()
if OIDC:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC], "OAUTH_PKCE_ENABLED": True}}
    SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# Mail

EMAIL = env.email(public=PUBLIC)
vars().update(EMAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender(public=PUBLIC)
EMAIL_TIMEOUT = 10  # seconds
# Pages keep their mails in the database, and a job gives them to the mail server.
MAIL_SERVER_BACKEND = EMAIL["EMAIL_BACKEND"]
if MAIL_SERVER_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "core.mail_queue.MailQueue"
# Of campaigns to contacts; mail servers refuse senders with more than they allow.
MAILS_PER_MINUTE = env.number("MAILS_PER_MINUTE", 30, least=1)

# Security. Browsers reject secure cookies on plain http, so these settings depend on SITE_URL.

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if PUBLIC:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # Browsers also check where a form is redirected to.
        "form-action": [SELF, *([origin_of(OIDC["settings"]["server_url"])] if OIDC else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = (
    60  # many cover sheets are uploaded together; the size of each is checked
)
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"

# Language and time: the dates of the registers are in UTC.

LANGUAGE_CODE = "en-gb"
# Of the public pages that core.languages translates; all other pages are English.
LANGUAGES = [
    ("en-gb", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
# In which people plan and read the meetings of the consortium.
MEETING_TIME_ZONE = env.time_zone("MEETING_TIME_ZONE", "Europe/Berlin")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["join4atmp.formats"]

# API. It returns only JSON, so neither package needs to be an installed app with pages and
# scripts.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # rows: visible_to
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "300/min"},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "JOIN4ATMP portal",
    "DESCRIPTION": (
        "Clinical trials of advanced therapies in Europe, use cases, hurdles, solutions and "
        "recommendations. Read-only, with the filters and rows of the pages. No personal data. "
        "Rows with `is_demo` are invented for demonstration."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "TrialStatusEnum": "trials.choices.Status",
        "CaseStatusEnum": "usecases.choices.CaseStatus",
        "LevelEnum": "usecases.choices.Level",
        "AnswerEnum": "trials.choices.Answer",
        "TrialClassEnum": "trials.choices.AtmpClass",
        "ProductClassEnum": "landscape.choices.AtmpClass",
        "VisibilityEnum": "consortium.choices.Visibility",
    },
}

# Static files: hashed names after collectstatic; directly from the apps while DEBUG is on.

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Directly from the apps as long as nobody has collected them.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "core.static_files.CollectedFiles"
    },
}

# Admin

UNFOLD = {
    "DASHBOARD_CALLBACK": "join4atmp.admin.accounts.start_page",
    "SITE_TITLE": "JOIN4ATMP",
    "SITE_HEADER": "JOIN4ATMP",
    "SITE_SUBHEADER": "Curators' workplace",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("img/mark.svg"),
        }
    ],
    "SHOW_VIEW_ON_SITE": True,
    "STYLES": [lambda request: static("css/admin.css")],
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eef8f8",
            "100": "#d5eeee",
            "200": "#aedddd",
            "300": "#7bc4c4",
            "400": "#45a3a3",
            "500": "#2a8888",
            "600": "#0b6e6e",
            "700": "#0a5959",
            "800": "#0b4747",
            "900": "#0c3c3c",
            "950": "#052424",
        }
    },
}

# Logs, measurements and errors

# Counts of all processes of a machine; `/metrics` adds them up for programs that have the token.
METRICS_DIR = VAR_DIR / "metrics"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if IS_WEB_PROCESS:  # workers: join4atmp/celery.py
    METRICS_DIR.mkdir(exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    try:
        sentry_sdk.init(SENTRY_DSN, **error_reports.options())
    except BadDsn as error:
        raise ImproperlyConfigured(
            f"SENTRY_DSN is not valid: {error}. Copy it from the Sentry project."
        ) from error

LOG_FORMAT = env.one_of_words("LOG_FORMAT", "text", ("text", "json"))
CELERY_WORKER_HIJACK_ROOT_LOGGER = LOG_FORMAT == "text"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "core.monitoring.json_logs.JsonFormatter"},
    },
    "filters": {"secrets": {"()": "core.monitoring.secrets_filter.SecretsFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # It would log every requested address, which contains the contact address.
    "loggers": {
        "httpx2": {"level": "WARNING"},
        # A terminal shows the slow ones only.
        "portal.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "portal.tasks": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
