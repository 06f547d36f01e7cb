"""Compare the vocabulary with the labelled lists."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from trials.rules.atmp import strongest_class
from trials.rules.vocabulary import signs_in_product, signs_in_title

LISTS = Path(__file__).parent
PARTS = sorted(path.name for path in LISTS.iterdir() if (path / "products.csv").exists())
KINDS = {
    "Product fields": ("products", "other_products", signs_in_product),
    "Titles": ("titles", "other_titles", signs_in_title),
}


@dataclass
class Result:
    """How many of the texts of an advanced therapy were recognised, with the right technology and
    class, and how many of the other texts were taken for one. The lists hold what went wrong."""

    positives: int = 0
    negatives: int = 0
    missed: list = field(default_factory=list)
    false: list = field(default_factory=list)
    with_technology: int = 0
    wrong_technology: list = field(default_factory=list)
    with_class: int = 0
    wrong_class: list = field(default_factory=list)

    @property
    def found(self):
        return self.positives - len(self.missed)

    @property
    def recall(self):
        return self.found / self.positives

    @property
    def precision(self):
        return self.found / (self.found + len(self.false))

    @property
    def technology(self):
        return 1 - len(self.wrong_technology) / self.with_technology


def rows(part, name):
    with (LISTS / part / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measure(part, kind):
    """Return the `Result` of one part of the lists for one kind of text."""
    positive, negative, signs_in = KINDS[kind]
    result = Result()
    for row in rows(part, positive):
        _compare(row, signs_in, result)
    for row in rows(part, negative):
        result.negatives += 1
        text = next(iter(row.values()))
        result.false += [(text, sign.word) for sign in signs_in(text) if sign.decides][:1]
    return result


def _compare(row, signs_in, result):
    text = next(iter(row.values()))
    signs = signs_in(text)
    result.positives += 1
    if not any(sign.decides for sign in signs):
        result.missed.append(text)
    if expected := row["technologies"].split():
        result.with_technology += 1
        found = {code for sign in signs for code in sign.technologies}
        if found != set(expected):
            result.wrong_technology.append((text, sorted(found)))
    if expected := row.get("class"):
        result.with_class += 1
        kind = strongest_class({sign.atmp_class for sign in signs if sign.decides})
        if (kind or "unclear") != expected:
            result.wrong_class.append((text, kind))


def table():
    """Return the results as a table in Markdown."""
    lines = [
        "| list | texts of ATMPs | other texts | recall | precision | technology right |",
        "|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        for kind in KINDS:
            found = measure(part, kind)
            lines.append(
                f"| {kind}, {part} | {found.positives} | {found.negatives} | {found.recall:.1%} "
                f"| {found.precision:.1%} | {found.technology:.1%} of {found.with_technology} |"
            )
    return "\n".join(lines)
