"""Facilities as files, both ways, in one list of columns.

columns.py   each column and what may be in its cells
record.py    a facility as the texts of its columns
plan.py      each row of a file against what is known; reads only
commit.py    what was decided, written in one transaction; and undone
write.py     facilities as rows of a file, with what the reader may see
"""

from .columns import COLUMNS
from .commit import Changed, commit, undo
from .plan import make_plan, problem_with_header

__all__ = ["COLUMNS", "Changed", "commit", "make_plan", "problem_with_header", "undo"]
