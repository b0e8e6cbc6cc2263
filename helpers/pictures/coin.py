"""Pictures of section 2: a coin, how probable it makes its tosses, and where floats run out."""

import numpy as np

from helpers import validation
from helpers.live import Picture
from helpers.models import coin_log_likelihood, coin_slope
from helpers.pictures.style import HAND, MOST_DRAWS, put_dot, raised, words_at
from helpers.text import count, num

__all__ = [
    "AllHeads",
    "CoinLikelihood",
    "Sampling",
    "Underflow",
    "Uphill",
]

MOST_TOSSES = 1000  # tosses, and steps
LOG_LIKELIHOOD = r"$\mathcal{L}(p)$"


def small(value):
    """A number from 0 up as the sentences write it: four places, a power of ten, or exactly 0.0.

    >>> small(0.25), small(0.0009765625), small(0.0)
    ('0.2500', '9.77 × 10⁻⁴', '0.0')
    """
    if value == 0:
        return "0.0"
    if value >= 0.001:
        return num(value, 4)
    digits, power = f"{value:.2e}".split("e")
    return f"{digits} × 10{raised(int(power))}"


def put_p(x, y, values):
    """A hand that carries p over a panel, in steps that a slider can also make."""
    return {"p": round(x, 2)}


class CoinLikelihood(Picture):
    """Likelihood, log-likelihood and slope of a coin, one above the other over the same p."""

    def __init__(self):
        self.p = np.linspace(0.02, 0.98, 193)
        self.domains = {"p": (0.001, 0.999), "heads": (0, MOST_TOSSES), "tails": (0, MOST_TOSSES)}
        likelihood, log, slope = self.subplots(3, 1, size=(8.0, 5.8), sharex=True, height_ratios=[1, 1.5, 1])
        self.figure.subplots_adjust(left=0.15, right=0.8, top=0.97, bottom=0.1, hspace=0.16)
        likelihood.set(ylabel="likelihood", ylim=(0, 1.14), yticks=[0, 1], yticklabels=["0", "max"])
        log.set(ylabel=f"log-likelihood\n{LOG_LIKELIHOOD}", ylim=(-32, 2))
        slope.set(ylabel="slope\n" + r"$\partial\mathcal{L} / \partial p$", ylim=(-50, 50), xlabel="$p$", xlim=(0, 1))
        slope.axhline(0, color="0.4", lw=1, label="_zero")
        self.all = (likelihood, log, slope)
        self.tops = [self.animated(axes.axvline(0.5, color="0.4", ls=":", lw=1.5, label="_best")) for axes in self.all]
        self.curves = [self.animated(axes.plot([], [], color="C0")[0]) for axes in self.all]
        self.tangent = self.animated(log.plot([], [], color="black", lw=1.5, label="_tangent")[0])
        dot = {"color": HAND, "markersize": 11, "clip_on": False, "zorder": 5}
        self.dots = [self.animated(axes.plot([], [], "o", **dot)[0]) for axes in self.all]
        self.readouts = [self.animated(words_at(axes, 1.04, 0.5, inside=True)) for axes in self.all]
        for axes in self.all:
            self.draggable(axes, put_p)

    def update(self, p=0.5, heads=7, tails=3):
        """Put the dots at p, for so many heads and tails."""
        tosses = heads + tails
        top = heads / tosses
        L, slope = coin_log_likelihood(p, heads, tosses), coin_slope(p, heads, tosses)
        best = coin_log_likelihood(top, heads, tosses)
        log = coin_log_likelihood(self.p, heads, tosses)
        heights = (np.exp(log - best), log, coin_slope(self.p, heads, tosses))
        for line, curve, height in zip(self.tops, self.curves, heights, strict=True):
            line.set_xdata([top, top])
            curve.set_data(self.p, height)
        for axes, dot, height in zip(self.all, self.dots, (np.exp(L - best), L, slope), strict=True):
            put_dot(dot, p, height, *axes.get_ylim())
        ends = p + np.array([-0.2, 0.2])
        self.tangent.set_data(ends, L + slope * (ends - p))
        values = (small(p**heads * (1 - p) ** tails), num(L), num(slope))
        for readout, value in zip(self.readouts, values, strict=True):
            readout.set_text(value)
        uphill = "this is the top" if abs(p - top) < 1e-9 else f"uphill is to the {'right' if p < top else 'left'}"
        return (
            f"{count(heads, 'head')} and {count(tails, 'tail')} at p = {num(p, 3)}: likelihood {values[0]}, "
            f"log-likelihood {values[1]}, slope {values[2]}: {uphill}. Both curves peak at p = {num(top, 3)}."
        )


