"""A version as a PDF report."""

from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table, TableStyle

from core.charts import draw_plot
from core.charts.pdf import pdf_drawing, pdf_titles
from core.pdf import (
    BODY,
    DEMO,
    HEADING,
    LEAD,
    LINE,
    SMALL,
    TITLE,
    WIDTH,
    document,
    paragraph,
    use_fonts,
)

from ..explain import groups_of
from ..model.quantities import QUANTITY_BY_NAME
from ..wording import figure

PICTURES = (
    "corridor",
    "ceilings",
    "waterfall",
    "forms",
    "published",
    "tornado_break_even_price",
    "flows",
    "goods",
    "use",
    "budget",
    "payments",
    "frontier",
    "cohort",
    "tree",
    "plane",
    "acceptability",
)


def as_pdf(page):
    """Return the bytes of the report: corridor, results, pictures, inputs with sources, notes."""
    use_fonts()
    saved = page.saved
    story = [paragraph(saved.title, TITLE)]
    if saved.is_demo:
        story.append(
            paragraph(
                "This scenario is invented for demonstration. Its inputs are not evidence.", DEMO
            )
        )
    story += [paragraph(page.sentence, LEAD), paragraph(page.citation, SMALL)]
    if saved.summary:
        story += [Spacer(1, 2 * mm), paragraph(saved.summary)]
    for title, names in groups_of(page.scenario):
        story += [paragraph(title, HEADING), _results(page, names)]
    story.append(paragraph("Pictures", HEADING))
    for name in PICTURES:
        plot, *_ = page.pictures.get(name, (None,))
        if plot and not plot.is_empty:
            parts = [*pdf_titles(plot, BODY), pdf_drawing(draw_plot(plot), WIDTH * 0.85)]
            if plot.note:
                parts.append(paragraph(plot.note, SMALL))
            story += [KeepTogether(parts), Spacer(1, 4 * mm)]
    story.append(paragraph("Inputs", HEADING))
    for label, rows in page.inputs:
        story += [paragraph(label), _inputs(rows), Spacer(1, 2 * mm)]
    for label, heads, rows in page.tables:
        cells = [("", *heads), *((row, *words) for row, words in rows)]
        share = 0.7 / len(heads)
        story += [paragraph(label), _table(cells, (0.3, *[share] * len(heads))), Spacer(1, 2 * mm)]
    if page.scenario.notes:
        story.append(paragraph("Notes", HEADING))
        story += [paragraph(f"{one.code}: {one.message}", SMALL) for one in page.scenario.notes]
    return [
        document(
            story,
            foot=page.citation[:140],
            title=saved.title,
            author="JOIN4ATMP consortium",
            subject="Health-economic scenario",
        )
    ]


def _table(rows, shares):
    cells = [
        [paragraph(str(cell), SMALL if place else BODY) for place, cell in enumerate(row)]
        for row in rows
    ]
    return Table(
        cells,
        colWidths=[WIDTH * share for share in shares],
        style=TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        ),
    )


def _results(page, names):
    write = partial(figure, currency=page.scenario.currency)
    rows = []
    for name in names:
        quantity, result = QUANTITY_BY_NAME[name], page.scenario.results[name]
        value = write(result.value, quantity.kind) if result.note is None else result.note.message
        rows.append(
            (
                quantity.label,
                f"{value} {quantity.unit if not result.note else ''}",
                quantity.formula,
            )
        )
    return _table(rows, (0.3, 0.3, 0.4))


def _inputs(rows):
    written = []
    for used, range_ in rows:
        source = used.reference
        words = (
            f"{source.source}, {source.year} ({source.get_mark_display()})" if source else "entered"
        )
        spread = f" (range {range_[0]} to {range_[1]})" if range_ else ""
        written.append((used.label, f"{used.text} {used.unit}{spread}", words))
    return _table(written, (0.4, 0.25, 0.35))
