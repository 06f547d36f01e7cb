"""Contact cards as phones and mail programs write them."""

import pytest

from stakeholders.imports.reader import read_table


def card(*lines, version="2.1", end="\r\n"):
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def people(text, encoding="utf-8"):
    table = read_table(text.encode(encoding))
    return [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N;QUOTED-PRINTABLE:M=FCller;J", "FN;ENCODING=QUOTED-PRINTABLE:J M=FCller"], "J Müller"),
        (["N;QUOTED-PRINTABLE:=C5=81uk;A", "FN;ENCODING=QUOTED-PRINTABLE:A =C5=81uk"], "A Łuk"),
        (["N;CHARSET=ISO-8859-2;ENCODING=QUOTED-PRINTABLE:=A3uk;A", "FN:A Łuk"], "A Łuk"),
    ],
    ids=["Windows-1252 unnamed", "UTF-8 unnamed", "named"],
)
def test_encoded_text_is_read_with_and_without_its_character_set(lines, name):
    [person] = people(card(*lines))

    assert person["Name"] == name
    assert person["Last name"] == name.split()[-1]


def test_an_assistant_inside_a_card_is_not_the_person():
    text = card(
        "N:Boss;Bea",
        "FN:Bea Boss",
        "AGENT:",
        card("N:Friday;Fred", "FN:Fred Friday", "EMAIL:fred@x.example").strip(),
        "EMAIL:bea@x.example",
    )

    [person] = people(text)

    assert (person["Name"], person["E-mail"]) == ("Bea Boss", "bea@x.example")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_cards_are_read_with_the_line_ends_of_any_system(end):
    text = card("N:Ng;Zoë", "FN:Zoë Ng", version="3.0", end=end)

    assert [person["Name"] for person in people(text * 2)] == ["Zoë Ng", "Zoë Ng"]


def test_addresses_are_in_the_order_of_their_preference():
    text = card(
        "N:Ng;Zoë",
        "FN:Zoë Ng",
        "EMAIL:last@x.example",
        "EMAIL;PREF=2:second@x.example",
        "EMAIL;PREF=1:first@x.example",
        "EMAIL;PREF=none:third@x.example",
        "EMAIL:",
        version="4.0",
    )

    [person] = people(text)

    assert person["E-mail"].split("; ") == [
        f"{name}@x.example" for name in ("first", "second", "third", "last")
    ]
