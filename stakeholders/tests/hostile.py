"""A hundred files that nobody should send: {what is wrong: (bytes, name of the file)}."""

import gzip
import io
import random
import zipfile

from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from .files import HEADER, csv_file, person, repacked, xlsx_file

ONE = person(1)
BOOK = xlsx_file(ONE, person(2))


def one(**cells):
    return csv_file(person(1, **cells))


def texts():
    """CSV in the wrong shape: encodings, separators, line ends, headings."""
    accents = csv_file(person(1, name="Žofie Ðurić Ång"))
    plain = csv_file(ONE)
    for encoding in ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "cp500", "shift_jis"):
        yield f"encoded as {encoding}", accents.decode().encode(encoding, "replace")
    yield "two byte order marks", b"\xef\xbb\xbf" * 2 + plain
    yield "a byte order mark in the middle", plain.replace(b"Institute", b"\xef\xbb\xbfInstitute")
    yield "half a letter at the end", plain.rstrip() + b"\xc3"
    yield "surrogates", plain.replace(b"Person", b"\xed\xa0\x80Person")
    yield "overlong", plain.replace(b"Person", b"\xc0\xafPerson")
    yield "UTF-7", b"Name,E-mail\n+ADw-script+AD4-,a@b.example\n"
    yield "a line that names the separator", b"sep=;\n" + csv_file(ONE, delimiter=";")
    yield "bars between", csv_file(ONE, delimiter="|")
    yield "separators mixed", plain.replace(b",", b";", 2)
    yield "old line ends", plain.replace(b"\r\n", b"\r")
    yield "line ends mixed", plain + b"a,b@c.example,,,\rc,d@c.example,,,\n"
    for name, sign in {
        "vertical": "\x0b",
        "form feed": "\x0c",
        "next": "\x85",
        "U+2028": "\u2028",
    }.items():
        yield f"a line end inside a cell: {name}", one(name=f"Ana{sign}Silva")
    yield "a cell too many", csv_file([*ONE, "more"])
    yield "a cell too few", csv_file(ONE[:-1])
    yield "shifted by one", csv_file(["", *ONE])
    yield "a title above", b"Our contacts\n\n" + plain
    yield "separators at the ends", plain.replace(b"\r\n", b",,,\r\n")
    yield "headings twice in the file", csv_file(ONE, HEADER, person(2))
    for name, heading in {
        "markup": "<img src=x onerror=alert(1)>",
        "turned": "\u202eemaN",
        "without width": "\u200b",
        "a formula": "=1+1",
        "a control sign": "Na\x07me",
        "much": "N" * 5_000,
    }.items():
        yield f"a heading of {name}", csv_file(ONE, header=[heading, *HEADER[1:]])
    yield "the same heading in another case", csv_file(ONE, header=["Name", "NAME", *HEADER[2:]])
    yield "a thousand headings", csv_file(["a"] * 1000, header=[f"h{n}" for n in range(1000)])
    yield (
        "headings of what is never written",
        csv_file(
            [*ONE, "given", "1", "no"], header=[*HEADER, "Consent", "Owner", "Do not contact"]
        ),
    )


def cells():
    """Ordinary files with one cell that means harm or nothing."""
    for sign in ("=", "+", "-", "@", "|", "%", "\t=", "\r=", " =", "\uff1d", "\u200b=", '"='):
        yield f"a formula after {sign!r}", one(name=f"{sign}HYPERLINK(1)", organisation=f"{sign}1")
    for code in (0, 1, 8, 0x1B, 0x7F, 0x9B, 0xFFFE, 0xFFFF):
        yield f"the sign U+{code:04X}", one(name=f"Ana{chr(code)}Silva")
    for name, text in {
        "turned text": "\u202eaviliS anA",
        "signs without width only": "\u200b\u2060\ufeff",
        "piled accents": "A" + "\u0301" * 500,
        "emoji": "👩🏽\u200d🔬",
        "markup": "<script>alert(1)</script>",
        "a template": "{{ 7*7 }}{% debug %}",
        "SQL": "'; DROP TABLE stakeholders_contact; --",
        "a path": "../../../../etc/passwd",
        "formats": "%s%n{0.__class__}",
        "9,999 letters": "A" * 9_999,
        "10,001 letters": "A" * 10_001,
    }.items():
        yield f"a name of {name}", one(name=text)
    for text in (
        "a@b",
        "a@@b.example",
        "<a@b.example>",
        "a@b.example\nBcc: x@y.example",
        "a b",
        "@",
    ):
        yield f"the address {text!r}", one(email=text)
    yield "an address of other letters", one(email="аna@x.example")
    yield "a thousand addresses", one(email=";".join(f"a{n}@x.example" for n in range(1000)))
    for text in ("99", "-1", "15;15", "1e3", "None"):
        yield f"the group {text}", one(groups=text)
    for text in ("XX", "\N{REGIONAL INDICATOR SYMBOL LETTER D}", "0"):
        yield f"the country {text!a}", one(country=text)
    for day in ("2026-02-30", "9999-12-31", "0000-00-00", "31/01/2026"):
        yield f"the day {day}", csv_file([*ONE, day], header=[*HEADER, "Verified on"])


