"""What the survey says about a hurdle or a recommendation, for their pages."""

from django import template

from surveys.models import Finding, InterviewStatement, Question

register = template.Library()


@register.simple_tag(takes_context=True)
def survey_evidence(context, row):
    """Links of findings, questions and statements to the row, as far as the reader may see them: a
    quotation only from an approved interview, a figure only with what it counts."""
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
