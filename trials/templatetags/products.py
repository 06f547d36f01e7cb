"""How the texts of products are shown to people who are not staff."""

from django import template

from ..coversheets import texts

register = template.Library()


@register.filter
def without_addresses(text):
    """E-mail addresses are for staff only, wherever they stand."""
    return texts.without_addresses(text)
