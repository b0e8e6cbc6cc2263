"""Pictures that follow your hand: a figure plus a sentence, and the controls that move both.

    view = explore(ZeroOneLoss(X, y, names), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1))
    view                # shows controls, picture and sentence
    drive(view)         # moves every control over its range and prints what the picture says

The picture's still parts are drawn once. After that only the artists that move are drawn, on top of the stored
background, so a slider costs a few milliseconds instead of a whole new figure.
"""

import functools
import html
import inspect
import io
import sys
import textwrap
import threading
import weakref
from base64 import b64encode
from contextlib import ExitStack, suppress
from importlib.resources import files

import ipywidgets as widgets
import numpy as np
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.controls import Again, Bed, Number, Steps, stops
from helpers.still import Still

READY = 2  # so many pictures, those moved last, keep what makes the next move fast: it takes memory
# What live.js says in place of a width: the front end cannot show ipympl's canvas; a hand comes to the picture.
NO_IPYMPL, HAND_NEAR = -1, -2


def num(value, places=2):
    """The number as the sentences write it: fixed places, a real minus sign, and never "−0.00".

    >>> num(-6.93147), num(-0.001), num(-3, 0)
    ('−6.93', '0.00', '−3')
    """
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


class Picture:
    """A figure plus one sentence that states what the figure shows, computed from the numbers it drew.

    A subclass lays out its still parts in __init__ (calling `panels` or `mosaic` for the axes, `moves` for each
    artist that will move, and `takes` for each panel in which the mouse can take hold) and writes `update(**values)`,
    which moves those artists and returns the sentence. Every value has a default: that is how the picture looks before
    anyone touches it.
    """

    sentence = None
    ready = True  # whether to keep the background for the next `show`
    _background = None
    _shown = None

    def panels(self, rows=1, columns=1, size=None, **options):
        """Make the figure, `size` inches (width, height), and return its axes as `Figure.subplots` does."""
        return self._new_figure(size).subplots(rows, columns, **options)

    def mosaic(self, layout, size=None, **options):
        """Make the figure and return its axes by name, as `Figure.subplot_mosaic` does."""
        return self._new_figure(size).subplot_mosaic(layout, **options)

    def _new_figure(self, size):
        self.figure = Figure(figsize=size)
        self.listen(FigureCanvasAgg(self.figure))
        self._moving, self._hands = [], []
        return self.figure

    def listen(self, canvas):
        """Let `canvas` show this figure: each full draw stores a new background."""
        canvas.mpl_connect("draw_event", self._keep_background)

    def moves(self, artist):
        """Register an artist that `update` will move; returns the artist."""
        artist.set_animated(True)
        self._moving.append(artist)
        self.forget()
        return artist

    def forget(self):
        """Draw the still parts again with the next `show`: they have changed."""
        self._background = None

    def takes(self, axes, drag, grip=lambda x, y, values: {}):
        """Let the mouse take hold in these axes; of several, the one declared last is asked first.

        grip(x, y, values): what taking hold at (x, y) changes, {} for nothing yet, or None where there is nothing to
        take. drag(x, y, values): the values that bring the picture under the hand at (x, y).
        """
        self._hands.insert(0, (axes, grip, drag))

    def grab(self, axes, x, y, values):
        """What a hand at (x, y) takes hold of: (values that change at once, drag), or None."""
        for panel, grip, drag in self._hands:
            if panel is axes and (changed := grip(x, y, values)) is not None:
                return changed, drag
        return None

    def show(self, **values):
        """Update the picture to `values`, redraw what moves, and return the sentence.

        When `update` fails, its error is raised again and the picture stays as it was.
        """
        try:
            self.sentence = self.update(**values)
        except Exception:
            if self._shown is not None:
                with suppress(Exception):
                    self.update(**self._shown)
            raise
        self._shown = values
        canvas = self.figure.canvas
        if self._background is None:
            canvas.draw()
        else:
            canvas.restore_region(self._background)
            self._draw_moving()
            canvas.blit(self.figure.bbox)
        return self.sentence

    def pixels(self):
        """What is on the canvas now: an array (height, width, 4) of bytes."""
        return np.asarray(self.figure.canvas.buffer_rgba())

    def _keep_background(self, event):
        if self.ready:
            self._background = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        self._draw_moving()

    def _draw_moving(self):
        for artist in sorted(self._moving, key=lambda artist: artist.get_zorder()):
            self.figure.draw_artist(artist)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The still picture for readers without a kernel: image, alternative text, and the sentence as plain text."""
        if self.sentence is None:
            self.show()
        flat = Image.fromarray(self.pixels()).convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE)
        file = io.BytesIO()
        flat.save(file, format="png")
        png = b64encode(file.getvalue()).decode()
        said = html.escape(self.sentence)
        return {
            "text/plain": self.sentence,
            "image/png": png,
            "text/html": f'<figure><img alt="{said}" src="data:image/png;base64,{png}">'
            f'<figcaption aria-hidden="true">{said}</figcaption></figure>',
        }


def screen(picture):
    """What shows the picture: ipympl's canvas; whole images in Colab, and wherever ipympl is not installed."""
    try:
        from helpers.canvas import LiveCanvas  # here, because it needs ipympl
    except ModuleNotFoundError:
        return Still(picture)
    return Still(picture) if "google.colab" in sys.modules else LiveCanvas(picture)


