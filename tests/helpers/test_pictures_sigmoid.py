"""What the pictures of section 3 draw, against the same thing computed another way."""

import math
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.datasets import SPECIES, two_flowers
from helpers.live import EditablePoints, Points, explore
from helpers.models import gradient, log_likelihood, newton_optimum, zero_one_loss
from helpers.pictures.sigmoid import ErrorsAndLikelihood, Fitted, Intercept, ProbabilityMap, Sigmoid, Steepness
from helpers.pictures.style import CLASSES, chance
from tests.helpers.hand import drag, move

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


def mistakes(w, b=0.0, X=X, y=y):
    return [i for i, x in enumerate(X) if (x[0] * w[0] + x[1] * w[1] + b >= 0) != (y[i] == 1)]


def level_passes(picture, *place):
    """Whether the line at p = 0.5 passes within half a millimetre of the place."""
    start, end = picture.shading.lines[0.5].get_xydata()
    along = (end - start) / np.linalg.norm(end - start)
    to_place = np.array(place) - start
    return abs(along[0] * to_place[1] - along[1] * to_place[0]) < 0.05


def points(artist):
    return sorted(map(tuple, artist.get_xydata()))


def random_weights(seed, count=6):
    return np.random.default_rng(seed).uniform(-8, 8, size=(count, 2)).round(1)


def like_a_fresh_one(picture, **values):
    """Whether the picture at these values looks as one does that was never at others."""
    fresh = type(picture)(X, y, NAMES)
    return picture.show(**values) == fresh.show(**values) and np.array_equal(picture.pixels(), fresh.pixels())


def corner_pixel(picture, x0, x1):
    """Red minus blue of the pixel on the screen at the data point (x0, x1)."""
    column, row = picture.shading.image.axes.transData.transform((x0, x1)).astype(int)
    red, _, blue, _ = picture.pixels()[-1 - row, column].astype(int)
    return red - blue


def looks_right(picture, w, b=0.0):
    """Shading, lines and rings, for the weights w and the intercept b."""
    shading = picture.shading
    axes, image = shading.image.axes, shading.image
    assert list(shading.lines) == [0.1, 0.5, 0.9]
    assert points(shading.rings) == sorted(map(tuple, X[mistakes(w, b)]))
    for p, line in shading.lines.items():
        for end in line.get_xydata():
            assert end @ w + b == pytest.approx(math.log(p) - math.log(1 - p), abs=1e-6 * np.abs(end).max() + 1e-9)
        assert np.ptp(line.get_xydata(), axis=0).max() > 100, "it reaches across the panel"
    row, to_data = np.asarray(image.get_array())[0], image.get_transform() - axes.transData
    corners = to_data.inverted().transform([(x0, x1) for x0 in axes.get_xlim() for x1 in axes.get_ylim()])
    low, high = corners.min(axis=0), corners.max(axis=0)
    assert np.all(low >= [-1e-9, -1]) and np.all(high <= [1 + 1e-9, 1]), "the shading covers the panel"
    for k, aside in np.random.default_rng(0).uniform((0, -1), (len(row), 1), size=(40, 2)):
        place = to_data.transform(((int(k) + 0.5) / len(row), aside))
        p = sigma(place @ w + b)
        assert row[int(k), 3] == pytest.approx(255 * abs(p - 0.5), abs=3), "the surer, the stronger"
        if abs(p - 0.5) > 0.02:
            colour = [255 * part for part in to_rgb(CLASSES[int(p > 0.5)]["color"])]
            assert row[int(k), :3] == pytest.approx(colour, abs=2)


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
    assert picture.shading.image.get_array()[..., 3].max() <= 1


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
    picture.show()
    assert like_a_fresh_one(picture, w0=3.0, w1=-2.0, i=5)


