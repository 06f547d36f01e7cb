"""The rows of a list as an answer that is saved as a file."""

from django.http import FileResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .exports import FORMATS


def list_as_file(request, listing, name, content_of):
    """`listing` is a core.lists.Listing of the same query string, `content_of(format)` what
    core.exports makes of its rows. An unknown format is refused, and a list that cannot be shown
    says itself why."""
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return HttpResponseBadRequest(
            f"There is no export in this format. Choose one of: {', '.join(FORMATS)}.",
            content_type="text/plain; charset=utf-8",
        )
    if not listing.is_valid:
        return redirect(listing.asked_url)
    content = content_of(format)
    file = f"join4atmp-{name}-{timezone.now():%Y-%m-%d}.{format}"
    if format == "xlsx":
        return FileResponse(content, as_attachment=True, filename=file)
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
