"""Pages of accounts that differ from those of allauth."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import ListUserSessionsView
from django.utils.decorators import method_decorator

from .history import note


@method_decorator(
    reauthentication_required(allow_get=True, app="allauth.usersessions"), name="dispatch"
)
class SignedInDevices(ListUserSessionsView):
    """The sessions of the user. Ending the others asks for the password or a second factor."""

    http_method_names = ("get", "head", "options", "post")  # a form also has PUT in Django

    def form_valid(self, form):
        answer = super().form_valid(form)
        note(self.request.user, "Signed out everywhere else.", by=self.request.user)
        return answer


signed_in_devices = SignedInDevices.as_view()
