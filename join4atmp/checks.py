"""Checks of an installation before its start: `manage.py check --deploy`, and so `make deploy`.

They say what is wrong and how to correct it, where a start would only fail later or not at all.
"""

import difflib
import re

import redis
from django.conf import settings
from django.core.checks import Error, Info, Warning, register
from django.db import DatabaseError, connection

SETTINGS_FILE = settings.BASE_DIR / ".env"
EXAMPLE_FILE = settings.BASE_DIR / ".env.example"
TIMEOUT_SECONDS = 5


@register(deploy=True)
def database_answers(app_configs, **kwargs):
    """Connect without the pool, whose error has no reason."""
    try:
        # Commands wait for the pool until their time is over; the driver itself knows the reason.
        connection.Database.connect(**connection.get_connection_params()).close()
    except (DatabaseError, connection.Database.Error, OSError) as error:
        return [
            Error(
                f"The database does not answer: {_one_line(error)}",
                hint="Start its server, and compare user, password, host, port and name with "
                "DATABASE_URL.",
                id="portal.E001",
            )
        ]
    return []


@register(deploy=True)
def redis_answers(app_configs, **kwargs):
    if not settings.REDIS_URL:
        return []
    client = redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        decode_responses=True,
    )
    try:
        client.ping()
        return _settings_of_redis(client)
    except (redis.RedisError, OSError) as error:
        return [
            Error(
                f"Redis does not answer: {_one_line(error)}",
                hint="Start its server, and compare password, host and port with REDIS_URL.",
                id="portal.E002",
            )
        ]
    finally:
        client.close()


def _settings_of_redis(client):
    wanted = {"maxmemory-policy": "noeviction", "appendonly": "yes"}
    reasons = {
        "maxmemory-policy": "Redis may drop waiting jobs when its memory is scarce.",
        "appendonly": "Redis loses waiting jobs when it restarts.",
    }
    try:
        found = {name: client.config_get(name).get(name) for name in wanted}
    except redis.ResponseError:  # rented servers do not show their settings
        return []
    return [
        Warning(
            reasons[name],
            hint=f"Set in its configuration: {name} {wanted[name]}",
            id=f"portal.W00{number}",
        )
        for number, name in enumerate(wanted, start=1)
        if found[name] not in {wanted[name], None}
    ]


@register(deploy=True)
def settings_file_is_understood(app_configs, **kwargs):
    """Name lines of `.env` that have no effect, because their form or their name is wrong."""
    if not SETTINGS_FILE.exists():
        return []
    known = set(re.findall(r"^#([A-Z_]+)=", EXAMPLE_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    warnings = []
    for number, line in enumerate(SETTINGS_FILE.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name = re.match(r"(?:export )?([A-Za-z_0-9]+)=", line)
        if not name:
            problem, hint = "has not the form NAME=value", "Write no spaces around the sign =."
        elif name[1] not in known:
            similar = difflib.get_close_matches(name[1], known, n=1)
            problem = f"sets {name[1]}, which no setting is called"
            hint = (
                f"Write {similar[0]}." if similar else "The file .env.example lists all settings."
            )
        else:
            continue
        warnings.append(
            Warning(
                f"Line {number} of {SETTINGS_FILE} {problem}. It has no effect.",
                hint=hint,
                id="portal.W003",
            )
        )
    return warnings


@register(deploy=True)
def settings_file_is_private(app_configs, **kwargs):
    if not SETTINGS_FILE.exists() or not SETTINGS_FILE.stat().st_mode & 0o077:
        return []
    return [
        Info(
            f"Other users of this machine can read the passwords in {SETTINGS_FILE}.",
            hint=f"Run: chmod 600 {SETTINGS_FILE}",
            id="portal.I001",
        )
    ]


@register(deploy=True)
def parts_of_a_public_portal(app_configs, **kwargs):
    """Say which parts and names a public portal lacks. Each may be a choice."""
    if not settings.PUBLIC:
        return [
            Info(
                f"This portal is not public: SITE_URL is {settings.SITE_URL}.",
                hint="Set SITE_URL to the address with https:// under which visitors open it.",
                id="portal.I002",
            )
        ]
    lacks = {
        "DATABASE_URL": (
            connection.vendor != "postgresql",
            "The public portal works on SQLite, where one process writes at a time.",
        ),
        "REDIS_URL": (
            not settings.REDIS_URL,
            "The public portal has no Redis: its jobs and its cache are files of one machine.",
        ),
        "OPERATOR_EMAIL": (
            not settings.OPERATOR_EMAIL,
            "No operator gets a mail when a part of the portal does not work.",
        ),
        "DATA_CONTROLLER": (
            not settings.DATA_CONTROLLER,
            "The privacy notice names no organisation that is responsible.",
        ),
        "DATA_PROTECTION_OFFICER": (
            not settings.DATA_PROTECTION_OFFICER,
            "The privacy notice names no data protection officer.",
        ),
    }
    return [
        Info(words, hint=f"Set {name}.", id=f"portal.I{number:03}")
        for number, (name, (is_missing, words)) in enumerate(lacks.items(), start=3)
        if is_missing
    ]


def _one_line(error):
    return " ".join(str(error).split()) or type(error).__name__
