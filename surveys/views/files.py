"""Files: charts, figures of all questions, the codebook, and the dictionary itself."""

import gzip

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.charts import draw
from core.charts.frame import framed_picture
from core.charts.png import file_png
from core.charts.svg import file_svg
from core.exports import FORMATS, csv_stream, json_stream, xlsx_file
from core.invented import with_demonstration_column

from ..codebook import CODEBOOK, pdf_of, rows_of
from ..exports import HEADER, figure_rows
from ..question_page import QuestionPage
from .projects import project_of
from .questions import question_of

CHART_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
SOURCE = "Questionnaire of the JOIN4ATMP project"


def _attached(content, content_type, name):
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def chart_file(request, name, chart, format):
    """Send one chart of a question for the query string of its page."""
    project, question = question_of(request, name)
    page = QuestionPage(request, project, question)
    found = page.chart_named(chart)
    if found is None or format not in CHART_TYPES:
        raise Http404("There is no such chart, or its figures are too small to be shown.")
    file = f"join4atmp-survey-{chart}-{timezone.now():%Y-%m-%d}.{format}"
    if format == "csv":
        return StreamingHttpResponse(
            csv_stream(
                *with_demonstration_column(found.header, found.figures, is_demo=project.is_demo)
            ),
            content_type=CHART_TYPES[format],
            headers={"Content-Disposition": f'attachment; filename="{file}"'},
        )
    lines = [
        "" if page.figures.denominator in found.note else page.figures.denominator,
        found.note,
        "The answers are invented for demonstration." if project.is_demo else "",
        f"Source: {SOURCE}, {project.name}, version {project.newest.number}, "
        f"{date_format(timezone.localdate(), 'SHORT_DATE_FORMAT')}.",
    ]
    picture = framed_picture(found, draw(found), list(filter(None, lines)))
    content = file_svg(picture) if format == "svg" else file_png(picture)
    return _attached(content, CHART_TYPES[format], file)


def _newest_of(request):
    project = project_of(request)
    if project is None or project.newest is None:
        raise Http404("There is no questionnaire yet.")
    return project, project.newest


@login_not_required
@require_safe
def export(request):
    """Send the figures of every question that the reader may see, as csv, xlsx or json."""
    project, newest = _newest_of(request)
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return HttpResponse(
            f"There is no export in this format. Choose one of: {', '.join(FORMATS)}.",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    questions = project.questions.visible_to(request.user).order_by("position")
    rows = figure_rows(questions, project)
    about = {
        "source": SOURCE,
        "questionnaire": project.name,
        "version": newest.number,
        "sha256_of_the_dictionary": newest.sha256,
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": "none",
        "consent": "Answers of people who did not consent are left out.",
        "suppression": f"Selections with fewer than {project.smallest_cell} people are not "
        f"shown, nor "
        "selections from which these could be worked out.",
        "demonstration": "Everything is invented." if project.is_demo else "no",
    }
    name = f"join4atmp-survey-{project.slug}-{timezone.now():%Y-%m-%d}.{format}"
    if format == "xlsx":
        return FileResponse(
            xlsx_file(about, "Figures", HEADER, rows), as_attachment=True, filename=name
        )
    content = (
        csv_stream(HEADER, rows)
        if format == "csv"
        else json_stream({"about": about}, "figures", HEADER, rows)
    )
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def codebook(request, format):
    """Send the codebook of the newest version as PDF or csv."""
    project, newest = _newest_of(request)
    name = f"join4atmp-codebook-{project.slug}-{newest.number}.{format}"
    if format == "pdf":
        return _attached(pdf_of(newest), "application/pdf", name)
    if format != "csv":
        raise Http404("The codebook is a PDF or a csv file.")
    return StreamingHttpResponse(
        csv_stream(CODEBOOK, rows_of(newest)),
        content_type=FORMATS["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def dictionary(request):
    """Send the newest dictionary as it was imported, for members."""
    project, newest = _newest_of(request)
    return _attached(
        gzip.decompress(bytes(newest.packed)),
        FORMATS["csv"],
        f"{project.slug}-dictionary-{newest.number}.csv",
    )
