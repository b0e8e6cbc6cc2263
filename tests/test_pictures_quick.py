"""Words and images that are quick to draw again look like the ones they stand for."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

from helpers.pictures.quick import Cells, Written, outline

WORDS = ["1", "188", "−3.40", "<0.001", "9.77 × 10⁻⁴", "step 20 of 50", "test digit 7: class 1", "$p$ too small  →"]


def drawn(draw, dpi=100):
    figure = Figure(figsize=(4, 3), dpi=dpi)
    canvas, axes = FigureCanvasAgg(figure), figure.subplots()
    draw(axes)
    axes.axis("off")
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


@pytest.mark.parametrize("words", WORDS)
def test_an_outline_is_that_of_the_text_and_stands_where_it_should(words):
    text = TextPath((0, 0), words, size=13 / 72)
    for ha, edge in (("left", 0), ("center", 0.5), ("right", 1)):
        path = outline(words, ha=ha)
        low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
        assert high - low == pytest.approx(np.ptp(text.vertices, axis=0))
        assert low[0] + edge * (high[0] - low[0]) == pytest.approx(0, abs=1e-9)
        assert path.codes.tolist() == text.codes.tolist()
    digit = outline("1").vertices[:, 1]
    assert digit.min() + digit.max() == pytest.approx(0, abs=0.003)  # inches


def test_all_words_stand_on_one_line():
    """What hangs below it, like the tail of p, does not lift the rest."""
    zero, both = outline("1").vertices, outline("p1").vertices
    assert both[-len(zero) :, 1] == pytest.approx(zero[:, 1])


@pytest.mark.parametrize("dpi", [100, 200])
def test_written_words_cover_the_place_of_matplotlibs_text(dpi):
    def ink(pixels):
        rows, columns = np.nonzero(pixels[..., 0] < 128)
        return np.array([columns.min(), columns.max(), rows.min(), rows.max()])

    def write(axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))
        Written(axes, size=20).write(["−8.31"], 0.4, 0.7)

    def text(axes):
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.text(0.4, 0.7, "−8.31", fontsize=20, ha="center", va="center_baseline")

    assert ink(drawn(write, dpi)) == pytest.approx(ink(drawn(text, dpi)), abs=4 * dpi / 100)


def test_words_can_be_taken_back():
    def nothing(axes):
        Written(axes)

    def taken_back(axes):
        words = Written(axes)
        words.write(["gone"], 0.5, 0.5)
        words.write([], 0.5, 0.5)

    assert np.array_equal(drawn(nothing), drawn(taken_back))


@pytest.mark.parametrize("origin", ["upper", "lower"])
@pytest.mark.parametrize("ylim", [(-1, 8), (8, -1)])
@pytest.mark.parametrize("dpi", [100, 137, 200])
def test_cells_are_the_same_pixels_as_imshow_draws(origin, ylim, dpi):
    image = np.random.default_rng(1).random((7, 9))
    image[2, 3] = np.nan
    look = {"cmap": "PuOr_r", "extent": (0.1, 8.1, 0, 7.5), "origin": origin}

    def cells(axes):
        picture = Cells(axes, np.zeros((7, 9)), **look)
        picture.set_clim(0, 1)
        picture.set_data(image)
        axes.set(xlim=(0, 9), ylim=ylim)

    def usual(axes):
        axes.imshow(image, interpolation="nearest", vmin=0, vmax=1, aspect="auto", **look)
        axes.set(xlim=(0, 9), ylim=ylim)

    assert np.array_equal(drawn(cells, dpi), drawn(usual, dpi))
