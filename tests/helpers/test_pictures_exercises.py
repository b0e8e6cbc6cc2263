"""What the pictures of sections 6 and 7 draw, and say, against numbers found another way."""

import re
from math import comb, exp, log

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from helpers.datasets import iris
from helpers.live import explore
from helpers.pictures.exercises import CoinSlope, Multiplied, Regularised, SigmoidSlope
from tests.helpers.hand import cursor, drag
from tests.notebooks.sweep import sweep
from tutor.exercises import YourSlope

RNG = np.random.default_rng(54)
COINS = [(int(RNG.integers(0, n + 1)), int(n), round(float(RNG.uniform(0.05, 0.95)), 2)) for n in range(1, 13)]
EDGES = [(0, 1, 0.05), (12, 12, 0.95), (0, 12, 0.95), (12, 12, 0.05), (1, 12, 0.5), (7, 10, 0.7), (1, 1, 0.5)]


def log_chance(p, heads, tosses):
    """From the binomial distribution, less the number of orders."""
    return log(comb(tosses, heads) * p**heads * (1 - p) ** (tosses - heads)) - log(comb(tosses, heads))


def measured_slope(p, heads, tosses, h=1e-6):
    return (log_chance(p + h, heads, tosses) - log_chance(p - h, heads, tosses)) / (2 * h)


