"""What a notebook's kernel knows about its pictures: these functions run inside it, asked by the browser tests.

Where an answer is about every picture, it goes by the identifiers of their widgets.
"""

import gc
import json
import os
import random
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

import numpy as np
import psutil
from ipywidgets import Widget
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.live import Picture, View
from helpers.live.widget import in_turn


@in_turn
def tell(question, *facts):
    """Print the answer to one of the questions below, as JSON. Meanwhile no other thread sends a picture ahead."""
    print(json.dumps(globals()[question](*facts)))


def living(kind):
    """The things of that kind that are in memory."""
    return [thing for thing in gc.get_objects() if issubclass(type(thing), kind)]


def views():
    """The pictures that are open, by identifier."""
    return {view.model_id: view for view in living(View) if view.comm is not None}


_known = WeakValueDictionary()


def _view(name):
    """The open picture of that name: looking through all that is in memory takes a while, so this is done once."""
    if name not in _known:
        _known.update(views())
    return _known[name]


_first = {}  # for each picture, what its controls stood at when it was first looked at


def put_back():
    """Set every control to where it stood at first."""
    for name, view in views().items():
        view.set(**_first.setdefault(name, view.values))


def values():
    """What the controls of each picture stand at."""
    return {key: {name: str(value) for name, value in view.values.items()} for key, view in views().items()}


def panels():
    """For each picture, the panels in which something can be dragged: see `_panel`."""
    return {
        key: [_panel(view, axes) for axes in dict.fromkeys(axes for axes, *_ in view.picture.drags)]
        for key, view in views().items()
    }


def _panel(view, axes):
    """What there is to take, and where: places are shares of the picture's width and height, from the top left.

    edges: left, bottom, right, top; limits: what they are in the panel's data
    grip: the place nearest to the middle where there is something to take
    flowers: for each flower that can be taken, its place
    """
    picture = view.picture

    def share(place):
        x, y = place / picture.figure.bbox.size
        return [x, 1 - y]

    def held(place):
        return picture.grab(axes, *axes.transData.inverted().transform(place), view.values)

    grid = [(i / 16, j / 16) for i in range(1, 16) for j in range(1, 16)]
    middle_first = sorted(grid, key=lambda place: abs(place[0] - 0.5) + abs(place[1] - 0.5))
    places = map(axes.transAxes.transform, middle_first)
    points = view.values.get("points")
    flowers = [] if points is None else map(axes.transData.transform, points.X)
    return {
        "edges": share(axes.bbox.min) + share(axes.bbox.max),
        "limits": [*axes.viewLim.min, *axes.viewLim.max],
        "grip": next((share(place) for place in places if held(place)), None),
        "flowers": [share(place) for place in flowers if "points" in (held(place) or [()])[0]],
    }


def process():
    """The number of the kernel's process."""
    return os.getpid()


def wander(name, seed):
    """Set all controls of a picture to places drawn at random, and say its sentence there."""
    view, draw = _view(name), random.Random(seed)
    view.set(**{key: _anywhere(control, view.values[key], draw) for key, control in view.controls.items()})
    return view.sentence


def _anywhere(control, value, draw):
    """A value that this control takes, drawn at random."""
    if control.kind in ("slider", "playback"):
        return control.check(draw.uniform(control.low, control.high))
    if control.kind == "button":
        return draw.randrange(20)
    if control.kind == "points":  # one more edit of the points as they are
        place = [draw.uniform(low, high) for low, high in zip(control.low, control.high, strict=True)]
        value = replace(value, chosen=draw.randrange(len(value.y)))
        return draw.choice([value, value.moved(place), value.labelled(1 - value.y[value.chosen]), value.removed()])
    return draw.choice(control.stops(value))


FAINT = 8  # of 255: fainter, an artist cannot be seen


@contextmanager
def _so_wide(figure, width):
    """Meanwhile the figure is so many pixels wide."""
    dpi = figure.dpi
    figure.dpi = width / figure.get_figwidth()
    try:
        yield
    finally:
        figure.dpi = dpi


def draw_agg(name, file, width):
    """Save the picture as matplotlib's Agg draws it, arrays (height, width, 3), as laid out and so many pixels wide.

    Returns its sentence, worked out afresh.
    """
    view = _view(name)
    picture, said = view.picture, view.picture.update(**view.values)
    images = [_agg(picture)]
    if images[0].shape[1] != width:
        with _so_wide(picture.figure, width):
            images.append(_agg(picture))
    np.savez(file, *images)
    return said


def draw_without(name, file, width, sample, wanted=None):
    """Save the picture, and what it looks like when one artist is left out, for each that moves and a sample of others.

    The file has the whole picture, and for each artist `part_0`, … what changes; returns what they are, and where:
    (its identity, its description, [top, bottom, left, right]). wanted: only artists with one of these identities.
    """
    picture = _view(name).picture
    with _so_wide(picture.figure, width):
        return _draw_without(picture, file, sample, wanted)


def _draw_without(picture, file, sample, wanted):
    found, parts, whole = [], [], _agg(picture)
    hidden = _grid_under_lines(picture.figure)
    seen = [artist for artist in picture.figure.findobj() if artist.get_visible() and artist not in hidden]
    artists = [artist for artist in seen if not artist.get_children()]
    random.Random(0).shuffle(artists)
    for artist in artists:
        moves = artist.get_animated()
        if id(artist) not in wanted if wanted is not None else not moves and sample <= 0:
            continue
        artist.set_visible(False)
        without = _agg(picture)
        artist.set_visible(True)
        changed = np.argwhere((np.abs(without.astype(int) - whole) > FAINT).any(axis=-1))
        if len(changed):
            (top, left), (bottom, right) = changed.min(axis=0).tolist(), (changed.max(axis=0) + 1).tolist()
            found.append((id(artist), f"{'moving ' * moves}{artist}", [top, bottom, left, right]))
            parts.append(without[top:bottom, left:right])
            sample -= not moves
    np.savez(file, whole=whole, **{f"part_{k}": part for k, part in enumerate(parts)})
    return found


def _grid_under_lines(figure):
    """The lines of the grid that lie under other lines, from end to end: nobody sees whether they are there."""

    def ends(line):
        return line.get_transform().transform(line.get_xydata())

    return [
        grid
        for axes in figure.axes
        for grid in (*axes.get_xgridlines(), *axes.get_ygridlines())
        for line in axes.lines
        if line.get_visible() and len(line.get_xydata()) == 2 and np.allclose(ends(line), ends(grid))
    ]


def _agg(picture):
    """The picture on white paper."""
    pixels = picture.pixels()
    alpha = pixels[..., 3:] / 255
    return (alpha * pixels[..., :3] + 255 * (1 - alpha)).round().astype(np.uint8)


def census():
    """How many figures, pictures and open widgets there are, and how much memory (in MB) it takes."""
    gc.collect()
    return {
        "figures": len(living(Figure)),
        "pictures": len(living(Picture)),
        "widgets": sum(widget.comm is not None for widget in living(Widget)),
        "memory": psutil.Process().memory_info().rss / 1e6,
    }


def smallest_type():
    """For each picture, the size of the smallest words drawn in it, as a share of the picture's width."""
    return {key: _smallest_type(view.picture.figure) for key, view in views().items()}


def _smallest_type(figure):
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return min(text.get_fontsize() for text in texts) / 72 / figure.get_figwidth()
