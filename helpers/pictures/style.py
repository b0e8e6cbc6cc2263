"""What several pictures share: how a class looks, how flowers are drawn, where a boundary runs.

The pictures have looked at what they hand in: here it is unchecked.
"""

from dataclasses import replace

import numpy as np

from helpers.text import num

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
MOST_DRAWS = 10**9  # how often one may draw again
FAR = 1e3  # further than any axis reaches
FEATURES = {"xlabel": "$x_0$  sepal length (cm)", "ylabel": "$x_1$  petal length (cm)"}  # along the axes


def draw_flowers(axes, X, y, names):
    """Scatter two features in the classes' colours and markers, with a legend; returns the artists, one for each class.

    X: (N, 2)  y: (N,)  names: (C,).
    """
    look = {"linestyle": "none", "markersize": 6, "alpha": 0.8}
    flowers = [axes.plot(*X[y == c].T, label=name, **look, **CLASSES[c])[0] for c, name in enumerate(names)]
    axes.set(**FEATURES, xlim=(4.5, 8.3), ylim=(2.5, 7.3))
    axes.legend(loc="upper left")
    return flowers


def flower_at(axes, X, x, y, last=-1, reach=10):
    """The flower under a hand at (x, y), None where there is none: the nearest, within `reach` pixels as designed.

    Where several share one place, it is the one that follows `last`.
    """
    places = axes.transData.transform(np.vstack([(x, y), X]))
    distance = np.hypot(*(places[1:] - places[0]).T)
    pile = np.flatnonzero(distance == distance.min())
    near = pile[np.searchsorted(pile, last, side="right") % len(pile)]
    return int(near) if distance[near] <= reach * axes.figure.dpi / 100 else None


def let_choose(picture, axes, X, name):
    """Let a hand choose one of the flowers X (N, 2) in these axes; the picture's value `name` says which.

    It takes the one that it is on, or the next of those that share a place, and goes on to the nearest.
    """

    def follow(x, y, values):
        return {name: flower_at(axes, X, x, y, values[name] - 1, reach=np.inf)}

    def hit_test(x, y, values):
        i = flower_at(axes, X, x, y, values[name]) if name in values else None
        return None if i is None else {name: i}

    picture.draggable(axes, follow, hit_test)


