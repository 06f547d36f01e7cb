"""The reporting pack: one reproducible zip of a period, with checks. See docs/consortium.md."""

from .build import Built, PackPart, build
from .period import Period
from .tables import PARTS

__all__ = ["PARTS", "Built", "PackPart", "Period", "build"]
