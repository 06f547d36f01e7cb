"""The published answers nearest to a question, and the step of the path that fits it.

The words are kept in the memory of the process, and each answer is stored with its words, so that
a new process reads a large library quickly. Each question reads only the answers that changed
since the last one, so that both databases do the same small indexed query.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Max

from ..choices import AnswerState
from ..models import LibraryAnswer, Step
from ..word_index import WordIndex

MAX_NEAREST = 3
ROWS_PER_READ = 1000


class LibraryIndex:
    """The words of all published answers, brought up to date with each question."""

    def __init__(self):
        self.words = WordIndex()
        self.seen = {}  # key -> time of the change that was read
        self.newest = datetime.min.replace(tzinfo=UTC)
        self.lock = threading.Lock()

    def nearest(self, question, *, most=MAX_NEAREST):
        with self.lock:
            self._update()
            return self.words.nearest(question, most=most)

    def _update(self):
        state = LibraryAnswer.objects.aggregate(newest=Max("updated_at"), number=Count("pk"))
        if state["number"] == len(self.seen) and state["newest"] == self.newest:
            return
        is_older = bool(state["newest"] and state["newest"] < self.newest)
        self._read()
        if state["number"] < len(self.seen) or is_older:
            # Rows were deleted, or a backup was restored.
            self._forget()
            self._read()

    def _forget(self):
        self.words, self.seen = WordIndex(), {}
        self.newest = datetime.min.replace(tzinfo=UTC)

    def _read(self):
        """Read the answers that changed since the newest change that is known."""
        changed = LibraryAnswer.objects.filter(updated_at__gte=self.newest).order_by()
        columns = changed.values_list("pk", "updated_at", "state", "index_words")
        for key, updated_at, row_state, words in columns.iterator(ROWS_PER_READ):
            if self.seen.get(key) == updated_at:
                continue
            if row_state == AnswerState.PUBLISHED:
                self.words.put_words(key, words)
            else:
                self.words.drop(key)
            self.seen[key] = updated_at
            self.newest = max(self.newest, updated_at)


_library = LibraryIndex()


@dataclass(frozen=True)
class Nearest:
    """What the form shows before a question is sent."""

    answers: list
    step: Step | None


def nearest(question):
    """Return the Nearest of a question; demonstration answers are among them, marked."""
    found = _library.nearest(question)
    rows = LibraryAnswer.objects.published().in_bulk([key for key, _ in found])
    steps = WordIndex()
    by_key = {step.pk: step for step in Step.objects.all()}
    for step in by_key.values():
        steps.put(step.pk, step.name, f"{step.meaning} {step.needs} {step.gives}")
    fitting = steps.nearest(question, most=1, least_score=0.15)
    return Nearest(
        [rows[key] for key, _ in found if key in rows],
        by_key[fitting[0][0]] if fitting else None,
    )
