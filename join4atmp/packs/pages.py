"""Pages of reporting packs: ask for one, see its progress and checks, download it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consortium.choices import PackState
from consortium.models import Pack
from core.jobs import handing_over
from core.sent_forms import sent_once

from .tasks import make_pack

staff = permission_required("consortium.make_pack", raise_exception=True)


class PeriodForm(forms.Form):
    first = forms.DateField(label="First day")
    last = forms.DateField(label="Last day")

    def clean(self):
        values = super().clean()
        if "first" in values and "last" in values and values["last"] < values["first"]:
            raise forms.ValidationError(
                "The period ends before it starts. Correct one of the days."
            )
        return values


@require_POST
@staff
def ask(request):
    """Add a waiting pack, and give it to a worker."""
    with handing_over(request, "The pack"):
        return _add(request)


@sent_once()
def _add(request):
    form = PeriodForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, errors[0])
        return redirect("consortium:reporting")
    pack = Pack.objects.create(
        starts_on=form.cleaned_data["first"],
        ends_on=form.cleaned_data["last"],
        asked_by=request.user,
    )
    make_pack.delay_on_commit(pack.pk)
    return redirect(pack.get_absolute_url())


@require_safe
@staff
def detail(request, pk):
    pack = get_object_or_404(Pack.objects.defer("content").select_related("asked_by"), pk=pk)
    return render(request, "consortium/pack.html", {"pack": pack})


@require_safe
@staff
def download(request, pk):
    pack = get_object_or_404(Pack, pk=pk)
    if pack.state != PackState.DONE:
        raise Http404("The pack is not ready. Its page shows the progress.")
    return HttpResponse(
        bytes(pack.content),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{pack.file_name}"',
            "ETag": f'"{pack.sha256}"',
        },
    )
