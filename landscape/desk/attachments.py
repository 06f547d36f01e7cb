"""The text of an attachment: a plain text file or a Word document.

Only the text is kept, after the same check as the question, so that the portal never passes a file
on. A PDF or a picture can be a scan, whose text nobody can check for patient data, and is refused.
"""

import io
import zipfile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

MAX_FILE_BYTES = 2_000_000
MAX_TEXT_PART_BYTES = 5_000_000  # of the unpacked text of a Word document
MAX_PARTS = 500
TEXT_PART = "word/document.xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTERS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}p": "\n"}
HOW_TO_CORRECT = "Save its text as a Word document (.docx) or as plain text (.txt), or paste it."


class AttachmentRefused(ValueError):
    """A file whose text cannot be kept; the message says why and how to correct it."""


def text_of(name, data):
    """Return the text of a file, known by its content. Raise AttachmentRefused.

    The end of the name must agree with the content.
    """
    if len(data) > MAX_FILE_BYTES:
        raise AttachmentRefused("The file is larger than 2 MB. Send a shorter text.")
    suffix = name.lower().rpartition(".")[2]
    if suffix == "docx" and data.startswith(b"PK"):
        return _word(data)
    if suffix == "txt":
        return _plain(data)
    raise AttachmentRefused(
        f"The file is neither plain text nor a Word document. {HOW_TO_CORRECT} Files of other "
        "kinds cannot be checked for patient data."
    )


def _plain(data):
    if data.startswith(b"%PDF-"):
        raise AttachmentRefused(f"The file is a PDF with another name. {HOW_TO_CORRECT}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AttachmentRefused(f"The file is not plain text in UTF-8. {HOW_TO_CORRECT}") from error
    if "\x00" in text:
        raise AttachmentRefused(f"The file is a program or damaged. {HOW_TO_CORRECT}")
    return text


def _word(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > MAX_PARTS or any(name.endswith("vbaProject.bin") for name in names):
                raise AttachmentRefused(
                    f"The document has macros or too many parts. {HOW_TO_CORRECT}"
                )
            if archive.getinfo(TEXT_PART).file_size > MAX_TEXT_PART_BYTES:
                raise AttachmentRefused("The document is too long. Send a shorter text.")
            with archive.open(TEXT_PART) as part:
                # The size in the directory of an archive may be wrong, so the bytes are counted.
                content = part.read(MAX_TEXT_PART_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError) as error:
        raise AttachmentRefused(
            f"The file is not a Word document that can be read. {HOW_TO_CORRECT}"
        ) from error
    if len(content) > MAX_TEXT_PART_BYTES:
        raise AttachmentRefused("The document is too long. Send a shorter text.")
    return _text_of_xml(content)


def _text_of_xml(content):
    """Return the words of a document; deleted text of tracked changes is no part of them."""
    pieces = []
    try:
        for _, element in iterparse(io.BytesIO(content), events=("end",)):
            if element.tag == f"{WORD}t":
                pieces.append(element.text or "")
            elif element.tag in LETTERS:
                pieces.append(LETTERS[element.tag])
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise AttachmentRefused(f"The Word document is damaged. {HOW_TO_CORRECT}") from error
    return "".join(pieces).strip()
