"""Makes the PDF of a report."""

from django.utils import timezone
from reportlab.lib.colors import HexColor
from reportlab.platypus import KeepTogether, Table, TableStyle

from core.charts import draw_plot
from core.charts.pdf import pdf_drawing, pdf_titles
from core.pdf import (
    BODY,
    DEMO,
    HEADING,
    LEAD,
    SMALL,
    TITLE,
    WIDTH,
    document,
    paragraph,
    style,
    use_fonts,
)

CELL = style("cell", 7, 9, spaceAfter=0)
HEAD = style("head", 7, 9, fontName="Body-Bold", spaceAfter=0)


def pdf_of(report, *, asked, address):
    """Return the PDF of a report as bytes. `asked` is the chosen values in words."""
    use_fonts()  # needed before the first paragraph
    story = [paragraph(report.title, TITLE)]
    if asked:
        story.append(paragraph(asked, LEAD))
    if report.is_demo:
        story.append(paragraph("This report counts invented facilities, for demonstration.", DEMO))
    story += [paragraph(sentence, BODY) for sentence in report.summary]
    for table in report.tables:
        story.append(paragraph(table.title, HEADING))
        story.append(_table(table) if table.rows else paragraph(table.empty, BODY))
        if table.note:
            story.append(paragraph(table.note, SMALL))
    for plot in report.plots:
        if not plot.is_empty:
            drawn = pdf_drawing(draw_plot(plot), WIDTH)
            story.append(KeepTogether([*pdf_titles(plot, HEADING), drawn]))
            if plot.note:
                story.append(paragraph(plot.note, SMALL))
    story += [paragraph(note, SMALL) for note in report.notes]
    day = timezone.localdate()
    return document(
        story,
        foot=f"JOIN4ATMP portal, {address}, {day:%d %B %Y}",
        title=report.title,
        author="JOIN4ATMP portal",
        subject="Capacities for advanced therapies",
    )


def _table(table):
    rows = [[paragraph(str(head), HEAD) for head in table.header]]
    rows += [[paragraph(str(cell), CELL) for cell in row] for row in table.rows]
    width = WIDTH / len(table.header)
    drawn = Table(rows, colWidths=[width] * len(table.header), repeatRows=1)
    drawn.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#d8dde7")),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return drawn
