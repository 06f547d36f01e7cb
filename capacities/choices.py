"""Choices of the capacity map. "Not stated" is a separate answer and never means no."""

from django.db import models

from .measures.ranges import BANDS

NOT_STATED = "unknown"
NO_ANSWER = (NOT_STATED, "Not stated")


class FacilityKind(models.TextChoices):
    RESEARCH = "TRC", "Translational research centre"
    PROCESS = "PRE", "Pre-GMP or process development"
    GMP_CELLS = "GMP-C", "GMP manufacturing: cells"
    GMP_VECTORS = "GMP-V", "GMP manufacturing: vectors, plasmids, mRNA"
    QUALITY = "QC", "Quality control, release laboratory"
    COLLECTION = "COL", "Collection: apheresis, tissue procurement"
    POINT_OF_CARE = "POC", "Point-of-care production"
    TRIAL_SITE = "TRIAL", "Trial site or phase I unit"
    TREATMENT = "TC", "Treatment centre for authorised ATMPs"
    PHARMACY = "PH", "Hospital pharmacy with ATMP procedure"
    BIOBANK = "BIO", "Biobank, registry, cryo-store"
    LOGISTICS = "LOG", "Logistics"
    ADVICE = "ADV", "Advice: help-desk, training"


class OperatingState(models.TextChoices):
    PLANNED = "planned", "Planned"
    COMMISSIONING = "commissioning", "In commissioning"
    OPERATING = "operating", "Operating"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"
    UNKNOWN = NO_ANSWER


class OpenTo(models.TextChoices):
    NO = "no", "Not open to others"
    COLLABORATION = "collaboration", "Collaboration"
    SERVICE = "service", "Paid service"
    BOTH = "both", "Collaboration and paid service"
    UNKNOWN = NO_ANSWER


class Step(models.TextChoices):
    """Steps of the chain in their order, from the donor to the follow-up of the patient."""

    PROCUREMENT = "procurement", "Procurement"
    APHERESIS = "apheresis", "Apheresis"
    STARTING_TEST = "starting_test", "Starting-material test"
    VECTOR = "vector", "Vector or plasmid"
    TRANSFER = "transfer", "Gene transfer or editing"
    PROCESSING = "processing", "Cell processing and expansion"
    CONSTRUCT = "construct", "Tissue construct"
    FORMULATION = "formulation", "Formulation"
    FILL_FINISH = "fill_finish", "Fill and finish"
    IN_PROCESS = "in_process", "In-process control"
    RELEASE_TEST = "release_test", "Release test"
    CERTIFICATION = "certification", "Certification by qualified person"
    STORAGE = "storage", "Storage"
    SHIPMENT = "shipment", "Shipment"
    ADMINISTRATION = "administration", "Thaw and administration"
    FOLLOW_UP = "follow_up", "Follow-up"


class AtmpClass(models.TextChoices):
    """Classes of capabilities, with the same codes as classes of trials."""

    GTMP = "GTMP", "Gene therapy (GTMP)"
    SCTMP = "sCTMP", "Somatic cell therapy (sCTMP)"
    TEP = "TEP", "Tissue engineered (TEP)"
    CATMP = "cATMP", "Combined (cATMP)"


class Scale(models.TextChoices):
    RESEARCH = "research", "Research"
    PROCESS = "process", "Process development"
    CLINICAL = "clinical", "Clinical"
    COMMERCIAL = "commercial", "Commercial"
    UNKNOWN = NO_ANSWER


class Experience(models.TextChoices):
    PLANNED = "planned", "Planned"
    VALIDATED = "validated", "Validated"
    IN_TRIAL = "in_trial", "Used in a trial"
    RELEASED = "released", "Released for patients"
    UNKNOWN = NO_ANSWER


class AgeGroup(models.TextChoices):
    CHILDREN = "children", "Children"
    ADOLESCENTS = "adolescents", "Adolescents"
    ADULTS = "adults", "Adults"


class Grade(models.TextChoices):
    A_IN_B = "a_in_b", "A in B"
    ISOLATOR = "isolator", "A in C, isolator"
    CLOSED = "closed", "A in D, closed"
    C = "c", "C"
    D = "d", "D"
    OTHER = "other", "Other"
    UNKNOWN = NO_ANSWER


class Measure(models.TextChoices):
    BATCHES = "batches_per_year", "Batches per year"
    PATIENTS = "patients_per_year", "Patients per year"
    ROOMS = "rooms", "Rooms"
    SLOTS = "slots_per_month", "Slots per month"


