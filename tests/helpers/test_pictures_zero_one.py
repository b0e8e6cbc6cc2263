"""The pictures of section 1: what is drawn and what is said, against counting by hand."""

import math
import re

import numpy as np
import pytest

from helpers.datasets import SPECIES, two_flowers
from helpers.live import EditablePoints, explore
from helpers.pictures.sigmoid import DistanceToProbability
from helpers.pictures.style import flower_at, turned
from helpers.pictures.zero_one import (
    AngleSweep,
    Flowers,
    Geometry,
    Heaviside,
    ZeroGradients,
    ZeroOneLoss,
    turned_angle,
)
from tests.helpers.hand import cursor, drag, move

X, y = two_flowers()
NAMES = SPECIES[1:]
PIXEL = 0.05  # further than from one pixel to the next, in the units of any axis but that of angles
RANDOM_WEIGHTS = np.random.default_rng(7).uniform(-8, 8, size=(6, 2))


def mistakes(w0, w1, X=X, y=y):
    """The rows of X on the wrong side, one flower at a time."""
    return [i for i in range(len(y)) if (X[i, 0] * w0 + X[i, 1] * w1 >= 0) != bool(y[i])]


def loss_view():
    ranges = {"w0": (-8.0, 8.0, 0.1), "w1": (-8.0, 8.0, 0.1)}
    menus = {"along": ["w0", "w1"], "h": [0.01, 1.0]}
    return explore(ZeroOneLoss(X, y, NAMES), **ranges, **menus, points=EditablePoints(X, y, NAMES))


def boundary_passes(picture, *place):
    """Whether the boundary that is drawn passes within half a millimetre of the place."""
    start, end = picture.boundary.line.get_xydata()
    along = (end - start) / np.linalg.norm(end - start)
    to_place = np.array(place) - start
    return abs(along[0] * to_place[1] - along[1] * to_place[0]) < 0.05


def like_a_fresh_one(view):
    """Whether the picture looks as one does that was never at other values, and is recorded as it looks."""
    fresh, picture = ZeroOneLoss(X, y, NAMES), view.picture
    fresh.show(**view.values)
    picture.invalidate()
    recorded = picture.still_layer().data, picture.frame()
    return np.array_equal(fresh.pixels(), picture.pixels()) and recorded == (view.still, view.frame)


def test_flowers():
    picture = Flowers(X, y, NAMES)
    sentence = picture.show()
    assert "50 versicolor (class 0) and 50 virginica (class 1)" in sentence
    assert "x₀ from 4.9 to 7.9 cm, x₁ from 3.0 to 6.9 cm." in sentence


@pytest.mark.parametrize(
    ("a", "said"), [(-2.0, "Θ(−2.00) = 0: class 0."), (-0.01, "Θ(−0.01) = 0: class 0."), (0.0, "Θ(0.00) = 1: class 1.")]
)
def test_heaviside(a, said):
    picture = Heaviside()
    assert picture.show(a=a) == said
    assert picture.dot.get_xydata().tolist() == [[a, float("class 1" in said)]]


# The geometry of x w: angle, length, x0, x1
PLANES = [
    (120.0, 2.0, 1.0, 3.0),
    (-180.0, 0.5, -4.0, 3.0),
    (180.0, 2.0, 4.0, 3.0),
    (45.0, 1.3, 1.0, -1.0),  # x on the boundary
    (135.0, 1.0, 1.0, 1.0),  # and here
    (-37.0, 0.7, 0.0, 0.0),
    (10.0, 1.1, -2.5, -0.3),
]
RANGES = {"angle": (-180.0, 180.0, 1.0), "length": (0.5, 2.0, 0.1), "x0": (-4.0, 4.0, 0.1), "x1": (-3.0, 3.0, 0.1)}


def cross(v, w):
    """Zero where two vectors are parallel."""
    return v[0] * w[1] - v[1] * w[0]


