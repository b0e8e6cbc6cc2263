"""Pictures of section 3: from a logit to a probability, and from a staircase to a slope."""

from contextlib import suppress

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D

from helpers import validation
from helpers.live import Picture
from helpers.live.vectors import SmoothImage
from helpers.models import (
    gradient,
    heaviside,
    log_likelihood,
    log_sigmoid,
    newton_optimum,
    sigmoid,
    staircase,
    zero_one_loss,
)
from helpers.pictures.style import (
    CLASSES,
    HAND,
    MISTAKE,
    RING,
    FlowerBed,
    boundary_line,
    chance,
    colour_bar,
    let_choose,
    level_line,
    turned,
)
from helpers.pictures.zero_one import Geometry, direction
from helpers.text import num

__all__ = [
    "DistanceToProbability",
    "ErrorsAndLikelihood",
    "Intercept",
    "ProbabilityMap",
    "Sigmoid",
    "Steepness",
]

# From class 0's colour through nothing to class 1's, pale enough for the flowers to stand out.
PALE = LinearSegmentedColormap.from_list(
    "probability",
    [(p, to_rgba(CLASSES[p > 0.5 or side]["color"], abs(p - 0.5))) for p, side in ((0, 0), (0.5, 0), (0.5, 1), (1, 1))],
)
LEVELS = {0.1: "--", 0.5: "-", 0.9: "--"}  # the probabilities that get a line, and its style
BEST = "#006B4F"  # the fitted optimum


def wrong_side(wrong, y):
    """The count of mistakes as every sentence here puts it."""
    return f"{wrong} of {len(y)} flowers on the wrong side"


class Sigmoid(Picture):
    """Figure 4 of the notes: σ on [−6, 6], a dot at ℓ with the tangent through it, and its mirror image at −ℓ."""

    def __init__(self):
        self.domains = {"l": (-700.0, 700.0)}
        axes = self.subplots(size=(7.2, 3.8))
        self.figure.subplots_adjust(left=0.11, top=0.96)
        l = np.linspace(-6, 6, 241)
        axes.plot(l, sigmoid(l), color="C0")
        axes.set(xlabel=r"logit $\ell$", ylabel=r"$\sigma(\ell)$", xlim=(-6.3, 6.3), ylim=(-0.06, 1.06))
        axes.set(xticks=range(-6, 7, 2), yticks=np.linspace(0, 1, 5))
        self.tangent = self.animated(axes.plot([], [], color="black", lw=1.5, label="_tangent")[0])
        self.heights = self.animated(axes.plot([], [], color="0.4", lw=1.2, ls=":", label="_guide")[0])
        self.mirror = self.animated(axes.plot([], [], color=HAND, markersize=11, markeredgewidth=2, **RING)[0])
        self.dot = self.animated(axes.plot([], [], "o", color=HAND, markersize=13)[0])
        self.draggable(axes, lambda x, y, values: {"l": x})
        self.draggable(axes, lambda x, y, values: {"l": -x}, self._mirror_nearer)

    def _mirror_nearer(self, x, y, values):
        """Take the mirror image where it is nearer than the dot."""
        return {} if abs(x + values["l"]) < abs(x - values["l"]) else None

    def update(self, l=2.0):
        """Put the dot at l, its mirror image at −l, and the tangent through the dot."""
        p, mirrored = sigmoid(l), sigmoid(-l)
        slope = p * mirrored
        run = np.array([-1.5, 1.5])
        self.dot.set_data([l], [p])
        self.mirror.set_data([-l], [mirrored])
        self.tangent.set_data(l + run, p + slope * run)
        self.heights.set_data([-7, l, np.nan, -7, -l], [p, p, np.nan, mirrored, mirrored])
        return (
            f"ℓ = {num(l)}: σ(ℓ) = {num(p, 3)} and σ(−ℓ) = {num(mirrored, 3)}, together 1; "
            f"the slope is {num(slope, 3)}, and the odds are {num(np.exp(l), 3)} to 1."
        )


