"""The pictures of section 5: what is drawn and said, against an independent computation."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.datasets import SPECIES, iris, two_flowers
from helpers.models import gradient_ascent, log_likelihood, newton_optimum
from helpers.pictures.gradient import (
    COUNTS,
    LINES,
    Ascent,
    ChainRule,
    Separable,
    Stamped,
    StepSizes,
    TwelveLines,
    power,
    short,
    standardised,
    twelve_lines,
)

X, y = two_flowers()
RNG = np.random.default_rng(52)
CORNERS = list(itertools.product((-1.1, 1.1), repeat=2))
ANYWHERE = [tuple(w) for w in RNG.uniform(-1.1, 1.1, size=(4, 2)).round(1)] + CORNERS


def numbers(text):
    """The numbers in a text, as floats."""
    return [float(n) for n in re.findall(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", plain(text).replace("e+", "e"))]


def plain(text):
    return text.replace("−", "-").replace(",", "")


def log_p(w, x, label):
    """Log-probability of one flower's label, the slow way round."""
    a = x[0] * w[0] + x[1] * w[1]
    return -np.log1p(np.exp(-a if label else a))


def likelihood(w, X, y):
    return sum(log_p(w, x, label) for x, label in zip(X, y, strict=True))


@pytest.fixture(scope="module")
def lines():
    return TwelveLines(X, y)


@pytest.fixture(scope="module")
def chain():
    return ChainRule(X, y, SPECIES[1:])


@pytest.fixture(scope="module")
def ascent():
    return Ascent(X, y)


@pytest.fixture(scope="module")
def separable():
    measured, species = iris()
    return Separable(measured[:, [0, 2]], species)


@pytest.fixture(scope="module")
def sizes():
    return StepSizes(X, y)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.00012, "1.2·10⁻⁴"), (-3e5, "−3.0·10⁵"), (7.1e-16, "7.1·10⁻¹⁶"), (1.5, "1.5·10⁰")]
)
def test_power(value, text):
    assert power(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0000"), (-0.39, "−0.3900"), (12.1, "12.10"), (-5.6e-6, "−5.6e−06"), (60_000, "6.0e+04")],
)
def test_short(value, text):
    assert short(value) == text


def test_a_stamped_text_lies_where_matplotlib_would_put_it():
    boxes = []
    for stamped in (False, True):
        figure = Figure(figsize=(4, 1), dpi=100)
        canvas = FigureCanvasAgg(figure)
        if stamped:
            figure.add_artist(Stamped(0.5, 0.5, "−0.2407 · 1.6771", fontsize=14, ha="center"))
        else:
            figure.text(0.5, 0.5, "−0.2407 · 1.6771", fontsize=14, ha="center", va="center")
        canvas.draw()
        ink = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2) < 128
        boxes.append([edge for axis in (0, 1) for edge in np.flatnonzero(ink.any(axis=axis))[[0, -1]]])
    assert np.max(np.abs(np.subtract(*boxes))) <= 3


@pytest.mark.parametrize(
    ("text", "truth", "right"), [("−1.25", "−1.25", None), ("−1.25", "−1.35", 3), ("9.9", "10.0", 0)]
)
def test_digits_are_coloured_from_the_first_wrong_one(text, truth, right):
    figure = Figure(figsize=(4, 1), dpi=100)
    stamped = figure.add_artist(Stamped(0.1, 0.5, "", fontsize=20))
    stamped.set_digits(text, truth)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert (stamped.get_text(), stamped.right) == (text, right)
    red, green, blue = np.moveaxis(np.asarray(canvas.buffer_rgba())[..., :3].astype(int), -1, 0)
    orange = np.flatnonzero((red > blue + 100).any(axis=0))
    black = np.flatnonzero((red + green + blue < 100).any(axis=0))
    assert bool(orange.size) == (right is not None) and bool(black.size) == (right != 0)
    assert not (orange.size and black.size) or black[-1] < orange[0]


# (28) to (39)


@pytest.mark.parametrize("w", ANYWHERE)
def test_the_twelve_lines_have_one_value(lines, w):
    said = lines.show(line=32, w0=w[0], w1=w[1])
    shown = [numbers(text.get_text())[0] for text in lines.values]
    assert shown == pytest.approx([likelihood(w, X, y)] * 12, rel=1e-11)
    assert [text.get_position()[1] for text in lines.values] == list(range(28, 40))
    assert "all 12 lines agree to within a billionth." in said
    assert f"L = {likelihood(w, X, y):.4f} nats".replace("-", "−") in said


@pytest.mark.parametrize("line", range(28, 40))
def test_each_line_is_marked_and_told(lines, line):
    said = lines.show(line=line)
    low = lines.here.get_y()
    assert line - 0.5 < low < line < low + lines.here.get_height() < line + 0.5
    assert said.startswith(f"Line ({line}), {LINES[line]}: ")


