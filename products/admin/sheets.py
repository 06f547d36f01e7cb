"""Import of cover sheets in the admin: upload, preview cell by cell, import and undo."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import UnfoldBooleanSwitchWidget

from core.spreadsheets import MAX_BYTES

from ..coversheets.commit import Changed, commit_batch, drop_expired, new_batch, undo_batch
from ..models import BatchState, Dossier, SheetBatch, SheetFile, SheetOutcome

MAX_FILES_PER_UPLOAD = 50
PERMISSIONS = ("products.import_dossier", "products.add_dossier", "products.change_dossier")


def may_import(user):
    return user.has_perms(PERMISSIONS)


def importing(view):
    """Return a view for users who may import cover sheets, because `admin_view` only checks for
    staff."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = Files

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files if file]
        if not cleaned:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(cleaned) > MAX_FILES_PER_UPLOAD:
            raise forms.ValidationError(
                f"There are too many files. Choose at most {MAX_FILES_PER_UPLOAD}."
            )
        large = [file.name for file in cleaned if file.size > MAX_BYTES]
        if large:
            raise forms.ValidationError(
                f"Some files are larger than 5 MB. Remove them: {', '.join(large)[:300]}."
            )
        return cleaned


class UploadForm(forms.Form):
    files = FilesField(
        label="Cover sheets",
        help_text=f"XLSX, up to {MAX_FILES_PER_UPLOAD} files of 5 MB each, one product in each.",
        widget=Files(attrs={"accept": ".xlsx", "class": "sheet-input"}),
        error_messages={"empty": "The file is empty. Choose another one."},
    )
    clears = forms.BooleanField(
        label="Delete values whose cell is empty",
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text="If this is off, an empty cell does not change the value in the portal.",
    )


def _context(request, title, **more):
    opts = Dossier._meta
    return {**admin.site.each_context(request), "title": title, "opts": opts, **more}


def _batch(request, pk):
    """Return a batch; raise Http404 for waiting files of another user."""
    batch = get_object_or_404(SheetBatch, pk=pk)
    if batch.state == BatchState.WAITING and batch.by_id != request.user.pk:
        raise Http404("These files were uploaded by another person, or were deleted.")
    return batch


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    drop_expired()
    form, status = UploadForm(), 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            batch = new_batch(
                [(file.name, file.read()) for file in form.cleaned_data["files"]],
                by=request.user,
                by_name=request.user.get_username(),
                clears=form.cleaned_data["clears"],
            )
            return redirect(batch)
        status = 400
    files = Prefetch(
        "files", SheetFile.objects.defer("data", "before", "after").select_related("dossier")
    )
    shown = SheetBatch.objects.exclude(~Q(by=request.user), state=BatchState.WAITING)
    page = Paginator(
        shown.prefetch_related(files).select_related("undone_by").order_by("-created_at"), 20
    ).get_page(request.GET.get("page"))
    context = _context(request, "Import cover sheets", form=form, page=page)
    return render(request, "admin/products/dossier/upload.html", context, status=status)


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, pk):
    """Show the preview of a batch, or its result after the import. POST imports it."""
    found = _batch(request, pk)
    if request.method == "POST":
        return _import(request, found)
    files = list(found.files.defer("data", "before", "after").select_related("dossier"))
    for file in files:
        file.rows = [
            (place, place not in file.left_out, *change)
            for place, change in enumerate(file.changes)
        ]
    counts = [
        (label, sum(file.outcome == value for file in files))
        for value, label in SheetOutcome.choices
    ]
    waits = found.state == BatchState.WAITING
    context = _context(
        request,
        "Cover sheets to import" if waits else str(found),
        batch=found,
        files=files,
        counts=counts,
        waits=waits,
        can_import=waits and any(file.outcome in ("new", "changed") for file in files),
        can_undo=found.state == BatchState.IMPORTED,
    )
    return render(request, "admin/products/dossier/preview.html", context)


def _import(request, found):
    """Import the ticked files of a batch without the cells that are not ticked."""
    if found.state == BatchState.WAITING:
        ticked = [int(pk) for pk in request.POST.getlist("file") if pk.isdecimal() and len(pk) < 18]
        found.files.update(is_chosen=False)
        found.files.filter(pk__in=ticked, outcome__in=("new", "changed")).update(is_chosen=True)
        shown = [pk for pk in request.POST.getlist("ticks") if pk.isdecimal() and len(pk) < 18]
        for file in found.files.filter(outcome="changed", pk__in=shown).only("changes"):
            cells = set(request.POST.getlist(f"cell-{file.pk}"))
            left_out = [place for place in range(len(file.changes)) if str(place) not in cells]
            found.files.filter(pk=file.pk).update(left_out=left_out)
    try:
        done = commit_batch(found, by=request.user)
    except Changed as problem:
        messages.error(request, str(problem))
    except IntegrityError:
        messages.error(
            request,
            "Nothing was imported: another person changed a product at the same time. Try again.",
        )
    else:
        written = done.files.exclude(after=None)
        created = written.filter(outcome=SheetOutcome.NEW).count()
        changed = written.filter(outcome=SheetOutcome.CHANGED).count()
        messages.success(
            request, f"{created} product{pluralize(created)} added, {changed} changed."
        )
    return redirect(found)


@importing
@require_POST
def undo_import(request, pk):
    found = _batch(request, pk)
    try:
        undo_batch(found, by=request.user)
        messages.success(request, "The import is undone.")
    except Changed as problem:
        messages.error(request, str(problem))
    return redirect(found)


@importing
@require_POST
def discard(request, pk):
    """Delete waiting files."""
    found = _batch(request, pk)
    if found.state == BatchState.WAITING:
        found.delete()
        messages.success(request, "The files are deleted. Nothing was imported.")
    return redirect("admin:products_dossier_import")
