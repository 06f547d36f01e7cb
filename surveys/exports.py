"""Files with the questionnaire and its figures. Nothing in them says more than the pages do."""

from .figures import Figures
from .pool import pool
from .redcap.words import in_words

HEADER = (
    "Questionnaire",
    "Form",
    "Section",
    "Variable",
    "Number",
    "Question",
    "Type",
    "Shown if",
    "Rows",
    "Shown",
    "Answered",
    "Refused",
    "Not reached",
    "Shown, not answered",
    "Answer code",
    "Answer",
    "Answers",
    "Share of those who answered, %",
    "Note",
    "Demonstration",
)


def figure_rows(questions, project):
    """Cells under HEADER: a row per answer of a coded question, one for every other question."""
    for question in questions:
        asked = pool(project, question)
        figures = Figures(asked)
        counts = asked.counts
        newest = project.newest
        dictionary = newest.dictionary
        start = (
            project.name,
            question.form,
            question.section,
            question.name,
            question.number,
            question.label,
            question.type,
            in_words(question.logic, dictionary) if question.logic else "",
            counts["rows"],
            counts["rows"] - counts["hidden"],
            counts["answered"],
            counts["refused"],
            counts["not_reached"],
            counts["shown_not_answered"],
        )
        end = "yes" if project.is_demo else "no"
        notes = list(asked.notes)
        if not figures.may_show:
            notes.append(f"Not shown: fewer than {asked.least} answers.")
        elif figures.suppressed_choices:
            notes.append(f"{figures.suppressed_choices} small categories are not shown.")
        note = " ".join(notes)
        if not figures.lines:
            yield (*start, "", "", "", "", note, end)
        for line in figures.lines:
            share = round(line.share, 1)
            yield (*start, line.code, line.label, line.number, share, note, end)


def figures_of(question):
    """What the page of a question shows without any selection, as plain data."""
    asked = pool(question.project, question)
    figures = Figures(asked)
    return {
        "denominator": figures.denominator,
        "counts": asked.counts,
        "is_shown": bool(figures.may_show),
        "answers": [
            {
                "code": line.code,
                "label": line.label,
                "number": line.number,
                "share_of_answered": round(line.share, 1),
            }
            for line in figures.lines
        ],
        "notes": list(asked.notes),
    }
