"""Cover sheets for tests. A test sets only the cells that it is about."""

import io

import openpyxl

from products.cover_sheet import BY_KEY, LABEL_OF_ROW, VALUES

PRODUCT = {
    "name": "TEST-01",
    "country_of_origin": "EU-Europe",
    "atmp_type": "GTMP - ex vivo modified",
    "cell_type": "T-Cells",
    "disease": "An invented disease",
    "atmp_category": "GTMP",
    "animal_studies": "mice",
    "review_status": "in Progress",
    "reviewer": "Rosa Reviewer",
}
STUDY = {
    "study_id": "2019-000001-10",
    "study_title": "A study of cells",
    "phase": "1/2",
    "trial_status": "ongoing (01.10.2024)",
    "pi": "Dr Paula Person",
    "sponsor": "Example Company",
    "sponsor_email": "sponsor@person.example",
}


def cells(product=None, *studies, **more):
    """Return {(row, column): value} of a sheet. Keywords are further values of the product."""
    values = PRODUCT | (product or {}) | more
    found = {(BY_KEY[key].row, VALUES): text for key, text in values.items() if text}
    for column, study in enumerate(studies or (STUDY,), VALUES):
        found |= {(BY_KEY[key].row, column): text for key, text in study.items() if text}
    return found


def sheet_file(content=None, *, labels=LABEL_OF_ROW, change=None):
    """Return the workbook as bytes. `change` is called with its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, label in labels.items():
        sheet.cell(row, 1, label)
    for (row, column), value in (cells() if content is None else content).items():
        sheet.cell(row, column, value)
    if change:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_cells(**values):
    """Return a function that changes cells of a sheet: `with_cells(B14="XYZ")`."""

    def change(sheet):
        for name, value in values.items():
            sheet[name] = value

    return change
