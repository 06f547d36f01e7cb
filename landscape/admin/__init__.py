"""The admin of the regulatory landscape. States are changed by actions, never in a form field."""

from . import countries, library, steps, taxonomy, tickets, watch

__all__ = ["countries", "library", "steps", "taxonomy", "tickets", "watch"]
