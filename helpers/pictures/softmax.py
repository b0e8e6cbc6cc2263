"""Pictures of section 4: logits that become probabilities, three kinds of iris, and a model that reads digits."""

from functools import partial

import numpy as np
from matplotlib.colors import Normalize, PowerNorm, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullLocator

from helpers import validation
from helpers.live import Picture
from helpers.live.vectors import SmoothImage
from helpers.models import log_softmax, logits, sigmoid, softmax
from helpers.pictures.style import CLASSES, FAR, FEATURES, HAND, MISTAKE, cells, chance, colour_bar, words_at
from helpers.text import count, num

__all__ = [
    "Bridge",
    "Confusion",
    "DigitGallery",
    "OneDigit",
    "SoftmaxBars",
    "ThreeSpecies",
    "Training",
    "WeightImages",
]

INK = "#0072B2"  # bars that stand for no class in particular


def logit_for(p, others, T=1.0):
    """The logit that gives a class probability p against the logits of the others; p is kept off 0 and 1."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return T * (np.log(p / (1 - p)) + np.logaddexp.reduce(np.divide(others, T)))


def on_bar(c, x, y, values):
    """Is the hand over the bar of class c, or above or below it?"""
    return {} if abs(x - c) <= 0.4 else None


class SoftmaxBars(Picture):
    """Three logits, a shift common to all and a temperature; beside them the probabilities they become (26)."""

    def __init__(self):
        self.domains = {"T": (0.01, 1000.0)}
        logit_axes, chance_axes = self.subplots(1, 2)
        for axes in (logit_axes, chance_axes):
            axes.set(xlabel="class $c$", xticks=range(3), xlim=(-0.6, 2.6))
            axes.grid(axis="x", visible=False)
        logit_axes.set(ylabel=r"logit $\ell_c$, shifted", ylim=(-9.5, 9.5), yticks=range(-8, 9, 4))
        logit_axes.axhline(0, color="black", lw=1, label="_zero")
        chance_axes.set(ylabel="probability $p_c$", ylim=(0, 1.12), yticks=np.arange(0, 1.1, 0.25))
        self.logit_bars, self.logit_numbers = self._bars(logit_axes)
        self.chance_bars, self.chance_numbers = self._bars(chance_axes)
        for c in range(3):
            self.draggable(logit_axes, partial(self._lift, c), partial(on_bar, c))
            self.draggable(chance_axes, partial(self._claim, c), partial(on_bar, c))

    def _bars(self, axes):
        bars = [self.animated(bar) for bar in axes.bar(range(3), 0, color=[look["color"] for look in CLASSES])]
        return bars, [self.animated(words_at(axes, c, 0, ha="center")) for c in range(3)]

    def _lift(self, c, x, y, values):
        """Bring the end of a logit's bar to y: what is added to all of them stays as it is."""
        return {f"l{c}": round(y - self.shift, 1)}

    def _claim(self, c, x, y, values):
        """Bring a probability to y, by its own logit alone."""
        return {f"l{c}": logit_for(y, np.delete(self.l, c), self.T)}

    def update(self, l0=1.0, l1=2.0, l2=-0.5, shift=0.0, T=1.0):
        """Add the shift to every logit, divide by the temperature, and take the softmax."""
        self.l, self.shift, self.T = np.array([l0, l1, l2]), shift, T
        shifted = self.l + shift
        p = softmax(shifted / T)
        for c in range(3):
            self.logit_bars[c].set_height(shifted[c])
            self.chance_bars[c].set_height(p[c])
            self.logit_numbers[c].set(text=num(shifted[c]), y=shifted[c] + (0.9 if shifted[c] >= 0 else -0.9))
            self.chance_numbers[c].set(text=chance(p[c]), y=p[c] + 0.055)
        ahead = [str(c) for c in range(3) if np.isclose(p[c], p.max())]
        lead = f"class {ahead[0]} leads" if len(ahead) == 1 else f"classes {' and '.join(ahead)} share the lead"
        lead = "no class leads" if len(ahead) == 3 else lead
        return (
            f"Logits ({', '.join(num(l) for l in shifted)}), T = {T:g}: "
            f"probabilities {', '.join(chance(p_c) for p_c in p)}; {lead}."
        )


