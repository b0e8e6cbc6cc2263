"""The coin's pictures: what they draw and say, against sums and products done another way."""

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from helpers.live import Playback, Resample, explore
from helpers.pictures import coin
from helpers.pictures.coin import AllHeads, CoinLikelihood, Sampling, Underflow, Uphill
from helpers.text import num
from tests.helpers.hand import cursor, drag


def xy(artist):
    return np.array(artist.get_xydata(), dtype=float)


def likelihood_by_hand(p, heads, tails):
    return math.prod([p] * heads + [1 - p] * tails)


def slope_by_hand(p, heads, tails, h=1e-6):
    """From the logarithms of products, which know nothing of a/p − b/(1 − p)."""
    up, down = (math.log(likelihood_by_hand(p + step, heads, tails)) for step in (h, -h))
    return (up - down) / (2 * h)


def test_how_numbers_and_counts_are_written():
    assert doctest.testmod(coin).failed == 0
    assert coin.small(5e-324) == "4.94 × 10⁻³²⁴"
    assert coin.small(1.0) == "1.0000"


# CoinLikelihood

RECORDS = [(0.5, 7, 3), (0.05, 10, 1), (0.95, 1, 10), (0.95, 10, 1), (0.05, 1, 10), (0.5, 1, 1), (0.37, 4, 9)]


@pytest.mark.parametrize(("p", "heads", "tails"), RECORDS)
def test_the_three_dots_sit_on_likelihood_log_likelihood_and_slope(p, heads, tails):
    picture = CoinLikelihood()
    picture.show(p=p, heads=heads, tails=tails)
    best = heads / (heads + tails)
    likelihood = likelihood_by_hand(p, heads, tails)
    slope = np.clip(slope_by_hand(p, heads, tails), -50, 50)
    expected = (likelihood / likelihood_by_hand(best, heads, tails), math.log(likelihood), slope)
    for dot, curve, height, axes in zip(picture.dots, picture.curves, expected, picture.all, strict=True):
        assert xy(dot) == pytest.approx(np.array([[p, height]]), abs=1e-5)
        low, high = axes.get_ylim()
        assert low <= xy(dot)[0, 1] <= high, "the dot is in its panel"
        beyond = axes is picture.all[2] and abs(slope_by_hand(p, heads, tails)) > 50
        assert dot.get_marker() == ("^" if beyond and p < best else "v" if beyond else "o")
        on_curve = np.interp(p, *xy(curve).T)
        assert np.clip(on_curve, low, high) == pytest.approx(height, abs=0.02 * (high - low))


@pytest.mark.parametrize(("p", "heads", "tails"), RECORDS)
def test_the_tangent_touches_at_the_dot_with_the_slope(p, heads, tails):
    picture = CoinLikelihood()
    picture.show(p=p, heads=heads, tails=tails)
    (x0, y0), (x1, y1) = xy(picture.tangent)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope_by_hand(p, heads, tails), rel=1e-5, abs=1e-5)
    assert np.interp(p, [x0, x1], [y0, y1]) == pytest.approx(math.log(likelihood_by_hand(p, heads, tails)))


@pytest.mark.parametrize(("p", "heads", "tails"), RECORDS)
def test_the_sentence_and_the_readouts_state_the_same_numbers(p, heads, tails):
    picture = CoinLikelihood()
    said = picture.show(p=p, heads=heads, tails=tails)
    likelihood = likelihood_by_hand(p, heads, tails)
    values = (coin.small(likelihood), num(math.log(likelihood)), num(slope_by_hand(p, heads, tails)))
    assert [readout.get_text() for readout in picture.readouts] == [*values]
    assert f"likelihood {values[0]}, log-likelihood {values[1]}, slope {values[2]}:" in said
    assert f"{heads} head{'s' * (heads > 1)} and {tails} tail{'s' * (tails > 1)} at p = {num(p, 3)}" in said
    best = heads / (heads + tails)
    side = "the top" if math.isclose(p, best) else "to the right" if p < best else "to the left"
    assert f"{side}. Both curves peak at p = {num(best, 3)}." in said


