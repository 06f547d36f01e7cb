"""The main menu: one line per room of the portal, in the order of the header."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """One entry of the main menu, with the pages that its list offers (`inside`).

    A room is the current one on every page whose address begins with its own address, or with the
    address of a page in `inside` or `other_views`; the longest such address of all rooms decides.
    `permission` is needed to see the entry. `rows` are the models whose rows its pages count, of
    which the notice of invented data names the invented ones.
    """

    label: str
    view: str
    inside: tuple["Room", ...] = ()
    other_views: tuple[str, ...] = ()
    permission: str = ""
    rows: tuple[str, ...] = ()
    is_current: bool = False

    def is_shown_to(self, user):
        return not self.permission or user.has_perm(self.permission)

    @property
    def address(self):
        return reverse(self.view)

    def match_length(self, path):
        """Return the length of the longest address of this room that `path` begins with, or 0."""
        views = (self.view, *self.other_views, *(room.view for room in self.inside))
        addresses = [reverse(view) for view in views]
        return max((len(each) for each in addresses if path.startswith(each)), default=0)


ROOMS = (
    Room(_("Trials"), "trials:list", rows=("trials.Trial",)),
    Room(_("Products"), "products:list", rows=("products.Dossier",)),
    Room(_("Use cases"), "usecases:list", rows=("usecases.UseCase",)),
    Room(
        _("Hurdles"),
        "usecases:hurdles",
        rows=("usecases.Hurdle", "usecases.Solution"),
        inside=(
            Room(_("All hurdles"), "usecases:hurdles"),
            Room(_("Hurdles without a solution"), "usecases:gaps"),
            Room(_("Bottlenecks then and now"), "usecases:bottlenecks"),
            Room(_("Solutions"), "usecases:solutions"),
            Room(_("Procedures"), "usecases:procedures"),
        ),
    ),
    Room(_("Recommendations"), "usecases:recommendations", rows=("usecases.Recommendation",)),
    Room(
        _("Regulation"),
        "landscape:path",
        rows=("trials.Trial", "usecases.UseCase", "usecases.Hurdle", "landscape.LibraryAnswer"),
        inside=(
            Room(_("Regulatory path"), "landscape:path"),
            Room(_("Country profiles"), "landscape:countries"),
            Room(_("Help-desk"), "landscape:helpdesk"),
            Room(_("Change watch"), "landscape:watch"),
            Room(_("Classes and technologies"), "landscape:taxonomy"),
        ),
    ),
    Room(
        _("Stakeholders"),
        "stakeholders:list",
        other_views=("trials:sponsors",),
        permission="stakeholders.view_contact",
        rows=("stakeholders.Contact",),
    ),
    Room(_("Survey"), "surveys:overview", rows=("surveys.Project",)),
    Room(_("Economics"), "economics:overview", rows=("economics.SavedScenario",)),
    Room(_("Capacities"), "capacities:list", rows=("capacities.Facility",)),
    Room(
        _("Consortium"),
        "consortium:overview",
        rows=(
            "consortium.Meeting",
            "consortium.Decision",
            "consortium.Action",
            "consortium.Advice",
            "consortium.Event",
            "consortium.NewsItem",
            "consortium.Document",
        ),
        inside=(
            Room(_("Who we are"), "consortium:overview"),
            Room(_("Meetings"), "consortium:meetings"),
            Room(_("Decisions"), "consortium:decisions"),
            Room(_("Advice"), "consortium:advice-list"),
            Room(_("Events"), "consortium:events"),
            Room(_("News"), "consortium:news"),
            Room(_("Documents"), "consortium:documents"),
            Room(_("Statements"), "consortium:statements"),
        ),
        other_views=("consortium:actions", "consortium:reporting"),
    ),
)
# Entries beside the account, for the people who run the portal.
WORK = (
    Room(
        "Synchronisation",
        "trials:runs",
        other_views=("trials:problems",),
        permission="trials.view_syncrun",
        rows=("trials.Trial",),
    ),
    Room("State of the portal", "state", permission="join4atmp.view_trouble"),
)


def current_room(path):
    """Return the room of a page; None for pages outside the rooms, such as the search."""
    room = max((*ROOMS, *WORK), key=lambda each: each.match_length(path))
    return room if room.match_length(path) else None


def menu_for(user, path):
    """Return the rooms and the work entries that a user sees, the one of `path` as current."""
    current = current_room(path)
    return tuple(
        [replace(room, is_current=room is current) for room in entries if room.is_shown_to(user)]
        for entries in (ROOMS, WORK)
    )
