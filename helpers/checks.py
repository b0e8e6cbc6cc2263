"""Equations that run: check(n, left, right) evaluates both sides of equation (n) and says whether they agree."""

import numpy as np

from helpers import validation
from helpers.text import num

EQUATIONS = (*range(1, 5), "5a", "5b", *range(6, 78))  # the numbers in the notes


def check(number, left, right, tol=1e-9):
    """Compare the two sides of equation (number), print them, and raise AssertionError when they differ.

    number: as printed in the notes, 16 or "5a". left, right: numbers or arrays of the same shape.
    tol: how far apart they may be, from 0 to 1, relative to the larger of 1 and the value itself. A derivative taken by
    finite differences needs more room than the default: say how much, and why.
    A side that is nan or infinite, or of another shape, counts as different.
    Raises ValueError when there is no such equation, a side is empty or holds no real numbers, or tol is out of range.
    """
    number = validation.one_of("number", number, EQUATIONS)
    left, right = (validation.array(name, side).astype(float) for name, side in (("left", left), ("right", right)))
    tol = validation.number("tol", tol)
    validation.refuse("tol", "be from 0 to 1", tol, not 0 <= tol <= 1)
    same = left.shape == right.shape and bool(np.isfinite(left).all() and np.isfinite(right).all())
    with np.errstate(over="ignore"):
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
