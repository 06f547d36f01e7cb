"""A list as coordinators have it: collected from several countries and years, and never cleaned."""

import csv
import io
import random

from core.text import folded

GIVEN = "Anna Jürgen Zoë Marek Chiara Olaf Sofie Björn Laura Łukasz Ioana Siobhán Åsa Duarte Eleni"
FAMILY = "Lindqvist Groß Müller Wójcik Conti Brandt Rossi Åkesson Nowak Popescu Ní_Bhriain Silva"
TITLES = ("", "", "Dr.", "Prof. Dr.", "Dr", "Mag.", "Prof.", "PhD", "Dott.ssa", "Univ.-Prof. Dr.")
COUNTRIES = (
    "Deutschland Germany DE DEU Österreich Austria AT Schweden Sverige Polska Poland Italia Italy "
    "ITA France Frankreich España Spanien Niederlande Nederland UK Ireland Éire Česko Suomi Ελλάδα "
    "България Magyarország România Portugal Danmark Belgique/België Germny"
).split()
GROUPS = (
    "2|Clinicians|GMP|gmp; academia|1,3|9|Regulators|HTA|Patients|patient representatives|10,15|"
    "Industry|SME|Ethics|Kliniker|Behörde|Amt|Labor|Selbsthilfe|12|Group 4|13 / 14|1.3"
).split("|")
DATES = ("05.02.2025", "2025-03-04", "12 Nov 2023", "1.3.24", "Mai 2024", "45000", "", "", "0/0/00")
HEADER = (
    "Anrede;Titel;Vorname;Nachname;Institution;Land;Zielgruppe;E-Mail;E-Mail 2;Telefon;"
    "Letzter Kontakt;Einwilligung;Bemerkung"
).split(";")
MARKS_THAT_NOBODY_SEES = ("", "", "", "\u200b", "\u00a0", "\ufeff")


def rows_of_a_real_list(number, seed=14):
    """Rows under `HEADER`, the same for the same seed. One in fifty is about somebody again."""
    chosen = random.Random(seed)
    rows = []
    for n in range(number):
        if rows and chosen.random() < 0.02:
            rows.append(chosen.choice(rows))
            continue
        given, family = chosen.choice(GIVEN.split()), chosen.choice(FAMILY.split())
        invisible = chosen.choice(MARKS_THAT_NOBODY_SEES)
        address = f"{n}.{folded(family).replace('_', '')}@list-test.example"
        rows.append(
            [
                chosen.choice(("Herr", "Frau", "Ms", "")),
                chosen.choice(TITLES),
                f"{invisible}{given}",
                f"{family.replace('_', ' ')}{invisible}",
                f"Institut {n % 400}",
                chosen.choice(COUNTRIES),
                chosen.choice(GROUPS),
                chosen.choice(
                    (address, address.upper(), f"{given} {family} <{address}>", f" {address} ")
                ),
                chosen.choice(("", "", f"privat{n}@list-test.example", "n/a", "-")),
                chosen.choice(("", "+43 1 999", "030/450 1234", "0046701234567")),
                chosen.choice(DATES) if n % 10 else f"{n % 12 + 1}/{n % 9 + 1}/2025",
                chosen.choice(("", "ja", "nein", "yes", "offen")),
                chosen.choice(("", "", "Zeile 1\r\nZeile 2", "ruft zurück", "=1+1")),
            ]
        )
    return rows


def file_of_a_real_list(number, encoding="utf-8"):
    """The list as German Excel saves it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADER, *rows_of_a_real_list(number)])
    return text.getvalue().encode(encoding)
