"""What a notebook's kernel knows about its pictures: these functions run inside it, asked by the browser tests."""

import gc
import json
from hashlib import sha1
from types import SimpleNamespace

import psutil
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.live import View
from helpers.pictures.quick import Written


def tell(question):
    """Print the answer to one of the questions below, as JSON."""
    print(json.dumps(globals()[question]()))


def views():
    """The pictures that are alive, in the order in which they were made."""
    return [widget for widget in _instances.values() if isinstance(widget, View)]


_first = {}  # for each picture, what its controls stood at when it was first looked at


def put_back():
    """Set every control to where it stood at first."""
    for view in views():
        view.set(**_first.setdefault(view, view.values))


def values():
    """What the controls of each picture stand at."""
    return [{name: str(value) for name, value in view.values.items()} for view in views()]


def ready():
    """Whether each picture keeps what makes its next move fast."""
    return [view.picture.ready for view in views()]


def panels():
    """For each picture, the panels in which the mouse can take hold: see `_panel`."""
    return [[_panel(view, axes) for axes in dict.fromkeys(hand[0] for hand in view.picture._hands)] for view in views()]


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
        x, y = axes.transData.inverted().transform(place)
        found = view._under(SimpleNamespace(inaxes=axes, xdata=x, ydata=y))
        return found and found[0]

    grid = [(i / 16, j / 16) for i in range(1, 16) for j in range(1, 16)]
    middle_first = sorted(grid, key=lambda place: abs(place[0] - 0.5) + abs(place[1] - 0.5))
    places = map(axes.transAxes.transform, middle_first)
    points = view.values.get("points")
    flowers = [] if points is None else map(axes.transData.transform, points.X)
    return {
        "edges": share(axes.bbox.min) + share(axes.bbox.max),
        "limits": [*axes.viewLim.min, *axes.viewLim.max],
        "grip": next((share(place) for place in places if held(place) is not None), None),
        "flowers": [share(place) for place in flowers if "points" in (held(place) or ())],
    }


def census():
    """How many figures, pictures' widgets and observers there are, and how much memory (in MB) it takes."""
    gc.collect()
    figures = sum(issubclass(type(thing), Figure) for thing in gc.get_objects())
    observers = sum(
        len(handlers)
        for widget in _instances.values()
        for kinds in widget._trait_notifiers.values()
        for handlers in kinds.values()
    )
    living = [widget for widget in _instances.values() if isinstance(widget, Widget)]
    listeners = sum(len(held) for view in views() for held in view.picture.figure.canvas.callbacks.callbacks.values())
    memory = psutil.Process().memory_info().rss / 1e6
    return {"figures": figures, "widgets": len(living), "observers": observers + listeners, "memory": memory}


def smallest_type():
    """For each picture, the size in CSS pixels of the smallest words that are drawn in it."""
    return [_smallest_type(view.picture.figure) for view in views()]


def _smallest_type(figure):
    texts = [text.get_fontsize() for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    written = [words.look["size"] for words in figure.findobj(Written) if words.words]
    return min(texts + written) * figure.dpi / 72 / figure.canvas.device_pixel_ratio


def drawn():
    """For each picture, by the identifier of its widget: its width, height, and a fingerprint of what was drawn."""
    return {view.model_id: _fingerprint(view.picture.pixels()) for view in views()}


def _fingerprint(pixels):
    """A picture of one colour has no fingerprint: nothing was drawn."""
    height, width = pixels.shape[:2]
    return [width, height, sha1(pixels.tobytes()).hexdigest() if (pixels != pixels[0, 0]).any() else "blank"]
