"""Pages beside the list of trials: import of curated values, doubtful matches, agreement of
readers, and what is missing over all trials."""

import hashlib
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from unfold.decorators import action

from core.transitions import InvalidTransition
from stakeholders.imports.reader import UploadError, read_table

from ...curation.agreement import agreement_table
from ...curation.bulk_acts import may_undo, undo
from ...curation.completeness import GAPS, counted, gaps_of, with_gaps
from ...curation.matches import doubtful_numbers, join, joinable, keep_apart, trials_of
from ...curation.my_work import lists_of, weeks_of
from ...curation.people import CURATE
from ...curation.table import commit_plan, plan
from ...models import BulkAct, CurationUpload, Trial, Verdict

PAGE_SIZE = 50
GROUPS_SHOWN = 20
ROWS_SHOWN = 500
KEPT_HOURS = 24
NUMBERS_SHOWN = 10


class UploadForm(forms.Form):
    file = forms.FileField(label="CSV or XLSX file")


class CurationPagesAdmin:
    """Further addresses of the admin of trials; each checks its own permission."""

    # Named unlike the pages: the address of an action is named after its method.
    actions_list = (
        "import_values",
        "open_matches",
        "open_bulk",
        "open_completeness",
        "open_agreement",
    )

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"trials_trial_{name}")

        return [
            page("import/", self.import_view, "import"),
            page("import/<int:pk>/", self.preview_view, "import_preview"),
            page("matches/", self.matches_view, "matches"),
            page("agreement/", self.agreement_view, "agreement"),
            page("bulk/", self.bulk_view, "bulk"),
            page("my-work/", self.my_work_view, "my_work"),
            page("completeness/", self.completeness_view, "completeness"),
            *super().get_urls(),
        ]

    @action(description="Import curated values", url_path="go-import", permissions=["curate"])
    def import_values(self, request):
        return HttpResponseRedirect(reverse("admin:trials_trial_import"))

    @action(description="Doubtful matches", url_path="go-matches", permissions=["curate"])
    def open_matches(self, request):
        return HttpResponseRedirect(reverse("admin:trials_trial_matches"))

    @action(description="Bulk actions", url_path="go-bulk", permissions=["view"])
    def open_bulk(self, request):
        return HttpResponseRedirect(reverse("admin:trials_trial_bulk"))

    @action(description="Missing values", url_path="go-completeness", permissions=["view"])
    def open_completeness(self, request):
        return HttpResponseRedirect(reverse("admin:trials_trial_completeness"))

    @action(description="Agreement of readers", url_path="go-agreement", permissions=["view"])
    def open_agreement(self, request):
        return HttpResponseRedirect(reverse("admin:trials_trial_agreement"))

    def _page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts} | (
            context
        )
        return TemplateResponse(request, f"admin/trials/curation/{template}.html", context)

    def _require(self, request, permission):
        if not request.user.has_perm(permission):
            raise PermissionDenied

    # Import: a file is kept until its preview is confirmed or dropped.

    def import_view(self, request):
        self._require(request, CURATE)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = self._keep(file, request.user)
            except (UploadError, ValidationError) as error:
                form.add_error("file", getattr(error, "messages", None) or str(error))
            else:
                return HttpResponseRedirect(
                    reverse("admin:trials_trial_import_preview", args=[upload.pk])
                )
        return self._page(request, "import", "Import curated values", form=form)

    def _keep(self, file, user):
        """Refuse a file that cannot be read, and delete old files that nobody decided on."""
        old = timezone.now() - timedelta(hours=KEPT_HOURS)
        CurationUpload.objects.filter(at__lt=old).delete()
        data = file.read(5 * 1024 * 1024 + 1)
        _plan_of(data)
        return CurationUpload.objects.create(name=file.name[:200], data=data, by=user)

    def preview_view(self, request, pk):
        self._require(request, CURATE)
        upload = get_object_or_404(CurationUpload, pk=pk, by=request.user)
        planned, note = _plan_of(bytes(upload.data))
        changing = [row for row in planned if row.changes and not row.problem]
        digest = _digest(changing)
        if request.method == "POST":
            if request.POST.get("plan") == digest:
                done = commit_plan(planned, by=request.user, ticked=_ticked(request, changing))
                upload.delete()
                messages.success(
                    request,
                    f"{done.changed:,} trials changed, {done.unchanged:,} already had these "
                    "values, "
                    f"{done.refused_count:,} rows were refused.",
                )
                return HttpResponseRedirect(reverse("admin:trials_trial_changelist"))
            messages.warning(
                request,
                "Trials have changed since you saw this preview. Nothing was written. Check it "
                "again.",
            )
        problems = [row for row in planned if row.problem]
        return self._page(
            request,
            "import_preview",
            f"Preview: {upload.name}",
            changing=changing[:ROWS_SHOWN],
            problems=problems[:ROWS_SHOWN],
            counts={
                "rows": len(planned),
                "changing": len(changing),
                "problems": len(problems),
                "same": len(planned) - len(changing) - len(problems),
            },
            note=note,
            digest=digest,
        )

    # Doubtful matches

    def matches_view(self, request):
        self._require(request, CURATE)
        if request.method == "POST":
            try:
                messages.success(request, self._match(request))
            except InvalidTransition as refused:
                messages.error(request, str(refused))
            return HttpResponseRedirect(request.path)
        page = Paginator(doubtful_numbers(), GROUPS_SHOWN).get_page(request.GET.get("page"))
        groups = [
            (nct, trials, joinable(trials)) for nct, trials in trials_of(page.object_list).items()
        ]
        return self._page(request, "matches", "Doubtful matches", page=page, groups=groups)

    def _match(self, request):
        if "apart" in request.POST:
            nct = request.POST["apart"]
            keep_apart(nct, by=request.user, note=request.POST.get("note", "")[:2000])
            return f"{nct}: recorded as different trials."
        kept, _, other = request.POST.get("join", "").partition(":")
        keys = [int(key[:18]) for key in (kept, other) if key.isdecimal()]
        pair = Trial.objects.in_bulk(keys)
        if len(pair) != 2:
            raise InvalidTransition("Two trials are needed. Choose them in the list.")
        other_number = pair[keys[1]].number
        trial = join(pair[keys[0]], pair[keys[1]], by=request.user)
        return f"{trial.number} and {other_number} were joined to one trial."

    def my_work_view(self, request):
        self._require(request, "trials.view_trial")
        user = request.user
        return self._page(request, "my_work", "My work", weeks=weeks_of(user), lists=lists_of(user))

    # Bulk actions

    def bulk_view(self, request):
        """The bulk actions of all people, and the undo of each."""
        self._require(request, "trials.view_trial")
        if request.method == "POST":
            key = request.POST.get("undo", "")
            act = get_object_or_404(BulkAct, pk=int(key[:18]) if key.isdecimal() else 0)
            try:
                done = undo(act, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, f"Undone on {done.changed:,} trials: {act.text}.")
                for reason, numbers in done.refused.items():
                    listed = ", ".join(numbers[:NUMBERS_SHOWN])
                    messages.warning(
                        request, f"{len(numbers):,} stay as they are. {reason} ({listed})"
                    )
            return HttpResponseRedirect(request.path)
        acts = BulkAct.objects.select_related("by", "undone_by")
        page = Paginator(acts, PAGE_SIZE).get_page(request.GET.get("page"))
        page.object_list = [(act, may_undo(act, request.user)) for act in page.object_list]
        return self._page(request, "bulk_acts", "Bulk actions", page=page)

    # Figures

    def agreement_view(self, request):
        self._require(request, "trials.view_trial")
        # Invented verdicts are shown as long as there are no real ones.
        verdicts = Verdict.objects.exclude(outcome="")
        demo = not verdicts.filter(trial__is_demo=False).exists() and verdicts.exists()
        return self._page(
            request,
            "agreement",
            "Agreement of readers",
            rows=agreement_table(demo=demo),
            demo=demo,
            required=settings.REVIEWERS_REQUIRED,
        )

    def completeness_view(self, request):
        self._require(request, "trials.view_trial")
        trials = counted(Trial.objects.all())
        conditions = {gap.name: Count("pk", filter=gap.condition) for gap in GAPS}
        counts = trials.order_by().aggregate(
            total=Count("*"), incomplete=Count("pk", filter=_any_gap()), **conditions
        )
        # The keys are sorted alone; a sort of whole rows would be slow. Those that miss
        # nothing are last, behind the number at which the pages end.
        keys = with_gaps(trials).order_by("-missing", "pk").values_list("pk")
        paginator = Paginator(keys, PAGE_SIZE)
        paginator.count = counts["incomplete"]
        page = paginator.get_page(request.GET.get("page"))
        order = [key for (key,) in page.object_list]
        rows = with_gaps(Trial.objects.defer("search_text")).in_bulk(order)
        page.object_list = [(rows[key], gaps_of(rows[key])) for key in order]
        return self._page(
            request,
            "completeness",
            "Missing values",
            page=page,
            total=counts["total"],
            incomplete=counts["incomplete"],
            gaps=[(gap, counts[gap.name]) for gap in GAPS],
        )


def _any_gap():
    condition = Q()
    for gap in GAPS:
        condition |= gap.condition
    return condition


def _plan_of(data):
    """Return the planned rows of a file and the reader's note; raise the errors that import_view
    shows."""
    table = read_table(data)
    problems = {}
    for problem in table.problems:
        column = f"{problem.column}: " if problem.column else ""
        problems.setdefault(problem.row, f"{column}{problem.message}")
    return plan(table, problems), table.note


def _ticked(request, changing):
    """Return (row, fact) of the changes to write. Rows that the page did not show are written as
    far as nobody changed the value in the portal."""
    ticks = set(request.POST.getlist("tick"))
    shown = {row.row for row in changing[:ROWS_SHOWN]} if "ticks" in request.POST else set()
    return {
        (row.row, change.fact)
        for row in changing
        for change in row.changes
        if (f"{row.row}:{change.fact}" in ticks if row.row in shown else change.is_safe)
    }


def _digest(changing):
    """Return whether the plan is still the one that the person saw."""
    parts = [f"{r.trial.pk} {c.fact} {c.old}>{c.new} {c.who}" for r in changing for c in r.changes]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
