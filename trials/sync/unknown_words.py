"""The words, codes and keys of the registers that no rule knows, counted over all trials."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from ..choices import Register
from ..models import RegisterNote, Trial

EXAMPLES_PER_WORD = 3


@dataclass(frozen=True)
class UnknownWord:
    """A word as received, in how many trials it is, and a few of them."""

    register: str
    kind: str
    word: str
    trials: int
    examples: tuple[Trial, ...] = ()

    @property
    def register_label(self):
        return Register(self.register).label


def unknown_words():
    """Return the words with their numbers of trials, the most frequent first, as dictionaries."""
    words = RegisterNote.objects.order_by().values("register", "kind", "word")
    return words.annotate(trials=Count("trial", distinct=True)).order_by(
        "-trials", "register", "kind", "word"
    )


def with_examples(words):
    """Return the rows of a page of `unknown_words`, each with its first trials; two queries."""
    words = list(words)
    place = Window(
        RowNumber(), partition_by=[F("register"), F("kind"), F("word")], order_by="trial"
    )
    named = RegisterNote.objects.order_by().filter(word__in=[row["word"] for row in words])
    first = named.annotate(place=place).filter(place__lte=EXAMPLES_PER_WORD)
    keys = defaultdict(list)
    for register, kind, word, trial in first.values_list("register", "kind", "word", "trial"):
        keys[register, kind, word].append(trial)
    wanted = {key for found in keys.values() for key in found}
    columns = ("eudract_number", "eu_ct_number", "title")
    trials = Trial.objects.order_by().only(*columns).in_bulk(wanted)
    return [
        UnknownWord(
            **row,
            examples=tuple(
                trials[key] for key in sorted(keys[row["register"], row["kind"], row["word"]])
            ),
        )
        for row in words
    ]
