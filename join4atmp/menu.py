"""The main menu: one line per room of the portal, in the order of the header."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """One entry of the main menu, with the pages that its list offers (`inside`).

    A room is the current one on every page whose address begins with its own address, or with the
    address of a page in `inside` or `other_views`; the longest such address of all rooms decides.
    `permission` is needed to see the entry.
    """

    label: str
    view: str
    inside: tuple["Room", ...] = ()
    other_views: tuple[str, ...] = ()
    permission: str = ""
    is_current: bool = False

    @property
    def address(self):
        return reverse(self.view)

    def match_length(self, path):
        """Return the length of the longest address of this room that `path` begins with, or 0."""
        views = (self.view, *self.other_views, *(room.view for room in self.inside))
        addresses = [reverse(view) for view in views]
        return max((len(each) for each in addresses if path.startswith(each)), default=0)


ROOMS = (
    Room(_("Trials"), "trials:list"),
    Room(_("Products"), "products:list"),
    Room(_("Use cases"), "usecases:list"),
    Room(
        _("Hurdles"),
        "usecases:hurdles",
        inside=(
            Room(_("All hurdles"), "usecases:hurdles"),
            Room(_("Hurdles without a solution"), "usecases:gaps"),
            Room(_("Solutions"), "usecases:solutions"),
            Room(_("Procedures"), "usecases:procedures"),
        ),
    ),
    Room(_("Recommendations"), "usecases:recommendations"),
    Room(
        "Stakeholders",
        "stakeholders:list",
        other_views=("trials:sponsors",),
        permission="stakeholders.view_contact",
    ),
    Room(_("Survey"), "surveys:overview"),
    Room(_("Economics"), "economics:overview"),
    Room(_("Capacities"), "capacities:list"),
)
# Entries beside the account, for the people who run the portal.
WORK = (
    Room(
        "Synchronisation",
        "trials:runs",
        other_views=("trials:problems",),
        permission="trials.view_syncrun",
    ),
)


def menu_for(user, path):
    """Return the rooms and the work entries that a user sees, the one of `path` as current."""
    current = max((*ROOMS, *WORK), key=lambda room: room.match_length(path))
    if not current.match_length(path):
        current = None
    return tuple(
        [
            replace(room, is_current=room is current)
            for room in entries
            if not room.permission or user.has_perm(room.permission)
        ]
        for entries in (ROOMS, WORK)
    )