def numbers(sentence):
    return [float(number) for number in re.findall(r"-?\d+\.\d+", sentence.replace("−", "-"))]


@pytest.mark.parametrize("make", [Geometry, DistanceToProbability])
@pytest.mark.parametrize(("angle", "length", "x0", "x1"), PLANES)
def test_x_w_is_the_signed_distance_times_the_length_of_w(make, angle, length, x0, x1):
    picture = make()
    said = picture.show(angle=angle, length=length, x0=x0, x1=x1)
    w = [length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle))]
    logit = x0 * w[0] + x1 * w[1]
    tip = picture.w.get_xy()[np.argmax(picture.w.get_xy() @ w)]
    assert tip == pytest.approx(w), "the arrow goes from the origin to w"
    start, end = picture.boundary.get_xydata()
    assert [start @ w, end @ w, np.linalg.norm(start + end)] == pytest.approx([0, 0, 0], abs=1e-9)
    foot, x = picture.distance.get_xydata()
    assert x.tolist() == [x0, x1] == picture.x.get_xydata()[0].tolist()
    assert foot @ w == pytest.approx(0), "it ends on the boundary"
    assert cross(w, x - foot) == pytest.approx(0), "it runs along w"
    assert math.copysign(math.dist(foot, x), logit) * length == pytest.approx(logit)
    assert np.max(picture.side.get_xy() @ w) > 100 and np.all(picture.side.get_xy() @ w >= -1e-6)
    distance = math.copysign(math.dist(foot, x), logit)
    expected = [*w, length, x0, x1, distance, distance, length, logit]
    assert numbers(said)[:9] == pytest.approx(expected, abs=5.1e-3)
    assert f"class {int(logit >= -1e-12)}." in said


@pytest.mark.parametrize(("angle", "length", "x0", "x1"), PLANES)
def test_the_corner_is_a_small_square_between_w_and_the_boundary(angle, length, x0, x1):
    picture = Geometry()
    picture.show(angle=angle, length=length, x0=x0, x1=x1)
    w, (on_w, corner, on_boundary) = picture.w.get_xy().mean(axis=0), picture.corner.get_xydata()
    assert cross(w, on_w) == pytest.approx(0, abs=1e-9) and on_w @ w > 0
    assert on_boundary @ w == pytest.approx(0, abs=1e-9)
    assert corner == pytest.approx(on_w + on_boundary)
    assert [*map(np.linalg.norm, (on_w, on_boundary))] == pytest.approx([0.3, 0.3])


def test_a_right_angle_looks_like_one():
    for make in (Geometry, DistanceToProbability):
        axes = make().figure.axes[0]
        axes.apply_aspect()
        (x, _), (_, y) = axes.transData.transform([(1, 0), (0, 1)]) - axes.transData.transform((0, 0))
        assert x == pytest.approx(y)


@pytest.mark.parametrize("make", [Geometry, DistanceToProbability])
def test_a_longer_w_leaves_boundary_and_distance_where_they_are(make):
    picture = make()
    picture.show(length=1.0)
    boundary, distance = picture.boundary.get_xydata().copy(), picture.distance.get_xydata().copy()
    picture.show(length=2.0)
    assert np.array_equal(picture.boundary.get_xydata(), boundary)
    assert np.array_equal(picture.distance.get_xydata(), distance)


@pytest.mark.parametrize(("angle", "length", "x0", "x1"), PLANES)
def test_the_probability_is_that_of_x_w(angle, length, x0, x1):
    picture = DistanceToProbability()
    said = picture.show(angle=angle, length=length, x0=x0, x1=x1)
    logit = length * (x0 * math.cos(math.radians(angle)) + x1 * math.sin(math.radians(angle)))
    p = 1 / (1 + math.exp(-logit))
    assert picture.dot.get_xydata()[0] == pytest.approx([logit, p])
    assert numbers(said)[9:] == pytest.approx([logit, p], abs=5.1e-3)
    curve = picture.dot.axes.lines[0]
    assert curve.get_ydata() == pytest.approx(1 / (1 + np.exp(-curve.get_xdata())))


