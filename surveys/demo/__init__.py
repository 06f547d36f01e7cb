"""An invented questionnaire with invented answers. It is loaded by the same import as real ones and
removed as a whole. It contains no question and no answer of the project's own survey."""

import csv
import io
import tomllib
from pathlib import Path

from django.db import transaction

from stakeholders.models import Contact
from usecases.models import Hurdle, Recommendation

from ..findings import freeze
from ..imports import Files, Options, import_survey
from ..models import Code, EvidenceLink, Finding, Interview, InterviewStatement, Project

FOLDER = Path(__file__).parent
NAME = "Demonstration questionnaire"


@transaction.atomic
def load():
    """Load the questionnaire if it is missing; return the number of respondents."""
    project = Project.objects.filter(is_demo=True, name=NAME).first()
    if project is None:
        dictionary, records = (
            io.BytesIO((FOLDER / name).read_bytes()) for name in ("dictionary.csv", "records.csv")
        )
        files = Files(
            dictionary,
            "dictionary.csv",
            records,
            "records.csv",
            io.BytesIO(_participants()),
            "participants.csv",
        )
        import_survey(files, by=None, options=Options(project=NAME, is_demo=True))
        project = Project.objects.get(is_demo=True, name=NAME)
        _write_what_follows(project, tomllib.loads((FOLDER / "findings.toml").read_text("utf-8")))
    return project.responses.values("record").distinct().count()


def _participants():
    """Return the participant list as CSV bytes. Invented contacts of the same group lend their
    addresses, so that participants are linked to contacts in the same way as real ones."""
    groups = {}
    with (FOLDER / "records.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["record_id"], row["target_group"])
    contacts = Contact.objects.filter(is_demo=True).exclude(email="").order_by("pk")
    by_group = {}
    for groups_of, email in contacts.values_list("groups", "email"):
        by_group.setdefault(int((groups_of.split() or ["0"])[0]), []).append(email)
    with (FOLDER / "participants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    taken = {}
    for place, row in enumerate(rows):
        group = int(groups.get(row["record"]) or place % 15 + 1)
        if row["email"] not in taken:
            free = by_group.get(group, [])
            taken[row["email"]] = free.pop(0) if free else row["email"]
        row["email"] = taken[row["email"]]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _write_what_follows(project, content):
    """Create the findings, codes, interviews and evidence links."""
    questions = {question.name: question for question in project.questions.all()}
    for row in content["findings"]:
        finding = Finding(
            question=questions[row["question"]], sentence=row["sentence"], code=row["code"]
        )
        freeze(finding, by=None)
        _link(row, finding=finding)
    Code.objects.bulk_create(Code(is_demo=True, **row) for row in content["codes"])
    for row in content["interviews"]:
        interview = Interview.objects.create(
            project=project,
            speaker_role=row["speaker_role"],
            state=row["state"],
            planned_on=row["planned_on"],
            held_on=row.get("held_on"),
            approved_on=row.get("approved_on"),
        )
        topic = row["topic"]
        interview.topics.add(
            project.topics.create(
                question=questions[topic["question"]],
                text=topic["text"],
                answer=topic.get("answer", ""),
            )
        )
        for place, said in enumerate(row.get("statements", [])):
            statement = InterviewStatement.objects.create(
                interview=interview,
                quotation=said["quotation"],
                may_quote=said["may_quote"],
                summary=said.get("summary", ""),
                position=place,
            )
            _link(said, statement=statement)


def _link(row, **source):
    """Link a finding or statement to the invented recommendation or hurdle that the row names, if
    it is loaded."""
    recommendation = Recommendation.objects.filter(
        is_demo=True, slug=row.get("recommendation", "")
    ).first()
    hurdle = Hurdle.objects.filter(is_demo=True, title=row.get("hurdle", "")).first()
    if recommendation:
        EvidenceLink.objects.create(recommendation=recommendation, **source)
    if hurdle:
        EvidenceLink.objects.create(hurdle=hurdle, **source)


@transaction.atomic
def remove():
    """Remove every invented questionnaire with everything that belongs to it; return the number of
    respondents."""
    projects = Project.objects.filter(is_demo=True)
    number = 0
    for project in projects:
        number += project.responses.values("record").distinct().count()
        project.delete()
    Code.objects.filter(is_demo=True).delete()
    return number
