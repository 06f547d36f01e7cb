"""Forms of the path and the help-desk, which need no account."""

from django import forms
from django.core import signing
from django.utils import timezone

from core.countries import EUROPE, country_name
from core.forms import WithoutRobots

from .desk.attachments import AttachmentRefused, text_of
from .models import ChecklistItem, Ticket
from .models.tickets import MAX_ATTACHMENT_LENGTH, MAX_QUESTION_LENGTH
from .path.choice import PathChoice, contradictions_of
from .refused_patterns import refusal_of_name, refusals_of

STAMP_SALT, ATTACHMENT_SALT = "landscape.form", "landscape.attachment"
NOT_STATED = "Not stated"
MIN_SECONDS = 3  # a person needs longer to fill in the form
MAX_SECONDS = 24 * 3600
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
        help_text="Optional. A Word document (.docx) or plain text (.txt). Only its text is kept. "
        "Other files, such as PDFs and pictures, cannot be checked for patient data and are "
        "refused.",
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
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
            "needed_by": "Optional. The desk sorts the questions within 3 working days, from "
            "Monday to Friday; public holidays are not left out.",
            "may_publish": "You can change this until the answer is published.",
        }

    field_order = (
        *("question", "country", "atmp_class", "stage", "gmo", "needed_by", "attachment"),
        *("name", "email", "may_publish", "agree", "website_2", "stamp", "kept"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].empty_label = NOT_STATED
        for name in ("atmp_class", "gmo"):
            values = self.fields[name].choices
            self.fields[name].choices = [("", NOT_STATED), *(one for one in values if one[0])]

    @property
    def is_by_robot(self):
        """Return whether the hidden field is filled in, or the form was sent too fast."""
        return super().is_by_robot or self.seconds_open is None or self.seconds_open < MIN_SECONDS

    @property
    def seconds_open(self):
        """Return the seconds since the form was opened; None if its stamp is not ours."""
        try:
            opened = signing.loads(self.cleaned_data.get("stamp", ""), salt=STAMP_SALT)
        except signing.BadSignature:
            return None
        return timezone.now().timestamp() - opened

    @property
    def is_stale(self):
        return (self.seconds_open or 0) > MAX_SECONDS

    def renew_stamp(self):
        self.data = self.data.copy()
        self.data["stamp"] = new_stamp()

    def clean(self):
        values = super().clean()
        chosen = PathChoice(atmp_class=values.get("atmp_class", ""), gmo=values.get("gmo", ""))
        for reason in contradictions_of(chosen):
            self.add_error("gmo", reason)
        return values

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
        """Return (name, text) of the file, or None."""
        file = self.cleaned_data["attachment"]
        if not file:
            return None
        try:
            text = text_of(file.name, file.read())
        except AttachmentRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if len(text) > MAX_ATTACHMENT_LENGTH:
            raise forms.ValidationError(
                f"The text of the file has {len(text):,} characters. The limit is "
                f"{MAX_ATTACHMENT_LENGTH:,}. Shorten it."
            )
        refuse_patterns(text)
        return "".join(filter(str.isprintable, file.name))[-120:], text

    def clean_kept(self):
        """Return (name, text) of the file that an earlier step of the form has checked, or None."""
        try:
            return tuple(signing.loads(self.cleaned_data["kept"], salt=ATTACHMENT_SALT))
        except signing.BadSignature:
            return None

    @property
    def file_text(self):
        """Return (name, text) of the attachment, which a browser sends only once, or None."""
        values = getattr(self, "cleaned_data", {})
        return values.get("attachment") or values.get("kept")

    @property
    def kept_file(self):
        """Return the signed text of the attachment, for the next step of the form."""
        if not self.file_text:
            return ""
        return signing.dumps(self.file_text, salt=ATTACHMENT_SALT, compress=True)

    @property
    def ticket_values(self):
        """Return the keyword arguments of `desk.arrive.receive`."""
        data = self.cleaned_data
        name, text = self.file_text or ("", "")
        return {
            **{field: data[field] for field in self.Meta.fields},
            "name": data["name"],
            "email": data["email"],
            "attachment_name": name,
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
