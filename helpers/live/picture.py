"""A picture: a figure plus one sentence, computed from the numbers that were drawn."""

import html
import inspect
import io
from base64 import b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from numbers import Real

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from helpers import validation
from helpers.live.controls import Points
from helpers.live.vectors import Recorder

LIMIT = 1e6  # of a picture's numbers, unless it says otherwise
LAYERS = 4  # of the still layers drawn so far, how many a picture keeps


@dataclass(frozen=True)
class Layer:
    """What stands still, recorded: see `vectors`. Two layers of a picture have different numbers."""

    number: int
    data: bytes


def anywhere(x, y, values):
    """A hit test that is passed everywhere, and changes nothing yet."""
    return {}


def checked(name, value, default, domain):
    """The value of a picture, if it is of the kind of its default, and in its domain if it has one."""
    if isinstance(domain, list):
        return validation.one_of(name, value, domain)
    is_bool = isinstance(value, (bool, np.bool_))
    if isinstance(default, bool):
        fits, expected = is_bool, "True or False"
    elif isinstance(default, Real):
        if not is_bool:
            return _within(name, value, *(domain or (-LIMIT, LIMIT)))
        fits, expected = False, "a number"
    elif isinstance(default, str):
        fits, expected = isinstance(value, str), "text"
    else:
        fits, expected = default is not None or value is None or isinstance(value, Points), "Points"
    if not fits:
        raise ValueError(f"{name} must be {expected}; got {validation.described(value)}")
    return value


def _within(name, value, low, high):
    """The number, if it lies from low to high, and is whole where these are."""
    if isinstance(low, int):
        return validation.whole(name, value, low, high)
    number = validation.number(name, value)
    validation.refuse(name, f"be a number from {low:g} to {high:g}", number, not low <= number <= high)
    return value if isinstance(value, (int, float)) else number


@contextmanager
def hidden(artists):
    """Meanwhile, none of the artists is visible."""
    seen = [artist for artist in artists if artist.get_visible()]
    try:
        for artist in seen:
            artist.set_visible(False)
        yield
    finally:
        for artist in seen:
            artist.set_visible(True)