def workbooks():
    """Workbooks with something in them, and what is no workbook any more."""
    yield "a part that nobody knows", repacked(BOOK, xl__surprise=b"<a/>")
    with_macros = io.BytesIO(BOOK)
    with zipfile.ZipFile(with_macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    yield "macros", with_macros.getvalue()
    outside = io.BytesIO(BOOK)
    with zipfile.ZipFile(outside, "a") as archive:
        archive.writestr("../../outside.xml", b"<a/>")
        archive.writestr("/etc/absolute.xml", b"<a/>")
    yield "parts outside", outside.getvalue()

    def change(action):
        return xlsx_file(ONE, change=lambda book: action(book.active))

    yield "a formula", change(lambda sheet: sheet.__setitem__("A2", "=WEBSERVICE(1)"))
    yield "an error", change(lambda sheet: sheet.__setitem__("A2", "#REF!"))
    yield "a number for a name", change(lambda sheet: sheet.__setitem__("A2", 1e308))
    yield "yes for a name", change(lambda sheet: sheet.__setitem__("A2", True))
    yield "a far cell", change(lambda sheet: sheet.__setitem__("XFD2", "far"))
    yield "a deep cell", change(lambda sheet: sheet.__setitem__("A1048576", "deep"))
    yield "a comment", change(lambda s: setattr(s["A2"], "comment", Comment("=1", "x")))
    yield "a link", change(lambda s: setattr(s["A2"], "hyperlink", "file://server/share"))
    yield "a rule", change(lambda s: s.add_data_validation(DataValidation("list", "=1")))
    yield "a lock", change(lambda s: setattr(s.protection, "sheet", True))
    # The name must not hold the length, which depends on the second in which the book was made.
    for place in (30, 400, 2_000, -30):
        yield f"cut at {place}", BOOK[:place]
    for seed in range(8):
        chosen, data = random.Random(seed), bytearray(BOOK)
        for _ in range(40):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        yield f"40 bytes changed, {seed}", bytes(data)
    yield "doubled", BOOK + BOOK
    yield "text before", b"hello" + BOOK


def others():
    """What is no table at all."""
    yield "picture", b"GIF89a" + bytes(range(256)) * 4
    yield "program", b"MZ\x90\0" + bytes(500)
    yield "page", b"<!DOCTYPE html><html><script>alert(1)</script></html>"
    yield "JSON", b'{"Name": ["Ana"], "E-mail": null}\n{}\n'
    yield "XML", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    yield "gzip", gzip.compress(csv_file(ONE))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("people.xlsx", BOOK)
    yield "workbook in a zip", archive.getvalue()
    for seed in range(6):
        yield f"noise {seed}", random.Random(seed).randbytes(3_000)


def names():
    """Good content under a name that means harm."""
    for name in (
        "people.xlsx",
        "people",
        "people.exe",
        "../../people.csv",
        "=1+1.csv",
        "<b>people.csv",
        "\u202evsc.elpoep",
        "p" * 220 + ".csv",
        "con.csv",
    ):
        yield f"the name {name[:20]!a}", csv_file(ONE), name
    yield "a workbook called csv", BOOK, "people.csv"
    yield "a workbook called xls", BOOK, "people.xls"


def hostile_files():
    files = {
        f"{maker.__name__}: {what}": (data, "people.csv")
        for maker in (texts, cells, workbooks, others)
        for what, data in maker()
    }
    return files | {f"names: {what}": (data, name) for what, data, name in names()}
