"""The admin of the use cases. A status is changed by an action, never in a form field."""

from . import cases, hurdles, milestones, recommendations, vocabulary

__all__ = ["cases", "hurdles", "milestones", "recommendations", "vocabulary"]
