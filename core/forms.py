"""Parts of forms that need no account."""

from django import forms


class WithoutRobots(forms.Form):
    """A field that no person sees: programs fill it in, and their message is dropped."""

    website_2 = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1}),
    )

    @property
    def is_by_robot(self):
        return bool(self.cleaned_data.get("website_2"))
