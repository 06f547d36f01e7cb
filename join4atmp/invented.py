"""Count the invented rows of a page, per room of the menu, that the reader may see."""

from django.apps import apps
from django.db.models import Count, Q, Value

from core.invented import InventedShare
from trials.browse.index import index_of
from trials.models import Trial

from .menu import ROOMS, current_room


def shares_of(user, path):
    """Return the shares of invented rows of the room that a path belongs to. Pages outside the
    rooms, such as the search, show rows of every room."""
    room = current_room(path)
    rooms = [room] if room else [each for each in ROOMS if each.is_shown_to(user)]
    labels = dict.fromkeys(label for each in rooms for label in each.rows)
    return list(_shares_of_models(user, [apps.get_model(label) for label in labels]))


def _shares_of_models(user, models):
    """Yield the share of each model, counted with one query; those of trials are in memory."""
    tables = [model for model in models if model is not Trial]
    asked = [
        model.objects.visible_to(user)
        .order_by()
        .annotate(table_number=Value(number))
        .values("table_number")
        .annotate(all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True)))
        .values_list("table_number", "invented", "all")
        for number, model in enumerate(tables)
    ]
    found = (
        {kind: counts for kind, *counts in asked[0].union(*asked[1:], all=True)} if asked else {}
    )
    for model in models:
        counts = _trials(user) if model is Trial else found.get(tables.index(model), (0, 0))
        yield InventedShare(model._meta.verbose_name, model._meta.verbose_name_plural, *counts)


def _trials(user):
    index = index_of(Trial.objects.visible_to(user))
    return index.with_any("demo", ["yes"]).bit_count(), index.size