def test_the_slope_reads_zero_at_exactly_one_p():
    picture = CoinLikelihood()
    said = [picture.update(p=p / 100) for p in range(5, 96)]
    assert [k + 5 for k, sentence in enumerate(said) if "slope 0.00: this is the top" in sentence] == [70]


# Uphill


@pytest.mark.parametrize("rate", Uphill.RATES)
@pytest.mark.parametrize("t", [0, 1, 7, 40])
def test_the_walk_goes_up_one_hill_and_down_the_other(t, rate):
    picture = Uphill(7, 10)
    said = picture.show(t=t, rate=rate)
    path = [0.5]
    for _ in range(t + 1):
        p = path[-1]
        path.append(p + rate * (7 - 10 * p) / (p * (1 - p)))
    L = np.array([math.log(likelihood_by_hand(p, 7, 3)) for p in path])
    for sign, trail, ahead, dot in zip((1, -1), picture.trails, picture.nexts, picture.dots, strict=True):
        walk = np.column_stack([path, sign * L])
        assert xy(trail) == pytest.approx(walk[:-1])
        assert xy(dot) == pytest.approx(walk[-2:-1])
        assert xy(ahead) == pytest.approx(walk[-1:])
    assert said.startswith(f"{t} step{'s' * (t != 1)} of rate {rate:g} from p = 0.50: now p = {num(path[-2], 4)}, ")
    assert f"L = {num(L[-2], 4)}, −L = {num(-L[-2], 4)}" in said
    assert said.endswith(f"so the next step leads to p = {num(path[-1], 4)}.")


def test_hill_and_valley_have_room_above_and_below():
    for axes in Uphill(7, 10).figure.axes:
        curve = axes.get_lines()[0]
        low, high = axes.get_ylim()
        assert low < xy(curve)[:, 1].min() and xy(curve)[:, 1].max() < high


def test_every_walk_stays_on_the_axes_and_all_but_the_slowest_arrive():
    picture = Uphill(7, 10)
    for rate, path in picture.paths.items():
        assert path.min() >= 0.5 and path.max() < 0.9
        assert (abs(path[40] - 0.7) < 5e-5) == (rate > 0.001)
    past = {rate: np.sign(path[:20] - 0.7) for rate, path in picture.paths.items()}
    assert np.array_equal(past[0.035], np.resize([-1, 1], 20)), "the largest rate crosses the summit at every step"
    assert np.all(past[0.01] == -1) and np.all(past[0.001] == -1)


# Underflow


@pytest.mark.parametrize(("numbers", "last"), [("float64", 1074), ("float32", 149)])
def test_the_product_is_exact_until_it_is_exactly_zero(numbers, last):
    picture = Underflow()
    said = picture.show(N=last, numbers=numbers)
    assert Fraction(float(picture.products[numbers][last])) == Fraction(1, 2**last)
    assert coin.small(float(Fraction(1, 2**last))) in said and "exactly" not in said
    said = picture.show(N=last + 1, numbers=numbers)
    assert picture.products[numbers][last + 1] == 0
    assert (
        f"{last + 1} tosses in {numbers}: the product is exactly 0.0, its logarithm {num(-(last + 1) * math.log(2))}."
        == said
    )
    assert picture.readouts[0].get_text() == "0.0"