@pytest.mark.parametrize("along", ["w0", "w1"])
# No flower lies exactly on one of these boundaries: on which side it fell would be a matter of the last rounding.
@pytest.mark.parametrize("w", [(-7.5, 6.5), (-5.0, 9.0), (-7.49, 9.0), (-5.0, 6.5), (-6.15, 7.9), (-5.83, 7.31)])
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
    best = [*BEST, zero_one_loss(BEST, X, y), log_likelihood(BEST, X, y)]
    assert said(sentence) == pytest.approx([*w, wrong, 100, L, slope, *best], abs=0.06)
    assert "along w₀. Fitted" in sentence if j == 0 else "along w₁. Fitted" in sentence
    assert picture.hill_axes.get_xlabel() == f"$w_{j}$"
    assert all(picture.ranges[j][0] < tick <= picture.ranges[j][1] for tick in picture.hill_axes.get_xticks())
    low, high = picture.hill_axes.get_ylim()
    assert low < hill.min() and hill.max() < high
    assert picture.stairs_axes.get_ylim()[0] < 0, "no mistake at all has room"


def test_the_two_curves_share_their_axis_and_nothing_is_left_behind():
    picture = ErrorsAndLikelihood(X, y, NAMES)
    picture.update(along="w1")
    stairs = picture.stairs.axes
    assert stairs.get_xlim() == picture.hill_axes.get_xlim() == (6.5, 9.0)
    boxes = stairs.get_position(), picture.hill_axes.get_position()
    assert boxes[0].x0 == boxes[1].x0 and boxes[0].x1 == boxes[1].x1
    assert like_a_fresh_one(picture, w0=-7.0, along="w1")
    assert like_a_fresh_one(picture)


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
    assert like_a_fresh_one(picture, b=-55.0)


@pytest.mark.parametrize("l", [-3.0, 2.0])
def test_a_hand_takes_the_dot_of_the_sigmoid_or_its_mirror_image(l):
    view = explore(Sigmoid(), l=(-6.0, 6.0, 0.1))
    axes = view.picture.dot.axes
    view.set(l=l)
    assert drag(view, axes, (l, 0.5), (1.23, 0.1))["l"] == pytest.approx(1.23, abs=0.03)
    view.set(l=l)
    moved = drag(view, axes, (-l, 0.5), (1.23, 0.1))["l"]
    assert moved == pytest.approx(-1.23, abs=0.03)
    assert view.picture.dot.get_xdata() == [moved] and view.picture.mirror.get_xdata() == [-moved]
    assert view.sentence.startswith(f"ℓ = {moved:.2f}: ".replace("-", "−"))
    assert drag(view, axes, (moved, 0.5), (99, 0.5)) == {"l": 6}


@pytest.mark.parametrize("place", [(2.0, 0.9), (-3.0, 0.8), (-1.0, 0.1), (5.0, 0.5)])
def test_a_hand_bends_the_curve(place):
    view = explore(Steepness(BEST, X, y, NAMES), k=(-20.0, 20.0, 0.1))
    axes = view.picture.curve.axes
    k = drag(view, axes, (1, 0.5), place)["k"]
    assert sigma(k * place[0]) == pytest.approx(place[1], abs=0.02)
    assert said(view.sentence)[0] == pytest.approx(k)


def test_a_hand_bends_the_curve_no_further_than_it_goes():
    view = explore(Steepness(BEST, X, y, NAMES), k=(-20.0, 20.0, 0.1))
    axes = view.picture.curve.axes
    assert drag(view, axes, (1, 0.5), (0.1, 9.0)) == {"k": 20}
    assert drag(view, axes, (1, 0.5), (0.1, -9.0)) == {"k": -20}
    assert view.picture._bend(0, 0.7, view.values) == {}, "every curve goes through ½ at 0"


def map_view():
    return explore(ProbabilityMap(X, y, NAMES), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1), i=(0, 99, 1))


def test_a_hand_turns_the_boundary_of_the_map():
    view = map_view()
    for place in [(8.0, 3.0), (4.6, 7.2), (15.0, 2.6), (-3.0, 4.0)]:
        values = drag(view, view.picture.axes, (8.2, 2.6), place)
        assert level_passes(view.picture, *place)
        assert values["i"] == 70
        assert said(view.sentence)[:2] == pytest.approx([values["w0"], values["w1"]])
    looks_right(view.picture, np.array([values["w0"], values["w1"]]))


