"""Find numbers of trials in every form in which registers, articles and people print them.

`find_numbers` reads them out of a text, `read_number` takes a text that is nothing but a number.
Both give the same canonical form: capital letters, no blanks, hyphens as on a keyboard, and no
letters around a European number, so `EUCTR2022-002568-62-SE` is 2022-002568-62.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
# Between the name of a registry and its number: NCT 01234567, ISRCTN number: 12345678, DRKS-ID
# 00012345.
GAP = r"(?:[\s:#./-]|(?:ID|CTR|number|no|nr)\b){0,5}"
# 2022-002568-62, with the country of one record (SE, 3rd), or with the resubmission in CTIS (00).
EUROPEAN = re.compile(
    r"(?<![\d-])(20\d\d) ?- ?(\d{6}) ?- ?(\d\d)(?!\d)"
    r"(?: ?- ?(\d\d)(?!\d|-\d))?(?:[-/](?:[A-Z]{2}\b|3rd\b|Outside[- ]EU/EEA))?",
    re.IGNORECASE | re.ASCII,
)
# Registry -> (start of its canonical number, remaining pattern). NCT00000000 is a placeholder.
REGISTRIES = {
    "nct": ("NCT", r"\d{8}"),
    "isrctn": ("ISRCTN", r"\d{8}"),
    "drks": ("DRKS", r"\d{8}"),
    "utn": ("U", r"\d{4}-\d{4}-\d{4}"),
    "actrn": ("ACTRN", r"\d{14}"),
    "chictr": ("ChiCTR", r"(?:-[A-Z]{3,4}-)?\d{8,10}"),
    "ctri": ("CTRI/", r"\d{4}/\d{2,3}/\d{6}"),
    "irct": ("IRCT", r"\d{11,14}(?:N\d{1,3})?"),
    "itmctr": ("ITMCTR", r"\d{10}"),
    "japic": ("JapicCTI-", r"\d{6}"),
    "jma": ("JMA-IIA", r"\d{5}"),
    "jrct": ("jRCT", r"[a-z]?\d{9,10}"),
    "kct": ("KCT", r"\d{7}"),
    "lbctr": ("LBCTR", r"\d{10}"),
    "ntr": ("NTR", r"\d{3,5}"),
    "nl_omon": ("NL-OMON", r"\d{4,6}"),
    "pactr": ("PACTR", r"\d{15,16}"),
    "rbr": ("RBR-", r"(?=[a-z]*\d)[0-9a-z]{6,8}"),
    "rpcec": ("RPCEC", r"\d{8}"),
    "slctr": ("SLCTR/", r"\d{4}/\d{3}"),
    "tctr": ("TCTR", r"\d{11}"),
    "umin": ("UMIN", r"\d{9}"),
}
OTHERS = re.compile(
    "|".join(
        rf"(?<![A-Za-z0-9])(?P<{name}>{start.rstrip('/-')}{GAP}(?P<rest_of_{name}>{rest}))(?![\d-])"
        for name, (start, rest) in REGISTRIES.items()
    ),
    re.IGNORECASE | re.ASCII,
)
# A text without it has no number of any registry: it is found much faster than the patterns.
PART_OF_A_NUMBER = re.compile(r"\d{3}|rbr", re.IGNORECASE | re.ASCII)
# Number of the French authority, which CTIS lists beside those of registries.
IDRCB = re.compile(r"(?<![\d-])20\d\d ?- ?A\d{5} ?- ?\d\d(?!\d)", re.IGNORECASE | re.ASCII)
# JPRN is in front of the numbers of all Japanese registries.
NAME_IN_FRONT = re.compile(
    r"^(?:EUCTR|CTIS|EudraCT|EU ?CT|JPRN)(?:[ -]?(?:number|no|nr)\b\.?)?[:# -]*", re.IGNORECASE
)
EUDRACT, EU_CT, NCT = "eudract", "eu_ct", "nct"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in its canonical form, and the registry that gives such numbers."""

    scheme: str
    number: str

    @property
    def base(self):
        """Return the number without the pair that counts resubmissions in CTIS."""
        return self.number[:14] if self.scheme == EU_CT else self.number


def find_numbers(text: str) -> list[FoundNumber]:
    """Return the different numbers that a text names, in its order."""
    text = text.translate(MARKS)
    found = sorted(_matches(text), key=lambda pair: pair[0])
    return list(dict.fromkeys(number for _, number in found))


def without_numbers(text: str) -> str:
    """Return the text with spaces in place of its numbers."""
    return _with_numbers_replaced(text, lambda found: " ")


def with_canonical_numbers(text: str) -> str:
    """Return the text with its numbers in their canonical form."""
    return _with_numbers_replaced(text, lambda found: found.number)


def _with_numbers_replaced(text, written):
    text = text.translate(MARKS)
    for pattern, read in READERS:
        text = pattern.sub(
            lambda match, read=read: written(found) if (found := read(match)) else match[0], text
        )
    return text


def base_of(number: str) -> str:
    """Return a number in canonical form without the pair that counts resubmissions in CTIS."""
    found = read_number(number)
    return found.base if found else number


def read_number(text: str) -> FoundNumber | None:
    """Return the number that a text consists of, without text that registries print around it; else
    None."""
    text = NAME_IN_FRONT.sub("", text.translate(MARKS).strip())
    for pattern, read in READERS:
        if match := pattern.fullmatch(text):
            return read(match)
    return None


def _matches(text) -> Iterator[tuple[int, FoundNumber]]:
    if not PART_OF_A_NUMBER.search(text):
        return
    for pattern, read in READERS:
        for match in pattern.finditer(text):
            if number := read(match):
                yield match.start(), number


def _european(match):
    """Return a number of CTIS if its second part begins with 5, which EudraCT never reached."""
    year, middle, check, resubmission = match.groups()
    base = f"{year}-{middle}-{check}"
    if not middle.startswith("5"):
        return FoundNumber(EUDRACT, base)
    return FoundNumber(EU_CT, f"{base}-{resubmission}" if resubmission else base)


def _other(match):
    scheme = match.lastgroup
    rest = match[f"rest_of_{scheme}"]
    if not rest.strip("0-"):
        return None
    return FoundNumber(scheme, f"{REGISTRIES[scheme][0]}{rest}".upper())


def _idrcb(match):
    return FoundNumber("idrcb", match[0].replace(" ", "").upper())


READERS = ((EUROPEAN, _european), (IDRCB, _idrcb), (OTHERS, _other))
