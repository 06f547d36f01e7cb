from allauth.account.forms import LoginForm

from .sessions import keep_signed_in


class SignInForm(LoginForm):
    """The sign-in, after which the role of the user decides the length of the session."""

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url)
        if self.cleaned_data["remember"]:
            keep_signed_in(request.session, self.user)
        return response
