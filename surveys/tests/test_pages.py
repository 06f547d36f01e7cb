"""What each reader sees of a questionnaire, and what nobody sees."""

import csv
import io
import json

import pytest
from django.test import Client

from stakeholders.models import Contact, ExportEvent
from stakeholders.rights import everything_about
from stakeholders.tests.factories import make_contact
from surveys.findings import freeze
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
    GROUPS,
    SECRET,
    dictionary_of_divided,
    divided_survey,
    files_of,
    import_files,
    make_survey,
    user_in,
)
from .redcap_files import SMALL, SMALL_RECORDS, dictionary_file, radio, text_field

pytestmark = pytest.mark.django_db
PAGES = ("/survey/", "/survey/questions/", "/survey/findings/", "/survey/interviews/")


@pytest.fixture
def member(client):
    client.force_login(user_in("member"))
    return client


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator"))
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_page_without_any_questionnaire(member, address):
    assert member.get(address).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/survey/versions/", "/survey/questions/role/"])
def test_page_with_a_questionnaire(member, address):
    make_survey()

    assert member.get(address).status_code == 200


def test_question_page_names_its_denominator(member):
    make_survey()

    page = text_of(member.get("/survey/questions/hurdles/"))

    assert "4 answered of 6 shown, 1 not reached, 1 shown but not answered." in page
    assert "The answers are not shown" in page


def test_strangers_see_only_published_figures(client):
    project = divided_survey()

    assert client.get("/survey/questions/q/").status_code == 404
    assert "Reason" not in text_of(client.get("/survey/"))
    Question.objects.filter(name="q").update(published_on="2026-01-01")
    page = text_of(client.get("/survey/questions/q/"))
    assert "30 answered of 30 shown" in page
    listed = text_of(client.get(f"/survey/questions/?project={project.slug}"))
    assert "/survey/questions/q/" in listed
    assert "/survey/questions/why/" not in listed
    assert client.get("/survey/interviews/").status_code == 302


def test_nobody_publishes_without_the_permission(member):
    divided_survey()

    assert member.post("/survey/questions/q/publish/").status_code == 404
    assert Question.objects.get(name="q").published_on is None


def test_coordinator_publishes_and_takes_back(coordinator):
    divided_survey()

    coordinator.post("/survey/questions/q/publish/")
    assert Question.objects.get(name="q").published_on
    coordinator.post("/survey/questions/q/publish/")
    assert Question.objects.get(name="q").published_on is None
    coordinator.post("/survey/questions/mail/publish/")
    assert Question.objects.get(name="mail").published_on is None


# What must not show


SMALL_SELECTIONS = ("?group=2", "?country=MT", "?group=2&country=MT", "?group=1&country=MT")


@pytest.mark.parametrize("query", SMALL_SELECTIONS)
def test_small_selection_is_not_shown(member, query):
    divided_survey()

    page = text_of(member.get(f"/survey/questions/q/{query}"))

    assert "The answers are not shown" in page
    assert member.get(f"/survey/questions/q/charts/q.csv{query}").status_code == 404


@pytest.mark.parametrize("by", ["group", "country"])
def test_divided_table_leaves_out_what_would_give_a_small_group_away(member, by):
    divided_survey()

    rows = member.get(f"/survey/questions/q/charts/q-by-{by}.csv?by={by}")

    table = b"".join(rows.streaming_content).decode()
    names = [row[0] for row in csv.reader(io.StringIO(table))][1:]
    assert len(names) == 1
    assert not {"Regulators", "Malta"} & set(names)


def test_small_group_is_in_no_export_and_on_no_page(member):
    project = divided_survey()
    query = f"?project={project.slug}"
    addresses = [
        "/survey/",
        "/survey/questions/target_group/",
        "/survey/questions/country/",
        "/survey/questions/target_group/?by=country",
        "/survey/questions/country/?group=1",
    ]

    for address in addresses:
        page = text_of(member.get(address))
        assert "Regulators</th><td>1</td>" not in page.replace("> <", "><")
    coverage = text_of(member.get("/survey/")).replace("> <", "><")
    assert "Malta</th>" in coverage
    assert 'Malta</th><td class="cell-figure"><span class="unstated">not shown</span>' in coverage
    for format in ("csv", "json"):
        answer = member.get(f"/survey/export/{query}&format={format}")
        content = b"".join(answer.streaming_content).decode()
        assert "Regulators" not in content
        assert "Patients" in content
        assert SECRET not in content


