"""Cover sheets: the dossier of an ATMP as one workbook, in and out; see docs/cover-sheets.md.

fields.toml, layout.py   the template as data, and where a value belongs
reader.py, writer.py     bytes <-> cells; these and texts.py know nothing of Django
content.py               cells <-> rows of the database
plan.py                  a file against the dossier: what would change, cell by cell
commit.py                files that wait, written in one transaction; and undone
terms.py                 the vocabularies that a new portal starts with
"""
