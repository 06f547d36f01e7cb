"""Pages of the admin that ask for the password again before they change an account."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.shortcuts import redirect

ask_before_a_change = reauthentication_required(
    allow_get=True, enabled=lambda request: request.user.is_staff, app="join4atmp.admin"
)


def ask_before_the_form(view):
    """Ask before a form with a password is shown, because a form that is sent waits in the session
    for the answer."""

    def page(request, *args, **kwargs):
        if request.user.is_staff and not did_recently_reauthenticate(request):
            if request.method == "POST":
                return redirect(request.path)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return page


class AsksForPassword:
    """Ask for the password or second factor of the administrator before each change of an account.

    Somebody who finds an open browser can therefore give no rights. The change is made after the
    answer, and the next changes of a quarter of an hour need none.
    """

    def get_urls(self):
        patterns = super().get_urls()
        for pattern in patterns:
            has_password = (pattern.name or "").endswith("_password_change")
            ask = ask_before_the_form if has_password else ask_before_a_change
            pattern.callback = ask(pattern.callback)
        return patterns
