"""A version, or one of its pictures, as a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseBadRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from core.charts import draw_plot
from core.charts.frame import framed_picture
from core.charts.png import file_png
from core.charts.svg import file_svg
from core.exports import csv_stream
from core.invented import with_demonstration_column

from ..exports import CONTENT_TYPES, WRITERS
from ..model.reasons import Undefined
from ..page import VersionPage
from ..plots import PLOTS, is_asked_for
from .find import find_version

PICTURE_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def _file(content, content_type, name):
    return StreamingHttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def export_version(request, slug, number):
    version = find_version(request.user, slug, number)
    format = request.GET.get("format", "json")
    if format not in WRITERS:
        return HttpResponseBadRequest(
            f"There is no export in this format. Choose one of: {', '.join(WRITERS)}.",
            content_type="text/plain; charset=utf-8",
        )
    try:
        content = WRITERS[format](VersionPage(version))
    except Undefined as undefined:
        return HttpResponseBadRequest(
            f"The file cannot be created: {undefined.note.message}",
            content_type="text/plain; charset=utf-8",
        )
    return _file(content, CONTENT_TYPES[format], f"join4atmp-{slug}-v{number}.{format}")


@login_not_required
@require_safe
def picture(request, slug, number, name, format):
    if name not in PLOTS or format not in PICTURE_TYPES:
        raise Http404("There is no such picture.")
    page = VersionPage(find_version(request.user, slug, number))
    if not is_asked_for(name, page.scenario):
        raise Http404("The scenario has no inputs for this picture.")
    plot = PLOTS[name](page.scenario, page.kept)
    if plot.is_empty:
        raise Http404(plot.note or "The picture is empty.")
    if format == "csv":
        content = csv_stream(
            *with_demonstration_column(plot.header, plot.figures, is_demo=page.saved.is_demo)
        )
    else:
        lines = [each for each in (page.sentence, plot.note, page.citation) if each]
        drawing = framed_picture(plot, draw_plot(plot), lines)
        content = [file_svg(drawing) if format == "svg" else file_png(drawing)]
    return _file(content, PICTURE_TYPES[format], f"join4atmp-{slug}-v{number}-{name}.{format}")
