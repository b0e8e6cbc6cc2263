"""What several pictures share: how a class looks, how flowers are drawn, where a boundary runs."""

import numpy as np

# One look per class in all six notebooks: a colour that colour-blind readers can tell apart (Okabe and Ito), and a
# marker of its own for those who see no colour at all.
CLASSES = (
    {"color": "#0072B2", "marker": "o"},
    {"color": "#D55E00", "marker": "^"},
    {"color": "#009E73", "marker": "D"},
)
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
