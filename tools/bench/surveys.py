"""A questionnaire of 2,500 fields with 10,000 respondents: import, decisions, and its pages."""

import tempfile
from pathlib import Path

import numpy as np
from django.core.cache import cache

from tools.bench.figures import (
    browser,
    line,
    median_ms,
    peak_memory,
    queries_of,
    seconds_of,
    set_up,
    tidied_up,
)

FIELDS, ROWS = 2_500, 10_000
DECIDED_FIELDS = 500
ADDRESSES = {
    "overview": "/survey/?project=large",
    "question": "/survey/questions/q1/?project=large",
    "question, by group": "/survey/questions/q2/?project=large&by=group",
    "question, group and country": "/survey/questions/q2/?project=large&group=2&country=3",
    "question of numbers": "/survey/questions/q5/?project=large",
    "questions": "/survey/questions/?project=large",
}


def imports(folder):
    from surveys.imports import Files, Options, import_survey
    from surveys.models import Project
    from surveys.tests.large import write_dictionary, write_records

    dictionary, records = folder / "dictionary.csv", folder / "records.csv"
    write_dictionary(dictionary, FIELDS)
    write_records(records, FIELDS, ROWS)
    with dictionary.open("rb") as file:
        files = Files(file, dictionary.name)
        seconds, _ = seconds_of(
            import_survey, files, by=None, options=Options(project="Large"), dry_run=True
        )
    line(f"preview of a dictionary of {FIELDS:,} fields", seconds, "s")
    with dictionary.open("rb") as file, records.open("rb") as rows:
        files = Files(file, dictionary.name, rows, records.name)
        seconds, _ = seconds_of(import_survey, files, by=None, options=Options(project="Large"))
    memory = peak_memory()
    line(f"import of {ROWS:,} rows", seconds, "s", f", {memory:.0f} MB at most")
    Project.objects.filter(name="Large").update(group_field="q1", country_field="q4")


def decisions():
    """Measure decisions per second of the logic alone, on rows in memory."""
    from surveys.redcap import Decider, Frame, Key, read_dictionary
    from surveys.tests.large import CODES, write_dictionary

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        write_dictionary(path, DECIDED_FIELDS)
        dictionary = read_dictionary(path.read_bytes())
    draw = np.random.default_rng(1)
    frame = Frame([Key(str(number)) for number in range(ROWS)])
    for name in dictionary.columns:
        frame.columns[name] = draw.integers(0, 6, ROWS).astype(np.uint8), ["", *CODES]
    seconds, number = seconds_of(lambda: sum(1 for _ in Decider(dictionary, frame)))
    line("decisions on fields", number * ROWS / seconds / 1e6, "million/s")


def pages():
    from django.contrib.auth.models import User

    client = browser(User.objects.get_or_create(username="bench-survey")[0])
    for name, address in ADDRESSES.items():
        cache.clear()
        queries, answer = queries_of(client.get, address)
        assert answer.status_code == 200, address
        line(name, median_ms(client.get, address), "ms", f", {len(queries)} queries")


def main():
    set_up()
    decisions()
    with tempfile.TemporaryDirectory() as folder:
        imports(Path(folder))
    tidied_up()
    pages()


if __name__ == "__main__":
    main()
