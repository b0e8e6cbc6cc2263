"""Pictures of notebook 6: where a slope crosses zero, the slope of the sigmoid, and the price for large weights."""

import numpy as np

from helpers import validation
from helpers.live import Picture
from helpers.models import (
    coin_log_likelihood,
    coin_slope,
    log_likelihood,
    regularised_optimum,
    sigmoid,
    zero_one_loss,
)
from helpers.pictures.coin import MOST_TOSSES, put_p
from helpers.pictures.style import (
    CLASSES,
    HAND,
    class_one_side,
    draw_flowers,
    flower_at,
    level_line,
    map_and_two,
    put_dot,
    raised,
    shaded_side,
    words_at,
)
from helpers.text import count, num

__all__ = [
    "CoinSlope",
    "Multiplied",
    "Regularised",
    "SigmoidSlope",
]

STEEPEST = 60  # where the axis of a coin's slope ends; beyond it the dot becomes an arrowhead


def _coin_words(heads, tosses):
    return f"{count(heads, 'head')} in {count(tosses, 'toss', 'tosses')}"


def secant_slope(a, h):
    """The finite difference of the sigmoid: the slope of the secant that cuts it at a − h and a + h."""
    return (sigmoid(a + h) - sigmoid(a - h)) / (2 * h)


def put_a(x, y, values):
    """A hand that carries a over a panel, in steps that a slider can also make."""
    return {"a": round(x, 1)}


class CoinSlope(Picture):
    """The log-likelihood (17) of a coin over p, and below it its slope: a pull by the heads, a push by the tails."""

    def __init__(self):
        self.domains = {"heads": (0, MOST_TOSSES), "tosses": (1, MOST_TOSSES), "p": (0.001, 0.999)}
        above, below = self.subplots(2, 1, size=(7.6, 5.8), sharex=True)
        self.figure.subplots_adjust(left=0.12, right=0.97, top=0.97, bottom=0.11, hspace=0.3)
        above.set(xlim=(0, 1), ylim=(-38, 2), ylabel=r"$\mathcal{L}(p)$")
        below.set(ylim=(-STEEPEST, STEEPEST), ylabel=r"slope of $\mathcal{L}$", xlabel="$p$")
        below.axhline(0, color="0.4", lw=1, label="_zero")
        self.p = np.linspace(0.005, 0.995, 199)
        self.best = [
            self.animated(axes.axvline(0.5, color="0.5", ls=":", lw=1.5, label="_best")) for axes in (above, below)
        ]
        self.hill = self.animated(above.plot([], [], color="black")[0])
        self.tangent = self.animated(above.plot([], [], color=HAND, lw=2, label="_tangent")[0])
        self.place = self.animated(above.plot([], [], "o", color=HAND, markersize=11)[0])
        tails, heads = (look["color"] for look in CLASSES[:2])
        self.pull = self.animated(below.plot([], [], color=heads, lw=1.8, ls="--", label="pull of the heads")[0])
        self.push = self.animated(below.plot([], [], color=tails, lw=1.8, ls="-.", label="push of the tails")[0])
        self.slope = self.animated(below.plot([], [], color="black", label="the slope: both added")[0])
        self.height = self.animated(below.plot([], [], "o", color=HAND, markersize=11, clip_on=False)[0])
        below.legend(loc="lower center", bbox_to_anchor=(0.5, 0.99), ncols=3, columnspacing=1.2)
        self.too_small, self.too_large = (
            self.animated(words_at(above, 0, -33, text, size=12, ha="center"))
            for text in ("$p$ too small  →", "←  $p$ too large")
        )
        for axes in (above, below):
            self.draggable(axes, put_p)

    def update(self, heads=7, tosses=10, p=0.4):
        """Draw both curves for heads (at most tosses), and put the dots at p with 0 < p < 1."""
        heads = min(heads, tosses)
        tails, best = tosses - heads, heads / tosses
        height, slope = coin_log_likelihood(p, heads, tosses), coin_slope(p, heads, tosses)
        for line in self.best:
            line.set_xdata([best, best])
        self.hill.set_data(self.p, coin_log_likelihood(self.p, heads, tosses))
        run = np.array([-1, 1]) / np.hypot(5, slope / 25)  # about the same length on the page, however steep
        self.tangent.set_data(p + run, height + slope * run)
        self.place.set_data([p], [height])
        self.pull.set_data(self.p, heads / self.p)
        self.push.set_data(self.p, -tails / (1 - self.p))
        self.slope.set_data(self.p, coin_slope(self.p, heads, tosses))
        put_dot(self.height, p, slope, -STEEPEST, STEEPEST)
        self.too_small.set(x=best / 2, visible=best > 0.25)
        self.too_large.set(x=(1 + best) / 2, visible=best < 0.75)
        sum_of_two = f"{num(heads / p)} − {num(tails / (1 - p))} = {num(slope)}"
        if abs(p - best) < 1e-9:
            meaning = "so this is the best p: a step to either side makes the tosses less probable"
        else:
            side, way = ("above", "larger") if slope > 0 else ("below", "smaller")
            inside = f"it crosses zero at p = {best:.4g}"
            zero = inside if 0 < best < 1 else f"it is zero nowhere, and the best p is {best:.0f}"
            meaning = f"{side} zero, so a {way} p makes the tosses more probable; {zero}"
        return f"{_coin_words(heads, tosses)}, p = {num(p, 3)}: the slope is {sum_of_two}, {meaning}."


