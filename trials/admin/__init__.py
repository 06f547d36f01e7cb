from . import sync, trials

__all__ = ["sync", "trials"]