def test_question_that_few_people_were_asked_does_not_say_how_many(member):
    fields = [
        text_field("record_id"),
        radio("target_group", GROUPS),
        radio("q", "1, Yes | 2, No", logic="[target_group] = '2'"),
    ]
    lines = [f"{n},{2 if n < 3 else 1},{'' if n > 2 else 1},2" for n in range(1, 20)]
    data = "\n".join(["record_id,target_group,q,one_complete", *lines]).encode()
    project = make_survey(dictionary_file(*fields), data)

    page = text_of(member.get("/survey/questions/q/"))
    assert "Fewer than 5 people were asked" in page
    assert "2 answered" not in page
    question = project.questions.get(name="q")
    figures = member.get(f"/api/v1/questions/{question.pk}/").json()["figures"]
    assert (figures["counts"], figures["answers"]) == (None, [])
    rows = json.loads(b"".join(member.get("/survey/export/?format=json").streaming_content))
    (row,) = [row for row in rows["figures"] if row["Variable"] == "q"]
    assert (row["Shown"], row["Answered"], row["Answers"]) == ("", "", "")


def test_members_do_not_cross_and_coordinators_do_not_cross_groups(member):
    divided_survey()

    page = text_of(member.get("/survey/questions/q/?cross=country"))
    assert "by Country" not in page
    coordinator = Client()
    coordinator.force_login(user_in("coordinator"))
    crossed = text_of(coordinator.get("/survey/questions/q/?cross=country"))
    assert "Malta" not in crossed.split("chart-table")[-1]
    refused = text_of(coordinator.get("/survey/questions/target_group/?cross=country"))
    assert "cannot be crossed" in refused


def test_personal_question_is_for_nobody_without_the_permission(member):
    divided_survey(keeps_personal=True)

    assert member.get("/survey/questions/mail/").status_code == 404
    for address in (*PAGES, "/survey/questions/why/", "/survey/export/"):
        answer = member.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"@x.org" not in content
    coordinator = Client()
    coordinator.force_login(user_in("coordinator"))
    assert coordinator.get("/survey/questions/mail/").status_code == 200
    assert "@x.org" not in text_of(coordinator.get("/survey/questions/mail/"))


def test_answers_in_words_are_for_members(member, client):
    divided_survey()
    Question.objects.filter(is_personal=False).update(published_on="2026-01-01")

    assert "Reason 7" in text_of(member.get("/survey/questions/why/"))
    assert "Reason 7" not in text_of(Client().get("/survey/questions/why/"))


def test_who_did_not_consent_is_in_no_figure(member):
    dictionary = dictionary_file(
        text_field("record_id"),
        text_field("consent", type="yesno"),
        radio("q", "1, Yes | 2, No"),
        text_field("why", type="notes"),
    )
    lines = [f"{n},{int(n != 3)},{1 if n == 3 else 2},Reason {n},2" for n in range(1, 9)]
    data = "\n".join(["record_id,consent,q,why,one_complete", *lines]).encode()
    make_survey(dictionary, data)

    assert "7 answered of 7 shown" in text_of(member.get("/survey/questions/q/"))
    assert "Reason 3" not in text_of(member.get("/survey/questions/why/"))
    assert "1 respondent did not consent" in text_of(member.get("/survey/"))


@pytest.mark.parametrize(
    "query",
    ["?group=zzz", "?country=%27", "?by=nothing", "?cross=nothing", "?page=999", "?group=-"],
)
def test_impossible_query_is_answered_with_a_page(member, query):
    divided_survey()

    assert member.get(f"/survey/questions/q/{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/survey/questions/none/",
        "/survey/?project=none",
        "/survey/findings/999999/",
        "/survey/questions/q/charts/none.svg",
        "/survey/questions/q/charts/q.gif",
        "/survey/codebook.doc",
        "/survey/participants/",
        "/survey/import/",
    ],
)
def test_address_that_does_not_exist_for_a_member(member, address):
    divided_survey()

    assert member.get(address).status_code == 404


@pytest.mark.parametrize("format", ["svg", "png", "csv"])
@pytest.mark.parametrize("name", ["q", "years"])
def test_chart_as_a_file(member, name, format):
    divided_survey()

    answer = member.get(f"/survey/questions/{name}/charts/{name}.{format}")

    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert {"svg": b"<svg", "png": b"PNG", "csv": b"Answers"}[format] in content


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_figures_as_a_file(member, format):
    divided_survey()

    answer = member.get(f"/survey/export/?format={format}")

    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if format == "json":
        figures = json.loads(content)["figures"]
        yes = next(row for row in figures if row["Variable"] == "q" and row["Answer"] == "Yes")
        assert (yes["Answers"], yes["Answered"], yes["Shown"]) == (14, 30, 30)


