"""Sign-in of the portal: who may open an account, how often a password may be tried, and mails."""

import logging
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings

from core import mail

from . import failed_sign_ins, known_devices

logger = logging.getLogger("portal.events")


class PortalAccounts(DefaultAccountAdapter):
    """Disable sign-up, because administrators create accounts. Limit wrong passwords. Links in
    e-mails start with SITE_URL.

    The host of a request is not used for links, because the sender of the request chooses it.

    Wrong passwords are counted per account and network address, so that nobody can keep the owner
    of an account out from elsewhere. A browser that has signed in before, or has reset the
    password, has a counter of its own.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": (
            "Too many wrong passwords or codes. Wait a minute and try again, or reset your "
            "password. The pause becomes longer with each wrong attempt."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        """Leave out the verification of addresses at the sign-in.

        Administrators enter the address of an account. Only its change needs a verification.
        """
        return [each for each in super().get_login_stages() if "EmailVerification" not in each]

    def send_mail(self, template_prefix, email, context):
        links = {
            name: mail.on_site(value) for name, value in context.items() if name.endswith("_url")
        }
        host = urlsplit(settings.SITE_URL).netloc
        site = SimpleNamespace(name=host, domain=host)
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def pre_authenticate(self, request, **credentials):
        for action, key in self._counters(request, credentials):
            if not ratelimit.consume(request, action=action, key=key, dry_run=True):
                failed_sign_ins.count("refused")
                logger.warning("A sign-in was refused", extra={"event": "refused sign-in"})
                raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        for action, key in self._counters(request, credentials):
            ratelimit.consume(request, action=action, key=key)

    def _counters(self, request, credentials):
        """Return the counters of wrong passwords for this sign-in, as actions with keys."""
        login = (credentials.get("email") or credentials.get("username") or "").strip().lower()
        if device := known_devices.device_of(request, login):
            return [("login_failed", device)]
        address = self.get_client_ip(request)
        return [
            ("login_failed", f"{login} {address}"),
            ("login_failed_from_address", address),
            ("login_failed_by_strangers", login),
        ]

    def login(self, request, user):
        is_new = user.last_login is not None and not known_devices.is_known(request, user)
        super().login(request, user)
        known_devices.remember(request, user)
        if is_new:
            known_devices.mail_owner(request, user)

    def set_password(self, user, password):
        """Set the password. The browser has proved that its user owns the account, and the link of
        a mail that the user owns the address."""
        super().set_password(user, password)
        known_devices.remember(self.request, user, fresh=True)
        if self.request.resolver_match.url_name == "account_reset_password_from_key" and user.email:
            address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email.lower())
            address.set_verified()
            address.set_as_primary(conditional=True)
