"""Forms of meetings, decisions, actions, advice and minutes."""

from datetime import timedelta

from django import forms

from core.conflicts import ConflictForm
from trials.models import Trial
from usecases.models import Hurdle, Recommendation, UseCase

from .choices import (
    ANSWERS,
    ActionState,
    AdviceState,
    Reaction,
    Visibility,
)
from .meeting_times import local, moment_of, zone_name
from .models import (
    Action,
    Advice,
    AgendaItem,
    Decision,
    Document,
    Link,
    Meeting,
    MeetingSeries,
    Minutes,
)
from .planning import MAX_MEETINGS_PER_SERIES, RHYTHMS

MAX_MEETING_MINUTES = 7 * 24 * 60
MIN_YEAR, MAX_YEAR = 2000, 2100


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class WhenForm(forms.Form):
    """Day, time and length of a meeting. `first` is the start as an aware datetime."""

    day = forms.DateField(widget=DayInput())
    time = forms.TimeField(widget=TimeInput())
    minutes = forms.IntegerField(
        label="Length in minutes", min_value=5, max_value=MAX_MEETING_MINUTES, initial=60
    )
    place = forms.CharField(required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time"].help_text = f"In {zone_name()}, such as 14:00."

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not MIN_YEAR <= day.year < MAX_YEAR:
            raise forms.ValidationError(
                f"The year {day.year} is not between {MIN_YEAR} and {MAX_YEAR}. Check the year."
            )
        return day

    def clean(self):
        values = super().clean()
        if "day" in values and "time" in values:
            values["first"] = moment_of(values["day"], values["time"])
        return values

    def planned(self, *names):
        """Return the named values with those of every meeting, for consortium.planning."""
        return {name: self.cleaned_data[name] for name in ("first", "minutes", "place", *names)}


class MeetingForm(WhenForm):
    title = forms.CharField(max_length=150)
    series = forms.ModelChoiceField(MeetingSeries.objects.none(), required=False)
    visibility = forms.ChoiceField(
        label="Visible to", choices=Visibility.choices, initial=Visibility.MEMBERS
    )
    field_order = ("title", "series", "day", "time", "minutes", "place", "visibility")

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = body.series.all()


class SeriesForm(WhenForm):
    title = forms.CharField(max_length=150)
    rhythm = forms.ChoiceField(choices=list(RHYTHMS.items()))
    number = forms.IntegerField(
        label="Number of meetings", min_value=1, max_value=MAX_MEETINGS_PER_SERIES, initial=12
    )
    visibility = forms.ChoiceField(
        label="Visible to", choices=Visibility.choices, initial=Visibility.MEMBERS
    )
    field_order = (
        "title",
        "day",
        "time",
        "minutes",
        "rhythm",
        "number",
        "place",
        "visibility",
    )


class MoveMeetingForm(WhenForm):
    reason = forms.CharField(required=False, max_length=300)

    def __init__(self, *args, meeting, **kwargs):
        start = local(meeting.starts_at)
        length = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
        initial = {
            "day": start.date(),
            "time": start.time(),
            "minutes": length,
            "place": meeting.place,
        }
        super().__init__(*args, initial=initial, **kwargs)


class MeetingDetailsForm(ConflictForm):
    online_url = forms.URLField(
        label="Address of the video call",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Only the body sees it.",
    )

    class Meta:
        model = Meeting
        fields = ("title", "online_url", "visibility")


class ItemForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ("title", "text", "minutes_planned")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class MinutesForm(ConflictForm):
    class Meta:
        model = Minutes
        fields = ("text", "public_text")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 16}),
            "public_text": forms.Textarea(attrs={"rows": 6}),
        }


