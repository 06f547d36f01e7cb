"""The page of records that could not be read."""

import pytest
from django.urls import reverse

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import RecordProblem, SyncRun

from .factories import import_bytes
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
    assert "Request this trial again" not in curator.get(PROBLEMS).content.decode()

    response = curator.post(reverse("trials:problem_retry", args=[problem.pk]), follow=True)

    assert "names no trial" in messages_of(response)[0]
    assert not SyncRun.objects.exists()


# Words that no rule knows


def words_on(response):
    return [
        (word.word, word.kind, word.register, word.trials, [one.number for one in word.examples])
        for word in response.context["words"]
    ]


def test_words_that_no_rule_knows_are_counted_with_examples(curator):
    for place in range(1, 6):
        status = "Resting" if place < 5 else "Asleep"
        import_bytes(euctr_file(euctr_text(number=f"2015-00000{place}-11", status=status)))
    import_bytes(ctis_file(ctis_record(phase="12")))

    response = curator.get(PROBLEMS)

    first_three = [f"2015-00000{place}-11" for place in (1, 2, 3)]
    assert words_on(response) == [
        ("Resting", "status not known", "euctr", 4, first_three),
        ("12", "phase not known", "ctis", 1, ["2024-512345-11-00"]),
        ("Asleep", "status not known", "euctr", 1, ["2015-000005-11"]),
    ]
    page = response.content.decode()
    assert "Resting" in page
    assert "/trials/2015-000001-11/" in page


def test_a_word_is_counted_once_for_a_trial_with_several_records(curator):
    records = [euctr_text(country=country, status="Resting") for country in ("DE", "ES")]
    import_bytes(euctr_file(*records))

    assert words_on(curator.get(PROBLEMS)) == [
        ("Resting", "status not known", "euctr", 1, ["2015-000001-11"])
    ]


def test_a_word_is_removed_when_no_record_has_it_any_more(curator):
    import_bytes(euctr_file(euctr_text(status="Resting")))
    import_bytes(euctr_file(euctr_text(status="Ongoing")))

    response = curator.get(PROBLEMS)

    assert words_on(response) == []
    assert "There are no unknown words" in response.content.decode()


def test_unknown_words_are_paged_in_a_constant_number_of_queries(
    curator, django_assert_max_num_queries
):
    for place in range(10, 70):
        text = euctr_text(number=f"2015-0000{place}-11", status=f"Word {place}")
        import_bytes(euctr_file(text))

    with django_assert_max_num_queries(12):
        assert len(words_on(curator.get(PROBLEMS))) == 50
    assert len(words_on(curator.get(PROBLEMS, {"words": "2"}))) == 10


def test_markup_in_an_unknown_word_is_shown_as_text(curator):
    import_bytes(euctr_file(euctr_text(status="<b>Resting</b>")))

    assert "&lt;b&gt;Resting&lt;/b&gt;" in curator.get(PROBLEMS).content.decode()
