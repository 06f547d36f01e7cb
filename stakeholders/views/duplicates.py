"""Pages for possible duplicates: compare two rows, merge them or mark them as two."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import MERGE, VIEW, only_with
from ..duplicates import MAX_SHOWN_PAIRS, contact_pairs, organisation_pairs
from ..merge import NotMergeable, fields_of, merge, seen_of, undo_merge
from ..models import Contact, Merge, NotSameContact, NotSameOrganisation, Organisation

KINDS = {
    "contacts": (Contact, NotSameContact, "stakeholders.change_contact"),
    "organisations": (Organisation, NotSameOrganisation, "stakeholders.change_organisation"),
}


def _named(pairs, rows):
    """Return the first pairs with their rows."""
    shown = pairs[:MAX_SHOWN_PAIRS]
    found = rows.in_bulk({key for pair in shown for key in (pair.first, pair.second)})
    return [(found[p.first], found[p.second], p) for p in shown if {p.first, p.second} <= {*found}]


@only_with(VIEW, MERGE)
@require_safe
def pairs(request):
    contacts, organisations = contact_pairs(), organisation_pairs()
    people = Contact.objects.visible_to(request.user).select_related("organisation")
    context = {
        "parts": [
            ("contacts", "People", len(contacts), _named(contacts, people)),
            (
                "organisations",
                "Organisations",
                len(organisations),
                _named(organisations, Organisation.objects.all()),
            ),
        ],
        "shown": MAX_SHOWN_PAIRS,
        "merges": Merge.objects.select_related("contact__organisation", "organisation", "by")[:20],
    }
    return render(request, "stakeholders/duplicates.html", context)


@only_with(VIEW, MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request, kind, first, second):
    """Show both rows. POST marks them as two, or merges them with the chosen fields."""
    if kind not in KINDS or first == second:
        raise Http404("There is nothing to compare at this address.")
    model, told_apart, permission = KINDS[kind]
    if not request.user.has_perm(permission):
        raise Http404("Your account cannot open this page, or it does not exist.")
    one, two = (get_object_or_404(model, pk=key) for key in (first, second))
    if request.method == "POST":
        return _decide(request, one, two, told_apart)
    rows = [
        (name, model._meta.get_field(name).verbose_name, _shown(one, name), _shown(two, name))
        for name in fields_of(model)
    ]
    context = {
        "one": one,
        "two": two,
        "seen": seen_of(one, two),
        "rows": [(*row, row[2] == row[3], not row[2] and bool(row[3])) for row in rows],
    }
    return render(request, "stakeholders/desk.html", context)


def _shown(row, name):
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name)


def _decide(request, one, two, told_apart):
    if request.POST.get("decision") == "two":
        low, high = sorted((one, two), key=lambda row: row.pk)
        told_apart.objects.get_or_create(first=low, second=high, defaults={"by": request.user})
        messages.success(request, "The two rows are marked as two and will not be compared again.")
    else:
        take = [name for name in fields_of(type(one)) if request.POST.get(name) == "two"]
        try:
            merge(one, two, take=take, by=request.user, seen=request.POST.get("seen"))
            messages.success(
                request, "The contacts were merged. You can undo the merge on this page."
            )
        except NotMergeable as problem:
            messages.error(request, str(problem))
            if _still_there(one, two):
                return redirect(request.path)
    return redirect("stakeholders:duplicates")


def _still_there(one, two):
    return type(one).objects.filter(pk__in=(one.pk, two.pk)).count() == 2


@only_with(VIEW, MERGE)
@require_POST
def undo(request, pk):
    try:
        undo_merge(get_object_or_404(Merge, pk=pk), by=request.user)
        messages.success(
            request,
            "The merge was undone. Both contacts keep every refusal. Lift those that are not "
            "theirs.",
        )
    except NotMergeable as problem:
        messages.error(request, str(problem))
    return redirect("stakeholders:duplicates")
