"""Pictures of section 5: one value on twelve lines, the chain rule as a graph, the pulls it yields, the walk uphill."""

import functools

import numpy as np
from matplotlib import colormaps
from matplotlib.patches import FancyBboxPatch, Rectangle

from helpers import validation
from helpers.live import Picture
from helpers.models import (
    complex_step,
    finite_difference,
    gradient,
    hessian,
    log_likelihood,
    log_sigmoid,
    newton_optimum,
    predict,
    sigmoid,
)
from helpers.pictures.sigmoid import Fitted
from helpers.pictures.style import (
    CLASSES,
    FEATURES,
    HAND,
    MOST_DRAWS,
    boundary_line,
    class_one_side,
    draw_flowers,
    flower_at,
    let_choose,
    level_line,
    map_and_two,
    raised,
    shaded_side,
    turned,
    words_at,
)
from helpers.pictures.zero_one import Boundary
from helpers.text import count, num

__all__ = [
    "Ascent",
    "ChainRule",
    "Pulls",
    "Separable",
    "StepSizes",
    "TwelveLines",
]

# The number of steps taken after t clicks: one by one at first, then 9 % more each time, up to 20,000.
COUNTS = np.array([*range(20), *np.geomspace(20, 20_000, 81).round().astype(int)])
HAND_DARK = "#9C4A7E"  # the hand's colour, dark enough for text
WRONG = "#D55E00"  # digits that are not as they should be
DONE = 1e-6  # the walk is over when it is this close to the optimum


def power(value):
    """The number in two digits and a power of ten, for the sentences.

    >>> power(0.00012)
    '1.2·10⁻⁴'
    """
    if value == 0:
        return "0"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10{raised(int(exponent))}".replace("-", "−")


def short(value):
    """Two to four decimals where they say something, else a power of ten: what fits in a box."""
    if value == 0 or 1e-3 <= abs(value) < 1e3:
        return num(value, 4 if abs(value) < 10 else 2)
    return power(value)


def weights(w, places=2):
    """The two weights as the sentences write them."""
    return f"w = ({num(w[0], places)}, {num(w[1], places)})"


def click_under(x, y, values):
    """The click t on an axis of steps that is under the hand at x."""
    return {"t": round(x)}


def digits(axes, x, y, size, **look):
    """Two texts side by side for `write_digits`: the second goes on where the first ends."""
    look = {"fontsize": size, "va": "center", **look}
    right = axes.text(x, y, "", **look)
    return right, axes.annotate("", (1, 0.5), xycoords=right, **{**look, "color": WRONG, "va": "center"})


def write_digits(pair, text, truth):
    """Write a number, coloured from the first character on that differs from the truth's."""
    same = next((k for k, (mine, true) in enumerate(zip(text, truth, strict=False)) if mine != true), len(text))
    for artist, part in zip(pair, (text[:same], text[same:]), strict=True):
        artist.set_text(part)


class TwelveLines(Picture):
    """The rearrangement (28) to (39): why each line follows from the one before, and the value of all twelve.

    chain: the twelve lines. They are computed in floats, and nothing is rearranged for the computer's sake, so far out
    a line may lose digits or underflow.
    """

    def __init__(self, chain):
        if [*getattr(chain, "numbers", [])] != [*range(28, 40)]:
            raise ValueError(f"chain must be that of the lines 28 to 39; got {validation.described(chain)}")
        self.domains = {"line": (28, 39), "w0": (-10.0, 10.0), "w1": (-10.0, 10.0)}
        axes = self.subplots(size=(8.4, 4.8))
        self.figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.99)
        axes.set(xlim=(0, 1), ylim=(39.6, 26.5))
        axes.axis("off")
        self.chain, self.lines = chain, chain.lines
        self.here = self.animated(axes.add_patch(Rectangle((0, 0), 1, 0.96, color=HAND, alpha=0.35, lw=0)))
        for x, heading in ((0.02, "line"), (0.12, "why"), (0.66, r"$\mathcal{L}$ (nats)")):
            axes.text(x, 27, heading, fontsize=13, va="center", color="0.35")
        axes.plot([0, 1], [27.5, 27.5], color="0.8", lw=1)
        for line in self.lines:
            axes.text(0.02, line.number, f"({line.number})", fontsize=13, va="center")
            axes.text(0.12, line.number, line.why, fontsize=13, va="center")
        self.values = [tuple(map(self.animated, digits(axes, 0.66, n, 14))) for n in range(28, 40)]
        self.draggable(axes, self._line_under, self._line_under)

    @staticmethod
    def _line_under(x, y, values):
        return {"line": round(y)}

    def update(self, line=28, w0=1.1, w1=1.1):
        """Mark one line, and compute all twelve at (w0, w1)."""
        setting = self.chain.floats_at(w0=w0, w1=w1)
        values = [self.chain.value(line.number, setting) for line in self.lines]
        value = values[line - 28]
        self.here.set_y(line - self.here.get_height() / 2)
        for text, each in zip(self.values, values, strict=True):
            write_digits(text, num(each, 12), num(values[-1], 12))
        apart = np.max(values) - np.min(values)
        agree = "to within a billionth" if apart < 1e-9 * abs(value) else f"only to within {power(apart)}"
        return (
            f"Line ({line}), {self.lines[line - 28].why}: at {weights((w0, w1))} it gives L = {num(value, 4)} nats, "
            f"and all {len(values)} lines agree {agree}."
        )


