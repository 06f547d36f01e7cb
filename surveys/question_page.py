"""Content of the page of one question for a query string: filters, figures, charts and matrix."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from core.charts import Chart, Mark, Series
from core.charts.data import STACKED

from .answers import VersionAnswers
from .figures import SHADES, Choice, Figures, leading_answer
from .imports.rows import WITHHELD
from .models import unpack_cells
from .pool import axes_of, pool
from .redcap.dependencies import unread_logic
from .redcap.words import in_words

MAX_MATRIX_QUESTIONS = 30
CROSSES = "surveys.cross_answers"
CHART_FORMATS = ("svg", "png", "csv")


class QuestionPage:
    """The page of one question. It reads `group`, `country`, `by` and `cross` from the request;
    values that do not exist are ignored and named in `problems`."""

    def __init__(self, request, project, question):
        self.request, self.project, self.question = request, project, question
        self.problems = []
        self.may_cross = request.user.has_perm(CROSSES)
        self.cross = self._cross()
        self.pool = pool(project, question, split_by=self.cross)
        self.figures = Figures(self.pool, self._choice())

    def _cross(self):
        """Return the name of the question by which the answers are divided, or "" without one or
        without the permission."""
        name = self.request.GET.get("cross", "")
        if not name or not self.may_cross:
            return ""
        field = self.project.newest.dictionary.by_name.get(name)
        crossable = field is not None and field.is_coded and field.type != "checkbox"
        identifying = {axis.field for axis in axes_of(self.project)}
        if not crossable or self.question.name in {name, *identifying}:
            self.problems.append("Answers cannot be divided by this question. Choose another one.")
            return ""
        return name

    def _choice(self):
        if self.cross:
            return Choice(by="question")
        values = {}
        for axis in self.pool.axes:
            value = self.request.GET.get(axis.name)
            if value and axis.field:
                if value != "-" and axis.place_of(value) is None:
                    self.problems.append(f"There is no {axis.label.lower()} {value[:40]}.")
                    continue
                values[axis.name] = "" if value == "-" else value
        by = self.request.GET.get("by", "")
        if by and by not in self._axis_names:
            self.problems.append(
                "Answers cannot be divided by this value. Choose the group or the country."
            )
            by = ""
        if by in values:
            by = ""
        return Choice(by=by, **values)

    @property
    def _axis_names(self):
        return {axis.name for axis in self.pool.axes if axis.field}

    @property
    def is_free_text(self):
        return self.pool.field.is_free_text

    @property
    def shown_if(self):
        logic = self.question.logic
        return in_words(logic, self.project.newest.dictionary) if logic else ""

    @property
    def unread(self):
        return unread_logic(self.project.newest.dictionary).get(self.question.name, "")

    def address(self, **changes):
        """Return the address of the page with some values of its query string replaced."""
        choice = self.figures.choice
        values = {
            "project": self.project.slug,
            "group": choice.group,
            "country": choice.country,
            "by": choice.by if choice.by != "question" else "",
            "cross": self.cross,
        } | changes
        pairs = [(name, value or "-") for name, value in values.items() if value is not None]
        pairs = [(name, value) for name, value in pairs if value != "-" or name in AXES_IN_ADDRESS]
        address = reverse("surveys:question", args=[self.question.name])
        return f"{address}?{urlencode(pairs)}"

    @cached_property
    def filters(self):
        """Return (axis, options, selected code) per axis. Options are categories that may be shown
        alone."""
        if self.cross:
            return []
        found = []
        for number, axis in enumerate(self.pool.axes):
            if not axis.field or axis.field == self.question.name:
                continue
            shown = self.pool.plan.rows if number == 0 else self.pool.plan.columns
            sums = self.pool.people_table.sum(axis=1 - number)
            options = [
                (code or "-", label, int(sums[place]))
                for place, (code, label) in enumerate(axis.categories)
                if shown[place] and sums[place]
            ]
            chosen = self.figures.choice.group if number == 0 else self.figures.choice.country
            found.append((axis, options, "-" if chosen == "" else chosen))
        return found

    @property
    def crossable(self):
        """Return (name, label) of the questions by which the answers can be divided."""
        return [
            (field.name, field.words)
            for field in self.project.newest.dictionary.questions
            if field.is_coded and field.type != "checkbox" and field.name != self.question.name
        ]

    @cached_property
    def charts(self):
        """Return (chart, addresses of its files) of each chart; the matrix of the question is
        last."""
        found = [(chart, self._files(chart.name)) for chart in self.figures.charts()]
        matrix = self.matrix
        if matrix is not None:
            found.append((matrix, self._files(matrix.name)))
        return found

    def chart_named(self, name):
        return next((chart for chart, _ in self.charts if chart.name == name), None)

    def _files(self, name):
        query = self.address().partition("?")[2]
        return [
            (format, f"{reverse('surveys:chart', args=[self.question.name, name, format])}?{query}")
            for format in CHART_FORMATS
        ]

    @cached_property
    def matrix(self):
        """Return all questions of the same matrix as stacked bars, or None if there is no matrix or
        the page has filters."""
        fields = self.project.newest.dictionary.fields
        own = self.project.newest.dictionary.by_name.get(self.question.name)
        choice = self.figures.choice
        if own is None or not own.matrix or choice.by or choice.group or choice.country:
            return None
        names = [field.name for field in fields if field.matrix == own.matrix]
        rows = self.project.questions.visible_to(self.request.user).filter(
            name__in=names[:MAX_MATRIX_QUESTIONS]
        )
        lines = []
        for question in rows.order_by("position"):
            asked = self.pool if question.pk == self.question.pk else pool(self.project, question)
            figures = Figures(asked)
            if figures.may_show:
                lines.append((question, {line.code: line for line in figures.lines}))
        if len(lines) < 2:
            return None
        return _matrix_chart(own, lines)


AXES_IN_ADDRESS = ("group", "country")


def _matrix_chart(own, lines):
    series = []
    choices = [one for one in own.choices if one.code not in own.missing_codes]
    for number, choice in enumerate(choices):
        marks = tuple(
            Mark(
                f"{question.label}, {choice.words}: {found[choice.code].number:,}"
                if choice.code in found
                else f"{question.label}, {choice.words}: 0",
                found[choice.code].number if choice.code in found else 0,
            )
            for question, found in lines
        )
        series.append(Series(choice.words, SHADES[number % len(SHADES)], marks))
    made = Chart(
        name=f"matrix-{own.matrix}",
        title="The whole matrix",
        form=STACKED,
        axis="Question",
        categories=tuple(question.label for question, _ in lines),
        series=tuple(series),
        unit="answers",
        note="Each bar is as long as the number of people who answered.",
    )
    return replace(made, headline=leading_answer(made, "questions"))


@dataclass(frozen=True)
class FreeText:
    """A free-text answer: its text, the digest by which tags identify it, and the names of its
    tags."""

    text: str
    digest: str
    tags: tuple[str, ...]


def tagged_texts(project, question):
    """Return a `FreeText` per free-text answer, in the order of `free_texts`."""
    names = {}
    for tag in question.tags.select_related("code"):
        names.setdefault(tag.digest, []).append(tag.code.name)
    digests = ((text, digest_of(text)) for text in free_texts(project, question))
    return [FreeText(text, digest, tuple(names.get(digest, ()))) for text, digest in digests]


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def free_texts(project, question):
    """Return the free-text answers of respondents who consented, ordered by digest, so that the
    order does not identify anybody. Answers of personal questions are left out."""
    if question.is_personal:
        return []
    found = []
    for version in project.versions.all():
        if not version.row_count or question.name not in version.dictionary.by_name:
            continue
        answers = VersionAnswers(version)
        answers.load(filter(None, [question.name, "@plain", project.consent_field]))
        wanted = answers.answered(question.name) & answers.consenting(project.consent_field)
        layouts = {}
        rows = version.responses.order_by("pk").values_list("layout_id", "packed")
        for place, (layout, packed) in enumerate(rows.iterator(500)):
            if not wanted[place]:
                continue
            if layout not in layouts:
                columns = version.project.layouts.get(pk=layout).columns
                layouts[layout] = columns.index(question.name) if question.name in columns else -1
            if layouts[layout] >= 0:
                text = unpack_cells(packed)[layouts[layout]].strip()
                if text and text != WITHHELD:
                    found.append(text)
    return sorted(found, key=digest_of)
