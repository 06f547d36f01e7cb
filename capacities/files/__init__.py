"""Import and export of facilities with the same columns.

- columns.py: the columns and the allowed content of their cells

- record.py: a facility as the texts of its columns

- plan.py: comparison of each row of a file with the known facilities

- commit.py: the import in one transaction, and its undo

- journal.py: what an import wrote, for the undo; imports of areas use it, too

- write.py: facilities as rows of a file, limited to what the reader may see
"""

from .columns import COLUMNS
from .commit import Changed, commit, undo
from .plan import make_plan, problem_with_header

__all__ = ["COLUMNS", "Changed", "commit", "make_plan", "problem_with_header", "undo"]
