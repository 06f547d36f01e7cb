"""Import files of contacts: read, understand, compare, and only then write, all of a file or
nothing.

    reader.py   bytes -> a table of texts; every danger of a hostile file ends here
                (texts, cards, grids: the three kinds of files; headings: which row has them)
    mapping.py  headings -> fields, remembered by the shape of the file
    values.py   cells -> values; unknown words become questions.py
    rows.py     a row -> one person; plan.py, compare.py: its changes of the register
    commit.py   writes all decisions in one transaction; undo.py undoes them
    upload.py   the waiting file; jobs.py: large files, by a worker
"""

from core.spreadsheets import UploadError

from .commit import Changed, commit
from .reader import read_table
from .undo import undo, undo_plan
from .upload import new_batch, plan_of, read_file, replan

__all__ = [
    "Changed",
    "UploadError",
    "commit",
    "new_batch",
    "plan_of",
    "read_file",
    "read_table",
    "replan",
    "undo",
    "undo_plan",
]
