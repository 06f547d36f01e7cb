"""The admin's forms of contacts and organisations, with several words in one column."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q

from core.chips import ChipsField
from core.conflicts import ConflictForm
from core.packed_words import packed, unpacked
from core.text import name_key

from .choices import OrganisationRole
from .languages import language_choices
from .models import Contact, Organisation, TargetGroup
from .models.organisations import country_choices
from .privacy import SWITCHES

MAX_TAGS = 20


def group_choices():
    return [(group.word, group.name) for group in TargetGroup.objects.all()]


def tag_words(text):
    """Return tags as people type them, "SAB 2025; rare diseases", as words without spaces.

    Raise ValidationError for too many or too long ones.
    """
    parts = (part.strip() for part in text.replace(",", ";").split(";"))
    tags = ["-".join(part.casefold().split())[:40] for part in parts if name_key(part)]
    refuse_too_many_tags(tags)
    return tags


def refuse_too_many_tags(tags):
    """Raise ValidationError if the tags are too many or too long for a contact."""
    if len(tags) > MAX_TAGS or len(packed(tags)) > 400:
        raise ValidationError(
            f"There are too many tags. Enter at most {MAX_TAGS}, 400 characters in all."
        )


def possible_owners():
    """Return the accounts that can own contacts: coordinators may not search accounts."""
    able = Q(is_staff=True, is_active=True) | Q(contacts_owned__isnull=False)
    return get_user_model().objects.filter(able).distinct().order_by("username")


class TagsField(forms.CharField):
    """Tags as one line of text on the page, and as a list of words everywhere else."""

    def to_python(self, value):
        return tag_words(super().to_python(value))

    def prepare_value(self, value):
        return "; ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class ContactForm(ConflictForm):
    """The coordinators' form of a contact. It can record a refusal, and cannot lift one: a refused
    use is shown, and its box is locked."""

    compared_besides_columns = (
        "main_group",
        "other_groups",
        "country_codes",
        "language_codes",
        "tag_names",
    )
    main_group = forms.ChoiceField(
        required=False, help_text="The group in which the person is counted first."
    )
    other_groups = ChipsField(required=False)
    country_codes = ChipsField(
        label="Countries",
        required=False,
        choices=country_choices,
        help_text="Countries in which the person works. If empty, that of the organisation is "
        "used.",
    )
    language_codes = ChipsField(label="Languages", required=False, choices=language_choices)
    tag_names = TagsField(
        label="Tags", required=False, max_length=400, help_text="Separate tags with semicolons."
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
            tag_names=self.instance.tag_names,
        )
        for use in self.instance.refusals:
            self._lock(SWITCHES.get(use))
        self.carry_marks()

    def _lock(self, name):
        if name in self.fields:
            self.fields[name].disabled = True
            self.fields[name].help_text = (
                "The person refused this. You can record a new answer on the page Answers of the "
                "contact."
            )

    def clean(self):
        super().clean()
        if self.cleaned_data.get("other_groups") and not self.cleaned_data.get("main_group"):
            self.add_error("main_group", "The other groups need a main one. Choose the main group.")

    def save(self, commit=True):
        data, contact = self.cleaned_data, self.instance
        contact.groups = packed([data["main_group"], *data["other_groups"]])
        contact.countries = packed(data["country_codes"])
        # The preferred language is first, and the form has no order.
        known = [code for code in contact.language_codes if code in data["language_codes"]]
        contact.languages = packed([*known, *data["language_codes"]])
        contact.tags = packed(data["tag_names"])
        return super().save(commit)


class OrganisationForm(ConflictForm):
    compared_besides_columns = ("role_words",)
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
        self.carry_marks()

    def save(self, commit=True):
        self.instance.set_roles(self.cleaned_data["role_words"])
        return super().save(commit)