_turn = threading.RLock()


def in_turn(method):
    """Let threads take turns in all such methods: JupyterLab may let several of them hear of widgets."""

    @functools.wraps(method)
    def waits(*args, **values):
        with _turn:
            return method(*args, **values)

    return waits


_moved_last = []  # weak references to views


class View(widgets.VBox):
    """A picture with its controls; `controls` maps each name to the widget that holds its value."""

    def __init__(self, picture, controls):
        self.picture, self.controls = picture, controls
        self._defaults = _defaults(picture)
        self.caption = widgets.HTML(_dom_classes=("sentence",))
        self.screen = screen(picture)
        canvas = picture.figure.canvas
        self._dpi, self._fitted, self._drag, self._holding = picture.figure.dpi, None, None, False
        canvas.mpl_connect("button_press_event", self._take)
        canvas.mpl_connect("motion_notify_event", self._pull)
        canvas.mpl_connect("button_release_event", self._let_go)
        for control in controls.values():
            control.observe(self._moved, "value")
        width = f"{picture.figure.bbox.width:.0f}px"
        look = widgets.Layout(flex_flow="row wrap", max_width=width)
        row = widgets.Box(list(controls.values()), layout=look, _dom_classes=("live-controls",))
        room = widgets.IntText(_dom_classes=("live-hidden", "live-room"), layout=row.layout)
        room.observe(self._fit, "value")
        super().__init__([row, self.screen, self.caption, room, hook(row.layout)], _dom_classes=("live",))
        self._moved()

    @property
    def values(self):
        """What each control stands at, by name."""
        return {name: control.value for name, control in self.controls.items()}

    @in_turn
    def set(self, **values):
        """Move several controls at once, each as far as it goes; the picture follows once. Other names are ignored."""
        self._holding = True
        try:
            for name in values.keys() & self.controls.keys():
                self.controls[name].value = values[name]
        finally:
            self._holding = False
        self._moved()

    @in_turn
    def _moved(self, change=None):
        if self._holding:
            return
        self._get_ready()
        try:
            said, failed = self.picture.show(**self.values), ""
        except Exception as error:
            said = self.picture.sentence or ""
            failed = f"This setting could not be drawn, so the picture stays as it was. {type(error).__name__}: {error}"
            raise
        finally:
            if not self.screen.muted:
                self.screen.refresh()
                failed = failed and f'<p class="failed">{html.escape(failed)}</p>'
                self.caption.value = f"<p>{html.escape(said)}</p>{failed}"

    def _get_ready(self):
        """Keep what makes the next move fast, in place of a picture that has rested for longer."""
        views = [view for view in (known() for known in _moved_last) if view not in (None, self)] + [self]
        _moved_last[:] = map(weakref.ref, views[-READY:])
        self.picture.ready = True
        for view in views[:-READY]:
            view.rest()

    def rest(self):
        """Give back the memory that only serves the next move; that one will draw everything."""
        self.picture.ready = False
        self.picture.forget()
        self.screen.forget()

    def _under(self, event):
        """What the mouse could take hold of."""
        return event.inaxes and self.picture.grab(event.inaxes, event.xdata, event.ydata, self.values)

    @in_turn
    def _take(self, event):
        """A mouse button went down: take hold of what is there."""
        found = self._under(event)
        if found:
            changed, drag = found
            self._drag = (event.inaxes, drag)
            if changed:
                self.set(**changed)

    @in_turn
    def _pull(self, event):
        """The mouse moved: what it holds follows, also beyond the panel's edge."""
        if event.guiEvent and not event.buttons:  # the button came up somewhere outside the picture
            self._drag = None
        if self._drag is None:
            self.picture.figure.canvas._cursor = "grab" if self._under(event) else "default"
            return
        axes, drag = self._drag
        x, y = axes.transData.inverted().transform((event.x, event.y))
        self.set(**drag(x, y, {**self._defaults, **self.values}))

    @in_turn
    def _let_go(self, event):
        self._drag = None

    @in_turn
    def _fit(self, change):
        """live.js says how much room there is: make the picture as wide, but no wider than it was designed."""
        if change.new == NO_IPYMPL:
            self._stand_in()
        elif change.new == HAND_NEAR:
            self._wake()
        elif change.new:
            self._resize(change.new)

    def _wake(self):
        if not self.picture.ready:
            self._get_ready()
            self.picture.figure.canvas.draw()

    def _resize(self, width):
        figure = self.picture.figure
        scale = min(1, max(width, 320) / (figure.get_figwidth() * self._dpi))
        dpi = self._dpi * scale * figure.canvas.device_pixel_ratio
        if dpi == self._fitted:  # it asks again: the new size was overtaken on the way, and ipympl took the old one
            figure.canvas.manager.resize(*figure.bbox.size)
        figure.dpi = self._fitted = dpi
        figure.canvas.trimmed = True
        figure.canvas.draw()

    def _stand_in(self):
        """The front end has no ipympl: show whole images instead."""
        screen, self.screen = self.screen, Still(self.picture)
        self.children = [self.screen if child is screen else child for child in self.children]
        for widget in family(screen):
            widget.close()
        self._moved()

    @in_turn
    def close(self):
        """Let go of the picture, and of every widget that showed it, here and in the browser."""
        members = family(self)
        _moved_last[:] = [known for known in _moved_last if known() is not self]
        self.picture, self.screen, self.controls, self.children = None, None, {}, ()
        for widget in members:
            widget.unobserve_all()
            super(View, widget).close() if widget is self else widget.close()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {**super()._repr_mimebundle_(), **self.picture._repr_mimebundle_()}