class Bridge(Picture):
    """Two classes: the softmax of two logits is the sigmoid of their difference."""

    LIMIT = 4.0  # how far the hand takes a logit to either side

    def __init__(self):
        curve, bars = self.subplots(1, 2)
        l = np.linspace(-8, 8, 401)
        curve.plot(l, sigmoid(l), color="0.35")
        curve.set(
            xlabel=r"$\ell_1 - \ell_0$", ylabel=r"$\sigma(\ell_1 - \ell_0)$", xlim=(-8.3, 8.3), ylim=(-0.05, 1.12)
        )
        self.drop = self.animated(curve.plot([], [], ":", color=HAND, lw=2, label="_guide")[0])
        self.dot = self.animated(curve.plot([], [], "o", color=HAND, markersize=12)[0])
        bars.set(xlabel="class $c$", ylabel=r"softmax$(\ell_0, \ell_1)$", xticks=[0, 1], xlim=(-0.6, 1.6))
        bars.set_ylim(-0.05, 1.12)
        bars.grid(axis="x", visible=False)
        self.bars = [self.animated(bar) for bar in bars.bar([0, 1], 0, color=[look["color"] for look in CLASSES[:2]])]
        self.level = self.animated(bars.plot([], [], ":", color=HAND, lw=2)[0])
        self.draggable(curve, self._part)
        for c in range(2):
            self.draggable(bars, partial(self._claim, c), partial(on_bar, c))

    def _part(self, x, y, values):
        """Make x the difference: class 1's logit follows, and where it stops, class 0's goes the other way."""
        l0, l1 = self.l
        l1 = np.clip(l0 + round(x, 1), -self.LIMIT, self.LIMIT)
        return {"l0": l1 - round(x, 1), "l1": l1}

    def _claim(self, c, x, y, values):
        """Bring a probability to y, by its own logit alone."""
        return {f"l{c}": logit_for(y, [self.l[1 - c]])}

    def update(self, l0=0.5, l1=1.5):
        """Put the dot at the difference, and draw the two probabilities that the softmax gives."""
        self.l = (l0, l1)
        difference, p = l1 - l0, softmax([l0, l1])
        height = sigmoid(difference)
        self.dot.set_data([difference], [height])
        self.drop.set_data([difference, difference, 100], [-1, height, height])
        self.level.set_data([-1, 2], [height, height])
        for bar, p_c in zip(self.bars, p, strict=True):
            bar.set_height(p_c)
        return (
            f"Logits ({num(l0)}, {num(l1)}): σ({num(difference)}) is {chance(height)}; "
            f"softmax: {chance(p[0])} for class 0, {chance(p[1])} for class 1."
        )


PAIRS = (0, 1), (0, 2), (1, 2)


def borders(W):
    """Where the two largest of three logits are equal: for each pair of classes the rays from the origin, (K, 2).

    W: (2, 3). Classes with the same column have no border between them.
    """
    found = {}
    for pair in PAIRS:
        c, other = pair
        third = 3 - c - other
        across = W[:, c] - W[:, other]
        length = np.hypot(*across)
        along = np.array([[-across[1], across[0]], [across[1], -across[0]]]) / (length or 1)
        found[pair] = along[(along @ W[:, c] >= along @ W[:, third]) & (length > 0)]
    return found


