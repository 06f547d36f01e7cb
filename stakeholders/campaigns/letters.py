"""The mail of a campaign to one person: the text with the person's words, and the links below."""

import re
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.languages import supported
from core.mail import address
from core.text import one_line

from ..names import likely_parts
from ..rights import personal_token
from .unsubscribing import unsubscribe_token

PLACEHOLDER = re.compile(r"\{(\w*)\}")
IDENTIFIER = "IDENTIFIER"  # in the address of a survey
PLACEHOLDERS = (
    "name",
    "salutation",
    "title",
    "first_name",
    "last_name",
    "organisation",
    "survey_link",
    "personal_link",
)
RECIPIENT_HEADER = "X-JOIN4ATMP-Recipient"  # by which a returned mail is recognised


def unknown_placeholders(text):
    return sorted({name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS})


def letter_to(contact, recipient):
    """Return the mail to a contact, not sent yet."""
    campaign = recipient.campaign
    words = _words(contact, recipient)
    unsubscribe = address(reverse("stakeholders:unsubscribe", args=[unsubscribe_token(recipient)]))
    body = f"{_filled(campaign.text, words)}\n\n-- \n{_links(contact, words, unsubscribe)}\n"
    return EmailMessage(
        subject=one_line(_filled(campaign.subject, words)),
        body=body,
        to=[contact.email],
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
            RECIPIENT_HEADER: recipient.identifier,
        },
    )


def _words(contact, recipient):
    parts = likely_parts(contact.name)
    survey = recipient.campaign.survey_address
    return {
        "name": contact.name,
        "salutation": contact.salutation or parts.salutation,
        "title": contact.title or parts.title,
        "first_name": contact.given_name or parts.given_name,
        "last_name": contact.family_name or parts.family_name,
        "organisation": contact.organisation.name if contact.organisation_id else "",
        "survey_link": survey.replace(IDENTIFIER, quote(recipient.identifier)),
        "personal_link": address(reverse("stakeholders:me", args=[personal_token(contact)])),
    }


def _filled(text, words):
    """Replace each placeholder once: braces in a person's name are text."""
    filled = PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)
    # A missing title leaves no hole: "Dear Ms  Silva" has one space.
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", filled)


def _links(contact, words, unsubscribe):
    language = next(filter(None, map(supported, contact.language_codes)), settings.LANGUAGE_CODE)
    with translation.override(language):
        lines = [
            _("You receive this mail because you are in the JOIN4ATMP register of stakeholders."),
            _("See, correct or remove your data: %(link)s") % {"link": words["personal_link"]},
            _("No more mails of this kind: %(link)s") % {"link": unsubscribe},
        ]
        if settings.DATA_CONTROLLER:
            lines.append(_("Controller: %(name)s") % {"name": settings.DATA_CONTROLLER})
    return "\n".join(lines)
