"""Lists of licence registers: read, matched to facilities as candidates, taken or dismissed.

reading.py    the rows of a file, checked cell by cell
matching.py   which facilities a row may belong to
taking.py     what a person decided, written; a value that differs from the record is a drift
"""

from .reading import keep_file
from .taking import Decided, decide_drift, dismiss, take

__all__ = ["Decided", "decide_drift", "dismiss", "keep_file", "take"]