class ReactionForm(forms.Form):
    reaction = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Reaction.AGREED, Reaction.OBJECTED)]
    )
    text = forms.CharField(
        label="Comment", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        values = super().clean()
        if values.get("reaction") == Reaction.OBJECTED and not values.get("text", "").strip():
            self.add_error("text", "The objection has no text. Write what should change.")
        return values


class RowByWord(forms.ModelChoiceField):
    """A row that people name by its number or address, because a list of all rows is too long.

    The address of its page in the portal is accepted, too.
    """

    widget = forms.TextInput

    def prepare_value(self, value):
        if isinstance(value, int):
            row = self.queryset.model._base_manager.filter(pk=value).first()
            return getattr(row, self.to_field_name, "")
        return super().prepare_value(value)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().rstrip("/").rpartition("/")[2]
        return super().to_python(value)


class DecisionForm(ConflictForm):
    """A decision, with the recommendation, hurdle, use case or trial that it is about."""

    compared_besides_columns = ()
    replaces = RowByWord(
        Decision.objects.none(),
        to_field_name="number",
        required=False,
        help_text="Number of the adopted decision that this one replaces, such as SC-2024-03.",
        error_messages={
            "invalid_choice": "The body has no adopted decision with this number. Check the number."
        },
    )
    recommendation = forms.ModelChoiceField(Recommendation.objects.none(), required=False)
    hurdle = forms.ModelChoiceField(Hurdle.objects.none(), required=False)
    use_case = forms.ModelChoiceField(UseCase.objects.none(), required=False)
    trial_number = forms.CharField(
        label="Trial",
        required=False,
        max_length=30,
        help_text="EudraCT, EU CT or NCT number.",
    )

    class Meta:
        model = Decision
        fields = (
            "title",
            "text",
            "reason",
            "options",
            "dissent",
            "votes_for",
            "votes_against",
            "votes_abstained",
            "decided_on",
            "work_package",
            "replaces",
            "visibility",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("text", "reason", "options", "dissent")
        }

    def __init__(self, *args, body, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        replaceable = Decision.objects.visible_to(user).filter(
            body=body, state__in=("adopted", "carried_out")
        )
        self.fields["replaces"].queryset = replaceable
        self.fields["decided_on"].required = True
        self.fields["visibility"].label = "Visible to"
        if self.instance.pk:  # links of a recorded decision are edited on its page
            for name in ("recommendation", "hurdle", "use_case", "trial_number"):
                del self.fields[name]
            return
        for name, model in (
            ("recommendation", Recommendation),
            ("hurdle", Hurdle),
            ("use_case", UseCase),
        ):
            self.fields[name].queryset = model.objects.visible_to(user)

    def clean_trial_number(self):
        return trial_of(self.cleaned_data["trial_number"], self.user)

    def targets(self):
        """Return the things that the form names, by the names of the foreign keys of a Link."""
        found = {name: self.cleaned_data.get(name) for name in ("recommendation", "hurdle")}
        found |= {
            "use_case": self.cleaned_data.get("use_case"),
            "trial": self.cleaned_data.get("trial_number"),
        }
        return {name: target for name, target in found.items() if target}


class DecisionAccessForm(ConflictForm):
    """What can be changed of a decision in every state: who reads it, and its work package."""

    class Meta:
        model = Decision
        fields = ("visibility", "work_package")
        labels = {"visibility": "Visible to"}


def trial_of(number, user):
    """Return the visible trial with a number, or None for no number. Raise ValidationError."""
    if not number.strip():
        return None
    trial = Trial.objects.visible_to(user).with_number(number.strip()).first()
    if trial is None:
        raise forms.ValidationError(
            f"No trial has the number {number[:30]}. Check the number, or leave the field empty."
        )
    return trial


class NoteForm(forms.Form):
    state = forms.ChoiceField(label="New state")
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices


class ActionForm(forms.ModelForm):
    class Meta:
        model = Action
        fields = ("title", "role", "seat", "due_on", "visibility")

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = body.seats.current()
        self.fields["role"].required = False
        self.fields["role"].help_text = "Empty: the role of the seat."
        self.fields["visibility"].label = "Visible to"

    def clean(self):
        values = super().clean()
        if not values.get("role") and values.get("seat"):
            values["role"] = values["seat"].role
        if not values.get("role"):
            self.add_error(
                "role", "The action has no responsible role. Write a role or select a seat."
            )
        return values


class AnswerForm(forms.Form):
    """The answer to an action, on the page of the action and by the personal link."""

    state = forms.ChoiceField(
        label="State",
        choices=[
            (one.value, one.label)
            for one in (ActionState.DONE, ActionState.IN_WORK, ActionState.DROPPED)
        ],
    )
    result = forms.CharField(
        label="Result or reason",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was done, or why the action is dropped.",
    )
    result_url = forms.URLField(
        label="Address of the result", required=False, max_length=200, assume_scheme="https"
    )

    def values(self):
        """Return the arguments of recording.answer_action."""
        data = self.cleaned_data
        return {
            "state": data["state"],
            "note": data["result"][:2000],
            "result": data["result"],
            "result_url": data["result_url"],
        }


class AdviceForm(forms.ModelForm):
    class Meta:
        model = Advice
        fields = (
            "title",
            "text",
            "given_on",
            "meeting",
            "reply_due_on",
            "work_package",
            "visibility",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "reply_due_on": DayInput()}

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = body.meetings.filter(state="held")
        self.fields["visibility"].label = "Visible to"


class ReplyForm(forms.Form):
    state = forms.ChoiceField(
        label="Answer",
        choices=[(one.value, one.label) for one in AdviceState if one in ANSWERS],
    )
    reply = forms.CharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the project does, or why it declines.",
    )


class LinkForm(forms.ModelForm):
    """One thing that a decision, an advice or an action is about, or that followed from it."""

    trial_number = DecisionForm.base_fields["trial_number"]
    document = RowByWord(
        Document.objects.none(),
        to_field_name="slug",
        required=False,
        help_text="Address of its page, or the last part of the address.",
        error_messages={
            "invalid_choice": "No document has this address. Copy it from the page of the document."
        },
    )

    class Meta:
        model = Link
        fields = (
            "recommendation",
            "hurdle",
            "use_case",
            "finding",
            "document",
            "is_consequence",
            "note",
        )

    def __init__(self, *args, source, user, **kwargs):
        name = type(source)._meta.model_name
        super().__init__(*args, instance=Link(**{name: source}), **kwargs)
        self.user = user
        for field in ("recommendation", "hurdle", "use_case", "finding", "document"):
            model = Link._meta.get_field(field).related_model
            rows = model.objects.visible_to(user)
            self.fields[field].queryset = rows
        self.order_fields(
            ["recommendation", "hurdle", "use_case", "trial_number", "finding", "document"]
        )

    def clean_trial_number(self):
        return trial_of(self.cleaned_data["trial_number"], self.user)

    def clean(self):
        values = super().clean()
        self.instance.trial = values.get("trial_number")
        return values


class DocumentFileForm(forms.Form):
    file = forms.FileField()
    note = forms.CharField(label="What changed", required=False, max_length=300)
