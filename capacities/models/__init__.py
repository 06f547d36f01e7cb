"""Facilities and what is known of them.

sites.py            places, with coordinates and NUTS code
facilities.py       facilities, their review, their words for lists
capabilities.py     what a facility can do, and its clean rooms
statements.py       capacity as dated bands
authorisations.py   authorisations and accreditations with scope and expiry
evidence.py         where values are from, and lists of licence registers
contacts.py         people of a facility, in a table of their own
releases.py         consent to publish, block by block
requests.py         messages of readers to a facility, and suggested changes
campaigns.py        questions to facilities, invitations, answers block by block
snapshot.py         the measures as last computed, and the areas of demand
infrastructures.py  research infrastructures and published figures
imports.py          files of facilities, what they would change and how to undo it
"""

from .authorisations import Accreditation, Authorisation
from .campaigns import BlockAnswer, Campaign, Invitation
from .capabilities import Capability, CleanRoom
from .contacts import FacilityContact
from .evidence import Evidence, LicenceFile, LicenceRow
from .facilities import Facility, ReviewEvent
from .imports import AreaImport, FacilityImport, FacilityImportRow, RestrictedExport
from .infrastructures import (
    DatedFigure,
    Infrastructure,
    InfrastructureEvent,
    Membership,
    Node,
    Service,
)
from .releases import Release
from .requests import FacilityRequest, Suggestion
from .sites import Site
from .snapshot import DemandArea, MeasureSnapshot
from .statements import CapacityStatement

__all__ = [
    "Accreditation",
    "AreaImport",
    "Authorisation",
    "BlockAnswer",
    "Campaign",
    "Capability",
    "CapacityStatement",
    "CleanRoom",
    "DatedFigure",
    "DemandArea",
    "Evidence",
    "Facility",
    "FacilityContact",
    "FacilityImport",
    "FacilityImportRow",
    "FacilityRequest",
    "Infrastructure",
    "InfrastructureEvent",
    "Invitation",
    "LicenceFile",
    "LicenceRow",
    "MeasureSnapshot",
    "Membership",
    "Node",
    "Release",
    "RestrictedExport",
    "ReviewEvent",
    "Service",
    "Site",
    "Suggestion",
]
