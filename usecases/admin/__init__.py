"""The curators' workplace for use cases. Statuses are moved by actions, never typed."""

from . import cases, hurdles, milestones, recommendations, vocabulary

__all__ = ["cases", "hurdles", "milestones", "recommendations", "vocabulary"]