def test_a_hand_chooses_a_flower_of_the_map_and_goes_on_to_others():
    view = map_view()
    weights = view.values["w0"], view.values["w1"]
    assert drag(view, view.picture.axes, X[50])["i"] == 50
    assert "flower 50, a virginica" in view.sentence
    values = drag(view, view.picture.axes, X[50], X[31] + 0.03, X[10] + 0.03)
    assert values["i"] == 10
    assert points(view.picture.mark) == [tuple(X[10])]
    assert (values["w0"], values["w1"]) == weights
    chosen = [drag(view, view.picture.axes, X[22], X[22] + 0.01)["i"] for _ in range(3)]
    assert chosen == [22, 73, 22], "two in one place, taken in turn"


def test_a_map_without_a_choice_of_flowers_turns_everywhere():
    view = explore(ProbabilityMap(X, y, NAMES), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1))
    drag(view, view.picture.axes, X[50], (8, 5))
    assert level_passes(view.picture, 8, 5)


def hill_view():
    ranges = {"w0": (-7.5, -5.0, 0.1), "w1": (6.5, 9.0, 0.1)}
    return explore(ErrorsAndLikelihood(X, y, NAMES), **ranges, along=["w0", "w1"], points=EditablePoints(X, y, NAMES))


@pytest.mark.parametrize("along", ["w0", "w1"])
def test_a_hand_moves_the_weight_on_the_axis(along):
    view = hill_view()
    picture = view.picture
    plane = picture.shading.image.axes
    view.set(along=along)
    low, high = view.controls[along].low, view.controls[along].high
    other = "w1" if along == "w0" else "w0"
    still = view.values[other]
    for dot in picture.dots:
        aim = low + 0.3 * (high - low)
        values = drag(view, dot.axes, (low + 1, 0), (aim, 0))
        assert values[along] == pytest.approx(aim, abs=0.011)
        assert values[other] == still
        assert [dot.get_xdata() for dot in picture.dots] == [[values[along]]] * 2
    assert drag(view, picture.hill_axes, (low + 1, 0), (-99, 0))[along] == low
    values = drag(view, plane, (8.2, 2.6), (8.0, 6.2))
    assert values[other] == still
    assert level_passes(picture, 8.0, 6.2)
    assert said(view.sentence)[:2] == pytest.approx([values["w0"], values["w1"]])
    drag(view, plane, (8.2, 2.6), (4.6, 7.2))
    assert view.values[along] in (low, high), "as far as it goes"
    assert picture._through(0, 5, view.values) == picture._through(5, 0, view.values) == {}


def test_a_hand_pulls_a_flower_and_hill_stairs_and_optimum_follow():
    view = hill_view()
    picture, plane = view.picture, view.picture.shading.image.axes
    still, frame, rng = view.still, view.frame, np.random.default_rng(2)
    edited = drag(view, plane, X[10] + 0.02, (5.5, 6.5), (6.9, 5.6))["points"]
    assert edited.chosen == 10 and edited.X[10] == pytest.approx([6.9, 5.6], abs=0.02)
    for along in ("w0", "w1"):
        view.set(along=along)
        j, w = int(along[1]), np.array([view.values["w0"], view.values["w1"]])
        L, wrong = log_likelihood(w, edited.X, y), mistakes(w, X=edited.X)
        top = newton_optimum(edited.X, y)
        at_top = [zero_one_loss(top, edited.X, y), log_likelihood(top, edited.X, y)]
        expected = [*w, len(wrong), 100, L, gradient(w, edited.X, y)[j], *top, *at_top, 10, *edited.X[10]]
        assert said(view.sentence) == pytest.approx(expected, abs=0.06)
        assert points(picture.shading.rings) == sorted(map(tuple, edited.X[wrong]))
        grid, hill = picture.hill.get_xydata().T
        there = [[value, w[1]] if j == 0 else [w[0], value] for value in grid]
        assert hill == pytest.approx([log_likelihood(point, edited.X, y) for point in there])
        edges, errors = picture.stairs.get_xydata().T
        for value in rng.uniform(*picture.ranges[j], size=20):
            there = [value, w[1]] if j == 0 else [w[0], value]
            assert errors[np.searchsorted(edges, value) - 1] == len(mistakes(there, X=edited.X))
        low, high = picture.ranges[j]
        for cross, height in zip(picture.crosses, at_top, strict=True):
            assert cross.get_xydata().tolist() == [[pytest.approx(np.clip(top[j], low, high)), pytest.approx(height)]]
            assert cross.get_marker() == ("<" if top[j] < low else ">" if top[j] > high else "X")
        assert picture.best_line.get_xydata() @ top == pytest.approx([0, 0], abs=1e-6)
    circles, triangles = picture.shading.bed.artists
    assert np.array_equal(circles.get_xydata(), edited.X[y == 0])
    assert np.array_equal(triangles.get_xydata(), edited.X[y == 1])
    move(view, points={"restore": None})
    view.set(along="w0")
    assert (view.still, view.frame) == (still, frame), "back to the flowers"


