"""The codebook: every question with its choices, and its logic in words, as table rows and as a
PDF."""

from django.utils.formats import date_format
from reportlab.platypus import Spacer

from core.pdf import BODY, DEMO, HEADING, LEAD, SMALL, TITLE, document, paragraph, use_fonts

from .redcap.words import in_words
from .redcap.write import CODEBOOK, codebook_rows

MAX_PDF_CHOICES = 60
__all__ = ["CODEBOOK", "pdf_of", "rows_of"]


def rows_of(version):
    """Return one row per field, with the columns of CODEBOOK."""
    missing = {question.name: question.missing for question in version.project.questions.all()}
    return codebook_rows(version.dictionary, missing)


def pdf_of(version):
    """Return the codebook of a version as the bytes of a PDF."""
    use_fonts()
    dictionary, project = version.dictionary, version.project
    day = date_format(version.imported_at, "SHORT_DATE_FORMAT")
    story = [paragraph(f"Codebook: {project.name}", TITLE)]
    if project.is_demo:
        story.append(paragraph("Demonstration: this questionnaire is invented.", DEMO))
    story.append(
        paragraph(
            f"Version {version.number}, imported on {day}: {version.fields:,} fields in "
            f"{version.forms:,} forms.",
            LEAD,
        )
    )
    form = ""
    for field in dictionary.fields:
        if field.form != form:
            form = field.form
            story.append(paragraph(form.replace("_", " ").capitalize(), HEADING))
        number = f"{field.number}. " if field.number else ""
        story.append(paragraph(f"{number}{field.words}", BODY))
        about = [field.name, field.validation or field.type]
        if field.logic:
            about.append(f"shown if {in_words(field.logic, dictionary)}")
        story.append(paragraph("; ".join(about), SMALL))
        if field.choices:
            choices = [f"{one.code} = {one.words}" for one in field.choices[:MAX_PDF_CHOICES]]
            if len(field.choices) > MAX_PDF_CHOICES:
                choices.append(f"and {len(field.choices) - MAX_PDF_CHOICES:,} more")
            story.append(paragraph(" | ".join(choices), SMALL))
        story.append(Spacer(1, 4))
    return document(
        story,
        foot=f"{project.name}, codebook of version {version.number}",
        title=f"Codebook: {project.name}",
        author="JOIN4ATMP",
        subject="Codebook",
    )
