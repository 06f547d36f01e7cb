from django import template

from core.templatetags.json_ld import json_ld

from ..schema_org import of_case, of_recommendation

register = template.Library()


@register.simple_tag
def case_json_ld(page):
    return json_ld(of_case(page))


@register.simple_tag
def recommendation_json_ld(recommendation):
    return json_ld(of_recommendation(recommendation))
