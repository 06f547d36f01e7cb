"""The form in which people correct their own data and answer the questions on their use."""

from django import forms
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from core.chips import ChipsField
from core.conflicts import ConflictForm
from core.packed_words import packed
from core.text import folded

from .choices import CONSENT_USES, Answer, AnswerChannel, Consent, DataUse
from .languages import language_choices
from .models import Contact
from .privacy import CONSENT_OF_ANSWER, SWITCHES, Circumstances, answers_of, put_answer
from .questions import QUESTIONS, TEXT_VERSION, wording_of

NAME_OF_MALTESE = gettext_noop("Maltese")
CONSENT_FIELDS = {
    use: "consent" if use == DataUse.KEEP else f"consent_{use.value}" for use in CONSENT_USES
}
ANSWERS = {Consent.GIVEN: Answer.AGREED, Consent.DECLINED: Answer.REFUSED}


class PersonForm(ConflictForm):
    """The form in which people edit their own data.

    A use that the person refused has no field: the form can add refusals but not lift them.
    """

    compared_besides_columns = ("language_codes", *CONSENT_FIELDS.values())
    language_codes = ChipsField(
        label=_("Languages"), choices=lambda: translated_languages(), required=False
    )

    class Meta:
        model = Contact
        fields = ("name", "position", "phone", "expertise", "mailing_opt_out", "do_not_contact")
        labels = {
            "name": _("Name"),
            "position": _("Position"),
            "phone": _("Phone"),
            "expertise": _("Expertise"),
            "mailing_opt_out": QUESTIONS[DataUse.MAILINGS],
            "do_not_contact": QUESTIONS[DataUse.CONTACT],
        }
        help_texts = {"name": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = answers_of(self.instance)
        self.initial["language_codes"] = self.instance.language_codes
        self.fields["expertise"].widget.attrs["rows"] = 3
        for use, name in CONSENT_FIELDS.items():
            if self.before[use] != Answer.REFUSED:
                self.fields[name] = _question(use)
                self.initial[name] = CONSENT_OF_ANSWER[self.before[use]]
        for use, name in SWITCHES.items():
            if self.before[use] == Answer.REFUSED:
                del self.fields[name]
        self.order_fields(["name", "position", "phone", "expertise", "language_codes"])
        self.carry_marks()

    def save(self, commit=True):
        contact, data = self.instance, self.cleaned_data
        known = [code for code in contact.language_codes if code in data["language_codes"]]
        contact.languages = packed([*known, *data["language_codes"]])
        contact.verified_on = contact.confirmed_on = today = timezone.localdate()
        for use, name in CONSENT_FIELDS.items():
            answer = ANSWERS.get(data.get(name))
            if answer and answer != self.before[use]:
                proof = str(AnswerChannel.PERSONAL_PAGE.label)
                put_answer(contact, use, answer, on=today, proof=proof)
        contact.circumstances = by_the_person()
        contact._change_reason = "by the person, by personal link"
        return super().save(commit)

    def _who(self):
        return _(
            "The project changed your data while you were editing, and nothing was saved. The "
            "stored values are listed here. Save again to replace them with your entries."
        )


def translated_languages():
    """Return (code, name in the reader's language), in the order of the names."""
    names = {code: LANG_INFO.get(code, {}).get("name", name) for code, name in language_choices()}
    names["mt"] = NAME_OF_MALTESE  # the one language that Django has no name for
    return sorted(
        ((code, gettext(name)) for code, name in names.items()), key=lambda pair: folded(pair[1])
    )


def _question(use):
    return forms.ChoiceField(
        label=QUESTIONS[use],
        choices=[(Consent.GIVEN, _("Yes")), (Consent.DECLINED, _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )


def by_the_person(**details):
    """Return the circumstances of an answer on the personal page, with the questions as shown."""
    return Circumstances(
        channel=AnswerChannel.PERSONAL_PAGE,
        wording={use: wording_of(use) for use in QUESTIONS},
        text_version=TEXT_VERSION,
        language=get_language(),
        **details,
    )
