"""The pictures of section 5: what is drawn and said, against an independent computation."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from helpers.datasets import SPECIES, iris, two_flowers
from helpers.live import EditablePoints, Playback, Points, explore
from helpers.models import gradient_ascent, log_likelihood, newton_optimum
from helpers.pictures.gradient import (
    COUNTS,
    WRONG,
    Ascent,
    ChainRule,
    Pulls,
    Separable,
    StepSizes,
    TwelveLines,
    Walk,
    arrows,
    digits,
    power,
    short,
    standardised,
    write_digits,
)
from tests.helpers.hand import drag, move
from tutor.equations.chains import Chain, labels_log_likelihood_chain

X, y = two_flowers()
RNG = np.random.default_rng(52)
CORNERS = list(itertools.product((-1.1, 1.1), repeat=2))
ANYWHERE = [tuple(w) for w in RNG.uniform(-1.1, 1.1, size=(4, 2)).round(1)] + CORNERS


def numbers(text):
    """The numbers in a text, as floats."""
    text = plain(text).replace("·10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return [float(n) for n in re.findall(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", text)]


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
    return TwelveLines(labels_log_likelihood_chain(X, y))


@pytest.fixture(scope="module")
def chain():
    return ChainRule(X, y, SPECIES[1:])


@pytest.fixture(scope="module")
def pulls():
    return Pulls(X, y, SPECIES[1:])


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
    [(0.0, "0.0000"), (-0.39, "−0.3900"), (12.1, "12.10"), (-5.6e-6, "−5.6·10⁻⁶"), (60_000, "6.0·10⁴")],
)
def test_short(value, text):
    assert short(value) == text


def shown(pair):
    """What `write_digits` wrote."""
    return "".join(part.get_text() for part in pair)


def right_part(pair):
    """How many of its characters are coloured as right; None when all are."""
    return len(pair[0].get_text()) if pair[1].get_text() else None


@pytest.mark.parametrize(
    ("text", "truth", "right"), [("−1.25", "−1.25", None), ("−1.25", "−1.35", 3), ("9.9", "10.0", 0)]
)
def test_digits_are_coloured_from_the_first_wrong_one(text, truth, right):
    axes = Figure(figsize=(4, 1), dpi=100).subplots()
    pair = digits(axes, 0.1, 0.5, 20)
    write_digits(pair, text, truth)
    assert (shown(pair), right_part(pair)) == (text, right)
    assert [part.get_color() for part in pair] == ["black", WRONG]
    (left, _), (_, whole) = (part.get_window_extent().intervalx for part in pair)
    alone = axes.text(0.1, 0.3, text, fontsize=20).get_window_extent()
    assert (left, whole) == pytest.approx((alone.x0, alone.x1), abs=1.5), "one goes on where the other ends"


# (28) to (39)


@pytest.mark.parametrize("w", ANYWHERE)
def test_the_twelve_lines_have_one_value(lines, w):
    said = lines.show(line=32, w0=w[0], w1=w[1])
    values = [numbers(shown(pair))[0] for pair in lines.values]
    assert values == pytest.approx([likelihood(w, X, y)] * 12, rel=1e-11)
    assert [pair[0].get_position()[1] for pair in lines.values] == list(range(28, 40))
    assert all(len(shown(pair).partition(".")[2]) == 12 for pair in lines.values)
    assert "all 12 lines agree to within a billionth." in said
    assert f"L = {likelihood(w, X, y):.4f} nats".replace("-", "−") in said


@pytest.mark.parametrize("line", range(28, 40))
def test_each_line_is_marked_and_told(lines, line):
    said = lines.show(line=line)
    low = lines.here.get_y()
    assert line - 0.5 < low < line < low + lines.here.get_height() < line + 0.5
    assert said.startswith(f"Line ({line}), {lines.lines[line - 28].why}: ")


def test_the_mouse_takes_the_marked_line_along(lines):
    view = explore(lines, line=(28, 39, 1), w0=(-1.1, 1.1, 0.1))
    values = drag(view, lines.here.axes, (0.5, 28.3), (0.5, 33.4))
    assert values == {"line": 33, "w0": 1.1}
    assert view.sentence.startswith("Line (33)")
    for beyond, line in ((99, 39), (-99, 28)):
        assert drag(view, lines.here.axes, (0.1, 30), (0.1, beyond))["line"] == line
    view.set(w0=-0.87)
    assert "at w = (−0.87, 1.10)" in view.sentence


def test_it_opens_where_digits_differ_from_the_last_line_and_they_are_marked(lines):
    lines.show()
    truth = shown(lines.values[-1])
    for pair in lines.values:
        same = pair[0].get_text()
        assert truth.startswith(same) and (len(same) == len(truth)) == (shown(pair) == truth)
    # what the notebook says: far out, 1 - p keeps few right digits, so (28) to (35) end differently from (36) to (39)
    setting = lines.chain.floats_at(w0=1.1, w1=1.1)
    errors = np.array([lines.chain.value(n, setting) for n in range(28, 40)]) - likelihood((1.1, 1.1), X, y)
    assert np.all(np.abs(errors[:8]) > 2e-11) and np.all(np.abs(errors[8:]) < 2e-12)
    assert all(right_part(pair) is not None for pair in lines.values[:8])


def test_a_line_that_gives_another_value_would_be_told(lines, monkeypatch):
    def crooked(chain, number, values, right=Chain.value):
        return right(chain, number, values) + 1e-4 * (number == 35)

    monkeypatch.setattr(Chain, "value", crooked)
    assert "agree only to within 1.0·10⁻⁴." in lines.show(w0=-0.9)
    assert right_part(lines.values[7]) < 9  # a digit before the fifth decimal


# (40) to (51)


@pytest.mark.parametrize(
    ("flower", "w"), [*zip(RNG.integers(100, size=4), ANYWHERE, strict=False), (0, CORNERS[0]), (99, CORNERS[3])]
)
def test_the_graph_shows_one_flower_forwards_and_backwards(chain, flower, w):
    said = chain.show(flower=int(flower), w0=w[0], w1=w[1])
    x, label = X[flower], y[flower]
    a = x[0] * w[0] + x[1] * w[1]
    s = np.exp(log_p(w, x, label))
    values = {key: numbers(text.get_text())[0] for key, text in chain.value.items()}
    assert values == pytest.approx(
        {"w0": w[0], "w1": w[1], "a": a, "s": s, "l": np.log(s), "L": np.log(s)}, rel=0.05, abs=6e-5
    )
    assert r"$\mathcal{L}_i$" in [text.get_text() for text in chain.axes.texts]  # a share of L, not L
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


def test_the_mouse_chooses_a_flower_or_turns_the_boundary(chain):
    limits = (-1.1, 1.1, 0.1)
    view = explore(chain, flower=(0, 99, 1), w0=limits, w1=limits)
    assert (view.values["flower"], y[91]) == (91, 1) and X[91] @ [-0.9, 1.1] < 0  # the flower the notebook asks about
    values = drag(view, chain.flowers, X[40] + 0.02)
    assert values == {"flower": 40, "w0": -0.9, "w1": 1.1}
    values = drag(view, chain.flowers, X[40], X[98] + 0.03)
    assert X[values["flower"]].tolist() == X[98].tolist()
    values = drag(view, chain.flowers, X[98], (5.0, -99.0))  # the hand has left the panel
    assert X[values["flower"], 1] == X[:, 1].min()
    values = drag(view, chain.flowers, (5.0, 6.5), (8.0, 5.0))
    w = np.array([values["w0"], values["w1"]])
    assert abs(w @ (8, 5)) < 0.08 and 1 < np.abs(w).max() <= 1.1
    assert np.allclose(chain.line.get_xydata() @ w, 0)
    assert chain.value["w0"].get_text() == f"{values['w0']:.2f}".replace("-", "−")
    before = view.values
    assert drag(view, chain.axes, (0.5, 0.2), (0.6, 0.3)) == before


def test_pressing_again_chooses_the_next_flower_in_the_same_place(chain):
    view = explore(chain, flower=(0, 99, 1))
    place = next(x for k, x in enumerate(X) if np.any(np.all(X[:k] == x, axis=1)))
    pile = np.flatnonzero(np.all(place == X, axis=1))
    chosen = [drag(view, chain.flowers, place, place, place)["flower"] for _ in range(len(pile) + 1)]
    assert sorted(chosen[1:]) == pile.tolist() and chosen[0] == chosen[-1]


# (52) as a sum


SOME = Points(X[[0, 20, 60, 80, 99]], y[[0, 20, 60, 80, 99]])


@pytest.mark.parametrize("w", [*ANYWHERE[:3], (-6.2, 7.9), (0.0, 0.0), (10.0, -10.0)])
@pytest.mark.parametrize("points", [None, SOME, Points(X, y, 3).moved([7.7, 3.0])])
def test_every_pull_is_drawn_and_their_sum_is_the_gradient(pulls, w, points):
    said = pulls.show(w0=w[0], w1=w[1], points=points)
    F, label = (X, y) if points is None else (points.X, points.y)
    parts = [(c - 1 / (1 + np.exp(-(x[0] * w[0] + x[1] * w[1])))) * x for x, c in zip(F, label, strict=True)]
    sums = {c: sum(part for part, own in zip(parts, label, strict=True) if own == c) for c in (0, 1)}
    for c in (0, 1):
        drawn = pulls.arrows[c].get_xydata().reshape(-1, 6, 2)
        mine = [(x, part) for x, part, own in zip(F, parts, label, strict=True) if own == c]
        assert np.allclose(drawn[:, 0], [x for x, _ in mine])
        assert np.allclose(20 * (drawn[:, 1] - drawn[:, 0]), [part for _, part in mine])
        assert np.allclose(drawn[:, 3], drawn[:, 1]) and np.all(np.isnan(drawn[:, 5]))
        chain = pulls.chains[c].get_xydata()
        assert np.allclose(20 * (chain[-1] - chain[0]), sums[c])
        assert sorted(map(tuple, np.diff(chain, axis=0).round(9))) == sorted(tuple((p / 20).round(9)) for _, p in mine)
        assert f"({sums[c][0]:.1f}, {sums[c][1]:.1f}) for {SPECIES[1 + c]}" in plain_signs(said)
    assert np.allclose(pulls.chains[1].get_xydata()[0], w)
    assert np.allclose(pulls.chains[0].get_xydata()[0], pulls.chains[1].get_xydata()[-1])
    total = sums[0] + sums[1]
    assert np.allclose(pulls.gradient.get_xy()[0], w + total / 20)
    assert f"together the gradient ({total[0]:.1f}, {total[1]:.1f})." in plain_signs(said)
    assert pulls.dot.get_xydata().tolist() == [list(w)]
    wrong = sum((x @ w >= 0) != c for x, c in zip(F, label, strict=True))
    assert f"L = {likelihood(w, F, label):.2f}, {wrong} of {len(F)} flowers on the wrong side." in plain_signs(said)
    assert len(pulls.boundary.rings.get_xydata()) == wrong


def test_an_arrow_has_a_head_at_its_end():
    feet, shafts = np.array([[1.0, 2.0], [5.0, 5.0], [0.0, 0.0]]), np.array([[3.0, 4.0], [0.05, 0.0], [0.0, 0.0]])
    for (foot, end, left, again, right, gap), shaft in zip(arrows(feet, shafts, head=0.5), shafts, strict=True):
        assert np.allclose(end, foot + shaft) and np.array_equal(end, again) and np.all(np.isnan(gap))
        back, length = end - (left + right) / 2, np.hypot(*shaft)
        assert np.hypot(*back) == pytest.approx(min(0.5, 0.4 * length)) and back @ shaft == pytest.approx(
            np.hypot(*back) * length
        )
        assert (left - right) @ shaft == pytest.approx(0) and np.hypot(*(left - right)) == pytest.approx(
            1.2 * np.hypot(*back)
        )


def plain_signs(text):
    return text.replace("−0.0,", "0.0,").replace("−", "-")


def test_the_optimum_is_where_all_pulls_cancel(pulls):
    best = newton_optimum(X, y)
    said = pulls.show(w0=best[0], w1=best[1])
    assert "together the gradient (0.0, 0.0). The optimum is (−6.19, 7.91) with L = −24.35." in said
    assert np.allclose(pulls.peak.get_xydata(), best)
    assert np.hypot(*np.ptp(pulls.gradient.get_xy(), axis=0)) < 1e-3
    lengths = [np.hypot(*(w[:, 1] - w[:, 0]).T) for w in (c.get_xydata().reshape(-1, 6, 2) for c in pulls.arrows)]
    assert [np.sum(length) > 2 for length in lengths] == [True, True]  # they have not gone away


def test_what_the_notebook_says_about_the_pulls(pulls):
    pulls.show(points=Points(X, y, 70).moved([7.7, 3.0]))
    moved = pulls.peak.get_xydata()[0]
    assert np.linalg.norm(moved) / np.linalg.norm(newton_optimum(X, y)) == pytest.approx(0.5, abs=0.05)
    pulls.show()
    arrow = pulls.gradient.get_xy()[0] - pulls.dot.get_xydata()[0]
    way = pulls.peak.get_xydata()[0] - pulls.dot.get_xydata()[0]
    assert abs(arrow @ way) < 0.2 * np.linalg.norm(arrow) * np.linalg.norm(way)
    angles = [np.degrees(np.arctan2(x[1], x[0])) for x in X]
    assert max(angles) - min(angles) < 15


@pytest.mark.parametrize("points", [Points(X[:50], y[:50]), Points(X[[0, 99]], y[[0, 99]]), Points(X[50:], y[50:])])
def test_flowers_that_a_line_parts_have_no_optimum(pulls, points):
    said = pulls.show(points=points)
    assert "No optimum: some line leaves no flower on its wrong side, and longer weights are never worse." in said
    assert len(pulls.peak.get_xydata()) == 0
    assert "The optimum is (−6.19, 7.91)" in pulls.show()
    assert np.allclose(pulls.peak.get_xydata(), newton_optimum(X, y))


def test_an_optimum_beyond_the_edge_is_marked_there_and_told(pulls):
    wrong = np.flatnonzero((X @ newton_optimum(X, y) >= 0) != y)
    few = np.delete(X, wrong[:9], axis=0), np.delete(y, wrong[:9])
    best = newton_optimum(*few)
    said = pulls.show(points=Points(*few))
    assert np.max(np.abs(best)) > 10
    assert f"The optimum is ({best[0]:.2f}, {best[1]:.2f}), off the map, with" in plain_signs(said)
    assert np.allclose(pulls.peak.get_xydata(), np.clip(best, -10, 10))
    assert pulls.peak.get_markerfacecolor() == "white"
    pulls.show()
    assert pulls.peak.get_markerfacecolor() == "black"


def pulls_view(pulls):
    limits = (-10.0, 10.0, 0.1)
    return explore(pulls, w0=limits, w1=limits, points=EditablePoints(X, y, SPECIES[1:]))


def test_the_mouse_takes_the_weights(pulls):
    view, plane = pulls_view(pulls), pulls.dot.axes
    values = drag(view, plane, (-0.9, 1.1), (-6.27, 7.94))
    assert (values["w0"], values["w1"]) == (-6.27, 7.94)
    assert plain_signs(view.sentence).startswith("w = (-6.27, 7.94): ")
    dragged = view.sentence, view.frame
    values = drag(view, plane, (0, 0), (50, -50))
    assert (values["w0"], values["w1"]) == (10, -10)
    view.set(w0=-6.27, w1=7.94)
    assert view.picture.dot.get_xydata().tolist() == [[-6.27, 7.94]]
    assert (view.sentence, view.frame) == dragged, "the sliders do so too"


def test_the_mouse_turns_the_boundary(pulls):
    view, flowers = pulls_view(pulls), pulls.boundary.line.axes
    values = drag(view, flowers, (5.0, 6.5), (8.0, 6.0))
    w = np.array([values["w0"], values["w1"]])
    assert abs(w @ (8, 6)) < 0.1 and np.linalg.norm(w) == pytest.approx(np.hypot(0.9, 1.1), abs=0.01)
    assert pulls.dot.get_xydata().tolist() == [w.tolist()]


def test_the_mouse_takes_a_flower_and_the_optimum_follows(pulls):
    view, flowers = pulls_view(pulls), pulls.boundary.line.axes
    values = drag(view, flowers, X[70], (7.0, 4.0), (7.7, 3.0))
    points = values["points"]
    assert (values["w0"], values["w1"]) == (-0.9, 1.1)
    assert np.array_equal(points.y, y)
    assert np.flatnonzero((points.X != X).any(axis=1)).tolist() == [points.chosen]
    place = points.X[points.chosen]
    assert place == pytest.approx([7.7, 3.0], abs=0.02)
    assert np.allclose(pulls.peak.get_xydata(), newton_optimum(points.X, y))
    assert f"Ringed is flower {points.chosen}, a virginica, at ({place[0]:.2f}, {place[1]:.2f})." in view.sentence
    said = view.sentence
    move(view, points={"restore": None})
    assert "The optimum is (−6.19, 7.91)" in view.sentence
    move(view, points={"chosen": points.chosen})  # the same from the keyboard
    move(view, points={"place": place.tolist()})
    assert view.sentence == said
    move(view, points={"class": 0})
    assert "virginica, at" not in view.sentence
    move(view, points={"remove": None})
    assert "of 99 flowers" in view.sentence


def test_after_a_drag_the_picture_looks_like_a_fresh_one(pulls):
    view, fresh = pulls_view(pulls), Pulls(X, y, SPECIES[1:])
    drag(view, pulls.boundary.line.axes, X[70], (7.0, 4.0), (7.7, 3.0))
    fresh.show(**view.values)
    assert np.array_equal(view.picture.pixels(), fresh.pixels())


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
    foot, end = ascent.next.get_xydata()[:2]
    step = path[n + 1] - w
    assert np.allclose(foot, w) and np.allclose(end - foot, step * max(1, 1.6 / np.hypot(*step)))  # never hidden
    assert ascent.rule.get_text() == f"w ← w {'+' if direction == 'ascent' else '−'} {rate:g} ∂ℒ/∂w"
    inside = np.all((np.array([-12, -4]) <= w) & (w <= np.array([6, 14])))
    assert np.allclose(ascent.dot.get_xydata()[0], np.clip(w, [-12, -4], [6, 14]))
    assert ("off the map" in said) == ascent.lost.get_visible() == (not inside)
    height, distance = (trace.get_ydata() for trace in ascent.traces)
    expected = [max(log_likelihood(v, F, y), ascent.FLOOR) for v in path[COUNTS[: t + 1]]]
    assert np.allclose(height, expected)
    assert np.allclose(distance, np.linalg.norm(path[COUNTS[: t + 1]] - best, axis=1))
    assert [end.get_xydata().tolist() for end in ascent.ends] == [[[t, height[-1]]], [[t, distance[-1]]]]
    assert np.allclose(ascent.peak.get_xydata(), best)
    assert np.allclose(ascent.top.get_ydata(), log_likelihood(best, F, y))
    for name, artists in ascent.contours.items():
        assert {artist.get_visible() for artist in artists} == {name == features}
    assert f"after {n:,} step{'' if n == 1 else 's'} w = ({w[0]:.2f}, {w[1]:.2f})" in said.replace("−", "-")
    assert f"L = {log_likelihood(w, F, y):.2f};" in said.replace("−", "-")
    rises = n > 0 and log_likelihood(w, F, y) > log_likelihood(path[n - 1], F, y)
    assert ("the last step raised L" in said) == rises
    assert ("worse" in said) == (n > 0 and direction == "descent")


def test_the_contours_are_heights_of_the_likelihood(ascent):
    for features, F in (("as measured", X), ("standardised", standardised(X))):
        peak, drawn = log_likelihood(newton_optimum(F, y), F, y), 0
        contours, *labels = ascent.contours[features]
        for level, path in zip(contours.levels, contours.get_paths(), strict=True):
            corners = path.vertices[np.all(np.abs(path.vertices - [-3, 5]) < 9, axis=1)]
            under = [peak - log_likelihood(v, F, y) for v in corners[::10]]
            assert under == pytest.approx([peak - level] * len(under), rel=0.12, abs=0.1)
            drawn += len(under) > 0
        assert drawn >= sum(level < peak for level in contours.levels) - 1 >= 6  # the lowest may pass outside the map
        assert len(labels) == len(ascent.LABELS[features])
        for label in labels:
            there = log_likelihood(label.get_position(), F, y)
            assert numbers(label.get_text()) == [min(contours.levels, key=lambda level: abs(level - there))]
            assert np.all(np.abs(np.subtract(label.get_position(), [-3, 5])) < 9)


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
    assert "(off the map)" in said and ascent.lost.get_text() == "off the map" and ascent.lost.get_visible()
    assert ascent.lost.get_bbox_patch().get_facecolor()[:3] == to_rgb("white")
    assert "nan" not in said and "inf" not in said
    assert all(np.all(np.isfinite(trace.get_ydata())) for trace in ascent.traces)
    ((x, height),) = ascent.dot.get_xydata()
    assert -12 <= x <= 6 and -4 <= height <= 14


def test_how_the_last_step_went_is_told(ascent):
    assert "the first step is still to come" in ascent.show(t=0) and "the last step raised L" in ascent.show(t=1)
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


def test_a_walk_that_is_interrupted_goes_on_from_there():
    whole, walk = Walk(X, y, 0.001).upto(30).copy(), Walk(X, y, 0.001)

    class Brake:
        """In place of X / 2: lets the walk take 11 steps, and then someone presses Interrupt."""

        steps, half = 0, walk.half

        def dot(self, w):
            self.steps += 1
            if self.steps == 12:
                raise KeyboardInterrupt
            return self.half.dot(w)

    walk.half = brake = Brake()
    with pytest.raises(KeyboardInterrupt):
        walk.upto(30)
    assert walk.taken == 11
    assert np.array_equal(walk.upto(30), whole)
    assert brake.steps == 12 + 30 - 11  # no step is taken twice
    assert np.array_equal(walk.upto(5), whole[:6]) and walk.taken == 30


def ascent_view(ascent, **more):
    return explore(ascent, t=Playback(100), rate=[0.001, 0.004, 1.0], features=["as measured", "standardised"], **more)


@pytest.mark.parametrize("panel", [0, 1])
def test_the_mouse_takes_a_dot_along_the_axis_of_steps(ascent, separable, panel):
    for view in (ascent_view(ascent), explore(separable, t=Playback(100))):
        axes = view.picture.traces[panel].axes
        height = 10.0 ** np.log10(axes.get_ylim()).mean() if axes.get_yscale() == "log" else np.mean(axes.get_ylim())
        assert drag(view, axes, (12, height), (40.4, height))["t"] == 40
        assert view.picture.ends[panel].get_xdata() == [40]
        assert f"after {COUNTS[40]:,} steps" in view.sentence
        assert drag(view, axes, (40, height), (500, height))["t"] == 100
        assert drag(view, axes, (40, height), (-500, height))["t"] == 0


def test_the_mouse_leads_the_dot_along_the_walk(ascent):
    view = ascent_view(ascent)
    view.set(t=30)
    path = gradient_ascent(np.zeros(2), X, y, 0.001, int(COUNTS[70]))
    for t in (33, 50, 60, 20):
        drag(view, ascent.map, ascent.dot.get_xydata()[0], *(path[COUNTS[k]] for k in way(view.values["t"], t)))
        assert abs(view.values["t"] - t) <= 1  # a pixel
        assert np.allclose(ascent.dot.get_xydata(), path[COUNTS[view.values["t"]]])
    before = view.values
    assert drag(view, ascent.map, (4, 12), (5, 13)) == before  # nothing to take there


def way(start, end):
    return range(start, end + 1) if start < end else range(start, end - 1, -1)


def test_a_dot_at_the_edge_of_the_map_can_be_led_back(ascent):
    view = ascent_view(ascent)
    view.set(t=30, rate=1.0)
    assert "off the map" in view.sentence
    ((x, height),) = ascent.dot.get_xydata()
    assert (x, height) == (-12, 14)
    assert drag(view, ascent.map, (x + 0.1, height - 0.1), (-3, 5), (0, 0))["t"] < 30


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
    after = "1 step" if t == 1 else f"{COUNTS[t]:,} steps"
    assert said.startswith(
        f"{SPECIES[other]} against virginica after {after}: {wrong} flower{'' if wrong == 1 else 's'} on the wrong side"
    )
    assert f"L = {likelihood(w, F, label):.3f}." in said.replace("−", "-")
    assert sorted(separable.zero.get_xydata().tolist()) == sorted(F[label == 0].tolist())
    assert [label.get_text() for label in separable.labels] == [SPECIES[other], "virginica"]
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
    assert f"slope along w₀ is {exact:.4f}." in said.replace("−", "-")
    steps, errors = sizes.real.get_data()
    assert np.allclose(steps, [10.0**k for k in range(-15, 0)])
    for h in (0.05, 0.1):
        step = np.array([h, 0])
        measured = abs((likelihood(w + step, X, y) - likelihood(w - step, X, y)) / (2 * h) - exact)
        bend = np.interp(np.log(h), np.log(steps), np.log(sizes.bends.get_ydata()))
        assert np.exp(bend) == pytest.approx(measured, rel=0.5)
    assert errors[-1] == pytest.approx(measured, rel=1e-6)
    assert np.argmin(errors) not in (0, 14) and errors.min() < 1e-6 and errors[0] > 1e-4 and errors[-1] > 1e-2
    assert np.all(sizes.imaginary.get_ydata()[:7] < 1e-11)
    assert np.all(errors < 100 * (sizes.bends.get_ydata() + sizes.rounds.get_ydata()))
    at = list(range(-15, 0)).index(-5)
    assert sizes.rings.get_ydata() == [errors[at], sizes.imaginary.get_ydata()[at]]


def test_the_mouse_takes_the_rings_along(sizes):
    view = explore(sizes, exponent=(-15, -1, 1))
    for x, exponent in ((1.4e-9, -9), (8e-4, -3), (1e3, -1), (1e-18, -15)):
        assert drag(view, sizes.plot, (1e-5, 1e-3), (x, 1e-3))["exponent"] == exponent
        assert np.allclose(sizes.rings.get_xdata(), 10.0**exponent)


@pytest.mark.parametrize("exponent", range(-15, 0))
def test_digits_are_marked_from_the_first_wrong_one(sizes, exponent):
    said = sizes.show(exponent=exponent)
    assert f"h = 10⁻{str(-exponent).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))} " in said
    bend, rounding = (curve.get_ydata()[exponent + 15] for curve in (sizes.bends, sizes.rounds))
    assert numbers(said)[-2:] == pytest.approx([bend, rounding], rel=0.05)
    exact = shown(sizes.slopes[0])
    assert right_part(sizes.slopes[0]) is None
    for pair, line in zip(sizes.slopes[1:], (sizes.real, sizes.imaginary), strict=True):
        said, right = shown(pair), right_part(pair)
        assert exact.startswith(said[:right])
        assert right is None or said[right] != exact[right]
        error = abs(float(plain(said)) - float(plain(exact)))
        assert error == pytest.approx(line.get_ydata()[exponent + 15], rel=0.05, abs=3e-13)


def test_flowers_too_large_for_the_graph_are_refused():
    with pytest.raises(ValueError, match=r"X must lie between -35 and 35, for σ above 0; got 170\.0 at index \(0, 0\)"):
        ChainRule([[170.0, 70.0], [180.0, 80.0]], [0, 1], SPECIES[1:])


def test_a_hill_without_any_of_the_levels_has_no_contours():
    rng = np.random.default_rng(0)
    many = Ascent(rng.normal(size=(5000, 2)) + 3, rng.integers(0, 2, 5000))
    assert not many.map.collections and "L = " in many.update()
