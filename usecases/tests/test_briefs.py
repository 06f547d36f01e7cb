"""The briefs of use cases: the PDF and the Word file have the same text."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils.html import escape
from docx import Document
from reportlab.graphics.shapes import Drawing, Group, Rect, String
from reportlab.platypus import Paragraph as PdfParagraph

from core.pdf import use_fonts
from usecases.brief import blocks_of
from usecases.case_page import case_page_of
from usecases.models import Section, UseCase
from usecases.pdf_road import drawn_road
from usecases.rich_paragraphs import Paragraph, Run, paragraphs_of
from usecases.road import in_days

from .factories import make_case, make_hurdle, make_milestone, make_solution, make_user

pytestmark = pytest.mark.django_db
HARD_TEXT = (
    "<p><strong>a<em>b</strong>c</em> Čeština, Łódź, αβ &amp; &lt;x&gt;</p><ul><li>"
    "<p>x</p><ol><li>y</li></ol></li></ul>"
)


@pytest.fixture
def demonstration(db):
    call_command("load_demo", trials=0, stakeholders=0, verbosity=0)
    section = Section.objects.filter(use_case__slug="demo-stem-cells").first()
    Section.objects.filter(pk=section.pk).update(body=HARD_TEXT)


@pytest.mark.parametrize("slug", ["pragmatil", "demo-car-t", "demo-stem-cells", "use-case-2"])
@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_every_case_has_a_brief(client, demonstration, slug, kind, start):
    client.force_login(make_user())

    answer = client.get(f"/use-cases/{slug}/{kind}/")

    assert answer.content.startswith(start)
    assert f'filename="join4atmp-{slug}-' in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith(f'.{kind}"')


def words_in(content):
    document = Document(io.BytesIO(content))
    cells = [
        paragraph.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    ]
    return document, [paragraph.text for paragraph in document.paragraphs], cells


def test_the_word_file_has_the_text_of_the_pdf(client, demonstration):
    page = case_page_of(AnonymousUser(), UseCase.objects.get(slug="demo-car-t"))

    document, paragraphs, cells = words_in(client.get("/use-cases/demo-car-t/docx/").content)

    blocks = list(blocks_of(page))
    expected = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert [text.rpartition("\t")[2] for text in paragraphs if text] == expected
    assert {step.label for step in page.road.steps} <= set(cells)
    assert page.snapshot["products"] in cells
    assert document.core_properties.title == page.snapshot["title"]
    assert document.core_properties.language == "en-GB"
    (section,) = document.sections
    foot = section.footer.paragraphs[0].text
    assert foot.startswith("INVENTED FOR DEMONSTRATION · JOIN4ATMP · Demo CAR-T · version 2")


def test_headings_use_the_styles_of_word(client, demonstration):
    document, _, _ = words_in(client.get("/use-cases/demo-car-t/docx/").content)

    looks = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}

    assert looks["Timeline"] == "Heading 1"
    assert [one.style.name for one in document.paragraphs].count("Title") == 1


def test_a_link_a_list_and_marks_survive(client):
    case = make_case(
        is_demo=True,
        context='<p>See <a href="https://example.org/a?b=1&amp;c=2">the <b>list</b></a></p>'
        "<ol><li><p>One</p><p>more</p></li><li>Two</li></ol>",
    )

    document, paragraphs, _ = words_in(client.get(case.get_absolute_url() + "docx/").content)

    links = [one.address for paragraph in document.paragraphs for one in paragraph.hyperlinks]
    assert set(links) == {"https://example.org/a?b=1&c=2"}
    assert "See the list" in paragraphs
    assert "1.\tOne\nmore" in paragraphs
    assert "2.\tTwo" in paragraphs


def test_characters_that_xml_cannot_hold_break_nothing(client):
    case = make_case(is_demo=True, summary="A\x0bB\x02C")
    make_milestone(case, submitted_on="2023", note="\x0c")
    make_solution(make_hurdle(case, is_demo=True, description="\x1f"), is_demo=True)

    _, paragraphs, _ = words_in(client.get(case.get_absolute_url() + "docx/").content)

    assert "ABC" in paragraphs
    assert client.get(case.get_absolute_url() + "pdf/").content.startswith(b"%PDF-")


def test_a_reader_without_access_to_a_case_cannot_download_its_files(client):
    case = make_case()

    for kind in ("pdf", "docx"):
        assert client.get(f"/use-cases/{case.slug}/{kind}/").status_code == 404
        assert client.get(f"/use-cases/{case.slug}/versions/1/{kind}/").status_code == 404


def test_a_version_keeps_its_files(client, demonstration):
    _, paragraphs, _ = words_in(client.get("/use-cases/demo-car-t/versions/1/docx/").content)

    assert paragraphs[0] == "JOIN4ATMP use case · Finalised · version 1, 14 June 2024"


def test_differences_between_countries_are_part_of_the_brief(client):
    case = make_case(is_demo=True)
    for country, decided in (("DE", "2023-04-01"), ("ES", "2023-09-01")):
        make_milestone(case, "gmo", country=country, submitted_on="2023-01-01", decided_on=decided)

    _, paragraphs, cells = words_in(client.get(case.get_absolute_url() + "docx/").content)

    assert "Differences between countries" in paragraphs
    assert cells.count("Spain") == 1
    assert "243" in cells


def test_marks_that_cross_each_other_are_put_in_order():
    (first, item, inner) = paragraphs_of(HARD_TEXT)

    assert (
        first.runs[:3]
        == (
            Run("a", bold=True),
            Run("b", bold=True, italic=True),
            Run("c Čeština, Łódź, αβ & <x>"),
        )
        or first.text == "abc Čeština, Łódź, αβ & <x>"
    )
    assert (item.style, item.text, item.bullet) == ("item", "x", "•")
    assert (inner.style, inner.text, inner.bullet) == ("item", "y", "1.")


def test_a_brief_names_hurdles_without_a_solution_and_outcomes_of_milestones(client):
    case = make_case(is_demo=True)
    make_hurdle(case, is_demo=True, title="Nobody has solved it")
    make_milestone(
        case, procedure=None, title="PRIME", outcome="refused", submitted_on="2023-01-01"
    )
    make_milestone(case, procedure=None, title="Without a date", outcome="withdrawn")

    page = case_page_of(AnonymousUser(), case)
    _, paragraphs, cells = words_in(client.get(case.get_absolute_url() + "docx/").content)
    html = client.get(case.get_absolute_url()).content.decode()

    told = " ".join(str(block) for block in blocks_of(page))
    for words in (told + " ".join(cells), " ".join(paragraphs + cells)):
        assert "No solution is recorded." in words
        assert "Refused" in words
        assert "Withdrawn" in words
    assert 'class="outcome outcome-refused" title="Refused"' in html


def shapes_in(flowable):
    """Yield all shapes of drawings in a flowable, also of those in the cells of tables."""
    if isinstance(flowable, Drawing | Group):
        for shape in flowable.contents:
            yield shape
            yield from shapes_in(shape)
    for row in getattr(flowable, "_cellvalues", ()):
        for cell in row:
            for each in cell if isinstance(cell, list | tuple) else [cell]:
                yield from shapes_in(each)


def texts_in(flowable):
    """Yield the texts of paragraphs in a flowable and in the cells of tables."""
    if isinstance(flowable, PdfParagraph):
        yield flowable.text
    for row in getattr(flowable, "_cellvalues", ()):
        for cell in row:
            for each in cell if isinstance(cell, list | tuple) else [cell]:
                yield from texts_in(each)


def test_the_timeline_of_the_pdf_has_idle_times_outcomes_and_the_plan(demonstration):
    use_fonts()
    page = case_page_of(AnonymousUser(), UseCase.objects.get(slug="demo-car-t"))
    timeline = page.timeline
    refused = [row for row in timeline.rows if row.step.data["outcome"] == "refused"]
    planned = [row for row in timeline.rows if row.planned]
    assert timeline.idle
    assert refused
    assert planned

    flowables = list(drawn_road(timeline))

    words = [text for flowable in flowables for text in texts_in(flowable)]
    shapes = [shape for flowable in flowables for shape in shapes_in(flowable)]
    outlines = [one for one in shapes if isinstance(one, Rect) and one.fillColor is None]
    labels = {one.text for one in shapes if isinstance(one, String)}
    assert words.count("Refused") == len(refused)
    assert words[-2:] == ["No step open", f"{timeline.idle_days:,} days"]
    assert len(outlines) == len(planned) + 1  # and the sample in the key
    assert {f"{gap.days:,}" for gap in timeline.idle if gap.is_wide} <= labels
    assert {"no step open", "planned", "refused"} <= labels


def test_page_and_files_have_the_same_lists_of_lost_and_won_time(client, demonstration):
    page = case_page_of(AnonymousUser(), UseCase.objects.get(slug="demo-car-t"))
    html = client.get("/use-cases/demo-car-t/").content.decode()
    _, paragraphs, cells = words_in(client.get("/use-cases/demo-car-t/docx/").content)

    lists = page.road.time_lists
    assert {title for title, _ in lists} >= {"Longer than nominal", "Later than planned"}
    for title, rows in lists:
        assert f"<h3>{title}</h3>" in html
        assert title in paragraphs
        for label, days in rows:
            assert f"<li>{escape(label)}: {in_days(days)}</li>" in html
            assert f"{label}: {in_days(days)}" in paragraphs
    assert page.road.sum_in_words in html
    assert page.road.sum_in_words in paragraphs
    assert cells.count("No step open") == len(page.road.waits)
    assert "× Refused" in cells
