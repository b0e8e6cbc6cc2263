"""Pictures that follow your hand: a figure plus a sentence, and the controls that move both.

    view = explore(ZeroOneLoss(X, y, names), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1))
    view                # shows controls, picture and sentence
    drive(view)         # moves every control over its range and prints what the picture says

The picture's still parts are drawn once. After that only the artists that move are drawn, on top of the stored
background, so a slider costs a few milliseconds instead of a whole new figure.
"""

import asyncio
import html
import inspect
import io
import textwrap
from base64 import b64encode

import ipywidgets as widgets
import numpy as np
import traitlets
from ipympl.backend_nbagg import Canvas, FigureManager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image


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

    A subclass lays out its still parts in __init__ (calling `panels` or `mosaic` for the axes and `moves` for each
    artist that will move) and writes `update(**values)`, which moves those artists and returns the sentence. Every
    value has a default: that is how the picture looks before anyone touches it.
    """

    sentence = None
    _background = None

    def panels(self, rows=1, columns=1, size=None, **options):
        """Make the figure, `size` inches (width, height), and return its axes as `Figure.subplots` does."""
        return self._new_figure(size).subplots(rows, columns, **options)

    def mosaic(self, layout, size=None, **options):
        """Make the figure and return its axes by name, as `Figure.subplot_mosaic` does."""
        return self._new_figure(size).subplot_mosaic(layout, **options)

    def _new_figure(self, size):
        self.figure = Figure(figsize=size)
        self.listen(FigureCanvasAgg(self.figure))
        self._moving = []
        return self.figure

    def listen(self, canvas):
        """Let `canvas` show this figure: each full draw stores a new background."""
        canvas.mpl_connect("draw_event", self._keep_background)

    def moves(self, artist):
        """Register an artist that `update` will move; returns the artist."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def show(self, **values):
        """Update the picture to `values`, redraw what moves, and return the sentence."""
        self.sentence = self.update(**values)
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


class _Canvas(Canvas):
    """An ipympl canvas whose frames a browser may drop, as it does when they come too fast to be decoded.

    ipympl sends only the pixels that differ from the frame before, so a dropped frame would leave its traces behind.
    Here each frame repeats every pixel that has moved since the last full one.
    """

    def get_diff_image(self):
        pixels = np.asarray(self.get_renderer().buffer_rgba()).view(np.uint32).squeeze(2)
        if self._force_full or pixels.shape != self._last_buff.shape:
            self._moved = np.zeros(pixels.shape, dtype=bool)
        else:
            self._moved |= pixels != self._last_buff
            self._last_buff[self._moved] = 0  # no opaque pixel is 0, so all of these count as different
        return super().get_diff_image()


class _Manager(FigureManager):
    """Sends frames only while a browser is there to see them, and none during `drive`."""

    muted = False

    def refresh_all(self):
        if not (self.muted or self.canvas.syncing_data_url):
            super().refresh_all()


class Again(widgets.Button):
    """A button whose value is how often it was pressed: use it as a seed, and each press is a new sample."""

    value = traitlets.Int(0)

    def __init__(self, description):
        super().__init__(description=description)
        self.on_click(lambda _: self.set_trait("value", self.value + 1))


