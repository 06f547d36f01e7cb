"""Invented rows are removed although real rows refer to them, and the real rows stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consortium import demo, planning
from consortium.models import Advice, Body, Decision, Deliverable, Document, Meeting, Partner, Seat
from consortium.tests.factories import make_decision, make_meeting
from stakeholders.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_real_rows_that_refer_to_invented_ones_stay_and_lose_the_reference():
    demo.load()
    invented = Meeting.objects.filter(is_demo=True).first()
    meeting = make_meeting(invented.body)  # the invented seats are in its attendance
    assert meeting.attendance.filter(seat__is_demo=True).exists()
    decision = make_decision(
        invented.body, meeting=invented, replaces=Decision.objects.filter(state="adopted").first()
    )
    advice = Advice.objects.create(
        number="SAB-X", body=invented.body, meeting=invented, title="Ask", given_on="2026"
    )
    deliverable = Deliverable.objects.create(
        number="D1.1", title="Report", due_month=3, document=Document.objects.get(is_demo=True)
    )
    partner = Partner.objects.first()
    partner.organisation = make_organisation(is_demo=True)
    partner.save()

    assert demo.remove() == 8

    for row in (meeting, decision, advice, deliverable, partner):
        row.refresh_from_db()
    assert (decision.meeting, decision.replaces, advice.meeting) == (None, None, None)
    assert (deliverable.document, partner.organisation) == (None, None)
    assert not meeting.attendance.exists()
    assert not Seat.objects.filter(is_demo=True).exists()
    assert [row.pk for row in Meeting.objects.all()] == [meeting.pk]


def test_a_meeting_that_is_planned_in_an_invented_series_is_invented_too():
    demo.load()
    body = Body.objects.get(code="SC")
    meeting = planning.plan_meeting(
        body=body,
        title="Another",
        first=timezone.now() + timedelta(days=400),
        minutes=5,
        place="",
        visibility="members",
        by=None,
        series=body.series.get(is_demo=True),
    )

    assert meeting.is_demo