def test_the_still_parts_are_recorded_again_when_they_change_and_only_then():
    view, layers = hill_view(), []
    flowers, swapped = view.values["points"], Points(X, 1 - y)
    for values in ({}, {"along": "w1"}, {"points": swapped}, {"along": "w0"}, {"points": flowers}):
        view.set(**values)
        layers.append(view.layer)
        view.set(w0=-6.0)
        assert view.layer == layers[-1], "nothing still changes with the weights"
        view.set(w0=-5.6)
        picture = view.picture
        picture.invalidate()
        assert (picture.still_layer().data, picture.frame()) == (view.still, view.frame)
    assert len(set(layers[:4])) == 4


def test_the_optimum_beyond_the_panel_is_an_arrow_at_its_edge():
    view = hill_view()
    picture = view.picture
    assert [cross.get_marker() for cross in picture.crosses] == ["X", "X"]
    move(view, points={"chosen": 10})
    move(view, points={"place": [5.0, 7.0]})
    assert [cross.get_marker() for cross in picture.crosses] == [">", ">"]
    assert [cross.get_xdata() for cross in picture.crosses] == [[-5.0], [-5.0]]
    view.set(along="w1")
    assert [cross.get_marker() for cross in picture.crosses] == ["<", "<"]
    assert [cross.get_xdata() for cross in picture.crosses] == [[6.5], [6.5]]


def test_once_a_line_separates_them_no_optimum_is_shown():
    view = hill_view()
    picture = view.picture
    for i in mistakes(BEST):
        assert "Fitted optimum: w = (" in view.sentence
        move(view, points={"chosen": i})
        move(view, points={"class": 1 - int(y[i])})
    assert "No fitted optimum: a line separates the flowers" in view.sentence
    assert all(len(artist.get_xdata()) == 0 for artist in (*picture.crosses, picture.best_line))
    move(view, points={"restore": None})
    assert [cross.get_xydata()[0].tolist() for cross in picture.crosses] == [
        [pytest.approx(BEST[0]), 11],
        [pytest.approx(BEST[0]), pytest.approx(log_likelihood(BEST, X, y))],
    ]


