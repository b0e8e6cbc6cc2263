"""Check my derivation: its lines are read, compared, and what goes wrong in one is named."""

from tutor.derivation.box import derivation
from tutor.derivation.tasks import BEST_COIN, SLOPE_OF_SIGMOID

__all__ = ["BEST_COIN", "SLOPE_OF_SIGMOID", "derivation"]
