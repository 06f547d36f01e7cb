"""The brief of a use case as a Word file, for people who want to edit the text."""

import io

from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .brief import RoadBlock, blocks_of, foot_of, outcome_of, words_of
from .choices import MilestoneOutcome
from .rich_paragraphs import Paragraph, Run

INK, SOFT = RGBColor(0x14, 0x21, 0x3D), RGBColor(0x4A, 0x56, 0x70)
ACCENT, SIGNAL = RGBColor(0x0B, 0x6E, 0x6E), RGBColor(0x9C, 0x48, 0x0A)
TEXT_WIDTH = Mm(170)
# Names of Word's own styles, so that its outline and themes work.
STYLES = {
    "body": "Normal",
    "small": "Small",
    "lead": "Subtitle",
    "title": "Title",
    "warning": "Warning",
    "heading": "Heading 1",
    "part": "Heading 2",
    "quote": "Quote",
    "item": "List Bullet",
}
ROAD_HEAD = ("Milestone", "Outcome", "Planned", "Submitted", "Decided", "Actual days")
ROAD_WIDTHS = (Mm(66), Mm(25), Mm(27), Mm(19), Mm(19), Mm(14))
# Signs that every font of Word has; the word beside them says the same.
OUTCOME_SIGNS = {
    MilestoneOutcome.GRANTED: "✓",
    MilestoneOutcome.CONDITIONS: "!",
    MilestoneOutcome.REFUSED: "×",
    MilestoneOutcome.WITHDRAWN: "←",
    MilestoneOutcome.PENDING: "…",
}


def docx_of(page):
    """Return the Word file of a `CasePage` as bytes."""
    document = Document()
    _set_up(document, page)
    for block in blocks_of(page):
        if isinstance(block, Paragraph):
            _write(document.add_paragraph(), block)
        elif isinstance(block, RoadBlock):
            _road(document, block.timeline)
        else:
            _table(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document, page):
    case, properties = page.snapshot, document.core_properties
    properties.title, properties.author = (
        _clean(case["title"])[:255],
        _clean(case["authors"] or "JOIN4ATMP")[:255],
    )
    properties.subject, properties.language = f"JOIN4ATMP use case {case['short_name']}", "en-GB"
    properties.created = properties.modified = timezone.now().replace(tzinfo=None)
    properties.comments = ""
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    _styles(document.styles)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Small"]
    foot.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{_clean(foot_of(page))}\tPage ")
    _field(foot.add_run(), "PAGE")


def _styles(styles):
    normal = styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(10.5), INK
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name, size, colour in (
        ("Title", 20, INK),
        ("Subtitle", 12, SOFT),
        ("Heading 1", 14, INK),
        ("Heading 2", 11, INK),
    ):
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), colour, "Calibri"
        # The template's theme font would override the name.
        fonts = style.element.rPr.rFonts
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
    for name, size, colour in (("Small", 8.5, SOFT), ("Warning", 10.5, SIGNAL)):
        style = styles.add_style(name, 1)
        style.base_style, style.font.size, style.font.color.rgb = normal, Pt(size), colour
    styles["Warning"].font.bold = True


def _clean(text):
    """Remove control characters, which XML does not allow."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _write(target, paragraph):
    target.style = STYLES[paragraph.style]
    runs = paragraph.runs
    if paragraph.bullet not in ("", "•"):
        # Word would continue the numbers of the previous list.
        target.style = "List Paragraph"
        target.paragraph_format.first_line_indent = Mm(-6)
        runs = (Run(f"{paragraph.bullet}\t"), *runs)
    for run in runs:
        _run(target, run)


def _run(target, run):
    if run.href:
        target._p.append(_link(target, run))
        return
    words = target.add_run(_clean(run.text))
    words.bold, words.italic = run.bold or None, run.italic or None


def _link(target, run):
    address = target.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), address)
    words = target.add_run(_clean(run.text))
    words.font.underline, words.font.color.rgb = True, ACCENT
    words.bold, words.italic = run.bold or None, run.italic or None
    link.append(words._r)
    return link


def _field(run, name):
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _table(document, table):
    rows = [[[cell] for cell in row] for row in table.rows]
    if table.head:
        _grid(document, table.head, rows, [TEXT_WIDTH // len(table.head)] * len(table.head))
    else:
        _grid(document, (), rows, [Mm(35), TEXT_WIDTH - Mm(35)])


def _road(document, timeline):
    """Add a table with a row per milestone, and one per time in which no step was open."""
    rows = [_road_row(bars.step) for bars in timeline.rows]
    for gap in timeline.idle:
        days = f"{date_format(gap.first, 'j M Y')} to {date_format(gap.last, 'j M Y')}"
        rows.append([["No step open", days], [], [], [], [], [f"{gap.days:,}"]])
    _grid(document, ROAD_HEAD, rows, ROAD_WIDTHS)


def _road_row(step):
    name, lines = words_of(step)
    outcome = outcome_of(step)
    sign = OUTCOME_SIGNS.get(step.data["outcome"], "")
    planned = " to ".join(str(one) for one in (step.planned_from, step.planned_to) if one)
    length = "" if step.real_days is None else step.about(step.real_days).removesuffix(" days")
    cells = (f"{sign} {outcome}".strip(), planned, step.submitted, step.decided, length)
    return [[name, *lines], *([str(one or "not stated")] for one in cells)]


def _grid(document, head, rows, widths):
    """Add a table. A cell is a list of lines; the first line of the first cell is bold."""
    grid = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    grid.autofit = False
    small = document.styles["Small"]
    for cells in [[[title] for title in head], *rows] if head else rows:
        row = grid.add_row()
        is_head = bool(head) and len(grid.rows) == 1
        for column, (cell, width, lines) in enumerate(zip(row.cells, widths, cells, strict=True)):
            cell.width = width
            target = cell.paragraphs[0]
            for number, line in enumerate(lines):
                target = cell.add_paragraph() if number else target
                target.style = small
                is_name = is_head or (column == 0 and number == 0)
                target.add_run(_clean(line)).bold = is_name or None
        if is_head:
            _repeat(row)
    document.add_paragraph(style=small)


def _repeat(row):
    """Mark the row as header, so that Word repeats it on every page and screen readers read it."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
