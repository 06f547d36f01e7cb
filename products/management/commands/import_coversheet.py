"""Import cover sheets, through the same code as the admin."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from core.import_reports import NOTHING_WRITTEN, SOME_REFUSED
from core.spreadsheets import MAX_BYTES
from products.coversheets.commit import commit_batch, new_batch
from products.coversheets.plan import make_plans
from products.models import SheetOutcome

BY = "import_coversheet"


class Command(BaseCommand):
    help = (
        "Imports new and changed cover sheets (XLSX) of products. A file is imported completely or "
        "not at all; values in unexpected places are kept as notes and listed. Exit status: 0 all "
        "files were imported, 1 some files were refused, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show changes, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument(
            "--clear", action="store_true", help="delete values whose cell is empty in a file"
        )

        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also import cells that were changed in the portal after the sheet was made",
        )

    def handle(self, *, files, dry_run, json: bool, clear, overwrite, **options):
        read, problems = [], []
        for path in files:
            try:
                with path.open("rb") as stream:
                    read.append((path.name, stream.read(MAX_BYTES + 1)))
            except OSError as error:
                message = f"the file cannot be read: {error.strerror}"
                problems.append({"record": "", "where": path.name, "message": message})
        plans = make_plans(read, clears=clear)
        report = _report(plans, problems, overwrite=overwrite)
        nothing = report["failed"] == report["seen"]
        if not dry_run and not nothing:
            batch = new_batch(read, by=None, by_name=BY, clears=clear, plans=plans)
            if overwrite:
                batch.files.update(left_out=[])
                batch.files.filter(outcome=SheetOutcome.CHANGED).update(is_chosen=True)
            commit_batch(batch, by=None)
        self._tell(plans, report, dry_run=dry_run, as_json=json)
        if report["failed"]:
            raise SystemExit(NOTHING_WRITTEN if nothing else SOME_REFUSED)

    def _tell(self, plans, report, *, dry_run, as_json):
        for kind in ("problems", "notes"):
            for remark in report[kind]:
                self.stderr.write(f"{remark['where']}: {remark['message']}")
        for plan in plans:
            if plan.changes and dry_run:
                self.stdout.write(f"{plan.name}: {plan.identifier}")
                for cell, field, old, new, _ in plan.changes:
                    self.stdout.write(f"  {cell} {field}: {old or 'empty'} -> {new or 'empty'}")
            if plan.kept:
                self.stderr.write(f"{plan.name}: {plan.kept} values with an empty cell were kept.")
        self.stdout.write(
            f"{report['seen']:,} cover sheets seen: {report['created']:,} created, "
            f"{report['changed']:,} changed, {report['unchanged']:,} unchanged, "
            f"{report['failed']:,} refused." + (" Nothing was written: dry run." * dry_run)
        )
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))


def _report(plans, unreadable, *, overwrite):
    left_out = {} if overwrite else {id(plan): plan.doubtful for plan in plans if plan.doubtful}
    outcomes = [
        SheetOutcome.SAME
        if len(left_out.get(id(plan), ())) == len(plan.changes) > 0
        else plan.outcome
        for plan in plans
    ]
    return {
        "seen": len(plans) + len(unreadable),
        "created": outcomes.count(SheetOutcome.NEW),
        "changed": outcomes.count(SheetOutcome.CHANGED),
        "unchanged": outcomes.count(SheetOutcome.SAME),
        "failed": outcomes.count(SheetOutcome.REFUSED) + len(unreadable),
        "problems": [*unreadable, *_remarks(plans, "problems")],
        "notes": [*_remarks(plans, "notes"), *_left_out(plans, left_out)],
    }


def _left_out(plans, left_out):
    return [
        {
            "record": plan.identifier,
            "where": f"{plan.name} {plan.changes[place][0]}",
            "message": "not imported: this cell was changed in the portal after the sheet was "
            "made. "
            "Add --overwrite to import it.",
        }
        for plan in plans
        for place in left_out.get(id(plan), ())
    ]


def _remarks(plans, kind):
    return [
        {
            "record": plan.identifier,
            "where": f"{plan.name} {cell}".strip(),
            "message": message,
        }
        for plan in plans
        for cell, message in getattr(plan, kind)
    ]