def test_codebook_and_dictionary_as_files(member):
    make_survey()

    assert member.get("/survey/codebook.pdf").content.startswith(b"%PDF")
    book = b"".join(member.get("/survey/codebook.csv").streaming_content).decode()
    assert "“Role” is “Developer”" in book
    assert member.get("/survey/dictionary.csv").content == dictionary_file(*SMALL)


def test_formula_in_an_answer_is_harmless_in_a_file(member):
    labels = "1, =cmd|x!A1 | 2, No"
    dictionary = dictionary_file(text_field("record_id"), radio("q", labels))
    data = "\n".join(["record_id,q,one_complete", *(f"{n},1,2" for n in range(1, 8))]).encode()
    make_survey(dictionary, data)

    content = b"".join(member.get("/survey/export/?format=csv").streaming_content).decode()

    assert "\"'=cmd" in content


@pytest.mark.parametrize("rows", [10, 30])
def test_question_page_asks_the_database_a_fixed_number_of_times(
    member, rows, django_assert_max_num_queries
):
    lines = [f"{n},{1 + n % 2},DE,{1 + n % 2},,,,2" for n in range(1, rows + 1)]
    header = "record_id,target_group,country,q,why,mail,years,one_complete"
    divided_survey()
    import_files(
        dictionary_file(
            text_field("record_id"), radio("target_group", GROUPS), radio("q", "1, Yes | 2, No")
        ),
        "\n".join([header, *lines]).replace(",DE,", ",").replace(",country,", ",").encode(),
        project="Other",
        takes_short=True,
    )

    with django_assert_max_num_queries(22):
        member.get("/survey/questions/q/?project=other&by=group")


# Versions


def test_answers_whose_code_changed_its_meaning_are_not_added_up(member):
    first = dictionary_file(text_field("record_id"), radio("q", "1, Yes | 2, No"))
    second = dictionary_file(text_field("record_id"), radio("q", "1, Yes | 2, Perhaps"))
    header = "record_id,q,one_complete"
    old = "\n".join([header, *(f"{n},{1 + n % 2},2" for n in range(1, 13))])
    make_survey(first, old.encode())
    new = "\n".join([old, *(f"{n},{1 + n % 2},2" for n in range(13, 25))])
    make_survey(second, new.encode())

    page = text_of(member.get("/survey/questions/q/"))

    assert "In version 1 the codes 2 meant something else: 6 answers" in page
    assert "18 answered of 18 shown" in page
    compared = text_of(member.get("/survey/versions/"))
    assert "meant “No” and now means “Perhaps”" in compared


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
    assert "records.csv, row 2, role: The cell holds the label “Developer”" in page


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


# For programs, in the search, and in what is kept for ever


def test_programs_read_what_the_page_shows_and_no_more(member):
    project = divided_survey()
    questions = {question.name: question for question in project.questions.all()}

    listed = member.get("/api/v1/questions/").json()["results"]
    assert "mail" not in {row["name"] for row in listed}
    whole = member.get(f"/api/v1/questions/{questions['q'].pk}/").json()["figures"]
    assert whole["counts"]["answered"] == 30
    assert [row["number"] for row in whole["answers"]] == [14, 15, 1]
    groups = member.get(f"/api/v1/questions/{questions['target_group'].pk}/").json()["figures"]
    assert [row["label"] for row in groups["answers"]] == ["Patients"]
    assert member.get(f"/api/v1/questions/{questions['mail'].pk}/").status_code == 404
    assert Client().get("/api/v1/questions/").json()["count"] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_lists_for_programs_ask_the_database_a_fixed_number_of_times(
    member, number, django_assert_max_num_queries
):
    project = divided_survey()
    question = project.questions.get(name="q")
    for place in range(number):
        freeze(Finding(question=question, sentence=f"Sentence {place}", code="1"), by=None)

    with django_assert_max_num_queries(8):
        assert member.get("/api/v1/findings/").json()["count"] == number
    with django_assert_max_num_queries(8):
        assert member.get("/api/v1/questions/").json()["count"] == 5


def test_search_finds_questions_and_findings(member):
    project = divided_survey()
    question = project.questions.get(name="q")
    freeze(Finding(question=question, sentence="Many say perhaps", code="3"), by=None)

    page = text_of(member.get("/search/?q=perhaps"))

    assert "Survey questions" in page
    assert "Survey findings" in page
    assert "Survey" not in text_of(Client().get("/search/?q=perhaps")).split("<main")[1]


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

    assert "Agreement of coders" in page
    assert "1.00" in page