class Multiplied(Picture):
    """What the step to (64) does: the slope on the left, p (1 − p) times the slope, a straight line, on the right."""

    def __init__(self, tosses=10):
        """tosses: 1 to 1,000."""
        self.tosses, self.p = validation.whole("tosses", tosses, 1, MOST_TOSSES), np.linspace(0.005, 0.995, 199)
        self.domains = {"heads": (0, self.tosses), "p": (0.001, 0.999)}
        left, right = self.subplots(1, 2)
        self.figure.subplots_adjust(left=0.105, right=0.965, wspace=0.34)
        left.set(xlim=(0, 1), ylim=(-STEEPEST, STEEPEST), xlabel="$p$", ylabel=r"slope of $\mathcal{L}$")
        right.set(
            xlim=(0, 1), ylim=(-self.tosses - 1, self.tosses + 1), xlabel="$p$", ylabel="$p\\,(1-p)$ times the slope"
        )
        self.zeros = []
        for axes in (left, right):
            axes.axhline(0, color="0.4", lw=1, label="_zero")
            ring = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 1.8, "clip_on": False}
            self.zeros.append(self.animated(axes.plot([], [], "o", color="black", **ring)[0]))
        self.slope = self.animated(left.plot([], [], color="black")[0])
        self.line = self.animated(right.plot([], [], color="black")[0])
        dot = {"color": HAND, "markersize": 10, "clip_on": False}
        self.dots = [self.animated(axes.plot([], [], "o", **dot)[0]) for axes in (left, right)]
        for axes in (left, right):
            self.draggable(axes, put_p)

    def update(self, heads=7, p=0.4):
        """Draw both for this many heads; the ring is where a curve is zero, if it ever is."""
        best, slope = heads / self.tosses, coin_slope(p, heads, self.tosses)
        inside = 0 < best < 1
        self.slope.set_data(self.p, coin_slope(self.p, heads, self.tosses))
        self.line.set_data([0, 1], [heads, heads - self.tosses])
        self.zeros[0].set_data([best if inside else np.nan], [0])
        self.zeros[1].set_data([best], [0])
        put_dot(self.dots[0], p, slope, -STEEPEST, STEEPEST)
        self.dots[1].set_data([p], [p * (1 - p) * slope])
        zeros = (
            f"both are zero at p = {num(best)}" if inside else f"the line is zero at p = {num(best)}, the slope nowhere"
        )
        values = f"the slope is {num(slope)}, and {num(p, 3)} × {num(1 - p, 3)} times it is {num(p * (1 - p) * slope)}"
        return f"{_coin_words(heads, self.tosses)}, p = {num(p, 3)}: {values}; {zeros}."


class SigmoidSlope(Picture):
    """The sigmoid with a secant through a − h and a + h; below, its slope against σ(a) σ(−a) for every a."""

    def __init__(self):
        self.domains = {"h": (1e-6, 100.0)}
        above, below = self.subplots(2, 1, size=(7.6, 5.6), sharex=True)
        self.figure.subplots_adjust(left=0.11, right=0.97, top=0.93, bottom=0.11, hspace=0.34)
        self.a = np.linspace(-8, 8, 321)
        zero, one = (look["color"] for look in CLASSES[:2])
        above.plot(self.a, sigmoid(self.a), color=one, label=r"$\sigma(a)$")
        above.plot(self.a, sigmoid(-self.a), color=zero, lw=1.8, ls="--", label=r"$\sigma(-a)$")
        above.set(xlim=(-8, 8), ylim=(-0.08, 1.08), ylabel="probability")
        self.secant = self.animated(above.plot([], [], color="black", lw=2, label="secant")[0])
        self.ends = self.animated(above.plot([], [], "o", color=HAND, markersize=10, clip_on=False)[0])
        below.plot(self.a, sigmoid(self.a) * sigmoid(-self.a), color="0.65", lw=5, label=r"$\sigma(a)\,\sigma(-a)$")
        below.set(ylim=(-0.02, 0.28), ylabel="slope", xlabel="$a$")
        self.measured = self.animated(below.plot([], [], color="black", lw=2, label="slope of the secant")[0])
        self.dot = self.animated(below.plot([], [], "o", color=HAND, markersize=11)[0])
        for axes, columns in ((above, 3), (below, 2)):
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=columns)
            self.draggable(axes, put_a)
        self.draggable(above, self._stretch, self._end_at)

    def _end_at(self, x, y, values):
        """Is there one of the two points under the hand?"""
        return None if flower_at(self.ends.axes, self.ends.get_xydata(), x, y) is None else {}

    def _stretch(self, x, y, values):
        """Bring the nearer of the two points under the hand."""
        return {"h": round(abs(x - self.dot.get_xdata()[0]), 1)}

    def update(self, a=1.0, h=2.0):
        """Lay the secant of half-width h at a, and compare its slope with the formula."""
        slope = secant_slope(a, h)
        formula = sigmoid(a) * sigmoid(-a)
        self.ends.set_data([a - h, a + h], [sigmoid(a - h), sigmoid(a + h)])
        far = np.array([-1, 1]) * max(h, 1.5)
        self.secant.set_data(a + far, (sigmoid(a - h) + sigmoid(a + h)) / 2 + slope * far)
        self.measured.set_data(self.a, secant_slope(self.a, h))
        self.dot.set_data([a], [slope])
        off = slope - formula
        verdict = (
            "the same to three decimals" if abs(off) < 5e-4 else f"{num(abs(off), 4)} {'more' if off > 0 else 'less'}"
        )
        return (
            f"a = {num(a)}, h = {num(h)}: the slope of the secant is {num(slope, 4)}; "
            f"σ(a) σ(−a) = {num(sigmoid(a), 4)} × {num(sigmoid(-a), 4)} = {num(formula, 4)}; the secant has {verdict}."
        )


