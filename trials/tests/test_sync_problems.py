"""The page of records that could not be read."""

import pytest
from django.urls import reverse

from trials.models import RecordProblem, SyncRun

from .sync_pages import PROBLEMS, make_problem, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(as_role):
    return as_role("curator")


def test_markup_and_broken_bytes_in_raw_text_are_shown_as_text(curator):
    make_problem(raw=b"<script>alert(1)</script> \xff </pre><b>", reason="<i>odd</i>")

    page = curator.get(PROBLEMS).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; \ufffd &lt;/pre&gt;&lt;b&gt;" in page
    assert "&lt;i&gt;odd&lt;/i&gt;" in page
    assert "<script>alert" not in page


def test_raw_text_begins_with_the_record_and_has_an_end(curator):
    raw = b"Summary\r\nEudraCT Number: 2021-000009-11\r\n" + b"x" * 6000
    raw += b"\r\nSummary\r\nEudraCT Number: 2022-000001-11\r\n" + b"y" * 6000
    make_problem("2022-000001-11/ES", raw)

    ((_, number, text),) = curator.get(PROBLEMS).context["rows"]

    assert number == "2022-000001-11"
    assert text.startswith("EudraCT Number: 2022-000001-11")
    assert len(text) == 5000


def test_problems_are_paged_newest_first(curator):
    for number in range(21):
        make_problem(f"2022-{number:06}-11")
    last = RecordProblem.objects.get(record="2022-000020-11")

    first_page, second_page = curator.get(PROBLEMS), curator.get(PROBLEMS, {"page": "2"})

    assert len(first_page.context["rows"]) == 20
    assert first_page.context["rows"][0][0] == last
    assert len(second_page.context["rows"]) == 1


def test_a_problem_is_tried_again(curator, handed_over):
    problem = make_problem("2022-000001-11/ES")

    curator.post(reverse("trials:problem_retry", args=[problem.pk]))

    run = SyncRun.objects.get()
    assert (run.register, run.kind, run.number) == ("euctr", "trial", "2022-000001-11")
    assert handed_over == [run.pk]


def test_a_problem_without_a_number_cannot_be_tried_again(curator, handed_over):
    problem = make_problem("", place="page 7")
    assert "Ask for this trial again" not in curator.get(PROBLEMS).content.decode()

    response = curator.post(reverse("trials:problem_retry", args=[problem.pk]), follow=True)

    assert "names no trial" in messages_of(response)[0]
    assert not SyncRun.objects.exists()