def logistic(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def numbers(sentence):
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", sentence.replace("−", "-").replace(" - ", " "))]


@pytest.fixture(scope="module")
def coin():
    return CoinSlope()


@pytest.mark.parametrize(("heads", "tosses", "p"), COINS + EDGES)
def test_the_coin_and_its_slope(coin, heads, tosses, p):
    said = coin.update(heads, tosses, p)
    height, slope = log_chance(p, heads, tosses), measured_slope(p, heads, tosses)
    assert coin.place.get_xydata()[0] == pytest.approx([p, height])
    for q, drawn in coin.hill.get_xydata()[::20]:
        assert drawn == pytest.approx(log_chance(q, heads, tosses), abs=1e-9)
    for q, drawn in coin.slope.get_xydata()[::20]:
        assert drawn == pytest.approx(measured_slope(q, heads, tosses), abs=1e-3, rel=1e-5)
    assert coin.pull.get_ydata() + coin.push.get_ydata() == pytest.approx(coin.slope.get_ydata())
    assert np.all(coin.pull.get_ydata() >= 0) and np.all(coin.push.get_ydata() <= 0)
    (p0, low), (p1, high) = coin.tangent.get_xydata()
    assert (high - low) / (p1 - p0) == pytest.approx(slope, abs=1e-4)
    assert ((p0 + p1) / 2, (low + high) / 2) == pytest.approx((p, height))
    assert coin.height.get_xydata()[0] == pytest.approx([p, np.clip(slope, -60, 60)], abs=1e-4)
    assert coin.height.get_marker() == ("^" if slope > 60 else "v" if slope < -60 else "o")
    for line in coin.best:
        assert line.get_xdata() == [heads / tosses] * 2
    terms = [heads / p, (tosses - heads) / (1 - p), slope]
    assert numbers(said)[:6] == pytest.approx([heads, tosses, p, *terms], abs=5.1e-3)
    assert said.startswith(
        f"{heads} head{'' if heads == 1 else 's'} in {tosses} toss{'' if tosses == 1 else 'es'}, p = {p:.3f}:"
    )
    assert said.endswith(".")


@pytest.mark.parametrize(("heads", "tosses", "p"), COINS + EDGES)
def test_it_says_which_way_is_up(coin, heads, tosses, p):
    said = coin.update(heads, tosses, p)
    here = log_chance(p, heads, tosses)
    right, left = log_chance(p + 1e-4, heads, tosses), log_chance(p - 1e-4, heads, tosses)
    if heads == tosses * p:
        assert right < here > left and "this is the best p" in said
    else:
        assert ("above zero, so a larger p" in said) == (right > here)
        assert ("below zero, so a smaller p" in said) == (left > here)
        assert ("crosses zero at p" in said) == (0 < heads < tosses)
        if 0 < heads < tosses:
            assert numbers(said.split("crosses zero")[1].rstrip("."))[0] == pytest.approx(heads / tosses, abs=5.1e-5)
        assert ("zero nowhere, and the best p is 1." in said) == (heads == tosses)
        assert ("zero nowhere, and the best p is 0." in said) == (heads == 0)


def test_pull_and_push_are_the_two_terms(coin):
    said = coin.update(7, 10, 0.4)
    assert numbers(said)[:6] == [7, 10, 0.4, 17.5, 5.0, 12.5]


def test_the_words_stand_on_their_own_side_of_the_crossing(coin):
    for heads in range(13):
        coin.update(heads, 12, 0.5)
        for text, side in ((coin.too_small, -1), (coin.too_large, 1)):
            if text.get_visible():
                x, y = text.get_position()
                assert y < np.interp([x - 0.1, x + 0.1], *coin.hill.get_xydata().T).min() - 5, "below the hill"
                assert side * (x - heads / 12) > 0.1
                assert 0.1 < x < 0.9
    assert coin.too_small.get_text() == "$p$ too small  →" and coin.too_large.get_text() == "←  $p$ too large"
    assert coin.too_small.get_visible() and not coin.too_large.get_visible()
    coin.update(4, 12, 0.5)
    assert coin.too_small.get_visible() and coin.too_large.get_visible()


def test_there_are_never_more_heads_than_tosses(coin):
    assert coin.update(7, 3, 0.4) == coin.update(3, 3, 0.4)


@pytest.mark.parametrize("heads", range(11))
def test_multiplying_by_p_and_1_minus_p(heads):
    picture = Multiplied()
    for p in RNG.uniform(0.01, 0.99, 5):
        said = picture.update(heads, p)
        slope = measured_slope(p, heads, 10, h=1e-7)
        assert picture.dots[0].get_xydata()[0] == pytest.approx([p, np.clip(slope, -60, 60)], abs=1e-3)
        assert picture.dots[1].get_xydata()[0] == pytest.approx([p, p * (1 - p) * slope], abs=1e-4)
        (start, top), (end, bottom) = picture.line.get_xydata()
        assert np.interp(p, [start, end], [top, bottom]) == pytest.approx(p * (1 - p) * slope, abs=1e-4)
        for q, drawn in picture.slope.get_xydata()[::20]:
            assert drawn == pytest.approx(measured_slope(q, heads, 10), abs=1e-3, rel=1e-5)
        assert numbers(said)[3:7] == pytest.approx([slope, p, 1 - p, p * (1 - p) * slope], abs=5.1e-3)
        assert ("the slope nowhere" in said) == (heads in (0, 10))
        assert f"zero at p = {heads / 10:.2f}" in said
    assert np.isnan(picture.zeros[0].get_xdata()[0]) == (heads in (0, 10))
    assert picture.zeros[1].get_xydata()[0] == pytest.approx([heads / 10, 0])
    assert np.interp(heads / 10, *picture.line.get_xydata().T) == pytest.approx(0)


SETTINGS = [*((round(float(a), 1), round(float(h), 1)) for a, h in RNG.uniform((-5, 0.1), (5, 3), (8, 2)))]


@pytest.mark.parametrize(("a", "h"), [*SETTINGS, (-5.0, 3.0), (5.0, 0.1), (0.0, 0.1), (0.0, 3.0)])
def test_the_secant_on_the_sigmoid(a, h):
    picture = SigmoidSlope()
    said = picture.update(a, h)
    low, high = logistic(a - h), logistic(a + h)
    slope, formula = (high - low) / (2 * h), 1 / (2 + exp(a) + exp(-a))
    assert picture.ends.get_xydata() == pytest.approx(np.array([[a - h, low], [a + h, high]]))
    (x0, y0), (x1, y1) = picture.secant.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)
    assert np.interp([a - h, a + h], [x0, x1], [y0, y1]) == pytest.approx([low, high])
    assert picture.dot.get_xydata()[0] == pytest.approx([a, slope])
    assert np.interp(a, *picture.measured.get_xydata().T) == pytest.approx(slope, abs=1e-3)
    found = numbers(said)
    assert found[:6] == pytest.approx([a, h, slope, logistic(a), logistic(-a), formula], abs=5.1e-5)
    off = slope - formula
    if abs(off) > 5e-4:
        assert f"{abs(off):.4f} {'more' if off > 0 else 'less'}." in said
    else:
        assert "the same to three decimals." in said


def right(a):
    return np.exp(-a) / (1 + np.exp(-a)) ** 2


