"""The API. It returns only JSON, so its packages are no installed apps with pages and scripts."""

from .accounts import ALLAUTH_TRUSTED_PROXY_COUNT

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
