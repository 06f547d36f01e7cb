"""What the project has said about itself in figures: dated, with source, beside the live counts.

They are never computed and never change; a later count is another statement. `question` is the
query string of the list of trials that counts the like today, None where trials do not answer.
"""

from dataclasses import dataclass

from usecases.statements import USE_CASES


@dataclass(frozen=True)
class Statement:
    figure: str
    text: str
    as_of: str
    source: str
    question: str | None = None
    difference: str = ""


STATEMENTS = (
    Statement(
        "727",
        "ATMP trials in phase I or II, found by the project's search of EudraCT",
        "August 2024",
        "JOIN4ATMP newsletter on the first year",
        "phase=I&phase=II",
        "Both registers, with trials entered since; trials that also reach phase III are in it.",
    ),
    Statement(
        "342",
        "of them in phase I or I/II: 169 gene therapy, 107 somatic cell therapy, 30 tissue "
        "engineered, 7 combined, 29 unclear",
        "2025",
        "Talk of the project, 2025 (embt2025)",
        "phase=I",
        "Phase I of adults alone is not public in EudraCT, and so in neither figure.",
    ),
    Statement(
        "nearly 1,000",
        "ATMP-related studies in the project's database after 18 months",
        "June 2025",
        "CORDIS, periodic report of grant agreement 101137206",
        "",
        "Trials of every phase in this portal; the project's database also held other studies.",
    ),
    Statement(USE_CASES.figure, USE_CASES.text, USE_CASES.as_of, USE_CASES.source),
)
