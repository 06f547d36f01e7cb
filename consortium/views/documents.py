"""Documents and their files."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.sent_forms import sent_once

from .. import forms
from ..access import find, posted
from ..file_types import MAX_FILE_BYTES, PICTURES, NotAccepted
from ..models import Document
from ..uploads import add_version

PICTURE_TYPES = {content_type for _, content_type in PICTURES.values()}


@login_not_required
@require_safe
def document_detail(request, slug):
    document = find(Document, request.user, "work_package", "body", slug=slug)
    may_edit = request.user.has_perm("consortium.change_document")
    context = {
        "document": document,
        "versions": document.versions.defer("content"),
        "may_edit": may_edit,
        "file_form": forms.DocumentFileForm() if may_edit and not document.withdrawn_on else None,
        "events": document.shown_at.visible_to(request.user),
    }
    return render(request, "consortium/document.html", context)


@login_not_required
@require_safe
def document_file(request, slug, number):
    """Return a version as an attachment. Pictures are shown by pages, everything else is saved."""
    document = find(Document, request.user, slug=slug)
    version = document.versions.filter(number=number).first()
    if version is None or document.withdrawn_on:
        raise Http404("The file does not exist or was withdrawn. Its page says why.")
    where = "inline" if version.content_type in PICTURE_TYPES else "attachment"
    return HttpResponse(
        bytes(version.content),
        content_type=version.content_type,
        headers={
            "Content-Disposition": f"{where}; filename*=UTF-8''{quote(version.file_name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{version.sha256}"',
        },
    )


@posted
@sent_once()
def upload(request, slug):
    document = find(Document, request.user, slug=slug)
    if not request.user.has_perm("consortium.change_document"):
        raise PermissionDenied("Your account does not edit documents. Ask a coordinator.")
    form = forms.DocumentFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "No file is selected. Choose a file.")
        return redirect(document.get_absolute_url())
    file = form.cleaned_data["file"]
    try:
        version = add_version(
            document,
            file.name,
            file.read(MAX_FILE_BYTES + 1),
            by=request.user,
            note=form.cleaned_data["note"],
        )
    except NotAccepted as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Version {version.number} is added.")
    return redirect(document.get_absolute_url())
