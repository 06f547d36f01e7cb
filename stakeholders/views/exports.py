"""Pages of exports: choice of the purpose, all export events, and saved lists."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.text import one_line

from ..access import EXPORT, VIEW, numbers_in, only_with
from ..export import NotExportable, Selection, file_name, left_out_words, make_export
from ..models import Contact, ExportedContact, ExportEvent, SavedList
from ..purposes import FORMATS, PURPOSES, REASONS, RULE_FIELDS
from .selections import saved_list_of, selection_of


def _to_list(query=""):
    address = reverse("stakeholders:list")
    return redirect(f"{address}?{query}" if query else address)


@only_with(VIEW, EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Show the choice of the purpose; POST returns the file."""
    data = request.POST if request.method == "POST" else request.GET
    saved_list = saved_list_of(data)
    try:
        selection, ids = selection_of(request, saved_list)
    except NotExportable as problem:
        messages.error(request, str(problem))
        return _to_list(QueryDict(data.get("query", "")).urlencode())
    status = 200
    if request.method == "POST":
        code, _, format = request.POST.get("choice", "").partition(":")
        try:
            if code not in PURPOSES:
                raise NotExportable("The purpose is missing. Choose the purpose of the file.")
            event, content = make_export(
                by=request.user,
                selection=selection,
                purpose=PURPOSES[code],
                format=format,
                saved_list=saved_list,
            )
            return download(event, content)
        except NotExportable as problem:
            messages.error(request, str(problem))
            status = 400
    return ask(request, selection, ids, saved_list, status)


def download(event, content):
    """Return the answer with the file of an export."""
    return HttpResponse(
        content,
        content_type=FORMATS[event.format].content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name(event)}"'},
    )


def ask(request, selection, ids, saved_list=None, status=200):
    """Show the page with the choice of the purpose for a selection."""
    contacts = list(selection.contacts.order_by().values_list(*RULE_FIELDS, named=True))
    purposes = []
    for purpose in PURPOSES.values():
        reasons = Counter(purpose.reason_against(contact) for contact in contacts)
        included = reasons.pop("", 0)
        listed = included
        if "emails" in purpose.formats:
            listed = sum(not purpose.reason_against(contact, "emails") for contact in contacts)
        purposes.append((purpose, included, left_out_words(reasons), included - listed))
    context = {
        "purposes": purposes,
        "count": len(contacts),
        "selection": selection,
        "ids": ",".join(map(str, ids)),
        "saved_list": saved_list,
    }
    return render(request, "stakeholders/export.html", context, status=status)


@only_with(VIEW, EXPORT)
@require_safe
def export_events(request):
    page = Paginator(ExportEvent.objects.all(), 50).get_page(request.GET.get("page"))
    _count_to_remove("event", page)
    context = {"page": page, "page_address": "?page="}
    return render(request, "stakeholders/export_events.html", context)


@only_with(VIEW, EXPORT)
@require_safe
def export_event(request, pk):
    """Show the people in this export, and the people left out with the reasons."""
    event = get_object_or_404(ExportEvent, pk=pk)
    entries = event.entries.select_related("contact__organisation").order_by(
        "reason", "contact__sort_name", "pk"
    )
    page = Paginator(entries, 100).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "page": page,
        "page_address": "?page=",
        "left_out": left_out_words(event.left_out),
        "reasons": REASONS,
        "erased": event.entries.filter(contact=None, reason="").count(),
        "to_remove": event.entries.to_remove().select_related("contact__organisation"),
    }
    return render(request, "stakeholders/export_event.html", context)


def _count_to_remove(field, rows):
    """Set `people_to_remove` of each row: the people to remove from the copies of its files."""
    entries = ExportedContact.objects.to_remove().filter(**{f"{field}__in": [r.pk for r in rows]})
    counted = entries.values(field).annotate(people=Count("contact", distinct=True))
    numbers = dict(counted.values_list(field, "people"))
    for row in rows:
        row.people_to_remove = numbers.get(row.pk, 0)


@only_with(VIEW, EXPORT)
@require_POST
def mark_removed(request, pk):
    """Record that the people who refused are removed from every copy of an exported file."""
    event = get_object_or_404(ExportEvent, pk=pk)
    # Only the people whom the page listed: others may have refused since it was opened.
    listed = event.entries.to_remove().filter(pk__in=numbers_in(request.POST.getlist("entry")))
    keys = list(listed.values_list("pk", flat=True))
    today = timezone.localdate()
    ExportedContact.objects.filter(pk__in=keys).update(removed_on=today, removed_by=request.user)
    messages.success(request, f"Recorded as removed from the copies: {len(keys):,}.")
    return redirect(event)


@only_with(VIEW)
@require_safe
def saved_lists(request):
    lists = SavedList.objects.annotate(number_of_exports=Count("exports")).order_by("name")
    _count_to_remove("event__saved_list", lists)
    return render(request, "stakeholders/saved_lists.html", {"lists": lists})


@only_with(VIEW, EXPORT)
@require_POST
def save_list(request):
    """Save the filter of the list under a name. The same name replaces the filter."""
    name = one_line(request.POST.get("name", ""))[:120]
    query = request.POST.get("query", "")
    try:
        selection = Selection.by_query(request.user, query)
    except NotExportable as problem:
        messages.error(request, str(problem))
        return _to_list()
    if not name or len(selection.query) > 2000:
        messages.error(
            request,
            "The list was not saved. Enter a name, and use a filter of at most 2,000 characters.",
        )
        return _to_list(selection.query)
    saved, created = SavedList.objects.update_or_create(
        name=name, defaults={"query": selection.query, "by": request.user}
    )
    messages.success(request, f"The list {name} was {'saved' if created else 'changed'}.")
    return redirect(saved)


@only_with(VIEW)
@require_safe
def saved_list(request, pk):
    """Show the list's contacts now, and the changes since its last export."""
    saved = get_object_or_404(SavedList, pk=pk)
    try:
        selection = Selection.by_query(request.user, saved.query)
    except NotExportable as problem:
        messages.error(request, str(problem))
        return redirect("stakeholders:saved-lists")
    last = saved.last_export
    contacts = selection.contacts.select_related("organisation").defer("search_text")
    context = {"saved": saved, "selection": selection, "last": last, "count": contacts.count()}
    entries = ExportedContact.objects.to_remove().filter(event__saved_list=saved)
    context["to_remove"] = entries.select_related("contact__organisation").order_by(
        "contact__sort_name", "contact", "event"
    )
    if last:
        before = set(last.entries.exclude(contact=None).values_list("contact", flat=True))
        now = set(contacts.order_by().values_list("pk", flat=True))
        came, went = now - before, before - now
        visible = Contact.objects.visible_to(request.user)
        named = visible.select_related("organisation").defer("search_text")
        context |= {
            "came": [named.filter(pk__in=came)[:200], len(came)],
            "went": [named.filter(pk__in=went)[:200], len(went)],
            "erased": last.entries.filter(contact=None).count(),
        }
    return render(request, "stakeholders/saved_list.html", context)


@only_with(VIEW, EXPORT)
@require_POST
def delete_list(request, pk):
    """Delete the list. Its exports are kept."""
    saved = get_object_or_404(SavedList, pk=pk)
    saved.delete()
    messages.success(request, f"The list {saved.name} was deleted. Its exports are kept.")
    return redirect("stakeholders:saved-lists")
