"""What several pictures share: how a class looks, how flowers are drawn, where a boundary runs."""

from dataclasses import replace

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
    """Scatter two features in the classes' colours and markers, with a legend; returns the artists, one for each class.

    X: (N, 2)  y: (N,)  names: (C,).
    """
    look = {"linestyle": "none", "markersize": 6, "alpha": 0.8}
    flowers = [axes.plot(*X[y == c].T, label=name, **look, **CLASSES[c])[0] for c, name in enumerate(names)]
    axes.set(xlabel="$x_0$  sepal length (cm)", ylabel="$x_1$  petal length (cm)")
    axes.set(xlim=(4.5, 8.3), ylim=(2.5, 7.3))
    axes.legend(loc="upper left")
    return flowers


class FlowerBed:
    """Flowers in one panel that a hand may take: they join what moves only once they are touched.

    The picture's value `points` says where they are: None, or the value of a `Bed`.
    """

    REACH = 10  # how close, in pixels of the picture as designed, a hand must come to take a flower

    def __init__(self, picture, axes, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two classes."""
        self.picture, self.axes, self.names = picture, axes, names
        self.first = self.shown = X, y
        self.artists = draw_flowers(axes, X, y, names)
        self.ring = picture.moves(axes.plot([], [], color=HAND, markersize=15, markeredgewidth=3, **RING)[0])
        picture.takes(axes, self._drag, self._grip)

    def plant(self, points):
        """Draw the points, and a ring round the chosen one; returns X, y and a sentence about that one."""
        X, y = now = self.first if points is None else (points.X, points.y)
        if X is not self.shown[0] or y is not self.shown[1]:
            for c, artist in enumerate(self.artists):
                artist.set_data(X[y == c].T)
                if not artist.get_animated():
                    self.picture.moves(artist)
            self.shown = now
        if points is None or (X is self.first[0] and y is self.first[1] and points.chosen == 0):
            self.ring.set_data([], [])
            return X, y, ""
        x = X[points.chosen]
        self.ring.set_data(x[:, None])
        return (
            X,
            y,
            f" Ringed is flower {points.chosen}, a {self.names[y[points.chosen]]}, at ({num(x[0])}, {num(x[1])}).",
        )

    def _grip(self, x, y, values):
        """Choose the flower at (x, y), if there is one."""
        points = values.get("points")
        if points is None:
            return None
        place = self.axes.transData.transform([(x, y), *points.X])
        distance = np.hypot(*(place[1:] - place[0]).T)
        near = distance.argmin()
        reach = self.REACH * self.axes.figure.dpi / 100
        return {"points": replace(points, chosen=int(near))} if distance[near] <= reach else None

    def _drag(self, x, y, values):
        return {"points": values["points"].moved(np.round([x, y], 2))}


def turned(x, y, values, limit=8.0):
    """The weights w0 and w1 that lay the boundary through (x, y): as long as before, if both stay within the limit."""
    w = np.array([values["w0"], values["w1"]])
    across = np.array([-y, x]) / (np.hypot(x, y) or 1)
    across = across if across @ w >= 0 else -across
    w = across * min(np.hypot(*w) or 1, limit / np.abs(across).max())
    return {"w0": w[0], "w1": w[1]}


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
