"""Files of contacts made for a test, good ones and hostile ones."""

import csv
import io
import zipfile

import openpyxl

HEADER = ["Name", "E-mail", "Organisation", "Groups", "Country"]


def csv_file(*rows, header=HEADER, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(*rows, header=HEADER, change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [header, *rows]:
        sheet.append(row)
    if change:
        change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def repacked(data, replace=None, **parts):
    """The workbook with parts added or, by `replace`, changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, replace(name, content) if replace else content)
        for name, content in parts.items():
            new.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def person(number, **more):
    values = {
        "name": f"Person {number}",
        "email": f"person{number}@file.example",
        "organisation": f"Institute {number % 40}",
        "groups": str(number % 15 + 1),
        "country": "Portugal",
    } | more
    return list(values.values())