@pytest.mark.parametrize("a", [-6.0, 6.0, 0.0, *RNG.uniform(-6, 6, 4).round(1)])
def test_your_slope_against_the_measured_one(a):
    truth = 1 / (2 + exp(a) + exp(-a))
    for yours, words in (
        (right, "they agree to four decimals."),
        (lambda a: right(a) + 0.1, "0.1000 too much."),
        (lambda a: -0.1, "too little."),
    ):
        picture = YourSlope(yours)
        said = picture.update(a)
        assert said.endswith(words) and numbers(said)[1:3] == pytest.approx([truth, yours(a)], abs=5.1e-5)
        assert picture.ring.get_xydata()[0] == pytest.approx([a, truth], abs=1e-8)
        assert picture.dot.get_xydata()[0] == pytest.approx([a, yours(a)])
        for x, drawn in picture.curve.get_xydata()[::10]:
            assert drawn == pytest.approx(yours(x))


@pytest.mark.parametrize(
    ("yours", "words"),
    [
        (lambda a: None, "because my_slope returned None."),
        (lambda a: np.array([a, a]), "because my_slope returned an array of shape (2,)."),
        (lambda a: sigma(a), "because my_slope stopped with NameError: name 'sigma' is not defined."),  # noqa: F821
    ],
)
def test_your_slope_when_there_is_none(yours, words):
    picture = YourSlope(yours)
    assert picture.update(1.0).endswith(words)
    assert np.isnan(picture.curve.get_ydata()).all() and np.isnan(picture.dot.get_ydata()).all()
    sweep(explore(picture, a=(-6.0, 6.0, 0.1)))


def test_your_slope_off_the_axis_and_missing_in_part():
    picture = YourSlope(lambda a: 7.0 if a < 0 else 1 / a if a else None)
    picture.update(-1.0)
    assert picture.dot.get_marker() == "^" and picture.dot.get_xydata().tolist() == [[-1.0, 0.6]]
    assert picture.update(0.0).endswith("because my_slope returned None.")
    assert picture.update(2.0).endswith("too much.")


def test_a_slope_of_your_own_follows_the_slider():
    sweep(explore(YourSlope(right), a=(-6.0, 6.0, 0.1)))


# The price for large weights


@pytest.fixture(scope="module")
def parted():
    """Setosa against virginica: the sepal and petal lengths, and the labels."""
    X, species = iris()
    keep = species != 1
    return X[keep][:, [0, 2]], (species[keep] == 2).astype(int)


def price(flowers):
    return explore(Regularised(*flowers, ("setosa", "virginica")), log10_λ=(-4.0, 2.0, 0.25))


@pytest.mark.parametrize("exponent", [-4.0, -1.75, -0.3, 0.0, 1.0, 2.0])
def test_the_best_boundary_at_a_price(parted, exponent):
    picture = Regularised(*parted, ("setosa", "virginica"))
    said = picture.update(exponent)
    X, y = parted
    X1 = np.column_stack([(X - X.mean(axis=0)) / X.std(axis=0), np.ones(len(X))])
    fit = LogisticRegression(C=10**-exponent, fit_intercept=False, tol=1e-10, solver="newton-cholesky").fit(X1, y)
    w, p = fit.coef_[0], fit.predict_proba(X1)[:, 1]

    def chance_at(places):
        """Of virginica, at places on the map."""
        return logistic(np.column_stack([(places - X.mean(axis=0)) / X.std(axis=0), np.ones(len(places))]) @ w)

    for line, share in zip((picture.line, *picture.sure), (0.5, 0.1, 0.9), strict=True):
        assert chance_at(line.get_xydata()) == pytest.approx([share] * 2, abs=1e-4)
    assert np.all(chance_at(picture.side.get_xy()) > 0.5 - 1e-4) and chance_at(picture.side.get_xy()).max() > 0.9
    length, L = np.linalg.norm(w), np.sum(np.log(np.where(y == 1, p, 1 - p)))
    for dot, value in zip(picture.dots, (length, L), strict=True):
        assert dot.get_xydata()[0] == pytest.approx([exponent, value], rel=1e-4)
        curve = dot.axes.lines[0]
        assert np.interp(exponent, *curve.get_data()) == pytest.approx(value, rel=0.02, abs=0.02)
    (x, y0), (x1, y1) = picture.line.get_xydata()
    across = picture.sure[1].get_xydata()[0] - [x, y0]
    far = abs(across[0] * (y1 - y0) - across[1] * (x1 - x)) / np.hypot(x1 - x, y1 - y0)
    wrong = np.sum((p >= 0.5) != y)
    assert numbers(said)[0] == pytest.approx(10**exponent, rel=5e-3)
    assert numbers(said)[1:] == pytest.approx([length, L, wrong, 90, far], abs=5.1e-3)


