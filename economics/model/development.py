"""Development: chances of success, cost of the phases, grants and cost of capital."""

import numpy as np


def likelihood_of_approval(successes):
    """Return the product of the phases' success probabilities, which are the last axis."""
    return np.prod(np.asarray(successes, float), axis=-1)


def reaches(successes):
    """Return the probability of reaching each phase: the product of the chances of the phases
    before it. The current phase has the probability 1."""
    successes = np.asarray(successes, float)
    before = np.cumprod(successes[..., :-1], axis=-1)
    return np.concatenate([np.ones_like(successes[..., :1]), before], axis=-1)


def net_of_grants(costs, grant_shares):
    """Return the developer's cost after grants, which is never negative."""
    return np.asarray(costs, float) * np.clip(1 - np.asarray(grant_shares, float), 0, None)


def spread_over_years(costs, durations):
    """Return (years, matrix): the share of each phase's cost in each year, so that `costs @ matrix`
    is the cost per year. A phase without duration is paid at its start.

    `durations` are whole years; the launch is in the year after the last of them.
    """
    launch = int(sum(durations))
    matrix = np.zeros((len(durations), launch + 1))
    start = 0
    for place, duration in enumerate(map(int, durations)):
        if duration:
            matrix[place, start : start + duration] = 1 / duration
        else:
            matrix[place, start] = 1
        start += duration
    return np.arange(launch + 1), matrix


def expected_spend(costs, reach):
    """Return the sum of each cost times the probability that it must be paid."""
    return np.sum(np.asarray(costs, float) * reach, axis=-1)


def capitalised_spend(costs, reach, years, rate, launch):
    """Return the expected spend with the cost of capital `rate` up to the launch year."""
    growth = (1 + np.asarray(rate, float)[..., None]) ** (launch - np.asarray(years, float))
    return np.sum(np.asarray(costs, float) * reach * growth, axis=-1)
