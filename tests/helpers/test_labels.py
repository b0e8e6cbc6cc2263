"""In no picture of the notebooks, at no setting, does a label lie on another or leave the figure, and none is tiny."""

import random
from itertools import combinations

import pytest
from matplotlib.transforms import Affine2D, Bbox

from helpers.live import Picture, View, explore
from helpers.live.vectors import Recorder
from helpers.pictures.zero_one import Heaviside
from tests.notebooks import code
from tests.notebooks.sweep import settings

MIXED = 20  # settings at which each control stands anywhere
GAP = 1  # pixels that are left free round each label
SMALLEST = 11  # points


class Labels(Recorder):
    """Notes the box of each line of text that is drawn: labels, ticks, legends, and words that move."""

    def boxes(self, artists):
        """(line of text, its box, its size in points, its artist) for all that these artists draw."""
        self.found = []
        self.record(artists)
        return self.found

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        corners = Affine2D().rotate_deg(angle).translate(x, y).transform([(0, -descent), (width, height - descent)])
        if s.strip():
            box = Bbox([corners.min(axis=0), corners.max(axis=0)]).padded(GAP)
            self.found.append((s, box, prop.get_size_in_points(), mtext))


def mistakes(view):
    """What is wrong with the labels at the settings of a view, each once, with the setting where it was seen first."""
    labels, still, found = Labels(view.picture.figure), {}, {}
    for values in every_setting(view):
        if view.layer not in still:
            still[view.layer] = labels.boxes([view.picture.figure])
        boxes = still[view.layer] + labels.boxes(view.picture.moving())
        for words, box, size, _ in boxes:
            if size < SMALLEST:
                found.setdefault(f"{words} is tiny", values)
            if box.x0 < 0 or box.y0 < 0 or box.x1 > labels.width or box.y1 > labels.height:
                found.setdefault(f"{words} leaves the figure", values)
        for (one, here, _, first), (other, there, _, second) in combinations(boxes, 2):
            goes_on = first is not None and getattr(second, "xycoords", None) is first  # a number in two colours
            if here.overlaps(there) and not goes_on:
                found.setdefault(f"{one} lies on {other}", values)
    return found


class Crowded(Heaviside):
    """Tiny words that follow the dot, as far as the labels of the axis and the rim."""

    def __init__(self):
        super().__init__()
        self.words = self.animated(self.figure.axes[0].text(0, 0, "here", fontsize=10))

    def update(self, a=0.0):
        self.words.set_position((1.2 * a, 0.02))
        return super().update(a)


def test_what_overlaps_or_leaves_the_figure_or_is_tiny_is_found():
    assert mistakes(explore(Heaviside(), a=(-2.0, 2.0, 0.1))) == {}
    assert mistakes(explore(Crowded(), a=(-2.0, 2.0, 0.1))) == {
        "here is tiny": {"a": 0.0},
        "0 lies on here": {"a": -2.0},
        "here leaves the figure": {"a": 2.0},
    }


def every_setting(view):
    """Take each control through its stops, then all of them anywhere; yields the values."""
    for _ in settings(view, view.controls):
        yield view.values
    rng, start = random.Random(0), view.values
    for _ in range(MIXED):
        view.set(**{name: rng.choice(control.stops(start[name])) for name, control in view.controls.items()})
        yield view.values
    view.set(**start)


@pytest.mark.parametrize("path", code.NOTEBOOKS, ids=lambda path: path.stem)
def test_no_label_overlaps_at_any_setting(path, monkeypatch):
    shown, namespace = [], code.fresh_namespace()
    monkeypatch.setattr(code, "said", lambda value: shown.append(value) or "")
    monkeypatch.chdir(path.parent)
    for cell in code.code_cells(code.read(path)):
        code.run(code.parse(cell.source), namespace)
    views = [explore(one) if isinstance(one, Picture) else one for one in shown if isinstance(one, (Picture, View))]
    assert len(views) > 3
    assert {type(view.picture).__name__: bad for view in views if (bad := mistakes(view))} == {}
    for view in views:
        view.close()
