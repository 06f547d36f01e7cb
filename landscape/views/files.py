"""One response for all files of this app."""

from django.http import FileResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from core.exports import FORMATS

from ..exports import content


def file_response(request, name, title, header, rows, *, filters=""):
    """Return the rows as the file that the parameter `format` asks for; 400 for an unknown one."""
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return HttpResponseBadRequest(
            f"The export format is not known. Use one of: {', '.join(FORMATS)}.",
            content_type="text/plain; charset=utf-8",
        )
    file = f"join4atmp-{name}-{timezone.now():%Y-%m-%d}.{format}"
    data = content(format, name, title, header, rows, filters=filters)
    if format == "xlsx":
        return FileResponse(data, as_attachment=True, filename=file)
    return StreamingHttpResponse(
        data,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def export_links(url_name, query=""):
    """Return (format, address) of each format of an export."""
    rest = f"&{query}" if query else ""
    return [(format, f"{reverse(url_name)}?format={format}{rest}") for format in FORMATS]
