"""REDCap's files: bytes are converted into frozen rows. This package does not use Django or the
portal.

`read_dictionary` returns a `Dictionary`, `read_records` the rows of an export, and `build` a
`Frame` of them. A `Decider` decides for each field and row whether the question was hidden,
refused, answered, not reached, or shown and not answered. A file that cannot be read raises
`RedcapError`, whose problems name file, row, column and reason. See docs/surveys.md.
"""

from .check_values import check_values
from .compare import compare
from .decide import Decider, counts_of
from .dictionary import Dictionary, Field
from .frame import Frame, build
from .problems import Problem, RedcapError
from .read_dictionary import read_dictionary
from .records import Key, Records, read_records
from .words import in_words

__all__ = [
    "Decider",
    "Dictionary",
    "Field",
    "Frame",
    "Key",
    "Problem",
    "Records",
    "RedcapError",
    "build",
    "check_values",
    "compare",
    "counts_of",
    "in_words",
    "read_dictionary",
    "read_records",
]
