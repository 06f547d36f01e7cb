"""The trials pages. All of them begin with the trials that the reader may see."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.lists import ListAddress, chips_of

from .changes import changes_of
from .exports import FORMATS, description, export_content
from .facets import FacetCounts, facets
from .fates import DOUBTFUL, EXPLANATIONS, Fate
from .filters import DEFAULT_ORDER, ORDERS, filter_for
from .models import RegisterRecord, Trial
from .sponsors import with_organisations

PAGE_SIZE = 50


def _filterset(request):
    trials = Trial.objects.visible_to(request.user)
    return filter_for(request.user)(request.GET, queryset=trials)


def _found(filterset):
    """An impossible value is answered with a message and no rows."""
    return filterset.qs if filterset.is_valid() else filterset.queryset.none()


@login_not_required
@require_safe
def trial_list(request):
    filterset = _filterset(request)
    valid = filterset.is_valid()
    address = ListAddress(request, filterset, reverse("trials:list"))
    trials = _found(filterset)
    counts = FacetCounts(filterset) if valid else None
    page = _page(request, trials, counts.total if counts else 0)
    order = filterset.form.cleaned_data.get("order") or DEFAULT_ORDER
    context = {
        "filterset": filterset,
        "form": filterset.form,
        "page": page,
        "count": counts.total if counts else 0,
        "total": counts.all_trials() if counts else filterset.queryset.count(),
        "class_counts": counts.counts["atmp_class"] if counts else {},
        "facets": facets(filterset, counts, address) if counts else [],
        "chips": chips_of(filterset, address) if valid else [],
        "order": order,
        "columns": _columns(order, address),
        "address": address(),
        "page_address": address() + ("&" if "?" in address() else "?") + "page=",
        "exports": [
            (format, address.to(reverse("trials:export"), format=format)) for format in FORMATS
        ],
        "as_of": RegisterRecord.last_seen(),
        "orders": ORDERS,
    }
    return render(request, "trials/list.html", context, status=200)


def _page(request, trials, count):
    """One page of trials. Their keys are found first, from an index alone where there is one."""
    paginator = Paginator(trials.values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = count
    wanted = request.GET.get("page", "1")
    page = paginator.get_page(wanted)
    if str(page.number) != wanted.strip() and count:
        messages.info(
            request, f"There is no page {wanted[:12]}; this is page {page.number} of the list."
        )
    order = list(page.object_list)
    listed = Trial.objects.order_by().defer("search_text", "conflicts", "register_notes")
    rows = listed.in_bulk(order)
    page.object_list = [rows[key] for key in order]
    return page


SORTED_COLUMNS = (
    ("number", "Number"),
    ("title", "Trial"),
    ("", "Class"),
    ("phase", "Phase"),
    ("status", "Status"),
    ("", "Countries"),
    ("sponsor", "Sponsor"),
    ("first_entered", "First entered"),
)


def _columns(order, address):
    """Headings of the table: label, address that sorts by it, how it is sorted now."""
    columns = []
    for name, label in SORTED_COLUMNS:
        if not name:
            columns.append({"label": label})
            continue
        direction = {name: "ascending", f"-{name}": "descending"}.get(order, "")
        columns.append(
            {
                "label": label,
                "direction": direction,
                "url": address("order", [f"-{name}" if direction == "ascending" else name]),
            }
        )
    return columns


@login_not_required
@require_safe
def trial_export(request):
    """The rows of the list with the same query string, as a file."""
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return HttpResponseBadRequest(
            f"There is no export in this format. Choose one of: {', '.join(FORMATS)}.",
            content_type="text/plain; charset=utf-8",
        )
    filterset = _filterset(request)
    if not filterset.is_valid():
        address = ListAddress(request, filterset, reverse("trials:list"))
        return redirect(reverse("trials:list") + address().removeprefix(reverse("trials:list")))
    trials = filterset.qs
    chips = chips_of(filterset, lambda name, values: "")
    as_of = RegisterRecord.last_seen()
    about = description(
        count=trials.count(),
        total=filterset.queryset.count(),
        filters="; ".join(label for label, _ in chips),
        as_of=date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet",
    )
    content = export_content(format, trials, about)
    name = f"join4atmp-trials-{timezone.now():%Y-%m-%d}.{format}"
    if format == "xlsx":
        return FileResponse(content, as_attachment=True, filename=name)
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def trial_detail(request, number):
    trials = Trial.objects.visible_to(request.user).with_number(number)
    found = list(trials.select_related("lead_record")[:2])
    if not found:
        raise Http404(
            f"There is no trial with the number {number} that you may see. If you are a member of "
            "the consortium, sign in first."
        )
    if len(found) > 1:
        messages.info(request, f"Several trials carry the number {number}.")
        return redirect(f"{reverse('trials:list')}?{urlencode({'q': number})}")
    trial = found[0]
    context = {
        "trial": trial,
        "protocol": trial.lead_record.protocol() if trial.lead_record else None,
        "records": trial.records.defer("packed"),
        "country_rows": trial.country_rows.exclude(participation="planned"),
        "planned_countries": trial.country_rows.filter(participation="planned"),
        "products": trial.products.all(),
        "sponsors": _sponsors(request.user, trial),
        "conflicts": list(_conflict_rows(trial)),
        "changes": changes_of(trial),
        "can_refresh": settings.REGISTERS_ARE_DEMO or not trial.is_demo,
    }
    return render(request, "trials/detail.html", context)


def _sponsors(user, trial):
    """With the organisations of the register for those who may see it."""
    sponsors = trial.sponsors.all()
    if user.has_perm("stakeholders.view_organisation"):
        return with_organisations(sponsors)
    return sponsors


@require_safe
def fates(request):
    """What became of the trials of EudraCT, with the doubtful ones to check."""
    trials = Trial.objects.visible_to(request.user).with_fate().order_by()
    counts = dict(trials.values_list("fate").annotate(number=Count("pk")))
    rows = [
        {
            "fate": fate,
            "text": EXPLANATIONS[fate],
            "count": counts.get(fate, 0),
            "doubtful": fate in DOUBTFUL,
        }
        for fate in Fate
    ]
    context = {"rows": rows, "total": sum(counts.values()), "as_of": RegisterRecord.last_seen()}
    return render(request, "trials/fates.html", context)


CONFLICT_LABELS = {
    "phase": "Phase",
    "status": "Status",
    "atmp": "Advanced therapy",
    "atmp_class": "Class",
    "sponsor_type": "Sponsor type",
    "subjects": "Planned subjects",
    "nct_number": "NCT number",
}


def _conflict_rows(trial):
    """(label of the fact, [(value in words, records that say it)])"""
    curated = {field.name: field for field in Trial._meta.fields if field.choices}
    for fact, values in trial.conflicts.items():
        field = curated.get(f"curated_{fact}")
        words = dict(field.flatchoices) if field else {}
        rows = [(words.get(value, value), records) for value, records in values.items()]
        yield CONFLICT_LABELS.get(fact, fact), rows