@pytest.mark.parametrize("make", [Geometry, DistanceToProbability])
def test_a_hand_takes_x_or_the_tip_of_w(make):
    view = explore(make(), **RANGES)
    plane = view.picture.x.axes
    assert cursor(view, plane, -3, -3) == "grab"
    assert drag(view, plane, (1, 3), (-2.04, 1.51)) == {"angle": 120.0, "length": 2.0, "x0": -2.0, "x1": 1.5}
    values = drag(view, plane, (-1.0, 1.73), (0, 0.4), (1.2, -0.5))
    assert values == {"angle": -23.0, "length": 1.3, "x0": -2.0, "x1": 1.5}
    assert drag(view, plane, (1.2, -0.51), (0.1, 0.1))["length"] == 0.5
    assert drag(view, plane, (0.35, 0.35), (4, 0)) == {"angle": 0.0, "length": 2.0, "x0": -2.0, "x1": 1.5}
    assert drag(view, plane, (0, 0), (99, -99)) == {"angle": 0.0, "length": 2.0, "x0": 4.0, "x1": -3.0}


def test_a_hand_on_the_curve_carries_x_along_w():
    view = explore(DistanceToProbability(), **RANGES)
    curve, foot = view.picture.dot.axes, view.picture.distance.get_xydata()[0].copy()
    values = drag(view, curve, (4.2, 0.9), (2.0, 0.5), (-3.0, 0.1))
    assert view.picture.dot.get_xdata()[0] == pytest.approx(-3.0, abs=0.06)
    assert (values["angle"], values["length"]) == (120.0, 2.0)
    assert view.picture.distance.get_xydata()[0] == pytest.approx(foot, abs=0.02)


@pytest.mark.parametrize("w", RANDOM_WEIGHTS)
def test_the_boundary_is_where_x_w_is_zero_and_rings_are_mistakes(w):
    picture = ZeroOneLoss(X, y, NAMES)
    sentence = picture.show(w0=w[0], w1=w[1])
    wrong = mistakes(*w)
    assert f"{len(wrong)} of 100 flowers on the wrong side" in sentence
    assert np.array_equal(picture.boundary.rings.get_xydata(), X[wrong])
    ends = picture.boundary.line.get_xydata()
    assert np.allclose(ends @ w, 0)
    assert np.linalg.norm(ends[1] - ends[0]) > 100
    shaded = picture.boundary.side.get_xy()
    assert np.all(shaded @ w >= -1e-6)
    assert np.max(shaded @ w) > 100


@pytest.mark.parametrize("along", ["w0", "w1"])
@pytest.mark.parametrize("w", RANDOM_WEIGHTS)
def test_the_stairs_are_the_counts(w, along):
    picture = ZeroOneLoss(X, y, NAMES)
    picture.show(w0=w[0], w1=w[1], along=along)
    edges, counts = picture.stairs[0].get_data()
    for position in np.random.default_rng(1).uniform(-8, 8, size=40):
        by_hand = len(mistakes(position, w[1]) if along == "w0" else mistakes(w[0], position))
        assert counts[np.searchsorted(edges, position) - 1] == by_hand
    assert picture.dots[0].get_xydata().tolist() == [[w[int(along[1])], len(mistakes(*w))]]


