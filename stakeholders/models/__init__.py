"""The models of the stakeholder register."""

from .answers import PrivacyAnswer
from .campaigns import CampaignRecipient, CampaignState, ContactCampaign, RecipientState
from .contacts import Contact, ContactEmail, Engagement
from .duplicates import Merge, NotSameContact, NotSameOrganisation
from .email_changes import EmailChange
from .exports import ExportedContact, ExportEvent, SavedList
from .groups import GroupAlias, TargetGroup
from .imports import (
    Choice,
    ImportBatch,
    ImportHeading,
    ImportJob,
    ImportKind,
    ImportMode,
    ImportRow,
    ImportShape,
    ImportState,
    ImportValue,
    Outcome,
)
from .organisations import Organisation, OrganisationAlias
from .remembered import RememberedRefusal
from .rights import Erasure

__all__ = [
    "CampaignRecipient",
    "CampaignState",
    "Choice",
    "Contact",
    "ContactCampaign",
    "ContactEmail",
    "EmailChange",
    "Engagement",
    "Erasure",
    "ExportEvent",
    "ExportedContact",
    "GroupAlias",
    "ImportBatch",
    "ImportHeading",
    "ImportJob",
    "ImportKind",
    "ImportMode",
    "ImportRow",
    "ImportShape",
    "ImportState",
    "ImportValue",
    "Merge",
    "NotSameContact",
    "NotSameOrganisation",
    "Organisation",
    "OrganisationAlias",
    "Outcome",
    "PrivacyAnswer",
    "RecipientState",
    "RememberedRefusal",
    "SavedList",
    "TargetGroup",
]
