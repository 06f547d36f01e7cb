"""Forms of meetings, their agenda and minutes."""

from datetime import timedelta

from django import forms

from core.conflicts import ConflictForm

from ..choices import Reaction, Visibility
from ..meeting_times import is_on_the_clock, local, moment_of, zone_name
from ..models import AgendaItem, Meeting, MeetingSeries, Minutes
from ..planning import MAX_MEETINGS_PER_SERIES, RHYTHMS

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
            if not is_on_the_clock(values["first"]):
                self.add_error(
                    "time",
                    f"This time does not exist in {zone_name()} on this day, because the clocks "
                    "change. Choose another time.",
                )
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
