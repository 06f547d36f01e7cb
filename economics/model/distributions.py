"""Distributions with a given mean and standard error, drawn with a seed."""

from dataclasses import dataclass

import numpy as np

from .reasons import E_RANGE, Undefined

GAMMA, BETA, LOGNORMAL, PERT, TRIANGULAR, DIRICHLET = (
    "gamma",
    "beta",
    "lognormal",
    "pert",
    "triangular",
    "dirichlet",
)
PERT_WEIGHT = 4


def generator(seed):
    return np.random.Generator(np.random.PCG64(seed))


def gamma_parameters(mean, error):
    """Return (shape, scale) for a cost above 0; raise Undefined."""
    if mean <= 0 or error <= 0:
        raise Undefined(E_RANGE, "mean", "A gamma distribution needs a mean and error above 0.")
    return (mean / error) ** 2, error**2 / mean


def beta_parameters(mean, error):
    """Return (a, b) for a probability; raise Undefined."""
    if not 0 < mean < 1 or error <= 0:
        raise Undefined(E_RANGE, "mean", "A beta distribution needs a mean between 0 and 1.")
    if error**2 >= mean * (1 - mean):
        raise Undefined(
            E_RANGE, "error", "The standard error is too large for a probability of this mean."
        )
    a = mean * (mean * (1 - mean) / error**2 - 1)
    return a, a * (1 - mean) / mean


def lognormal_parameters(mean, variance):
    """Return (mu, sigma) of the logarithm, for a ratio with this mean and variance; raise
    Undefined."""
    if mean <= 0 or variance < 0:
        raise Undefined(E_RANGE, "mean", "A lognormal distribution needs a mean above 0.")
    spread = variance / mean**2
    return np.log(mean / np.sqrt(1 + spread)), np.sqrt(np.log1p(spread))


@dataclass(frozen=True)
class Spread:
    """The distribution of one input: `kind` with mean and standard error, or for PERT and
    triangular the lowest, most likely (`mean`) and highest value."""

    kind: str
    mean: float
    error: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def draw(self, random, number):
        if self.kind == GAMMA:
            return random.gamma(*gamma_parameters(self.mean, self.error), number)
        if self.kind == BETA:
            return random.beta(*beta_parameters(self.mean, self.error), number)
        if self.kind == LOGNORMAL:
            return random.lognormal(*lognormal_parameters(self.mean, self.error**2), number)
        if not self.low <= self.mean <= self.high or self.low == self.high:
            raise Undefined(E_RANGE, "low", "The most likely value must be from low to high.")
        if self.kind == TRIANGULAR:
            return random.triangular(self.low, self.mean, self.high, number)
        width = self.high - self.low
        a = 1 + PERT_WEIGHT * (self.mean - self.low) / width
        b = 1 + PERT_WEIGHT * (self.high - self.mean) / width
        return self.low + width * random.beta(a, b, number)


def draw_shares(random, weights, number):
    """Return `number` rows of shares that add up to 1, from the Dirichlet distribution."""
    weights = np.asarray(weights, float)
    if weights.ndim != 1 or np.any(weights <= 0):
        raise Undefined(E_RANGE, "weights", "The weights of shares must be above 0.")
    return random.dirichlet(weights, number)
