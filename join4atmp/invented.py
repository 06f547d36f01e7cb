"""Count the invented rows of a page, per room of the menu, that the reader may see."""

from django.apps import apps
from django.db.models import Count, Q

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
    return [share_of(user, apps.get_model(label)) for label in labels]


def share_of(user, model):
    """Return how many of the rows that a user may see are invented."""
    if model is Trial:
        index = index_of(Trial.objects.visible_to(user))
        invented, total = index.with_any("demo", ["yes"]).bit_count(), index.size
    else:
        rows = model.objects.visible_to(user).order_by()
        found = rows.aggregate(all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True)))
        invented, total = found["invented"], found["all"]
    names = model._meta
    return InventedShare(names.verbose_name, names.verbose_name_plural, invented, total)
