"""What the project has said about its trials in figures: dated, with source, never computed. Beside
each stands the filter by which the portal counts most nearly the same today."""

from dataclasses import dataclass

TALK = "Talk at EBMT 2025"
TALK_URL = "https://nara3m.netlify.app/talk/embt2025"
EARLY = {"phase_is": ("I", "I/II")}
ALL_PHASES = {"phase": ("I", "II")}


@dataclass(frozen=True)
class TrialStatement:
    """`query` are the filters of the live count; `differs` says why the two need not agree."""

    figure: str
    text: str
    as_of: str
    source: str
    url: str
    query: dict
    differs: str
    is_part: bool = False  # of the statement before it


def _class(figure, text, value):
    return TrialStatement(
        figure, text, "August 2024", TALK, TALK_URL, {**EARLY, "atmp_class": (value,)}, "", True
    )


FOUND = TrialStatement(
    "727",
    "ATMP trials in phase I, I/II or II, found by the project's search of EudraCT",
    "August 2024",
    "JOIN4ATMP newsletter on the first year; talk at EBMT 2025",
    TALK_URL,
    ALL_PHASES,
    "The project counted what sponsors had declared in EudraCT by August 2024. The portal reads "
    "EudraCT and CTIS, goes on reading them, and counts phases II/III too, as they contain II.",
)
EARLY_PHASES = TrialStatement(
    "342",
    "of the 727 in phase I or I/II: 169 gene therapy, 107 somatic cell therapy, 30 tissue "
    "engineered, 7 combined, 29 unclear",
    "August 2024",
    TALK,
    TALK_URL,
    EARLY,
    "The project set trials of authorised products apart; here they count in their phase.",
)
CLASSES = (
    _class("169", "gene therapy, of the 342", "GTMP"),
    _class("107", "somatic cell therapy, of the 342", "sCTMP"),
    _class("30", "tissue engineered, of the 342", "TEP"),
    _class("7", "combined, of the 342", "cATMP"),
    _class("29", "could not be classified from the register, of the 342", "unclear"),
)
PHASE_TWO = TrialStatement(
    "336",
    "of the 727 in phase II",
    "August 2024",
    TALK,
    TALK_URL,
    {"phase_is": ("II",)},
    "As for phase I: trials of authorised products count in their phase here.",
)
AUTHORISED = TrialStatement(
    "49",
    "of the 727 with a product that EMA had approved",
    "August 2024",
    TALK,
    TALK_URL,
    {**ALL_PHASES, "authorised": ("yes",)},
    "The portal goes by the register's own answer, whether a tested advanced therapy has a "
    "marketing authorisation in any country.",
)
STUDIES = TrialStatement(
    "nearly 1,000",
    "ATMP-related studies in the project's database after 18 months",
    "June 2025",
    "CORDIS, periodic report of grant agreement 101137206",
    "https://cordis.europa.eu/project/id/101137206/reporting",
    {},
    "A later count, of all phases; neither is derived from the other.",
)
STATEMENTS = (FOUND, EARLY_PHASES, *CLASSES, PHASE_TWO, AUTHORISED, STUDIES)
