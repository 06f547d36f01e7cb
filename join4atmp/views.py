"""The home page, recent changes, data dictionary, API page and component gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.exports import csv_stream
from core.lists import page_of

from . import dictionary
from .api.paging import Pages
from .api.urls import router
from .home import context_of, only_demo
from .news import CHANGE_KINDS, DEFAULT_DAYS, recent_changes

CHANGES_PER_PAGE = 50
PERIOD_DAYS = ("7", "30", "90")


@login_not_required
@require_safe
def home(request):
    return render(request, "home.html", context_of(request.user))


def password_change(request, extra_context=None):
    """Lead from the admin to the page of the account, which limits wrong passwords."""
    return redirect("account_change_password")


@login_not_required
@require_safe
def changes(request):
    """List the recent changes of one kind."""
    user = request.user
    wanted = request.GET.get("days", "")
    days = int(wanted) if wanted in PERIOD_DAYS else DEFAULT_DAYS
    demo = only_demo(user)
    recent = recent_changes(user, days, demo=demo)
    kinds = [kind for kind in CHANGE_KINDS if kind.name == request.GET.get("what")]
    shown = [*kinds, *(item.kind for item in recent.counted), CHANGE_KINDS[0]][0]
    count = next(item.count for item in recent.news if item.kind is shown)
    rows = shown.rows(user, recent.moment, demo)
    page = page_of(request, rows, size=CHANGES_PER_PAGE, count=count)
    context = {
        "days": days,
        "periods": [int(number) for number in PERIOD_DAYS],
        "recent": recent,
        "demo": demo,
        "shown": shown,
        "page": page,
        "page_address": f"?what={shown.name}&days={days}&page=",
        "rows": [shown.shown(row) for row in page],
    }
    return render(request, "changes.html", context)


@login_not_required
@require_safe
def api(request):
    """Explain the API to people who write programs."""
    context = {
        "lists": [(prefix, view.__doc__) for prefix, view, _ in router.registry],
        "rates": settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"],
        "page_size": Pages.page_size,
        "max_page_size": Pages.max_page_size,
    }
    return render(request, "api.html", context)


@login_not_required
@require_safe
def data_dictionary(request):
    return render(request, "data_dictionary.html", {"tables": dictionary.tables()})


@login_not_required
@require_safe
def data_dictionary_file(request):
    return StreamingHttpResponse(
        csv_stream(dictionary.HEADER, dictionary.lines()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="join4atmp-data-dictionary.csv"'},
    )


@require_safe
def components(request):
    """Show every component of the design, for people who build pages."""
    return render(request, "components/gallery.html")
