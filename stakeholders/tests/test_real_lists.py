"""Thousands of rows as people have them come in, after a few answers."""

import pytest

from stakeholders.imports import commit, new_batch, plan_of, replan
from stakeholders.imports.questions import Options, keep_answers
from stakeholders.models import Contact

from .real_lists import file_of_a_real_list

pytestmark = pytest.mark.django_db
ROWS, MAX_QUESTIONS = 5_000, 10
ANSWERS = {
    "amt": "09",
    "labor": "01",
    "selbsthilfe": "15",
    "1.3": "01 03",
    "germny": "DE",
    "Letzter Kontakt": "dmy",
}


def test_five_thousand_rows_are_taken_after_at_most_ten_answers():
    batch = new_batch(
        by=None, by_name="test", data=file_of_a_real_list(ROWS), file_name="Kontakte.csv"
    )
    replan(batch)
    questions = batch.questions
    assert {question["key"] for question in questions} == set(ANSWERS)
    assert len(questions) <= MAX_QUESTIONS
    options = Options()
    assert all(options.allows(question, ANSWERS[question["key"]]) for question in questions)

    keep_answers(batch, [(question, ANSWERS[question["key"]]) for question in questions])
    plan = plan_of(batch)
    replan(batch, plan)

    assert batch.counts["refused"] == 0
    assert batch.questions == []
    assert sum(batch.counts.values()) == ROWS
    assert not [row.number for row in plan if row.has_lost]
    done = commit(batch, by=None)
    assert done.counts["failed"] == 0
    assert Contact.objects.count() == done.counts["created"] > ROWS * 0.9
