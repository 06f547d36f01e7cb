"""The trials pages. All of them begin with the trials that the reader may see."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.downloads import list_as_file

from ..browse.exports import description, export_content
from ..browse.index import index_of
from ..browse.listing import Listing
from ..curation.decide import standing_decisions
from ..curation.literature import accepted
from ..dashboard.counted import notes
from ..dashboard.page import shown_by
from ..models import RegisterRecord, Trial
from ..past.changes import changes_of
from ..record_conflicts import conflict_rows
from ..sponsors.linking import with_organisations
from ..transition import DOUBTFUL, EXPLANATIONS, Fate


@login_not_required
@require_safe
def trial_list(request):
    """Show the list. The rendered page is kept with the index of its counts until data change."""
    synced = RegisterRecord.last_seen_by_register()
    index = index_of(Trial.objects.visible_to(request.user))
    # The page has a citation with the day on which it is read.
    key = request.get_full_path(), request.user.is_authenticated, str(synced), timezone.localdate()
    page = index.pages.get(key)
    if page is None or get_messages(request):
        listing = Listing(request, index)
        kept = urlencode(listing.chosen)
        page = _drawn(request, listing, synced), listing.title, kept, not listing.is_valid
        if not get_messages(request):
            index.pages.keep(key, page)
    browse, title, kept, is_refused = page
    context = {
        "browse": browse,
        "list_title": title,
        "query": kept,
        "is_refused": is_refused,
    }
    return render(request, "trials/list.html", context)


def _drawn(request, listing, synced):
    context = {
        "listing": listing,
        "exports": listing.exports("trials:export"),
        "count": listing.count,
        "total": listing.total,
        "as_of": RegisterRecord.last_seen(),
        "counted": notes(),
        "synced": synced,
        **shown_by(listing),
    }
    return render_to_string("trials/_browse.html", context, request)


@login_not_required
@require_safe
def trial_export(request):
    """Send the rows of the list with the same query string as a file."""
    listing = Listing(request)

    def content(format):
        as_of = RegisterRecord.last_seen()
        about = description(
            count=listing.count,
            total=listing.total,
            invented=listing.invented,
            filters=listing.filters_in_words,
            as_of=date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet",
        )
        return export_content(format, listing.filterset.qs, about)

    return list_as_file(request, listing, "trials", content)


@login_not_required
@require_safe
def trial_detail(request, number):
    trials = Trial.objects.visible_to(request.user)
    found = list(trials.with_number(number)[:2]) or list(trials.naming_number(number)[:2])
    if not found:
        raise Http404(
            f"There is no trial with the number {number} that you may see. If you are a member of "
            "the consortium, sign in first."
        )
    if len(found) > 1:
        messages.info(request, f"Several trials have the number {number}.")
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
        "conflicts": list(conflict_rows(trial)),
        "other_numbers": trial.other_numbers.filter(is_own=True),
        "data_errors": trial.data_error_rows.all(),
        "changes": changes_of(trial),
        "publications": accepted(trial),
        "decisions": standing_decisions(trial),
        "can_refresh": settings.REGISTERS_ARE_DEMO or not trial.is_demo,
    }
    return render(request, "trials/detail.html", context)


def _sponsors(user, trial):
    """Return the sponsors, with their organisations for users who may see these."""
    sponsors = trial.sponsors.all()
    if user.has_perm("stakeholders.view_organisation"):
        return with_organisations(sponsors)
    return sponsors


@require_safe
def fates(request):
    """Show the current state of the trials of EudraCT, with the doubtful ones to check."""
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
