"""Admin of the words of cover sheets: terms, spellings, and spellings without a term."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods
from unfold.decorators import action
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin import HistoryAdmin, ModelAdmin

from ..meanings import Meanings
from ..models import Dossier, DossierStudy, Spelling, Term, TermVocabulary

MAX_SPELLINGS_SHOWN, MAX_ROWS_SHOWN = 100, 5  # rows are the products of a spelling
MAX_DECIDED_SHOWN = 10


@admin.register(Term)
class TermAdmin(ModelAdmin):
    list_display = ("name", "vocabulary", "spelling_count")
    list_filter = ("vocabulary",)
    search_fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("spellings"))

    @admin.display(description="Spellings", ordering="number")
    def spelling_count(self, term):
        return term.number

    def get_readonly_fields(self, request, obj=None):
        return ("vocabulary",) if obj else ()


class WaitingFilter(admin.SimpleListFilter):
    title = "meaning"
    parameter_name = "meaning"

    def lookups(self, request, model_admin):
        return [("none", "Without a term"), ("self", "Mapped automatically"), ("set", "Mapped")]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(term=None, uses__gt=0)
        if self.value() == "self":
            return queryset.filter(is_automatic=True)
        return queryset.exclude(term=None) if self.value() == "set" else queryset


class MapForm(ActionForm):
    """The term for the selected spellings, which must be of the same vocabulary."""

    term = forms.ModelChoiceField(
        Term.objects.order_by("vocabulary", "name"),
        required=False,
        empty_label="Choose a term",
        label="Term",
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(TermVocabulary.choices)
        self.fields["term"].label_from_instance = lambda term: (
            f"{labels[term.vocabulary]}: {term.name}"
        )


@admin.register(Spelling)
class SpellingAdmin(HistoryAdmin):
    list_display = ("text", "vocabulary", "means", "is_automatic", "used")
    list_filter = (WaitingFilter, "vocabulary")
    list_select_related = ("term",)
    search_fields = ("text", "term__name")
    autocomplete_fields = ("term",)
    fields = ("vocabulary", "text", "term")
    readonly_fields = ("vocabulary", "text")
    actions = compared_actions = ("map_chosen", "mean_themselves", "undo_last")
    actions_list = ("decide",)
    action_form = MapForm

    def get_queryset(self, request):
        return super().get_queryset(request).with_uses()

    def get_urls(self):
        view = self.admin_site.admin_view(waiting_spellings)
        return [path("waiting/", view, name="products_spelling_waiting"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    @action(description="Values without a term", url_path="decide", permissions=["change"])
    def decide(self, request):
        return redirect("admin:products_spelling_waiting")

    @admin.display(description="Means", ordering="term__name")
    def means(self, spelling):
        return spelling.term or "no term yet"

    @admin.display(description="Used", ordering="uses")
    def used(self, spelling):
        return spelling.uses

    def save_model(self, request, spelling, form, change):
        if form.changed_data:
            spelling.is_automatic = False
            super().save_model(request, spelling, form, change)

    @admin.action(description="Map to the chosen term", permissions=["change"])
    def map_chosen(self, request, queryset):
        term = Term.objects.filter(pk=request.POST.get("term") or 0).first()
        if not term:
            messages.error(request, "Nothing was changed. Choose a term beside the action.")
            return
        wrong = queryset.exclude(vocabulary=term.vocabulary)
        if wrong.exists():
            messages.error(
                request,
                f"Nothing was changed. Choose only spellings of "
                f"“{term.get_vocabulary_display()}”, to "
                f"which “{term}” belongs.",
            )
            return
        number = Spelling.objects.filter(pk__in=queryset.values("pk")).map_to(term, by=request.user)
        messages.success(request, f"{number} spellings are mapped to “{term}”.")

    @admin.action(description="Make terms of the spellings", permissions=["change"])
    def mean_themselves(self, request, queryset):
        number = 0
        for spelling in queryset.filter(term=None):
            name = spelling.text[:1].upper() + spelling.text[1:]
            term, _ = Term.objects.get_or_create(vocabulary=spelling.vocabulary, name=name)
            number += spelling.map_to(term, by=request.user)
        messages.success(request, f"{number} spellings are terms.")

    @admin.action(description="Undo the last decision", permissions=["change"])
    def undo_last(self, request, queryset):
        number = sum(spelling.undo(by=request.user) for spelling in queryset)
        messages.success(request, f"The last decision on {number} spellings is undone.")


@require_http_methods(["GET", "HEAD", "POST"])
def waiting_spellings(request):
    """Show every word in use without a term, the most frequent first. POST maps a word."""
    if not request.user.has_perm("products.change_spelling"):
        raise PermissionDenied
    if request.method == "POST":
        _decide(request)
        return redirect("admin:products_spelling_waiting")
    waiting = Spelling.objects.with_uses().filter(term=None, uses__gt=0).order_by("-uses", "text")
    terms, known = {}, {}
    for term in Term.objects.all():
        terms.setdefault(term.vocabulary, []).append(term)
        known.setdefault(term.vocabulary, []).append((term.name, term))
    for spelling in Spelling.objects.exclude(term=None).select_related("term"):
        known.setdefault(spelling.vocabulary, []).append((spelling.text, spelling.term))
    meanings = {vocabulary: Meanings(names) for vocabulary, names in known.items()}
    shown = waiting.prefetch_related(
        Prefetch("dossiers", Dossier.objects.only("name").order_by("name")),
        Prefetch("studies", DossierStudy.objects.select_related("dossier").order_by("pk")),
    )[:MAX_SPELLINGS_SHOWN]
    rows = [
        {
            "spelling": spelling,
            "suggested": _suggestion(meanings.get(spelling.vocabulary), spelling.text),
            "terms": terms.get(spelling.vocabulary, []),
            "products": _products_of(spelling),
        }
        for spelling in shown
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Values without a term",
        "opts": Spelling._meta,
        "rows": rows,
        "total": waiting.count(),
        "decided": _decided_last(),
    }
    return render(request, "admin/products/spelling/waiting.html", context)


def _suggestion(meanings, text):
    return meanings and meanings.suggested(text)


def _products_of(spelling):
    """Return (product, study or None) of the first rows with the spelling."""
    rows = [(dossier, None) for dossier in spelling.dossiers.all()]
    rows += [(study.dossier, study) for study in spelling.studies.all()]
    return rows[:MAX_ROWS_SHOWN]


def _decided_last():
    """Return the latest decisions that are still valid and can be undone."""
    decisions = Spelling.history.filter(history_change_reason="Mapped")
    rows = decisions.select_related("term", "history_user").order_by("-history_id")[
        :MAX_DECIDED_SHOWN
    ]
    stands = dict(
        Spelling.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", "term_id")
    )
    latest = {}
    for row in rows:
        if stands.get(row.id) == row.term_id:
            latest.setdefault(row.id, row)
    return list(latest.values())


@transaction.atomic
def _decide(request):
    """Map a word of the page, or undo a decision on it, unless another person was faster."""
    rows = Spelling.objects.select_for_update(of=("self",)).select_related("term")
    spelling = get_object_or_404(rows, pk=_number(request.POST.get("spelling")))
    if "undo" in request.POST:
        latest = spelling.history.order_by("-history_id").first()
        if latest and _number(request.POST.get("decision")) not in (0, latest.history_id):
            messages.error(
                request,
                f"Nothing was undone: “{spelling.text}” was decided again after you opened the "
                f"page. Its term is now “{spelling.term or 'no term'}”.",
            )
            return
        done = spelling.undo(by=request.user)
        text = (
            f"The last decision on “{spelling.text}” is undone."
            if done
            else f"There is no decision on “{spelling.text}” to undo."
        )
        messages.success(request, text)
        return
    if "own" in request.POST:
        name = spelling.text[:1].upper() + spelling.text[1:]
        term, _ = Term.objects.get_or_create(vocabulary=spelling.vocabulary, name=name)
    else:
        terms = Term.objects.filter(vocabulary=spelling.vocabulary)
        term = terms.filter(pk=_number(request.POST.get("term"))).first()
    if not term:
        messages.error(request, f"Nothing was changed. Choose a term for “{spelling.text}”.")
        return
    if spelling.term not in (None, term):
        messages.error(
            request,
            f"Nothing was changed: “{spelling.text}” was mapped to “{spelling.term}” after you "
            "opened the page. Change it on the page of the spelling if that is wrong.",
        )
        return
    spelling.map_to(term, by=request.user)
    messages.success(request, f"“{spelling.text}” is mapped to “{term}” in all products.")


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