class Steepness(Picture):
    """σ(kℓ) from flat to a step, the flowers sitting on it, and how sure of their own classes it makes us."""

    def __init__(self, w, X, y, names):
        """w: (2,), the weights at k = 1  X: (N, 2)  y: (N,) in {0, 1}  names: the two species."""
        X, y, names = validation.flowers(X, y, names)
        w = validation.weights("w", validation.drawable("w", w), X, "(D,)")
        curve, sure = self.subplots(1, 2)
        self.w, self.X, self.y, self.l = w, X, y, X @ w
        self.grid = np.linspace(-10, 10, 801)
        curve.step([-10, 0, 10], [0, 1, 1], where="post", color="0.6", ls="--", lw=1.5, label="_step")
        curve.set(xlabel=r"$\ell = \mathbf{x}\mathbf{w}$", ylabel=r"$\sigma(k\ell)$", xlim=(-9, 9), ylim=(-0.06, 1.06))
        self.curve = self.animated(curve.plot([], [], color="black", lw=1.5)[0])
        marks = {"linestyle": "none", "markersize": 7, "alpha": 0.8}
        self.flowers = [
            self.animated(curve.plot([], [], label=name, **marks, **CLASSES[c])[0]) for c, name in enumerate(names)
        ]
        curve.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
        self.edges = np.linspace(0, 1, 11)
        sure.set(xlabel="probability given to its own class", ylabel="flowers", xlim=(0, 1), ylim=(0, 112))
        sure.set(xticks=[0, 0.5, 1], xticklabels=["0", "0.5", "1"])
        sure.axvline(0.5, color="0.3", ls=":", lw=1.5)
        sure.text(0.25, 105, "wrong side", ha="center", va="center")
        sure.text(0.75, 105, "right side", ha="center", va="center")
        self.bars = [self.animated(bar) for bar in sure.bar(self.edges[:-1], 0, width=0.1, align="edge", color="0.6")]
        for bar in self.bars:
            bar.set_edgecolor("white")
        self.draggable(curve, self._bend)

    def _bend(self, x, y, values):
        """The k that lays the curve through (x, y)."""
        p = np.clip(y, 0.002, 0.998)
        return {"k": np.log(p / (1 - p)) / x} if x else {}

    def update(self, k=1.0):
        """Multiply every logit by k."""
        p = sigmoid(k * self.l)
        self.curve.set_data(self.grid, sigmoid(k * self.grid))
        for c, flowers in enumerate(self.flowers):
            flowers.set_data(self.l[self.y == c], p[self.y == c])
        own = np.where(self.y == 1, p, sigmoid(-k * self.l))
        for bar, count in zip(self.bars, np.histogram(own, self.edges)[0], strict=True):
            bar.set_height(count)
        extreme = np.sum((own > 0.99) | (own < 0.01))
        wrong = zero_one_loss(k * self.w, self.X, self.y)
        return (
            f"k = {num(k)}: {wrong_side(wrong, self.y)}; {extreme} {'is' if extreme == 1 else 'are'} given a "
            f"probability below 0.01 or above 0.99; log-likelihood {num(log_likelihood(k * self.w, self.X, self.y))}."
        )


