"""Equations that run: check(n, left, right) evaluates both sides of equation (n) and says whether they agree."""

import numpy as np

from helpers.text import num


def check(number, left, right, tol=1e-9):
    """Compare the two sides of equation (number), print them, and raise AssertionError when they differ.

    number: as printed in the notes, 16 or "5a". left, right: numbers or arrays of the same shape.
    tol: how far apart they may be, relative to the larger of 1 and the value itself. A derivative taken by finite
    differences needs more room than the default: say how much, and why.
    A side that is nan or infinite, or of another shape, counts as different.
    """
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    same = left.shape == right.shape and bool(np.isfinite(left).all() and np.isfinite(right).all())
    same = same and bool(np.all(abs(left - right) <= tol * np.maximum(1, abs(right))))
    line = f"({number}) {_shown(left)} {'=' if same else '≠'} {_shown(right)}"
    if not same:
        raise AssertionError(f"{line}: the two sides of equation ({number}) differ")
    print(f"{line} ✓{f'  ({left.size} numbers)' if left.size > 3 else ''}")


def _shown(side):
    """A side in four decimals, or none if it is whole; of an array its first three numbers."""
    places = 0 if np.array_equal(side, np.round(side)) else 4
    if side.ndim == 0:
        return num(side, places)
    return "[" + ", ".join(num(value, places) for value in side.flat[:3]) + (", …]" if side.size > 3 else "]")