class Picture:
    """A figure plus one sentence that states what the figure shows, computed from the numbers it drew.

    A subclass lays out its still parts in __init__ (calling `subplots` or `subplot_mosaic` for the axes, `animated` for
    each artist that will move, and `draggable` for each panel in which something can be dragged) and writes
    `update(**values)`, which moves those artists and returns the sentence. Every value has a default: that is how the
    picture looks before anyone touches it. What update draws and says depends on its values alone, not on earlier ones.
    `show` looks at the values, update does not.

    matrix: rows of names of controls that are laid out as a matrix. colours: a colour for each of these names.
    domains: what a value may be, where that is not all: (low, high), whole numbers if these are, or a list of options.
    """

    matrix, colours, domains = (), {}, {}
    sentence = None
    _shown_at = None  # the values at which the picture stands

    def subplots(self, rows=1, columns=1, size=None, **options):
        """Make the figure, `size` inches (width, height), and return its axes as `Figure.subplots` does."""
        return self._new_figure(size).subplots(rows, columns, **options)

    def subplot_mosaic(self, layout, size=None, **options):
        """Make the figure and return its axes by name, as `Figure.subplot_mosaic` does."""
        return self._new_figure(size).subplot_mosaic(layout, **options)

    def _new_figure(self, size):
        self.figure = Figure(figsize=size)
        self._moving, self.drags = [], []
        self.recorder = Recorder(self.figure)
        self._layers, self._facts, self.layers_drawn = {}, {}, 0
        return self.figure

    def animated(self, artist):
        """Register an artist that `update` will move; returns the artist."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def invalidate(self, **facts):
        """Say that the still parts have changed. What they now depend on, if it is named, tells them from others."""
        self._facts |= facts
        if not facts:
            self._layers.clear()

    def draggable(self, axes, drag, hit_test=anywhere):
        """Let something in these axes be dragged; of several, the one declared last is asked first.

        hit_test(x, y, values): what pressing at (x, y) changes, {} for nothing yet, or None where there is nothing to
        drag. drag(x, y, values): the values that bring the picture under the pointer at (x, y).
        """
        self.drags.insert(0, (axes, hit_test, drag))

    def grab(self, axes, x, y, values):
        """What a pointer at (x, y) takes hold of: (values that change at once, drag), or None."""
        for panel, hit_test, drag in self.drags:
            if panel is axes and (changed := hit_test(x, y, values)) is not None:
                return changed, drag
        return None

    @property
    def defaults(self):
        """The value of each name before anyone touches it, within its domain."""
        found = {name: p.default for name, p in inspect.signature(self.update).parameters.items()}
        ends = {name: domain[1] for name, domain in self.domains.items() if isinstance(domain, tuple)}
        return {name: min(value, ends[name]) if name in ends else value for name, value in found.items()}

    def show(self, **values):
        """Update the picture to `values`, and return the sentence.

        Raises ValueError, which names the value, for one of another kind than its default, or out of its domain.
        When `update` fails, its error is raised again and the picture stays as it was.
        """
        defaults = self.defaults
        values = defaults | {
            name: checked(name, value, defaults.get(name, ...), self.domains.get(name))
            for name, value in values.items()
        }
        if self._shown_at is None or values != self._shown_at:
            try:
                self.sentence = self.update(**values)
            except Exception:
                if self._shown_at is not None:
                    with suppress(Exception):
                        self.update(**self._shown_at)
                raise
            self._shown_at = values
        return self.sentence

    def still_layer(self):
        """All that does not move, recorded: a `Layer`, the same one as long as nothing of it has changed."""
        facts = tuple(sorted(self._facts.items()))
        if facts not in self._layers:
            while len(self._layers) >= LAYERS:
                del self._layers[next(iter(self._layers))]
            self.layers_drawn += 1
            with hidden(self.moving()):  # matplotlib 3.10 would draw images, although they are animated
                self._layers[facts] = Layer(self.layers_drawn, self.recorder.record([self.figure]))
        return self._layers[facts]

    def frame(self):
        """All that moves, recorded where it is now, in bytes: see `vectors`."""
        return self.recorder.record(self.moving())

    def moving(self):
        """The artists that move, in the order in which they are drawn."""
        return sorted((artist for artist in self._moving if artist.get_animated()), key=lambda one: one.get_zorder())

    def pixels(self):
        """The picture as matplotlib draws it: an array (height, width, 4) of bytes."""
        agg = RendererAgg(*self.figure.bbox.size.round(), self.figure.dpi)
        with hidden(self.moving()):
            self.figure.draw(agg)
        for artist in self.moving():
            artist.draw(agg)
        words = self.figure.findobj(Text)  # they keep the renderer that came last, and would keep its pixels
        with hidden(words):
            for one in words:
                one.draw(self.recorder)
        pixels = np.array(agg.buffer_rgba())
        vars(agg).clear()  # as do the tracebacks that matplotlib's parser of formulas stores
        return pixels

    def inks(self):
        """The colours of the names that stand in legends, [red, green, blue] from 0 to 255, for the sentence."""
        found = {}
        for axes in self.figure.axes:
            for artist, label in zip(*axes.get_legend_handles_labels(), strict=True):
                colour = artist.get_color() if hasattr(artist, "get_color") else artist.get_facecolor()
                ink = [round(255 * part) for part in to_rgb(colour)]
                if len(set(ink)) > 1:  # a colour, no grey
                    found[label.split(": ")[-1]] = ink
        return found

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The still picture for readers without a kernel: image, alternative text, and the sentence as plain text."""
        if self.sentence is None:
            self.show()
        flat = Image.fromarray(self.pixels()).convert("RGB").quantize(48, method=Image.Quantize.FASTOCTREE)
        file = io.BytesIO()
        flat.save(file, format="png", optimize=True)
        png = b64encode(file.getvalue()).decode()
        said = html.escape(self.sentence)
        return {
            "text/plain": self.sentence,
            "image/png": png,
            "text/html": f'<figure><img alt="{said}" src="data:image/png;base64,{png}">'
            f'<figcaption aria-hidden="true">{said}</figcaption></figure>',
        }
