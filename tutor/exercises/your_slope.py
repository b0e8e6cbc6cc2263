"""The learner's own slope of the sigmoid as a live picture."""

import numpy as np

from helpers import validation
from helpers.live import Picture
from helpers.pictures.exercises import put_a, secant_slope
from helpers.pictures.style import HAND, put_dot
from helpers.text import num
from tutor.exercises.grading import new_round, one_number

H = 1e-4  # half the width of the secants


class YourSlope(Picture):
    """Your own my_slope(a), drawn over the measured slope of the sigmoid.

    answer: a function of a, which may return anything, or fail. Raises ValueError when it is no function.
    """

    def __init__(self, answer):
        self.answer = validation.function("answer", answer)
        axes = self.subplots(size=(7.6, 3.8))
        self.figure.subplots_adjust(left=0.12, right=0.97)
        axes.axhline(0, color="0.4", lw=1, label="_zero")
        a = np.linspace(-6, 6, 49)
        axes.plot(a, secant_slope(a, H), "o", color="0.55", markersize=5, label="measured slope of $\\sigma$")
        new_round()
        curve = np.array([[a, self._yours(a)] for a in np.linspace(-6, 6, 121)])
        drawn = "" if np.isfinite(curve).all() else " (not drawn yet)"
        (self.curve,) = axes.plot(*curve.T, color=HAND, label=f"my_slope(a){drawn}")
        axes.set(xlim=(-6, 6), ylim=(-0.3, 0.6), xlabel="$a$", ylabel="slope")
        axes.legend(loc="upper left")
        ring = {"markersize": 15, "markerfacecolor": "none", "markeredgewidth": 2, "clip_on": False}
        self.ring = self.animated(axes.plot([], [], "o", color="black", **ring)[0])
        self.dot = self.animated(axes.plot([], [], "o", color=HAND, markersize=9, clip_on=False)[0])
        self.draggable(axes, put_a)

    def update(self, a=1.0):
        """Ring the measured slope at a, put the dot on yours, and compare the two."""
        measured, yours = secant_slope(a, H), self._yours(a)
        self.ring.set_data([a], [measured])
        put_dot(self.dot, a, yours, -0.3, 0.6)
        said = f"At a = {num(a)} the measured slope is {num(measured, 4)}"
        if np.isnan(yours):
            return f"{said}; yours is not drawn, because my_slope {one_number(self.answer, float(a))[1]}."
        off = yours - measured
        if abs(off) < 5e-5:
            return f"{said} and yours is {num(yours, 4)}: they agree to four decimals."
        return f"{said} and yours is {num(yours, 4)}: {num(abs(off), 4)} too {'much' if off > 0 else 'little'}."

    def _yours(self, a):
        """A number, or nan where there is none."""
        number, _ = one_number(self.answer, float(a))
        return np.nan if number is None else number
