"""The vocabulary of the regulatory landscape, and which state of a ticket may follow which."""

from django.db import models

from core.countries import EUROPE

# The 27 EU states with IS, LI and NO, and beside them GB and CH, which are not in the EEA.
OUTSIDE_EEA = ("CH", "GB")
EEA = tuple(code for code in EUROPE if code not in OUTSIDE_EEA)


class AtmpClass(models.TextChoices):
    GTMP = "GTMP", "Gene therapy (GTMP)"
    SCTMP = "sCTMP", "Somatic cell therapy (sCTMP)"
    TEP = "TEP", "Tissue engineered (TEP)"
    CATMP = "cATMP", "Combined (cATMP)"


class YesNo(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"


class CellSource(models.TextChoices):
    AUTOLOGOUS = "autologous", "Autologous: the patient's own cells"
    ALLOGENEIC = "allogeneic", "Allogeneic: another person's cells"
    XENOGENEIC = "xenogeneic", "Xenogeneic: animal cells"
    NONE = "none", "No cells (in vivo)"


class SponsorKind(models.TextChoices):
    NON_COMMERCIAL = "non_commercial", "Hospital, university or other non-commercial"
    COMMERCIAL = "commercial", "Commercial"


class Place(models.TextChoices):
    """Who decides in a step, which is also its lane in the picture of the path."""

    EU = "eu", "European Union"
    BOTH = "both", "EU and country"
    NATIONAL = "national", "Country"
    SPONSOR = "sponsor", "Sponsor"
    HOSPITAL = "hospital", "Hospital"


class FactGroup(models.TextChoices):
    AUTHORITIES = "authorities", "Authorities"
    GMO = "gmo", "Genetically modified organisms"
    EXEMPTION = "exemption", "Hospital exemption"
    ADVICE = "advice", "Advice and innovation office"
    ETHICS = "ethics", "Ethics"
    ACCESS = "access", "HTA and payers"


class Level(models.TextChoices):
    """What an answer needs. A question of level C is always referred."""

    FACT = "A", "A: a fact with a source"
    INTERPRETATION = "B", "B: an interpretation"
    AUTHORITY = "C", "C: needs an authority"


class TicketState(models.TextChoices):
    NEW = "new", "New"
    TRIAGED = "triaged", "Triaged"
    ANSWERING = "answering", "Being answered"
    CHECKED = "checked", "Checked"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
    WAITING_ASKER = "waiting_asker", "Waiting for the asker"
    WAITING_EXPERT = "waiting_expert", "Waiting for an expert"
    REFERRED = "referred", "Referred to another desk"
    NOT_FOR_US = "not_for_us", "Not for us"
    DUPLICATE = "duplicate", "Duplicate of a published answer"


_ASIDE = {
    TicketState.WAITING_ASKER,
    TicketState.WAITING_EXPERT,
    TicketState.REFERRED,
    TicketState.NOT_FOR_US,
    TicketState.DUPLICATE,
}
_AGAIN = {TicketState.TRIAGED}  # a ticket that is opened again
TICKET_STEPS = {
    TicketState.NEW: {TicketState.TRIAGED},
    TicketState.TRIAGED: {TicketState.ANSWERING} | _ASIDE,
    TicketState.ANSWERING: {TicketState.CHECKED, TicketState.TRIAGED} | _ASIDE,
    TicketState.CHECKED: {TicketState.ANSWERED, TicketState.ANSWERING},
    TicketState.ANSWERED: {TicketState.CLOSED} | _AGAIN,
    TicketState.WAITING_ASKER: {TicketState.ANSWERING, TicketState.NOT_FOR_US} | _AGAIN,
    TicketState.WAITING_EXPERT: {TicketState.ANSWERING, TicketState.REFERRED} | _AGAIN,
    TicketState.REFERRED: _AGAIN,
    TicketState.NOT_FOR_US: _AGAIN,
    TicketState.DUPLICATE: _AGAIN,
    TicketState.CLOSED: _AGAIN,
}
FINISHED = (
    TicketState.CLOSED,
    TicketState.REFERRED,
    TicketState.NOT_FOR_US,
    TicketState.DUPLICATE,
)
WITH_ANSWER = (
    TicketState.CHECKED,
    TicketState.ANSWERED,
    TicketState.CLOSED,
)
# The states in which the asker has had a reply.
REPLIED = (TicketState.WAITING_ASKER, TicketState.ANSWERED, *FINISHED)
# The states in which the desk writes the answer.
WRITING = (TicketState.TRIAGED, TicketState.ANSWERING, TicketState.WAITING_EXPERT)


class AnswerState(models.TextChoices):
    """The states of a library answer. An open one is a title that nobody has answered yet."""

    OPEN = "open", "Not answered yet"
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Ageing(models.TextChoices):
    """How fast an answer ages."""

    LAW = "law", "Law: reviewed after 6 months"
    FACT = "fact", "Fact: reviewed after 12 months"


MONTHS_UNTIL_REVIEW = {Ageing.LAW: 6, Ageing.FACT: 12}
