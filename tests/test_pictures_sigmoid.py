"""What the pictures of section 3 draw, against the same thing computed another way."""

import math
import re

import numpy as np
import pytest

from helpers.datasets import SPECIES, two_flowers
from helpers.models import log_likelihood, newton_optimum, zero_one_loss
from helpers.pictures.look import CLASSES, chance
from helpers.pictures.sigmoid import ErrorsAndLikelihood, Intercept, ProbabilityMap, Sigmoid, Steepness

X, y = two_flowers()
NAMES = SPECIES[1:]
BEST = newton_optimum(X, y)
ONES = np.column_stack([X, np.ones(len(X))])


def sigma(l):
    """The textbook formula, one number at a time."""
    return 1 / (1 + math.exp(-l)) if l > -700 else 0.0


def said(sentence):
    """Every number in a sentence, minus signs made plain."""
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", sentence.replace("−", "-"))]


def mistakes(w, b=0.0):
    return [i for i, x in enumerate(X) if (x[0] * w[0] + x[1] * w[1] + b >= 0) != (y[i] == 1)]


def points(artist):
    return sorted(map(tuple, artist.get_xydata()))


def random_weights(seed, count=6):
    return np.random.default_rng(seed).uniform(-8, 8, size=(count, 2)).round(1)


def same_as_drawing_everything(picture, **values):
    picture.show()
    picture.show(**values)
    fast = picture.pixels().copy()
    picture.figure.canvas.draw()
    return np.array_equal(fast, picture.pixels())


def corner_pixel(picture, x0, x1):
    """Red minus blue of the pixel on the screen at the data point (x0, x1)."""
    column, row = picture.shading.image.axes.transData.transform((x0, x1)).astype(int)
    red, _, blue, _ = picture.pixels()[-1 - row, column].astype(int)
    return red - blue


def paleness(picture, x0, x1):
    """How far the shading at (x0, x1) leans to class 1's colour: red minus blue, between about -90 and 110."""
    shading = picture.shading
    column = int((x0 - shading.left) / (shading.right - shading.left) * 120)
    row = int((x1 - shading.low) / (shading.high - shading.low) * 120)
    red, _, blue, alpha = shading.image.get_array()[row, column].astype(int)
    assert alpha == 255
    return red - blue


def looks_right(picture, w, b=0.0):
    """Shading, lines and rings, for the weights w and the intercept b."""
    shading = picture.shading
    axes = shading.image.axes
    assert (shading.left, shading.right, shading.low, shading.high) == (*axes.get_xlim(), *axes.get_ylim())
    assert list(shading.lines) == [0.1, 0.5, 0.9]
    assert points(shading.rings) == sorted(map(tuple, X[mistakes(w, b)]))
    for p, line in shading.lines.items():
        for end in line.get_xydata():
            assert end @ w + b == pytest.approx(math.log(p) - math.log(1 - p), abs=1e-6 * np.abs(end).max() + 1e-9)
        assert np.ptp(line.get_xydata(), axis=0).max() > 100, "it reaches across the panel"
    rng = np.random.default_rng(0)
    places = rng.uniform([shading.left, shading.low], [shading.right, shading.high], size=(40, 2))
    l = places @ w + b
    leaning = np.array([paleness(picture, *place) for place in places])
    assert np.all(leaning[l > 1] > 40) and np.all(leaning[l < -1] < -30)


@pytest.mark.parametrize("l", [-6.0, -1.3, 0.0, 0.4, 6.0])
def test_sigmoid(l):
    picture = Sigmoid()
    sentence = picture.update(l)
    assert picture.dot.get_xydata().tolist() == [[l, pytest.approx(sigma(l))]]
    assert picture.mirror.get_xydata().tolist() == [[-l, pytest.approx(1 - sigma(l))]]
    levels = [sigma(l), sigma(l), math.nan, sigma(-l), sigma(-l)]
    assert picture.heights.get_xdata()[1::3] == [l, -l]
    assert picture.heights.get_ydata() == pytest.approx(levels, nan_ok=True)
    (x0, p0), (x1, p1) = picture.tangent.get_xydata()
    h = 1e-6
    assert (p1 - p0) / (x1 - x0) == pytest.approx((sigma(l + h) - sigma(l - h)) / (2 * h), abs=1e-8)
    assert np.interp(l, [x0, x1], [p0, p1]) == pytest.approx(sigma(l))
    assert said(sentence)[1:] == pytest.approx(
        [sigma(l), sigma(-l), 1, sigma(l) * (1 - sigma(l)), sigma(l) / sigma(-l), 1], abs=6e-4
    )