@pytest.mark.parametrize("classes", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_two_flowers_left(classes):
    picture = ErrorsAndLikelihood(X, y, NAMES)
    left = Points(np.array([[5.0, 5.0], [7.0, 3.0]]), np.array(classes))
    for w in ((-5.6, 7.9), (0.0, 0.0)):
        sentence = picture.show(w0=w[0], w1=w[1], points=left)
        assert f"{len(mistakes(w, 0, left.X, left.y))} of 2 flowers" in sentence
        assert "No fitted optimum" in sentence


def test_the_axes_grow_with_what_they_have_to_show_and_shrink_again():
    picture = ErrorsAndLikelihood(X, y, NAMES)
    picture.show()
    assert np.ptp(picture.hill.get_ydata()) > 0.65 * np.ptp(picture.hill_axes.get_ylim()), "the hill fills its panel"
    first = picture.pixels()
    swapped = Points(X, 1 - y)
    picture.show(points=swapped)
    for w in [(-7.5, 6.5), (-5.0, 9.0), (-6.2, 7.9)]:
        picture.show(w0=w[0], w1=w[1], points=swapped)
        for dot, curve in zip(picture.dots, (picture.stairs, picture.hill), strict=True):
            low, high = dot.axes.get_ylim()
            assert low < dot.get_ydata()[0] < high
            assert low < min(curve.get_ydata()) and max(curve.get_ydata()) < high
        assert min(picture.hill.get_ydata()) < picture.hill_axes.get_ylim()[0] / 2
        assert like_a_fresh_one(picture, w0=w[0], w1=w[1], points=swapped)
    picture.show()
    assert np.array_equal(picture.pixels(), first)


def test_where_the_optimum_lies_far_out_and_where_there_is_none():
    rng = np.random.default_rng(6)
    none = found = 0
    for _ in range(300):
        few = np.column_stack([a := rng.uniform(4.6, 8.2, 4), 0.8 * a + rng.choice([-0.01, 0, 0.01], 4)]).round(2)
        classes = rng.integers(0, 2, 4)
        best = Fitted()(few, classes)
        if best is None:
            none += 1
            with pytest.raises(ValueError, match="overlap"):
                newton_optimum(few, classes)
        else:
            found += 1
            assert np.abs(gradient(best, few, classes)).max() < 1e-6
    assert min(none, found) > 50
    straight = np.array([[5.0, 4.0], [7.5, 6.0]])
    one_of_many = Fitted()(straight, np.array([0, 1]))  # all of them equally good
    assert np.abs(gradient(one_of_many, straight, np.array([0, 1]))).max() < 1e-6


def test_a_hand_moves_the_intercept():
    view = explore(Intercept(X, y, NAMES), b=(-70.0, 10.0, 0.2), intercept=True)
    picture = view.picture
    for dot in picture.dots:
        b = drag(view, dot.axes, (-20, 12), (-37.1, 12))["b"]
        assert b == pytest.approx(-37.1, abs=0.3)
        assert [dot.get_xdata() for dot in picture.dots] == [[b]] * 2
    assert drag(view, picture.dots[0].axes, (-20, 12), (99, 12))["b"] == 10
    plane = picture.shading.image.axes
    for place in [(2.0, 2.0), (8.0, 6.0), (1.0, 3.0)]:
        b = drag(view, plane, (5, 1), place)["b"]
        assert level_passes(picture, *place)
        assert said(view.sentence)[0] == b

    def distance(b, place):
        w = picture.best([b])[0]
        return abs(w @ place + b) / np.hypot(*w)

    for place in [(7.5, 2.0), (4.0, 6.0)]:  # no boundary of the ridge passes here
        b = drag(view, plane, (5, 1), place)["b"]
        assert distance(b, place) < min(distance(b, place) for b in range(-70, 11)) + 0.02
    view.set(intercept=False)
    for axes in (plane, picture.dots[0].axes, picture.dots[1].axes):
        assert picture.grab(axes, 1, 1, view.values) is None, "nothing to take"


def test_what_the_mouse_does_the_sliders_and_boxes_do_too():
    by_mouse, by_keys = hill_view(), hill_view()
    values = drag(by_mouse, by_mouse.picture.shading.image.axes, (8.2, 2.6), (7.9, 6.2))
    by_keys.set(w0=values["w0"])
    values = drag(by_mouse, by_mouse.picture.shading.image.axes, X[60], (7.0, 4.0))
    chosen = values["points"].chosen
    move(by_keys, points={"chosen": chosen})
    move(by_keys, points={"place": values["points"].X[chosen].tolist()})
    assert by_keys.sentence == by_mouse.sentence
    assert np.array_equal(by_keys.picture.pixels(), by_mouse.picture.pixels())
