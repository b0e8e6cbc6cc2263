"""The widget: controls, a picture and its sentence, drawn in the browser by live.js.

The browser sends messages {"do", "client", "turn"}. "move" has "values", and "before", the value of the control that
moved last; "grab" and "drag" have "at", a place of the figure; all three are answered by the new state. "hover", with
"at", is answered by whether there is something to drag. `turn` counts the messages of one page, `client`; one that is
overtaken on its way, for several threads may hear of them, is dropped. After the answer to a move the frames that are
likely to come next are sent ahead, each with its values, so that the browser can draw them without asking.
"""

import asyncio
import functools
import html
import threading
import time
from contextlib import suppress
from pathlib import Path

import anywidget
import traitlets
from IPython import get_ipython

from helpers.live.controls import make_control
from helpers.live.picture import Picture, anywhere
from helpers.validation import described

KEPT = 32  # frames that a picture keeps; live.js keeps as many
PATIENCE = 0.3  # seconds after a move in which frames are sent ahead
SLOW = 0.05  # seconds: a picture that takes longer for a frame is not drawn ahead

_lock = threading.RLock()  # matplotlib draws one picture at a time
_clock = [0]  # the moves of all pictures: what is sent ahead gives way to the next one


def in_turn(method):
    """Let threads take turns in all such methods: JupyterLab lets several of them hear of widgets."""

    @functools.wraps(method)
    def waits(*args, **values):
        with _lock:
            return method(*args, **values)

    return waits


class Live(anywidget.AnyWidget):
    """Controls, and below them a sentence. `values` is what they stand at, by name; `set` changes it.

    What it is made of is unchecked: `explore` does that.
    """

    # As text: of files anywidget tells each widget when they change, and so keeps those that are closed.
    _esm = Path(__file__).with_name("live.js").read_text("utf-8")
    _css = Path(__file__).with_name("live.css").read_text("utf-8")
    _ipython_display_ = None  # ipywidgets 7 has one, and with it nobody would ask for the bundle

    controls = traitlets.Dict().tag(
        sync=True, to_json=lambda controls, _: [one.described() for one in controls.values()]
    )
    values = traitlets.Dict().tag(sync=True, to_json=lambda values, view: view.sent(values))
    sentence = traitlets.Unicode().tag(sync=True)
    rich = traitlets.Unicode().tag(sync=True)  # the sentence as HTML, where it is more than a sentence
    problem = traitlets.Unicode().tag(sync=True)  # what went wrong, in one line
    answers = traitlets.List().tag(sync=True)  # [client, turn] of the move that this state answers
    kind = traitlets.Unicode().tag(sync=True)  # what it is, as a class for style sheets

    def __init__(self, controls, **state):
        """controls: by name, each with its name and its start."""
        self._turns = {}
        super().__init__(controls=controls, **{"values": {name: one.start for name, one in controls.items()}, **state})
        self.on_msg(self.receive)

    def sent(self, values):
        """The values as the browser knows them."""
        return {name: self.controls[name].sent(value) for name, value in values.items()}

    def set(self, **values):
        """Move several controls at once; a number beyond the end of a slider stops at that end.

        Raises ValueError, which names the control, when one of them does not exist or cannot take its value: then
        nothing moves. An error of the picture's `update` is raised again, and picture and values stay as they were.
        """
        if unknown := sorted(values.keys() - self.controls.keys()):
            raise ValueError(f"no control is called {', '.join(unknown)}; there are {', '.join(self.controls)}")
        self._move({name: self.controls[name].check(value) for name, value in values.items()})

    @in_turn
    def _move(self, values, answers=()):
        """Go to these values, and tell the browser."""
        goal = {**self.values, **values}
        with self.hold_sync():
            self.answers = [*answers]
            try:
                self._show(goal)
            except Exception as error:
                failed = f"{type(error).__name__}: {error}"
                self.problem = f"This setting could not be drawn, so the picture stays as it was. {failed}"
                raise
            self.values, self.problem = goal, ""

    def _show(self, values):
        """Draw what belongs to these values."""

    @in_turn
    def receive(self, _, told, buffers):
        """Hear from the browser: see the top of this file."""
        client, turn = told["client"], told["turn"]
        if turn > self._turns.get(client, 0):
            _clock[0] += 1
            self._turns[client] = turn
            try:
                self._act(told, [client, turn])
            finally:
                self.answers = [client, turn]  # whatever happened: the browser waits for it

    def _act(self, told, answers):
        """Do what the browser asks for."""
        moved = {name: self.controls[name].received(to, self.values[name]) for name, to in told["values"].items()}
        self._move(moved, answers)

    def close(self):
        """Let go of the widget, here and in the browser."""
        self.unobserve_all()
        self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, **self.read()}, metadata

    def read(self):
        """What readers without a kernel get, by media type."""
        return {"text/plain": self.sentence, "text/html": self.rich or f"<p>{html.escape(self.sentence)}</p>"}


