"""Facilities and what is known of them.

sites.py            places, with coordinates and NUTS code
facilities.py       facilities, their review, their words for lists
capabilities.py     what a facility can do, and its clean rooms
statements.py       capacity as dated bands
authorisations.py   authorisations and accreditations with scope and expiry
contacts.py         people of a facility, in a table of their own
releases.py         consent to publish, block by block
requests.py         messages of readers to a facility, and suggested changes
imports.py          files of facilities, what they would change and how to undo it
"""

from .authorisations import Accreditation, Authorisation
from .capabilities import Capability, CleanRoom
from .contacts import FacilityContact
from .facilities import Facility, ReviewEvent
from .imports import FacilityImport, FacilityImportRow, RestrictedExport
from .releases import Release
from .requests import FacilityRequest, Suggestion
from .sites import Site
from .statements import CapacityStatement

__all__ = [
    "Accreditation",
    "Authorisation",
    "Capability",
    "CapacityStatement",
    "CleanRoom",
    "Facility",
    "FacilityContact",
    "FacilityImport",
    "FacilityImportRow",
    "FacilityRequest",
    "Release",
    "RestrictedExport",
    "ReviewEvent",
    "Site",
    "Suggestion",
]
