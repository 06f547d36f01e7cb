"""Forms of a scenario: for a new one, or for its next version."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.sent_forms import sent_once
from products.models import Dossier
from trials.models import Trial
from usecases.models import UseCase

from ..content import examples
from ..defaults import as_stored, from_product, from_trial, from_use_case, starting_inputs
from ..from_file import LARGEST_FILE_BYTES, UnreadableFile, start_from_file
from ..model.reasons import Undefined
from ..model.simulation import MAX_DRAWS_PER_REQUEST
from ..models import ReferenceValue
from ..page import Results
from ..scenario_form import ScenarioForm, create_scenario
from ..simulations import ask
from .find import find_version


def _start(request):
    """Return the Start that the query string selects; raise Http404 for an unknown row. The form
    posts to the same address."""
    user, query = request.user, request.GET
    if number := query.get("trial"):
        trial = Trial.objects.visible_to(user).with_number(number).first()
        return from_trial(_found(trial, "trial", number))
    if slug := query.get("product"):
        product = Dossier.objects.visible_to(user).filter(slug=slug).first()
        return from_product(_found(product, "product", slug))
    if slug := query.get("use_case"):
        case = UseCase.objects.visible_to(user).filter(slug=slug).first()
        return from_use_case(_found(case, "use case", slug))
    if slug := query.get("example"):
        row = next((each for each in examples() if each["slug"] == slug), None)
        start = starting_inputs(_found(row, "example", slug)["inputs"])
        start.title, start.summary = row["title"], row["summary"].strip()
        start.tables = as_stored(row.get("tables", {}))
        return start
    if slug := query.get("scenario"):
        return _copy(find_version(user, slug))
    return starting_inputs()


def _found(row, noun, name):
    if row is None:
        raise Http404(f"There is no {noun} {name}.")
    return row


def _copy(version):
    start = starting_inputs()
    start.inputs = dict(version.inputs)
    start.ranges, start.tables = dict(version.ranges), dict(version.tables)
    start.title, start.summary = f"Copy of {version.scenario.title}"[:200], version.scenario.summary
    saved = version.scenario
    origins = {"trial": saved.trial, "product": saved.product, "use_case": saved.use_case}
    start.origin = {name: row for name, row in origins.items() if row}
    return start


def _answer(request, form, **context):
    """Return the whole page, or, for htmx, the part that changes while a user types."""
    results = Results(form.scenario, form.references)
    is_live = request.method == "POST" and request.htmx and "save" not in request.POST
    template = "economics/_live.html" if is_live else "economics/form.html"
    return render(request, template, {"form": form, "page": results, **context})


def _take_value(request, form):
    """Fill a field from the button beside it: with a reference value, or with the totals of the
    cohort model."""
    key = request.POST.get("use", "")
    if key == "cohort":
        try:
            form.use_cohort()
        except Undefined as undefined:
            messages.error(request, f"{undefined.note.code}: {undefined.note.message}")
    if key.isdecimal():
        row = ReferenceValue.objects.current().filter(pk=key).first()
        if row:
            try:
                form.use(row)
            except Undefined as undefined:
                messages.error(request, f"{undefined.note.code}: {undefined.note.message}")


def _wants_to_save(request):
    return "save" in request.POST and "use" not in request.POST


def _add_version(scenario, form, request):
    version = scenario.add_version(
        form.inputs,
        by=request.user,
        ranges=form.ranges,
        references=form.references,
        tables=form.tables,
        note=request.POST.get("note", "").strip(),
    )
    draws = form.scenario.values["draws"]
    if draws <= MAX_DRAWS_PER_REQUEST:
        ask(version, draws, by=request.user)
    return version


def _read_file(request):
    """Fill the form from an uploaded file, without saving it."""
    try:
        start, notes = start_from_file(request.FILES["file"].read(LARGEST_FILE_BYTES + 1))
    except UnreadableFile as error:
        messages.error(request, str(error))
        return redirect("economics:new")
    for note in notes:
        messages.warning(request, note)
    return _answer(request, ScenarioForm(start, title=start.title))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("economics.add_savedscenario", raise_exception=True)
@sent_once("save")
def new(request):
    start = _start(request)
    if request.method != "POST":
        return _answer(request, ScenarioForm(start, title=start.title, summary=start.summary))
    if "file" in request.FILES:
        return _read_file(request)
    form = ScenarioForm(start, data=request.POST)
    _take_value(request, form)
    if not _wants_to_save(request) or form.problems:
        return _answer(request, form, problems=form.problems if "save" in request.POST else ())
    with transaction.atomic():
        scenario = create_scenario(
            form.title, summary=form.summary, created_by=request.user, **start.origin
        )
        version = _add_version(scenario, form, request)
    messages.success(request, f"The scenario is saved as {version}.")
    return redirect(scenario)


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("save")
def edit(request, slug):
    version = find_version(request.user, slug)
    scenario = version.scenario
    if not scenario.can_be_changed_by(request.user):
        raise PermissionDenied
    context = {"saved": scenario, "version": version}
    if request.method != "POST":
        form = ScenarioForm(version, title=scenario.title, summary=scenario.summary)
        return _answer(request, form, **context)
    form = ScenarioForm(version, data=request.POST)
    _take_value(request, form)
    if not _wants_to_save(request) or form.problems:
        problems = form.problems if "save" in request.POST else ()
        return _answer(request, form, problems=problems, **context)
    seen = request.POST.get("seen", "")
    if seen != str(version.number):
        messages.warning(
            request,
            f"{version.saved_by or 'Another person'} saved {version} while you edited. Both "
            f"versions "
            "are kept. Compare them below.",
        )
    with transaction.atomic():
        scenario.title, scenario.summary = form.title, form.summary
        scenario.save(update_fields=["title", "summary", "search_text", "updated_at"])
        version = _add_version(scenario, form, request)
    messages.success(request, f"The scenario is saved as {version}.")
    return redirect(scenario)
