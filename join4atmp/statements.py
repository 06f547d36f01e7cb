"""Published figures of the project, each with date and source, shown beside the live counts.

They are never computed and never change; a later count is a new statement. Each app has its own.
"""

from trials.statements import EARLY_PHASES, FOUND, STUDIES
from trials.statements import STATEMENTS as OF_TRIALS
from usecases.statements import USE_CASES

STATEMENTS = (*OF_TRIALS, USE_CASES)
ON_HOME = (FOUND, EARLY_PHASES, STUDIES, USE_CASES)
