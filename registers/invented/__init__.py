"""Invented clinical trials in the formats of the public registers, as files and as a server.

The portal reads these files through the same code that reads real downloads, so a demonstration
shows what a sync would show. Diseases are real; sponsors, products, numbers and trials are not.
"""

from .files import register_files

__all__ = ["register_files"]