class View(Live):
    """A picture with its controls. What it is made of is unchecked: `explore` does that."""

    size = traitlets.List().tag(sync=True)  # width and height of the figure in its own pixels
    still, frame = traitlets.Bytes().tag(sync=True), traitlets.Bytes().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)  # the number of the still layer below the frame
    glyphs = traitlets.Bytes().tag(sync=True)
    panels = traitlets.List().tag(sync=True)  # [x, y, width, height, whether all of it can be dragged]
    inks = traitlets.Dict().tag(sync=True)
    matrix = traitlets.List().tag(sync=True)
    colours = traitlets.Dict().tag(sync=True)
    veiled = traitlets.Bool(False).tag(sync=True)  # until the reader has made a prediction

    def __init__(self, picture, controls):
        self._picture, self._frames, self._drag, self._task = picture, {}, None, None
        with _lock:
            start = {name: control.start for name, control in controls.items()}
            sentence, frame, layer = self._render(start)
            boxes = {axes: False for axes, *_ in picture.drags}
            for axes, hit_test, _ in picture.drags:
                boxes[axes] |= hit_test is anywhere
            super().__init__(
                controls,
                sentence=sentence,
                frame=frame,
                still=layer.data,
                layer=layer.number,
                glyphs=picture.recorder.glyphs(),
                size=[picture.recorder.width, picture.recorder.height],
                panels=[[*axes.bbox.bounds, everywhere] for axes, everywhere in boxes.items()],
                inks=picture.inks(),
                matrix=[list(row) for row in picture.matrix],
                colours=picture.colours,
            )

    @property
    def picture(self):
        """The picture as it stands: frames that were sent ahead may have moved it on. None once the view is closed."""
        with _lock:
            if self._picture is not None:
                self._picture.show(**self.values)
            return self._picture

    def _render(self, values):
        """(sentence, frame, layer) at these values, drawn or remembered."""
        key = tuple(values.values())
        if key not in self._frames:
            sentence = self._picture.show(**values)
            layer = self._picture.still_layer()  # first, for drawing it lays out what moves
            self._frames[key] = sentence, self._picture.frame(), layer
            if len(self._frames) > KEPT:
                del self._frames[next(iter(self._frames))]
        return self._frames[key]

    def _show(self, values):
        self.sentence, self.frame, layer = self._render(values)
        self.still, self.layer = layer.data, layer.number
        self._send_glyphs()

    def _send_glyphs(self):
        recorder = self._picture.recorder
        if recorder.glyphs_packed < recorder.glyph_count:
            self.glyphs = recorder.glyphs()

    @in_turn
    def receive(self, _, told, buffers):
        """Hear from the browser: see the top of this file."""
        if self._picture is None:
            return
        if told["client"] not in self._turns:  # a page that has just come has no frames yet
            self._frames.clear()
        if told["do"] == "hover":
            self.send({"client": told["client"], "grab": self._under(*told["at"]) is not None})
        else:
            super().receive(_, told, buffers)

    def _act(self, told, answers):
        if told["do"] == "move":
            super()._act(told, answers)
            for name, before in told.get("before", {}).items():
                self._go_ahead(name, before)
        elif told["do"] == "grab":
            found = self._under(*told["at"])
            axes, (changed, drag) = found or (None, ({}, None))
            self._drag = found and (axes, drag)
            self.send({"client": told["client"], "held": found is not None})
            self._move(self._controlled(changed), answers)
        elif told["do"] == "drag":
            picture, (axes, drag) = self.picture, self._drag or (None, None)
            to = drag(*_data(axes, told["at"]), {**picture.defaults, **self.values}) if axes else {}
            self._move(self._controlled(to), answers)

    def _under(self, x, y):
        """(axes, what it takes hold of) for a pointer at this place of the figure, or None."""
        picture = self.picture
        for axes in dict.fromkeys(axes for axes, *_ in picture.drags):
            if axes.bbox.contains(x, y) and (found := picture.grab(axes, *_data(axes, (x, y)), self.values)):
                return axes, found
        return None

    def _controlled(self, values):
        """Of these values those that have a control, as it takes them."""
        return {name: self.controls[name].check(to) for name, to in values.items() if name in self.controls}

    def _go_ahead(self, name, before):
        """Begin to send the frames that are likely to be asked for next, if this thread can do so in the background."""
        control, value = self.controls[name], self.values[name]
        goals = [{**self.values, name: goal} for goal in control.ahead(value, control.received(before, value))]
        with suppress(RuntimeError):
            self._task = asyncio.get_running_loop().create_task(self._send_ahead(goals, _clock[0]))

    async def _send_ahead(self, goals, clock):
        """Send one frame after the other until the next message comes, from whatever picture."""
        end = time.monotonic() + PATIENCE
        for values in goals:
            await asyncio.sleep(0.001)  # messages are heard in here
            with _lock:
                start = time.monotonic()
                if _clock[0] != clock or start > end or self._picture is None:
                    return
                if tuple(values.values()) in self._frames:
                    continue
                try:
                    sentence, frame, layer = self._render(values)
                except Exception:  # it will be told when somebody gets there
                    return
                self._send_glyphs()
                self.send({"values": self.sent(values), "sentence": sentence, "layer": layer.number}, [frame])
                if time.monotonic() > start + SLOW:
                    return

    def read(self):
        """The picture, drawn by matplotlib, and its sentence; folded away as long as it is veiled."""
        data = self.picture._repr_mimebundle_()
        if self.veiled:
            summary = "<summary>The picture: first answer the question above</summary>"
            data["text/html"] = f'<details class="answer">{summary}{data["text/html"]}</details>'
        return data

    @in_turn
    def close(self):
        """Let go of the picture, and of the widget, here and in the browser."""
        self._picture, self._frames, self._drag = None, {}, None
        super().close()


