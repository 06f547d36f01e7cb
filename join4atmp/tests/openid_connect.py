"""A sign-in with OpenID Connect at a provider on loopback, run by test_openid_connect.py.

It is a program of its own, because the setting decides which apps are installed.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

PERSON = {}


class Provider(BaseHTTPRequestHandler):
    """The three pages of a provider that the portal itself asks."""

    def do_GET(self):
        base = settings.OIDC["settings"]["server_url"]
        if self.path.endswith("/.well-known/openid-configuration"):
            names = ("authorization", "token", "userinfo")
            self.send({f"{name}_endpoint": f"{base}/{name}" for name in names} | {"issuer": base})
        elif self.path == "/userinfo":
            self.send(PERSON)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        sent = parse_qs(self.rfile.read(length).decode())
        assert sent["code_verifier"], "PKCE is on"
        self.send({"access_token": "token", "token_type": "Bearer"})

    def send(self, answer):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        pass


def sign_in(client, person):
    """Go through the provider as this person; return the last answer of the portal."""
    PERSON.clear()
    PERSON.update(person)
    started = client.post("/accounts/oidc/oidc/login/?process=login")
    assert started.status_code == 302, started.content
    asked = parse_qs(urlsplit(started["Location"]).query)
    assert asked["code_challenge"]
    back = urlsplit(asked["redirect_uri"][0]).path
    return client.get(back, {"code": "code", "state": asked["state"][0]})


def main():
    port = urlsplit(settings.OIDC["settings"]["server_url"]).port
    server = ThreadingHTTPServer(("127.0.0.1", port), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    django.setup()
    call_command("migrate", verbosity=0)
    from allauth.account.models import EmailAddress
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    ana = User.objects.create_user("ana", "ana@portal.example", "Tulip-Harbour-9")
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    User.objects.create_user("eve", "eve@portal.example", "Tulip-Harbour-9", is_staff=True)
    page = Client(SERVER_NAME="localhost").get("/accounts/login/")
    found = {"button": "Continue with LS Login" in page.content.decode()}
    form_action = page["Content-Security-Policy"].partition("form-action")[2]
    found["policy"] = f"127.0.0.1:{port}" in form_action
    people = {
        "known": {"sub": "1", "email": "ana@portal.example", "email_verified": True},
        "again": {"sub": "1", "email": "other@portal.example", "email_verified": True},
        "unverified": {"sub": "2", "email": "eve@portal.example", "email_verified": False},
        "stranger": {"sub": "3", "email": "new@portal.example", "email_verified": True},
        "staff": {"sub": "4", "email": "eve@portal.example", "email_verified": True},
    }
    for name, person in people.items():
        client = Client(SERVER_NAME="localhost")
        sign_in(client, person)
        page = client.get("/accounts/email/")
        found[name] = page.headers.get("Location") or page.context["user"].username
    found["users"] = User.objects.count()
    found["password"] = User.objects.get(pk=ana.pk).has_usable_password()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