class Shading:
    """One panel with the probability of class 1 as colour, its lines at 0.1, 0.5 and 0.9, and a ring round mistakes.

    A hand takes the flower it is on, or else the boundary: `hand` says how, in the words of `draggable`.
    """

    def __init__(self, picture, axes, X, y, names, *hand, corner=None):
        picture.draggable(axes, *hand)
        self.bed = FlowerBed(picture, axes, X, y, names, moving=True)  # above the shading
        if corner is not None:
            axes.set(xlim=(corner, axes.get_xlim()[1]), ylim=(corner, axes.get_ylim()[1]))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 0.99), ncols=2, borderaxespad=0.2)
        axes.grid(False)
        self.X, self.y = X, y
        self.axes, self.corners = axes, np.array([[x, y] for x in axes.get_xlim() for y in axes.get_ylim()])
        blank = np.zeros((1, 256, 4), dtype=np.uint8)
        self.image = picture.animated(SmoothImage(axes, blank, extent=(0, 1, -1, 1), zorder=1))
        self.lines = {
            p: picture.animated(axes.plot([], [], color="black", lw=2 if p == 0.5 else 1.2, ls=style)[0])
            for p, style in LEVELS.items()
        }
        self.rings = picture.animated(axes.plot([], [], **MISTAKE)[0])

    def plant(self, points):
        """Draw the points; returns what to say about the chosen one."""
        self.X, self.y, told = self.bed.plant(points)
        return told

    def move(self, w, b=0.0):
        """Colour the panel by σ(x w + b); returns how many flowers are ringed."""
        self._shade(np.asarray(w, dtype=float), b)
        for p, line in self.lines.items():
            line.set_data(level_line(w, np.log(p / (1 - p)) - b).T)
        wrong = self.X[heaviside(self.X @ w + b) != self.y]
        self.rings.set_data(wrong.T)
        return len(wrong)

    def _shade(self, w, b):
        """Lay a row of colours along w, as far as the panel reaches: across it, the probability does not change."""
        along = w / np.hypot(*w) if w.any() else np.array([1.0, 0.0])
        ends = self.corners @ along
        low, high = ends.min(), ends.max()
        steps = low + (high - low) * (np.arange(256) + 0.5) / 256
        self.image.set_data(PALE(sigmoid(steps * np.hypot(*w) + b), bytes=True)[None])
        start, run, aside = low * along, (high - low) * along, 20 * np.array([-along[1], along[0]])
        self.image.set_transform(Affine2D.from_values(*run, *aside, *start) + self.axes.transData)


class ProbabilityMap(Picture):
    """The probability of class 1 for every flower that could be, and one flower of ours looked at closely."""

    def __init__(self, X, y, names):
        X, y, names = validation.flowers(X, y, names)
        self.domains = {"i": (0, len(y) - 1)}
        axes = self.subplots(size=(7.8, 4.6))
        self.figure.subplots_adjust(bottom=0.14, top=0.92)
        self.X, self.y, self.names = X, y, names
        self.axes, self.shading = axes, Shading(self, axes, X, y, names, turned)
        let_choose(self, axes, X, "i")
        bar = colour_bar(
            self.figure, ScalarMappable(cmap=PALE), ax=axes, label=r"$P(y = 1 \,|\, \mathbf{x})$", pad=0.03
        )
        bar.set_ticks([0, *LEVELS, 1], labels=["0", "0.1", "0.5", "0.9", "1"])
        for p, style in LEVELS.items():
            bar.ax.axhline(p, color="black", ls=style, lw=1.2)
        self.mark = self.animated(axes.plot([], [], color=HAND, markersize=18, markeredgewidth=3.5, **RING)[0])

    def update(self, w0=-6.2, w1=7.9, i=70):
        """Shade the plane for the weights (w0, w1), and mark flower i."""
        w = np.array([w0, w1])
        wrong = self.shading.move(w)
        self.mark.set_data([self.X[i, 0]], [self.X[i, 1]])
        l = self.X[i] @ w
        return (
            f"w = ({num(w0)}, {num(w1)}): flower {i}, a {self.names[self.y[i]]} (class {self.y[i]}), has logit "
            f"{num(l)}, so P(y = 1 | x) is {chance(sigmoid(l))}; {wrong_side(wrong, self.y)}; "
            f"log-likelihood {num(log_likelihood(w, self.X, self.y))}."
        )