def test_digits_that_differ_from_the_last_line_are_marked(lines):
    lines.show(w0=1.1, w1=1.1)
    truth = lines.values[-1].get_text()
    for text in lines.values:
        same = text.get_text()[: text.right]
        assert truth.startswith(same) and (len(same) == len(truth)) == (text.get_text() == truth)
    # what the notebook says: far out, 1 - p keeps few right digits, so (28) to (35) end differently from (36) to (39)
    errors = twelve_lines(np.array([1.1, 1.1]), X, y) - likelihood((1.1, 1.1), X, y)
    assert np.all(np.abs(errors[:8]) > 2e-11) and np.all(np.abs(errors[8:]) < 2e-12)
    assert all(text.right is not None for text in lines.values[:8])


def test_a_line_that_gives_another_value_would_be_told(lines, monkeypatch):
    def crooked(w, X, y):
        return twelve_lines(w, X, y) + 1e-4 * (np.arange(12) == 7)

    monkeypatch.setattr("helpers.pictures.gradient.twelve_lines", crooked)
    assert "agree only to within 1.0·10⁻⁴." in lines.show()
    assert lines.values[7].right < 9  # a digit before the fifth decimal


# (40) to (51)


@pytest.mark.parametrize(
    ("flower", "w"), [*zip(RNG.integers(100, size=4), ANYWHERE, strict=False), (0, CORNERS[0]), (99, CORNERS[3])]
)
def test_the_graph_shows_one_flower_forwards_and_backwards(chain, flower, w):
    said = chain.show(flower=int(flower), w0=w[0], w1=w[1])
    x, label = X[flower], y[flower]
    a = x[0] * w[0] + x[1] * w[1]
    s = np.exp(log_p(w, x, label))
    shown = {key: numbers(text.get_text())[0] for key, text in chain.value.items()}
    assert shown == pytest.approx(
        {"w0": w[0], "w1": w[1], "a": a, "s": s, "l": np.log(s), "L": np.log(s)}, rel=0.05, abs=6e-5
    )
    arrows = {key: numbers(text.get_text())[0] for key, text in chain.local.items()}
    slope = (1 if label else -1) * s * (1 - s)
    assert arrows == pytest.approx({"w0": x[0], "w1": x[1], "a": slope, "s": 1 / s, "l": 1}, rel=0.05, abs=6e-5)
    h = 1e-4
    for j in range(2):
        step = h * (np.arange(2) == j)
        measured = (log_p(w + step, x, label) - log_p(w - step, x, label)) / (2 * h)
        assert numbers(chain.products[j].get_text())[-1] == pytest.approx(measured, rel=0.05, abs=1e-4)
        assert numbers(chain.differences[j].get_text()) == pytest.approx([measured], rel=0.05, abs=1e-4)
        assert chain.products[j].get_text().split(" = ")[1] in said
    assert chain.chosen.get_xydata().tolist() == [x.tolist()]
    assert np.allclose(chain.line.get_xydata() @ w, 0)
    sign = "" if label else "−"
    assert chain.title.get_text() == f"flower {flower}, {SPECIES[1 + label]}:  y = {label},  s = σ({sign}a)"
    assert said.startswith(f"Flower {flower} (class {label}) at w = (") and said.endswith("finite differences agree.")


# The walk uphill


def test_clicks_count_steps():
    assert COUNTS[0] == 0 and COUNTS[1] == 1 and COUNTS[20] == 20 and COUNTS[-1] == 20_000 and len(COUNTS) == 101
    assert np.all(np.diff(COUNTS) > 0)


SETTINGS = [
    (0, 0.001, "as measured", "ascent"),
    (1, 0.004, "as measured", "ascent"),
    (30, 0.005, "as measured", "ascent"),
    (37, 0.001, "as measured", "descent"),
    (25, 0.3, "standardised", "ascent"),
    (8, 1.0, "standardised", "descent"),
]