class ThreeSpecies(Picture):
    """Three kinds of iris, two weights for each: whose region is where, and what each flower's own species gets."""

    matrix = (("w00", "w01", "w02"), ("w10", "w11", "w12"))
    colours = {f"w{d}{c}": CLASSES[c]["color"] for d in range(2) for c in range(3)}  # noqa: RUF012

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1, 2}  names: the three species."""
        X, y, names = validation.flowers(X, y, names, 3)
        validation.require_each("y", y, 3)
        plane, chances = self.subplots(1, 2, size=(8.4, 4.6), width_ratios=(1.25, 1))
        self.figure.subplots_adjust(bottom=0.13, top=0.92)
        self.X, self.y = X, y
        self.places = np.argsort(np.argsort(y, kind="stable"))  # class by class
        width, height = 8.5, 7.5
        x0, x1 = np.meshgrid((np.arange(51) + 0.5) * width / 51, (np.arange(45) + 0.5) * height / 45)
        self.grid = np.stack([x0, x1], axis=-1)
        self.rgb = np.array([to_rgb(look["color"]) for look in CLASSES])
        self.ink = np.full((45, 51, 1), 0.42)  # so little that the flowers stand out
        self.shade = self.animated(SmoothImage(plane, np.zeros((45, 51, 4)), extent=(0, width, 0, height)))
        self.border = self.animated(plane.plot([], [], color="black", lw=2)[0])
        self.flags = []
        for c, name in enumerate(names):
            flower = {"linestyle": "none", "markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.5}
            self.animated(plane.plot(*X[y == c].T, **flower, **CLASSES[c])[0])
            plane.plot([], [], linestyle="none", label=f"class {c}: {name}", **CLASSES[c])
            flag = {"markersize": 14, "markeredgecolor": "white", "markeredgewidth": 1.5}
            self.flags.append(self.animated(plane.plot([], [], linestyle="none", **flag, **CLASSES[c])[0]))
        plane.set(**FEATURES, xlim=(0, width), ylim=(0, height))
        plane.grid(False)
        chances.set(xlabel="flowers of class $y_i$", ylabel=r"its own species' $p_{y_i}(\mathbf{x}_i)$")
        chances.set(xlim=(-4, len(y) + 3), ylim=(-0.05, 1.05))
        chances.set(xticks=[self.places[y == c].mean() for c in range(3)], xticklabels=range(3))
        chances.grid(axis="x", visible=False)
        self.figure.legend(loc="upper center", ncols=3, borderaxespad=0.1)
        self.dots = [
            self.animated(chances.plot([], [], linestyle="none", markersize=5.5, **CLASSES[c])[0]) for c in range(3)
        ]
        self.rings = self.animated(plane.plot([], [], **{**MISTAKE, "markersize": 9, "markeredgewidth": 1.2})[0])
        for pair in PAIRS:
            self.draggable(plane, partial(self._turn, pair), partial(self._border_at, pair))

    def update(self, w00=0.5, w01=-0.5, w02=1.5, w10=0.5, w11=1.5, w12=-1.0):
        """Shade the plane with the mixture of the class colours that p is, and ring every mistake."""
        self.W = W = np.array([[w00, w01, w02], [w10, w11, w12]])
        mixture = softmax(self.grid @ W) @ self.rgb
        self.shade.set_data(np.concatenate([mixture, self.ink], axis=-1))
        rays = np.concatenate(list(borders(W).values()))
        ends = [(0, 0), (FAR, FAR), (np.nan, np.nan)]  # each ray from the origin, with a gap after it
        self.border.set_data(np.kron(rays, np.ones((3, 1))).T * np.tile(ends, (len(rays), 1)).T)
        self._plant_flags(W)
        l = logits(W, self.X)
        own = log_softmax(l)[np.arange(len(self.y)), self.y]
        for c, dots in enumerate(self.dots):
            dots.set_data(self.places[self.y == c], np.exp(own[self.y == c]))
        on_top = l > l.max(axis=1, keepdims=True) - 1e-9  # two of them on a border, whatever rounding has done there
        wrong = np.argmax(on_top, axis=1) != self.y
        self.rings.set_data(self.X[wrong].T)
        return (
            f"{np.sum(wrong)} of {len(self.y)} flowers in a wrong region; "
            f"lowest p {chance(np.exp(own.min()))}; log-likelihood {num(own.sum())}."
        )

    def _border_at(self, pair, x, y, values):
        """Is a border between these two classes under the hand, within 10 pixels of the picture as designed?"""
        plane = self.border.axes
        origin, hand, *ends = plane.transData.transform([(0, 0), (x, y), *borders(self.W)[pair]])
        for end in ends:
            along = (end - origin) / np.hypot(*(end - origin))
            ahead, aside = along @ (hand - origin), along @ ((hand - origin)[::-1] * (1, -1))
            if ahead >= 0 and abs(aside) <= plane.figure.dpi / 10:
                return {}
        return None

    def _turn(self, pair, x, y, values, limit=8.0):
        """Lay the border between two classes through (x, y): their columns part ways as far as before, if they can."""
        far = np.hypot(x, y)
        if far == 0:  # every border goes through the origin
            return {}
        c, other = pair
        middle, apart = (self.W[:, c] + self.W[:, other]) / 2, (self.W[:, c] - self.W[:, other]) / 2
        across = np.array([-y, x]) / far
        across = across if across @ apart >= 0 else -across
        apart = across * min(np.hypot(*apart) or 1, *((limit - abs(middle)) / np.maximum(abs(across), 1e-12)))
        columns = {c: middle + apart, other: middle - apart}
        return {f"w{d}{k}": column[d] for k, column in columns.items() for d in range(2)}

    def _plant_flags(self, W):
        """Put each class's marker in the middle of its region, well away from the flowers."""
        angles = np.radians(np.arange(5, 86))
        arc = 3.3 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        winner = np.argmax(arc @ W, axis=1)
        for c, flag in enumerate(self.flags):
            mine = arc[winner == c]
            flag.set_data(mine[len(mine) // 2 :][:1].T if len(mine) else ([], []))


def wall(tiles, margin):
    """Images (R, C, 8, 8) hung as one (10 R, 10 C), each with a margin of one pixel all round."""
    rows, columns = tiles.shape[:2]
    framed = np.pad(tiles, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=margin)
    return framed.transpose(0, 2, 1, 3).reshape(10 * rows, 10 * columns)


class DigitGallery(Picture):
    """Figure 5 of the notes: handwritten digits, a column for each class."""

    def __init__(self, X, y, rows=4):
        """X: (N, 64) ink  y: (N,) in {0, ..., 9}; the first `rows` examples of each digit are shown."""
        (X, y), rows = validation.digits(X, y), validation.whole("rows", rows, 1, 20)
        validation.require_each("y", y, 10, rows)
        axes = self.subplots(size=(8.4, 3.6))
        examples = np.stack([X[y == c][:rows].reshape(rows, 8, 8) for c in range(10)], axis=1)
        axes.imshow(wall(examples, margin=0), cmap="gray_r", extent=(-0.5, 9.5, rows, 0))
        axes.set(xticks=range(10), yticks=[], xlabel="class $y$")
        axes.grid(False)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.tick_params(length=0)
        self.figure.subplots_adjust(left=0.02, right=0.98, top=0.99)
        self.counts, self.shown, self.pixels_each = np.bincount(y, minlength=10), 10 * rows, X.shape[1]

    def update(self):
        """Count the digits."""
        return (
            f"{self.shown} of {self.counts.sum()} handwritten digits, the classes 0 to 9 from left to right. Each is "
            f"{self.pixels_each} numbers; each class has from {self.counts.min()} to {self.counts.max()} examples."
        )


class Training(Picture):
    """A walk downhill on the cross-entropy: where it stands after t steps, on digits it has seen and on others."""

    def __init__(self, path, X_train, y_train, X_test, y_test):
        """path: T + 1 arrays (64, 10), the weights after each step, the start first."""
        path = validation.walk(path, 2)
        X_train, y_train = validation.digits(X_train, y_train, len(path[0]), "X_train", "y_train")
        X_test, y_test = validation.digits(X_test, y_test, len(path[0]), "X_test", "y_test")
        curve, share = self.subplots(1, 2)
        self.last, self.tested = len(path) - 1, len(y_test)
        self.domains = {"t": (0, self.last)}
        self.train, _ = _scores(path, X_train, y_train)
        self.test, self.right = _scores(path, X_test, y_test)
        margin = 0.02 * self.last
        for axes in (curve, share):
            axes.set(xlabel="step $t$", xlim=(-margin, self.last + margin))
        both = np.append(self.train, self.test)
        curve.set(ylabel="cross-entropy per digit", yscale="log", ylim=(0.9 * both.min(), 1.15 * both.max()))
        curve.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        curve.yaxis.set_major_formatter("{x:g}")
        curve.yaxis.set_minor_locator(NullLocator())
        share.set(ylabel="test digits right (%)", ylim=(0, 104))
        self.walked = [
            self._walk(curve, self.train, color="0.35", ls="-", label="training digits"),
            self._walk(curve, self.test, color=INK, ls="--", label="test digits"),
            self._walk(share, 100 * self.right / self.tested, color=INK, ls="--"),
        ]
        curve.legend()
        self.figure.subplots_adjust(top=0.80)
        bar = self.figure.add_axes((0.09, 0.89, 0.66, 0.055))
        bar.set(xlim=(0, self.last), ylim=(0, 1), xticks=[], yticks=[])
        bar.spines[["top", "right"]].set_visible(True)
        self.progress = self.animated(bar.barh(0.5, 0, height=1, color=HAND)[0])
        self.told = self.animated(words_at(bar, 1.03, 0.49, inside=True))
        for axes in (curve, share, bar):
            self.draggable(axes, self._go_to)

    def _go_to(self, x, y, values):
        """The step whose dot is nearest to the hand."""
        return {"t": int(np.clip(round(x), 0, self.last))}

    def _walk(self, axes, heights, **look):
        """Returns the line and the dot that will follow a curve, and the curve's heights."""
        line = self.animated(axes.plot([], [], **look)[0])
        return line, self.animated(axes.plot([], [], "o", color=HAND, markersize=10)[0]), heights

    def update(self, t=20):
        """Stand at step t, and show the way to it."""
        for line, dot, heights in self.walked:
            line.set_data(np.arange(t + 1), heights[: t + 1])
            dot.set_data([t], [heights[t]])
        self.progress.set_width(t)
        self.told.set_text(f"step {t} of {self.last}")
        return (
            f"Step {t} of {self.last}: cross-entropy per digit {num(self.train[t], 3)} on the training set and "
            f"{num(self.test[t], 3)} on the test set; {self.right[t]} of {self.tested} test digits right "
            f"({num(100 * self.right[t] / self.tested, 1)}%)."
        )


def _scores(path, X, y):
    """After each step of the path: the cross-entropy per example, and how many examples are right."""
    losses, right = [], []
    for l in _logits_along(path, X):
        log_p = log_softmax(l)
        losses.append(-log_p[np.arange(len(y)), :, y].mean(axis=0))
        right.append(np.sum(log_p.argmax(axis=2) == y[:, None], axis=0))
    return np.concatenate(losses), np.concatenate(right)


def _logits_along(path, X, most=64):
    """The logits (N, K, C) of every example, for K <= most steps of the path at a time.

    A large product is faster than many small ones, and a huge one, of a long walk, would not fit in memory.
    """
    for start in range(0, len(path), most):
        yield np.tensordot(X, np.asarray(path[start : start + most]), (1, 1))


class WeightImages(Picture):
    """The ten columns of W as ten images: orange ink speaks for the digit, purple ink against it."""

    def __init__(self, path):
        """path: T + 1 arrays (64, 10), the weights after each step."""
        path = validation.walk(path, D=64)
        axes = self.subplots(size=(8.4, 3.5))
        self.path, self.domains = path, {"t": (0, len(path) - 1)}
        reach = np.abs(path).max()
        look = {"cmap": "PuOr_r", "norm": Normalize(-reach, reach), "extent": (0, 50, 20, 0)}
        axes.set_aspect("equal")
        self.images = self.animated(cells(axes, np.full((20, 50), np.nan), **look))
        for c in range(10):
            left, top = 10 * (c % 5), 10 * (c // 5)
            axes.add_patch(Rectangle((left + 0.9, top + 0.9), 8.2, 8.2, fill=False, edgecolor="0.6"))
            axes.text(left + 5, top + 0.1, f"$c = {c}$", ha="center", va="center")
        axes.set(xlim=(0, 50), ylim=(19.5, -0.9), aspect="equal")
        axes.set_axis_off()
        self.figure.subplots_adjust(left=0.01, right=0.86, bottom=0.02, top=0.98)
        colour_bar(self.figure, self.images, cax=self.figure.add_axes((0.87, 0.08, 0.025, 0.84)), label="weight")

    def update(self, t=50):
        """Show the weights after t steps."""
        W = self.path[t]
        self.images.set_data(wall(W.T.reshape(2, 5, 8, 8), margin=np.nan))
        after = f"After {count(t, 'step')}"
        if not W.any():
            return f"{after} all {W.size} weights are zero."
        pixel, c = np.unravel_index(np.argmax(W), W.shape)
        return (
            f"{after} the weights run from {num(W.min())} to {num(W.max())}; the largest one speaks for class {c}, "
            f"at row {pixel // 8 + 1}, column {pixel % 8 + 1}, counted from 1."
        )


class Confusion(Picture):
    """How often each digit of the test set is taken for each other one."""

    def __init__(self, path, X_test, y_test):
        """path: T + 1 arrays (64, 10), the weights after each step."""
        path = validation.walk(path)
        X_test, y_test = validation.digits(X_test, y_test, len(path[0]), "X_test", "y_test")
        axes = self.subplots(size=(6.0, 5.2))
        self.y, self.domains = y_test, {"t": (0, len(path) - 1)}
        self.guesses = np.hstack([l.argmax(axis=2) for l in _logits_along(path, X_test)])
        norm = PowerNorm(0.4, 0, np.bincount(y_test).max())  # so that a single mistake can still be seen
        axes.set_aspect("equal")
        self.cells = self.animated(cells(axes, np.zeros((10, 10)), cmap="Blues", norm=norm))
        axes.set(xlabel=r"most probable class $\hat{y}$", ylabel="true class $y$", xticks=range(10), yticks=range(10))
        axes.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), aspect="equal")
        axes.grid(False)
        self.figure.subplots_adjust(left=0.10, right=0.98, bottom=0.13, top=0.93)
        self.title = self.animated(words_at(axes, 4.5, -0.9, ha="center"))
        self.numbers = [[self.animated(words_at(axes, k, c, ha="center")) for k in range(10)] for c in range(10)]

    def table(self, t):
        """The counts (10, 10) after t steps: row = true class, column = most probable class."""
        return np.bincount(10 * self.y + self.guesses[:, t], minlength=100).reshape(10, 10)

    def update(self, t=50):
        """Count after t steps, and write every count that is not zero."""
        counts = self.table(t)
        after = f"after {count(t, 'step')}"
        self.title.set_text(after)
        self.cells.set_data(counts)
        for c, k in np.ndindex(10, 10):
            dark = self.cells.norm(counts[c, k]) > 0.6
            self.numbers[c][k].set(text=str(counts[c, k] or ""), color="white" if dark else "black")
        mistakes = counts * (1 - np.eye(10, dtype=int))
        c, k = np.unravel_index(np.argmax(mistakes), mistakes.shape)
        times = "twice" if mistakes[c, k] == 2 else f"{mistakes[c, k]} times"
        said = f"{after.capitalize()} {counts.trace()} of {len(self.y)} test digits are right"
        if mistakes[c, k] < 2:
            return f"{said}; no mistake is made twice."
        return f"{said}; no mistake is more frequent than {c} taken for {k} ({times})."


class OneDigit(Picture):
    """One digit of the test set, its ten logits, and its ten probabilities."""

    def __init__(self, path, X_test, y_test):
        """path: T + 1 arrays (64, 10), the weights after each step."""
        path = validation.walk(path, D=64)
        X_test, y_test = validation.digits(X_test, y_test, 64, "X_test", "y_test")
        ink, left, right = self.subplots(1, 3, gridspec_kw={"width_ratios": [1, 1, 1]})
        self.figure.subplots_adjust(left=0.02, right=0.98, wspace=0.22)
        self.X, self.y, self.path = X_test, y_test, path
        self.domains = {"digit": (0, len(y_test) - 1), "t": (0, len(path) - 1)}
        ink.set_aspect("equal")
        self.image = self.animated(cells(ink, np.zeros((8, 8)), cmap="gray_r", norm=Normalize(0, 1)))
        ink.set(xticks=[], yticks=[], aspect="equal")
        ink.set(xlim=(-0.6, 7.6), ylim=(7.6, -0.6))  # a little room, so that the frame shows
        ink.spines[["top", "right"]].set_visible(True)
        self.title = self.animated(words_at(ink, 0.5, 1.07, ha="center", inside=True))
        reach = 1.05 * np.abs(X_test @ path[-1]).max() or 1.0
        left.set(xlabel=r"logit $\ell_c$", xlim=(-reach, reach))
        left.axvline(0, color="black", lw=1, label="_origin")
        right.set(xlabel="probability $p_c$", xlim=(0, 1.1), xticks=[0, 0.5, 1])
        self.bars = []
        for axes in (left, right):
            axes.set(yticks=range(10), ylim=(9.6, -0.6))
            axes.grid(axis="y", visible=False)
            self.bars.append([self.animated(bar) for bar in axes.barh(range(10), 0, color="0.65")])
        self.star = self.animated(right.plot([], [], "*", color="black", markersize=13, clip_on=False)[0])
        right.set_title("★ the true class", fontsize=12)

    def update(self, digit=0, t=50):
        """Show one test digit under the weights after t steps."""
        l = logits(self.path[t], self.X[digit : digit + 1])[0]
        p, label = softmax(l), self.y[digit]
        self.image.set_data(self.X[digit].reshape(8, 8))
        self.title.set_text(f"test digit {digit}: class {label}")
        for bars, widths in zip(self.bars, (l, p), strict=True):
            for c, bar in enumerate(bars):
                bar.set(width=widths[c], facecolor=INK if p[c] == p.max() else "0.65")
        self.star.set_data([1.06], [label])
        after = f"Test digit {digit} is of class {label}. After {count(t, 'step')}"
        if np.ptp(l) == 0:
            return f"{after} all ten classes have probability {chance(p[0])}."
        best = int(np.argmax(l))
        own = "right" if best == label else f"wrong, for class {label} gets {chance(p[label])}"
        winner = f"class {best} is most probable, with logit {num(l[best])} and probability {chance(p[best])}"
        return f"{after} {winner}; {own}."
