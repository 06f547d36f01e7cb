"""Evidence from the survey, for the pages of hurdles and recommendations."""

from django import template

from surveys.models import Finding, InterviewStatement, Question

register = template.Library()


@register.simple_tag(takes_context=True)
def survey_evidence(context, row):
    """Return links of findings, questions and statements to the row that the reader may see.
    Statements are visible only from approved interviews."""
    user = context["request"].user
    links = list(
        row.survey_evidence.select_related(
            "finding__question__project",
            "finding__project",
            "question__project",
            "statement__interview__project",
        )
    )
    seen = {
        "finding": _visible(Finding, user, links, "finding_id"),
        "question": _visible(Question, user, links, "question_id"),
        "statement": _visible(InterviewStatement, user, links, "statement_id"),
    }
    return [
        link
        for link in links
        if any(getattr(link, f"{name}_id") in keys for name, keys in seen.items())
    ]


def _visible(model, user, links, name):
    keys = [key for link in links if (key := getattr(link, name))]
    if not keys:
        return frozenset()
    return frozenset(
        model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
