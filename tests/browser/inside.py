"""What a notebook's kernel knows about its pictures: these functions run beside them, asked by the browser tests.

Where an answer is about every picture, it goes by the identifiers of their widgets; `of` are the views that are meant,
by identifier, if it is not all of them.
"""

import gc
import json
import os
from weakref import WeakValueDictionary

import numpy as np
import psutil
from ipykernel.connect import get_connection_info
from ipywidgets import Widget
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.live import Picture, View
from helpers.live.widget import in_turn
from tests.browser.agg import Agg


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


def put_back(of=None):
    """Set every control to where it stood at first."""
    for name, view in (of or views()).items():
        view.set(**_first.setdefault(name, view.values))


def values(of=None):
    """What the controls of each picture stand at."""
    return {key: {name: str(value) for name, value in view.values.items()} for key, view in (of or views()).items()}


def panels(of=None):
    """For each picture, the panels in which something can be dragged: see `_panel`."""
    return {
        key: [_panel(view, axes) for axes in dict.fromkeys(axes for axes, *_ in view.picture.drags)]
        for key, view in (of or views()).items()
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


def transport():
    """What it is talked to through: "ipc" for files, "tcp" for ports."""
    return get_connection_info(unpack=True)["transport"]


def draw_agg(name, file, width):
    """Save the picture as matplotlib's Agg draws it, as it was laid out and so many pixels wide; returns its sentence.

    The sentence is computed again.
    """
    view = _view(name)
    picture, said = view.picture, view.picture.update(**view.values)
    np.savez(file, *[Agg(picture, wide).draw() for wide in {picture.recorder.width, width}])
    return said


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
