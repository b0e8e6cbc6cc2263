"""Pictures of section 1: the flowers, the step, and a loss made of stairs."""

import numpy as np

from helpers.live import Picture
from helpers.models import errors_by_angle, heaviside, staircase, zero_one_loss
from helpers.pictures.style import (
    CLASSES,
    FAR,
    HAND,
    MISTAKE,
    FlowerBed,
    boundary_line,
    class_one_side,
    draw_flowers,
    turned,
)
from helpers.text import num


class Flowers(Picture):
    """Figure 1 of the notes: two species of iris, sepal length against petal length."""

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two species."""
        draw_flowers(self.subplots(size=(6.4, 4.2)), X, y, names)
        self.X, self.y, self.names = X, y, names

    def update(self):
        """Count the flowers of each kind and give the range of each feature."""
        counts = " and ".join(f"{(self.y == c).sum()} {name} (class {c})" for c, name in enumerate(self.names))
        (x0, x1), (X0, X1) = self.X.min(axis=0), self.X.max(axis=0)
        return f"{counts}: x₀ from {num(x0, 1)} to {num(X0, 1)} cm, x₁ from {num(x1, 1)} to {num(X1, 1)} cm."


class Heaviside(Picture):
    """Figure 2 of the notes: the step Θ(a) on [−2, 2], with a dot at the a you choose."""

    def __init__(self):
        axes = self.subplots(size=(6.4, 3.2))
        axes.plot([-2, 0], [0, 0], [0, 2], [1, 1], color="C0")
        axes.plot(0, 0, "o", color="C0", markerfacecolor="white")  # hollow: this end does not belong to the step
        axes.plot(0, 1, "o", color="C0")
        axes.set(xlabel="$a$", ylabel=r"$\Theta(a)$", xlim=(-2.1, 2.1), ylim=(-0.15, 1.15), yticks=[0, 1])
        self.dot = self.animated(axes.plot([], [], "o", color=HAND, markersize=13)[0])
        self.draggable(axes, lambda x, y, values: {"a": x})

    def update(self, a=-1.0):
        """Put the dot at a."""
        height = heaviside(a)
        self.dot.set_data([a], [height])
        return f"Θ({num(a)}) = {height}: {'class 1' if height else 'class 0'}."


class Boundary:
    """The flowers in one panel, with a boundary that moves, class 1's side shaded, and a ring round each mistake.

    A hand takes the flower it is on, or else turns the boundary: `drag` says how.
    """

    def __init__(self, picture, axes, X, y, names, drag):
        picture.draggable(axes, drag)
        self.bed = FlowerBed(picture, axes, X, y, names)
        self.X, self.y = X, y
        self.side = picture.animated(
            axes.fill(*class_one_side((1, 0)).T, color=CLASSES[1]["color"], alpha=0.12, lw=0)[0]
        )
        self.line = picture.animated(axes.plot([], [], color="black")[0])
        self.rings = picture.animated(axes.plot([], [], **MISTAKE)[0])

    def plant(self, points):
        """Draw the points; returns what to say about the chosen one."""
        self.X, self.y, told = self.bed.plant(points)
        return told

    def move(self, w):
        """Turn the boundary to the weights w; returns how many flowers are on the wrong side."""
        self.side.set_xy(class_one_side(w))
        self.line.set_data(boundary_line(w).T)
        wrong = (self.X @ w >= 0) != self.y
        self.rings.set_data(self.X[wrong].T)
        return np.count_nonzero(wrong)


class ZeroOneLoss(Picture):
    """Figure 3 of the notes, computed: the boundary over the flowers, and the error count along one weight."""

    def __init__(self, X, y, names):
        layout = [["flowers", "stairs"], ["flowers", "zoom"]]
        axes = self.subplot_mosaic(layout, size=(8.4, 4.5), gridspec_kw={"hspace": 0.5, "top": 0.97, "bottom": 0.14})
        self.boundary = Boundary(self, axes["flowers"], X, y, names, turned)
        self.count, self.high = len(y), axes["stairs"]
        axes["stairs"].set(xlim=(-8, 8), ylim=(-4, len(y) + 4), xlabel="the weight that moves")
        axes["stairs"].set_ylabel(r"errors $\mathcal{L}$")
        axes["zoom"].set(xlim=(-0.3, 0.3), ylim=(-9, 9), xlabel="the same, close to the dot")
        axes["zoom"].set_ylabel(r"change of $\mathcal{L}$")
        pair = [axes["stairs"], axes["zoom"]]
        self.stairs = [self.animated(panel.plot([], [], drawstyle="steps-post")[0]) for panel in pair]
        self.dots = [self.animated(panel.plot([], [], "o", color=HAND, markersize=9)[0]) for panel in pair]
        self.chords = [self.animated(panel.plot([], [], "|-", color="black", ms=11, lw=1.8)[0]) for panel in pair]
        self.draggable(axes["stairs"], lambda x, y, values: {values["along"]: x})
        self.draggable(axes["zoom"], lambda x, y, values: {values["along"]: self.held + x}, self._hold)

    def _hold(self, x, y, values):
        """Close up, the dot stays in the middle: remember what a hand's x is to be added to."""
        self.held = values[values["along"]] - x
        return {}

    def update(self, w0=-6.3, w1=7.9, along="w0", h=0.01, points=None):
        """Turn the boundary, redraw the exact stairs along one weight, and lay the chord of width 2h over them."""
        w = np.array([w0, w1])
        told = self.boundary.plant(points)
        X, y = self.boundary.X, self.boundary.y
        top = max(self.count, len(y)) + 4
        self.high.set_ylim(top=top)
        self.invalidate(top=top)
        wrong = self.boundary.move(w)
        j = ("w0", "w1").index(along)
        edges, errors = staircase(w, j, X, y)
        edges = np.array([-FAR, *edges, FAR])  # the first and the last step run on out of the panel
        errors = np.array([*errors, errors[-1]])
        ends = w[j] + h * np.array([-1, 1])
        heights = np.array([zero_one_loss(np.where(np.arange(2) == j, end, w), X, y) for end in ends])
        for panel, (x, height) in enumerate([(0, 0), (w[j], wrong)]):  # above as it is, below as seen from the dot
            self.stairs[panel].set_data(edges - x, errors - height)
            self.chords[panel].set_data(ends - x, heights - height)
            self.dots[panel].set_data([w[j] - x], [wrong - height])
        slope = (heights[1] - heights[0]) / (2 * h)
        return (
            f"w = ({num(w0)}, {num(w1)}): {wrong} of {len(y)} flowers on the wrong side; "
            f"along {('w₀', 'w₁')[j]} the slope measured with h = {h:g} is {num(slope, 1)}.{told}"
        )


