"""The end of a command that imports rows of a file: what it prints, and its exit status.

A report is {seen, created, changed, unchanged, failed: numbers of rows, problems: [{record, where,
message}]}.
"""

import json

ALL_IMPORTED, SOME_REFUSED, NOTHING_WRITTEN = 0, 1, 2
MAX_PROBLEMS_SHOWN = 50


def tell(command, report, *, dry_run, as_json):
    """Print the report; with `as_json` as one more line of JSON."""
    for problem in report["problems"][:MAX_PROBLEMS_SHOWN]:
        record = f"{problem['record']}: " if problem["record"] else ""
        command.stderr.write(f"{problem['where']}: {record}{problem['message']}")
    if len(report["problems"]) > MAX_PROBLEMS_SHOWN:
        command.stderr.write(f"... and {len(report['problems']) - MAX_PROBLEMS_SHOWN:,} more")
    command.stdout.write(
        f"{report['seen']:,} rows seen: {report['created']:,} created, "
        f"{report['changed']:,} changed, {report['unchanged']:,} unchanged, "
        f"{report['failed']:,} left out." + (" Nothing was written: dry run." * dry_run)
    )
    if as_json:
        command.stdout.write(json.dumps(report, ensure_ascii=False))


def exit_status(report):
    """Return 0, or 1 if some rows were left out, or 2 if nothing was written."""
    if not report["problems"]:
        return ALL_IMPORTED
    return SOME_REFUSED if report["seen"] > report["failed"] else NOTHING_WRITTEN
