"""How register records get into the database, from a file or from a register over the network."""

from .apply import Report, Synchronisation

__all__ = ["Report", "Synchronisation"]
