"""One import: files are read, and versions, rows and columns are written in one transaction."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from ..findings import look_for_moved_figures
from ..models import DataImport, Project, Response
from ..redcap import Problem, RedcapError, read_dictionary, read_records
from .columns import rebuild
from .people import read_participants, write_participants
from .report import MAX_KEPT_PROBLEMS, Report
from .rows import RowWriter
from .versions import guess_fields, snapshot, version_of, write_questions

DEFAULT_PROJECT = "Questionnaire"
SHARE_THAT_MAY_MISS = 0.1
BYTES_PER_READ = 1 << 20
MAX_DICTIONARY_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Files:
    """Seekable binary files, with their names for messages."""

    dictionary: object
    dictionary_name: str
    records: object = None
    records_name: str = ""
    participants: object = None
    participants_name: str = ""

    @property
    def names(self):
        found = (self.dictionary_name, self.records_name, self.participants_name)
        return ", ".join(filter(None, found))


@dataclass(frozen=True)
class Options:
    """The options of an import. `expected_rows` is a stated number of rows. A file that has fewer
    rows, or that lacks many stored records, is refused unless `takes_short` confirms it."""

    project: str = DEFAULT_PROJECT
    is_anonymous: bool | None = None  # None: as the project has it
    keeps_personal: bool | None = None
    expected_rows: int | None = None
    takes_short: bool = False
    is_demo: bool = False


class _DryRun(Exception):
    """Rolls back the changes of a dry run."""


def import_survey(files, *, by, options=None, dry_run=False):
    """Return a `Report`; raise RedcapError if nothing was stored. A dry run writes everything and
    rolls it back, so that its report is exact."""
    report = Report()
    try:
        with transaction.atomic():
            _Import(files, options or Options(), report, by).run()
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


class _Import:
    def __init__(self, files, options, report, by):
        self.files, self.options, self.report, self.by = files, options, report, by
        self.now = timezone.localtime().replace(tzinfo=None)

    def run(self):
        files, report = self.files, self.report
        data = files.dictionary.read(MAX_DICTIONARY_BYTES + 1)
        if len(data) > MAX_DICTIONARY_BYTES:
            message = (
                "The file is larger than 50 MB, so it is not a dictionary. Choose another file."
            )
            raise RedcapError([Problem(files.dictionary_name, 0, "", message, is_error=True)])
        dictionary = read_dictionary(data, files.dictionary_name)
        report.fields, report.forms = len(dictionary.fields), len(dictionary.forms)
        report.problems += dictionary.problems
        self.project = self._project(dictionary)
        before = snapshot(self.project)
        version, is_new, changes = version_of(self.project, dictionary, data, by=self.by)
        report.version, report.is_new_version = version.number, is_new
        report.changes = list(changes)
        report.dangerous = [change for change in changes if change.is_dangerous]
        if is_new:
            write_questions(self.project, version, dictionary)
        report.missing_codes = dict(
            self.project.questions.exclude(missing_codes="").values_list("name", "missing_codes")
        )
        done = DataImport.objects.create(
            project=self.project,
            version=version if is_new else None,
            file_names=files.names[:600],
            questions_before=before,
            by=self.by,
        )
        if files.records is not None:
            self._records(version, dictionary, done)
        if files.participants is not None:
            self._participants()
        report.moved_findings = look_for_moved_figures(self.project)
        done.counts = report.counts
        kept = report.problems[:MAX_KEPT_PROBLEMS]
        done.problems = [problem.as_dict() for problem in kept]
        done.save()

    def _project(self, dictionary):
        """Return the project of that name, locked until the end of the import."""
        options = self.options
        name = options.project.strip() or DEFAULT_PROJECT
        project = Project.objects.named(name)
        if project is None:
            project = Project(name=name[:100], slug=_free_slug(name), is_demo=options.is_demo)
            for attribute in ("is_anonymous", "keeps_personal"):
                if getattr(options, attribute) is not None:
                    setattr(project, attribute, getattr(options, attribute))
        else:
            project = Project.objects.select_for_update().get(pk=project.pk)
            self._refuse_other_promise(project)
        guess_fields(project, dictionary)
        project.save()
        return project

    def _refuse_other_promise(self, project):
        """Refuse an option that contradicts the project: an anonymous survey stays anonymous, and
        invented answers are never mixed with real ones."""
        if project.is_demo != self.options.is_demo:
            message = "An invented questionnaire has this name. Choose another name."
            if self.options.is_demo:
                message = "A real questionnaire has this name. Rename it first."
            raise RedcapError([Problem(self.files.names, 0, "", message, is_error=True)])
        wished = self.options.is_anonymous
        if wished is not None and wished != project.is_anonymous:
            message = (
                "The option differs from the first import, which decided whether the survey is "
                "anonymous. Leave it out."
            )
            raise RedcapError([Problem(self.files.names, 0, "", message, is_error=True)])

    def _records(self, version, dictionary, done):
        files, report = self.files, self.report
        records = read_records(files.records, dictionary, files.records_name)
        writer = RowWriter(
            project=self.project,
            version=version,
            data_import=done,
            columns=records.columns,
            personal=self._personal_columns(dictionary),
        )
        row_of = {}
        for row, key, cells in records.rows:
            writer.take(key, cells)
            row_of[key] = row
        writer.flush()
        report.problems += records.problems
        report.failed += records.refused
        report.seen = len(row_of) + records.refused
        report.records = len(writer.records)
        report.created, report.changed = writer.created, writer.changed
        report.unchanged, report.missing = writer.unchanged, len(writer.missing_keys)
        self._refuse_short_file(writer, records)
        missing = set(writer.missing_keys)
        self.project.responses.filter(is_missing=True).exclude(pk__in=missing).update(
            is_missing=False
        )
        Response.objects.filter(pk__in=missing).update(is_missing=True)
        done.sha256 = _sha256_of(files.records)
        if writer.created or writer.changed or not version.columns.exists():
            for touched in self.project.versions.filter(pk__in=writer.touched_versions):
                is_newest = touched.pk == version.pk
                report.problems += rebuild(
                    touched,
                    file=files.records_name,
                    row_of=(lambda key: row_of.get(key, 0)) if is_newest else None,
                    now=self.now,
                )

    def _personal_columns(self, dictionary):
        personal = set(
            self.project.questions.filter(is_personal=True).values_list("name", flat=True)
        )
        return {
            column
            for one in dictionary.fields
            if one.name in personal or one.is_personal
            for column in one.columns
            if one.type != "checkbox"
        }

    def _refuse_short_file(self, writer, records):
        if self.options.takes_short:
            return
        expected, seen = self.options.expected_rows, self.report.seen
        missed, stored = len(writer.missing_records), len({key.record for key in writer.known})
        message = ""
        if expected is not None and seen < expected:
            message = f"The file has {seen:,} rows, but {expected:,} were expected."
        elif missed > 1 and missed / stored > SHARE_THAT_MAY_MISS:
            message = f"The file lacks {missed:,} of the {stored:,} stored records."
        if message:
            message += " It may be cut off. Export it again, or confirm that it is complete."
            raise RedcapError([Problem(records.file, 0, "", message, is_error=True)])

    def _participants(self):
        files = self.files
        rows, problems = read_participants(files.participants, files.participants_name)
        self.report.problems += problems
        self.report.failed += sum(problem.is_error for problem in problems)
        self.report.participants = len(rows)
        self.report.matched = write_participants(self.project, rows)


def _free_slug(name):
    base = slugify(name)[:50] or "survey"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _sha256_of(stream):
    digest = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(BYTES_PER_READ):
        digest.update(piece)
    return digest.hexdigest()
