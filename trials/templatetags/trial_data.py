from django import template

from core.templatetags.json_ld import json_ld

from ..schema_org import of_trial

register = template.Library()


@register.simple_tag
def trial_json_ld(trial):
    return json_ld(of_trial(trial))
