"""Find the stored trial of a register record. Numbers decide; nothing is merged on a guess."""

from django.db.models import Q

from ..models import Trial


def find_trial(protocol):
    """Return the trial of a protocol, None if it has none yet.

    It is found by EudraCT number, then EU CT number (any resubmission), then an NCT number that
    exactly one trial of the other register has.
    """
    trials = Trial.objects.order_by()
    if protocol.eudract_number:
        trial = trials.filter(eudract_number=protocol.eudract_number).first()
        if trial:
            return trial
    if protocol.eu_ct_number:
        trial = trials.filter(eu_ct_number__range=resubmissions(protocol.eu_ct_number)).first()
        if trial:
            return trial
    return _only_trial_of_the_other_register(protocol) if protocol.nct_number else None


def without_resubmission(eu_ct_number):
    """Return `2024-510663-34-` of `2024-510663-34-01`, the part that all resubmissions share."""
    return eu_ct_number.rpartition("-")[0] + "-"


def resubmissions(eu_ct_number):
    """Return the first and the last number that a trial can have in CTIS.

    A range uses an index, which a search by prefix does not do in every database.
    """
    base = without_resubmission(eu_ct_number)
    return base + "00", base + "99"


def numbers_of(protocol):
    """Return the numbers by which a record names its trial: EudraCT, EU CT without resubmission,
    NCT."""
    eu_ct = without_resubmission(protocol.eu_ct_number) if protocol.eu_ct_number else ""
    return {protocol.eudract_number, eu_ct, protocol.nct_number} - {""}


def known_numbers(protocols):
    """Return the numbers of the protocols that stored trials have, and their other numbers."""
    named = Q(eudract_number__in={protocol.eudract_number for protocol in protocols} - {""})
    named |= Q(nct_number__in={protocol.nct_number for protocol in protocols} - {""})
    for number in {protocol.eu_ct_number for protocol in protocols} - {""}:
        named |= Q(eu_ct_number__range=resubmissions(number))
    found = Trial.objects.order_by().filter(named)
    return set().union(*map(numbers_of, found.only("eudract_number", "eu_ct_number", "nct_number")))


def _only_trial_of_the_other_register(protocol):
    """Return the only other trial with this NCT number, None if two have it or a number
    contradicts.

    Registers do give one NCT number to several protocols; a curator decides between them.
    """
    found = list(Trial.objects.filter(nct_number=protocol.nct_number).order_by()[:2])
    if len(found) != 1:
        return None
    trial = found[0]
    eudract_numbers = {protocol.eudract_number, trial.eudract_number} - {""}
    eu_ct_numbers = {protocol.eu_ct_number, trial.eu_ct_number} - {""}
    return trial if len(eudract_numbers) < 2 and len(eu_ct_numbers) < 2 else None
