from allauth.account.adapter import DefaultAccountAdapter


class NoSignUp(DefaultAccountAdapter):
    """Disable sign-up: administrators create accounts."""

    def is_open_for_signup(self, request):
        return False
