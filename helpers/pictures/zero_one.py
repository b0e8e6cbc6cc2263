"""Pictures of section 1: the flowers, the step, what x w measures, and a loss made of stairs."""

import numpy as np

from helpers import validation
from helpers.live import Picture
from helpers.models import errors_by_angle, heaviside, staircase, zero_one_loss
from helpers.pictures.style import (
    FAR,
    HAND,
    MISTAKE,
    MOST_DRAWS,
    FlowerBed,
    boundary_line,
    class_one_side,
    draw_flowers,
    flower_at,
    shaded_side,
    turned,
    words_at,
)
from helpers.text import num

__all__ = [
    "AngleSweep",
    "Flowers",
    "Geometry",
    "Heaviside",
    "ZeroGradients",
    "ZeroOneLoss",
]


class Flowers(Picture):
    """Figure 1 of the notes: two species of iris, sepal length against petal length."""

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two species."""
        X, y, names = validation.flowers(X, y, names)
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
        self.figure.subplots_adjust(bottom=0.17)
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


class Geometry(Picture):
    """What x w measures: the signed distance of x to the boundary, times the length of w."""

    def __init__(self):
        self.lay_out(self.subplots(size=(6.4, 4.9)))

    def lay_out(self, plane):
        """Draw a plane, the same scale on both axes, for a w of length 2 at most and an x in |x₀| ≤ 4, |x₁| ≤ 3."""
        plane.set(xlabel="$x_0$ and $w_0$", ylabel="$x_1$ and $w_1$", xlim=(-4.6, 4.6), ylim=(-3.6, 3.6))
        plane.set(aspect="equal", xticks=range(-4, 5, 2), yticks=range(-2, 3, 2))
        self.side = shaded_side(self, plane)
        boundary = r"boundary, $\mathbf{x}\mathbf{w} = 0$"
        self.boundary = self.animated(plane.plot([], [], color="black", label=boundary)[0])
        self.corner = self.animated(plane.plot([], [], color="black", lw=1.2)[0])  # the sign of a right angle
        self.distance = self.animated(plane.plot([], [], color=HAND, lw=4, label="signed distance")[0])
        self.w = self.animated(plane.arrow(0, 0, 1, 1, color="black", lw=0, zorder=3, length_includes_head=True))
        plane.plot(0, 0, "o", color="black", markersize=8, label="origin")
        self.x = self.animated(plane.plot([], [], "o", color=HAND, markersize=11, zorder=4)[0])
        self.letters = [
            self.animated(words_at(plane, 0, 0, rf"$\mathbf{{{letter}}}$", ha="center", size=15)) for letter in "wx"
        ]
        plane.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=3, columnspacing=1.2)
        self.draggable(plane, lambda x, y, values: {"x0": round(x, 1), "x1": round(y, 1)})
        self.draggable(plane, self._point_w, self._tip_at)

    def _tip_at(self, x, y, values):
        """Is there the tip of w under the hand?"""
        tip = values["length"] * direction(values["angle"])
        return None if flower_at(self.x.axes, tip[None], x, y) is None else {}

    def _point_w(self, x, y, values):
        return {"angle": float(np.degrees(np.arctan2(y, x)).round()), "length": round(np.hypot(x, y), 1)}

    def update(self, angle=120.0, length=2.0, x0=1.0, x1=3.0):
        """Point a w of this length at `angle` degrees, and measure how far x lies from the boundary."""
        along, x = direction(angle), np.array([x0, x1])
        across, w = np.array([-along[1], along[0]]), length * along
        distance = round(x @ along, 12)  # a point on the boundary is on it, whatever rounding has done
        self.side.set_xy(class_one_side(w))
        self.boundary.set_data(boundary_line(w).T)
        self.distance.set_data(np.transpose([x - distance * along, x]))
        self.w.set_data(dx=w[0], dy=w[1], width=0.07, head_length=0.35, head_width=0.28)
        self.x.set_data([x0], [x1])
        across = across if x @ across >= 0 else -across  # to the side of w where x is; the letter w is on the other
        self.corner.set_data(0.3 * np.transpose([along, along + across, across]))
        self.letters[0].set_position((length / 2 + 0.1) * along - 0.35 * across)
        self.letters[1].set_position(x + (0.4 if distance >= 0 else -0.4) * along)
        logit = distance * length
        return (
            f"w = ({num(w[0])}, {num(w[1])}) has length {num(length)}, and x = ({num(x0)}, {num(x1)}) the signed "
            f"distance {num(distance, 3)} to the boundary: x w = {num(distance, 3)} × {num(length)} = {num(logit)}, "
            f"class {heaviside(logit)}."
        )


def direction(angle):
    """The vector (2,) of length 1 at so many degrees."""
    return np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])


class Boundary:
    """The flowers in one panel, with a boundary that moves, class 1's side shaded, and a ring round each mistake.

    A hand takes the flower it is on, or else turns the boundary: `drag` says how.
    """

    def __init__(self, picture, axes, X, y, names, drag):
        picture.draggable(axes, drag)
        self.bed = FlowerBed(picture, axes, X, y, names)
        self.X, self.y = X, y
        self.side = shaded_side(picture, axes)
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
        X, y, names = validation.flowers(X, y, names)
        self.domains = {"along": ["w0", "w1"], "h": (1e-6, 100.0)}
        layout = [["flowers", "stairs"], ["flowers", "zoom"]]
        axes = self.subplot_mosaic(layout, size=(8.4, 4.7), gridspec_kw={"hspace": 0.7, "top": 0.93, "bottom": 0.14})
        self.boundary = Boundary(self, axes["flowers"], X, y, names, turned)
        self.count = len(y)
        self.panels = axes["stairs"], axes["zoom"]
        axes["stairs"].set(xlim=(-8, 8), ylim=(-4, len(y) + 4), title="the whole staircase")
        axes["stairs"].set_ylabel(r"errors $\mathcal{L}$")
        axes["zoom"].set(xlim=(-0.15, 0.15), ylim=(-9, 9), xticks=[-0.1, 0, 0.1], title="close to the dot")
        axes["zoom"].set_ylabel(r"change of $\mathcal{L}$")
        self.stairs, self.dots, self.secants, self.ends = (
            [self.animated(panel.plot([], [], style, **look)[0]) for panel in self.panels]
            for style, look in (
                ("", {"drawstyle": "steps-post"}),
                ("o", {"color": HAND, "markersize": 9}),
                ("", {"color": "black", "lw": 1.8, "label": "_secant"}),
                ("o", {"color": "black", "markersize": 5}),
            )
        )
        self.draggable(axes["stairs"], lambda x, y, values: {values["along"]: x})
        self.draggable(axes["zoom"], lambda x, y, values: {values["along"]: self.held + x}, self._hold)

    def _hold(self, x, y, values):
        """Close up, the dot stays in the middle: remember what a hand's x is to be added to."""
        self.held = values[values["along"]] - x
        return {}

    def update(self, w0=-6.3, w1=7.9, along="w0", h=0.01, points=None):
        """Turn the boundary, redraw the exact stairs along one weight, and lay a secant through w − h and w + h."""
        w = np.array([w0, w1])
        told = self.boundary.plant(points)
        X, y = self.boundary.X, self.boundary.y
        wrong = self.boundary.move(w)
        j, top = ("w0", "w1").index(along), max(self.count, len(y)) + 4
        self.panels[0].set(xlabel=f"$w_{j}$", ylim=(-4, top))
        self.panels[1].set(xlabel=f"change of $w_{j}$")
        self.invalidate(j=j, top=top)
        edges, errors = staircase(w, j, X, y)
        edges = np.array([-FAR, *edges, FAR])  # the first and the last step run on out of the panel
        errors = np.array([*errors, errors[-1]])
        ends = w[j] + h * np.array([-1, 1])
        heights = np.array([zero_one_loss(np.where(np.arange(2) == j, end, w), X, y) for end in ends])
        slope = (heights[1] - heights[0]) / (2 * h)
        run = np.array([-FAR, FAR])
        for panel, (x, height) in enumerate([(0, 0), (w[j], wrong)]):  # above as it is, below as seen from the dot
            self.stairs[panel].set_data(edges - x, errors - height)
            self.dots[panel].set_data([w[j] - x], [wrong - height])
            self.secants[panel].set_data(w[j] - x + run, heights.mean() - height + slope * run)
            self.ends[panel].set_data(ends - x, heights - height)
        return (
            f"w = ({num(w0)}, {num(w1)}): {wrong} of {len(y)} flowers on the wrong side; "
            f"along {('w₀', 'w₁')[j]} the finite difference with h = {h:g} is {num(slope, 1)}.{told}"
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
        X, y, names = validation.flowers(X, y, names)
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
        sweep.axhline(self.errors.min(), color="0.5", ls=":", lw=1.5, label="_fewest")
        sweep.set(
            xlabel="angle of $w$ (degrees)",
            ylabel=r"errors $\mathcal{L}$",
            xlim=(-180, 180),
            xticks=range(-180, 181, 90),
        )
        self.dot = self.animated(sweep.plot([], [], "o", color=HAND, markersize=8)[0])
        self.draggable(sweep, lambda x, y, values: {"angle": x})

    def update(self, angle=128.6):
        """Point w at `angle` degrees and count the errors there."""
        wrong = self.boundary.move(direction(angle))
        self.dot.set_data([angle], [wrong])
        return (
            f"w at {num(angle)}°: {wrong} of {len(self.boundary.y)} flowers on the wrong side. The best any direction "
            f"can do is {self.errors.min()}, between {self.where}."
        )


class ZeroGradients(Picture):
    """Random weights, each marked by whether its finite-difference gradient is exactly zero."""

    def __init__(self, X, y, draws=300):
        """X: (N, 2)  y: (N,) in {0, 1}  draws: how many weights, 1 to 10,000."""
        self.X, self.y = validation.drawable_data(X, y)
        self.draws = validation.whole("draws", draws, 1, 10_000)
        self.widths = (1.0, 0.1, 0.01, 0.001, 0.0001)
        self.domains = {"h": [*self.widths], "again": (0, MOST_DRAWS)}
        plane, share = self.subplots(1, 2)
        plane.set(xlabel="$w_0$", ylabel="$w_1$", xlim=(-8, 8), ylim=(-8, 8))
        plane.set(xticks=range(-8, 9, 4), yticks=range(-8, 9, 4))
        dots = {"linestyle": "none", "markersize": 5}
        self.flat = self.animated(plane.plot([], [], "o", color="0.6", label="exactly zero", **dots)[0])
        self.steep = self.animated(plane.plot([], [], "s", color=HAND, label="not zero", **dots)[0])
        plane.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
        share.set(xlabel="half-width $h$ of the secant", ylabel="gradient exactly zero (%)", ylim=(0, 105))
        share.set_xticks(range(len(self.widths)), [f"{h:g}" for h in self.widths], fontsize=12)
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
        steps = h * np.eye(2)
        forward, backward = (self._errors(weights[:, None] + sign * steps) for sign in (1, -1))
        return np.all(forward == backward, axis=1)

    def _errors(self, weights):
        return np.sum((weights @ self.X.T >= 0) != self.y, axis=-1)
