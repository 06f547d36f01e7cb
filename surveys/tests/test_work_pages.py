"""The pages of coordinators: imports, reminders, frozen findings, interviews and tags."""

import io
import re

import pytest
from django.test import Client

from stakeholders.models import Contact, ExportEvent
from stakeholders.rights import everything_about
from stakeholders.tests.factories import make_contact
from surveys.models import (
    AnswerTag,
    Code,
    Coding,
    DataImport,
    EvidenceLink,
    Finding,
    FindingDrift,
    InterviewStatement,
    InterviewTopic,
    Question,
    UploadedSurvey,
)
from surveys.question_page import digest_of
from usecases.tests.factories import make_recommendation

from .factories import (
    dictionary_of_divided,
    divided_survey,
    files_of,
    import_files,
    make_survey,
    user_in,
)
from .reading import PAGES, text_of
from .redcap_files import SMALL, SMALL_RECORDS, dictionary_file

pytestmark = pytest.mark.django_db


# Import


def upload(client, **more):
    files = files_of(dictionary_file(*SMALL), SMALL_RECORDS)
    data = {"project": "Uploaded", "dictionary": files.dictionary, "records": files.records} | more
    for name in ("dictionary", "records"):
        if hasattr(data.get(name), "read"):
            data[name].name = f"{name}.csv"
    return client.post("/survey/import/", data)


def test_import_is_shown_before_it_happens(coordinator):
    answer = upload(coordinator)
    waiting = UploadedSurvey.objects.get()

    page = text_of(coordinator.get(answer.url))
    assert "9 fields in 3 forms: new version 1" in page
    assert "6 records in 6 rows: 6 new" in page
    assert DataImport.objects.count() == 0

    coordinator.post(answer.url)
    assert DataImport.objects.count() == 1
    assert not UploadedSurvey.objects.filter(pk=waiting.pk).exists()
    coordinator.post(f"/survey/import/{DataImport.objects.get().pk}/undo/")
    assert Question.objects.count() == 0


def test_files_that_are_refused_name_the_place(coordinator):
    bad = io.BytesIO(SMALL_RECORDS.replace(b"1,1,,2,1,3", b"1,Developer,,2,1,3"))

    answer = upload(coordinator, records=bad)

    page = text_of(coordinator.get(answer.url))
    assert "Nothing was written" in page
    assert "records.csv, row 2, role: The cell has the label “Developer”" in page


def test_files_of_another_person_are_not_shown(coordinator):
    answer = upload(coordinator)
    other = Client()
    other.force_login(user_in("coordinator"))

    assert other.get(answer.url).status_code == 404


# Participants

PEOPLE = (
    "email,email_occurrence,record,invitation_sent_status,invitation_send_time,response_status\n"
    "done@x.example,1,1,1,,2\nhalf@x.example,1,2,1,,1\nnew@x.example,1,,1,,0\n"
    "no@x.example,1,,1,,0\nout@x.example,1,,1,,0\nunsent@x.example,1,,0,,0\n"
    "twice@x.example,1,3,1,,2\ntwice@x.example,2,,1,,0\nnobody@x.example,1,,1,,0\n"
)


def survey_with_people(**options):
    for name in ("done", "half", "new", "no", "unsent", "twice"):
        make_contact(name=name, email=f"{name}@x.example")
    make_contact(name="out", email="out@x.example", mailing_opt_out=True)
    project = make_survey(participants=PEOPLE.encode(), **options)
    project.participants.filter(email="no@x.example").update(outcome="declined")
    return project


def test_reminder_list_leaves_out_everybody_who_must_not_be_written_to(coordinator):
    survey_with_people()

    answer = coordinator.post("/survey/participants/remind/", {"format": "csv"})

    found = answer.content.decode()
    assert "half@x.example" in found
    assert "new@x.example" in found
    for name in ("done", "no", "out", "unsent", "twice", "nobody"):
        assert f"{name}@x.example" not in found
    event = ExportEvent.objects.get()
    assert (event.purpose, event.count, event.left_out) == ("survey", 2, {"opted_out": 1})


