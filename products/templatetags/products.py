"""Template filters and tags of products, for people who are not staff."""

from django import template

from .. import cell_texts
from ..models import Dossier

register = template.Library()


@register.filter
def without_addresses(text):
    """Mask e-mail addresses, which are for staff only."""
    return cell_texts.without_addresses(text)


@register.inclusion_tag("products/_of_trial.html", takes_context=True)
def products_of(context, trial):
    """Show the products with a study that is this trial. The tag is here because the app of trials
    does not use products."""
    return {"dossiers": Dossier.objects.visible_to(context["request"].user).of_trial(trial)}
