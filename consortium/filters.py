"""The query strings of the lists of the consortium: one FilterSet for page, export and API."""

from django_filters import CharFilter, ChoiceFilter

from core.filters import AnyOf, Counted, ListFilterSet, Words

from . import choices
from .models import (
    Action,
    Advice,
    Body,
    Decision,
    Document,
    Event,
    Meeting,
    NewsItem,
    Statement,
    WorkPackage,
)

MAX_SLUG_CHARACTERS = 100


class Order(ChoiceFilter):
    """The order of a list; `orders` has label and columns for each name."""

    def __init__(self, orders):
        super().__init__(label="Order", choices=[(name, one[0]) for name, one in orders.items()])
        self.orders = orders

    def filter(self, queryset, value):
        _, *columns = self.orders[value or next(iter(self.orders))]
        return queryset.order_by(*columns)


def labels(orders):
    return {name: one[0] for name, one in orders.items()}


class Ask(AnyOf):
    """A question that a queryset method answers; the only value is "yes"."""

    def __init__(self, label, question):
        super().__init__(label=label, choices=[("yes", "Yes")], question=question)

    def filter(self, queryset, value):
        return getattr(queryset, self.question)() if value else queryset


class Of(CharFilter):
    """Rows of one thing by its address or number."""

    def __init__(self, label, field_name):
        super().__init__(label=label, field_name=field_name, max_length=MAX_SLUG_CHARACTERS)


class OfLinked(Of):
    """Rows that are linked to one thing, each of them once."""

    def filter(self, queryset, value):
        if not value:
            return queryset
        links = self.model._meta.get_field("links").related_model
        name = links._meta.get_field(self.model._meta.model_name).name
        found = links.objects.filter(**{self.field_name.partition("__")[2]: value})
        return queryset.filter(pk__in=found.exclude(**{name: None}).values(name))


def bodies():
    return list(Body.objects.values_list("slug", "name"))


def work_packages():
    return [(str(one.number), str(one)) for one in WorkPackage.objects.all()]


def body_filter():
    return Counted(label="Body", field_name="body__slug", choices=bodies)


def work_package_filter():
    return Counted(label="Work package", field_name="work_package__number", choices=work_packages)


STATEMENT_ORDERS = {
    "subject": ("Subject", "subject", "position", "pk"),
    "-date": ("Newest first", "-as_of", "pk"),
    "date": ("Oldest first", "as_of", "pk"),
}
MEETING_ORDERS = {
    "-date": ("Latest first", "-starts_at", "-pk"),
    "date": ("Earliest first", "starts_at", "pk"),
}
DECISION_ORDERS = {
    "-date": ("Newest first", "-decided_on", "-pk"),
    "date": ("Oldest first", "decided_on", "pk"),
    "number": ("Number", "number"),
}
ACTION_ORDERS = {
    "due": ("Due first", "due_until", "pk"),
    "-due": ("Due last", "-due_until", "-pk"),
}
ADVICE_ORDERS = {
    "-date": ("Newest first", "-given_on", "-pk"),
    "reply": ("Reply due first", "reply_due_on", "pk"),
}
EVENT_ORDERS = {
    "-date": ("Latest first", "-starts_on", "-pk"),
    "date": ("Earliest first", "starts_on", "pk"),
}
NEWS_ORDERS = {"-date": ("Newest first", "-published_on", "-pk")}
DOCUMENT_ORDERS = {
    "title": ("Title", "title", "pk"),
    "-changed": ("Changed last", "-updated_at", "-pk"),
}


class StatementFilter(ListFilterSet):
    q = Words()
    subject = Counted(label="Subject", choices=choices.Subject.choices)
    order = Order(STATEMENT_ORDERS)

    class Meta:
        model = Statement
        fields = ()


class MeetingFilter(ListFilterSet):
    q = Words()
    body = body_filter()
    state = Counted(label="State", choices=choices.MeetingState.choices)
    order = Order(MEETING_ORDERS)

    class Meta:
        model = Meeting
        fields = ()


class DecisionFilter(ListFilterSet):
    q = Words()
    body = body_filter()
    state = Counted(label="State", choices=choices.DecisionState.choices)
    work_package = work_package_filter()
    no_trace = Ask("Without a trace", "without_trace")
    recommendation = OfLinked("Recommendation", "links__recommendation__slug")
    use_case = OfLinked("Use case", "links__use_case__slug")
    order = Order(DECISION_ORDERS)

    class Meta:
        model = Decision
        fields = ()


class ActionFilter(ListFilterSet):
    q = Words()
    body = body_filter()
    state = Counted(label="State", choices=choices.ActionState.choices)
    overdue = Ask("Overdue", "overdue")
    order = Order(ACTION_ORDERS)

    class Meta:
        model = Action
        fields = ()


class AdviceFilter(ListFilterSet):
    q = Words()
    body = body_filter()
    state = Counted(label="State", choices=choices.AdviceState.choices)
    work_package = work_package_filter()
    waiting = Ask("Waits for a reply", "waiting")
    order = Order(ADVICE_ORDERS)

    class Meta:
        model = Advice
        fields = ()


class EventFilter(ListFilterSet):
    q = Words()
    state = Counted(label="State", choices=choices.EventState.choices)
    kind = Counted(label="Kind", choices=choices.EventKind.choices)
    partner = Of("Partner", "partner__slug")
    order = Order(EVENT_ORDERS)

    class Meta:
        model = Event
        fields = ()


class NewsFilter(ListFilterSet):
    q = Words()
    kind = Counted(label="Kind", choices=choices.NewsKind.choices)
    order = Order(NEWS_ORDERS)

    class Meta:
        model = NewsItem
        fields = ()


class DocumentFilter(ListFilterSet):
    q = Words()
    kind = Counted(label="Kind", choices=choices.DocumentKind.choices)
    work_package = work_package_filter()
    order = Order(DOCUMENT_ORDERS)

    class Meta:
        model = Document
        fields = ()
