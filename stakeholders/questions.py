"""The questions on the use of a person's data, as the person reads them.

A change of the English text is a change of what people agree to: give it a new version, so that
earlier answers stay with the text that they were given to. A test compares the texts with it.
"""

from django.utils.translation import gettext_lazy as _

from .choices import DataUse

TEXT_VERSION = "2026-11"
QUESTIONS = {
    DataUse.KEEP: _("May we keep your contact data in the project's register of stakeholders?"),
    DataUse.WRITE: _("May we write to you about the project, its meetings and its results?"),
    DataUse.SURVEY: _("May we invite you to surveys and interviews?"),
    DataUse.PUBLISH_NAME: _(
        "May we publish your name and organisation, for example in a list of contributors?"
    ),
    DataUse.MAILINGS: _("Send me no newsletters and other mailings"),
    DataUse.CONTACT: _("Do not contact me at all"),
}
# The sentence about a recorded refusal, beside the button to allow it again.
REFUSED = {
    DataUse.KEEP: _("You do not want us to keep your data."),
    DataUse.WRITE: _("You do not want us to write to you about the project."),
    DataUse.SURVEY: _("You do not want invitations to surveys and interviews."),
    DataUse.PUBLISH_NAME: _("You do not want your name to be published."),
    DataUse.MAILINGS: _("You do not want newsletters and other mailings."),
    DataUse.CONTACT: _("You do not want to be contacted at all."),
}


def wording_of(use):
    """Return the question in the language that is active."""
    return str(QUESTIONS[use])