class Band(models.TextChoices):
    NONE = "0", "0"
    FROM_1 = "1-4", "1 to 4"
    FROM_5 = "5-9", "5 to 9"
    FROM_10 = "10-29", "10 to 29"
    FROM_30 = "30-99", "30 to 99"
    FROM_100 = "100-299", "100 to 299"
    FROM_300 = "300-999", "300 to 999"
    FROM_1000 = "1000+", "1,000 or more"


assert list(BANDS) == Band.values  # the measures and the database use the same bands


class Utilisation(models.TextChoices):
    """Use of the stated capacity. More than 100 % is possible."""

    BELOW_50 = "<50", "Below 50 %"
    TO_75 = "50-75", "50 to 75 %"
    TO_90 = "75-90", "75 to 90 %"
    ABOVE_90 = ">90", "Above 90 %"
    ABOVE_100 = ">100", "Above 100 %"


class AuthorisationType(models.TextChoices):
    MIA = "MIA", "Manufacturing authorisation (MIA)"
    MIA_IMP = "MIA-IMP", "Manufacturing authorisation for trials (MIA(IMP))"
    GMP = "GMP", "GMP certificate"
    EXEMPTION = "HE", "Hospital exemption"
    TISSUE = "TE", "Tissue establishment"
    GMO = "GMO", "GMO contained use"
    IMPORT = "IMPORT", "Import"
    WHOLESALE = "WDA", "Wholesale"


class AuthorisationState(models.TextChoices):
    VALID = "valid", "Valid"
    ENDS_SOON = "ends_soon", "Ends within 6 months"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNKNOWN = NO_ANSWER


class AccreditationKind(models.TextChoices):
    JACIE = "JACIE", "FACT-JACIE"
    ISO_15189 = "ISO15189", "ISO 15189"
    ISO_20387 = "ISO20387", "ISO 20387"
    OTHER = "other", "Other"


class Precision(models.TextChoices):
    """Precision of the coordinates of a site."""

    BUILDING = "building", "Building"
    CITY = "city", "City"
    REGION = "region", "Region"
    NONE = "none", "No coordinates"


class Block(models.TextChoices):
    """Parts of a facility's record, each of which the facility releases separately."""

    IDENTITY = "identity", "Identity: name, kind, place, description"
    CAPABILITIES = "capabilities", "Capabilities: classes, technologies, steps"
    CAPACITY = "capacity", "Capacity as bands"
    EXACT = "exact", "Exact capacity, for signed-in members"
    AUTHORISATIONS = "authorisations", "Authorisations and accreditations"
    UTILISATION = "utilisation", "Utilisation, for signed-in members"


MEMBERS_ONLY = {Block.EXACT, Block.UTILISATION}


class SaidBy(models.TextChoices):
    FACILITY = "facility", "Facility"
    CURATOR = "curator", "Curator"
    REGISTER = "register", "Public register"


class Confidence(models.TextChoices):
    """How sure a value is, by how it was found."""

    PRINTED = "printed", "Printed in the source"
    STATED = "stated", "Stated by somebody"
    MATCHED = "matched", "Matched by name and place"


class EvidenceState(models.TextChoices):
    TAKEN = "taken", "The record has this value"
    DRIFT = "drift", "Differs from the record"
    KEPT = "kept", "The record keeps another value"


class LicenceState(models.TextChoices):
    """What became of one row of a licence register."""

    WAITING = "waiting", "Waits for a decision"
    UNKNOWN = "unknown", "No facility known"
    TAKEN = "taken", "Taken"
    DISMISSED = "dismissed", "Dismissed"
    REFUSED = "refused", "Refused"


class Freshness(models.TextChoices):
    FRESH = "fresh", "Verified within a year"
    DUE = "due", "Verification due"
    STALE = "stale", "Verified over 18 months ago"
    DISPUTED = "disputed", "Disputed"
    NEVER = "never", "Never verified"


class ReviewState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


REVIEW_STEPS = {
    ReviewState.DRAFT: {ReviewState.IN_REVIEW, ReviewState.WITHDRAWN},
    ReviewState.IN_REVIEW: {ReviewState.PUBLISHED, ReviewState.DRAFT},
    ReviewState.PUBLISHED: {ReviewState.DRAFT, ReviewState.WITHDRAWN},
    ReviewState.WITHDRAWN: {ReviewState.DRAFT},
}
