"""Files of many shapes: sheets, rows of headings, encodings, separators; and what is remembered."""

import pytest
from openpyxl.comments import Comment

from stakeholders.imports import read_file
from stakeholders.imports.mapping import guess_mapping
from stakeholders.models import Contact, ImportBatch, ImportShape

from .files import HEADER, csv_file, person, xlsx_file
from .importing import upload

pytestmark = pytest.mark.django_db
OUTLOOK_GERMAN = (
    "Vorname,Nachname,Firma,Abteilung,Position,Ort geschäftlich,Land/Region geschäftlich,"
    "Telefon geschäftlich,Mobiltelefon,Geburtstag,E-Mail-Adresse,E-Mail 2: "
    "Adresse,Kategorien,Notizen"
)
HEADINGS = {
    "Anrede;Titel;Vorname;Nachname;E-Mail;Land": (
        "salutation title first_name last_name email countries"
    ),
    "Name;Vorname;Firma;Ort": "last_name first_name organisation city",
    "Civilité;Nom;Prénom;Courriel;Pays;Société": (
        "salutation last_name first_name email countries organisation"
    ),
    "Nom;Adresse e-mail;Organisme": "name email organisation",
    "Nome;Cognome;Posta elettronica;Paese": "first_name last_name email countries",
    "Nome e cognome;E-mail;Ente": "name email organisation",
    "Nombre;Apellidos;Correo electrónico;País": "first_name last_name email countries",
    "Nombre completo;Correo;Empresa;Teléfono": "name email organisation phone",
    "First Name;Last Name;E-mail 1 - Value;Organization Name;Organization Title;Labels": (
        "first_name last_name email organisation position categories"
    ),
    "Name Prefix;Given Name;Family Name;Name Suffix;Phone 1 - Value;Address 1 - Country": (
        "title first_name last_name suffix phone countries"
    ),
    OUTLOOK_GERMAN.replace(",", ";"): (
        "first_name last_name organisation department position city countries phone phone  email "
        "email categories notes"
    ),
}


@pytest.mark.parametrize("headings", HEADINGS)
def test_headings_of_programs_and_languages_need_no_answer(headings):
    header = headings.split(";")
    fields = HEADINGS[headings].split(" ")
    cells = ["Dr" if field == "title" else f"x{n}" for n, field in enumerate(fields)]
    table = read_file(csv_file(cells, header=header))

    assert [guess_mapping(table)[h] for h in header] == fields


@pytest.mark.parametrize(
    ("values", "field"),
    [(["Prof. Dr.", "Dr", "Mag."], "title"), (["Head of unit", "Nurse", "Dr"], "position"),
     (["Herr", "Frau", "Frau"], "salutation")],
)  # fmt: skip
def test_the_values_say_what_a_title_is(values, field):
    rows = [[value, "Ana"] for value in values]
    table = read_file(csv_file(*rows, header=["Title", "Name"]))

    assert guess_mapping(table)["Title"] == field


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_with_every_separator(encoding, separator):
    data = csv_file(person(1, name="Žofie, Ðurić"), delimiter=separator).decode().encode(encoding)

    table = read_file(data)

    assert (table.header, table.rows[0][1][0]) == (HEADER, "Žofie, Ðurić")
    assert table.notes == []


def test_a_line_that_names_the_separator():
    assert read_file(b"sep=;\r\n" + csv_file(person(1), delimiter=";")).header == HEADER


def test_titles_and_empty_rows_above_the_headings():
    rows = [["Our list, May 2025"], [], ["Confidential", "", "", "v2"], HEADER, person(1)]

    table = read_file(csv_file(*rows[1:], header=rows[0]))

    assert (table.header, len(table.rows)) == (HEADER, 1)
    assert table.notes == ["The headings are in row 4."]


def test_a_table_without_headings_is_not_taken_for_headings():
    table = read_file(b"Ana,ana@x.example\nBo,bo@x.example\n")

    assert table.header == ["Column A", "Column B"]
    assert guess_mapping(table) == {"Column B": "email"}
    assert len(table.rows) == 2


def test_columns_without_a_heading_are_kept_if_they_have_values():
    table = read_file(b"Name,,,E-mail\nAna,,x,a@b.example\n")

    assert table.header == ["Name", "Column C", "E-mail"]


def test_a_heading_over_several_columns_and_a_tall_one():
    def merge(book):
        sheet = book.active
        sheet.insert_rows(1)
        sheet["A1"], sheet["B1"] = "Name", "Organisation"
        sheet["A2"] = None
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    header = ["x", "Name", "Country"]
    table = read_file(xlsx_file(["Ana", "Institute", "PT"], header=header, change=merge))

    assert guess_mapping(table) == {
        "Name": "name",
        "Organisation: Name": "organisation",
        "Organisation: Country": "countries",
    }
    assert [cells for _, cells in table.rows] == [["Ana", "Institute", "PT"]]


def test_a_cell_that_is_merged_over_rows_counts_for_each():
    def merge(book):
        book.active["C3"] = None
        book.active.merge_cells("C2:C3")

    table = read_file(xlsx_file(person(1), person(2), change=merge))

    assert [cells[2] for _, cells in table.rows] == ["Institute 1", "Institute 1"]
    assert "A merged cell counts for each row that it covers." in table.notes


def two_sheets(book):
    second = book.create_sheet("Second")
    second.append(HEADER)
    second.append(person(2))
    hidden = book.create_sheet("Secret")
    hidden.append(["Opinion"])
    hidden.sheet_state = "hidden"
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    book.active["A2"].comment = Comment("x", "y")


def test_the_sheet_is_chosen_and_what_is_hidden_is_named(coordinator):
    data = xlsx_file(person(1), person(3), change=two_sheets)

    address = upload(coordinator, data, "book.xlsx").url
    assert address.endswith("/sheet/")
    page = coordinator.get(address).content.decode()
    assert 'value="Second"' in page
    assert "Secret" not in page
    wrong = coordinator.post(address, {"sheet": "Secret"})
    assert wrong.status_code == 400

    first = coordinator.post(address, {"sheet": "Sheet"}, follow=True).content.decode()
    for note in ("Not read: Second", "Hidden sheets, not read: Secret", "column E", "row 3"):
        assert note in first
    assert ImportBatch.objects.get().rows.get(number=3).outcome == "asked"

    coordinator.post(address, {"sheet": "Second"})
    batch = ImportBatch.objects.get()
    coordinator.post(f"{batch.get_absolute_url()}commit/")
    assert Contact.objects.get().name == "Person 2"


def test_what_a_column_means_is_remembered_for_files_of_the_shape(coordinator):
    header = ["Name", "Mail", "Wo"]
    data = csv_file(["Institute", "a@x.example", "Ana"], header=header)
    address = upload(coordinator, data).url
    answers = {"column-0": "organisation", "column-1": "email", "column-2": "name"}
    coordinator.post(address, answers)
    assert ImportShape.objects.count() == 1

    same_shape = read_file(csv_file(["Bo", "b@x.example", "Place"], header=["WO", "mail", "Name"]))
    other_shape = read_file(csv_file(["Bo", "b@x.example"], header=["Name", "Mail"]))

    assert guess_mapping(same_shape) == {"WO": "name", "mail": "email", "Name": "organisation"}
    assert guess_mapping(other_shape)["Name"] == "name"
