"""The questions of the survey: a first page, and a page per block.

Cleaned values are plain data that can be stored as JSON.
"""

from django import forms

from core.conflicts import CARRIER, ComparedForm
from core.packed_fields import PackedWordsField
from core.partial_dates import HELP
from core.partial_dates import validate as validate_partial_date
from stakeholders.languages import language_choices
from trials.choices import Answer

from .. import choices
from ..choices import Block
from ..files.columns import TECHNOLOGY_CHOICES, Refused, read
from ..measures.ranges import band_of

NOT_STATED_CHOICE = ("", "Not stated")
LICENCE_HELP = (
    "One per line: type, number and last day with colons between them, such as "
    "MIA-IMP:DE-77:2030-01-31. Types: "
    + ", ".join(value for value in choices.AuthorisationType.values if value != "HE")
    + "."
)


def _choice(label, values, **kwargs):
    return forms.ChoiceField(
        label=label, required=False, choices=[NOT_STATED_CHOICE, *values], **kwargs
    )


class LinesField(forms.CharField):
    """Several values, one per line, read as a column of an import file."""

    def __init__(self, *, column, **kwargs):
        super().__init__(
            required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
        )
        self.column = column

    def prepare_value(self, value):
        return value.replace(" | ", "\n") if isinstance(value, str) else value

    def clean(self, value):
        text = super().clean(value)
        try:
            return read(self.column, text) if text else ""
        except Refused as problem:
            raise forms.ValidationError(str(problem)) from problem


class AnswerForm(ComparedForm):
    """Questions to a facility, whose link several people may have."""

    what_changed = "these answers while you were editing them"


class BlockForm(AnswerForm):
    """The questions of one block."""

    block = None

    def values(self):
        """Return the answers; an empty one replaces an answer that was saved before."""
        return {name: value for name, value in self.cleaned_data.items() if name != CARRIER}


class FirstPage(AnswerForm):
    """The first page, which most facilities answer. Its fields belong to four blocks and a
    contact."""

    name = forms.CharField(label="Name of the facility", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=choices.FacilityKind.choices)
    state = forms.ChoiceField(label="State", choices=choices.OperatingState.choices)
    open_to = forms.ChoiceField(label="Open to others", choices=choices.OpenTo.choices)
    classes = PackedWordsField(label="Classes", choices=choices.AtmpClass.choices, required=False)
    technologies = PackedWordsField(
        label="Technologies",
        choices=TECHNOLOGY_CHOICES,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    steps = PackedWordsField(label="Steps", choices=choices.Step.choices, required=False)
    measure = _choice("Capacity is counted in", choices.Measure.choices)
    band = _choice("Capacity", choices.Band.choices)
    licences = LinesField(label="Authorisations", column="licences", help_text=LICENCE_HELP)
    contact_name = forms.CharField(label="Your name", max_length=200, required=False)
    contact_email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        help_text="Your address is not shown. Requests from the facility's page are sent to it.",
    )

    BLOCKS = {
        Block.IDENTITY: ("name", "kind", "state", "open_to"),
        Block.CAPABILITIES: ("classes", "technologies", "steps"),
        Block.CAPACITY: ("measure", "band"),
        Block.AUTHORISATIONS: ("licences",),
    }

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("band")) != bool(cleaned.get("measure")):
            self.add_error("band", "The capacity or its unit is missing. Enter both, or neither.")
        return cleaned

    def values_of(self, block):
        return {name: self.cleaned_data[name] for name in self.BLOCKS[block]}


class IdentityForm(BlockForm):
    block = Block.IDENTITY
    text = forms.CharField(
        label="Description",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    age_groups = PackedWordsField(
        label="Age groups", choices=choices.AgeGroup.choices, required=False
    )
    languages = PackedWordsField(
        label="Languages",
        choices=language_choices(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    referral_from_abroad = forms.ChoiceField(
        label="Accepts patients from abroad", choices=Answer.choices
    )


class CapabilitiesForm(BlockForm):
    """The questions about steps: does the facility do it, for which class and technology, at which
    scale and with which experience."""

    block = Block.CAPABILITIES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for step in choices.Step:
            self.fields[f"{step}-answer"] = forms.ChoiceField(
                label=step.label, choices=Answer.choices, initial=Answer.UNKNOWN
            )
            self.fields[f"{step}-atmp_class"] = _choice("Class", choices.AtmpClass.choices)
            self.fields[f"{step}-technology"] = _choice("Technology", TECHNOLOGY_CHOICES)
            self.fields[f"{step}-scale"] = forms.ChoiceField(
                label="Scale", choices=choices.Scale.choices, initial=choices.Scale.UNKNOWN
            )
            self.fields[f"{step}-experience"] = forms.ChoiceField(
                label="Experience",
                choices=choices.Experience.choices,
                initial=choices.Experience.UNKNOWN,
            )
        self.carry_marks()

    @property
    def lines(self):
        """Return (label, fields) per step."""
        parts = ("answer", "atmp_class", "technology", "scale", "experience")
        return [(step.label, [self[f"{step}-{part}"] for part in parts]) for step in choices.Step]


class CapacityForm(BlockForm):
    block = Block.CAPACITY
    exact = forms.IntegerField(
        label="Exact capacity",
        min_value=0,
        max_value=10**6,
        required=False,
        help_text="Shown only to members, and only if you release it.",
    )
    utilisation = _choice("Use of the capacity", choices.Utilisation.choices)
    next_free = forms.CharField(
        label="Next free slot",
        max_length=10,
        required=False,
        validators=[validate_partial_date],
        help_text=HELP,
    )
    step = _choice("Step", choices.Step.choices, help_text="Not stated: the whole facility.")

    def clean(self):
        """Compare the answers with the capacity and its unit, which are on the first page."""
        cleaned = super().clean()
        band, exact = self.initial.get("band"), cleaned.get("exact")
        stated = [name for name in ("exact", "utilisation", "next_free") if name in cleaned]
        if not self.initial.get("measure"):
            for name in stated:
                if cleaned[name] not in (None, ""):
                    text = "The unit of the capacity is missing. State it on the first page first."
                    self.add_error(name, text)
        elif band and exact is not None and band_of(exact) != band:
            text = f"The number is not in the capacity of the first page, {band}. Correct one."
            self.add_error("exact", text)
        return cleaned


class AuthorisationsForm(BlockForm):
    block = Block.AUTHORISATIONS
    licences = LinesField(label="Authorisations", column="licences", help_text=LICENCE_HELP)
    accreditations = LinesField(
        label="Accreditations",
        column="accreditations",
        help_text="One per line, such as JACIE or ISO 15189.",
    )


FORMS = {
    form.block.value: form
    for form in (IdentityForm, CapabilitiesForm, CapacityForm, AuthorisationsForm)
}
# Blocks without a page of their own: they are answered with the capacity, and released separately.
WITH_CAPACITY = (Block.EXACT, Block.UTILISATION)
