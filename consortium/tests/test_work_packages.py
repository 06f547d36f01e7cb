"""The page of a work package: its meetings and use cases."""

import pytest

from consortium.models import WorkPackage
from stakeholders.tests.factories import user_in
from usecases.models import UseCase
from usecases.tests.factories import make_case

from .factories import make_decision, make_meeting, make_seat

pytestmark = pytest.mark.django_db
PAGE = "/consortium/work-packages/2/"


@pytest.mark.parametrize(
    ("visibility", "sees"), [("public", True), ("members", False), ("body", False)]
)
def test_meetings_that_decided_on_a_work_package_are_on_its_page(client, visibility, sees):
    package = WorkPackage.objects.get(number=2)
    meeting = make_meeting(title="Meeting on GMP", visibility=visibility, days=-7, state="held")
    make_decision(meeting=meeting, work_package=package, visibility="public", state="adopted")
    make_meeting(title="Another meeting", visibility="public", days=-9, state="held")

    page = client.get(PAGE).text

    assert ("Meeting on GMP" in page) == sees
    assert "Another meeting" not in page


def test_a_meeting_is_not_shown_through_a_decision_that_the_reader_may_not_open(client):
    package = WorkPackage.objects.get(number=2)
    meeting = make_meeting(title="Meeting on GMP", visibility="public", days=-7, state="held")
    make_decision(meeting=meeting, work_package=package, visibility="body", state="adopted")
    assert "Meeting on GMP" not in client.get(PAGE).text

    user = user_in("member")
    make_seat(user=user)
    client.force_login(user)
    assert "Meeting on GMP" in client.get(PAGE).text


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("WP2", True),
        ("WP1, WP2", True),
        ("wp 2; WP3", True),
        ("WP2/WP4", True),
        ("WP12", False),
        ("WP21", False),
        ("XWP2", False),
        ("", False),
    ],
)
def test_use_cases_are_found_by_their_text_of_work_packages(text, is_in):
    case = make_case(work_packages=text)

    assert list(UseCase.objects.in_work_package(2)) == ([case] if is_in else [])


def test_a_draft_use_case_is_on_the_page_for_members_only(client):
    make_case(title="Case on GMP", work_packages="WP2")
    assert "Case on GMP" not in client.get(PAGE).text

    client.force_login(user_in("member"))
    assert "Case on GMP" in client.get(PAGE).text
