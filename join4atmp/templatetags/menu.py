"""Template tag of the main menu."""

from django import template
from django.contrib.auth.models import AnonymousUser

from join4atmp.menu import menu_for

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
        # A room has a list to return to; other pages lead to the home page.
        "return_to": request.get_full_path()
        if any(room.is_current for room in (*rooms, *work))
        else "",
    }
