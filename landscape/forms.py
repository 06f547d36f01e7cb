"""Forms of the path and the help-desk, which need no account."""

from django import forms
from django.core import signing
from django.utils import timezone

from core.countries import EUROPE, country_name
from core.forms import WithoutRobots

from .desk.patterns import refusal_of_name, refusals_of
from .models import ChecklistItem, Ticket
from .models.tickets import MAX_ATTACHMENT_LENGTH, MAX_QUESTION_LENGTH

STAMP_SALT = "landscape.form"
NOT_STATED = "Not stated"
MIN_SECONDS = 3  # a person needs longer to fill in the form
MAX_SECONDS = 24 * 3600
MAX_ATTACHMENT_BYTES = 100_000
COUNTRY_CHOICES = [
    ("", "Not decided yet"),
    ("EU", "European Union as a whole"),
    *sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1]),
]


def new_stamp():
    """Return the signed time at which a form was opened."""
    return signing.dumps(int(timezone.now().timestamp()), salt=STAMP_SALT)


def refuse_patterns(text):
    """Raise ValidationError with the reasons why a text may not be sent."""
    if found := refusals_of(text):
        raise forms.ValidationError(found)


class TicketForm(WithoutRobots, forms.ModelForm):
    """The form of the help-desk. Robots are stopped by a hidden field, a signed time and a limit
    per address; no other service is asked."""

    country = forms.ChoiceField(choices=COUNTRY_CHOICES, required=False)
    name = forms.CharField(label="Your name", max_length=120, required=False, help_text="Optional.")
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        help_text="Optional. We mail you when there is news. Without it, keep the link that you "
        "get after sending.",
    )
    attachment = forms.FileField(
        label="Further text as a file",
        required=False,
        help_text="Optional. A plain text file (.txt) of at most 100 kB. Other files cannot be "
        "checked for patient data and are refused.",
    )
    agree = forms.BooleanField(
        label="I have written no patient data and no secret of a product. My name and address are "
        "kept until 12 months after the answer."
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Ticket
        fields = ("question", "country", "atmp_class", "stage", "gmo", "needed_by", "may_publish")
        widgets = {
            "question": forms.Textarea(attrs={"rows": 8, "maxlength": MAX_QUESTION_LENGTH}),
            "needed_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        labels = {
            "question": "Your question",
            "stage": "Stage of development",
            "may_publish": "Question and answer may be published without names",
        }
        help_texts = {
            "question": "At most 4,000 characters of plain text. Write no patient data and no "
            "secret of a product: class, stage and country are enough.",
            "needed_by": "Optional. The desk sorts the questions within 3 working days.",
            "may_publish": "You can change this until the answer is published.",
        }

    field_order = (
        *("question", "country", "atmp_class", "stage", "gmo", "needed_by", "attachment"),
        *("name", "email", "may_publish", "agree", "website_2", "stamp"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].empty_label = NOT_STATED
        for name in ("atmp_class", "gmo"):
            values = self.fields[name].choices
            self.fields[name].choices = [("", NOT_STATED), *(one for one in values if one[0])]

    @property
    def is_by_robot(self):
        """Return whether the hidden field is filled in, or the form was sent too fast or late."""
        if super().is_by_robot:
            return True
        try:
            opened = signing.loads(self.cleaned_data.get("stamp", ""), salt=STAMP_SALT)
        except signing.BadSignature:
            return True
        return not MIN_SECONDS <= timezone.now().timestamp() - opened <= MAX_SECONDS

    def clean_question(self):
        refuse_patterns(self.cleaned_data["question"])
        return self.cleaned_data["question"]

    def clean_name(self):
        name = self.data.get(self.add_prefix("name"), "")  # not stripped: line breaks count
        if reason := refusal_of_name(name.strip(" ")):
            raise forms.ValidationError(reason)
        return self.cleaned_data["name"]

    def clean_needed_by(self):
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("The day has passed. Enter a day in the future.")
        return day

    def clean_attachment(self):
        file = self.cleaned_data["attachment"]
        if not file:
            return None
        if not file.name.lower().endswith(".txt"):
            raise forms.ValidationError(
                "The file is not a plain text file. Save its text as .txt, or paste it above."
            )
        if file.size > MAX_ATTACHMENT_BYTES:
            raise forms.ValidationError("The file is larger than 100 kB. Send a shorter text.")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                "The file is not plain text in UTF-8. Save its text as .txt, or paste it above."
            ) from error
        if "\x00" in text or len(text) > MAX_ATTACHMENT_LENGTH:
            raise forms.ValidationError(
                f"The file is not plain text of at most {MAX_ATTACHMENT_LENGTH:,} characters. "
                "Shorten it."
            )
        refuse_patterns(text)
        return file.name, text

    @property
    def ticket_values(self):
        """Return the keyword arguments of `desk.arrive.receive`."""
        data = self.cleaned_data
        name, text = data["attachment"] or ("", "")
        return {
            **{field: data[field] for field in self.Meta.fields},
            "name": data["name"],
            "email": data["email"],
            "attachment_name": "".join(filter(str.isprintable, name))[-120:],
            "attachment_text": text,
        }


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your answer to the desk",
        max_length=MAX_QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[refuse_patterns],
    )


class ChecklistStartForm(WithoutRobots):
    title = forms.CharField(
        label="Title of the checklist",
        max_length=120,
        validators=[refuse_patterns],
        help_text="Everybody with the link can read it. Name no product in confidence.",
    )


class ItemForm(forms.ModelForm):
    class Meta:
        model = ChecklistItem
        fields = ("planned_on", "done_on", "note")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("planned_on", "done_on")
        }

    def clean_note(self):
        refuse_patterns(self.cleaned_data["note"])
        return self.cleaned_data["note"]
