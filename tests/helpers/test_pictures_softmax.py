"""The pictures of notebook 4 show what they say: drawn data and sentences against sums done another way."""

import contextlib
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.textpath import TextPath

from helpers import models
from helpers.datasets import digits, iris, split
from helpers.live import Playback, explore
from helpers.pictures import softmax as pictures
from helpers.pictures.style import CLASSES
from tests.helpers.hand import cursor, drag
from tests.notebooks import code
from tests.notebooks.code import ROOT, code_cells, fresh_namespace, parse, run

COLOURS = [look["color"] for look in CLASSES]


def odds(logits):
    """The softmax the slow way, in Python's own floats: each probability is one over the sum of e^(other - own)."""
    return [1 / sum(math.exp(min(other - own, 700)) for other in logits) for own in logits]


def read(p):
    """The probabilities a sentence or a label may show for p."""
    return "<0.001" if p < 0.0005 else ">0.999" if p > 0.9995 else f"{p:.3f}"


def minus(text):
    return text.replace("−", "-")


def words(texts):
    return [text.get_text() for text in texts]


# --- three logits


@pytest.fixture(scope="module")
def bars():
    return pictures.SoftmaxBars()


SETTINGS = [
    (1.0, 2.0, -0.5, 0.0, 1.0),
    (-4.0, 4.0, 3.9, 4.0, 0.2),
    (0.3, -2.2, 1.7, -4.0, 5.0),
    (-4.0, -4.0, -4.0, -4.0, 0.2),
    (4.0, 4.0, -1.0, 4.0, 2.3),
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_bars_are_the_logits_and_their_probabilities(bars, setting):
    *l, shift, T = setting
    sentence = minus(bars.update(*setting))
    p = odds([l_c / T for l_c in l])  # the shift must not matter
    assert [bar.get_height() for bar in bars.logit_bars] == pytest.approx([l_c + shift for l_c in l])
    assert [bar.get_height() for bar in bars.chance_bars] == pytest.approx(p)
    shifted = [l_c + shift for l_c in l]
    for numbers, heights, gap in ((bars.logit_numbers, shifted, 0.9), (bars.chance_numbers, p, 0.055)):
        places = [number.get_position() for number in numbers]  # each number stands beyond the end of its bar
        assert [x for x, _ in places] == [0, 1, 2]
        assert [abs(y) for _, y in places] == pytest.approx([abs(height) + gap for height in heights])
        assert all(y * height >= 0 for (_, y), height in zip(places, heights, strict=True))
    assert words(bars.logit_numbers) == [f"{l_c:.2f}".replace("-", "−") for l_c in shifted]
    assert words(bars.chance_numbers) == [read(p_c) for p_c in p]
    assert f"probabilities {', '.join(read(p_c) for p_c in p)};" in sentence
    assert f"), T = {T}:".replace(".0:", ":") in sentence
    assert "(" + ", ".join(f"{l_c + shift:.2f}" for l_c in l) + ")" in sentence


@pytest.mark.parametrize(
    ("l", "words"),
    [
        ((1.0, 2.0, 0.0), "class 1 leads."),
        ((3.0, 0.0, 3.0), "classes 0 and 2 share the lead."),
        ((1.0,) * 3, "no class leads."),
    ],
)
def test_who_leads(bars, l, words):
    assert bars.update(*l).endswith("; " + words)


def test_every_bar_and_number_stays_inside_its_axes(bars):
    for setting in SETTINGS:
        bars.show(**dict(zip(("l0", "l1", "l2", "shift", "T"), setting, strict=True)))
        for axes, numbers in zip(bars.figure.axes, (bars.logit_numbers, bars.chance_numbers), strict=True):
            frame = axes.get_window_extent()
            for number in numbers:
                size = number.get_fontsize() * bars.figure.dpi / 72
                reach = TextPath((0, 0), number.get_text(), size=size).get_extents().size / 2
                place = axes.transData.transform(number.get_position())
                assert np.all(frame.min <= place - reach) and np.all(place + reach <= frame.max)


@pytest.mark.parametrize(
    ("p", "text"), [(0.25, "0.250"), (0.0, "<0.001"), (1.0, ">0.999"), (0.0004, "<0.001"), (0.9994, "0.999")]
)
def test_no_probability_is_said_to_be_zero_or_one(p, text):
    assert pictures.chance(p) == text


# --- the bridge


@pytest.mark.parametrize(("l0", "l1"), [(0.5, 1.5), (-4.0, 4.0), (4.0, -4.0), (2.2, 2.2), (-1.3, 0.4)])
def test_dot_on_the_sigmoid_is_as_high_as_the_bar_of_class_one(l0, l1):
    bridge = pictures.Bridge()
    sentence = minus(bridge.update(l0, l1))
    p1 = 1 / (1 + math.exp(l0 - l1))
    assert bridge.dot.get_xydata() == pytest.approx(np.array([[l1 - l0, p1]]))
    assert [bar.get_height() for bar in bridge.bars] == pytest.approx([1 - p1, p1])
    assert set(bridge.level.get_ydata()) == {bridge.dot.get_ydata()[0]}
    assert bridge.drop.get_xydata()[1] == pytest.approx([l1 - l0, p1])
    assert f"Logits ({l0:.2f}, {l1:.2f}): σ({l1 - l0:.2f}) is {read(p1)};" in sentence
    assert sentence.endswith(f"softmax: {read(1 - p1)} for class 0, {read(p1)} for class 1.")


# --- three species


@pytest.fixture(scope="module")
def flowers():
    X, species = iris()
    return X[:, [0, 2]], (species - 1) % 3


@pytest.fixture(scope="module")
def three(flowers):
    return pictures.ThreeSpecies(*flowers, ("versicolor", "virginica", "setosa"))


WEIGHTS = [
    (0.5, -0.5, 1.5, 0.5, 1.5, -1.0),
    (0.0, -6.2, 4.0, 0.0, 7.9, -8.0),
    (8.0, 8.0, -8.0, -8.0, 8.0, -8.0),
    (-1.7, 0.4, 2.9, 1.1, -0.3, -2.2),
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_flowers_probabilities_rings_and_sentence(three, flowers, weights):
    X, y = flowers
    sentence = minus(three.update(*weights))
    own, wrong = [], []
    for i, (x0, x1) in enumerate(X):
        l = [x0 * weights[c] + x1 * weights[3 + c] for c in range(3)]
        own.append(odds(l)[y[i]])
        if l.index(max(l)) != y[i]:
            wrong.append(i)
    for c, dots in enumerate(three.dots):
        assert dots.get_color() == COLOURS[c]
        assert dots.get_marker() == CLASSES[c]["marker"]
        assert dots.get_xdata().tolist() == list(range(50 * c, 50 * c + 50)), "class by class"
        assert (dots.axes.get_xticks()[c], dots.axes.get_xticklabels()[c].get_text()) == (50 * c + 24.5, str(c))
        assert dots.get_ydata() == pytest.approx(np.array(own)[y == c])
    assert three.rings.get_xydata().tolist() == X[wrong].tolist()
    start = f"{len(wrong)} of 150 flowers in a wrong region; lowest p {read(min(own))}; log-likelihood "
    assert sentence.startswith(start)
    if min(own) > 1e-290:
        said = float(re.search(r"log-likelihood (\S+)\.$", sentence).group(1))
        assert said == pytest.approx(sum(math.log(p) for p in own), abs=0.0051)


def test_the_same_number_on_top_of_all_logits_changes_nothing(three):
    """At these weights a flower lies on a border."""
    for row in (0, 1):
        moved = [weight + (k // 3 == row) for k, weight in enumerate(WEIGHTS[0])]
        assert three.update(*moved) == three.update(*WEIGHTS[0])


@pytest.mark.parametrize("weights", WEIGHTS)
def test_shade_is_the_mixture_of_the_class_colours(three, weights):
    three.update(*weights)
    shade = np.asarray(three.shade.get_array())
    left, right, bottom, top = three.shade.get_extent()
    plane = three.shade.axes
    assert shade.shape == (45, 51, 4)
    assert ((left, right), (bottom, top)) == ((0, 8.5), (0, 7.5)) == (plane.get_xlim(), plane.get_ylim())
    assert three.shade.origin == "lower"
    for r, k in np.random.default_rng(3).integers(0, (45, 51), size=(25, 2)):
        x0, x1 = right * (k + 0.5) / 51, top * (r + 0.5) / 45
        p = odds([x0 * weights[c] + x1 * weights[3 + c] for c in range(3)])
        mixture = [sum(p[c] * to_rgb(COLOURS[c])[channel] for c in range(3)) for channel in range(3)]
        assert shade[r, k] == pytest.approx([*mixture, 0.42])


@pytest.mark.parametrize("weights", WEIGHTS)
def test_borders_are_where_the_two_largest_logits_are_equal(weights):
    W = np.array(weights).reshape(2, 3)
    rays = pictures.borders(W)
    for pair, ends in rays.items():
        for end in ends:
            third, second, first = sorted(end @ W)
            assert first == pytest.approx(second, abs=1e-8)
            assert third <= second + 1e-8
            assert [end @ W[:, c] for c in pair] == pytest.approx([first, first])
    ends = np.concatenate(list(rays.values()))
    around = np.radians(np.arange(0, 360, 0.5) + 0.123)
    leaders = np.argmax(np.stack([np.cos(around), np.sin(around)], axis=1) @ W, axis=1)
    assert len(ends) == np.sum(leaders != np.roll(leaders, 1))


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_black_lines_run_from_the_origin_along_the_borders(three, weights):
    three.update(*weights)
    W = np.array(weights).reshape(2, 3)
    expected = [end for ends in pictures.borders(W).values() for end in ends]
    drawn = three.border.get_xydata().reshape(-1, 3, 2)
    assert len(drawn) == len(expected)
    for (start, end, gap), along in zip(drawn, expected, strict=True):
        assert start.tolist() == [0, 0] and np.isnan(gap).all()
        assert end / np.hypot(*end) == pytest.approx(along) and np.hypot(*end) > 20


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_large_marker_stands_in_its_own_region(three, weights):
    three.update(*weights)
    W = np.array(weights).reshape(2, 3)
    for c, flag in enumerate(three.flags):
        assert flag.get_marker() == CLASSES[c]["marker"]
        for place in flag.get_xydata():
            assert np.argmax(place @ W) == c


# --- digits


@pytest.fixture(scope="module")
def data():
    X, y = digits()
    return split(X, y, np.random.default_rng(5))


@pytest.fixture(scope="module")
def path():
    """Not a real training: random weights are a harder test than trained ones. The start is zero, as it should be."""
    rng = np.random.default_rng(6)
    return np.array([np.zeros((64, 10)), *(scale * rng.normal(size=(64, 10)) for scale in (0.1, 0.3, 1.0))])


def test_gallery_shows_each_digit_in_its_own_column():
    X, y = digits()
    gallery = pictures.DigitGallery(X, y)
    wall = gallery.figure.axes[0].images[0].get_array()
    assert wall.shape == (40, 100)
    for c in range(10):
        for row in range(4):
            tile = np.asarray(wall[10 * row : 10 * row + 10, 10 * c : 10 * c + 10])
            assert np.array_equal(tile[1:9, 1:9].ravel(), X[np.flatnonzero(y == c)[row]])
            assert tile.sum() == tile[1:9, 1:9].sum()
    left, right, bottom, top = gallery.figure.axes[0].images[0].get_extent()
    assert (left, right) == (-0.5, 9.5)
    assert bottom > top
    counts = [int(np.sum(y == c)) for c in range(10)]
    assert gallery.update() == (
        "40 of 1797 handwritten digits, the classes 0 to 9 from left to right. Each is 64 numbers; "
        f"each class has from {min(counts)} to {max(counts)} examples."
    )


def slow_scores(W, X, y):
    """Mean cross-entropy and number of digits right, one digit at a time."""
    loss, right = 0.0, 0
    for x, label in zip(X, y, strict=True):
        l = [float(x @ column) for column in W.T]
        loss -= math.log(odds(l)[label])
        right += l.index(max(l)) == label
    return loss / len(y), right


@pytest.mark.parametrize("t", [0, 1, 3])
def test_training_shows_the_losses_the_share_and_the_progress(data, path, t):
    training = pictures.Training(path, *data)
    X_train, y_train, X_test, y_test = data
    sentence = training.update(t)
    train, _ = slow_scores(path[t], X_train, y_train)
    test, right = slow_scores(path[t], X_test, y_test)
    for (line, dot, _), height in zip(training.walked, (train, test, 100 * right / len(y_test)), strict=True):
        assert dot.get_xydata() == pytest.approx(np.array([[t, height]]))
        assert line.get_xdata().tolist() == list(range(t + 1))
        assert line.get_ydata()[-1] == pytest.approx(height)
    assert [line.axes for line, _, _ in training.walked] == [training.figure.axes[k] for k in (0, 0, 1)]
    assert [line.get_label() for line, _, _ in training.walked[:2]] == ["training digits", "test digits"]
    assert training.progress.get_width() == t
    assert training.progress.axes.get_xlim() == (0, 3)
    assert training.told.get_text() == f"step {t} of 3"
    assert sentence == (
        f"Step {t} of 3: cross-entropy per digit {train:.3f} on the training set and {test:.3f} on the test set; "
        f"{right} of {len(y_test)} test digits right ({100 * right / len(y_test):.1f}%)."
    )


def test_everything_in_the_training_picture_fits_its_axes(data, path):
    training = pictures.Training(path, *data)
    for line, _, heights in training.walked:
        low, high = line.axes.get_ylim()
        assert low < min(heights) <= max(heights) < high


@pytest.mark.parametrize("t", [1, 2, 3])
def test_weight_images_are_the_columns(path, t):
    weights = pictures.WeightImages(path)
    sentence = minus(weights.update(t))
    wall = weights.images.get_array()
    assert wall.shape == (20, 50)
    assert list(weights.images.get_extent()) == [0, 50, 20, 0]  # so a pixel is as wide as 1 of the axes
    assert wall.count() == 640
    for c, (title, frame) in enumerate(zip(weights.images.axes.texts, weights.images.axes.patches, strict=True)):
        left, top = 10 * (c % 5) + 1, 10 * (c // 5) + 1
        tile = wall[top : top + 8, left : left + 8]
        assert tile.tolist() == [[path[t][8 * r + k][c] for k in range(8)] for r in range(8)]
        assert title.get_text() == f"$c = {c}$"
        assert title.get_position() == pytest.approx((left + 4, top - 0.9))
        assert frame.get_bbox().extents == pytest.approx([left - 0.1, top - 0.1, left + 8.1, top + 8.1])
    low, high = weights.images.get_clim()
    assert -low == high == np.abs(path).max()
    best = max((path[t][pixel][c], pixel, c) for pixel in range(64) for c in range(10))
    steps = "step" if t == 1 else "steps"
    assert sentence == (
        f"After {t} {steps} the weights run from {path[t].min():.2f} to {best[0]:.2f}; the largest one speaks for "
        f"class {best[2]}, at row {best[1] // 8 + 1}, column {best[1] % 8 + 1}, counted from 1."
    )


def test_orange_is_for_and_purple_against(path):
    image = pictures.WeightImages(path).images
    red, _, blue, _ = image.cmap(image.norm(2.0))
    assert red > blue
    red, _, blue, _ = image.cmap(image.norm(-2.0))
    assert red < blue


def test_weights_before_the_first_step(path):
    assert pictures.WeightImages(path).update(0) == "After 0 steps all 640 weights are zero."


@pytest.mark.parametrize("t", [0, 1, 3])
def test_confusion_counts_every_digit_in_its_cell(data, path, t):
    _, _, X, y = data
    confusion = pictures.Confusion(path, X, y)
    sentence = confusion.update(t)
    counts = {}
    for x, label in zip(X, y, strict=True):
        l = [float(x @ column) for column in path[t].T]
        cell = (int(label), l.index(max(l)))
        counts[cell] = counts.get(cell, 0) + 1
    drawn = np.asarray(confusion.cells.get_array())
    assert {cell: int(drawn[cell]) for cell in np.ndindex(10, 10) if drawn[cell]} == counts
    for row, column in np.ndindex(10, 10):
        number = confusion.numbers[row][column]
        assert number.get_position() == (column, row)
        assert number.get_text() == str(counts.get((row, column), ""))
    right = sum(n for (label, guess), n in counts.items() if label == guess)
    steps = "step" if t == 1 else "steps"
    assert confusion.title.get_text() == f"after {t} {steps}"
    assert sentence.startswith(f"After {t} {steps} {right} of {len(y)} test digits are right; no mistake is more")
    label, guess, times = map(int, re.search(r"than (\d) taken for (\d) \((\d+) times\)\.$", sentence).groups())
    assert counts[label, guess] == times == max(n for (a, b), n in counts.items() if a != b)


def test_numbers_are_white_on_dark_cells_and_black_on_pale_ones(data, path):
    confusion = pictures.Confusion(path, *data[2:])
    confusion.show(t=0)
    confusion.show(t=3)
    counts = np.asarray(confusion.cells.get_array())
    seen = set()
    for cell in np.argwhere(counts):
        paper = np.mean(confusion.cells.to_rgba(counts[*cell])[:3])
        ink = to_rgb(confusion.numbers[cell[0]][cell[1]].get_color())[0]
        assert abs(paper - ink) > 0.35
        seen.add(ink)
    assert seen == {0, 1}


def test_confusion_rows_run_downwards_and_cells_lie_on_their_ticks(data, path):
    confusion = pictures.Confusion(path, *data[2:])
    axes = confusion.figure.axes[0]
    assert axes.get_ylim() == (9.5, -0.5)
    assert axes.get_xlim() == (-0.5, 9.5)
    assert list(confusion.cells.get_extent()) == [-0.5, 9.5, 9.5, -0.5] and confusion.cells.origin == "upper"


@pytest.mark.parametrize(
    ("guesses", "words"),
    [
        ([0, 1, 1, 0, 0, 0], "3 of 6 test digits are right; no mistake is more frequent than 1 taken for 0 (twice)."),
        ([0, 1, 1, 1, 0, 2], "5 of 6 test digits are right; no mistake is made twice."),
        ([0, 1, 1, 1, 1, 2], "6 of 6 test digits are right; no mistake is made twice."),
    ],
)
def test_few_mistakes_in_words(guesses, words):
    y = np.array([0, 1, 1, 1, 1, 2])
    confusion = pictures.Confusion(np.eye(10)[None], np.eye(10)[guesses], y)
    assert confusion.update(0) == f"After 0 steps {words}"


@pytest.mark.parametrize(("digit", "t"), [(0, 1), (17, 2), (448, 3), (200, 3), (201, 3)])
def test_one_digit_its_logits_and_probabilities(data, path, digit, t):
    _, _, X, y = data
    one = pictures.OneDigit(path, X, y)
    sentence = minus(one.update(digit, t))
    l = [sum(X[digit][pixel] * path[t][pixel][c] for pixel in range(64)) for c in range(10)]
    p, best, label = odds(l), int(np.argmax(l)), int(y[digit])
    assert np.asarray(one.image.get_array()).ravel().tolist() == X[digit].tolist()
    assert [bar.get_width() for bar in one.bars[0]] == pytest.approx(l)
    assert [bar.get_width() for bar in one.bars[1]] == pytest.approx(p)
    for bars in one.bars:
        blue = [bar.get_facecolor()[:3] == to_rgb(pictures.INK) for bar in bars]
        assert blue == [c == best for c in range(10)]
        assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == pytest.approx(list(range(10)))
    assert one.star.get_ydata() == [label]
    assert one.title.get_text() == f"test digit {digit}: class {label}"
    steps = "step" if t == 1 else "steps"
    own = "right" if best == label else f"wrong, for class {label} gets {read(p[label])}"
    assert sentence == (
        f"Test digit {digit} is of class {label}. After {t} {steps} class {best} is most probable, with logit "
        f"{l[best]:.2f} and probability {read(p[best])}; {own}."
    )


def test_before_the_first_step_no_class_is_ahead(data, path):
    _, _, X, y = data
    one = pictures.OneDigit(path, X, y)
    said = one.update(5, 0)
    assert said == f"Test digit 5 is of class {y[5]}. After 0 steps all ten classes have probability 0.100."
    assert [bar.get_width() for bar in one.bars[1]] == pytest.approx([float(Fraction(1, 10))] * 10)


def test_every_logit_fits_its_axes(data, path):
    _, _, X, y = data
    one = pictures.OneDigit(path, X, y)
    low, high = one.bars[0][0].axes.get_xlim()
    assert low < (X @ path[-1]).min()
    assert (X @ path[-1]).max() < high


# --- the mouse


def logit_controls(*names):
    return {name: (-4.0, 4.0, 0.1) for name in names}


@pytest.fixture(scope="module")
def bars_view():
    return explore(pictures.SoftmaxBars(), **logit_controls("l0", "l1", "l2", "shift"), T=(0.25, 5.0, 0.25))


@pytest.mark.parametrize("c", range(3))
def test_a_logit_bar_follows_the_hand_whatever_the_shift(bars_view, c):
    axes = bars_view.picture.figure.axes[0]
    for shift, y in ((0.0, 3.0), (1.5, -1.3), (-2.0, 0.0)):
        bars_view.set(l0=1.0, l1=2.0, l2=-0.5, shift=shift)
        assert cursor(bars_view, axes, c + 0.3, 5) == "grab"
        values = drag(bars_view, axes, (c - 0.2, 0.3), (c + 1.7, 8.0), (c - 0.9, y))  # sideways is no matter
        assert values[f"l{c}"] == pytest.approx(y - shift, abs=0.13)  # a pixel, and the slider's step
        assert bars_view.picture.logit_bars[c].get_height() == pytest.approx(values[f"l{c}"] + shift)
        others = {f"l{k}": l for k, l in enumerate((1.0, 2.0, -0.5)) if k != c}
        assert {**values, **others, "shift": shift, "T": 1.0} == values, "nothing else moves"
        dragged = bars_view.sentence, bars_view.frame
        bars_view.set(**{f"l{c}": 0.0})
        bars_view.set(**{f"l{c}": values[f"l{c}"]})
        assert (bars_view.sentence, bars_view.frame) == dragged, "the slider does so too"
    for y, end in ((90.0, 4.0), (-90.0, -4.0)):
        assert drag(bars_view, axes, (c, 0.3), (c, y))[f"l{c}"] == end


@pytest.mark.parametrize("panel", [0, 1])
def test_between_the_bars_there_is_nothing_to_take(bars_view, panel):
    axes = bars_view.picture.figure.axes[panel]
    before = bars_view.values
    assert cursor(bars_view, axes, 0.5, 0.5) != "grab"
    assert drag(bars_view, axes, (0.5, 0.5), (1.0, 1.0)) == before


@pytest.mark.parametrize("c", range(3))
def test_a_probability_follows_the_hand_by_its_own_logit(bars_view, c):
    axes = bars_view.picture.figure.axes[1]
    for T, shift, p in ((1.0, 0.0, 0.3), (0.5, -3.0, 0.62), (1.75, 2.0, 0.25)):
        bars_view.set(l0=1.0, l1=1.5, l2=-0.5, shift=shift, T=T)
        values = drag(bars_view, axes, (c, 0.1), (c + 1, 0.9), (c, p))
        assert abs(values[f"l{c}"]) < 4
        assert bars_view.picture.chance_bars[c].get_height() == pytest.approx(p, abs=0.006)
        others = {f"l{k}": l for k, l in enumerate((1.0, 1.5, -0.5)) if k != c}
        assert {**values, **others, "shift": shift, "T": T} == values
    for y, end in ((9.0, 4.0), (-9.0, -4.0)):
        assert drag(bars_view, axes, (c, 0.1), (c, y))[f"l{c}"] == end


def test_a_hand_moves_only_what_has_a_control():
    view = explore(pictures.SoftmaxBars(), l0=(-4.0, 4.0, 0.1))
    for axes in view.picture.figure.axes:
        assert drag(view, axes, (2, 0.2), (2, 0.7)) == {"l0": 1.0}


def test_the_logits_of_a_bar_have_two_decimals():
    assert pictures.SoftmaxBars().update(0.25, -1.75, 0.0).startswith("Logits (0.25, −1.75, 0.00), T = 1:")
    assert pictures.Bridge().update(0.25, -1.75).startswith("Logits (0.25, −1.75): σ(−2.00) is")


@pytest.mark.parametrize("l0", [-4.0, -1.3, 0.5, 4.0])
def test_the_dot_on_the_bridge_goes_wherever_the_hand_goes(l0):
    view = explore(pictures.Bridge(), **logit_controls("l0", "l1"))
    curve = view.picture.figure.axes[0]
    for x in (-99.0, -7.9, -3.0, -0.4, 0.0, 2.2, 7.5, 99.0):
        view.set(l0=l0, l1=0.3)
        values = drag(view, curve, (1.0, 0.5), (x, 0.2))
        difference = values["l1"] - values["l0"]
        assert difference == pytest.approx(np.clip(x, -8, 8), abs=0.1)
        assert view.picture.dot.get_xdata() == pytest.approx([difference])
        if -4 < l0 + x < 4:
            assert values["l0"] == l0, "only class 1's logit moves, as long as it can"


@pytest.mark.parametrize("c", [0, 1])
def test_the_bars_of_the_bridge_can_be_pulled(c):
    view = explore(pictures.Bridge(), **logit_controls("l0", "l1"))
    bars = view.picture.figure.axes[1]
    values = drag(view, bars, (c, 0.2), (c, 0.8))
    assert values[f"l{1 - c}"] == (0.5, 1.5)[1 - c]
    assert view.picture.bars[c].get_height() == pytest.approx(0.8, abs=0.006)
    assert drag(view, bars, (c, 0.2), (c, 7.0))[f"l{c}"] == 4
    assert drag(view, bars, (c, 0.2), (c, -7.0))[f"l{c}"] == -4


def matrix(values):
    return np.array([[values[f"w{d}{c}"] for c in range(3)] for d in range(2)])


@pytest.fixture(scope="module")
def three_view(flowers):
    names = [f"w{d}{c}" for c in range(3) for d in range(2)]
    return explore(
        pictures.ThreeSpecies(*flowers, ("versicolor", "virginica", "setosa")),
        **{name: (-8.0, 8.0, 0.1) for name in names},
    )


def set_matrix(view, weights):
    view.set(**{f"w{d}{c}": float(weights[3 * d + c]) for c in range(3) for d in range(2)})


RNG = np.random.default_rng(11)


@pytest.mark.parametrize("weights", [*WEIGHTS[:2], WEIGHTS[3], *RNG.uniform(-8, 8, (7, 6)).round(1)])
def test_a_border_is_laid_through_the_hand(three_view, weights):
    view, plane = three_view, three_view.picture.figure.axes[0]
    set_matrix(view, weights)
    W = matrix(view.values)
    seen = [
        (pair, end)
        for pair, ends in pictures.borders(W).items()
        for end in ends
        if min(end) > 0.05  # it runs through the panel
    ]
    for pair, end in seen:
        c, other = pair
        third = 3 - c - other
        for place in ((6.0, 4.0), (3.0, 6.5), (8.0, 1.0), (-2.0, 7.0), (20.0, 3.0)):
            set_matrix(view, weights)
            start = 5 * end / max(end)
            assert cursor(view, plane, *start) == "grab"
            dragged = matrix(drag(view, plane, start, (4.0, 4.0), place))
            pixel = plane.transData.inverted().transform(np.trunc(plane.transData.transform(place)))
            assert dragged[:, third].tolist() == W[:, third].tolist()
            apart, before = dragged[:, c] - dragged[:, other], W[:, c] - W[:, other]
            assert apart @ pixel / np.hypot(*apart) == pytest.approx(0, abs=0.02 * np.hypot(*pixel))
            assert (dragged[:, c] + dragged[:, other]) == pytest.approx(W[:, c] + W[:, other], abs=0.021)
            assert np.hypot(*apart) <= np.hypot(*before) + 0.05
            if min(place) > 0:
                assert apart @ before > 0, "each class stays on its side"
            if np.all(abs(dragged) < 7.9):
                assert np.hypot(*apart) == pytest.approx(np.hypot(*before), abs=0.05)
            assert view.sentence == view.picture.update(**view.values)


def test_away_from_every_border_there_is_nothing_to_take(three_view):
    view, plane = three_view, three_view.picture.figure.axes[0]
    set_matrix(view, WEIGHTS[0])
    before = view.values
    angles = [np.degrees(np.arctan2(*end[::-1])) for ends in pictures.borders(matrix(before)).values() for end in ends]
    far_off = [angle for angle in range(5, 86) if min(abs(angle - other) for other in angles) > 4]
    assert len(far_off) > 40
    for angle in far_off:
        place = 5 * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        assert cursor(view, plane, *place) != "grab"
        assert drag(view, plane, place, (4.0, 4.0)) == before
    set_matrix(view, (1.0,) * 6)
    assert cursor(view, plane, 4.0, 4.0) != "grab", "without borders there is nothing to take"


def test_a_border_pulled_through_the_origin_stays_a_border(three_view):
    view, plane = three_view, three_view.picture.figure.axes[0]
    set_matrix(view, WEIGHTS[0])
    end = next(end for ends in pictures.borders(matrix(view.values)).values() for end in ends if min(end) > 0.05)
    values = drag(view, plane, 5 * end, (0.001, 0.001), (0.0, 0.0), (-1.0, -2.0), (5.0, 3.0))
    assert np.all(np.isfinite(matrix(values))) and np.all(abs(matrix(values)) <= 8)
    assert view.picture._turn((0, 1), 0.0, 0.0, view.values) == {}


def test_the_hand_walks_along_the_training(data, path):
    view = explore(pictures.Training(path, *data), t=Playback(3))
    for axes in view.picture.figure.axes:
        y = np.sqrt(np.prod(axes.get_ylim())) if axes.get_yscale() == "log" else 0.5
        for x, t in ((-5.0, 0), (0.1, 0), (1.2, 1), (1.8, 2), (77.0, 3)):
            assert drag(view, axes, (1.5, y), (x, y))["t"] == t
            assert view.picture.told.get_text() == f"step {t} of 3"


# --- walks of any length


def test_a_long_walk_is_scored_in_parts(data):
    long = list(np.random.default_rng(8).normal(scale=0.2, size=(130, 64, 10)))
    training, confusion = pictures.Training(long, *data), pictures.Confusion(long, *data[2:])
    assert len(training.train) == len(training.test) == len(training.right) == 130
    for t in (0, 63, 64, 129):
        loss, right = slow_scores(long[t], *data[2:])
        assert (training.test[t], training.right[t]) == pytest.approx((loss, right))
        assert confusion.table(t).trace() == right


def test_an_interrupted_training_keeps_what_it_learnt(monkeypatch):
    """Stop the loop of the notebook in its 14th step: all cells after it work with the 13 that were taken."""
    monkeypatch.chdir(ROOT / "notebooks")
    namespace, gradient, calls = fresh_namespace(), models.cross_entropy_gradient, []

    def impatient(W, X, y):
        calls.append(1)
        if len(calls) == 14:
            raise KeyboardInterrupt
        return gradient(W, X, y)

    monkeypatch.setattr(models, "cross_entropy_gradient", impatient)
    for cell in code_cells(code.read(ROOT / "notebooks" / "04_softmax.ipynb")):
        with pytest.raises(KeyboardInterrupt) if "path.append" in cell.source else contextlib.nullcontext():
            run(parse(cell.source), namespace)
    assert len(namespace["path"]) == 14
    assert np.array_equal(namespace["path"][-1], namespace["W_trained"])
    assert [namespace[name].controls["t"].high for name in ("training", "one")] == [13, 13]
    assert ". After 13 steps " in namespace["one"].sentence