def test_the_curve_of_the_sigmoid_is_the_sigmoid():
    (curve,) = [line for line in Sigmoid().figure.axes[0].lines if len(line.get_xdata()) > 100]
    assert curve.get_xdata()[[0, -1]].tolist() == [-6, 6]
    assert curve.get_ydata() == pytest.approx([sigma(l) for l in curve.get_xdata()])


@pytest.mark.parametrize("k", [-20.0, -0.7, 0.0, 0.1, 1.0, 3.0, 20.0])
def test_steepness(k):
    picture = Steepness(BEST, X, y, NAMES)
    sentence = picture.update(k)
    l = [x[0] * BEST[0] + x[1] * BEST[1] for x in X]
    assert picture.curve.get_ydata() == pytest.approx([sigma(k * l) for l in picture.curve.get_xdata()])
    for c, flowers in enumerate(picture.flowers):
        expected = sorted((l[i], sigma(k * l[i])) for i in range(100) if y[i] == c)
        assert np.array(points(flowers)) == pytest.approx(np.array(expected))
        assert flowers.get_color() == CLASSES[c]["color"] and flowers.get_marker() == CLASSES[c]["marker"]
        assert flowers.axes.get_legend().get_texts()[c].get_text() == NAMES[c]
    own = [sigma(k * l[i] if y[i] else -k * l[i]) for i in range(100)]
    heights = [bar.get_height() for bar in picture.bars]
    assert heights == [sum(b / 10 <= p < (b + 1) / 10 or (b == 9 and p == 1) for p in own) for b in range(10)]
    L = sum(math.log1p(math.exp(-k * l[i] if y[i] else k * l[i])) for i in range(100))
    extreme = sum(p < 0.01 or p > 0.99 for p in own)
    assert said(sentence) == pytest.approx([k, len(mistakes(k * BEST)), 100, extreme, 0.01, 0.99, -L], abs=0.006)


def test_one_extreme_flower_is_one():
    picture = Steepness(BEST, X, y, NAMES)
    sentences = [picture.update(k / 1000) for k in range(500, 1000)]
    assert any("; 1 is given" in sentence for sentence in sentences)
    assert not any("1 are" in sentence and "; 1 are" in sentence for sentence in sentences)


@pytest.mark.parametrize("w", [*random_weights(1), (8.0, 8.0), (-8.0, 8.0), (0.0, -8.0), (-0.6, 0.8)])
def test_probability_map(w):
    picture = ProbabilityMap(X, y, NAMES)
    i = int(abs(w[0] * 12))
    sentence = picture.update(*w, i=i)
    looks_right(picture, np.array(w))
    assert points(picture.mark) == [tuple(X[i])]
    assert f"flower {i}, a {NAMES[y[i]]} (class {y[i]})" in sentence
    l = X[i][0] * w[0] + X[i][1] * w[1]
    assert f"P(y = 1 | x) is {chance(sigma(l))};" in sentence
    L = log_likelihood(w, X, y)
    assert said(sentence)[:5] == pytest.approx([*w, i, y[i], l], abs=0.006)
    assert said(sentence)[-3:] == pytest.approx([len(mistakes(w)), 100, L], abs=0.006)


def test_no_weights_no_opinion():
    picture = ProbabilityMap(X, y, NAMES)
    assert "P(y = 1 | x) is 0.500; 50 of 100" in picture.update(0.0, 0.0, 3)
    assert all(np.isnan(line.get_xydata()).all() for line in picture.shading.lines.values())
    assert np.ptp(picture.shading.image.get_array()) <= 1


def test_the_shading_is_the_right_way_up_on_the_screen():
    picture = ProbabilityMap(X, y, NAMES)
    for w in ((-6.2, 7.9), (6.2, -7.9), (3.0, -1.0)):
        picture.show(w0=w[0], w1=w[1])
        for corner in ((4.6, 7.2), (8.2, 2.6)):
            assert (corner_pixel(picture, *corner) > 40) == (np.dot(corner, w) > 0)
            assert abs(corner_pixel(picture, *corner)) > 40


def test_the_shading_lies_under_the_flowers_and_hides_no_part_of_the_frame():
    picture = ProbabilityMap(X, y, NAMES)
    order = sorted(picture._moving, key=lambda artist: artist.get_zorder())
    assert order[0] is picture.shading.image
    assert same_as_drawing_everything(picture, w0=3.0, w1=-2.0, i=5)


