"""Template tags of every page: main menu, notice of invented data, citation, explained terms."""

import json
import re
from html import unescape

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.glossary import explain
from core.invented import invented_notice, short_notice
from join4atmp.citation import PageCitation
from join4atmp.invented import shares_of
from join4atmp.menu import current_room, menu_for
from join4atmp.models import Issue

register = template.Library()
# The words are in the mark and not in the request, because some lists come from the cache.
PLACE_OF_CITATION = re.compile(r"<!-- citation ([\w-]*) -->")
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
# Pages outside the rooms of the menu that have lists or figures to cite.
MAX_CITED_ADDRESS_LENGTH = 2_000  # characters; programs refuse longer addresses
SECRET_ARGUMENTS = {"key", "token", "signed"}  # of personal links
CITED_WITHOUT_ROOM = ("home", "changes", "data-dictionary", "issues")


@register.inclusion_tag("components/main_menu.html", takes_context=True)
def main_menu(context):
    """Show the rooms and the account; pages of errors may have no request and no user."""
    request = context.get("request")
    path = request.path if request else ""
    user = context.get("user") or AnonymousUser()
    rooms, work = menu_for(user, path)
    return {
        "rooms": rooms,
        "work": work,
        "path": path,
        "user": user,
        "view_name": request.resolver_match.view_name if request and request.resolver_match else "",
        # A room has a list to return to; other pages link to the home page.
        "return_to": request.get_full_path()
        if any(room.is_current for room in (*rooms, *work))
        else "",
    }


@register.inclusion_tag("components/invented.html", takes_context=True)
def invented_banner(context):
    """Show how many rows of the page's room are invented. A translated page has a notice of its own
    in its language; an error without a request counts nothing."""
    request = context.get("request")
    if not request or getattr(request, "page_languages", None):
        return {"text": ""}
    shares = shares_of(context.get("user") or AnonymousUser(), request.path)
    return {"text": invented_notice(*shares), "short": short_notice(*shares)}


@register.simple_tag
def cite_list(filters="", title=""):
    """Mark the place where `page_content` writes how to cite the list of the page.

    `filters` are its filters in words. The title is the heading of the page, unless one is given.
    """
    words = urlsafe_base64_encode(json.dumps([title, filters]).encode())
    return mark_safe(f"<!-- citation {words} -->")


@register.simple_block_tag(takes_context=True)
def page_content(context, content):
    """Return the content of a page with its terms explained, and with its citation at the end.

    A page has a citation if visitors may open it, if it does not have one already, and if it is
    not mainly a form.
    """
    request = context.get("request")
    if not request or not request.resolver_match or getattr(request, "page_languages", None):
        return content
    if request.resolver_match.view_name != "glossary":
        content = explain(content, reverse("glossary"))
    found = HEADING.search(content)
    heading = " ".join(unescape(strip_tags(found[1])).split()) if found else ""
    if place := PLACE_OF_CITATION.search(content):
        title, filters = json.loads(urlsafe_base64_decode(place[1]))
        cited = _cited(request, ": ".join(filter(None, (title or heading, filters))))
        content = content[: place.start()] + cited + content[place.end() :]
    elif heading and 'id="cite' not in content and _is_read(content) and _is_cited(request):
        content += _cited(request, heading)
    return mark_safe(content)


def _is_read(content):
    """Return whether a page is for reading: it has rows to export, or no form that sends data."""
    return 'id="export"' in content or 'method="post"' not in content


def _is_cited(request):
    """Return whether visitors may open the page, without a personal link, at a usual address."""
    match, room = request.resolver_match, current_room(request.path)
    if getattr(match.func, "login_required", True) or SECRET_ARGUMENTS & match.kwargs.keys():
        return False
    if len(request.get_full_path()) > MAX_CITED_ADDRESS_LENGTH:
        return False
    return not room.permission if room else match.view_name in CITED_WITHOUT_ROOM


def _cited(request, title):
    """Return the part of a page that says how to cite it."""
    context = {
        "citation": PageCitation(
            title=" ".join(title.split()), path=request.get_full_path(), day=timezone.localdate()
        ),
        "issue": Issue.objects.filter(is_demo=False).only("slug").first(),
        "licence": settings.DATA_LICENCE,
        "licence_url": settings.DATA_LICENCE_URL,
    }
    return render_to_string("components/cite.html", context)


@register.simple_tag
def about_pages():
    """Return (view, label) of the pages about the portal, for the foot of every page."""
    return (
        ("about", _("About")),
        ("glossary", _("Glossary")),
        ("contact", _("Contact")),
        ("privacy", _("Privacy")),
        ("accessibility", _("Accessibility")),
        ("imprint", _("Imprint")),
    )
