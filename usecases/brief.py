"""The content of a use case's brief. The PDF and the DOCX are both drawn from it.

A brief is a sequence of blocks: paragraphs, tables, and the timeline with its bars.
"""

from dataclasses import dataclass

from .filters import place
from .rich_paragraphs import Paragraph, Run, paragraphs_of
from .road import in_days
from .timeline import Timeline

DEMONSTRATION = "Invented for demonstration; describes no real therapy, organisation or procedure."


@dataclass(frozen=True)
class BriefTable:
    """A table; `head` is empty where the first column has the labels of the second."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RoadBlock:
    timeline: Timeline


def text(words, style="body"):
    return Paragraph(style, (Run(words),))


def item(words, lead=""):
    start = (Run(lead, bold=True), Run(" ")) if lead else ()
    return Paragraph("item", (*start, Run(words)), "•")


def state_of(page):
    return str(page.version) if page.version else "working text, not finalised"


def foot_of(page):
    invented = "INVENTED FOR DEMONSTRATION · " if page.snapshot["is_demo"] else ""
    return f"{invented}JOIN4ATMP · {page.snapshot['short_name']} · {state_of(page)}"


def blocks_of(page):
    """Yield the blocks of a `CasePage` in order."""
    case = page.snapshot
    yield from _head(page)
    yield _facts(case)
    yield from _story(case)
    yield from _road(page)
    yield from _countries(page.road)
    yield from _hurdles(case)
    yield from _follows(page)
    yield from _close(page)


def _head(page):
    case = page.snapshot
    status = "Finalised" if page.version else page.case.get_status_display()
    yield text(f"JOIN4ATMP use case · {status} · {state_of(page)}", "small")
    yield text(case["title"], "title")
    if case["is_demo"]:
        yield text(DEMONSTRATION, "warning")
    if case["summary"]:
        yield text(case["summary"], "lead")


def _facts(case):
    facts = {
        "Products": case["products"],
        "Disease": case["disease"],
        "Class": " ".join(filter(None, [case["class_label"], case["class_note"]])),
        "Stage reached": case["stage"],
        "Countries": ", ".join(place(code) for code in case["countries"]),
        "Work packages": case["work_packages"],
        "Organisations": "\n".join(
            f"{one['name']}: {one['role']}" for one in case["organisations"]
        ),
        "Trials": "; ".join(trial["number"] for trial in case["trials"]),
        "Authors": case["authors"],
    }
    return BriefTable((), tuple((label, value or "not stated") for label, value in facts.items()))


def _story(case):
    if not case["context"] and not case["sections"]:
        return
    yield text("Background", "heading")
    yield from paragraphs_of(case["context"])
    for section in case["sections"]:
        yield text(section["heading"], "part")
        yield from paragraphs_of(section["body"])


def _road(page):
    yield text("Timeline", "heading")
    road = page.road
    if not road.steps:
        yield text("No milestone is recorded yet.")
        return
    yield text(road.sum_in_words)
    for title, rows in road.time_lists:
        yield text(title, "part")
        yield from (item(f"{label}: {in_days(days)}") for label, days in rows)
    if page.timeline.axis:
        yield text("Milestones", "part")
        yield RoadBlock(page.timeline)
    else:
        for step in road.steps:
            label, lines = words_of(step)
            yield text(label, "part")
            yield from map(text, filter(None, [outcome_of(step), *lines]))


def _countries(road):
    groups = road.by_procedure()
    if not groups:
        return
    yield text("Differences between countries", "heading")
    for name, steps in groups:
        yield text(name, "part")
        yield BriefTable(
            ("Country", "Actual days", "Clock stopped", "Over nominal", "Outcome"),
            tuple(
                (
                    step.place,
                    _days(step.real_days),
                    _days(step.stopped_days),
                    _days(step.over_nominal),
                    step.data["outcome_label"],
                )
                for step in steps
            ),
        )


def _days(number):
    return "not stated" if number is None else f"{number:,}"


def outcome_of(step):
    """Return the outcome of a milestone, "" if it is not stated."""
    return "" if step.data["outcome"] == "not_stated" else step.data["outcome_label"]


def words_of(step):
    """Return the label of a milestone and the lines of text beside its bars, without the
    outcome."""
    lines = [step.verdict or "No dates are recorded.", step.data["note"]]
    lines += [f"Clock stopped, {stop.start}: {stop.reason}" for stop in step.stops if stop.reason]
    if step.nominal_words:
        lines.append(f"Nominal: {step.nominal_words}")
    if step.data["source"]:
        lines.append(f"Source: {step.data['source']}")
    return step.label, [line for line in lines if line]


def _hurdles(case):
    yield text("Hurdles and solutions", "heading")
    if not case["hurdles"]:
        yield text("No hurdle is recorded yet.")
    for hurdle in case["hurdles"]:
        yield from _hurdle(hurdle)


def _hurdle(hurdle):
    facts = [f"{hurdle['category']['code']} {hurdle['category']['name']}", hurdle["stage"]]
    facts += [", ".join(place(code) for code in hurdle["countries"])]
    if hurdle["severity"]:
        facts.append(f"severity {hurdle['severity']} of 5")
    if hurdle["delay_days"]:
        facts.append(f"delay {hurdle['delay_days']:,} days")
    if hurdle["cost_eur"]:
        facts.append(f"cost EUR {hurdle['cost_eur']:,}")
    yield text(hurdle["title"], "part")
    yield text(" · ".join(filter(None, facts)), "small")
    for words in (hurdle["description"], hurdle["note"], hurdle["evidence"]):
        if words:
            yield text(words)
    if hurdle["quotation"]:
        yield text(f"“{hurdle['quotation']}”", "quote")
    if hurdle["source"]:
        yield text(f"Source: {hurdle['source']}", "small")
    if not hurdle["attempts"]:
        yield text("No solution is recorded.")
    for one in hurdle["attempts"]:
        words = " ".join(filter(None, [f"{one['title']}.", one["done"], one["effect"], one["why"]]))
        yield item(words, lead=f"{one['outcome_label']}:")


def _follows(page):
    if not page.recommendations:
        return
    yield text("Recommendations", "heading")
    for one in page.recommendations:
        yield item(f"{one.title} ({one.get_state_display().lower()})")


def _close(page):
    yield text("Citation", "heading")
    yield text(page.citation)
    if page.snapshot["source"]:
        yield text(f"Sources: {page.snapshot['source']}", "small")
    yield text(
        "Stages, hurdle categories and solution types are our proposal. Nominal lengths are from "
        "the portal's list of procedures, which names their sources and marks unverified ones.",
        "small",
    )
