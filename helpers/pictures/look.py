"""What several pictures share: how a class looks, how flowers are drawn, where a boundary runs."""

import numpy as np

from helpers.live import num

# One look per class in all six notebooks: a colour that colour-blind readers can tell apart (Okabe and Ito), and a
# marker of its own for those who see no colour at all.
CLASSES = (
    {"color": "#0072B2", "marker": "o"},
    {"color": "#D55E00", "marker": "^"},
    {"color": "#009E73", "marker": "D"},
)
RING = {"linestyle": "none", "marker": "o", "markerfacecolor": "none"}
MISTAKE = {**RING, "color": "black", "markersize": 12, "markeredgewidth": 1.6}
HAND = "#CC79A7"  # what the student's hand moves, such as the dot on a curve
FAR = 1e3  # further than any axis reaches


def draw_flowers(axes, X, y, names):
    """Scatter two features in the classes' colours and markers, with a legend. X: (N, 2)  y: (N,)  names: (C,)."""
    for c, name in enumerate(names):
        axes.plot(*X[y == c].T, linestyle="none", markersize=6, label=name, alpha=0.8, **CLASSES[c])
    axes.set(xlabel="$x_0$  sepal length (cm)", ylabel="$x_1$  petal length (cm)")
    axes.set(xlim=(4.5, 8.3), ylim=(2.5, 7.3))
    axes.legend(loc="upper left")


def boundary_line(w):
    """Two far ends (2, 2) of the line x w = 0, one per row; nan when w = 0, where there is no line."""
    w = np.asarray(w, dtype=float)
    length = np.hypot(*w)
    along = np.array([-w[1], w[0]]) / length if length else np.full(2, np.nan)
    return np.array([-FAR * along, FAR * along])


def class_one_side(w):
    """Corners (4, 2) of the half-plane x w > 0, far enough out to cover any axes; nan when w = 0."""
    start, end = boundary_line(w)
    inwards = FAR * np.asarray(w, dtype=float) / (np.hypot(*w) or np.nan)
    return np.array([start, end, end + inwards, start + inwards])


def chance(p):
    """A probability in three decimals that never claims to be exactly 0 or 1.

    >>> chance(0.25), chance(1e-9), chance(1 - 1e-9)
    ('0.250', '<0.001', '>0.999')
    """
    return "<0.001" if p < 0.0005 else ">0.999" if p >= 0.9995 else num(p, 3)


def count(n, thing, things=None):
    """A count in words.

    >>> count(1, "head"), count(2, "head"), count(0, "toss", "tosses")
    ('1 head', '2 heads', '0 tosses')
    """
    return f"{n} {thing if n == 1 else things or thing + 's'}"


def raised(exponent):
    """A whole number in small raised digits, as in 10⁻⁴."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
