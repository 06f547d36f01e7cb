"""The curation page of a trial in the admin, in the place of Django's form."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from core.conflicts import RESTORE
from core.drafts import as_posted, entries_of, forget, keep
from core.models import Draft
from core.sent_forms import sent_once
from core.transitions import InvalidTransition

from ...choices import WITH_CURATORS
from ...curation.people import CURATE
from ...curation.queue import QUEUES, next_trial
from ...curation.review import note_reading
from ...models.facts import FACTS
from . import forms as forms
from .list_context import ENDED_BY, list_context
from .page_content import page_context, sides_of, trial_for_page
from .steps import STEPS

# Moves and verdicts after which there is more to do on the same trial.
NOT_THE_END = ("start", "withdraw", "reopen", "take")


class PageForms:
    """The forms of the page; the posted one has the posted values."""

    def __init__(self, trial, page, step, post):
        def made(name, form, *args, **kwargs):
            return form(post if step == name else None, *args, **kwargs)

        known = {"records": page["records"], "publications": page["publications"]}
        evidence = forms.EvidenceForm
        self.facts = made("facts", forms.FactsForm, instance=trial)
        self.shared = made("facts", evidence, prefix="all", **known)
        self.evidence = {fact: made("facts", evidence, prefix=fact, **known) for fact in FACTS}
        self.move = made("move", forms.MoveForm, prefix="move")
        given = page["given"]
        self.verdict = made(
            "verdict",
            forms.VerdictForm,
            prefix="verdict",
            initial=given
            and {
                **given.own_values,
                "note": given.note,
                "exclusion_reason": given.exclusion_reason,
            },
        )
        self.assign = made("assign", forms.AssignForm, initial={"person": trial.assigned_to_id})
        self.note = made("note", forms.NoteForm, prefix="note")
        self.tag = made("tag", forms.TagForm, prefix="new")
        self.publication = made("publication", forms.PublicationForm, prefix="publication")

    def of_step(self, step):
        """Return the forms that a step uses."""
        if step == "facts":
            return [self.facts, self.shared, *self.evidence.values()]
        form = getattr(self, step, None)
        return [form] if form else []

    @property
    def all(self):
        steps = ("facts", "move", "verdict", "assign", "note", "tag", "publication")
        return [form for step in steps for form in self.of_step(step)]

    def show_unsaved(self, posted):
        """Show entries in the forms that were not sent by the button."""
        for form in self.all:
            if form.is_bound:
                continue
            if isinstance(form, forms.FactsForm):
                form.show_unsaved(posted)
                continue
            for name, field in form.fields.items():
                value = field.widget.value_from_datadict(posted, {}, form.add_prefix(name))
                form.initial[name] = value


def has_entries(trial, page, step, posted):
    """Return whether the page has unsaved entries in forms other than those of the step."""
    done = {type(form) for form in PageForms(trial, page, "", None).of_step(step)}
    forms_with_entries = [
        form
        for name in ("facts", "move", "verdict", "note", "tag", "publication")
        for form in PageForms(trial, page, name, posted).of_step(name)
        if type(form) not in done
    ]
    return any(form.has_changed() for form in forms_with_entries)


class CurationAdmin:
    """For the admin of trials: their page is the curation page."""

    def get_urls(self):
        return [
            path(
                "next/<slug:name>/",
                self.admin_site.admin_view(self.next_view),
                name="trials_trial_next",
            ),
            *super().get_urls(),
        ]

    def next_view(self, request, name):
        """Redirect to the next trial of a queue, or to the start page if the queue is empty."""
        queue = QUEUES.get(name)
        if not queue or not request.user.has_perm(queue.permission):
            raise PermissionDenied
        after = request.GET.get("after", "")
        key = next_trial(name, request.user, int(after[:18]) if after.isdecimal() else None)
        if not key:
            messages.info(request, f"{queue.label}: the queue is empty.")
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(self.page_address(key, name))

    def page_address(self, key, queue=""):
        address = reverse("admin:trials_trial_change", args=[key])
        return f"{address}?{urlencode({'queue': queue})}" if queue else address

    @method_decorator(sent_once("note", "publication"))
    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        trial = trial_for_page(int(object_id[:18]) if object_id.isdecimal() else 0)
        queue = QUEUES.get(request.GET.get("queue", ""))
        # Before the step, which may take the trial out of the list.
        listed = list_context(self, request, trial)
        restores = RESTORE in request.POST
        step = next((name for name in STEPS if name in request.POST and not restores), "")
        page = page_context(trial, request.user)
        posted = PageForms(trial, page, step, request.POST if step else None)
        unsaved = request.POST if request.method == "POST" else self.kept(request)
        if request.method == "POST" and not restores:
            if not step:
                raise PermissionDenied
            try:
                entries = request.POST.copy()  # a step may add entries that it found
                said = STEPS[step](trial, request.user, posted, entries)
            except InvalidTransition as refused:
                messages.error(request, str(refused))
            except ValidationError as error:
                for text in error.messages:
                    messages.error(request, text)
            else:
                messages.success(request, said)
                self.keep_the_rest(request, trial, page, step, entries)
                return HttpResponseRedirect(self.way_on(request, trial, step, queue, listed))
            trial = trial_for_page(trial.pk)  # the stored values, not the posted ones
            page = page_context(trial, request.user)
        if unsaved:
            posted.show_unsaved(unsaved)
        context = {"kept": bool(unsaved) and not step, "listed": listed}
        return self.render_page(request, trial, page, posted, step, queue, **context)

    def kept(self, request):
        draft = Draft.objects.of(request.user, request.path)
        return as_posted(draft.entries) if draft else None

    def keep_the_rest(self, request, trial, page, step, posted):
        """Keep the entries of the other forms of the page, which one button sends together."""
        if not has_entries(trial, page, step, posted):
            forget(request.user, request.path)
            return
        done = [form.prefix for form in PageForms(trial, page, "", None).of_step(step)]
        prefixes = tuple(f"{prefix}-" for prefix in done if prefix)
        entries = [
            [name, value]
            for name, value in entries_of(posted)
            if name not in STEPS and not (prefixes and name.startswith(prefixes))
        ]
        keep(request.user.pk, request.path, entries)

    def way_on(self, request, trial, step, queue, listed):
        """Return the address of the next trial of the list or queue if this one is done with, else
        of this page."""
        if listed:
            is_done = step in ENDED_BY and request.POST[step] not in NOT_THE_END
            return listed.next_address if is_done else listed.address_of(trial.pk)
        name = queue.name if queue and request.user.has_perm(queue.permission) else ""
        if name and queue.is_done_with(trial, request.user, step):
            return f"{reverse('admin:trials_trial_next', args=[name])}?after={trial.pk}"
        return self.page_address(trial.pk, name)

    def render_page(self, request, trial, page, posted, step, queue, **more):
        may_write = page["can_curate"] and trial.curation in WITH_CURATORS
        form, evidence = (posted.facts, posted.evidence) if may_write else (None, None)
        facts = list(
            sides_of(trial, page["decisions"], page["drifts"], page["verdicts"], form, evidence)
        )
        if page["place"]:
            note_reading(trial, request.user)
            for side in facts:
                side.field = posted.verdict[side.name]
        context = {
            **self.admin_site.each_context(request),
            **page,
            **more,
            "title": trial.number,
            "opts": self.opts,
            "original": trial,
            "trial": trial,
            "facts": facts,
            "forms": posted,
            "failed_step": step,
            "may_write": may_write,
            "asks_reason": any(move.asks_reason for move in page["moves"]),
            "queue": queue,
            "is_mine": trial.assigned_to_id == request.user.pk,
            "can_note": page["can_curate"] or request.user.has_perm("trials.review_trial"),
        }
        return TemplateResponse(request, "admin/trials/curation/page.html", context)

    def has_curate_permission(self, request):
        return request.user.has_perm(CURATE)

    def has_review_permission(self, request):
        return request.user.has_perm("trials.review_trial")
