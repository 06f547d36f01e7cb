"""Sentences about files: where something is wrong, why, and how to correct it."""

from dataclasses import asdict, dataclass

MAX_QUOTED_LETTERS = 60


@dataclass(frozen=True)
class Problem:
    """One thing to say about a file. `row` counts from 1, the header included; 0 means the whole
    file. `column` is a heading of the file. Only an error keeps the file out."""

    file: str
    row: int
    column: str
    message: str
    is_error: bool = False
    record: str = ""

    def __str__(self):
        record = f"record {self.record}" if self.record else ""
        return f"{', '.join(filter(None, (self.where, record)))}: {self.message}"

    @property
    def where(self):
        place = (self.file, f"row {self.row}" if self.row else "", self.column)
        return ", ".join(filter(None, place))

    def as_dict(self):
        return asdict(self)


class RedcapError(ValueError):
    """The file cannot be taken. `problems` holds all reasons, the first error first."""

    def __init__(self, problems):
        self.problems = tuple(sorted(problems, key=lambda one: not one.is_error))
        super().__init__(str(self.problems[0]))


def refuse(file, message, *, row=0, column=""):
    raise RedcapError([Problem(file, row, column, message, is_error=True)])


def quoted(text):
    """The start of a text in quotation marks, for a message."""
    shown = text if len(text) <= MAX_QUOTED_LETTERS else f"{text[:MAX_QUOTED_LETTERS]}…"
    return f"“{shown}”"
