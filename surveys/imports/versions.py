"""The dictionary of an import as a version, and its fields as questions."""

import gzip
import hashlib

from django.db.models import Max

from ..models import DictionaryVersion, Question
from ..redcap import compare
from ..redcap.choices import plain_text

ROWS_PER_STATEMENT = 500
WRITTEN = (
    "position", "form", "section", "label", "number", "type", "choices", "logic", "last_version",
    "search_text", "is_personal", "published_on", "published_by",
)  # fmt: skip
# Columns of a question that an import may change and that undoing restores.
KEPT = ("name", *WRITTEN[:9], "is_personal", "missing_codes")


def version_of(project, dictionary, data, *, by):
    """Return (version, whether it is new, changes since the last one). A dictionary with the same
    fields does not create a version."""
    last = project.newest
    changes = ()
    if last is not None:
        same = [one.sources for one in last.dictionary.fields] == [
            one.sources for one in dictionary.fields
        ]
        if same:
            return last, False, ()
        changes = compare(last.dictionary, dictionary)
    version = DictionaryVersion.objects.create(
        project=project,
        number=(project.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        file_name=dictionary.file[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        packed=gzip.compress(data, mtime=0),
        fields=len(dictionary.fields),
        forms=len(dictionary.forms),
        problems=[problem.as_dict() for problem in dictionary.problems],
        changes=[str(change) for change in changes],
        by=by,
    )
    return version, True, changes


def snapshot(project):
    """Return the questions as they are, for undoing an import."""
    rows = project.questions.values(*KEPT)
    return [dict(row) for row in rows]


def write_questions(project, version, dictionary):
    """Write one question per field with answers. A question that was removed keeps its last
    version."""
    known = {question.name: question for question in project.questions.all()}
    new, changed, section, form = [], [], "", ""
    for position, field in enumerate(dictionary.fields):
        section = field.section or (section if field.form == form else "")
        form = field.form
        if not field.has_values or field.name == dictionary.record_id:
            continue
        question = known.get(field.name)
        if question is None:
            question = Question(
                project=project,
                name=field.name,
                missing_codes=" ".join(sorted(field.missing_codes)),
            )
            new.append(question)
        else:
            changed.append(question)
        question.position = position
        question.form = field.form
        question.section = plain_text(section)[:500]
        question.label = field.words
        question.number = field.number[:50]
        question.type = field.type
        question.choices = [[choice.code, choice.words] for choice in field.choices]
        question.logic = field.logic
        question.last_version = version.number
        if field.is_personal:
            question.is_personal = True
            question.published_on = question.published_by = None
        question.derive()
    Question.objects.bulk_create(new, batch_size=ROWS_PER_STATEMENT)
    Question.objects.bulk_update(changed, WRITTEN, batch_size=ROWS_PER_STATEMENT)


def guess_fields(project, dictionary):
    """Set the fields of group, country, role and consent that are empty, by their usual names. A
    person may choose others."""
    for attribute, names, types in (
        ("group_field", ("target_group", "group", "panel_group"), ("radio", "dropdown")),
        ("country_field", ("country", "country_of_work"), ("radio", "dropdown")),
        ("role_field", ("role", "function"), ("radio", "dropdown")),
        ("consent_field", ("consent",), ("yesno",)),
    ):
        if getattr(project, attribute):
            continue
        found = (dictionary.by_name.get(name) for name in names)
        setattr(project, attribute, next((f.name for f in found if f and f.type in types), ""))