@pytest.mark.parametrize(("numbers", "last"), [("float64", 1074), ("float32", 149)])
@pytest.mark.parametrize("N", [0, 1, 149, 150, 1000, 1074, 1075, 1200])
def test_the_two_dots_follow_the_ramp_and_the_cliff(N, numbers, last):
    picture = Underflow()
    picture.show(N=N, numbers=numbers)
    product, log = (xy(dot) for dot in picture.dots)
    height = -N * math.log10(2) if N <= last else picture.BOTTOM
    assert product == pytest.approx(np.array([[N, height]]))
    assert xy(picture.line)[N] == pytest.approx([N, height])
    assert log == pytest.approx(np.array([[N, -N * math.log(2)]]))
    assert picture.readouts[1].get_text() == num(-N * math.log(2))
    assert picture.gap.get_y() == picture.BOTTOM
    assert picture.gap.get_y() + picture.gap.get_height() == pytest.approx(-last * math.log10(2))
    assert picture.label.get_text() == f"no {numbers} in here"
    assert picture.gap.get_y() < picture.label.get_position()[1] < picture.gap.get_y() + picture.gap.get_height()


def test_the_axes_hold_the_ramp_the_cliff_and_the_words():
    picture = Underflow()
    product = picture.figure.axes[0]
    for axes, lowest in zip(picture.figure.axes, (picture.BOTTOM, -1200 * math.log(2)), strict=True):
        low, high = axes.get_ylim()
        assert low < lowest and 0 < high
    for numbers in ("float64", "float32"):
        picture.show(numbers=numbers)
        words, panel = picture.label.get_window_extent(), product.get_window_extent()
        assert panel.x0 < words.x0 and words.x1 < panel.x1


def test_one_toss_is_a_toss():
    assert Underflow().update(N=1).startswith("1 toss in float64: the product is 0.5000, its logarithm −0.69.")


# Sampling


@pytest.mark.parametrize("N", Sampling.NUMBERS)
@pytest.mark.parametrize(("p", "again"), [(0.3, 0), (0.05, 3), (0.95, 1), (0.5, 12)])
def test_columns_count_students_and_their_miss_is_measured(p, N, again):
    picture = Sampling()
    said = picture.show(p=p, N=N, again=again)
    heads = picture.toss(p, N, again)
    assert len(heads) == 300 and np.all((0 <= heads) & (heads <= N))
    best = [Fraction(int(k), N) for k in heads]
    counts, edges, _ = picture.columns.get_data()
    shared = 1 if N <= 80 else N // 80  # numbers of heads in a column
    for k in np.flatnonzero(counts):
        middle = round((edges[k] + edges[k + 1]) / 2 * N)
        assert middle % shared == 0 and (edges[k] + edges[k + 1]) / 2 == pytest.approx(middle / N)
        assert counts[k] == sum(-shared <= 2 * (b * N - middle) < shared for b in best)
    assert counts.sum() == 300 and np.all(np.diff(edges) > -1e-12)
    assert edges[1] - edges[0] == pytest.approx(min(shared / N, 0.03))
    assert counts.max() < picture.columns.axes.get_ylim()[1] <= max(40, 2.2 * counts.max())
    assert xy(picture.yours) == pytest.approx(np.array([[best[0], 0]], dtype=float))
    miss = math.sqrt(sum((float(b) - p) ** 2 for b in best) / 300)
    assert xy(picture.miss)[0] == pytest.approx([N, miss])
    assert [N, miss] == pytest.approx(xy(picture.misses)[Sampling.NUMBERS.index(N)])
    spread = stats.binom(N, p).std() / N
    assert miss == pytest.approx(spread, rel=0.2)
    assert picture.band.get_x() == pytest.approx(p - spread) and picture.band.get_width() == pytest.approx(2 * spread)
    assert list(picture.true.get_xdata()) == [p, p]
    assert np.exp(np.interp(np.log(N), *np.log(xy(picture.law)).T)) == pytest.approx(spread)
    assert said.startswith(
        f"True p = {num(p, 3)}, N = {N} tosses: your p* is {num(float(best[0]), 4)}. Over 300 students the "
    )
    assert f"the typical miss is {num(miss, 4)}, and" in said
    assert said.endswith(f"and √(p(1 − p)/N) = {num(spread, 4)}.")


@pytest.mark.parametrize("students", [1, 10_000])
def test_one_student_or_ten_thousand(students):
    assert Sampling(students).students == students