@pytest.mark.parametrize("w", RANDOM_WEIGHTS)
def test_the_slope_is_that_of_the_secant(w):
    picture = ZeroOneLoss(X, y, NAMES)
    sentence = picture.show(w0=w[0], w1=w[1], along="w1", h=1.0)
    (left, low), (right, high) = picture.ends[0].get_xydata()
    here = len(mistakes(*w))
    assert (left, right) == (w[1] - 1, w[1] + 1)
    assert (low, high) == (len(mistakes(w[0], w[1] - 1)), len(mistakes(w[0], w[1] + 1)))
    assert picture.ends[1].get_xydata() == pytest.approx(picture.ends[0].get_xydata() - [w[1], here])
    for secant, ends in zip(picture.secants, picture.ends, strict=True):
        assert np.interp(ends.get_xdata(), *secant.get_xydata().T) == pytest.approx(ends.get_ydata())
    edges, change = picture.stairs[1].get_data()
    for step in np.random.default_rng(2).uniform(-0.3, 0.3, size=20):
        assert change[np.searchsorted(edges, step) - 1] == len(mistakes(w[0], w[1] + step)) - here
    said = float(re.search(r"finite difference with h = 1 is (.*)\.$", sentence).group(1).replace("−", "-"))
    assert said == pytest.approx((high - low) / 2)


@pytest.mark.parametrize(("along", "h"), [("w0", 0.01), ("w1", 0.1)])
def test_close_up_both_ends_of_the_secant_stand_clear_of_the_dot(along, h):
    picture = ZeroOneLoss(X, y, NAMES)
    picture.show(along=along, h=h)
    close = picture.dots[1].axes
    radius = (picture.dots[1].get_markersize() + picture.ends[1].get_markersize()) / 2 * picture.figure.dpi / 72
    assert close.get_xlim()[0] < -h and h < close.get_xlim()[1]
    dot, left, right = close.transData.transform([*picture.dots[1].get_xydata(), *picture.ends[1].get_xydata()])
    assert min(math.dist(dot, left), math.dist(dot, right)) > radius
    assert [panel.get_xlabel()[-5:] for panel in picture.panels] == [f"$w_{along[1]}$"] * 2


def test_without_weights_there_is_no_line_and_every_flower_is_class_1():
    picture = ZeroOneLoss(X, y, NAMES)
    assert "w = (0.00, 0.00): 50 of 100 flowers on the wrong side" in picture.show(w0=0.0, w1=0.0)
    assert np.isnan(picture.boundary.line.get_xydata()).all()


def test_the_angle_sweep_finds_the_best_direction():
    picture = AngleSweep(X, y, NAMES)
    for angle in [-180.0, -77.7, 0.0, 33.3, 127.7, 180.0]:
        radians = np.radians(angle)
        wrong = len(mistakes(np.cos(radians), np.sin(radians)))
        assert f"{wrong} of 100 flowers" in picture.show(angle=angle)
        assert picture.dot.get_xydata().tolist() == [[angle, wrong]]
    low, high = np.radians(picture.best)
    inside = [len(mistakes(np.cos(t), np.sin(t))) for t in np.linspace(low, high, 9)[1:-1]]
    everywhere = [len(mistakes(np.cos(t), np.sin(t))) for t in np.linspace(-np.pi, np.pi, 5000)]
    assert set(inside) == {min(everywhere)} == {8}


@pytest.mark.parametrize("again", [0, 3])
def test_zero_gradients_counts_the_flat_places(again):
    picture = ZeroGradients(X, y, draws=60)
    sentence = picture.show(h=1.0, again=again)
    flat, steep = picture.flat.get_xydata(), picture.steep.get_xydata()
    assert len(flat) + len(steep) == 60
    assert f"exactly zero at {len(flat)} of 60 random weights" in sentence
    for w0, w1 in flat:
        assert len(mistakes(w0 + 1, w1)) == len(mistakes(w0 - 1, w1))
        assert len(mistakes(w0, w1 + 1)) == len(mistakes(w0, w1 - 1))
    for w0, w1 in steep:
        assert len(mistakes(w0 + 1, w1)) != len(mistakes(w0 - 1, w1)) or len(mistakes(w0, w1 + 1)) != len(
            mistakes(w0, w1 - 1)
        )
    assert picture.bars[0].get_height() == pytest.approx(100 * len(flat) / 60)
    assert [bar.get_height() for bar in picture.bars[1:]] == [0, 0, 0, 0]


