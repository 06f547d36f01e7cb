"""Invented tickets and answers are removed although real tickets refer to them."""

import pytest

from landscape import demo
from landscape.desk.moves import move_ticket
from landscape.models import LibraryAnswer, Ticket
from landscape.tests.factories import make_triaged
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_real_ticket_that_loses_its_invented_answer_is_sorted_again():
    demo.load()
    ticket = make_triaged()
    ticket.duplicate_of = LibraryAnswer.objects.filter(is_demo=True, state="published").first()
    ticket.save()
    move_ticket(ticket, "duplicate", by=make_user("curator"))

    demo.remove()

    (kept,) = Ticket.objects.all()
    assert (kept.pk, kept.state, kept.duplicate_of) == (ticket.pk, "triaged", None)
    assert not LibraryAnswer.objects.filter(is_demo=True).exists()
