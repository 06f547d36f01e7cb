"""Cost of goods per treated patient, calculated from the batch (frame after ten Ham 2020)."""

from .reasons import E_RANGE, Undefined

STEPS = ("procurement", "manufacturing", "release")
KINDS = ("materials", "equipment", "personnel", "facility")
# Batches per year as a share of the maximum of the facility.
UTILISATIONS = {"low": 0.25, "base": 0.6, "full": 1.0}


def cost_per_patient(batch_cost, patients_per_batch=1.0, failure_rate=0.0, other=0.0):
    """Return the cost per treated patient. `failure_rate` is the share of batches that fail;
    `other` is cost per patient outside the batch, such as transport."""
    if not 0 <= failure_rate < 1:
        raise Undefined(E_RANGE, "failure_rate", "The failure rate must be from 0 to below 1.")
    if patients_per_batch <= 0:
        raise Undefined(E_RANGE, "patients_per_batch", "A batch must treat more than 0 patients.")
    return batch_cost / (patients_per_batch * (1 - failure_rate)) + other


def batch_cost(steps, facility_per_year=0.0, batches_per_year=0.0):
    """Return the cost per batch. `steps` is {step: {kind: money per batch}}; the yearly cost of the
    facility is divided among the batches."""
    running = sum(sum(kinds.values()) for kinds in steps.values())
    if not facility_per_year:
        return running
    if batches_per_year <= 0:
        text = "A facility needs more than 0 batches per year."
        raise Undefined(E_RANGE, "batches_per_year", text)
    return running + facility_per_year / batches_per_year
