"""Published figures about the use cases, each with date and source. They are never computed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseStatement:
    figure: str
    text: str
    as_of: str
    source: str


USE_CASES = CaseStatement(
    "7",
    "real-world use cases in oncology and rare diseases: 4 finalised, 2 in final review, 1 under "
    "development",
    "about the turn of 2024/25",
    "JOIN4ATMP newsletter on the first year",
)
