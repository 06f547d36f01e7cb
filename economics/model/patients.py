"""Patients treated per year: pool, uptake and manufacturing slots."""

import numpy as np


def linear_uptake(peak, ramp_years, years):
    """Return the uptake in each of `years` years from launch, the last axis: a straight line that
    reaches `peak` in year `ramp_years`. With 0 or 1, the uptake is `peak` from the first year."""
    steps = np.minimum(np.arange(1, years + 1) / max(ramp_years, 1), 1)
    return np.asarray(peak, float)[..., None] * steps


def treated_patients(
    *, prevalent, incident, leaving, diagnosed, referred, uptake, slots=np.inf, eligible=None
):
    """Return (treated, wanted) per year from launch, the last axis, as in `uptake`.

    The pool begins with `prevalent` and the first year's `incident` patients. Treated patients
    leave the pool; of the others, the share `leaving` leaves each year. Eligible are all patients
    in the pool, or `eligible` per year. `wanted` is the number before the limit of `slots`.
    """
    incident = np.asarray(incident, float)
    pool = np.asarray(prevalent, float) + incident
    share = np.asarray(diagnosed, float) * np.asarray(referred, float)
    treated, wanted = [], []
    for year in range(uptake.shape[-1]):
        asked = pool if eligible is None else np.asarray(eligible, float)
        wish = np.minimum(asked * share * uptake[..., year], pool)
        given = np.minimum(wish, slots)
        treated.append(given)
        wanted.append(wish)
        pool = (pool - given) * (1 - np.asarray(leaving, float)) + incident
    return np.stack(np.broadcast_arrays(*treated), -1), np.stack(np.broadcast_arrays(*wanted), -1)
