"""Parts of forms that are open to everybody."""

from django import forms


class WithoutRobots(forms.Form):
    """A form with a hidden field. Robots fill it in, and their message is dropped."""

    website_2 = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1}),
    )

    @property
    def is_by_robot(self):
        return bool(self.cleaned_data.get("website_2"))