class Uphill(Picture):
    """Gradient ascent on L and gradient descent on −L: one walk, seen twice."""

    RATES = (0.001, 0.01, 0.02, 0.035)

    def __init__(self, heads, tosses, start=0.5, steps=40):
        """heads: 0 to tosses  tosses: 1 to 1,000  start: the first p  steps: 1 to 1,000. No step may leave (0, 1)."""
        self.tosses = validation.whole("tosses", tosses, 1, MOST_TOSSES)
        self.heads = validation.whole("heads", heads, 0, self.tosses)
        steps = validation.whole("steps", steps, 1, MOST_TOSSES)
        self.start = validation.number("start", validation.probability("start", start))
        self.paths = {rate: self._walk(rate, steps) for rate in self.RATES}
        self.domains = {"t": (0, steps), "rate": [*self.RATES]}
        p = np.linspace(0.4, 0.9, 201)
        L = coin_log_likelihood(p, self.heads, self.tosses)
        low, high = L.min() - 0.1, L.max() + 0.2
        self.trails, self.nexts, self.dots = [], [], []
        titles = (r"ascent on $\mathcal{L}$", r"descent on $-\mathcal{L}$")
        for axes, sign, title in zip(self.subplots(1, 2), (1, -1), titles, strict=True):
            axes.plot(p, sign * L, color="C0")
            label = LOG_LIKELIHOOD if sign == 1 else r"$-\mathcal{L}(p)$"
            axes.set(xlabel="$p$", ylabel=label, title=title, xlim=(0.4, 0.9), ylim=sorted((sign * low, sign * high)))
            axes.axvline(self.heads / self.tosses, color="0.4", ls=":", lw=1.5, label="_best")
            self.trails.append(self.animated(axes.plot([], [], ".-", color="black", lw=1)[0]))
            hollow = {"color": HAND, "markersize": 11, "markerfacecolor": "white", "markeredgewidth": 2}
            self.nexts.append(self.animated(axes.plot([], [], "o", **hollow)[0]))
            self.dots.append(self.animated(axes.plot([], [], "o", color=HAND, markersize=11)[0]))
            self.draggable(axes, self._nearest_step)
        self.figure.subplots_adjust(left=0.11, right=0.97, wspace=0.36)

    def _walk(self, rate, steps):
        path = [self.start]
        for _ in range(steps + 1):  # one more than is walked: the picture shows where the next step leads
            path.append(path[-1] + rate * coin_slope(path[-1], self.heads, self.tosses))
            if not 0 < path[-1] < 1:
                raise ValueError(f"heads, tosses and start must keep p between 0 and 1; got {path[-1]} at rate {rate}")
        return np.array(path)

    def _nearest_step(self, x, y, values):
        path = self.paths[values.get("rate", 0.01)][:-1]
        return {"t": int(np.argmin(abs(path - x)))}

    def update(self, t=2, rate=0.01):
        """Show the first t steps of the walk with this learning rate, and where the next one leads."""
        path = self.paths[rate][: t + 2]
        L = coin_log_likelihood(path, self.heads, self.tosses)
        slope = coin_slope(path[t], self.heads, self.tosses)
        for trail, ahead, dot, sign in zip(self.trails, self.nexts, self.dots, (1, -1), strict=True):
            trail.set_data(path[:-1], sign * L[:-1])
            ahead.set_data(path[-1:], sign * L[-1:])
            dot.set_data(path[t : t + 1], sign * L[t : t + 1])
        return (
            f"{count(t, 'step')} of rate {rate:g} from p = {num(self.start)}: now p = {num(path[t], 4)}, "
            f"L = {num(L[t], 4)}, −L = {num(-L[t], 4)}. The slope of L is {num(slope)}, so the next step leads to "
            f"p = {num(path[-1], 4)}."
        )


