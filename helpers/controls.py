"""What a hand can move: a slider with its number box, a button that draws again, a row of steps, a bed of points."""

import asyncio
from dataclasses import dataclass, replace

import ipywidgets as widgets
import numpy as np
import traitlets
from ipywidgets.widgets.widget_description import DescriptionStyle


class _IntSlider(widgets.IntSlider):
    value = traitlets.CInt(0).tag(sync=True, echo_update=False)  # no copy of each move back to the browser it came from


class _FloatSlider(widgets.FloatSlider):
    value = traitlets.CFloat(0.0).tag(sync=True, echo_update=False)


class Number(widgets.HBox):
    """A slider and a number box on one number `value`, a whole one when low, high and step are whole.

    The box takes one more decimal than the slider's step. Numbers beyond an end stop at that end.
    """

    value = traitlets.Any()
    shared = None

    def __init__(self, low, high, step, value=None, label=""):
        whole = all(isinstance(number, int) for number in (low, high, step))
        slider, box = (
            (widgets.IntSlider, widgets.BoundedIntText) if whole else (widgets.FloatSlider, widgets.BoundedFloatText)
        )
        self.kind, self.min, self.max, self.step = int if whole else float, low, high, step
        self.places = None if whole else 1 - int(np.floor(np.log10(step)))
        value = self._within(low if value is None else value)
        ends = {"value": value, "min": low, "max": high, "step": step}
        shared = Number.shared_looks()
        self.slider = slider(description=label, readout=False, layout=shared[0], style=shared[1], **ends)
        self.box = box(layout=shared[2], style=shared[3], **ends)
        super().__init__([self.slider, self.box], layout=shared[4], _dom_classes=("live-number",))
        self.value = value
        self.slider.observe(self._moved, "value")
        self.box.observe(self._moved, "value")

    @classmethod
    def shared_looks(cls):
        """Layouts and styles that all numbers share: fewer messages to send."""
        if cls.shared is None:
            cls.shared = (
                widgets.Layout(width="270px"),
                widgets.SliderStyle(),
                widgets.Layout(width="76px"),
                DescriptionStyle(),
                widgets.Layout(),
            )
        return cls.shared

    def _within(self, value):
        value = min(max(value, self.min), self.max)
        return int(value) if self.kind is int else round(float(value), self.places)

    @traitlets.validate("value")
    def _nearest(self, proposal):
        return self._within(proposal.value)

    def _moved(self, change):
        self.value = change.new

    @traitlets.observe(traitlets.All)  # called after those who observe "value": the picture is sent before the box
    def _show(self, change):
        if change.name != "value":
            return
        self.box.value = change.new
        if abs(self.slider.value - change.new) < 1e-9:  # the slider moved, or sits there already
            return
        # A slider in a browser rounds what it is told to its own step and sends that back, except when told to wait.
        self.slider.continuous_update = False
        self.slider.value = change.new
        self.slider.continuous_update = True


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
        self.slider = Number(0, last, 1, label="step")
        traitlets.link((self, "value"), (self.slider, "value"))
        buttons, look = [], {"layout": widgets.Layout(width="5.5em"), "style": widgets.ButtonStyle()}
        for name in ("Back", "Step", "Run", "Reset"):
            button = widgets.Button(description=name, **look)
            button.on_click(getattr(self, name.lower()))
            buttons.append(button)
        self.run_button = buttons[2]
        super().__init__([self.slider, *buttons], layout=widgets.Layout(flex_flow="row wrap"))

    @traitlets.validate("value")
    def _inside(self, proposal):
        return min(max(proposal.value, 0), self.last)

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
        try:
            while self.value < self.last:
                self.value = min(self.value + max(1, self.last // 100), self.last)
                await asyncio.sleep(0.03)
        finally:
            self.stop()


@dataclass(frozen=True, eq=False)
class Points:
    """Points X (N, D) of two classes y (N,), and the index of the one that was chosen."""

    X: np.ndarray
    y: np.ndarray
    chosen: int = 0

    def __str__(self):
        here = ", ".join(f"{x:.2f}" for x in self.X[self.chosen])
        return f"{len(self.y)} points, chosen {self.chosen}, class {self.y[self.chosen]} at ({here})"

    def moved(self, place):
        """The chosen point moved to `place` (D,)."""
        X = self.X.copy()
        X[self.chosen] = place
        return replace(self, X=X)

    def labelled(self, c):
        """The chosen point with class c."""
        y = self.y.copy()
        y[self.chosen] = c
        return replace(self, y=y)

    def added(self, place, c):
        """One more point, at `place`, of class c; it is the chosen one."""
        return Points(np.vstack([self.X, place]), np.append(self.y, c), len(self.y))

    def removed(self):
        """Without the chosen point; the one after it is chosen. Two points stay, whatever happens."""
        if len(self.y) <= 2:
            return self
        rest = np.arange(len(self.y)) != self.chosen
        return Points(self.X[rest], self.y[rest], min(self.chosen, len(self.y) - 2))


class Bed(widgets.HBox):
    """The points as a value that a hand may change: choose one, move it, give it the other class, add, remove.

    value: the `Points` as they are now. `Back to the flowers` restores them.
    """

    value = traitlets.Any()

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two classes."""
        self.first = Points(np.asarray(X, dtype=float), np.asarray(y))
        self.low, self.high = X.min(axis=0) - 0.3, X.max(axis=0) + 0.3
        box, wide, style = widgets.Layout(width="118px"), widgets.Layout(width="auto"), DescriptionStyle()
        style.description_width = "44px"
        look = {"layout": box, "style": style}
        self.chosen = widgets.BoundedIntText(description="flower", min=0, max=len(y) - 1, **look)
        self.places = [
            widgets.BoundedFloatText(description=name, min=low, max=high, step=0.1, **look)
            for name, low, high in zip(("x₀", "x₁"), self.low, self.high, strict=True)
        ]
        self.label = widgets.Dropdown(
            options=[(name, c) for c, name in enumerate(names)], description="class", style=style, layout=wide
        )
        buttons, shape = [], widgets.ButtonStyle()
        for word, action in (("Add", self.add), ("Remove", self.remove), ("Back to the flowers", self.restore)):
            button = widgets.Button(description=word, layout=wide, style=shape)
            button.on_click(action)
            buttons.append(button)
        row = widgets.Layout(flex_flow="row wrap")
        super().__init__([self.chosen, *self.places, self.label, *buttons], layout=row, _dom_classes=("live-bed",))
        self._telling = False
        self.value = self.first
        for control in (self.chosen, *self.places, self.label):
            control.observe(self._typed, "value")

    @traitlets.validate("value")
    def _inside(self, proposal):
        """Where the chosen point has gone too far from the others, it stops."""
        points = proposal.value
        place = points.X[points.chosen]
        near = np.clip(place, self.low, self.high)
        return points if np.array_equal(place, near) else points.moved(near)

    @traitlets.observe("value")
    def _tell(self, change):
        """Show the chosen point in the boxes."""
        points, self._telling = change.new, True
        try:
            self.chosen.max = len(points.y) - 1
            self.chosen.value = points.chosen
            for box, x in zip(self.places, points.X[points.chosen], strict=True):
                box.value = round(float(x), 2)
            self.label.value = int(points.y[points.chosen])
        finally:
            self._telling = False

    def _typed(self, change):
        if self._telling:
            return
        if change.owner is self.chosen:
            self.value = replace(self.value, chosen=change.new)
        elif change.owner is self.label:
            self.value = self.value.labelled(change.new)
        else:
            self.value = self.value.moved([box.value for box in self.places])

    def add(self, _=None):
        """One more flower, in the middle of the others, of the class in the menu."""
        self.value = self.value.added(self.value.X.mean(axis=0).round(1), self.label.value)

    def remove(self, _=None):
        """Without the chosen flower."""
        self.value = self.value.removed()

    def restore(self, _=None):
        """The points as they were at first."""
        self.value = self.first


def stops(control):
    """The values a sweep visits: five along a slider, every choice of a menu, two more presses of a button."""
    if isinstance(control, Again):
        return [control.value, control.value + 1, control.value + 2]
    if isinstance(control, Steps):
        return [0, 1, control.last // 2, control.last]
    if isinstance(control, Bed):
        points = control.value
        first, other = points.X.min(axis=0), 1 - points.y[points.chosen]
        return [points, points.moved(first), points.labelled(other), points.added(first, other), points.removed()]
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    if isinstance(control, widgets.Dropdown):
        return list(control.options)
    ticks = np.arange(round((control.max - control.min) / control.step) + 1)
    chosen = ticks[np.linspace(0, ticks[-1], 5).round().astype(int)]
    return [control.kind(control.min + control.step * tick) for tick in chosen]
