"""Forms for what one column holds as several words, and the admin's forms made of them."""

from django import forms
from django.core.exceptions import ValidationError

from core.text import name_key

from .choices import OrganisationRole
from .languages import language_choices
from .models import Contact, Organisation, TargetGroup
from .models.organisations import country_choices
from .words import packed, unpacked

MOST_TAGS = 20


def group_choices():
    return [(group.word, group.name) for group in TargetGroup.objects.all()]


def tag_words(text):
    """Tags as people type them, "SAB 2025; rare diseases", as words without blanks."""
    parts = (part.strip() for part in text.replace(",", ";").split(";"))
    tags = ["-".join(part.casefold().split())[:40] for part in parts if name_key(part)]
    if len(tags) > MOST_TAGS or len(packed(tags)) > 400:
        raise ValidationError(f"At most {MOST_TAGS} tags of moderate length.")
    return tags


class ContactForm(forms.ModelForm):
    main_group = forms.ChoiceField(
        required=False, help_text="The group for which the person counts first."
    )
    other_groups = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    country_codes = forms.MultipleChoiceField(
        label="Countries",
        required=False,
        choices=country_choices,
        help_text="Where the person works; left empty, the country of the organisation.",
    )
    language_codes = forms.MultipleChoiceField(
        label="Languages", required=False, choices=language_choices
    )
    tag_names = forms.CharField(
        label="Tags", required=False, max_length=400, help_text="With a semicolon between them."
    )

    class Meta:
        model = Contact
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = group_choices()
        self.fields["main_group"].choices = [("", "Not stated"), *groups]
        self.fields["other_groups"].choices = groups
        main, *others = self.instance.group_words or [""]
        self.initial.update(
            main_group=main,
            other_groups=others,
            country_codes=self.instance.country_codes,
            language_codes=self.instance.language_codes,
            tag_names="; ".join(self.instance.tag_names),
        )

    def clean_tag_names(self):
        return tag_words(self.cleaned_data["tag_names"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("other_groups") and not cleaned.get("main_group"):
            self.add_error("main_group", "Choose the main group; it is one of several.")
        return cleaned

    def save(self, commit=True):
        data, contact = self.cleaned_data, self.instance
        contact.groups = packed([data["main_group"], *data["other_groups"]])
        contact.countries = packed(data["country_codes"])
        # The order says which language the person prefers; a form without order keeps it.
        known = [code for code in contact.language_codes if code in data["language_codes"]]
        contact.languages = packed([*known, *data["language_codes"]])
        contact.tags = packed(data["tag_names"])
        return super().save(commit)


class OrganisationForm(forms.ModelForm):
    role_words = forms.MultipleChoiceField(
        label="Roles",
        required=False,
        choices=OrganisationRole.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["role_words"] = unpacked(self.instance.roles)

    def save(self, commit=True):
        self.instance.set_roles(self.cleaned_data["role_words"])
        return super().save(commit)