@pytest.mark.parametrize(("t", "rate", "features", "direction"), SETTINGS)
def test_the_walk_is_gradient_ascent(ascent, t, rate, features, direction):
    said = ascent.show(t=t, rate=rate, features=features, direction=direction)
    F = X if features == "as measured" else (X - X.mean(axis=0)) / X.std(axis=0)
    n = COUNTS[t]
    path = gradient_ascent(np.zeros(2), F, y, rate if direction == "ascent" else -rate, int(n) + 1)
    w, best = path[n], newton_optimum(F, y)
    assert np.allclose(ascent.path.get_xydata()[[0, -1]], path[[0, n]])
    assert np.allclose(ascent.next.get_xydata(), path[n:])
    assert ascent.rule.get_text() == f"w ← w {'+' if direction == 'ascent' else '−'} {rate:g} ∇ℒ"
    inside = np.all((np.array([-12, -4]) <= w) & (w <= np.array([6, 14])))
    assert np.allclose(ascent.dot.get_xydata()[0], np.clip(w, [-12, -4], [6, 14]))
    assert ("off the map" in said) == (ascent.lost.get_text() != "") == (not inside)
    height, distance = (trace.get_ydata() for trace in ascent.traces)
    expected = [max(log_likelihood(v, F, y), ascent.FLOOR) for v in path[COUNTS[: t + 1]]]
    assert np.allclose(height, expected)
    assert np.allclose(distance, np.linalg.norm(path[COUNTS[: t + 1]] - best, axis=1))
    assert [end.get_xydata().tolist() for end in ascent.ends] == [[[t, height[-1]]], [[t, distance[-1]]]]
    assert np.allclose(ascent.peak.get_xydata(), best)
    assert np.allclose(ascent.top.get_ydata(), log_likelihood(best, F, y))
    assert [name for name, contours in ascent.contours.items() if contours.get_visible()] == [features]
    assert f"after {n:,} step{'' if n == 1 else 's'} w = ({w[0]:.2f}, {w[1]:.2f})" in said.replace("−", "-")
    assert f"L = {log_likelihood(w, F, y):.2f};" in said.replace("−", "-")
    rises = n > 0 and log_likelihood(w, F, y) > log_likelihood(path[n - 1], F, y)
    assert ("the last step raised L" in said) == rises
    assert ("worse" in said) == (n > 0 and direction == "descent")


def test_the_contours_are_heights_of_the_likelihood(ascent):
    for features, F in (("as measured", X), ("standardised", standardised(X))):
        peak = log_likelihood(newton_optimum(F, y), F, y)
        contours = ascent.contours[features]
        assert np.allclose(contours.levels, [peak - gap for gap in sorted(ascent.GAPS, reverse=True)])
        for gap, path in zip(sorted(ascent.GAPS, reverse=True), contours.get_paths(), strict=True):
            corners = path.vertices[np.all(np.abs(path.vertices - [-3, 5]) < 9, axis=1)]
            under = [peak - log_likelihood(v, F, y) for v in corners[::10]]
            assert under == pytest.approx([gap] * len(under), rel=0.12, abs=0.1)


def test_what_the_notebook_says_about_the_rates(ascent):
    best = newton_optimum(X, y)
    ends = {rate: ascent.walk("as measured", rate).upto(20_000)[-1] for rate in (0.001, 0.004, 0.005)}
    away = {rate: np.linalg.norm(w - best) for rate, w in ends.items()}
    assert away[0.004] < 1e-6 < 0.01 < away[0.001] < 0.1 < 1 < away[0.005]
    assert "to within 10⁻⁶: done" in ascent.show(t=100, rate=0.004)
    assert "to within 10⁻⁶: done" in ascent.show(t=70, rate=0.3, features="standardised")
    assert "done" not in ascent.show(t=100) and "the optimum is 0.03 away" in ascent.show(t=100)


@pytest.mark.parametrize("rate", [0.1, 1.0])
@pytest.mark.parametrize("direction", ["ascent", "descent"])
def test_a_walk_that_runs_away_stays_finite_and_is_told(ascent, rate, direction):
    said = ascent.show(t=100, rate=rate, direction=direction)
    assert "(off the map)" in said and ascent.lost.get_text() == "off the map"
    assert "nan" not in said and "inf" not in said
    assert all(np.all(np.isfinite(trace.get_ydata())) for trace in ascent.traces)
    ((x, height),) = ascent.dot.get_xydata()
    assert -12 <= x <= 6 and -4 <= height <= 14


def test_overshooting_is_told(ascent):
    told = [ascent.show(t=t, rate=0.01) for t in range(1, 20)]
    assert any("the last step overshot, and L fell" in said for said in told)
    told = [ascent.show(t=t, rate=0.3, features="standardised") for t in range(45, 60)]
    assert any("L hardly changes any more" in said for said in told)


def test_a_walk_asked_for_in_pieces_is_the_same_walk(ascent):
    whole, pieces = Ascent(X, y), Ascent(X, y)
    whole.show(t=40)
    for t in (3, 0, 17, 40, 5):
        pieces.show(t=t)
    pieces.show(t=40)
    assert np.array_equal(whole.path.get_xydata(), pieces.path.get_xydata())


