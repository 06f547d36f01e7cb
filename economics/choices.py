from django.db import models

from .model.inputs import OWN, UNVERIFIED, VERIFIED


class Mark(models.TextChoices):
    """The reliability of a value."""

    VERIFIED = VERIFIED, "Checked in its source"
    UNVERIFIED = UNVERIFIED, "Unverified"
    OWN = OWN, "Our own example, not evidence"


class Topic(models.TextChoices):
    SUCCESS = "success", "Chances of success"
    COST = "cost", "Costs of development"
    GOODS = "goods", "Manufacturing and unit costs"
    RATE = "rate", "Discount rates and cost of capital"
    PATIENTS = "patients", "Populations and uptake"
    PRICE = "price", "Prices and margins"
    POWER = "power", "Purchasing power"
    THRESHOLD = "threshold", "Thresholds"
    EFFECT = "effect", "Health effect"
    OTHER = "other", "Other"


class RunState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"
