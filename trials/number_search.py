"""Search in the texts of trials and by their numbers, in every form in which these are printed."""

import re

from django.apps import apps
from django.db.models import Q

from core.packed_words import holds_any
from core.querysets import LONGEST_SHORT_WORD, Searched
from core.text import search_words
from registers.numbers import EU_CT, EUDRACT, NCT, find_numbers, without_numbers

from .rules.vocabulary import GENERAL_WORD, signs_in_product

MIN_SEARCHED_WORD_LENGTH = 2
# Words that name the kind of a number; beside a number they are not searched for.
NUMBER_WORDS = frozenset(
    "eudract euctr ctis eu ct euct eu-ct eudract-nr nct isrctn drks utn who number numbers no nr "
    "id identifier identifiers clinicaltrials gov registry registration register trial and".split()
)


SHORT_WORDS = re.compile(rf"\b\w{{1,{LONGEST_SHORT_WORD}}}(?: \w{{1,{LONGEST_SHORT_WORD}}})+\b")
# Words beside the name of a technology that select nothing more.
BESIDE_TECHNOLOGY = frozenset("t cell cells therapy therapies".split())


def in_one_word(name):
    """Return short words that follow each other as one: "CAR T cells" becomes "CAR-T cells"."""
    return SHORT_WORDS.sub(lambda match: "-".join(match[0].split()), name)


class SearchedByNumber(Searched):
    """Rows of trials, or rows linked to one by `to_trial`. A number among the words of a query is
    searched in every form in which it is printed."""

    shortest_word = MIN_SEARCHED_WORD_LENGTH
    to_trial = ""

    @property
    def searched_in(self):
        return f"{self.to_trial}search_text"

    def found_by(self, query):
        numbers = find_numbers(query)
        if not numbers:
            return self._found_by_words(query)
        rest = [word for word in search_words(without_numbers(query)) if word not in NUMBER_WORDS]
        rows = super().found_by(" ".join(rest)) if rest else self
        for found in numbers:
            written = Q(**{f"{self.searched_in}__contains": found.base.lower()})
            rows = rows.filter(self._carries(found) | self._names(found) | written)
        return rows

    def _found_by_words(self, query):
        """Return rows with all words, where the name of a technology also finds the trials that the
        rules give this technology: "CAR T" is "CAR-T" and "chimeric antigen receptor T cells"."""
        rest, rows = query, self
        for sign in signs_in_product(query):
            if sign.why != GENERAL_WORD or not sign.technologies or sign.word not in rest:
                continue
            rest = rest.replace(sign.word, " ")
            written = Q(*map(self._has, search_words(in_one_word(sign.word))))
            named = holds_any(f"{self.to_trial}technology", sign.technologies[:1])
            rows = rows.filter(written | named)
        if rest == query:
            return super().found_by(query)
        words = [word for word in search_words(rest) if word not in BESIDE_TECHNOLOGY]
        return super(SearchedByNumber, rows).found_by(" ".join(words)) if words else rows

    def _carries(self, found):
        at = self.to_trial
        own = self._in_other_numbers(found, is_own=True)
        if found.scheme == EUDRACT:
            return own | Q(**{f"{at}eudract_number": found.number})
        if found.scheme == EU_CT:
            numbers = (f"{found.base}-00", f"{found.base}-99")
            return own | Q(**{f"{at}eu_ct_number__range": numbers})
        return own | Q(**{f"{at}nct_number": found.number}) if found.scheme == NCT else own

    def _names(self, found):
        return self._in_other_numbers(found, is_own=False)

    def _in_other_numbers(self, found, *, is_own):
        numbers = apps.get_model("trials", "TrialNumber").objects.order_by()
        trials = numbers.filter(number=found.base, is_own=is_own).values("trial")
        return Q(**{f"{self.to_trial}pk__in": trials})
