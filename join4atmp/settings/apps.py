"""The apps, and the middleware in the order in which a request passes it."""

from .site import BASE_DIR

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
    "core.accounts.sessions.limit_sessions",
    "core.drafts.kept_entries",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.middleware.private_pages_are_not_cached",
    "core.accounts.known_devices.known_devices",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.accounts.second_factor.CompulsorySecondFactor",
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
