"""Small REDCap files, made from the fields that a test is about."""

import csv
import io
from pathlib import Path

import pytest

from surveys.redcap import build, read_dictionary, read_records
from surveys.redcap.dictionary import HEADINGS

EXAMPLES = Path(__file__).resolve().parents[3] / "shared/reference/redcap"
needs_examples = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not here")
SHORT = {
    "name": "field_name",
    "form": "form_name",
    "type": "field_type",
    "label": "field_label",
    "choices": "select_choices_or_calculations",
    "validation": "text_validation_type_or_show_slider_number",
    "min": "text_validation_min",
    "max": "text_validation_max",
    "logic": "branching_logic",
    "matrix": "matrix_group_name",
    "ranking": "matrix_ranking",
    "annotation": "field_annotation",
    "identifier": "identifier",
}
SMALL = [
    {"name": "record_id", "form": "profile", "type": "text", "label": "Record"},
    {
        "name": "role",
        "form": "profile",
        "type": "radio",
        "label": "Role",
        "choices": "1, Developer | 2, Regulator | 3, Patient, carer | -99, Prefer not to say",
    },
    {
        "name": "mail",
        "form": "profile",
        "type": "text",
        "label": "E-mail",
        "validation": "email",
        "identifier": "y",
    },
    {
        "name": "has_gmp",
        "form": "gmp",
        "type": "yesno",
        "label": "GMP facility in use?",
        "logic": "[role] = '1'",
    },
    {
        "name": "suites",
        "form": "gmp",
        "type": "text",
        "label": "Clean rooms",
        "validation": "integer",
        "min": "0",
        "max": "50",
        "logic": "[has_gmp] = '1'",
    },
    {
        "name": "hurdles",
        "form": "gmp",
        "type": "checkbox",
        "label": "Hurdles",
        "choices": "1, GMO | 2, Raw material | 5, Release | -99, None",
        "annotation": "@NONEOFTHEABOVE=-99",
    },
    {
        "name": "delay",
        "form": "gmp",
        "type": "text",
        "label": "Delay in months",
        "validation": "number_1dp",
        "min": "0",
        "logic": "[hurdles(1)]='1' or [hurdles(2)]='1'",
    },
    *(
        {
            "name": name,
            "form": "views",
            "type": "radio",
            "label": label,
            "choices": "1, No | 2, Neutral | 3, Yes",
            "matrix": "views_m",
        }
        for name, label in (
            ("agree_a", "Mutual recognition helps"),
            ("agree_b", "Shared facility helps"),
        )
    ),
]
SMALL_HEADER = (
    "record_id,role,mail,profile_complete,has_gmp,suites,hurdles___1,hurdles___2,hurdles___5,"
    "hurdles____99,delay,gmp_complete,agree_a,agree_b,views_complete"
)
SMALL_ROWS = (
    "1,1,,2,1,3,1,0,0,0,4.5,2,,,2",
    "2,2,,2,,,0,0,1,0,,2,,,2",
    "3,1,,2,0,,0,0,0,0,,2,,,2",
    "4,-99,,2,,,0,1,0,0,,2,,,2",
    "5,1,,2,1,2,0,0,0,0,,0,,,2",
    "6,3,,2,1,9,0,0,0,1,2,2,,,2",
)
SMALL_RECORDS = "\n".join((SMALL_HEADER, *SMALL_ROWS)).encode()


def text_field(name, **more):
    return {"name": name, "form": "one", "type": "text", "label": name.title()} | more


def radio(name, choices="1, Yes | 0, No", **more):
    return text_field(name, type="radio", choices=choices) | more


def dictionary_file(*fields, separator=",", headings=True):
    """Return the bytes of a dictionary. Each field is {short name of a column: cell}."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(HEADINGS.values() if headings else HEADINGS)
    for field in fields:
        cells = {SHORT[name]: value for name, value in field.items()}
        writer.writerow([cells.get(key, "") for key in HEADINGS])
    return out.getvalue().encode()


def dictionary_of(*fields):
    return read_dictionary(dictionary_file(text_field("record_id"), *fields))


def small_dictionary():
    return read_dictionary(dictionary_file(*SMALL))


def frame_of(dictionary, data, **more):
    """Return (frame, Records) of the bytes of a records file."""
    records = read_records(data, dictionary)
    frame = build(
        dictionary, ((records.columns, key, cells) for _, key, cells in records.rows), **more
    )
    return frame, records
