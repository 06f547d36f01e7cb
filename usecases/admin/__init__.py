"""The admin of the use cases. A status is changed by an action, never in a form field."""

from . import bottlenecks, cases, hurdles, milestones, recommendations, vocabulary

__all__ = ["bottlenecks", "cases", "hurdles", "milestones", "recommendations", "vocabulary"]
