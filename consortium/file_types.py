"""Kinds of files, known by their content and never by their name or by what the browser says."""

import io
import zipfile

from PIL import Image

MAX_FILE_BYTES = 20_000_000
OPEN_XML = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg")}
TEXTS = {"csv": "text/csv", "txt": "text/plain", "md": "text/markdown"}
PAGE_STARTS = ("<!doctype", "<html", "<svg", "<?xml", "<script")
MAX_MIMETYPE_BYTES = 100


class NotAccepted(ValueError):
    """A file that the portal does not keep; the text says why and what to do."""


def kind_of(name, data):
    """Return (suffix, content type) of a file by its content. Raise NotAccepted.

    The suffix of the name must agree, so that nobody opens a program that is called a report.
    """
    if not data:
        raise NotAccepted("The file is empty. Choose another file.")
    if len(data) > MAX_FILE_BYTES:
        raise NotAccepted(
            f"The file has {len(data) / 1e6:.1f} MB. The limit is {MAX_FILE_BYTES / 1e6:.0f} MB."
        )
    said = name.rpartition(".")[2].lower() if "." in name else ""
    said = {"jpeg": "jpg"}.get(said, said)
    suffix, content_type = _kind(said, data)
    if said != suffix:
        raise NotAccepted(
            f"The name of the file ends with “.{said[:10]}”, but its content is “.{suffix}”. "
            "Choose the right file, or correct its name."
        )
    return suffix, content_type


def _kind(said, data):
    if data.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if data.startswith(b"PK"):
        return _archive(data)
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return _picture(data)
    if said in TEXTS:
        return said, _text(said, data)
    raise NotAccepted(
        "The content of the file is of no accepted kind. Upload PDF, Word, Excel, PowerPoint, "
        "OpenDocument, PNG, JPEG, csv, txt, md or zip."
    )


def _archive(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise NotAccepted("The file has macros. Save it without macros.")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < MAX_MIMETYPE_BYTES:
                said = archive.read("mimetype").strip()
                if said in OPEN_DOCUMENT:
                    return OPEN_DOCUMENT[said], said.decode()
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise NotAccepted("The file is damaged and cannot be read. Choose another file.") from error
    if "[Content_Types].xml" in names:
        for folder, kind in OPEN_XML.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip", "application/zip"


def _picture(data):
    try:
        with Image.open(io.BytesIO(data), formats=list(PICTURES)) as picture:
            kind = PICTURES[picture.format]
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAccepted("The picture is damaged. Choose another file.") from error
    return kind


def _text(said, data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAccepted("The text is not in UTF-8. Save it as UTF-8.") from error
    if "\0" in text or text.lstrip().lower().startswith(PAGE_STARTS):
        raise NotAccepted("The file is a program or a web page, not a text. Upload a PDF instead.")
    return TEXTS[said]
