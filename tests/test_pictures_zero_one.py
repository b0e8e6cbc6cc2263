"""The pictures of section 1: what is drawn and what is said, against counting by hand."""

import re

import numpy as np
import pytest

from helpers.datasets import SPECIES, two_flowers
from helpers.pictures.zero_one import AngleSweep, Flowers, Heaviside, ZeroGradients, ZeroOneLoss

X, y = two_flowers()
NAMES = SPECIES[1:]
RANDOM_WEIGHTS = np.random.default_rng(7).uniform(-8, 8, size=(6, 2))


def mistakes(w0, w1):
    """The rows of X on the wrong side, one flower at a time."""
    return [i for i in range(100) if (X[i, 0] * w0 + X[i, 1] * w1 >= 0) != bool(y[i])]


def test_flowers():
    picture = Flowers(X, y, NAMES)
    sentence = picture.show()
    assert "50 versicolor (class 0) and 50 virginica (class 1)" in sentence
    assert "x₀ from 4.9 to 7.9 cm, x₁ from 3.0 to 6.9 cm." in sentence
    circles, triangles = picture.figure.axes[0].lines
    assert (circles.get_marker(), triangles.get_marker()) == ("o", "^")
    assert np.array_equal(circles.get_xydata(), X[y == 0])
    assert np.array_equal(triangles.get_xydata(), X[y == 1])


@pytest.mark.parametrize(("a", "said"), [(-2.0, "Θ(−2.0) = 0: class 0."), (0.0, "Θ(0.0) = 1: class 1.")])
def test_heaviside(a, said):
    picture = Heaviside()
    assert picture.show(a=a) == said
    assert picture.dot.get_xydata().tolist() == [[a, float("class 1" in said)]]


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
def test_the_slope_is_the_chord(w):
    picture = ZeroOneLoss(X, y, NAMES)
    sentence = picture.show(w0=w[0], w1=w[1], along="w1", h=1.0)
    (left, low), (right, high) = picture.chords[0].get_xydata()
    here = len(mistakes(*w))
    assert (left, right) == (w[1] - 1, w[1] + 1)
    assert (low, high) == (len(mistakes(w[0], w[1] - 1)), len(mistakes(w[0], w[1] + 1)))
    assert picture.chords[1].get_xydata() == pytest.approx(picture.chords[0].get_xydata() - [w[1], here])
    edges, change = picture.stairs[1].get_data()
    for step in np.random.default_rng(2).uniform(-0.3, 0.3, size=20):
        assert change[np.searchsorted(edges, step) - 1] == len(mistakes(w[0], w[1] + step)) - here
    said = float(re.search(r"slope measured with h = 1 is (.*)\.$", sentence).group(1).replace("−", "-"))
    assert said == pytest.approx((high - low) / 2)


def test_without_weights_there_is_no_line_and_every_flower_is_class_1():
    picture = ZeroOneLoss(X, y, NAMES)
    assert "w = (0.0, 0.0): 50 of 100 flowers on the wrong side" in picture.show(w0=0.0, w1=0.0)
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
