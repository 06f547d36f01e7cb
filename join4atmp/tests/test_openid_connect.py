"""OpenID Connect opens the account with a verified address, makes none, and replaces no factor."""

import json
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from tools import migrated
from tools.isolation import isolated


@pytest.mark.timeout(600)
def test_a_person_signs_in_with_another_account(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    migrated.copy_to_file(tmp_path / "db.sqlite3")
    done = subprocess.run(
        [sys.executable, "-m", "join4atmp.tests.openid_connect"],
        cwd=settings.BASE_DIR,
        env=isolated(
            tmp_path,
            DJANGO_SETTINGS_MODULE="join4atmp.settings",
            DEBUG="on",
            STAFF_NEED_SECOND_FACTOR="on",
            OIDC_URL=f"http://127.0.0.1:{port}",
            OIDC_CLIENT_ID="portal",
            OIDC_CLIENT_SECRET="secret",
            OIDC_NAME="LS Login",
        ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "button": True,
        "policy": True,
        "known": "ana",
        "again": "ana",
        "unverified": "/accounts/login/?next=/accounts/email/",
        "stranger": "/accounts/login/?next=/accounts/email/",
        "staff": "/accounts/2fa/",
        "users": 2,
        "password": True,
    }
