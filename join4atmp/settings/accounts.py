"""Accounts: administrators create them, and there is no sign-up."""

from .apps import INSTALLED_APPS
from .site import COOKIE_PREFIX, PUBLIC, env

# The list of leaked passwords has passwords of this length and longer ones.
MIN_PASSWORD_LENGTH = 10
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": MIN_PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "core.accounts.passwords.LeakedPasswordValidator"},
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
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds
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
KNOWN_DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}known-device"
STAFF_NEED_SECOND_FACTOR = env.switch("STAFF_NEED_SECOND_FACTOR", default=PUBLIC)
MEMBERS_NEED_SECOND_FACTOR = env.switch("MEMBERS_NEED_SECOND_FACTOR", default=False)
# A session without activity ends after this time.
STAFF_IDLE_HOURS = env.number("STAFF_IDLE_HOURS", 2, least=0.25)
MEMBER_IDLE_HOURS = env.number("MEMBER_IDLE_HOURS", 72, least=0.25)
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