def test_anonymous_survey_has_no_reminder_list(coordinator):
    survey_with_people(is_anonymous=True)

    answer = coordinator.post("/survey/participants/remind/", {"format": "csv"}, follow=True)

    assert "has no reminder list" in text_of(answer)
    assert ExportEvent.objects.count() == 0


def test_members_see_no_address(member):
    survey_with_people()

    for address in PAGES:
        assert "x.example" not in text_of(member.get(address))
    assert member.post("/survey/participants/remind/").status_code == 404


def test_reply_of_a_participant_is_recorded(coordinator):
    project = survey_with_people()
    half = project.participants.get(email="half@x.example")

    coordinator.post(f"/survey/participants/{half.pk}/outcome/", {"outcome": "opted_out"})

    half.refresh_from_db()
    assert half.outcome == "opted_out"
    assert half not in project.participants.all().to_remind()


# From answers to recommendations


def test_finding_is_frozen_and_a_task_opens_when_its_figure_moves(coordinator):
    make_survey()
    Question.objects.filter(name="role").update(label="Role")
    project = divided_survey()
    answer = coordinator.post(
        f"/survey/questions/q/finding/?project={project.slug}",
        {"sentence": "Half say yes.", "code": "1"},
    )
    finding = Finding.objects.get()
    assert answer.url == finding.get_absolute_url()
    assert (finding.number, finding.denominator, finding.version) == (14, 30, 1)

    lines = [f"{n},1,DE,1,,,,2" for n in range(1, 31)]
    header = "record_id,target_group,country,q,why,mail,years,one_complete"
    import_files(dictionary_of_divided(), "\n".join([header, *lines]).encode(), project="Divided")
    drift = FindingDrift.objects.get()
    assert (drift.number, drift.denominator) == (30, 30)
    finding.refresh_from_db()
    assert finding.number == 14
    assert "14 of 30 is now 30 of 30" in text_of(coordinator.get("/survey/findings/"))

    coordinator.post(f"/survey/findings/{drift.pk}/settle/", {"decision": "take"})
    finding.refresh_from_db()
    drift.refresh_from_db()
    assert (finding.number, drift.is_taken) == (30, True)


def test_finding_of_a_small_selection_is_refused(coordinator):
    divided_survey()

    answer = coordinator.post(
        "/survey/questions/q/finding/", {"sentence": "x", "group": "2", "code": "3"}, follow=True
    )

    assert "Fewer than 5 people answered" in text_of(answer)
    assert Finding.objects.count() == 0


def test_answer_becomes_a_topic_and_a_statement_becomes_evidence(coordinator):
    divided_survey()
    recommendation = make_recommendation(title="Share slots", slug="share-slots")

    coordinator.post("/survey/questions/why/topic/", {"text": "Why?", "answer": "Reason 7"})
    topic = InterviewTopic.objects.get()
    data = {"speaker_role": "Regulator", "planned_on": "2026-01-01", "topics": [topic.pk]}
    coordinator.post("/survey/interviews/plan/", data)
    interview = topic.interviews.get()
    coordinator.post(f"/survey/interviews/{interview.pk}/move/", {"state": "held"})
    coordinator.post(
        f"/survey/interviews/{interview.pk}/statement/",
        {"quotation": "Her very words", "summary": "In our words"},
    )
    statement = InterviewStatement.objects.get()
    link = {"recommendation": recommendation.pk}
    coordinator.post(f"/survey/statements/{statement.pk}/evidence/", link)
    assert EvidenceLink.objects.count() == 0  # not approved yet
    coordinator.post(f"/survey/interviews/{interview.pk}/move/", {"state": "approved"})
    coordinator.post(f"/survey/statements/{statement.pk}/evidence/", link)

    assert EvidenceLink.objects.get().target == recommendation
    member = Client()
    member.force_login(user_in("member"))
    page = text_of(member.get(recommendation.get_absolute_url()))
    assert "In our words" in page
    assert "Her very words" not in page
    assert "Her very words" not in text_of(member.get("/survey/interviews/"))


