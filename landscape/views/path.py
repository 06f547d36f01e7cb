"""The path, one step of it, and checklists."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import mail
from core.charts.svg import page_svg
from core.countries import country_name
from core.sent_forms import sent_once
from core.throttle import is_too_often

from .. import checklists
from ..exports import PATH_HEADER, path_rows
from ..forms import ChecklistStartForm, ItemForm
from ..models import Step
from ..path.choice import read_choice
from ..path.page import path_of
from ..path.picture import picture_of
from .files import export_links, file_response

TOO_OFTEN = "Too many were saved from your address within an hour. Try again later."


@login_not_required
@require_safe
def path_page(request):
    choice = read_choice(request.GET)
    steps = [] if choice.errors else path_of(choice, request.user)
    context = {
        "choice": choice,
        "steps": steps,
        "number_applying": sum(row.applies for row in steps),
        "number_depending": sum(bool(row.condition) for row in steps),
        "countries": [(code, country_name(code)) for code in choice.countries],
        "picture": page_svg(picture_of(steps, lambda step: f"#{step.slug}")) if steps else "",
        "exports": export_links("landscape:path_export", choice.query),
        "checklist_form": ChecklistStartForm(),
    }
    return render(request, "landscape/path.html", context)


@login_not_required
@require_safe
def path_export(request):
    choice = read_choice(request.GET)
    if choice.errors:
        return redirect(f"{reverse('landscape:path')}?{request.GET.urlencode()}")
    rows = path_rows(path_of(choice, request.user))
    title = "Regulatory path"
    return file_response(request, "path", title, PATH_HEADER, rows, filters=choice.in_words)


@login_not_required
@require_safe
def step_page(request, slug):
    if not Step.objects.filter(slug=slug).exists():
        raise Http404("There is no step with this address.")
    choice = read_choice(request.GET)
    (row,) = path_of(choice.with_values(other=""), request.user, slug=slug)
    step = row.step
    context = {
        "row": row,
        "choice": choice,
        "before": step.after.all(),
        "next": step.before.all(),
        "countries": [(code, country_name(code)) for code in choice.countries[:1]],
    }
    return render(request, "landscape/step.html", context)


@login_not_required
@require_POST
@sent_once()
def start_checklist(request):
    choice = read_choice(request.GET)
    form = ChecklistStartForm(request.POST)
    back = f"{reverse('landscape:path')}?{choice.query}"
    if choice.errors or not form.is_valid():
        refused = [text for texts in form.errors.values() for text in texts]
        for text in (*choice.errors, *refused):
            messages.error(request, f"The checklist was not saved: {text}")
        return redirect(back)
    if form.is_by_robot:
        return redirect(back)
    if is_too_often(request, "checklist"):
        messages.error(request, TOO_OFTEN)
        return redirect(back)
    checklist = checklists.start(form.cleaned_data["title"], choice)
    messages.success(
        request,
        "The checklist is saved. Keep the address of this page: it is the only way back to it.",
    )
    return redirect(checklists.paths_of(checklist)[0])


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_page(request, token):
    """Show a checklist, and save it by its first link. The second link only reads."""
    checklist, may_edit = checklists.checklist_of(token)
    if checklist is None:
        raise Http404("This link is not valid, or the checklist is removed.")
    is_save = request.method == "POST" and may_edit
    data = request.POST if is_save else None
    items = list(checklist.items.select_related("step__stage"))
    rows = [ItemForm(data, instance=item, prefix=f"item-{item.pk}") for item in items]
    title = ChecklistStartForm(data, initial={"title": checklist.title})
    error = ""
    if is_save and not any(form.errors for form in (title, *rows)):
        try:
            checklists.save(
                checklist,
                edition=_number(request.POST.get("edition", "")),
                title=title.cleaned_data["title"],
                items=[form.instance for form in rows],
            )
        except checklists.SavedMeanwhile as refused:
            error = str(refused)
            checklist.refresh_from_db()
        else:
            messages.success(request, "The checklist is saved.")
            return redirect(request.path)
    choice = checklists.choice_of(checklist)
    for form in rows:
        form.condition = form.instance.step.condition_under(choice)
    edit_path, read_path = checklists.paths_of(checklist)
    has_errors = bool(error or (data and (title.errors or any(form.errors for form in rows))))
    context = {
        "checklist": checklist,
        "may_edit": may_edit,
        "title_form": title,
        "rows": rows,
        "stored": checklist.items.select_related("step") if error else (),
        "error": error,
        "choice": choice,
        "edit_url": mail.address(edit_path) if may_edit else "",
        "read_url": mail.address(read_path),
        "done": sum(item.done_on is not None for item in items),
    }
    return render(request, "landscape/checklist.html", context, status=400 if has_errors else 200)


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 10 else 0