def test_a_hand_takes_the_dot_on_the_step():
    view = explore(Heaviside(), a=(-2.0, 2.0, 0.1))
    axes = view.picture.figure.axes[0]
    assert drag(view, axes, (-1, 0), (0.47, 0.3)) == {"a": 0.47}
    assert view.picture.dot.get_xydata().tolist() == [[0.47, 1]]
    assert view.sentence == "Θ(0.47) = 1: class 1."
    assert drag(view, axes, (0.47, 1), (-7, 3)) == {"a": -2.0}


def test_a_hand_turns_the_boundary_and_the_sliders_go_along():
    view = loss_view()
    flowers = view.picture.boundary.line.axes
    for place in [(8.0, 3.0), (4.6, 7.2), (12.0, 1.0), (-2.0, 5.0), (3.0, -6.0)]:
        values = drag(view, flowers, (8.2, 2.6), place)
        w = (values["w0"], values["w1"])
        assert boundary_passes(view.picture, *place)
        assert f"w = ({w[0]:.2f}, {w[1]:.2f}): {len(mistakes(*w))} of 100".replace("-", "−") in view.sentence
        assert 7.9 < np.hypot(*w) < 10.2


@pytest.mark.parametrize("start", [(-3.0, 4.0), (3.0, -4.0)])
def test_the_boundary_turns_evenly_also_all_the_way_round(start):
    values, seen = {"w0": start[0], "w1": start[1]}, []
    for t in np.linspace(0, 2 * np.pi, 100):
        changed = turned(6 * np.cos(t), 6 * np.sin(t), values)
        seen.append([changed["w0"], changed["w1"]])
        values |= changed
    assert np.hypot(*np.transpose(seen)) == pytest.approx(5)
    assert np.abs(np.diff(seen, axis=0)).max() < 0.4, "it never jumps to the other side"
    assert seen[0] == pytest.approx(seen[-1])
    assert np.dot(seen[0], start) > 0


def test_a_boundary_at_the_origin_and_weights_of_nothing():
    assert turned(0.0, 0.0, {"w0": 1.0, "w1": 2.0}) == {}
    started = turned(6.0, 0.0, {"w0": 0.0, "w1": 0.0})
    assert (abs(started["w0"]), abs(started["w1"])) == (0, 1)
    shortened = turned(5.0, -5.0, {"w0": 8.0, "w1": 8.0})
    assert (shortened["w0"], shortened["w1"]) == pytest.approx((8, 8))
    assert np.abs([*turned(5.0, 0.0, {"w0": 8.0, "w1": 8.0}).values()]).max() == pytest.approx(8)
    assert turned_angle(0.0, 0.0, {"angle": 7.0}) == {}
    for before, after in [(100.0, 90.0), (-100.0, -90.0), (-10.0, -90.0), (170.0, 90.0)]:
        assert turned_angle(6.0, 0.0, {"angle": before}) == {"angle": after}


@pytest.mark.parametrize("along", ["w0", "w1"])
def test_a_hand_pulls_the_dot_along_its_stairs(along):
    view = loss_view()
    view.set(along=along)
    stairs, zoom = (dot.axes for dot in view.picture.dots)
    other = view.values["w1" if along == "w0" else "w0"]
    values = drag(view, stairs, (0, 10), (3.37, 80))
    assert values[along] == pytest.approx(3.37, abs=PIXEL)
    assert values["w1" if along == "w0" else "w0"] == other
    before = values[along]
    assert view.picture.dots[0].get_xdata() == [before]
    values = drag(view, zoom, (0.02, 0), (0.12, 5), (-0.08, 5))
    assert values[along] == pytest.approx(before - 0.1, abs=0.011), "close up it moves as far as the hand does"
    assert drag(view, stairs, (0, 10), (50, 10))[along] == 8