def three_panels(picture, X, y, names, *hand, **options):
    """A shaded map on the left; on the right errors above log-likelihood, sharing the weight axis.

    `hand` says how a hand moves the boundary. Returns the Shading, the two axes on the right, and the dot in each.
    """
    axes = picture.subplot_mosaic([["plane", "errors"], ["plane", "likelihood"]], size=(8.4, 4.4))
    plane, errors, likelihood = axes["plane"], axes["errors"], axes["likelihood"]
    picture.figure.subplots_adjust(left=0.08, right=0.975, bottom=0.14, top=0.92, wspace=0.34, hspace=0.12)
    errors.sharex(likelihood)
    errors.tick_params(labelbottom=False)
    errors.set(ylabel="errors", yticks=[0, 25, 50])
    likelihood.set(ylabel=r"$\mathcal{L}$ (nats)")
    picture.figure.align_ylabels([errors, likelihood])
    shading = Shading(picture, plane, X, y, names, *hand, **options)
    look = {"marker": "o", "color": HAND, "markersize": 11, "zorder": 4, "clip_on": False}
    dots = [picture.animated(panel.plot([], [], **look)[0]) for panel in (errors, likelihood)]
    return shading, errors, likelihood, dots


class Fitted:
    """The two weights that maximise the log-likelihood; None where a line separates the flowers.

    Those of the last flowers are remembered.
    """

    last = None, None, None

    def __call__(self, X, y):
        if X is not self.last[0] or y is not self.last[1]:
            best = None
            with suppress(ValueError):
                best = newton_optimum(X, y)
            self.last = X, y, best
        return self.last[2]


