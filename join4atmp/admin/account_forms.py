from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from unfold.forms import UserChangeForm


class OwnAddress:
    """Keep addresses in lower case, and refuse the address of another account.

    People sign in with an address and receive the link to a new password there.
    """

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(Q(email__iexact=email) | Q(emailaddress__email=email)).exists():
            raise forms.ValidationError(
                "Another account has this address. Enter another address, or change that account."
            )
        return email


class InvitationForm(OwnAddress, forms.ModelForm):
    """An account without a password, which the invited person chooses."""

    class Meta:
        model = User
        fields = ("username", "email", "first_name", "last_name", "is_staff", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = "Receives the invitation with a link to choose a password."


class AccountForm(OwnAddress, UserChangeForm):
    pass