def _data(axes, place):
    """A place of the figure in the data of the axes, (x, y)."""
    return axes.transData.inverted().transform(place)


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


def explore(picture, *, after=None, **controls):
    """Show `picture` with a control for each named value of its `update`.

    A range (low, high, step) becomes a slider with a number box, a list a menu, True or False a tick box;
    `Resample("…")` is a button, `Playback(last)` a row of them, and `EditablePoints(X, y, names)` lets one change the
    points. Each starts at the default that `update` gives it. after: a prediction; the picture is veiled until it is
    made.
    Raises TypeError when a name is not a value of this picture, or when it is no picture; ValueError, which names the
    control, when a control makes no sense.
    """
    if isinstance(picture, type) or not isinstance(picture, Picture):
        what = f"the class {picture.__name__}: add brackets" if isinstance(picture, type) else type(picture).__name__
        raise TypeError(f"explore expects a picture, such as Heaviside(); got {what}")
    defaults = picture.defaults
    if unknown := sorted(controls.keys() - defaults.keys()):
        raise TypeError(f"{type(picture).__name__} has the values {', '.join(defaults)}; got {', '.join(unknown)}")
    if after is not None and not isinstance(getattr(after, "answered", None), traitlets.HasTraits):
        raise TypeError(f'after must be a prediction, such as prediction("error count"); got {described(after)}')
    view = View(picture, {name: make_control(name, spec, defaults[name]) for name, spec in controls.items()})
    if after is not None:
        traitlets.dlink((after.answered, "made"), (view, "veiled"), lambda made: not made)
    replace_earlier(view)
    return view
