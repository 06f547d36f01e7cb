"""Lists of licence registers: upload, rows with their candidates, decisions."""

from django import forms
from django.contrib import messages
from django.core.validators import URLValidator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.lists import page_of
from core.sent_forms import sent_once
from core.spreadsheets import MAX_BYTES, UploadError
from stakeholders.access import numbers_in, only_with

from ..choices import LicenceState
from ..files.upload import NotReadable
from ..licences import Decided, dismiss, keep_file, take
from ..licences.matching import Matcher
from ..models import Evidence, Facility, LicenceFile
from .imports import IMPORT

OPEN = (LicenceState.WAITING, LicenceState.UNKNOWN)


class LicenceForm(forms.Form):
    register = forms.CharField(max_length=200, help_text="Name of the public register.")
    register_url = forms.URLField(
        label="Address of the register",
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    register_on = forms.DateField(
        label="Date of the list", widget=forms.DateInput(attrs={"type": "date"})
    )
    file = forms.FileField(
        help_text="XLSX or CSV, one row per licence, with the headings type, number, holder, city, "
        "country, scope, date, until, withdrawn. Type, number, holder and country are needed.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it.")
        return file


@only_with(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def upload(request):
    form, status = LicenceForm(), 200
    if request.method == "POST":
        form = LicenceForm(request.POST, request.FILES)
        if form.is_valid():
            values = form.cleaned_data
            try:
                kept = keep_file(
                    data=values["file"].read(),
                    file_name=values["file"].name,
                    register=values["register"],
                    register_url=values["register_url"],
                    register_on=values["register_on"],
                    by=request.user,
                )
                return redirect(kept)
            except (UploadError, NotReadable) as error:
                form.add_error("file", str(error))
        status = 400
    files = LicenceFile.objects.select_related("by")
    context = {
        "form": form,
        "page": page_of(request, files, size=20),
        "drifts": Evidence.objects.drifts().count(),
    }
    return render(request, "capacities/licences.html", context, status=status)


@only_with(IMPORT)
@require_http_methods(["GET", "HEAD"])
def licence_file(request, pk):
    """Show the rows of a list, each open one with the facilities that it may belong to."""
    file = get_object_or_404(LicenceFile.objects.select_related("by"), pk=pk)
    show = request.GET.get("show", "")
    rows = file.rows.select_related("facility")
    rows = rows.filter(state=show) if show in LicenceState.values else rows
    page = page_of(request, rows)
    matcher = Matcher() if any(row.state in OPEN for row in page) else None
    keys = {row.pk: matcher.candidates(row)[0] for row in page if row.state in OPEN}
    facilities = Facility.objects.select_related("site").in_bulk(
        {key for found in keys.values() for key in found}
    )
    for row in page:
        row.candidates = [facilities[key] for key in keys.get(row.pk, ()) if key in facilities]
    counts = dict(file.rows.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "file": file,
        "page": page,
        "page_address": f"?show={show}&page=" if show in LicenceState.values else "?page=",
        "show": show,
        "states": [(value, label, counts.get(value, 0)) for value, label in LicenceState.choices],
        "total": sum(counts.values()),
    }
    return render(request, "capacities/licence_file.html", context)


@only_with(IMPORT)
@require_POST
def decide(request, pk):
    """Take or dismiss the rows of one page as they were chosen."""
    file = get_object_or_404(LicenceFile, pk=pk)
    numbers = numbers_in(name[4:] for name in request.POST if name.startswith("row-"))
    taken = dismissed = drifts = 0
    for row in file.rows.filter(number__in=numbers, state__in=OPEN):
        choice = request.POST[f"row-{row.number}"]
        try:
            if choice == "dismiss":
                dismiss(row, by=request.user)
                dismissed += 1
            elif choice.isdecimal() and len(choice) < 19:
                facility = Facility.objects.filter(pk=choice).first()
                if facility:
                    drifts += take(row, facility=facility, by=request.user)
                    taken += 1
        except Decided as problem:
            messages.warning(request, str(problem))
    messages.success(
        request,
        f"{taken} licences are taken and {dismissed} dismissed. {drifts} values differ from the "
        "record and wait for a decision.",
    )
    return redirect(file)
