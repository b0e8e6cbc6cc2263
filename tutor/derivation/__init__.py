"""Check my derivation: its lines are read, compared, and what goes wrong in one is named."""

from tutor.derivation.feedback import BEST_COIN, SLOPE_OF_SIGMOID, derivation

__all__ = ["BEST_COIN", "SLOPE_OF_SIGMOID", "derivation"]
