from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class NoSignUp(DefaultAccountAdapter):
    """Disable sign-up, because administrators create accounts. Links in e-mails start with
    SITE_URL.

    The host of a request is not used for links, because the sender of the request chooses it.
    """

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        links = {name: _on_site(value) for name, value in context.items() if name.endswith("_url")}
        host = urlsplit(settings.SITE_URL).netloc
        site = SimpleNamespace(name=host, domain=host)
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})


def _on_site(address):
    """Return the address with the scheme and host of SITE_URL."""
    return settings.SITE_URL.rstrip("/") + urlsplit(address)._replace(scheme="", netloc="").geturl()