class ErrorsAndLikelihood(Picture):
    """Along one weight: the error count, a staircase, above the log-likelihood, a smooth hill with a slope.

    The fitted optimum, the best w of all, is marked too, at the panel's edge when it lies beyond.
    """

    ranges = ((-7.5, -5.0), (6.5, 9.0))  # of w0 and of w1: where the flowers change sides

    def __init__(self, X, y, names):
        X, y, names = validation.flowers(X, y, names)
        self.domains = {"along": ["w0", "w1"]}
        self.shading, self.stairs_axes, self.hill_axes, self.dots = three_panels(self, X, y, names, self._through)
        right = (self.stairs_axes, self.hill_axes)
        self.stairs = self.animated(self.stairs_axes.plot([], [], color="C0", drawstyle="steps-post", lw=2)[0])
        self.hill = self.animated(self.hill_axes.plot([], [], color="C0", lw=2)[0])
        self.tangent = self.animated(self.hill_axes.plot([], [], color="black", lw=1.5, label="_tangent")[0])
        look = {"color": BEST, "markersize": 10, "zorder": 5, "clip_on": False}
        self.crosses = [self.animated(panel.plot([], [], "X", label="_fitted optimum", **look)[0]) for panel in right]
        self.best_line = self.animated(self.shading.image.axes.plot([], [], color=BEST, ls=":", lw=3)[0])
        key = Line2D([], [], marker="X", markersize=10, color=BEST, ls=":", lw=3, label="fitted optimum")
        self.hill_axes.legend(handles=[key], loc="lower center", handlelength=3)
        self.hill_axes.locator_params(axis="y", nbins=5)
        self.fitted, self.still = Fitted(), None
        for panel in right:
            self.draggable(panel, lambda x, y, values: {values["along"]: x})

    def _through(self, x, y, values):
        """The weight on the axis that lays the boundary through (x, y)."""
        if min(x, y) <= 0:
            return {}
        return {"w0": -values["w1"] * y / x} if values["along"] == "w0" else {"w1": -values["w0"] * x / y}

    def update(self, w0=-5.6, w1=7.9, along="w0", points=None):
        """Shade the plane, and redraw both curves along one weight with the tangent at the dot."""
        w = np.array([w0, w1])
        told = self.shading.plant(points)
        wrong = self.shading.move(w)
        X, y = self.shading.X, self.shading.y
        j = ("w0", "w1").index(along)
        breaks, errors = staircase(w, j, X, y)
        self.stairs.set_data([-100, *breaks, 100], [*errors, errors[-1]])
        grid = np.linspace(*self.ranges[j], 101)
        l = X @ w + np.outer(grid - w[j], X[:, j])
        self.hill.set_data(grid, log_sigmoid(np.where(y == 1, l, -l)).sum(axis=1))
        L, slope = log_likelihood(w, X, y), gradient(w, X, y)[j]
        run = np.array([-0.4, 0.4])
        self.tangent.set_data(w[j] + run, L + slope * run)
        for dot, height in zip(self.dots, (wrong, L), strict=True):
            dot.set_data([w[j]], [height])
        self._stand(j, self.hill.get_ydata().min(), 60 if errors.max() < 57 else len(y) + 4)
        return (
            f"w = ({num(w0)}, {num(w1)}): {wrong_side(wrong, y)}; log-likelihood {num(L)}, "
            f"with slope {num(slope, 1)} along {('w₀', 'w₁')[j]}. {self._mark_best(j, X, y)}{told}"
        )

    def _mark_best(self, j, X, y):
        """Mark the fitted optimum of these flowers; returns what to say about it."""
        best = self.fitted(X, y)
        if best is None:
            for artist in (self.best_line, *self.crosses):
                artist.set_data([], [])
            return "No fitted optimum: a line separates the flowers, and longer weights are never worse."
        errors, L = zero_one_loss(best, X, y), log_likelihood(best, X, y)
        low, high = self.ranges[j]
        for cross, height in zip(self.crosses, (errors, L), strict=True):
            cross.set_data([np.clip(best[j], low, high)], [height])
            cross.set_marker("<" if best[j] < low else ">" if best[j] > high else "X")
        self.best_line.set_data(boundary_line(best).T)
        return f"Fitted optimum: w = ({num(best[0])}, {num(best[1])}), {errors} wrong, log-likelihood {num(L)}."

    def _stand(self, j, deepest, most):
        """Set the axes so that both curves fit; they stand still until that takes a hill twice or half as high."""
        low = -350.0
        while low > deepest:
            low *= 2
        still = (j, low, most)
        self.invalidate(still=still)
        if still != self.still:
            self.still = still
            start = np.ceil(self.ranges[j][0])
            self.hill_axes.set(xlim=self.ranges[j], xticks=start + np.arange(3), xlabel=f"$w_{j}$")
            self.hill_axes.set(ylim=(low, -0.07 * low))
            self.stairs_axes.set_ylim(-4, most)


