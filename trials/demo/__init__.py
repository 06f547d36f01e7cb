"""Invented clinical trials in the formats of the two public registers.

The portal reads these files by the very path it reads real downloads, so a demonstration shows what
a sync would show. Diseases are real; sponsors, products, numbers and trials are not.
"""

from .files import register_files

__all__ = ["register_files"]
