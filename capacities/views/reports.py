"""Pages of the six reports, with the question in words that fills in the matching form."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.charts import draw_plot
from core.charts.frame import framed_picture
from core.charts.png import file_png
from core.charts.svg import file_svg
from core.exports import FORMATS, csv_stream
from core.mail import address

from ..question import understand
from ..reports import REPORTS
from ..reports.base import city_names
from ..reports.pdf import pdf_of

LONGEST_QUESTION = 300
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@login_not_required
@require_safe
def report_list(request):
    return render(request, "capacities/reports.html", {"reports": REPORTS.values()})


@login_not_required
@require_safe
def report(request, slug):
    kind = REPORTS.get(slug)
    if kind is None:
        raise Http404("There is no report with this address.")
    data, question, unknown = _asked(request)
    form = kind.form(data or _initial(kind))
    built = kind.build(form, request.user)
    format = request.GET.get("format", "")
    if format in PICTURES:
        return _picture(kind, built, request.GET.get("chart", ""), format)
    if format in ("pdf", "csv"):
        if not form.is_valid():
            return HttpResponseBadRequest(
                "The report cannot be made with these values. Open its page to see the errors.",
                content_type="text/plain; charset=utf-8",
            )
        return _file(kind, built, form, format, request)
    query = data.urlencode() if data else ""
    context = {
        "kind": kind,
        "plots": [(plot, _downloads(kind, query, plot)) for plot in built.plots],
        "report": built,
        "form": form,
        "is_asked": bool(data),
        "question": question,
        "not_understood": _not_understood(unknown),
        "cities": city_names(),
        "files": [(one, f"{kind.url}?{query}&format={one}") for one in ("pdf", "csv")],
        "reports": REPORTS.values(),
    }
    return render(request, "capacities/report.html", context)


def _downloads(kind, query, plot):
    return [(one, f"{kind.url}?{query}&format={one}&chart={plot.name}") for one in PICTURES]


def _picture(kind, built, chart, format):
    plot = next((one for one in built.plots if one.name == chart and not one.is_empty), None)
    if plot is None:
        raise Http404("The report has no such chart.")
    lines = [plot.note] if plot.note else []
    if built.is_demo:
        lines.append("Invented facilities are counted here, for demonstration.")
    lines.append(f"JOIN4ATMP portal, {address(kind.url)}, {timezone.localdate():%d %B %Y}")
    drawing = framed_picture(plot, draw_plot(plot), lines)
    content = file_svg(drawing) if format == "svg" else file_png(drawing)
    name = f"join4atmp-{kind.slug}-{plot.name}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=PICTURES[format], headers=headers)


def _asked(request):
    """Return (form data, question in words, words of the question that no rule knows)."""
    data = request.GET.copy()
    data.pop("format", None)
    data.pop("chart", None)
    question = data.pop("question", [""])[-1][:LONGEST_QUESTION]
    if not question:
        return data, "", ()
    found = understand(question)
    for name, value in found.fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data, question, found.not_understood


def _not_understood(words):
    if not words:
        return ""
    return f"These words were not understood and are not used: {', '.join(words)}."


def _initial(kind):
    """Return {field: initial value} of the fields that have one."""
    fields = kind.form().fields
    return {name: field.initial for name, field in fields.items() if field.initial is not None}


def _file(kind, built, form, format, request):
    asked = "; ".join(_in_words(form))
    day = timezone.localdate()
    name = f"join4atmp-{kind.slug}-{day:%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if format == "pdf":
        content = pdf_of(built, asked=asked, address=address(kind.url))
        return HttpResponse(content, content_type="application/pdf", headers=headers)
    width = max((len(table.header) for table in built.tables), default=1)
    return StreamingHttpResponse(
        csv_stream(["Report", built.title, *[""] * (width - 1)], _lines(built, asked, width)),
        content_type=FORMATS["csv"],
        headers=headers,
    )


def _lines(built, asked, width):
    """Yield the rows of the CSV file: all tables with their headings, and then the notes."""

    def padded(cells):
        return [*cells, *[""] * (width + 1 - len(cells))]

    yield padded(["Asked for", asked or "everything"])
    if built.is_demo:
        yield padded(["Note", "This report counts invented facilities, for demonstration."])
    for table in built.tables:
        yield padded(["Table", table.title])
        yield padded(["", *table.header])
        for row in table.rows:
            yield padded(["", *(str(cell) for cell in row)])
    for note in (*built.summary, *built.notes):
        yield padded(["Note", note])


def _in_words(form):
    for name, value in form.cleaned_data.items():
        if value in (None, "", [], False):
            continue
        field = form.fields[name]
        labels = dict(getattr(field, "choices", ()))
        if isinstance(value, list):
            value = ", ".join(labels.get(one, one) for one in value)
        elif isinstance(value, tuple):
            value = value[0]
        yield f"{field.label}: {labels.get(value, value)}"