def test_the_heads_are_binomial():
    picture = Sampling()
    heads = np.concatenate([picture.toss(0.3, 20, again) for again in range(30)])
    seen = np.bincount(np.clip(heads, 1, 11), minlength=12)[1:]
    law = stats.binom(20, 0.3)
    expected = np.array([law.cdf(1), *law.pmf(range(2, 11)), law.sf(10)]) * len(heads)
    assert stats.chisquare(seen, expected).pvalue > 0.001


def test_tossing_again_gives_other_tosses_and_the_same_press_the_same():
    picture = Sampling()
    first, second, third = (picture.toss(0.3, 80, again) for again in (0, 1, 0))
    assert np.array_equal(first, third) and not np.array_equal(first, second)


def test_everything_stays_on_the_axes():
    picture = Sampling()
    landed, miss = picture.figure.axes
    left, right = landed.get_xlim()
    assert left < 0 and right > 1
    for p in (0.05, 0.5, 0.95):
        picture.show(p=p)
        low, high = miss.get_ylim()
        assert np.all((low < xy(picture.misses)[:, 1]) & (xy(picture.misses)[:, 1] < high))


# AllHeads


@pytest.mark.parametrize("N", [1, 3, 10])
@pytest.mark.parametrize("p", [0.5, 0.8, 0.97, 1.0])
def test_all_heads_rises_to_the_edge_with_a_slope_that_is_never_zero(p, N):
    picture = AllHeads()
    said = picture.show(p=p, N=N)
    likelihood, slope, multiplied = (xy(dot)[0] for dot in picture.dots)
    assert likelihood == pytest.approx([p, math.prod([p] * N)])
    assert slope == pytest.approx([p, N * math.exp(-math.log(p))])
    assert multiplied == pytest.approx([p, N - N * p])
    for curve, dot in zip(picture.curves, picture.dots, strict=True):
        low, high = dot.axes.get_ylim()
        assert low <= 0 and xy(curve)[:, 1].max() < high
        assert np.interp(p, *xy(curve).T) == pytest.approx(xy(dot)[0, 1], rel=1e-3)
    assert np.all(np.diff(xy(picture.curves[0])[:, 1]) > 0)
    assert np.all(xy(picture.curves[1])[:, 1] >= N)
    assert said.startswith(f"{N} head{'s' * (N > 1)} in {N} toss{'es' * (N > 1)} at p = {num(p, 3)}: ")
    assert f"likelihood {num(math.prod([p] * N), 3)}, slope {num(N / p)}, " in said
    assert said.endswith(f"{'but' if p == 1 else 'and'} slope × p(1 − p) = {num(N - N * p)}.")


# All of them


@pytest.mark.parametrize(
    ("make", "corners"),
    [
        (CoinLikelihood, [{}, {"p": 0.05, "heads": 10, "tails": 1}, {"p": 0.95, "heads": 1, "tails": 10}]),
        (lambda: Uphill(7, 10), [{}, {"t": 40}, {"t": 40, "rate": 0.035}]),
        (Underflow, [{}, {"N": 1}, {"N": 1200}, {"N": 1200, "numbers": "float32"}]),
        (Sampling, [{"p": p, "N": N} for p in (0.05, 0.95) for N in (5, 5120)]),
        (AllHeads, [{"p": p, "N": N} for p in (0.5, 1.0) for N in (1, 10)]),
    ],
    ids=["CoinLikelihood", "Uphill", "Underflow", "Sampling", "AllHeads"],
)
def test_nothing_reaches_the_rim(make, corners):
    picture = make()
    for values in corners:
        picture.show(**values)
        pixels = picture.pixels()
        for rim in (pixels[:2], pixels[-2:], pixels[:, :2], pixels[:, -2:]):
            assert np.all(rim == 255), "something reaches the rim of the picture"


# The mouse