class FlowerBed:
    """Flowers in one panel that can be dragged: they stand still until one of them is moved.

    The picture's value `points` says where they are: None, or the value of `EditablePoints`.
    """

    def __init__(self, picture, axes, X, y, names, moving=False):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two classes  moving: drawn with what moves, always."""
        self.picture, self.axes, self.names, self.moving = picture, axes, names, moving
        self.first = X, y
        self.artists = draw_flowers(axes, X, y, names)
        for artist in self.artists:
            picture.animated(artist).set(animated=moving, zorder=2 if moving else 0.9)  # below all else that moves
        look = {"color": HAND, "markersize": 15, "markeredgewidth": 3, "zorder": 3}
        self.ring = picture.animated(axes.plot([], [], **look, **RING)[0])
        picture.draggable(axes, self._drag, self._grip)

    def plant(self, points):
        """Draw the points, and a ring round the chosen one; returns X, y and a sentence about that one."""
        X, y = self.first if points is None else (points.X, points.y)
        touched = X is not self.first[0] or y is not self.first[1]
        for c, artist in enumerate(self.artists):
            artist.set_data(X[y == c].T)
            artist.set_animated(self.moving or touched)
        self.picture.invalidate(touched=touched)
        if points is None or (X is self.first[0] and y is self.first[1] and points.chosen == 0):
            self.ring.set_data([], [])
            return X, y, ""
        x, c = X[points.chosen], y[points.chosen]
        self.ring.set_data(x[:, None])
        return X, y, f" Ringed is flower {points.chosen}, a {self.names[c]}, at ({num(x[0])}, {num(x[1])})."

    def _grip(self, x, y, values):
        """Choose the flower at (x, y), if there is one."""
        points = values.get("points")
        near = None if points is None else flower_at(self.axes, points.X, x, y, points.chosen)
        return None if near is None else {"points": replace(points, chosen=near)}

    def _drag(self, x, y, values):
        return {"points": values["points"].moved(np.round([x, y], 2))}


def map_and_two(picture, width=1, top=0.965):
    """The axes of a map, `width` times as wide as the two beside it, of which only the lower has labels along x."""
    axes = picture.subplot_mosaic("ab\nac", size=(8.4, 4.9), width_ratios=(width, 1))
    picture.figure.subplots_adjust(left=0.085, bottom=0.125, top=top, wspace=0.27 * width, hspace=0.17)
    axes["b"].tick_params(labelbottom=False)
    return list(axes.values())


def words_at(axes, x, y, text="", size=13, ha="left", inside=False, **look):
    """Words that stand at (x, y) in the data of the axes, or inside them in shares of their width and height."""
    place = axes.transAxes if inside else axes.transData
    return axes.text(x, y, text, fontsize=size, ha=ha, va="center_baseline", transform=place, **look)


def put_dot(dot, x, y, low, high):
    """Move the dot to (x, y), or to the nearest end of the axis as an arrowhead pointing to where it went."""
    dot.set_data([x], [min(max(y, low), high)])
    dot.set_marker("^" if y > high else "v" if y < low else "o")


def cells(axes, image, **look):
    """An image (R, C) or (R, C, 4) whose cells are plain rectangles. look: what `imshow` takes."""
    return axes.imshow(image, aspect=axes.get_aspect(), interpolation="none", **look)


def colour_bar(figure, mappable, **options):
    """A colour bar beside the axes; its colours are one image. options: what `Figure.colorbar` takes."""
    bar = figure.colorbar(mappable, **options)
    bar.solids.set_visible(False)
    bar.ax.grid(False)
    low, high = mappable.get_clim()
    ramp = np.linspace(low, high, 256)[:, None]
    look = {"cmap": mappable.get_cmap(), "norm": mappable.norm, "origin": "lower", "extent": (0, 1, low, high)}
    cells(bar.ax, ramp, **look)
    return bar


def turned(x, y, values, limit=8.0):
    """The weights w0 and w1 that lay the boundary through (x, y): as long as before, if both stay within the limit."""
    w, far = np.array([values["w0"], values["w1"]]), np.hypot(x, y)
    if far == 0:  # every boundary goes through the origin
        return {}
    across = np.array([-y, x]) / far
    across = across if across @ w >= 0 else -across
    w = across * min(np.hypot(*w) or 1, limit / np.abs(across).max())
    return {"w0": w[0], "w1": w[1]}


def boundary_line(w):
    """Two far ends (2, 2) of the line x w = 0, one per row; nan when w = 0, where there is no line."""
    w = np.asarray(w, dtype=float)
    length = np.hypot(*w)
    along = np.array([-w[1], w[0]]) / length if length else np.full(2, np.nan)
    return np.array([-FAR * along, FAR * along])


def level_line(w, c):
    """Two far ends (2, 2) of the line x w = c; nan when w = 0."""
    w = np.asarray(w, dtype=float)
    return boundary_line(w) + w * (c / (w @ w or np.nan))


def class_one_side(w):
    """Corners (4, 2) of the half-plane x w > 0, far enough out to cover any axes; nan when w = 0."""
    start, end = boundary_line(w)
    inwards = FAR * np.asarray(w, dtype=float) / (np.hypot(*w) or np.nan)
    return np.array([start, end, end + inwards, start + inwards])


def shaded_side(picture, axes):
    """What shades class 1's side of a boundary; `class_one_side` has its corners."""
    return picture.animated(axes.fill(*class_one_side((1, 0)).T, color=CLASSES[1]["color"], alpha=0.12, lw=0)[0])


def chance(p):
    """A probability in three decimals that never claims to be exactly 0 or 1.

    >>> chance(0.25), chance(1e-9), chance(1 - 1e-9)
    ('0.250', '<0.001', '>0.999')
    """
    return "<0.001" if p < 0.0005 else ">0.999" if p >= 0.9995 else num(p, 3)


def raised(exponent):
    """A whole number in small raised digits, as in 10⁻⁴."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