class Steps(widgets.HBox):
    """Step, Back, Run, Reset and a slider, all on one number `value` between 0 and `last`."""

    value = traitlets.Int(0)

    def __init__(self, last):
        self.last = last
        self.running = None
        self.slider = widgets.IntSlider(min=0, max=last, description="step")
        traitlets.link((self, "value"), (self.slider, "value"))
        buttons, look = [], {"layout": widgets.Layout(width="5.5em"), "style": widgets.ButtonStyle()}
        for name in ("Back", "Step", "Run", "Reset"):
            button = widgets.Button(description=name, **look)
            button.on_click(getattr(self, name.lower()))
            buttons.append(button)
        self.run_button = buttons[2]
        super().__init__([self.slider, *buttons], layout=widgets.Layout(flex_flow="row wrap"))

    def step(self, _=None):
        """One step on, as far as there are steps."""
        self.stop()
        self.value = min(self.value + 1, self.last)

    def back(self, _=None):
        """One step back, as far as the start."""
        self.stop()
        self.value = max(self.value - 1, 0)

    def reset(self, _=None):
        """Back to the start."""
        self.stop()
        self.value = 0

    def run(self, _=None):
        """Walk to the last step, about a hundred frames in all; pressed again, it pauses."""
        if self.running:
            self.stop()
        else:
            self.run_button.description = "Pause"
            self.running = asyncio.ensure_future(self._walk())

    def stop(self):
        """Stay here."""
        if self.running:
            self.running.cancel()
            self.running = None
        self.run_button.description = "Run"

    async def _walk(self):
        while self.value < self.last:
            self.value = min(self.value + max(1, self.last // 100), self.last)
            await asyncio.sleep(0.03)
        self.stop()


class View(widgets.VBox):
    """A picture with its controls; `controls` maps each name to the widget that holds its value."""

    def __init__(self, picture, controls):
        self.picture, self.controls = picture, controls
        self.caption = widgets.HTML(_dom_classes=("sentence",))
        canvas = _Canvas(picture.figure)
        with canvas.hold_sync():
            canvas.header_visible = canvas.footer_visible = canvas.toolbar_visible = False
            manager = _Manager(canvas, 0)
        canvas.mpl_disconnect(manager.key_press_handler_id)  # matplotlib's own keys ("l" for log axes) surprise people
        picture.listen(canvas)
        for control in controls.values():
            control.observe(self._moved, "value")
        width = f"{picture.figure.bbox.width:.0f}px"
        row = widgets.Box(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap", max_width=width))
        super().__init__([row, canvas, self.caption])
        self._moved()

    @property
    def values(self):
        """What each control stands at, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def _moved(self, change=None):
        said = html.escape(self.picture.show(**self.values))
        if not self.picture.figure.canvas.manager.muted:
            self.caption.value = f'<p style="font-size: 115%">{said}</p>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {**super()._repr_mimebundle_(), **self.picture._repr_mimebundle_()}


def explore(picture, **controls):
    """Show `picture` with a control for each named value of its `update`.

    A range (low, high, step) becomes a slider, a list a menu, True or False a tick box; `Again("…")` is a button
    and `Steps(last)` a row of them. Each starts at the default that `update` gives it.
    Raises TypeError when a name is not a value of this picture.
    """
    defaults = {name: p.default for name, p in inspect.signature(picture.update).parameters.items()}
    unknown = sorted(controls.keys() - defaults.keys())
    if unknown:
        raise TypeError(f"{type(picture).__name__} has the values {', '.join(defaults)}; got {', '.join(unknown)}")
    shared = {"layout": widgets.Layout(), "style": widgets.SliderStyle()}  # for all sliders: fewer messages to send
    return View(picture, {name: _control(name, spec, defaults[name], shared) for name, spec in controls.items()})


def _control(name, spec, value, shared):
    if isinstance(spec, (Again, Steps)):
        spec.value = value
        return spec
    label = name.replace("_", " ").translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    if isinstance(spec, bool):
        return widgets.Checkbox(value=value, description=label, indent=False)
    if isinstance(spec, list):
        return widgets.Dropdown(options=spec, value=value, description=label)
    low, high, step = spec
    if all(isinstance(number, int) for number in spec):
        return widgets.IntSlider(value=value, min=low, max=high, step=step, description=label, **shared)
    places = max(0, -int(np.floor(np.log10(step))))
    form = f".{places}f"
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=label, readout_format=form, **shared
    )


def _positions(control):
    """The values a sweep visits: five along a slider, every choice of a menu, two more presses of a button."""
    if isinstance(control, Again):
        return [control.value, control.value + 1, control.value + 2]
    if isinstance(control, Steps):
        return [0, 1, control.last // 2, control.last]
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    if isinstance(control, widgets.Dropdown):
        return list(control.options)
    ticks = np.arange(round((control.max - control.min) / control.step) + 1)
    chosen = ticks[np.linspace(0, ticks[-1], 5).round().astype(int)]
    return [type(control.value)(control.min + control.step * tick) for tick in chosen]


def drive(view, **positions):
    """Move each control of `view` over its range, and print what the picture says at the ends and in between.

    `positions` may name, for a control, the values worth reading; the whole range is swept all the same, in silence.
    Every control is put back where it was.
    Raises AssertionError when a control leaves the picture or its sentence as it was: it is not wired up.
    """
    manager = view.picture.figure.canvas.manager
    manager.muted = True
    try:
        for name, control in view.controls.items():
            chosen = positions.get(name, [])
            said = _sweep(view, name, control, [*_positions(control), *chosen])[-len(chosen) :]
            for value, sentence in said if chosen or len(said) < 5 else (said[0], said[len(said) // 2], said[-1]):
                shown = f"{value:g}".replace("-", "−") if isinstance(value, float) else value
                print(textwrap.fill(f"{name} = {shown}: {sentence}", width=100, subsequent_indent="    "))
    finally:
        manager.muted = False


def _sweep(view, name, control, values):
    """Move one control through the values and back; the (value, sentence) pairs it gave."""
    start = control.value
    first, moved, said = None, False, []
    with control.hold_sync():  # the browser hears only of the end: else a slider's late echo would undo it
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
