"""Cover sheets: the dossier of an ATMP as one workbook, imported and exported; see
docs/cover-sheets.md. `products.cover_sheet` describes the template.

- reader.py, writer.py: bytes to cells and back; these and versions.py do not use Django

- content.py: cells to rows of the database and back

- plan.py: comparison of a file with the dossier, cell by cell

- commit.py: waiting files, their import in one transaction, and its undo

- terms.py: the vocabularies of a new portal
"""
