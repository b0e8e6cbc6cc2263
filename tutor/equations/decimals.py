"""Arithmetic in fifty digits: two lines of algebra that are equal agree in every digit that is shown.

    with fifty_digits():
        shown(1 / (1 + exp(-exact(0.8))))       # '0.689974481128'

A float keeps sixteen digits, and some lines of a derivation lose half of them by rounding. Of fifty, twelve are shown.
A number beyond 10^999,999 raises `decimal.Overflow` at once, so no line takes long. What is handed in is unchecked:
`chains` and `latex` do that.
"""

from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import lru_cache

import numpy as np

CONTEXT = Context(prec=50, Emin=-999_999, Emax=999_999, traps=[DivisionByZero, InvalidOperation, Overflow])
STEP = Decimal("1e-16")

# The lines of a chain need the same values again and again.
_exp, _log = map(lru_cache(10_000), (CONTEXT.exp, CONTEXT.ln))
exp, log = np.frompyfunc(_exp, 1, 1), np.frompyfunc(_log, 1, 1)


def fifty_digits():
    """A `with` block in which Decimals are computed to fifty digits."""
    return localcontext(CONTEXT)


def exact(values):
    """The numbers as they are printed, 0.1 as one tenth: a Decimal, or an array of them in the shape of `values`."""
    decimals = np.frompyfunc(lambda value: Decimal(str(value)), 1, 1)(np.asarray(values))
    return decimals.item() if isinstance(decimals, np.ndarray) and decimals.ndim == 0 else decimals


def derivative(f, x):
    """The slope of f at the Decimal x, by a central difference so narrow that thirty digits of it are right."""
    return (f(x + STEP) - f(x - STEP)) / (2 * STEP)


def shown(value, places=12):
    """The Decimal with this many decimals and a real minus sign: '−56.213582339126'."""
    rounded = round(value, places)
    return f"{abs(rounded) if rounded == 0 else rounded:f}".replace("-", "−")


def significant(value, digits=4):
    """The Decimal with at most so many significant digits and a real minus sign: '0.2429', '−1.5e−30'."""
    rounded = Context(prec=digits).plus(value)
    if rounded == Context(prec=30).plus(value):
        rounded = rounded.normalize()
    plain = -5 < rounded.adjusted() < max(digits, 7)
    return f"{rounded:{'f' if plain else 'e'}}".replace("-", "−") if rounded else "0"
