"""Exported figures of the questionnaire. The files contain only figures that the pages show."""

from .figures import Figures
from .pool import axes_of, pool
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


COUNTED = ("answered", "refused", "not_reached", "shown_not_answered")


def _counted(asked):
    """Return the cells from "Shown" to "Shown, not answered"."""
    return (asked.shown, *(asked.counts[kind] for kind in COUNTED))


def figure_rows(questions, project):
    """Yield rows with the columns of HEADER: one per answer of a coded question, one for every
    other question."""
    newest = project.newest
    if newest is None:
        return
    axes, dictionary = axes_of(project), newest.dictionary
    for question in questions:
        asked = pool(project, question, axes=axes)
        figures = Figures(asked)
        start = (
            project.name,
            question.form,
            question.section,
            question.name,
            question.number,
            question.label,
            question.type,
            in_words(question.logic, dictionary) if question.logic else "",
            *(_counted(asked) if asked.may_count else ("",) * (len(COUNTED) + 1)),
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
    """Return the figures of a question without any selection, as plain data."""
    asked = pool(question.project, question)
    figures = Figures(asked)
    return {
        "denominator": figures.denominator,
        "counts": asked.counts if asked.may_count else None,
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