class Intercept(Picture):
    """A boundary that need not pass through the origin: for each intercept b the best weights beside it."""

    def __init__(self, X, y, names):
        X, y, names = validation.flowers(X, y, names)
        self.X, self.y = X, y
        validation.require_plane(X)
        self.domains = {"b": (-200.0, 200.0)}
        self.ones = np.column_stack([X, np.ones(len(X))])
        self.free, self.tied = newton_optimum(self.ones, y), newton_optimum(X, y)
        self.shading, stairs, hill, self.dots = three_panels(self, X, y, names, self._through, self._loose, corner=-0.4)
        grid = np.linspace(-70, 10, 401)
        self.ridge = np.column_stack([self.best(grid), grid])
        l = self.ridge @ self.ones.T
        stairs.plot(grid, np.sum(heaviside(l) != y, axis=1), color="C0", drawstyle="steps-mid", lw=2)
        stairs.set(ylim=(-2, 22), yticks=[0, 10, 20])
        hill.plot(grid, log_sigmoid(np.where(y == 1, l, -l)).sum(axis=1), color="C0", lw=2)
        hill.set(xlabel="$b$", xlim=(-70, 10), ylim=(-42, -8), yticks=[-40, -30, -20, -10])
        for panel in (stairs, hill):
            panel.axvline(0, color="0.3", ls=":", lw=1.5, label="_no intercept")
            self.draggable(panel, lambda x, y, values: {"b": x}, self._loose)
        origin = self.shading.image.axes
        origin.set(xticks=range(0, 9, 2), yticks=range(0, 8, 2))
        self.animated(origin.plot(0, 0, "s", color="black", markersize=7)[0])

    def _loose(self, x, y, values):
        """Without the intercept there is nothing to take."""
        return {} if values.get("intercept", True) else None

    def _through(self, x, y, values):
        """The b whose boundary passes (x, y) most closely."""
        return {"b": self.ridge[np.argmin(np.abs(self.ridge @ [x, y, 1]) / np.hypot(*self.ridge[:, :2].T)), 2]}

    def best(self, b):
        """The two weights (B, 2) that maximise the log-likelihood beside each intercept in b (B,): Newton's method."""
        b = np.asarray(b, dtype=float)[:, None]
        w = self.tied + b / self.free[2] * (self.free[:2] - self.tied)  # right at b = 0 and at the best b
        for _ in range(40):
            l = w @ self.X.T + b
            p, q = sigmoid(l), sigmoid(-l)
            up = np.where(self.y == 1, q, -p) @ self.X
            curvature = np.einsum("bi,ij,ik->bjk", p * q, self.X, self.X)
            step = np.linalg.solve(curvature, up[:, :, None])[:, :, 0]
            reach = np.abs(step @ self.X.T).max(axis=1, keepdims=True)
            w = w + step * np.log1p(reach) / np.maximum(reach, 1e-300)
            if reach.max() < 1e-9:
                break
        return w

    def update(self, b=-20.0, intercept=True):
        """Show the best boundary beside b; without the intercept b is 0, whatever the slider says."""
        b = b if intercept else 0.0
        w = self.best([b])[0]
        wrong = self.shading.move(w, b)
        L = log_likelihood([*w, b], self.ones, self.y)
        for dot, height in zip(self.dots, (wrong, L), strict=True):
            dot.set_data([b], [height])
        start = f"b = {num(b)}: the best w beside it is" if intercept else "No intercept: the best w is"
        return f"{start} ({num(w[0])}, {num(w[1])}); {wrong_side(wrong, self.y)}; log-likelihood {num(L)}."


class DistanceToProbability(Geometry):
    """The geometry of notebook 1, and beside it the probability that σ makes of x w."""

    def __init__(self):
        plane, curve = self.subplots(1, 2, size=(8.4, 4.2), width_ratios=[1.8, 1])
        self.lay_out(plane)
        l = np.linspace(-10, 10, 201)
        curve.plot(l, sigmoid(l), color="C0")
        curve.set(xlabel=r"logit $\ell = \mathbf{x}\mathbf{w}$", ylabel=r"$\sigma(\ell)$", xlim=(-11, 11))
        curve.set(xticks=range(-10, 11, 5), yticks=np.linspace(0, 1, 5), ylim=(-0.06, 1.06))
        self.height = self.animated(curve.plot([], [], color="0.4", lw=1.2, ls=":", label="_guide")[0])
        self.dot = self.animated(curve.plot([], [], "o", color=HAND, markersize=11)[0])
        self.draggable(curve, self._carry_x)

    def _carry_x(self, l, p, values):
        """Carry x along w to where x w is l."""
        along, x = direction(values["angle"]), np.array([values["x0"], values["x1"]])
        x = x + (l / values["length"] - x @ along) * along
        return {"x0": x[0], "x1": x[1]}

    def update(self, angle=120.0, length=2.0, x0=1.0, x1=3.0):
        """Measure as before, and put the dot at x w."""
        said = super().update(angle, length, x0, x1)
        l = length * direction(angle) @ [x0, x1]
        p = sigmoid(l)
        self.height.set_data([-11, l, l], [p, p, -0.06])
        self.dot.set_data([l], [p])
        return f"{said} σ({num(l)}), the probability of class 1, is {chance(p)}."
