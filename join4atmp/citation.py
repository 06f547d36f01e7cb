"""Citations of a page of the portal as text, BibTeX and RIS."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from django.conf import settings
from django.utils.formats import date_format

AUTHOR = "JOIN4ATMP consortium"
# Signs that TeX reads as commands.
IN_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


@dataclass(frozen=True)
class PageCitation:
    """A page with its title, its address with all filters, and the day on which it was read."""

    title: str
    path: str
    day: date

    @property
    def address(self):
        return f"{settings.SITE_URL.rstrip('/')}{self.path}"

    @property
    def text(self):
        day = date_format(self.day, "j F Y")
        return f"{AUTHOR}. {self.title}. JOIN4ATMP portal. {self.address} (read on {day})"

    @property
    def bibtex(self):
        title = self.title.translate(IN_TEX)
        # Two pages of one day have different keys, because a list of literature has each key once.
        place = blake2b(self.path.encode(), digest_size=3).hexdigest()
        return (
            f"@misc{{join4atmp{self.day:%Y%m%d}{place},\n"
            f"  author = {{{{{AUTHOR}}}}},\n"
            f"  title = {{{title}}},\n"
            "  howpublished = {JOIN4ATMP portal},\n"
            f"  year = {{{self.day.year}}},\n"
            f"  url = {{{self.address}}},\n"
            f"  urldate = {{{self.day.isoformat()}}}\n"
            "}"
        )

    @property
    def ris(self):
        lines = (
            ("TY", "ELEC"),
            ("AU", AUTHOR),
            ("TI", self.title),
            ("T2", "JOIN4ATMP portal"),
            ("PY", str(self.day.year)),
            ("UR", self.address),
            ("Y2", f"{self.day:%Y/%m/%d}"),
            ("ER", ""),
        )
        return "\n".join(f"{name}  - {value}".rstrip() for name, value in lines)
