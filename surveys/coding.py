"""Agreement between coders on the statements that both of them coded."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from .agreement import alpha, kappa
from .models import Coding


@dataclass(frozen=True)
class Agreement:
    """Two coders: the number of statements that both coded, the number with identical codes, and
    kappa over all pairs of a statement and a code (None if it is not defined)."""

    first: str
    second: str
    statements: int
    same: int
    kappa: float | None


def agreements(project):
    """Return a list of `Agreement`, one per pair of coders with a statement in common, and
    Krippendorff's alpha over all coders."""
    codes_of = defaultdict(dict)  # coder -> statement -> codes
    rows = Coding.objects.filter(statement__interview__project=project).values_list(
        "coder__username", "statement", "code"
    )
    used = set()
    for coder, statement, code in rows:
        codes_of[coder].setdefault(statement, set()).add(code)
        used.add(code)
    found = []
    for first, second in combinations(sorted(codes_of), 2):
        common = sorted(codes_of[first].keys() & codes_of[second].keys())
        if not common:
            continue
        pairs = [
            (code in codes_of[first][one], code in codes_of[second][one])
            for one in common
            for code in sorted(used)
        ]
        same = sum(codes_of[first][one] == codes_of[second][one] for one in common)
        found.append(Agreement(first, second, len(common), same, kappa(pairs)))
    units = defaultdict(list)
    for statements in codes_of.values():
        for statement, codes in statements.items():
            for code in used:
                units[statement, code].append(code in codes)
    return found, alpha(list(units.values()))
