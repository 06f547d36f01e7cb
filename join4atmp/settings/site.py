"""The portal itself: its folders, its address, who is responsible for it, and its languages."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .. import __version__
from ..environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
RELEASE = __version__
env = Environment()
Environment.read_file(BASE_DIR / ".env")

VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
# Pages have limits of time that jobs and commands do not have; wsgi.py sets it.
IS_WEB_PROCESS = os.environ.get("PORTAL_PROCESS") == "web"
# Pages that a process makes at the same time; see core/turns.py and gunicorn.conf.py.
PAGES_AT_ONCE = 4

SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000")
PUBLIC = SITE_URL.startswith("https://")
# Browsers accept cookies of such a name only with TLS and from the host itself, so that no other
# host of the domain can set them.
COOKIE_PREFIX = "__Host-" if PUBLIC else ""
DEBUG = env.switch("DEBUG", default=False)
if DEBUG and PUBLIC:
    raise ImproperlyConfigured(
        "DEBUG is on and SITE_URL is a public https:// address. Switch DEBUG off."
    )
SECRET_KEY = env.secret_key(public=PUBLIC, folder=VAR_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.hosts(site_url=SITE_URL)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="") or CONTACT_EMAIL
# Named in the privacy notice; if they are empty, the notice states that they are not named yet.
DATA_CONTROLLER = env.str("DATA_CONTROLLER", default="")
DATA_PROTECTION_OFFICER = env.str("DATA_PROTECTION_OFFICER", default="")
# Shown on the pages about the portal, which say what is not given yet.
PUBLISHER = env.str("PUBLISHER", default="")
FUNDING_NOTICE = env.str("FUNDING_NOTICE", default="")
DATA_LICENCE = env.str("DATA_LICENCE", default="")
DATA_LICENCE_URL = env.str("DATA_LICENCE_URL", default="")

# Language and time: the dates of the registers are in UTC.

LANGUAGE_CODE = "en-gb"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
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