class ChainRule(Picture):
    """One flower's a, s, l and share of L as a graph: values in the boxes, local derivatives on the arrows.

    s and l are s_1 and l_1 for a flower of class 1, s_0 and l_0 for one of class 0: both are written s_y, l_y, so that
    the symbols stand still and only numbers move.
    """

    BOX = (0.1, 0.135)
    PLACES = {  # noqa: RUF012
        "w0": (0.075, 0.84, "w_0"),
        "w1": (0.075, 0.60, "w_1"),
        "a": (0.295, 0.72, "a"),
        "s": (0.515, 0.72, "s_y"),
        "l": (0.73, 0.72, "l_y"),
        "L": (0.935, 0.72, r"\mathcal{L}_i"),
    }
    LIMIT = 1.1  # how large a weight the mouse sets
    ARROWS = (("w0", "a"), ("w1", "a"), ("a", "s"), ("s", "l"), ("l", "L"))

    def __init__(self, X, y, names):
        X, y, names = validation.flowers(X, y, names)
        validation.refuse("X", "lie between -35 and 35, for σ above 0", X, np.abs(X) > 35)
        self.domains = {"flower": (0, len(y) - 1), "w0": (-10.0, 10.0), "w1": (-10.0, 10.0)}
        self.axes = self.subplots(size=(8.4, 5.8))
        self.figure.subplots_adjust(left=0, right=1, bottom=0, top=1)
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        self.axes.axis("off")
        self.X, self.y, self.names = X, y, names
        self.value, self.local = {}, {}
        for key in self.PLACES:
            self._lay_box(key)
        for start, end in self.ARROWS:
            self._lay_arrow(start, end)
        self.local["l"].set_text("1")
        self.title = self._number(0.03, 0.96, 14, ha="left")
        self.axes.plot([0.03, 0.97], [0.495, 0.495], color="0.8", lw=1)
        self._print(0.03, 0.445, "the factors on the way back, multiplied", 13, ha="left", color="0.25")
        heights = (0.36, 0.17)
        for j, height in enumerate(heights):
            self._print(0.03, height, f"∂ℒᵢ/∂w{'₀₁'[j]} =", 14, ha="left")
            self._print(0.07, height - 0.07, "finite difference", 13, ha="left", color="0.25")
        self.products = [self._number(0.15, height, 13, ha="left") for height in heights]
        self.differences = [self._number(0.27, height - 0.07, 13, ha="left") for height in heights]
        self.flowers = flowers = self.figure.add_axes([0.68, 0.1, 0.305, 0.37])
        draw_flowers(flowers, X, y, names)
        flowers.get_legend().remove()
        flowers.set(xlabel="$x_0$", ylabel="$x_1$")
        self.line = self.animated(flowers.plot([], [], color="black", lw=2)[0])
        self.chosen = self.animated(flowers.plot([], [], markersize=13, markeredgewidth=2.5, linestyle="none")[0])
        self.chosen.set(marker="o", markerfacecolor="none", markeredgecolor=HAND)
        self.draggable(flowers, lambda x, y, values: turned(x, y, values, self.LIMIT))
        let_choose(self, flowers, X, "flower")

    def _print(self, x, height, text, size, ha="center", **look):
        return self.axes.text(x, height, text, fontsize=size, ha=ha, va="center", **look)

    def _number(self, x, height, size, **look):
        return self.animated(words_at(self.axes, x, height, size=size, **{"ha": "center", **look}))

    def _lay_box(self, key):
        (x, height, symbol), (wide, high) = self.PLACES[key], self.BOX
        look = {"facecolor": "#EAF2F8", "edgecolor": "0.35", "lw": 1.3, "boxstyle": "round,pad=0,rounding_size=0.015"}
        self.axes.add_patch(FancyBboxPatch((x - wide / 2, height - high / 2), wide, high, **look))
        self._print(x, height + 0.028, f"${symbol}$", 16)
        self.value[key] = self._number(x, height - 0.032, 12)

    def _lay_arrow(self, start, end):
        (x, height, below), (to, finish, above), half = self.PLACES[start], self.PLACES[end], self.BOX[0] / 2 + 0.003
        arrow = {"arrowstyle": "-|>", "color": "0.3", "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
        tip = (to - half, finish + 0.3 * (height - finish))
        self.axes.annotate("", tip, (x + half, height), arrowprops=arrow)
        lift = {"w0": (0.06, 0.115), "w1": (-0.06, -0.115)}.get(start, (0.035, 0.09))
        where, base = (x + to) / 2 + 0.01 * (height != finish), (height + finish) / 2
        self.local[start] = self._number(where, base + lift[0], 13, color=HAND_DARK, weight="bold")
        self._print(where, base + lift[1], rf"$\partial {above}/\partial {below}$", 14, color=HAND_DARK)

    def update(self, flower=91, w0=-0.9, w1=1.1):
        """Compute forwards and backwards through the graph for one flower."""
        x, label, w = self.X[flower], self.y[flower], np.array([w0, w1])
        a = x @ w
        side = 1 if label else -1
        s, l = sigmoid(side * a), log_sigmoid(side * a)
        ds_da, dl_ds = side * s * sigmoid(-side * a), 1 / s
        values = {"w0": num(w0), "w1": num(w1), "a": short(a), "s": short(s), "l": short(l), "L": short(l)}
        self.line.set_data(boundary_line(w).T)
        self.chosen.set_data(x[:, None])
        for key, value in values.items():
            self.value[key].set_text(value)
        local = {"w0": num(x[0], 1), "w1": num(x[1], 1), "a": short(ds_da), "s": short(dl_ds)}
        for key, value in local.items():
            self.local[key].set_text(value)
        sign = "" if label else "−"
        self.title.set_text(f"flower {flower}, {self.names[label]}:  y = {label},  s = σ({sign}a)")
        products = dl_ds * ds_da * x
        differences = finite_difference(lambda w: log_likelihood(w, self.X[[flower]], self.y[[flower]]), w)
        for j in range(2):
            factors = f"1 × {local['s']} × {local['a']} × {local[f'w{j}']}"
            self.products[j].set_text(f"{factors} = {short(products[j])}")
            self.differences[j].set_text(short(differences[j]))
        apart = np.max(np.abs(differences - products))
        return (
            f"Flower {flower} (class {label}) at {weights(w)}: a = {num(a)}, s = {short(s)}, l = {short(l)}; the "
            f"products are {short(products[0])} and {short(products[1])}, and finite differences "
            f"{'agree' if apart < 1e-6 else f'differ by {power(apart)}'}."
        )


def arrows(feet, shafts, head=0.11):
    """Corners (K, 6, 2) of lines that draw arrows with these feet and shafts (K, 2); a short one has a short head."""
    ends = feet + shafts
    back = shafts * np.minimum(0.4, head / np.maximum(np.hypot(*shafts.T), 1e-12))[:, None]
    aside = 0.6 * back[:, ::-1] * (-1, 1)
    return np.stack([feet, ends, ends - back + aside, ends, ends - back - aside, np.full_like(feet, np.nan)], axis=1)


class Pulls(Picture):
    """(52) as a sum you can see: the pull of each flower, the pulls laid end to end, and the w where they cancel."""

    SCALE = 1 / 20  # pulls and gradient are drawn at a twentieth of their length
    EDGE = 10.0  # of the plane of weights

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two species."""
        X, y, names = validation.flowers(X, y, names)
        flowers, plane = self.subplots(1, 2, size=(8.4, 4.6))
        self.figure.subplots_adjust(left=0.075, right=0.985, bottom=0.13, top=0.97, wspace=0.22)
        self.names, self.fitted = names, Fitted()
        self.boundary = Boundary(self, flowers, X, y, names, lambda x, y, values: turned(x, y, values, self.EDGE))
        colours = [look["color"] for look in CLASSES[:2]]
        self.arrows = [self.animated(flowers.plot([], [], color=colour, lw=1.5, zorder=3)[0]) for colour in colours]
        edge = 1.05 * self.EDGE
        plane.set(xlabel="$w_0$", ylabel="$w_1$", xlim=(-edge, edge), ylim=(-edge, edge), aspect="equal")
        plane.set(xticks=range(-10, 11, 5), yticks=range(-10, 11, 5))
        end = {"lw": 2, "markersize": 7, "markevery": [-1]}
        self.chains = [
            plane.plot([], [], label=f"{name} pulls", **end, **CLASSES[c])[0] for c, name in enumerate(names)
        ]
        plane.plot([], [], color="black", lw=4, label="gradient")
        self.peak = plane.plot([], [], "P", color="black", markersize=9, zorder=5, label="optimum")[0]
        plane.legend(loc="lower right", borderaxespad=0.2)
        for artist in (*self.chains, self.peak):
            self.animated(artist)
        self.gradient = self.animated(plane.arrow(0, 0, 1, 1, color="black", lw=0, zorder=3, length_includes_head=True))
        self.dot = self.animated(plane.plot([], [], "o", color=HAND, markersize=12, zorder=4)[0])
        self.draggable(plane, self._lay, self._lay)

    @staticmethod
    def _lay(x, y, values):
        """The weights under the hand."""
        return {"w0": x, "w1": y}

    def update(self, w0=-0.9, w1=1.1, points=None):
        """Add up what the flowers pull at the weights (w0, w1)."""
        w = np.array([w0, w1])
        chosen = self.boundary.plant(points)
        X, y = self.boundary.X, self.boundary.y
        pulls = (y - sigmoid(X @ w))[:, None] * X
        wrong = self.boundary.move(w)
        start, sums = w, [np.zeros(2), np.zeros(2)]
        for c in (1, 0):
            feet, mine = X[y == c], pulls[y == c]
            self.arrows[c].set_data(arrows(feet, self.SCALE * mine).reshape(-1, 2).T)
            in_order = mine[np.argsort(np.arctan2(*feet.T))[::-1]]  # by angle, so that the way back is not the way out
            chain = start + self.SCALE * np.cumsum([np.zeros(2), *in_order], axis=0)
            self.chains[c].set_data(chain.T)
            start, sums[c] = chain[-1], mine.sum(axis=0)
        slope = sums[0] + sums[1]
        dx, dy = self.SCALE * slope
        head = min(0.9, np.hypot(dx, dy))  # a short arrow is all head
        self.gradient.set_data(x=w0, y=w1, dx=dx, dy=dy, width=0.2 * head, head_length=head, head_width=0.9 * head)
        self.dot.set_data([w0], [w1])
        pulled = " and ".join(f"({num(sums[c][0], 1)}, {num(sums[c][1], 1)}) for {self.names[c]}" for c in (1, 0))
        return (
            f"{weights(w)}: L = {num(log_likelihood(w, X, y))}, {wrong} of {len(y)} flowers on the wrong side. "
            f"The pulls add up to {pulled}, together the gradient ({num(slope[0], 1)}, {num(slope[1], 1)}). "
            f"{self._place_peak(X, y)}{chosen}"
        )

    def _place_peak(self, X, y):
        """Mark the optimum of these flowers; returns what to say about it."""
        best = self.fitted(X, y)
        if best is None:
            self.peak.set_data([], [])
            return "No optimum: some line leaves no flower on its wrong side, and longer weights are never worse."
        off = np.any(np.abs(best) > self.EDGE)
        self.peak.set_data(np.clip(best, -self.EDGE, self.EDGE)[:, None])
        self.peak.set_markerfacecolor("white" if off else "black")
        return (
            f"The optimum is ({num(best[0])}, {num(best[1])}){', off the map,' if off else ''} "
            f"with L = {num(log_likelihood(best, X, y))}."
        )


class Walk:
    """A walk along the gradient from w = 0, taken only as far as somebody has asked, and then remembered."""

    def __init__(self, X, y, rate):
        # (52) once more, as X^T (y - 1/2 - tanh(a/2)/2): y - sigma(a) with a sigmoid that never overflows
        self.lean, self.half, self.pull = rate * X.T @ (y - 0.5), X / 2, rate / 2 * X.T
        self.path, self.taken = np.zeros((COUNTS[-1] + 2, X.shape[1])), 0

    def upto(self, n):
        """The first n + 1 places of the walk, (n + 1, D)."""
        w = self.path[self.taken]
        for k in range(self.taken, n):
            w = w + self.lean - self.pull.dot(np.tanh(self.half.dot(w)))  # for so few numbers faster than @
            self.path[k + 1], self.taken = w, k + 1  # noted step by step: a walk that is interrupted goes on from there
        return self.path[: n + 1]


def likelihoods(W, X, y):
    """log_likelihood at each row of W (K, D): an array (K,). Takes W of any size without complaint."""
    a = W @ (X * np.where(y == 1, 1, -1)[:, None]).T  # the logits of the classes that were seen
    return np.sum(np.minimum(a, 0) - np.log1p(np.exp(-np.abs(a))), axis=1)


def standardised(X):
    """Each column of X moved to mean 0 and stretched to standard deviation 1."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def _count_axis(axes):
    """Let the horizontal axis run over clicks, labelled with the numbers of steps."""
    marks = [0, 10, 100, 1000, 10_000]
    axes.set(xlim=(-2, 102), xticks=np.interp(marks, COUNTS, np.arange(len(COUNTS))))
    axes.set_xticklabels(["0", "10", "10²", "10³", "10⁴"])


def _powers_of_ten(axis, exponents):
    """A logarithmic axis with marks at these powers only. (Plain text: mathtext takes ten times as long to lay out.)"""
    axis.set_ticks([10.0**k for k in exponents], [f"10{raised(k)}" for k in exponents])
    axis.set_ticks([], minor=True)


def _map_and_steps(picture, width, top=0.965):
    """A map, and beside it two axes of steps; returns the three."""
    axes = map_and_two(picture, width, top)
    for panel in axes[1:]:
        _count_axis(panel)
        picture.draggable(panel, click_under, click_under)
    axes[2].set_xlabel("steps (log scale from 20)")
    return axes


class Ascent(Picture):
    """The walk on the contour map of L, with L and the distance to the Newton optimum beside it."""

    LOW = (-12.0, -4.0)  # corners of the map
    HIGH = (6.0, 14.0)
    LEVELS = (-3000, -1000, -300, -100, -50, -30, -25, -20, -15, -12.5)  # of L, at its contours
    LABELS = {  # noqa: RUF012  where some contours have their level written
        "as measured": [(-9.5, 0.5), (-5.4, 2.5), (-3.3, 2.4)],
        "standardised": [(-9.0, 4.4), (-7.1, 6.3), (-5.5, 7.9), (-4.0, 9.5)],
    }
    FLOOR = -160  # of the axis of L: what is lower is drawn here
    SHORTEST = 1.6  # arrow that still shows beside the dot

    def __init__(self, X, y):
        X, y = validation.drawable_data(X, y)
        validation.require_spread(X)
        self.domains = {
            "t": (0, len(COUNTS) - 1),
            "rate": (1e-6, 10.0),
            "features": ["as measured", "standardised"],
            "direction": ["ascent", "descent"],
        }
        self.map, height, distance = _map_and_steps(self, 1.5, top=0.92)
        self.y = y
        self.features = {"as measured": X, "standardised": standardised(X)}
        self.best = {name: newton_optimum(F, y) for name, F in self.features.items()}
        self.map.set(xlabel="$w_0$", ylabel="$w_1$", xlim=(self.LOW[0], self.HIGH[0]), ylim=(self.LOW[1], self.HIGH[1]))
        self.map.set(aspect="equal", xticks=range(-10, 6, 5), yticks=range(0, 15, 5))
        self.map.grid(False)
        self.contours = {name: self._contours(name) for name in self.features}  # of each: the lines, and their labels
        self.walk = functools.cache(lambda name, rate: Walk(self.features[name], y, rate))
        thin = {"color": "black", "lw": 0.8, "marker": "o", "markersize": 2}
        self.path = self.animated(self.map.plot([], [], **thin)[0])
        self.next = self.animated(self.map.plot([], [], color=HAND, lw=3)[0])
        self.dot = self.animated(self.map.plot([], [], "o", color=HAND, markersize=12, clip_on=False)[0])
        self.peak = self.animated(self.map.plot([], [], "P", color="black", markersize=11)[0])
        look = {"color": HAND_DARK, "weight": "bold", "bbox": {"facecolor": "white", "linewidth": 0, "pad": 1}}
        self.lost = self.animated(words_at(self.map, -3, 13.2, "off the map", ha="center", **look))
        self.rule = self.animated(words_at(self.map, 0.5, 1.045, size=15, ha="center", inside=True))
        height.set(ylabel=r"$\mathcal{L}$ (nats)", ylim=(self.FLOOR, 8))
        height.set_yticks([self.FLOOR, -100, -50, 0], [f"≤ {num(self.FLOOR, 0)}", "−100", "−50", "0"])
        distance.set(ylabel=r"$\|\mathbf{w} - \mathbf{w}^\ast\|$", yscale="log")
        distance.set_ylim(1e-8, 1e4)
        _powers_of_ten(distance.yaxis, (-6, -3, 0, 3))
        distance.axhline(DONE, color="0.4", ls=":", lw=1.8, label="_done")
        distance.text(0, DONE / 1.5, "done", fontsize=12, va="top", color="0.3")
        self.top = self.animated(height.plot([-2, 102], [0, 0], color="0.4", ls=":", lw=1.8)[0])
        self.traces = [self.animated(axes.plot([], [], color="C0", lw=2)[0]) for axes in (height, distance)]
        end = {"marker": "o", "color": HAND, "markersize": 9, "clip_on": False}
        self.ends = [self.animated(axes.plot([], [], **end)[0]) for axes in (height, distance)]
        self.draggable(self.map, self._place_under, self._touch)

    def _touch(self, x, y, values):
        """Take hold of the dot, if it is at (x, y)."""
        return None if flower_at(self.map, self.dot.get_xydata(), x, y, reach=15) is None else {}

    def _place_under(self, x, y, values):
        """The click that brings the dot closest to (x, y), as found by following the walk from where the dot is now."""
        walk, t = self.shown
        while True:
            near = np.arange(max(t - 3, 0), min(t + 4, len(COUNTS)))
            places = walk.upto(COUNTS[near[-1]])[COUNTS[near]]
            best = near[flower_at(self.map, places, x, y, reach=np.inf)]
            if best == t:
                return {"t": int(t)}
            t = best

    def _contours(self, name):
        """Contours from a grid turned along the ridge and denser near its crest, where L is as narrow as a knife."""
        F, best = self.features[name], self.best[name]
        _, axes = np.linalg.eigh(hessian(best, F))  # across the ridge, and along it
        reach = 25 * np.sinh(np.linspace(-5, 5, 101)) / np.sinh(5)
        grid = best + np.stack(np.meshgrid(reach, reach), axis=-1) @ axes.T
        heights = np.array([likelihoods(row, F, self.y) for row in grid])  # all at once would take five times as long
        if not any(heights.min() < L < heights.max() for L in self.LEVELS):
            return []
        colours = colormaps["viridis"](np.linspace(0, 0.75, len(self.LEVELS)))
        lines = self.map.contour(grid[..., 0], grid[..., 1], heights, self.LEVELS, colors=colours, linewidths=1.3)
        labels = lines.clabel(manual=self.LABELS[name], fmt=lambda L: num(L, 0), fontsize=12, colors="black")
        return [self.animated(artist) for artist in (lines, *labels)]

    def update(self, t=12, rate=0.001, features="as measured", direction="ascent"):
        """Show the first COUNTS[t] steps of the walk, and the step that comes next."""
        n, X, best = int(COUNTS[t]), self.features[features], self.best[features]
        uphill = direction == "ascent"
        walk = self.walk(features, rate if uphill else -rate)
        path, self.shown = walk.upto(n + 1), (walk, t)
        w, shown = path[n], COUNTS[: t + 1]
        heights = likelihoods(path[[*shown, max(n - 1, 0)]], X, self.y)
        distances = np.linalg.norm(path[shown] - best, axis=1)
        for name, artists in self.contours.items():
            for artist in artists:
                artist.set_visible(name == features)
        self.path.set_data(path[np.unique([*shown, *range(min(n, 300)), *range(max(n - 40, 0), n + 1)])].T)
        step = path[n + 1] - w
        step = step * max(1, self.SHORTEST / (np.hypot(*step) or np.inf))
        self.next.set_data(arrows(w[None], step[None], head=0.6)[0].T)
        self.dot.set_data(np.clip(w, self.LOW, self.HIGH)[:, None])
        off = np.any((w < self.LOW) | (w > self.HIGH))
        self.dot.set_markerfacecolor("white" if off else HAND)
        self.lost.set_visible(off)
        self.rule.set_text(f"w ← w {'+' if uphill else '−'} {rate:g} ∂ℒ/∂w")
        self.peak.set_data(best[:, None])
        self.top.set_ydata([log_likelihood(best, X, self.y)] * 2)
        drawn = (np.maximum(heights[:-1], self.FLOOR), np.clip(distances, 1e-8, 1e4))
        for trace, end, values in zip(self.traces, self.ends, drawn, strict=True):
            trace.set_data(np.arange(t + 1), values)
            end.set_data([t], [values[-1]])
        steps = f"{n:,} step{'' if n == 1 else 's'}"
        return (
            f"{direction.capitalize()} on the flowers {features}, rate {rate:g}: after {steps} "
            f"{weights(w)}{' (off the map)' if off else ''} and L = {num(heights[-2])}; "
            f"{self._verdict(n, heights[-2] - heights[-1], distances[-1], uphill)}."
        )

    @staticmethod
    def _verdict(n, gain, distance, uphill):
        if distance < DONE:
            return "that is the Newton optimum to within 10⁻⁶: done"
        far = num(distance) if distance >= 0.01 else power(distance)
        if n == 0:
            told = "the first step is still to come"
        elif gain < -1e-9:
            told = "the last step overshot, and L fell" if uphill else "every step makes L worse"
        else:
            told = "the last step raised L" if gain > 1e-9 else "L hardly changes any more"
        return f"{told}; the optimum is {far} away"


class Separable(Picture):
    """The same walk on flowers that overlap and on flowers that do not: where it ends, or that it never does."""

    RATE = 0.001

    def __init__(self, X, species):
        """X: (150, 2)  species: (150,), with 0 setosa, 1 versicolor, 2 virginica."""
        X, species = validation.drawable_data(X, species, C=3, name_y="species")
        validation.require_each("species", species, 3)
        self.domains = {"t": (0, len(COUNTS) - 1)}
        self.map, length, loss = _map_and_steps(self, 1)
        self.data, self.walks = {}, {}
        for separable, other in ((False, 1), (True, 0)):
            keep = (species == other) | (species == 2)
            self.data[separable] = X[keep], (species[keep] == 2).astype(int)
            self.walks[separable] = Walk(*self.data[separable], self.RATE)
        self.side = shaded_side(self, self.map)
        dots = {"linestyle": "none", "markersize": 6, "alpha": 0.8}
        self.zero = self.animated(self.map.plot([], [], **dots, **CLASSES[0])[0])
        self.map.plot(*X[species == 2].T, **dots, **CLASSES[1])
        self.line = self.animated(self.map.plot([], [], color="black")[0])
        self.fades = [self.animated(self.map.plot([], [], color="black", lw=1.5, ls="--")[0]) for _ in range(2)]
        self._lay_legend(dots)
        self.map.set(**FEATURES, xlim=(4.1, 8.3), ylim=(0.5, 9))
        length.set(ylabel=r"$\|\mathbf{w}\|$", ylim=(0, 11.5), yticks=[0, 5, 10])
        best = np.linalg.norm(newton_optimum(*self.data[False]))
        self.roof = self.animated(length.plot([-2, 102], [best, best], color="0.4", ls=":", lw=1.8)[0])
        loss.set(ylabel=r"$-\mathcal{L}$ (nats)", yscale="log", ylim=(5e-3, 300))
        _powers_of_ten(loss.yaxis, range(-2, 3))
        self.traces = [self.animated(axes.plot([], [], color="C0", lw=2)[0]) for axes in (length, loss)]
        end = {"marker": "o", "color": HAND, "markersize": 9, "clip_on": False}
        self.ends = [self.animated(axes.plot([], [], **end)[0]) for axes in (length, loss)]

    def _lay_legend(self, dots):
        """A legend whose first name changes, put together by hand: a Legend takes longer to draw than all the rest."""
        self.animated(self.map.add_patch(Rectangle((4.15, 7.65), 1.75, 1.3, color="white", lw=0, zorder=2.5)))
        self.labels = []
        for c, height in enumerate((8.6, 8.0)):
            self.animated(self.map.plot(4.4, height, zorder=3, **dots, **CLASSES[c])[0])
            self.labels.append(self.animated(words_at(self.map, 4.65, height, "virginica", size=12)))

    def update(self, t=60, separable=True):
        """Show the first COUNTS[t] steps on one pair of species."""
        X, y = self.data[separable]
        shown = COUNTS[: t + 1]
        path = self.walks[separable].upto(int(shown[-1]))
        w = path[-1]
        name = "setosa" if separable else "versicolor"
        self.zero.set_data(X[y == 0].T)
        self.roof.set_visible(not separable)  # without overlap there is no best w to be drawn
        self.labels[0].set_text(name)
        self.side.set_xy(class_one_side(w))
        self.line.set_data(boundary_line(w).T)
        for sign, fade in zip((-1, 1), self.fades, strict=True):
            fade.set_data(level_line(w, sign * np.log(9)).T)  # where sigma(a) is 0.1 or 0.9
        lengths, losses = np.linalg.norm(path[shown], axis=1), -likelihoods(path[shown], X, y)
        for trace, end, values in zip(self.traces, self.ends, (lengths, losses), strict=True):
            trace.set_data(np.arange(t + 1), values)
            end.set_data([t], [values[-1]])
        wrong = count(np.sum(predict(w, X) != y), "flower")
        return (
            f"{name} against virginica after {shown[-1]:,} step{'' if shown[-1] == 1 else 's'}: {wrong} "
            f"on the wrong side, ‖w‖ = {num(lengths[-1])}, L = {num(-losses[-1], 3)}."
        )


class StepSizes(Picture):
    """The error of a computed derivative against the step h: a finite difference has a valley, a complex step none."""

    EXPONENTS = range(-15, 0)

    def __init__(self, X, y):
        X, y = validation.drawable_data(X, y)
        self.domains = {"exponent": (self.EXPONENTS[0], self.EXPONENTS[-1]), "again": (0, MOST_DRAWS)}
        self.plot = self.subplots(size=(8.4, 5.0))
        self.figure.subplots_adjust(left=0.115, bottom=0.13, top=0.72)
        self.X, self.y = X, y
        self.plot.set(xscale="log", yscale="log", xlim=(4e-16, 0.4), ylim=(1e-16, 1e6))
        self.plot.set(xlabel="step $h$", ylabel="error")
        _powers_of_ten(self.plot.xaxis, self.EXPONENTS[::2])
        _powers_of_ten(self.plot.yaxis, (-15, -10, -5, 0))
        look = {
            "change of the bend, ∝ h²": {"color": "0.5", "lw": 1.6, "ls": "--"},
            "rounding, ∝ 1/h": {"color": "0.5", "lw": 1.6, "ls": ":"},
            "finite difference": {"color": "C0", "lw": 4, "marker": "o", "markersize": 9},
            "complex step": {"color": "C2", "lw": 1.5, "marker": "D", "markersize": 5},
        }
        lines = [self.plot.plot([], [], label=name, **line)[0] for name, line in look.items()]
        self.plot.legend(loc="upper right", ncols=2, handlelength=2)  # it would leave out lines that are animated
        self.bends, self.rounds, self.real, self.imaginary = map(self.animated, lines)
        ring = {"marker": "o", "markersize": 15, "markerfacecolor": "none", "markeredgewidth": 2.5}
        self.rings = self.animated(self.plot.plot([], [], linestyle="none", color=HAND, **ring)[0])
        names = ("by hand, (52)", "finite difference", "complex step")
        self.slopes = []
        for name, height in zip(names, (0.93, 0.86, 0.79), strict=True):
            self.figure.text(0.115, height, name, fontsize=13, va="center")
            self.slopes.append(
                tuple(map(self.animated, digits(self.plot, 0.36, height, 15, transform=self.figure.transFigure)))
            )
        self.sample = functools.cache(self._sample)
        self.draggable(self.plot, self._exponent_under, self._exponent_under)

    @staticmethod
    def _exponent_under(x, y, values):
        return {"exponent": round(np.log10(x))}

    def _objective(self, w):
        """(39) in pieces that take complex numbers too."""
        a = self.X @ w
        return np.sum(self.y * np.log(1 / (1 + np.exp(-a))) + (1 - self.y) * np.log(1 / (1 + np.exp(a))))

    def _sample(self, again):
        """Random weights, the slope along w_0 by hand, and both machines' slopes at each h."""
        w = np.array([-0.9, 1.1]) if again == 0 else np.random.default_rng(again).uniform(-1, 1, size=2)
        steps = 10.0 ** np.array(self.EXPONENTS)
        differences = np.array([finite_difference(self._objective, w, h)[0] for h in steps])
        imaginary = np.array([complex_step(self._objective, w, h)[0] for h in steps])
        exact, L = gradient(w, self.X, self.y)[0], log_likelihood(w, self.X, self.y)
        a = self.X @ w
        p = 1 / (1 + np.exp(-a))
        third = np.sum(self.X[:, 0] ** 3 * p * (1 - p) * (2 * p - 1))  # the third derivative of L along w_0
        return w, exact, steps, differences, imaginary, np.abs(third) * steps**2 / 6, np.spacing(abs(L)) / steps

    def update(self, exponent=-5, again=0):
        """Take h = 10^exponent at the weights of press number `again`, and compare both slopes with (52)."""
        w, exact, steps, differences, imaginary, bend, rounding = self.sample(again)
        k = self.EXPONENTS.index(exponent)
        for line, errors in ((self.real, differences - exact), (self.imaginary, imaginary - exact)):
            line.set_data(steps, np.clip(np.abs(errors), 1e-15, 1e5))
        self.bends.set_data(steps, bend)
        self.rounds.set_data(steps, rounding)
        self.rings.set_data([steps[k]] * 2, [self.real.get_ydata()[k], self.imaginary.get_ydata()[k]])
        for text, slope in zip(self.slopes, (exact, differences[k], imaginary[k]), strict=True):
            write_digits(text, num(slope, 13), num(exact, 13))
        return (
            f"At {weights(w)} the slope along w₀ is {num(exact, 4)}. With h = 10{raised(exponent)} the change of the "
            f"bend costs a finite difference about {power(bend[k])}, and rounding about {power(rounding[k])}."
        )
