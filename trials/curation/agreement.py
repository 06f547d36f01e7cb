"""How far two readers agree, field by field: percent, and Cohen's kappa, which takes away what
chance alone would give. It calculates with plain values; `pairs_of_readers` asks the database.

Source of the formulas: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46; on
prevalence: A. Feinstein, D. Cicchetti, Journal of Clinical Epidemiology 43 (1990), 543-549.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from ..models import Trial, Verdict
from ..models.facts import FACTS, fact_label

MIN_PAIRS = 20  # with fewer, the figure means little
ONE_SIDED = 0.8  # a value that makes up this share of all answers


@dataclass(frozen=True)
class Agreement:
    """The agreement of two readers. `kappa` is None if both gave the same single answer throughout,
    so that it cannot be compared with chance. `share` is that of the most frequent answer, 0 to 1.
    """

    pairs: int
    agreed: int
    kappa: float | None
    share: float

    @property
    def percent(self):
        return 100 * self.agreed / self.pairs if self.pairs else None

    @property
    def is_one_sided(self):
        """Return whether nearly all answers are the same; kappa is then low although
        readers agree."""
        return self.pairs > 0 and self.share >= ONE_SIDED

    @property
    def is_small(self):
        return self.pairs < MIN_PAIRS


def agreement(pairs):
    """Return the Agreement of [(answer of one reader, answer of the other)]."""
    pairs = list(pairs)
    if not pairs:
        return Agreement(0, 0, None, 0.0)
    total = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    # In whole numbers, so that identical answers are recognised exactly.
    by_chance = sum(firsts[answer] * seconds[answer] for answer in firsts)
    kappa = (agreed * total - by_chance) / (total**2 - by_chance) if by_chance < total**2 else None
    share = max((firsts + seconds).values()) / (2 * total)
    return Agreement(total, agreed, kappa, share)


def pairs_of_readers(*, demo):
    """Return {fact or "outcome": [(first reader's answer, second reader's answer)]}.

    It covers all rounds with two independent verdicts, of real trials or of the demonstration.
    """
    verdicts = Verdict.objects.exclude(outcome="").filter(place__lte=2, trial__is_demo=demo)
    rounds = defaultdict(list)
    for trial, round, outcome, answers in verdicts.order_by("trial", "round", "place").values_list(
        "trial", "round", "outcome", "answers"
    ):
        rounds[trial, round].append({**answers, "outcome": outcome})
    pairs = {field: [] for field in ("outcome", *FACTS)}
    for readers in rounds.values():
        if len(readers) == 2:
            first, second = readers
            for field, found in pairs.items():
                if field in first and field in second:
                    found.append((first[field], second[field]))
    return pairs


def agreement_table(*, demo):
    """Return [(label, Agreement)] for the verdict itself and for every fact."""
    return [
        ("Verdict" if field == "outcome" else fact_label(Trial, field), agreement(pairs))
        for field, pairs in pairs_of_readers(demo=demo).items()
    ]
