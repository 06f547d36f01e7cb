from . import products, spellings, sync, trials

__all__ = ["products", "spellings", "sync", "trials"]