@functools.cache
def _style_and_script():
    style, script = (files("helpers").joinpath(name).read_text("utf-8") for name in ("live.css", "live.js"))
    return f'<style onload="{html.escape(script)}">{style}</style>'


def hook(layout=None):
    """An unseen widget: a style sheet, and the script that its arrival starts in whatever front end shows it.

    It tends the widget of class "live" that contains it: names for the controls in its "live-controls", and a
    "sentence" that is announced when it changes.
    """
    return widgets.HTML(_style_and_script(), _dom_classes=("live-hidden",), layout=layout or widgets.Layout())


def family(widget):
    """The widget and all that belong to it alone: what it contains, their layouts and styles."""
    found, queue = [], [widget]
    while queue:
        member = queue.pop()
        if member in found or member in Number.shared_looks():
            continue
        found.append(member)
        for name in member.keys:
            value = getattr(member, name)
            queue += [
                part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, widgets.Widget)
            ]
    return found


_earlier = {}  # for each cell of the notebook: its execution count, and the views it has shown


def replace_earlier(view):
    """When a cell is run again, close what it showed before."""
    shell = get_ipython()
    cell = getattr(shell, "get_parent", dict)().get("metadata", {}).get("cellId") if shell else None
    if cell:
        count, views = _earlier.get(cell, (None, []))
        if count != shell.execution_count:
            for old in views:
                old.close()
            views = []
        _earlier[cell] = (shell.execution_count, [*views, view])


def explore(picture, **controls):
    """Show `picture` with a control for each named value of its `update`.

    A range (low, high, step) becomes a slider with a number box, a list a menu, True or False a tick box; `Again("…")`
    is a button, `Steps(last)` a row of them, and `Bed(X, y, names)` lets a hand change the points. Each starts at the
    default that `update` gives it.
    Raises TypeError when a name is not a value of this picture.
    """
    defaults = _defaults(picture)
    unknown = sorted(controls.keys() - defaults.keys())
    if unknown:
        raise TypeError(f"{type(picture).__name__} has the values {', '.join(defaults)}; got {', '.join(unknown)}")
    view = View(picture, {name: make_control(name, spec, defaults[name]) for name, spec in controls.items()})
    replace_earlier(view)
    return view


def _defaults(picture):
    return {name: p.default for name, p in inspect.signature(picture.update).parameters.items()}


def make_control(name, spec, value):
    """The widget for one value: see `explore`."""
    if isinstance(spec, Bed):
        return spec
    if isinstance(spec, (Again, Steps)):
        spec.value = value
        return spec
    label = "ν" if name == "nu" else name.replace("_", " ").translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    if isinstance(spec, bool):
        return widgets.Checkbox(value=value, description=label, indent=False)
    if isinstance(spec, list):
        return widgets.Dropdown(options=spec, value=value, description=label)
    return Number(*spec, value=value, label=label)


def drive(view, **positions):
    """Move each control of `view` over its range, and print what the picture says at the ends and in between.

    `positions` may name, for a control, the values worth reading; the whole range is swept all the same, in silence.
    Every control is put back where it was.
    Raises AssertionError when a control leaves the picture or its sentence as it was: it is not wired up.
    """
    view.screen.muted = True
    try:
        for name, control in view.controls.items():
            chosen = positions.get(name, [])
            said = _sweep(view, name, control, [*stops(control), *chosen])[-len(chosen) :]
            for value, sentence in said if chosen or len(said) < 5 else (said[0], said[len(said) // 2], said[-1]):
                shown = f"{value:g}".replace("-", "−") if isinstance(value, float) else value
                print(textwrap.fill(f"{name} = {shown}: {sentence}", width=100, subsequent_indent="    "))
    finally:
        view.screen.muted = False


def _sweep(view, name, control, values):
    """Move one control through the values and back; the (value, sentence) pairs it gave."""
    start = control.value
    first, moved, said = None, False, []
    with ExitStack() as stack:  # the browser hears only of the end
        for widget in (control, *getattr(control, "children", ())):
            stack.enter_context(widget.hold_sync())
        for value in values:
            control.value = value
            said.append((value, view.picture.sentence))
            if first is None:
                first = view.picture.pixels().copy()
            moved = moved or not np.array_equal(first, view.picture.pixels())
        control.value = start
    assert moved, f"moving {name} does not change the picture"
    assert len({sentence for _, sentence in said}) > 1, f"moving {name} does not change the sentence"
    return said