def test_every_price_is_dragged_to(parted):
    view = price(parted)
    for panel in view.picture.figure.axes[1:]:
        y = np.mean(panel.get_ylim())
        assert cursor(view, panel, -1.0, y) == "grab"
        assert drag(view, panel, (-1.0, y), (0.3, y)) == {"log10_λ": 0.25}
        assert drag(view, panel, (-1.0, y), (99, y)) == {"log10_λ": 2.0}
        assert drag(view, panel, (-1.0, y), (-99, y)) == {"log10_λ": -4.0}


def test_the_cheaper_the_longer_and_the_surer(parted):
    length, height = (dot.axes.lines[0].get_ydata() for dot in price(parted).picture.dots)
    assert np.all(np.diff(length) < 0) and np.all(np.diff(height) < 0) and np.all(height < 0)


# The mouse


@pytest.mark.parametrize(
    ("make", "name", "controls"),
    [
        (CoinSlope, "p", {"heads": (0, 12, 1), "tosses": (1, 12, 1), "p": (0.05, 0.95, 0.01)}),
        (Multiplied, "p", {"heads": (0, 10, 1), "p": (0.01, 0.99, 0.01)}),
        (SigmoidSlope, "a", {"a": (-5.0, 5.0, 0.1), "h": (0.1, 3.0, 0.1)}),
        (lambda: YourSlope(right), "a", {"a": (-6.0, 6.0, 0.1)}),
    ],
)
def test_the_hand_and_the_box_move_the_same_state(make, name, controls):
    view = explore(make(), **controls)
    low, high, _ = controls[name]
    for axes in view.picture.figure.axes:
        y = np.mean(axes.get_ylim())
        here, there = (0.25, 0.7) if name == "p" else (-2.0, 3.3)
        assert cursor(view, axes, here, y) == "grab"
        near = there + (0.004 if name == "p" else 0.04)  # the hand goes by the steps of the slider
        drag(view, axes, (here, y), (0.5, y), (near, y - 0.01))
        assert view.values[name] == there
        dragged = view.sentence, view.frame
        assert view.sentence == make().update(**{name: there})
        assert drag(view, axes, (here, y), (99, y))[name] == high
        assert drag(view, axes, (here, y), (-99, y))[name] == low
        view.set(**{name: there})
        assert (view.sentence, view.frame) == dragged


def test_an_end_of_the_secant_can_be_pulled():
    view = explore(SigmoidSlope(), a=(-5.0, 5.0, 0.1), h=(0.1, 3.0, 0.1))
    above = view.picture.figure.axes[0]
    for end in (-1.0, 3.0):  # a = 1, h = 2
        view.set(a=1.0, h=2.0)
        values = drag(view, above, (end, logistic(end)), (0.5, 0.5), (1.0 + (end - 1.0) * 0.35, 0.2))
        assert values == {"a": 1.0, "h": 0.7}
        assert view.picture.ends.get_xdata() == pytest.approx([0.3, 1.7])
    # A secant through one point would have no slope: it stops before.
    assert drag(view, above, (1.7, logistic(1.7)), (1.0, 0.5)) == {"a": 1.0, "h": 0.1}
    assert drag(view, above, (1.1, logistic(1.1)), (80.0, 0.5)) == {"a": 1.0, "h": 3.0}
    assert drag(view, above, (0.0, 0.9), (2.5, 0.9)) == {"a": 2.5, "h": 3.0}


def test_what_the_boxes_take_beyond_the_sliders_is_said():
    assert SigmoidSlope().update(1.25, 0.75).startswith("a = 1.25, h = 0.75:")
    assert YourSlope(right).update(0.25).startswith("At a = 0.25 ")
    assert CoinSlope().update(p=0.345).startswith("7 heads in 10 tosses, p = 0.345:")
    assert "0.345 × 0.655 times it" in Multiplied().update(p=0.345)
