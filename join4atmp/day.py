"""The first part of a member's home page: the next meeting, own actions, waiting work."""

from consortium.models import Action, Event, Meeting

from .waiting import waiting_for

ACTIONS_SHOWN = 5
EVENTS_SHOWN = 4


def day_of(user):
    """Return the day of a signed-in person; None for visitors."""
    if not user.is_authenticated:
        return None
    meetings = Meeting.objects.visible_to(user).next_ones().select_related("body")
    seats = user.seats.current().values("body")
    actions = Action.objects.of_user(user).open().select_related("decision", "body")
    return {
        "meeting": meetings.filter(body__in=seats).first() or meetings.first(),
        "actions": actions[:ACTIONS_SHOWN],
        "action_count": actions.count(),
        "waiting": waiting_for(user),
    }


def next_events(user):
    return Event.objects.visible_to(user).coming()[:EVENTS_SHOWN]
