"""The draft of the summary: Markdown, and the same text as a Word file."""

import io
from datetime import datetime

from docx import Document

from ..choices import ActionState, DecisionState, Visibility
from ..models import Action, Decision, Deliverable, Event, NewsItem, Statement

CONTEXT = ("aim", "method", "partners", "wps")
FIXED_TIME = datetime(2024, 1, 1)  # the file must not depend on the moment of making
MAX_LINES_PER_PART = 200


def _context(period):
    found = {row.key: row for row in Statement.objects.filter(key__in=CONTEXT)}
    for key in CONTEXT:
        if key in found:
            row = found[key]
            yield f"{row.figure} {row.text}".strip() + f" ({row.source}: “{row.quotation}”)"


def _work(period):
    actions = Action.objects.filter(
        is_demo=False, state=ActionState.DONE, closed_on__range=(period.first, period.last)
    ).exclude(visibility=Visibility.BODY)
    for action in actions.order_by("closed_on", "pk")[:MAX_LINES_PER_PART]:
        yield f"{action.closed_on:%d/%m/%Y}: {action.title}. {action.result}".strip()


def _results(period):
    adopted = (DecisionState.ADOPTED, DecisionState.CARRIED_OUT, DecisionState.REPLACED)
    rows = Decision.objects.filter(is_demo=False, state__in=adopted)
    for row in rows.exclude(visibility=Visibility.BODY).order_by("number"):
        if period.has(row.decided_on):
            yield f"Decision {row.number}: {row.title}"
    news = NewsItem.objects.filter(is_demo=False, published_on__range=(period.first, period.last))
    for row in news.order_by("published_on", "pk"):
        yield f"{row.get_kind_display()}, {row.published_on:%d/%m/%Y}: {row.title}"
    for row in Event.objects.filter(is_demo=False, state="held").order_by("starts_on", "slug"):
        if period.has(row.starts_on):
            yield f"Event, {row.starts_on}: {row.title}" + (f", {row.place}" if row.place else "")


def _next(period):
    rows = Deliverable.objects.filter(is_demo=False, due_on__gt=period.last)
    for row in rows.order_by("due_on", "number")[:MAX_LINES_PER_PART]:
        yield f"Deliverable {row.number}, due {row.due_on:%d/%m/%Y}: {row.title}"


PARTS = (
    ("Context", _context),
    ("Work done", _work),
    ("Results", _results),
    ("Next steps", _next),
)


def markdown_of(period, problems):
    """Return the draft as Markdown. An empty part says so, for the person who edits it."""
    lines = [f"# JOIN4ATMP, report {period}", "", "Draft, to be edited.", ""]
    if problems:
        lines += [f"The checks found {len(problems)} problems; see checks.csv.", ""]
    for title, write in PARTS:
        lines += [f"## {title}", ""]
        rows = [" ".join(line.split()) for line in write(period)]
        lines += [f"- {line}" for line in rows] or ["The portal has no rows for this part."]
        lines.append("")
    return "\n".join(lines)


def docx_of(markdown):
    """Return the same text as a Word file."""
    document = Document()
    properties = document.core_properties
    properties.created = properties.modified = FIXED_TIME
    properties.author, properties.comments = "JOIN4ATMP portal", ""
    for line in markdown.splitlines():
        if line.startswith("# "):
            document.add_heading(line[2:], 0)
        elif line.startswith("## "):
            document.add_heading(line[3:], 1)
        elif line.startswith("- "):
            document.add_paragraph(_clean(line[2:]), style="List Bullet")
        elif line:
            document.add_paragraph(_clean(line))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _clean(text):
    """Return the text without control characters, which XML does not allow."""
    return "".join(letter for letter in text if letter.isprintable())