def test_file_for_a_person_has_their_participation():
    survey_with_people()

    known = everything_about(Contact.objects.get(email="half@x.example"))

    assert known["participants"][0]["e-mail"] == "half@x.example"


def test_answers_in_words_are_tagged_and_read_by_tag(coordinator):
    divided_survey()
    code = Code.objects.create(name="Delay")
    digest = digest_of("Reason 7")

    coordinator.post("/survey/questions/why/tags/", {"digest": digest, "codes": [code.pk]})

    page = text_of(coordinator.get("/survey/questions/why/?tag=Delay"))
    assert "Reason 7" in page
    assert "Reason 8" not in page
    coordinator.post("/survey/questions/why/tags/", {"digest": digest})
    assert not AnswerTag.objects.exists()
    assert coordinator.post("/survey/questions/why/tags/", {"digest": "x"}).status_code == 404


def seen_in(page):
    """Return the value of the hidden field with the ticks of a page."""
    return re.search(r'name="seen" value="([\d ]*)"', page.content.decode())[1]


def test_codes_that_were_chosen_before_are_ticked_and_stay(coordinator):
    project = divided_survey()
    interview = project.interviews.create(
        speaker_role="Regulator", state="held", held_on="2026-01-01"
    )
    statement = interview.statements.create(summary="Words", position=0)
    address = f"/survey/statements/{statement.pk}/code/"
    first, second, retired = (Code.objects.create(name=name) for name in "ABC")
    coordinator.post(address, {"codes": [first.pk, retired.pk], "seen": ""})
    Code.objects.filter(pk=retired.pk).update(retired_on="2026-01-01")

    page = coordinator.get(f"/survey/interviews/?project={project.slug}")
    ticked = re.findall(r'name="codes" value="(\d+)"[^>]* checked', page.content.decode())
    coordinator.post(address, {"codes": [*ticked, second.pk], "seen": seen_in(page)})

    assert ticked == [str(first.pk)]
    names = statement.codings.order_by("code__name").values_list("code__name", flat=True)
    assert list(names) == ["A", "B", "C"]


def test_two_people_who_tag_one_answer_both_keep_their_tags(coordinator):
    divided_survey()
    mine, theirs, untagged = (Code.objects.create(name=name) for name in "ABC")
    address, digest = "/survey/questions/why/tags/", digest_of("Reason 7")
    coordinator.post(address, {"digest": digest, "codes": [untagged.pk], "seen": ""})
    seen = seen_in(coordinator.get("/survey/questions/why/?tag=C"))
    other = Client()
    other.force_login(user_in("coordinator"))
    other.post(address, {"digest": digest, "codes": [theirs.pk], "seen": seen})

    coordinator.post(address, {"digest": digest, "codes": [mine.pk, untagged.pk], "seen": seen})

    assert set(AnswerTag.objects.values_list("code__name", flat=True)) == {"A", "B"}


def test_two_coders_and_their_agreement(coordinator):
    project = divided_survey()
    interview = project.interviews.create(
        speaker_role="Regulator", state="held", held_on="2026-01-01"
    )
    second = user_in("curator")
    codes = [Code.objects.create(name=name) for name in ("Delay", "Money")]
    for text, chosen in (("One", [codes[0]]), ("Two", [codes[1]])):
        statement = interview.statements.create(quotation=text, may_quote=True)
        data = {"codes": [code.pk for code in chosen]}
        coordinator.post(f"/survey/statements/{statement.pk}/code/", data)
        Coding.objects.create(statement=statement, code=chosen[0], coder=second)

    page = text_of(coordinator.get("/survey/interviews/"))

    assert "Agreement between coders" in page
    assert "1.00" in page