def one_state(view, name, value, sentence):
    """What the mouse has done, the slider does too."""
    assert (view.values[name], view.sentence) == (value, sentence)
    dragged = view.frame
    view.set(**{name: view.controls[name].low})
    view.set(**{name: value})
    assert (view.values[name], view.sentence, view.frame) == (value, sentence, dragged)


COINS = [
    (CoinLikelihood, {"p": (0.05, 0.95, 0.01), "heads": (1, 10, 1), "tails": (1, 10, 1)}),
    (AllHeads, {"p": (0.5, 1.0, 0.01), "N": (1, 10, 1)}),
]


@pytest.mark.parametrize(("make", "controls"), COINS)
def test_p_goes_with_the_hand_in_every_panel(make, controls):
    view = explore(make(), **controls)
    low, high, _ = controls["p"]
    for axes in view.picture.figure.axes:
        y = np.mean(axes.get_ylim())
        assert cursor(view, axes, 0.6, y) == "grab"
        drag(view, axes, (0.55, y), (0.8, y), (0.704, y + 0.1))
        assert all(xy(dot)[0, 0] == 0.7 for dot in view.picture.dots)
        one_state(view, "p", 0.7, make().update(p=0.7))
        assert drag(view, axes, (0.7, y), (3.0, y))["p"] == high
        assert drag(view, axes, (0.7, y), (-3.0, y))["p"] == low
    if make is CoinLikelihood:
        drag(view, view.picture.all[0], (0.2, 0.5), (0.7, 0.5))
        assert "this is the top" in view.sentence, "the hand can reach the summit itself"


def test_a_third_decimal_of_p_is_drawn_and_said():
    view = explore(CoinLikelihood(), **COINS[0][1])
    view.set(p=0.345)
    assert "at p = 0.345:" in view.sentence
    assert all(xy(dot)[0, 0] == 0.345 for dot in view.picture.dots)


@pytest.mark.parametrize("rate", Uphill.RATES)
def test_the_hand_takes_the_dot_along_the_walk(rate):
    view = explore(Uphill(7, 10), t=Playback(40), rate=list(Uphill.RATES))
    view.set(rate=rate)
    path = view.picture.paths[rate][:41]
    for axes, sign in zip(view.picture.figure.axes, (1, -1), strict=True):
        for x in (-1.0, 0.41, 0.503, 0.62, 0.69, 0.7, 0.71, 0.83, 5.0):
            t = drag(view, axes, (0.6, sign * -6.2), (x, sign * -6.2))["t"]
            assert abs(path[t] - x) == pytest.approx(min(abs(path - x))), "the nearest"
            assert xy(view.picture.dots[0])[0, 0] == path[t]


def test_the_hand_counts_tosses():
    view = explore(Underflow(), N=(1, 1200, 1), numbers=["float64", "float32"])
    for axes, y in zip(view.picture.figure.axes, (-100, -400), strict=True):
        assert drag(view, axes, (900, y), (300, y))["N"] == 300
        one_state(view, "N", 300, Underflow().update(N=300))
        assert drag(view, axes, (900, y), (-50, y))["N"] == 1
        assert drag(view, axes, (900, y), (5000, y))["N"] == 1200


def test_the_hand_bends_the_coin_and_chooses_how_often_it_is_tossed():
    view = explore(Sampling(), p=(0.05, 0.95, 0.05), N=list(Sampling.NUMBERS), again=Resample("Toss again"))
    landed, miss = view.picture.figure.axes
    drag(view, landed, (0.3, 50), (0.618, 20))
    assert list(view.picture.true.get_xdata()) == [0.62, 0.62]
    one_state(view, "p", 0.62, Sampling().update(p=0.62))
    assert drag(view, landed, (0.3, 50), (9, 20))["p"] == 0.95
    for x, N in ((1e-3, 5), (9, 5), (11, 20), (330, 320), (1e6, 5120)):
        assert drag(view, miss, (80, 0.1), (x, 0.02))["N"] == N
        assert xy(view.picture.miss)[0, 0] == N
