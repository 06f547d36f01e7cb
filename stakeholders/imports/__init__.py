"""Files of contacts in: read, understand, compare, and only then write; all of it or nothing.

reader.py    bytes -> a table of texts; everything that a hostile file may try ends here
columns.py   headings -> fields, cells -> values
plan.py      each row against the register: new, changed, same, duplicate or refused
commit.py    what was decided, written in one transaction; and undone
"""

from .commit import Changed, commit, undo
from .plan import make_plan
from .reader import UploadError, read_table
from .upload import new_batch, plan_of, replan

__all__ = [
    "Changed",
    "UploadError",
    "commit",
    "make_plan",
    "new_batch",
    "plan_of",
    "read_table",
    "replan",
    "undo",
]
