"""Large invented questionnaires, for the benchmark and for tests of limits."""

import csv
import random

from surveys.redcap.dictionary import HEADINGS

CODES = ("1", "2", "3", "4", "-99")
WORDS = ("Clearer rules", "More slots", "One procedure", "Money", "Better dialogue", "Training")
PERIOD = 10  # kinds of fields that follow each other


def write_dictionary(path, fields):
    """Write a dictionary with this number of fields. Two of three fields have logic."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for name, form, kind, choices, validation, logic in _fields(fields):
            cells = {
                "field_name": name,
                "form_name": form,
                "field_type": kind,
                "field_label": f"Question {name}, what do you think of it?",
                "select_choices_or_calculations": choices,
                "text_validation_type_or_show_slider_number": validation,
                "branching_logic": logic,
            }
            writer.writerow([cells.get(key, "") for key in HEADINGS])


def _fields(number):
    yield "record_id", "form_0", "text", "", "", ""
    scale = " | ".join(f"{code}, Label {code}" for code in CODES)
    for place in range(1, number):
        name, form = f"q{place}", f"form_{place // 100}"
        kind = place % PERIOD
        before = f"q{place - place % PERIOD + 1}"
        logic = "" if kind < 3 else f"[{before}] <> '1' or [{before}] = '{place % 4}'"
        if kind == 5:
            yield name, form, "text", "", "integer", logic
        elif kind == 6:
            yield name, form, "notes", "", "", logic
        elif kind == 7:
            yield name, form, "text", "", "date_ymd", logic + " and [q1] <> ''"
        elif kind == 8:
            yield name, form, "checkbox", "1, One | 2, Two", "", logic
        else:
            yield name, form, "radio", scale, "", logic


def write_records(path, fields, rows):
    """Write a flat file with this number of rows. Each field is filled in on nine of ten rows."""
    draw = random.Random(1)
    kinds = [(name, kind, check) for name, _, kind, _, check, _ in _fields(fields)][1:]
    header = ["record_id"]
    for name, kind, _ in kinds:
        header += [f"{name}___1", f"{name}___2"] if kind == "checkbox" else [name]
    header += [f"form_{number}_complete" for number in range((fields - 1) // 100 + 1)]
    pool = [_row(draw, kinds, len(header)) for _ in range(200)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(1, rows + 1):
            row = list(draw.choice(pool))
            for place in draw.sample(range(1, len(header)), 20):
                row[place] = draw.choice(pool)[place]
            row[0] = str(number)
            writer.writerow(row)


def _row(draw, kinds, width):
    row = ["0"]
    for _, kind, check in kinds:
        if kind == "checkbox":
            row += [draw.choice("01"), draw.choice("01")]
        elif draw.random() < 0.1:
            row.append("")
        elif kind == "radio":
            row.append(draw.choice(CODES))
        elif check == "integer":
            row.append(str(draw.randrange(1000)))
        elif check == "date_ymd":
            row.append(f"20{draw.randrange(10, 25)}-0{draw.randrange(1, 10)}-1{draw.randrange(10)}")
        else:
            row.append(f"{draw.choice(WORDS)} {draw.randrange(10_000)}")
    return row + ["2"] * (width - len(row))
