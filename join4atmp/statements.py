"""What the project has said about itself in figures: dated, with source, beside the live counts.

They are never computed and never change; a later count is another statement. Each app keeps its
own.
"""

from trials.statements import EARLY_PHASES, FOUND, STUDIES
from usecases.statements import USE_CASES

STATEMENTS = (FOUND, EARLY_PHASES, STUDIES, USE_CASES)