def test_a_hand_pulls_a_flower_and_everything_is_counted_again():
    view = loss_view()
    picture, flowers = view.picture, view.picture.boundary.line.axes
    weights = view.values["w0"], view.values["w1"]
    first, still, frame = picture.pixels(), view.still, view.frame
    values = drag(view, flowers, X[10] + 0.02, (5.5, 6.5), (5.0, 7.0))
    assert (values["w0"], values["w1"]) == weights
    edited = values["points"]
    assert edited.chosen == 10
    assert edited.X[10] == pytest.approx([5.0, 7.0], abs=PIXEL)
    assert np.array_equal(np.delete(edited.X, 10, axis=0), np.delete(X, 10, axis=0))
    for w in [weights, *RANDOM_WEIGHTS]:
        view.set(w0=w[0], w1=w[1])
        w = view.values["w0"], view.values["w1"]
        wrong = mistakes(*w, edited.X, y)
        assert f"{len(wrong)} of 100 flowers" in view.sentence
        place = "({:.2f}, {:.2f})".format(*edited.X[10])
        assert f"Ringed is flower 10, a versicolor, at {place}." in view.sentence
        assert np.array_equal(picture.boundary.rings.get_xydata(), edited.X[wrong])
        edges, counts = picture.stairs[0].get_data()
        for position in np.random.default_rng(1).uniform(-8, 8, size=20):
            by_hand = len(mistakes(position, w[1], edited.X, y))
            assert counts[np.searchsorted(edges, position) - 1] == by_hand
    circles, triangles = picture.boundary.bed.artists
    assert np.array_equal(circles.get_xydata(), edited.X[y == 0])
    assert np.array_equal(triangles.get_xydata(), edited.X[y == 1])
    assert like_a_fresh_one(view)
    move(view, points={"restore": None})
    view.set(w0=weights[0], w1=weights[1])
    assert (view.still, view.frame) == (still, frame), "back to the flowers"
    assert np.array_equal(view.picture.pixels(), first)
    assert "Ringed" not in view.sentence


def test_what_the_mouse_does_to_a_flower_the_boxes_do_too():
    by_mouse, by_keys = loss_view(), loss_view()
    place = drag(by_mouse, by_mouse.picture.boundary.line.axes, X[30], (6.25, 3.5))["points"].X[30]
    move(by_keys, points={"chosen": 30})
    move(by_keys, points={"place": place.tolist()})
    assert by_keys.sentence == by_mouse.sentence
    assert np.array_equal(by_keys.picture.pixels(), by_mouse.picture.pixels())
    move(by_keys, points={"class": 1})
    assert "Ringed is flower 30, a virginica, at (6.2" in by_keys.sentence
    circles, triangles = by_keys.picture.boundary.bed.artists
    assert [len(circles.get_xdata()), len(triangles.get_xdata())] == [49, 51]
    assert place.tolist() in triangles.get_xydata().tolist()


def test_two_flowers_in_one_place_are_taken_in_turn():
    view = loss_view()
    flowers = view.picture.boundary.line.axes
    assert np.array_equal(X[22], X[73])
    assert [drag(view, flowers, X[22])["points"].chosen for _ in range(3)] == [22, 73, 22]
    assert flower_at(flowers, X, 4.6, 7.2) is None
    assert flower_at(flowers, X, *X[50]) == 50
    centimetre = np.diff(flowers.transData.transform([(5, 3), (6, 3)]), axis=0)[0, 0]
    assert [flower_at(flowers, X, X[56, 0] + x / centimetre, X[56, 1]) for x in (-9, -11)] == [56, None]


def test_a_flower_stays_in_the_bed():
    view = loss_view()
    values = drag(view, view.picture.boundary.line.axes, X[50], (99, -99))
    assert values["points"].X[50] == pytest.approx([X[:, 0].max() + 0.3, X[:, 1].min() - 0.3])