# No top


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("t", [0, 1, 20, 45, 55])
def test_the_walk_on_either_pair_of_species(separable, t, apart):
    said = separable.show(t=t, separable=apart)
    measured, species = iris()
    other = 0 if apart else 1
    keep = species != 1 - other
    F, label = measured[keep][:, [0, 2]], (species[keep] == 2).astype(int)
    path = gradient_ascent(np.zeros(2), F, label, 0.001, int(COUNTS[t]))
    w = path[-1]
    lengths, losses = (trace.get_ydata() for trace in separable.traces)
    assert np.allclose(lengths, np.hypot(*path[COUNTS[: t + 1]].T))
    assert losses[-1] == pytest.approx(-likelihood(w, F, label))
    wrong = sum((w @ x >= 0) != c for x, c in zip(F, label, strict=True))
    assert said.startswith(f"{SPECIES[other]} against virginica after {COUNTS[t]:,} step")
    assert f": {wrong} flower{'' if wrong == 1 else 's'} on the wrong side" in said
    assert f"L = {likelihood(w, F, label):.3f}." in said.replace("−", "-")
    assert sorted(separable.zero.get_xydata().tolist()) == sorted(F[label == 0].tolist())
    assert separable.legend.get_texts()[0].get_text() == SPECIES[other]
    assert separable.roof.get_visible() != apart
    if t:
        assert np.allclose(separable.line.get_xydata() @ w, 0)
        for fade, p in zip(separable.fades, (0.1, 0.9), strict=True):
            assert np.allclose(1 / (1 + np.exp(-fade.get_xydata() @ w)), p)


def test_the_roof_is_the_length_of_the_best_weights(separable):
    assert np.allclose(separable.roof.get_ydata(), np.linalg.norm(newton_optimum(X, y)))


def test_without_overlap_the_weights_grow_like_the_logarithm(separable):
    separable.show(t=100, separable=True)
    lengths, losses = (trace.get_ydata() for trace in separable.traces)
    tens = [np.interp(np.log(n), np.log(COUNTS[1:]), lengths[1:]) for n in (200, 2000, 20_000)]
    assert tens[2] - tens[1] == pytest.approx(tens[1] - tens[0], rel=0.1)
    assert np.all(np.diff(lengths[5:]) > 0) and np.all(np.diff(losses) < 0)
    for trace, axes in zip(separable.traces, (separable.traces[0].axes, separable.traces[1].axes), strict=True):
        low, high = axes.get_ylim()
        assert low < np.min(trace.get_ydata()[1:]) and np.max(trace.get_ydata()) < high


# The computer differentiates


@pytest.mark.parametrize("again", [0, 1, 5])
def test_the_valley(sizes, again):
    said = sizes.show(exponent=-5, again=again)
    w = np.array([-0.9, 1.1]) if again == 0 else np.random.default_rng(again).uniform(-1, 1, size=2)
    exact = sum(x[0] * (label - 1 / (1 + np.exp(-x @ w))) for x, label in zip(X, y, strict=True))
    assert f"slope along w₀ is {exact:.4f};" in said.replace("−", "-")
    steps, errors = sizes.real.get_data()
    assert np.allclose(steps, [10.0**k for k in range(-15, 0)])
    first, last = np.array([0.05, 0]), np.array([0.1, 0])
    for chord, h in ((first, 0.05), (last, 0.1)):
        measured = abs((likelihood(w + chord, X, y) - likelihood(w - chord, X, y)) / (2 * h) - exact)
        bend = np.interp(np.log(h), np.log(steps), np.log(sizes.bends.get_ydata()))
        assert np.exp(bend) == pytest.approx(measured, rel=0.5)
    assert errors[-1] == pytest.approx(measured, rel=1e-6)
    assert np.argmin(errors) not in (0, 14) and errors.min() < 1e-6 and errors[0] > 1e-4 and errors[-1] > 1e-2
    assert np.all(sizes.imaginary.get_ydata()[:7] < 1e-11)
    assert np.all(errors < 100 * (sizes.bends.get_ydata() + sizes.rounds.get_ydata()))
    at = list(range(-15, 0)).index(-5)
    assert sizes.rings.get_ydata() == [errors[at], sizes.imaginary.get_ydata()[at]]


@pytest.mark.parametrize("exponent", range(-15, 0))
def test_digits_are_marked_from_the_first_wrong_one(sizes, exponent):
    said = sizes.show(exponent=exponent)
    assert f"h = 10⁻{str(-exponent).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))} " in said
    bend, rounding = (curve.get_ydata()[exponent + 15] for curve in (sizes.bends, sizes.rounds))
    assert said.endswith(f"{'the bend' if bend > rounding else 'rounding'} is the larger.")
    exact = sizes.slopes[0].get_text()
    assert sizes.slopes[0].right is None
    for text, line in zip(sizes.slopes[1:], (sizes.real, sizes.imaginary), strict=True):
        shown = text.get_text()
        assert exact.startswith(shown[: text.right])
        assert text.right is None or shown[text.right] != exact[text.right]
        error = abs(float(plain(shown)) - float(plain(exact)))
        assert error == pytest.approx(line.get_ydata()[exponent + 15], rel=0.05, abs=3e-13)
