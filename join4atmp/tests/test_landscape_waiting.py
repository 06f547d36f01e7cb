"""The work of the help-desk and the change watch, among the work that waits for a person."""

from datetime import date

import pytest

from join4atmp.waiting import waiting_for
from landscape.desk.moves import move_ticket
from landscape.models import ReviewTask
from landscape.tests.factories import make_answer, make_ticket, make_triaged, with_answer
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_each_person_sees_the_work_that_their_role_may_do_and_its_list_has_these_rows(client):
    make_ticket()
    make_triaged()
    ticket = with_answer(make_triaged())
    move_ticket(ticket, "answering", by=ticket.author)
    make_answer(review_on=date(2020, 1, 1))
    make_answer()

    def lines(user):
        return {line.words: line for line in waiting_for(user)}

    curator, reviewer = (make_user(role, is_staff=True) for role in ("curator", "reviewer"))
    assert lines(curator)["ticket of the help-desk waits for triage"].number == 1
    assert lines(curator)["published answer is due for review"].number == 1
    reviews = lines(curator)["reviews because of changes of law are open"]
    assert reviews.number == ReviewTask.objects.open().count() > 1
    assert lines(reviewer)["written answer waits for a second person"].number == 1
    assert "ticket of the help-desk waits for triage" not in lines(reviewer)

    for user in (curator, reviewer):
        client.force_login(user)
        for line in waiting_for(user):
            if "/landscape/" in line.url:
                assert client.get(line.url).context["cl"].result_count == line.number, line.words