class Underflow(Picture):
    """The probability of N tosses of a fair coin, multiplied out in floats, and its logarithm."""

    BOTTOM = -380  # where the left panel draws exactly 0.0, on an axis of powers of ten

    def __init__(self, most=1200):
        """most: tosses, 10 to 10,000."""
        most = validation.whole("most", most, 10, 10_000)
        self.N = np.arange(most + 1)
        self.domains = {"N": (0, most), "numbers": ["float64", "float32"]}
        self.products = {kind: self._halves(most, kind) for kind in ("float64", "float32")}
        product, log = self.subplots(1, 2)
        self.figure.subplots_adjust(left=0.12, right=0.97, wspace=0.36)
        product.set(
            xlabel="tosses $N$",
            ylabel="product",
            xlim=(0, most),
            xticks=range(0, most + 1, 400),
            ylim=(self.BOTTOM - 12, 20),
        )
        powers = ["1", "$10^{-100}$", "$10^{-200}$", "$10^{-300}$", "0.0"]
        product.set_yticks([0, -100, -200, -300, self.BOTTOM], powers)
        log.set(
            xlabel="tosses $N$",
            ylabel=r"logarithm $\mathcal{L}$",
            xlim=(0, most),
            xticks=range(0, most + 1, 400),
            ylim=(-870, 40),
        )
        log.plot(self.N, self.N * np.log(0.5), color="C0")
        self.gap = self.animated(product.axhspan(-300, self.BOTTOM, color="0.88", lw=0))
        self.label = self.animated(words_at(product, most * 0.85, 0, size=12, ha="right", color="0.3"))
        self.line = self.animated(product.plot([], [], color="C0")[0])
        dot = {"color": HAND, "markersize": 11, "clip_on": False}
        self.dots = [self.animated(axes.plot([], [], "o", **dot)[0]) for axes in (product, log)]
        self.readouts = [self.animated(words_at(axes, 0.96, 0.93, ha="right", inside=True)) for axes in (product, log)]
        for axes in (product, log):
            self.draggable(axes, self._put_n)

    def _put_n(self, x, y, values):
        return {"N": round(x)}

    def _halves(self, most, kind):
        """1, ½, ½ × ½, … up to `most` factors, each product rounded to this kind of float."""
        factors = np.full(most + 1, 0.5, kind)
        factors[0] = 1
        return np.cumprod(factors)

    def update(self, N=1000, numbers="float64"):
        """Toss N times, and multiply the halves in this kind of float."""
        products = self.products[numbers]
        heights = np.log10(products, out=np.full(len(products), self.BOTTOM, float), where=products > 0)
        floor = heights[products > 0][-1]
        self.gap.set(y=self.BOTTOM, height=floor - self.BOTTOM)
        self.label.set(text=f"no {numbers} in here", y=(floor + self.BOTTOM) / 2)
        self.line.set_data(self.N, heights)
        L = N * np.log(0.5)
        for dot, height in zip(self.dots, (heights[N], L), strict=True):
            dot.set_data([N], [height])
        product = small(float(products[N]))
        exactly = "exactly " if products[N] == 0 else ""
        for readout, value in zip(self.readouts, (product, num(L)), strict=True):
            readout.set_text(value)
        return f"{count(N, 'toss', 'tosses')} in {numbers}: the product is {exactly}{product}, its logarithm {num(L)}."