@pytest.mark.parametrize("along", ["w0", "w1"])
@pytest.mark.parametrize("w", [(-7.5, 6.5), (-5.0, 9.0), (-7.5, 9.0), (-5.0, 6.5), (-6.15, 7.9), (-5.83, 7.31)])
def test_errors_and_likelihood(w, along):
    picture = ErrorsAndLikelihood(X, y, NAMES)
    sentence = picture.update(*w, along)
    looks_right(picture, np.array(w))
    j = int(along[1])

    def at(value):
        return [value, w[1]] if j == 0 else [w[0], value]

    grid, hill = picture.hill.get_xydata().T
    assert (grid[0], grid[-1]) == picture.ranges[j] == picture.hill_axes.get_xlim()
    assert hill == pytest.approx([log_likelihood(at(value), X, y) for value in grid])
    edges, errors = picture.stairs.get_xydata().T
    for value in np.random.default_rng(2).uniform(*picture.ranges[j], size=20):
        assert errors[np.searchsorted(edges, value) - 1] == len(mistakes(at(value)))
    h = 1e-5
    slope = (log_likelihood(at(w[j] + h), X, y) - log_likelihood(at(w[j] - h), X, y)) / (2 * h)
    L = log_likelihood(w, X, y)
    (x0, L0), (x1, L1) = picture.tangent.get_xydata()
    assert (L1 - L0) / (x1 - x0) == pytest.approx(slope, abs=1e-4)
    assert (L0 + L1) / 2 == pytest.approx(L)
    wrong = len(mistakes(w))
    assert [dot.get_xydata().tolist() for dot in picture.dots] == [[[w[j], wrong]], [[w[j], pytest.approx(L)]]]
    assert said(sentence) == pytest.approx([*w, wrong, 100, L, slope], abs=0.06)
    assert sentence.endswith("along w₀." if j == 0 else "along w₁.")
    assert picture.weight.get_text() == f"$w_{j}$"
    ticks = picture.hill_axes.get_xticks().tolist()
    assert [number.get_position()[0] for number in picture.numbers] == ticks
    assert [said(number.get_text()) for number in picture.numbers] == [[tick] for tick in ticks]
    low, high = picture.hill_axes.get_ylim()
    assert low < hill.min() and hill.max() < high


def test_the_two_curves_share_their_axis_and_nothing_is_left_behind():
    picture = ErrorsAndLikelihood(X, y, NAMES)
    picture.update(along="w1")
    stairs = picture.stairs.axes
    assert stairs.get_xlim() == picture.hill_axes.get_xlim() == (6.5, 9.0)
    boxes = stairs.get_position(), picture.hill_axes.get_position()
    assert boxes[0].x0 == boxes[1].x0 and boxes[0].x1 == boxes[1].x1
    assert same_as_drawing_everything(picture, w0=-7.0, along="w1")


@pytest.mark.parametrize("b", [-70.0, -39.8, -20.0, -0.2, 0.0, 3.4, 10.0])
def test_intercept(b):
    picture = Intercept(X, y, NAMES)
    sentence = picture.update(b)
    w = picture.best([b])[0]
    L = log_likelihood([*w, b], ONES, y)
    rng = np.random.default_rng(4)
    for size in (1e-4, 1e-2, 1.0, 10.0):
        for nudge in rng.normal(size=(5, 2)) * size:
            assert log_likelihood([*(w + nudge), b], ONES, y) < L, "no other w beside this b does better"
    looks_right(picture, w, b)
    wrong = len(mistakes(w, b))
    assert [dot.get_xydata().tolist() for dot in picture.dots] == [[[b, wrong]], [[b, pytest.approx(L)]]]
    assert said(sentence) == pytest.approx([b, *w, wrong, 100, L], abs=0.006)


def test_the_two_tops_of_the_intercept():
    picture = Intercept(X, y, NAMES)
    assert picture.best([0.0])[0] == pytest.approx(BEST)
    free = newton_optimum(ONES, y)
    assert picture.best([free[2]])[0] == pytest.approx(free[:2])
    sentence = picture.update(-50.0, intercept=False)
    looks_right(picture, BEST)
    assert sentence.startswith("No intercept:")
    expected = [*BEST, zero_one_loss(BEST, X, y), 100, log_likelihood(BEST, X, y)]
    assert said(sentence) == pytest.approx(expected, abs=0.006)
    assert picture.dots[1].get_xydata().tolist() == [[0, pytest.approx(log_likelihood(BEST, X, y))]]


def test_the_curves_of_the_intercept_pass_through_the_dots():
    picture = Intercept(X, y, NAMES)
    curves = [max(dot.axes.lines, key=lambda line: len(line.get_xdata())) for dot in picture.dots]
    for b in (-70.0, -33.2, -12.6, 10.0):
        picture.update(b)
        for curve, dot in zip(curves, picture.dots, strict=True):
            k = np.argmin(np.abs(curve.get_xdata() - b))
            assert curve.get_xydata()[k] == pytest.approx(dot.get_xydata()[0])
    for curve in curves:
        low, high = curve.axes.get_ylim()
        assert low < curve.get_ydata().min() and curve.get_ydata().max() < high
    assert same_as_drawing_everything(picture, b=-55.0)
