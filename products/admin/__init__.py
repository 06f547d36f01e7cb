from . import products, spellings

__all__ = ["products", "spellings"]
