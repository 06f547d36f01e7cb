"""Sentences about files: the place of a problem, its reason, and how to correct it."""

from dataclasses import asdict, dataclass

MAX_QUOTED_LETTERS = 60


@dataclass(frozen=True)
class Problem:
    """One problem of a file. `row` starts at 1 and includes the header; 0 means the whole file.
    `column` is a heading of the file. Only an error prevents the import."""

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
    """The file cannot be imported. `problems` has all reasons; errors are first."""

    def __init__(self, problems):
        self.problems = tuple(sorted(problems, key=lambda one: not one.is_error))
        super().__init__(str(self.problems[0]))


def refuse(file, message, *, row=0, column=""):
    raise RedcapError([Problem(file, row, column, message, is_error=True)])


def quoted(text):
    """Return the start of a text in quotation marks, for a message."""
    shown = text if len(text) <= MAX_QUOTED_LETTERS else f"{text[:MAX_QUOTED_LETTERS]}…"
    return f"“{shown}”"
