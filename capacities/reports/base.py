"""The parts of a report: sentences, tables with links, notes, and the fields of its form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from ..choices import AgeGroup, AtmpClass, Step
from ..files.columns import TECHNOLOGY_CHOICES
from ..places import CITIES, place_of


@dataclass(frozen=True)
class Linked:
    """A text in a table, with the URL of the rows behind it."""

    text: str
    url: str

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class Table:
    """A table of a report. Cells are texts, numbers or Linked. The first cell of a row is its
    heading."""

    title: str
    header: tuple
    rows: tuple
    note: str = ""
    empty: str = "Nothing is known."


@dataclass
class Report:
    """A report: `summary` is sentences about the result, `notes` is sentences about the method."""

    title: str
    summary: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    plots: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    as_of: object = None
    is_demo: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of report. `build(form, user)` returns the Report for the values of a bound `form`."""

    slug: str
    title: str
    purpose: str
    form: type
    build: Callable

    @property
    def url(self):
        return reverse("capacities:report", args=[self.slug])


def list_url(**filters):
    """Return the URL of the list of facilities with these filters."""
    pairs = [(name, value) for name, value in filters.items() if value]
    return f"{reverse('capacities:list')}?{urlencode(pairs, doseq=True)}"


def trials_url(**filters):
    pairs = [(name, value) for name, value in filters.items() if value]
    return f"{reverse('trials:list')}?{urlencode(pairs, doseq=True)}"


def number(value):
    return f"{value:,}"


def facilities_text(value):
    return "1 facility" if value == 1 else f"{value:,} facilities"


def empty_choice(text):
    return ("", text)


class ClassForm(forms.Form):
    atmp_class = forms.ChoiceField(
        label="Class",
        required=False,
        choices=[empty_choice("All classes"), *AtmpClass.choices],
    )


class StepForm(ClassForm):
    step = forms.ChoiceField(label="Step", choices=Step.choices, initial=Step.PROCESSING)


class KilometresField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=5000, **kwargs)


class PlaceField(forms.CharField):
    """A city of the list, or latitude and longitude in degrees: 48.21, 16.37.

    The cleaned value is (name, (latitude, longitude)), or None if the field is optional and empty.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "A larger city, or degrees such as 48.21, 16.37.")
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs["list"] = "cities"

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        place = place_of(text)
        if place is None:
            place = _degrees(text)
        if place is None:
            raise forms.ValidationError(
                f"The portal does not know the place {text}. Enter a larger city near it, or enter "
                "latitude and longitude in degrees: 48.21, 16.37."
            )
        return text, place


def _degrees(text):
    try:
        latitude, longitude = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        return None
    is_on_globe = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if is_on_globe else None


def city_names():
    return sorted(city for city, _ in CITIES)


def technology_field():
    return forms.MultipleChoiceField(
        label="Technologies", required=False, choices=TECHNOLOGY_CHOICES
    )


def age_field():
    return forms.ChoiceField(
        label="Age group", required=False, choices=[empty_choice("Any"), *AgeGroup.choices]
    )