class Sampling(Picture):
    """Many students toss the same coin N times each: where their p* land, and how the typical miss shrinks with N."""

    NUMBERS = (5, 20, 80, 320, 1280, 5120)
    COLUMNS = 80  # at most, between p* = 0 and p* = 1

    def __init__(self, students=300):
        """students: 1 to 10,000."""
        self.students = validation.whole("students", students, 1, 10_000)
        self.domains = {"p": (0.0, 1.0), "N": [*self.NUMBERS], "again": (0, MOST_DRAWS)}
        landed, miss = self.subplots(1, 2, width_ratios=[1.1, 1])
        self.figure.subplots_adjust(left=0.1, wspace=0.34)
        landed.set(xlabel="$p^*$", ylabel="students", xlim=(-0.03, 1.03))
        self.band = self.animated(landed.axvspan(0, 1, color="0.85", lw=0))
        self.true = self.animated(landed.axvline(0.5, color="black", lw=1.5, zorder=1, label="true $p$"))
        self.columns = self.animated(landed.stairs([0], [0, 1], fill=True, color="C0", zorder=2))
        dot = {"color": HAND, "markersize": 11, "clip_on": False, "zorder": 3}
        self.yours = self.animated(landed.plot([], [], "o", **dot, label="your $p^*$")[0])
        landed.legend(loc="lower center", bbox_to_anchor=(0.5, 0.98), ncols=2)
        miss.set(xscale="log", yscale="log", xlabel="tosses $N$", ylabel="typical miss of $p^*$")
        miss.set(xlim=(3, 9000), ylim=(0.002, 0.4))
        miss.set_xticks(self.NUMBERS, map(str, self.NUMBERS), fontsize=12)
        miss.set_yticks([0.003, 0.01, 0.03, 0.1, 0.3], ["0.003", "0.01", "0.03", "0.1", "0.3"])
        miss.minorticks_off()
        self.law = self.animated(miss.plot([], [], color="0.4", lw=1.5)[0])
        self.misses = self.animated(miss.plot([], [], "o", color="C0", label="_tossed")[0])
        self.miss = self.animated(miss.plot([], [], "o", color=HAND, markersize=11, label="_tossed")[0])
        self.draggable(landed, put_p)
        self.draggable(miss, self._nearest_n)

    def _nearest_n(self, x, y, values):
        return {"N": min(self.NUMBERS, key=lambda n: abs(np.log(n / max(x, 1))))}

    def toss(self, p, N, again):
        """The heads of every student, (students,), you first; `again` and N are the seed."""
        return np.random.default_rng([again, N]).binomial(N, p, size=self.students)

    def _stack(self, heads, N):
        """One column for each p*; from N = 160 on several share one, and stand in its middle."""
        shared = max(1, N // self.COLUMNS)
        columns = ((heads + shared // 2) // shared).astype(int)  # in a browser 32 bits, and bincount asks for those
        counts = np.bincount(columns, minlength=N // shared + 1)
        half = min(shared / N, 0.03) / 2
        middles = np.arange(len(counts)) * shared / N
        self.columns.set_data(np.insert(counts, slice(1, None), 0), np.ravel(middles[:, None] + [-half, half]))
        top = 40 * 2 ** max(0, np.ceil(np.log2(counts.max() / 38)))
        self.columns.axes.set_ylim(0, top)
        self.invalidate(top=top)

    def update(self, p=0.3, N=20, again=0):
        """Let everybody toss a coin of this p N times."""
        spread = np.sqrt(p * (1 - p) / N)
        heads = {n: self.toss(p, n, again) for n in self.NUMBERS}
        misses = {n: np.sqrt(np.mean((heads[n] / n - p) ** 2)) for n in self.NUMBERS}
        self.band.set(x=p - spread, width=2 * spread)
        self.true.set_xdata([p, p])
        self._stack(heads[N], N)
        yours = heads[N][0] / N
        self.yours.set_data([yours], [0])
        ends = np.array([3, 9000])
        self.law.set_data(ends, np.sqrt(p * (1 - p) / ends))
        self.misses.set_data(self.NUMBERS, [misses[n] for n in self.NUMBERS])
        self.miss.set_data([N], [misses[N]])
        return (
            f"True p = {num(p, 3)}, N = {N} tosses: your p* is {num(yours, 4)}. Over {self.students} students the "
            f"typical miss is {num(misses[N], 4)}, and √(p(1 − p)/N) = {num(spread, 4)}."
        )


class AllHeads(Picture):
    """A coin that showed nothing but heads: the likelihood rises to the edge, and its slope is never zero."""

    def __init__(self):
        self.p = np.linspace(0.5, 1, 101)
        self.domains = {"p": (0.001, 1.0), "N": (1, MOST_TOSSES)}
        likelihood, slope = self.subplots(1, 2)
        likelihood.set(xlabel="$p$", ylabel="likelihood $p^N$", xlim=(0.49, 1.02), ylim=(0, 1.08))
        slope.set(xlabel="$p$", xlim=(0.49, 1.02), ylim=(-1, 26))
        slope.axhline(0, color="0.4", lw=1, label="_zero")
        self.figure.subplots_adjust(left=0.1, wspace=0.18)
        for axes in (likelihood, slope):
            axes.axvline(1, color="0.4", ls=":", lw=1.5, label="_best")
        self.curves = [
            self.animated(axes.plot([], [], **style)[0])
            for axes, style in (
                (likelihood, {"color": "C0"}),
                (slope, {"color": "C0", "label": r"slope of $\mathcal{L}$"}),
                (slope, {"color": "black", "ls": "--", "lw": 1.8, "label": r"slope $\times\; p(1-p)$"}),
            )
        ]
        slope.legend(loc="upper center")
        dot = {"color": HAND, "markersize": 11, "zorder": 5, "clip_on": False}
        self.dots = [
            self.animated(axes.plot([], [], marker, **dot)[0])
            for axes, marker in ((likelihood, "o"), (slope, "o"), (slope, "s"))
        ]
        for axes in (likelihood, slope):
            self.draggable(axes, put_p)

    def update(self, p=0.8, N=3):
        """Put the dots at p, for N heads in N tosses."""
        for curve, dot, height, here in zip(
            self.curves, self.dots, self._heights(self.p, N), self._heights(p, N), strict=True
        ):
            curve.set_data(self.p, height)
            dot.set_data([p], [here])
        likelihood, slope, multiplied = self._heights(p, N)
        return (
            f"{count(N, 'head')} in {count(N, 'toss', 'tosses')} at p = {num(p, 3)}: likelihood {num(likelihood, 3)}, "
            f"slope {num(slope)}, {'but' if multiplied == 0 else 'and'} slope × p(1 − p) = {num(multiplied)}."
        )

    def _heights(self, p, N):
        slope = coin_slope(p, N, N)
        return p**N, slope, slope * p * (1 - p)
