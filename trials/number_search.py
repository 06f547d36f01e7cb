"""Search in the texts of trials and by their numbers, in every form in which these are printed."""

import re
from dataclasses import dataclass

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
    "eudract euctr ctis eu ct euct eu-ct eudract-nr nct isrctn drks utn jprn who number numbers "
    "no nr id identifier identifiers clinicaltrials gov registry registration register trial "
    "and".split()
)


SHORT_WORDS = re.compile(rf"\b\w{{1,{LONGEST_SHORT_WORD}}}(?: \w{{1,{LONGEST_SHORT_WORD}}})+\b")
# Words beside the name of a technology that select nothing more.
BESIDE_TECHNOLOGY = frozenset("t cell cells therapy therapies".split())


def in_one_word(name):
    """Return short words that follow each other as one: "CAR T cells" becomes "CAR-T cells"."""
    return SHORT_WORDS.sub(lambda match: "-".join(match[0].split()), name)


@dataclass(frozen=True)
class AskedTechnology:
    """The name of a technology in a query. It finds the trials with its words, and the ones to
    which the rules give the technology."""

    words: tuple
    code: str


@dataclass(frozen=True)
class TrialQuestion:
    """The words, numbers and technologies of a query; a trial has to match all of them."""

    words: tuple = ()
    numbers: tuple = ()
    technologies: tuple = ()
    is_too_short: bool = False  # no word is long enough: nothing is found

    @classmethod
    def of(cls, query):
        numbers, technologies, rest = tuple(find_numbers(query)), [], query
        if numbers:
            rest = _without(NUMBER_WORDS, without_numbers(query))
        else:
            for sign in signs_in_product(query):
                if sign.why != GENERAL_WORD or not sign.technologies or sign.word not in rest:
                    continue
                rest = rest.replace(sign.word, " ")
                words = tuple(search_words(in_one_word(sign.word)))
                technologies.append(AskedTechnology(words, sign.technologies[0]))
            if technologies:
                rest = _without(BESIDE_TECHNOLOGY, rest)
        words = tuple(word for word in search_words(rest) if len(word) >= MIN_SEARCHED_WORD_LENGTH)
        return cls(words, numbers, tuple(technologies), bool(rest.strip() and not words))


def _without(words, text):
    return " ".join(word for word in search_words(text) if word not in words)


class SearchedByNumber(Searched):
    """Rows of trials, or rows linked to one by `to_trial`. A number among the words of a query is
    searched in every form in which it is printed; the name of a technology also finds the trials
    that the rules give this technology: "CAR T" is "CAR-T" and "chimeric antigen receptor T cells".

    `trials/browse/words.py` answers the same questions from memory.
    """

    shortest_word = MIN_SEARCHED_WORD_LENGTH
    to_trial = ""

    @property
    def searched_in(self):
        return f"{self.to_trial}search_text"

    def found_by(self, query):
        asked = TrialQuestion.of(query)
        if asked.is_too_short:
            return self.none()
        rows = self.filter(*map(self._has, asked.words))
        for number in asked.numbers:
            written = Q(**{f"{self.searched_in}__contains": number.base.lower()})
            rows = rows.filter(self._carries(number) | self._names(number) | written)
        for technology in asked.technologies:
            written = Q(*map(self._has, technology.words))
            named = holds_any(f"{self.to_trial}technology", [technology.code])
            rows = rows.filter(written | named)
        return rows

    def keys_about_number(self, number):
        """Return the keys of the trials that carry or name the number. Each part has its own index:
        with both in one condition, PostgreSQL reads all trials."""
        numbers = apps.get_model("trials", "TrialNumber").objects.filter(number=number.base)
        found = numbers.order_by().values_list("trial", flat=True)
        if columns := self._in_columns(number):
            found = found.union(self.order_by().filter(columns).values_list("pk", flat=True))
        return list(found)

    def _carries(self, found):
        return self._in_other_numbers(found, is_own=True) | self._in_columns(found)

    def _in_columns(self, found):
        at = self.to_trial
        if found.scheme == EUDRACT:
            return Q(**{f"{at}eudract_number": found.number})
        if found.scheme == EU_CT:
            numbers = (f"{found.base}-00", f"{found.base}-99")
            return Q(**{f"{at}eu_ct_number__range": numbers})
        return Q(**{f"{at}nct_number": found.number}) if found.scheme == NCT else Q()

    def _names(self, found):
        return self._in_other_numbers(found, is_own=False)

    def _in_other_numbers(self, found, *, is_own):
        numbers = apps.get_model("trials", "TrialNumber").objects.order_by()
        trials = numbers.filter(number=found.base, is_own=is_own).values("trial")
        return Q(**{f"{self.to_trial}pk__in": trials})
