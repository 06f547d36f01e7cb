"""Rich text as paragraphs of formatted runs, for files that are not HTML."""

from dataclasses import dataclass
from html.parser import HTMLParser

from core.rich_text import clean

BLOCKS = {"p": "body", "h3": "part", "h4": "part", "li": "item", "blockquote": "quote"}
MARKS = {"strong", "em"}


@dataclass(frozen=True)
class Run:
    """Text in one format. A line break in the text is a line break in the file."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`style` is a key of STYLES in pdf.py and docx.py; `bullet` precedes an item."""

    style: str
    runs: tuple[Run, ...]
    bullet: str = ""

    @property
    def text(self):
        return "".join(run.text for run in self.runs)


def paragraphs_of(html):
    reader = _Reader()
    reader.feed(clean(html or ""))
    reader.close()
    reader.end_paragraph()
    return reader.paragraphs


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.paragraphs, self.runs, self.opened, self.lists, self.links = [], [], [], [], []
        self.marks = dict.fromkeys(MARKS, 0)

    def handle_starttag(self, tag, attributes):
        if tag in {"ul", "ol"}:
            self.end_paragraph()
            self.lists.append([tag, 0])
        elif tag in BLOCKS:
            if tag != "p" or not self._is_nested():
                self.end_paragraph()
            self.opened.append(tag)
            if tag == "li" and self.lists:
                self.lists[-1][1] += 1
        elif tag == "br":
            self._write("\n")
        elif tag in MARKS:
            self.marks[tag] += 1
        elif tag == "a":
            self.links.append(dict(attributes).get("href") or "")

    def handle_endtag(self, tag):
        if tag in BLOCKS and self.opened:
            self.opened.pop()
            if tag == "p" and self._is_nested():
                self._write("\n")
            else:
                self.opened.append(tag)
                self.end_paragraph()
                self.opened.pop()
        elif tag in {"ul", "ol"} and self.lists:
            self.end_paragraph()
            self.lists.pop()
        elif tag in MARKS:
            self.marks[tag] = max(self.marks[tag] - 1, 0)
        elif tag == "a" and self.links:
            self.links.pop()

    def handle_data(self, data):
        self._write(data)

    def _is_nested(self):
        """Return whether the paragraph is in a list item or quotation, and so becomes a line."""
        return bool(self.opened) and self.opened[-1] in {"li", "blockquote"}

    def _write(self, text):
        bold, italic = bool(self.marks["strong"]), bool(self.marks["em"])
        self.runs.append(Run(text, bold, italic, self.links[-1] if self.links else ""))

    def end_paragraph(self):
        runs, self.runs = _trimmed(self.runs), []
        if not runs:
            return
        style = BLOCKS[self.opened[-1]] if self.opened else "body"
        bullet = ""
        if style == "item" and self.lists:
            kind, number = self.lists[-1]
            bullet = f"{number}." if kind == "ol" else "•"
        self.paragraphs.append(Paragraph(style, runs, bullet))


def _trimmed(runs):
    """Return the runs without empty runs at both ends."""
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    return tuple(runs)