class Regularised(Picture):
    """Two species that a line can part: the best boundary at the price λ for large weights, and how sure it is."""

    EXPONENTS = np.linspace(-4, 2, 25)  # of λ, along the two curves

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: of the two species."""
        X, y, names = validation.flowers(X, y, names)
        validation.require_spread(X)
        self.domains = {"log10_λ": (-8.0, 8.0)}
        self.map, length, height = map_and_two(self, top=0.92)
        self.mean, self.deviation, self.y = X.mean(axis=0), X.std(axis=0), y
        self.X = np.column_stack([(X - self.mean) / self.deviation, np.ones(len(X))])
        draw_flowers(self.map, X, y, names)
        self.map.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)  # above: the lines cross the map
        self.map.set(xlim=(4.1, 8.3), ylim=(0.5, 9))
        self.side = shaded_side(self, self.map)
        self.line = self.animated(self.map.plot([], [], color="black")[0])
        self.sure = [self.animated(self.map.plot([], [], color="black", lw=1.5, ls="--")[0]) for _ in range(2)]
        curves = np.array([self._best(exponent)[1:] for exponent in self.EXPONENTS]).T
        self.dots = []
        for panel, curve in zip((length, height), curves, strict=True):
            panel.plot(self.EXPONENTS, curve, color="C0", lw=2)
            panel.set_xticks(range(-4, 3), [f"10{raised(k)}" for k in range(-4, 3)])
            self.dots.append(self.animated(panel.plot([], [], "o", color=HAND, markersize=11, clip_on=False)[0]))
            self.draggable(panel, lambda x, y, values: {"log10_λ": round(x * 4) / 4})
        length.set(ylabel=r"$\|\mathbf{w}\|$", ylim=(0, 14))
        height.set(ylabel=r"$\mathcal{L}(\mathbf{w})$ (nats)", ylim=(-50, 4), xlabel="price λ")

    def _best(self, exponent):
        """The best weights of the standardised features at λ = 10^exponent, their length, and their log-likelihood."""
        w = regularised_optimum(self.X, self.y, 10.0**exponent)
        return w, np.linalg.norm(w), log_likelihood(w, self.X, self.y)

    def update(self, log10_λ=0.0):
        """Draw the boundary that is best at this λ, and the lines where the model says 10 % and 90 %."""
        w, length, L = self._best(log10_λ)
        across = w[:2] / self.deviation  # the weights of the features in cm, and their intercept
        intercept = w[2] - self.mean @ across
        at = across / (across @ across)  # so much further, the logit is larger by 1
        self.side.set_xy(class_one_side(across) - intercept * at)
        for line, logit in zip((self.line, *self.sure), (0, -np.log(9), np.log(9)), strict=True):
            line.set_data(level_line(across, logit - intercept).T)
        for dot, value in zip(self.dots, (length, L), strict=True):
            dot.set_data([log10_λ], [value])
        wrong = count(zero_one_loss(w, self.X, self.y), "flower")
        far = np.log(9) * np.hypot(*at)
        return (
            f"λ = {10.0**log10_λ:.3g}: ‖w‖ = {num(length)}, L = {num(L, 3)}, {wrong} on the wrong side; "
            f"the model is 90 % sure from {num(far)} cm beside the boundary on."
        )


def __getattr__(name):
    if name == "YourSlope":
        raise ImportError("YourSlope has moved: write from tutor.exercises import YourSlope")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
