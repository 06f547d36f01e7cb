"""Template tags of every page: main menu, notice of invented data, citation."""

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.invented import invented_notice
from join4atmp.citation import PageCitation
from join4atmp.invented import shares_of
from join4atmp.menu import current_room, menu_for
from join4atmp.models import Issue

register = template.Library()


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
    user = context.get("user") or AnonymousUser()
    return {"text": invented_notice(*shares_of(user, request.path))}


@register.inclusion_tag("components/cite.html", takes_context=True)
def cite_list(context, filters=""):
    """Show how to cite the list of the page; `filters` are its filters in words."""
    request = context["request"]
    room = current_room(request.path)
    title = str(room.label) if room else "JOIN4ATMP portal"
    return {
        "citation": PageCitation(
            title=f"{title}: {filters}" if filters else title,
            path=request.get_full_path(),
            day=timezone.localdate(),
        ),
        "issue": Issue.objects.filter(is_demo=False).only("slug").first(),
        "licence": settings.DATA_LICENCE,
        "licence_url": settings.DATA_LICENCE_URL,
    }


@register.simple_tag
def about_pages():
    """Return (view, label) of the pages about the portal, for the foot of every page."""
    return (
        ("about", _("About")),
        ("contact", _("Contact")),
        ("privacy", _("Privacy")),
        ("accessibility", _("Accessibility")),
        ("imprint", _("Imprint")),
    )