def test_flowers_more_and_fewer():
    view = loss_view()
    still, frame, high = view.still, view.frame, view.picture.dots[0].axes
    for _ in range(8):
        move(view, points={"add": 0})
    assert "of 108 flowers" in view.sentence
    assert high.get_ylim() == (-4, 112)
    assert like_a_fresh_one(view)
    while len(view.values["points"].y) > 2:
        move(view, points={"chosen": 0})
        move(view, points={"remove": None})
    assert "of 2 flowers" in view.sentence
    move(view, points={"class": 0})
    view.set(w0=0.0, w1=0.0)
    wrong = int(np.sum(view.values["points"].y == 0))
    assert f"w = (0.00, 0.00): {wrong} of 2 flowers" in view.sentence
    move(view, points={"remove": None})
    assert "of 2 flowers" in view.sentence
    move(view, points={"restore": None})
    view.set(w0=-6.3, w1=7.9)
    assert (view.still, view.frame) == (still, frame)


def test_without_an_editor_no_flower_is_taken():
    view = explore(ZeroOneLoss(X, y, NAMES), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1), along=["w0", "w1"])
    values = drag(view, view.picture.boundary.line.axes, X[50], (5.0, 7.0))
    assert values["w0"] != -6.3
    assert boundary_passes(view.picture, 5.0, 7.0)


def test_flowers_are_redrawn_only_once_they_are_touched():
    view = loss_view()
    flowers, still, size = view.picture.boundary.bed.artists, view.layer, len(view.frame)
    for values in ({"w0": 3.0}, {"h": 1.0}):
        view.set(**values)
        assert view.layer == still and not any(artist.get_animated() for artist in flowers)
    view.set(along="w1")
    along = view.layer
    assert along != still, "the axes have other labels"
    assert not any(artist.get_animated() for artist in flowers)
    move(view, points={"chosen": 5})
    assert view.layer == along, "only the ring is new"
    move(view, points={"place": [6.0, 4.0]})
    touched = view.layer
    assert touched not in (still, along) and all(artist.get_animated() for artist in flowers)
    move(view, points={"place": [6.5, 4.0]})
    move(view, points={"class": 1})
    assert view.layer == touched
    move(view, points={"restore": None})
    view.set(w0=-6.3, along="w0", h=0.01)
    assert view.layer == still and len(view.frame) == size


def test_a_hand_turns_the_sweep():
    view = explore(AngleSweep(X, y, NAMES), angle=(-180.0, 180.0, 0.1))
    picture = view.picture
    flowers, sweep = picture.figure.axes
    before = 90.0
    view.set(angle=before)
    for t in np.linspace(0.1, 4 * np.pi, 80):
        place = 6 * np.cos(t), 6 * np.sin(t)
        angle = drag(view, flowers, (8.2, 2.6), place)["angle"]
        assert boundary_passes(picture, *place)
        assert abs((angle - before + 180) % 360 - 180) < 15, "it never jumps to the other side"
        before = angle
    angle = drag(view, sweep, (0, 50), (-52.2, 50))["angle"]
    assert angle == pytest.approx(-52.2, abs=1.2)
    assert picture.dot.get_xdata() == [angle]
    assert f"w at {angle:.2f}°".replace("-", "−") in view.sentence
    assert drag(view, sweep, (0, 50), (500, 50)) == {"angle": 180}


def crowd(count):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, size=count)
    return X[y * 50] + rng.normal(size=(count, 2)), y


@pytest.mark.parametrize("angle", [-100.0, -52.3, 127.7, 128.0])
def test_every_mistake_of_a_crowd_is_in_a_ring(angle):
    many, classes = crowd(20_000)
    picture = AngleSweep(many, classes, NAMES)
    sentence = picture.show(angle=angle)
    w = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    wrong = many[mistakes(*w, many, classes)]
    assert f": {len(wrong)} of 20000 flowers" in sentence
    assert picture.dot.get_ydata() == [len(wrong)]
    assert np.array_equal(picture.boundary.rings.get_xydata(), wrong)
    assert not any(artist.get_animated() for artist in picture.boundary.bed.artists), "they stand still"
