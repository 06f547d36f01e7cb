"""HTTP responses with the rows of a list as a file."""

from django.http import FileResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from .exports import FORMATS


def list_as_file(request, listing, name, content_of, formats=FORMATS):
    """Return the rows of a core.lists.Listing as a file.

    `content_of(format)` returns the content as made by core.exports, `formats`
    has the content type of each format. An unknown format returns
    status 400; a listing that is not valid redirects to its page, which shows the reason.
    """
    format = request.GET.get("format", "csv")
    if format not in formats:
        return HttpResponseBadRequest(
            f"The export format is not known. Use one of: {', '.join(formats)}.",
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
        content_type=formats[format],
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