def turned_angle(x, y, values):
    """The angle of w, in degrees, that lays the boundary through (x, y): of the two, the nearer to the one before."""
    if x == y == 0:  # every boundary goes through the origin
        return {}
    change = np.degrees(np.arctan2(y, x)) + 90 - values["angle"]
    change -= 180 * np.round(change / 180)  # w and −w have the same boundary
    return {"angle": (values["angle"] + change + 180) % 360 - 180}


class AngleSweep(Picture):
    """The error count of every direction at once: turn w through the full circle."""

    def __init__(self, X, y, names):
        flowers, sweep = self.subplots(1, 2)
        self.boundary = Boundary(self, flowers, X, y, names, turned_angle)
        angles, self.errors = errors_by_angle(X, y)
        self.angles = np.degrees(angles)
        ends = np.append(self.angles[1:], self.angles[0] + 360)
        widest = np.argmax((self.errors == self.errors.min()) * (ends - self.angles))
        self.best = (self.angles[widest], ends[widest])
        places = max(2, 1 - int(np.floor(np.log10(ends[widest] - self.angles[widest]))))
        self.where = " and ".join(f"{num(end, places)}°" for end in self.best)
        sweep.plot(
            [-180, *self.angles, 180], [self.errors[-1], *self.errors, self.errors[-1]], drawstyle="steps-post", lw=2
        )
        sweep.axhline(self.errors.min(), color="0.5", ls=":", lw=1.5)
        sweep.set(
            xlabel="angle of $w$ (degrees)",
            ylabel=r"errors $\mathcal{L}$",
            xlim=(-180, 180),
            xticks=range(-180, 181, 90),
        )
        self.dot = self.animated(sweep.plot([], [], "o", color=HAND, markersize=11)[0])
        self.draggable(sweep, lambda x, y, values: {"angle": x})

    def update(self, angle=90.0):
        """Point w at `angle` degrees and count the errors there."""
        w = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        wrong = self.boundary.move(w)
        self.dot.set_data([angle], [wrong])
        return (
            f"w at {num(angle)}°: {wrong} of {len(self.boundary.y)} flowers on the wrong side. The best any direction "
            f"can do is {self.errors.min()}, between {self.where}."
        )


class ZeroGradients(Picture):
    """Random weights, each marked by whether its finite-difference gradient is exactly zero."""

    def __init__(self, X, y, draws=300):
        plane, share = self.subplots(1, 2)
        self.X, self.y, self.draws = X, y, draws
        self.widths = (1.0, 0.1, 0.01, 0.001, 0.0001)
        plane.set(xlabel="$w_0$", ylabel="$w_1$", xlim=(-8, 8), ylim=(-8, 8))
        dots = {"linestyle": "none", "markersize": 5}
        self.flat = self.animated(plane.plot([], [], "o", color="0.6", label="exactly zero", **dots)[0])
        self.steep = self.animated(plane.plot([], [], "s", color=HAND, label="not zero", **dots)[0])
        plane.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
        share.set(xlabel="half-width $h$ of the bar", ylabel="gradient exactly zero (%)", ylim=(0, 105))
        share.set_xticks(range(len(self.widths)), [f"{h:g}" for h in self.widths])
        share.set_xlim(-0.6, len(self.widths) - 0.4)
        self.bars = [self.animated(bar) for bar in share.bar(range(len(self.widths)), 0, color="0.6")]

    def update(self, h=1.0, again=0):
        """Draw fresh weights, seeded by `again`; mark those with zero gradient at h; show the share for h and wider."""
        weights = np.random.default_rng(again).uniform(-8, 8, size=(self.draws, 2))
        for bar, width in zip(self.bars, self.widths, strict=True):
            zero = self._ends_agree(weights, width) if width >= h else np.zeros(self.draws, dtype=bool)
            bar.set(height=100 * zero.mean(), facecolor=HAND if width == h else "0.6")
            if width == h:
                flat = zero
        self.flat.set_data(weights[flat].T)
        self.steep.set_data(weights[~flat].T)
        return f"With h = {h:g} the gradient is exactly zero at {flat.sum()} of {self.draws} random weights."

    def _ends_agree(self, weights, h):
        """Whether L(w + h) = L(w − h) along both weights, for each row of weights."""
        chords = h * np.eye(2)
        forward, backward = (self._errors(weights[:, None] + sign * chords) for sign in (1, -1))
        return np.all(forward == backward, axis=1)

    def _errors(self, weights):
        return np.sum((weights @ self.X.T >= 0) != self.y, axis=-1)
