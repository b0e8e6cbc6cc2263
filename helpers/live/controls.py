"""What can be moved: what each control takes, where it stops, and how it is described to the browser.

A control holds no value: `Live.values` does. Each kind answers the same questions about a value.
"""

import itertools
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import floor, isfinite, log10
from numbers import Integral, Number, Real
from textwrap import shorten

import numpy as np

from helpers import validation

MOST_STOPS = 1_000_000  # along a slider
AHEAD, BEHIND = 8, 2  # stops that are likely to come next


class Control:
    """One control. `name` is the value it moves, `label` what stands beside it."""

    kind = None
    name = label = ""
    disabled = False

    def named(self, name, value):
        """Give it its name and the value at which it starts, if it takes that; returns the control."""
        symbols = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
        self.name, self.label = name, self.label or ("ν" if name == "nu" else name.replace("_", " ").translate(symbols))
        self.start = self.check(value)
        if self.start != value:
            raise ValueError(f"{name}: the picture starts at {value!r}, which should be {self.expected}")
        return self

    def check(self, value):
        """The value as this control takes it; raises ValueError with its name when it cannot."""
        raise NotImplementedError

    def refuse(self, value):
        """The error for a value that this control does not take."""
        return ValueError(f"{self.name}: expected {self.expected}; got {came(value)}")

    def described(self):
        """What the browser is to show."""
        return {"kind": self.kind, "name": self.name, "label": self.label, "disabled": self.disabled}

    def sent(self, value):
        """The value as the browser knows it."""
        return value

    def received(self, told, value):
        """The value that the browser asks for; `value` is the one before."""
        return self.check(told)

    def ahead(self, value, before):
        """The values that are likely to come next, if the last move led from `before` to `value`."""
        return []

    def stops(self, value):
        """The values that a sweep visits."""
        raise NotImplementedError


class Slider(Control):
    """A slider with a number box, for whole numbers when low, high and step are whole.

    The box takes one more decimal than the slider's step. Numbers beyond an end stop at that end.
    """

    kind = "slider"

    def __init__(self, low, high, step):
        self.low, self.high, self.step = low, high, step
        self.whole = all(isinstance(number, Integral) for number in (low, high, step))
        self.places = 0 if self.whole else max(0, 1 - floor(log10(step)))
        self.expected = f"a {'whole ' * self.whole}number from {low} to {high}"

    def check(self, value):
        if not isinstance(value, Real) or isinstance(value, (bool, np.bool_)) or value != value:
            raise self.refuse(value)
        value = min(max(value, self.low), self.high)
        return int(value) if self.whole else round(float(value), self.places)

    def described(self):
        ends = {"min": self.low, "max": self.high, "step": self.step, "places": self.places}
        return {**super().described(), **ends}

    def ahead(self, value, before):
        step = value - before
        wanted = [value + step * i for i in (*range(1, AHEAD + 1), *range(-1, -BEHIND - 1, -1))]
        found = dict.fromkeys(map(self.check, wanted))
        found.pop(value, None)
        return list(found)

    def stops(self, value):
        last = round((self.high - self.low) / self.step)
        return [self.at(tick) for tick in np.linspace(0, last, 5).round().astype(int).tolist()]

    def at(self, tick):
        """The value so many steps from the lower end."""
        return self.check(self.low + self.step * tick)


class Playback(Slider):
    """Back, Step, Run, Reset and a slider, all on one whole number from 0 to `last`. The browser keeps the pace."""

    kind = "playback"

    def __init__(self, last):
        super().__init__(0, validation.whole("Playback: last", last, 1, MOST_STOPS), 1)

    def stops(self, value):
        return [0, 1, self.high // 2, self.high]


class Menu(Control):
    """One of several options."""

    kind = "menu"

    def __init__(self, options):
        self.options = list(options)
        self.expected = f"one of {', '.join(map(repr, self.options))}"

    def check(self, value):
        try:
            return self.options[self.options.index(value)]
        except ValueError:  # so says an array, too
            raise self.refuse(value) from None

    def described(self):
        return {**super().described(), "options": [str(option).replace("-", "−") for option in self.options]}

    def sent(self, value):
        return self.options.index(value)

    def received(self, told, value):
        return self.options[told]

    def ahead(self, value, before):
        now, was = map(self.options.index, (value, before))
        return self.options[now + 1 :] if now > was else self.options[:now][::-1]

    def stops(self, value):
        return list(self.options)


class Choice(Menu):
    """A question with a button for each option; None as long as none is chosen."""

    kind = "choice"

    def __init__(self, label, options):
        super().__init__(options)
        self.label = label

    def check(self, value):
        return None if value is None else super().check(value)

    def sent(self, value):
        return None if value is None else super().sent(value)


class Tick(Control):
    """A tick box."""

    kind = "tick"
    expected = "True or False"

    def __init__(self, label=""):
        self.label = label

    def check(self, value):
        if not isinstance(value, (bool, np.bool_)):
            raise self.refuse(value)
        return bool(value)

    def ahead(self, value, before):
        return [not value]

    def stops(self, value):
        return [False, True]


class Button(Control):
    """A button whose value is how often it was pressed."""

    kind = "button"
    expected = "how often it was pressed, a whole number from 0 up"

    def __init__(self, label):
        self.label = validation.text("label", label)

    def check(self, value):
        if not isinstance(value, Integral) or value < 0:
            raise self.refuse(value)
        return int(value)

    def stops(self, value):
        return [value, value + 1, value + 2]


class Resample(Button):
    """A button whose value is a seed: each press draws a new sample."""

    def ahead(self, value, before):
        return [value + 1, value + 2]


class Pager(Control):
    """Previous and Next, and Show all: the value is (at, all), the page counted from 0, and whether all are shown."""

    kind = "pager"

    def __init__(self, last):
        self.last = last
        self.expected = f"a page from 0 to {last}, and whether all are shown"

    def check(self, value):
        if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[0], Integral):
            raise self.refuse(value)
        at, everything = value
        return min(max(int(at), 0), self.last), bool(everything)

    def described(self):
        return {**super().described(), "last": self.last}


class TextBox(Control):
    """A box for lines of text."""

    kind = "text"
    expected = "text"

    def __init__(self, label, placeholder=""):
        self.label, self.placeholder = label, placeholder

    def check(self, value):
        if not isinstance(value, str):
            raise self.refuse(value)
        return value

    def described(self):
        return {**super().described(), "placeholder": self.placeholder}


@dataclass(frozen=True, eq=False, repr=False)
class Points:
    """Points X (N, D) of two classes y (N,), and the index of the one that was chosen. `number` tells them apart.

    They are unchecked until a control takes them.
    """

    X: np.ndarray
    y: np.ndarray
    chosen: int = 0
    number: int = field(init=False, default_factory=itertools.count().__next__)

    def __repr__(self):
        return f"Points(X {_short(self.X)}, y {_short(self.y)}, chosen {self.chosen!r})"

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


class EditablePoints(Control):
    """Points as a value: choose one, move it, give it the other class, add, remove, or go back to the first ones."""

    kind, name = "points", "EditablePoints"

    def __init__(self, X, y, names):
        """X: (N, 2) in cm  y: (N,) in {0, 1}  names: the two classes. Raises ValueError for anything else."""
        self.names = validation.class_names(names)
        classes = f"classes from 0 to {len(self.names) - 1}"
        self.expected = f"Points with X of shape (N, 2), finite, and y of shape (N,), {classes}, where N is 2 or more"
        with suppress(ValueError):  # what is refused there does not fit either
            X, y = validation.labelled(X, y, 2, len(self.names))
        if not self._fits(X, y):
            raise self.refuse(Points(X, y))
        self.first = Points(X, y)
        self.low, self.high = X.min(axis=0) - 0.3, X.max(axis=0) + 0.3

    def named(self, name, value):
        if value is not None:
            raise ValueError(f"{name}: points start as EditablePoints has them, so update should have {name}=None")
        return super().named(name, self.first)

    def check(self, value):
        """Where the chosen point has gone too far from the others, it stops."""
        if not isinstance(value, Points) or not self._fits(value.X, value.y) or value.chosen not in range(len(value.y)):
            raise self.refuse(value)
        place = value.X[value.chosen]
        near = np.clip(place, self.low, self.high)
        return value if np.array_equal(place, near) else value.moved(near)

    def _fits(self, X, y):
        arrays = type(X) is type(y) is np.ndarray and {X.dtype.kind, y.dtype.kind} <= {*"biuf"}
        shapes = arrays and y.ndim == 1 and len(y) > 1 and X.shape == (len(y), 2)
        return shapes and np.isfinite(X).all() and np.isin(y, range(len(self.names))).all()

    def described(self):
        ends = {"min": self.low.round(2).tolist(), "max": self.high.round(2).tolist()}
        return {**super().described(), "classes": self.names, **ends}

    def sent(self, value):
        place, c = value.X[value.chosen].round(2).tolist(), int(value.y[value.chosen])
        return {"number": value.number, "count": len(value.y), "chosen": value.chosen, "place": place, "class": c}

    def received(self, told, value):
        ((what, to),) = told.items()
        if what == "chosen":
            value = replace(value, chosen=min(max(int(to), 0), len(value.y) - 1))
        elif what == "add":  # in the middle of the others
            value = value.added(value.X.mean(axis=0).round(1), to)
        else:
            change = {"place": value.moved, "class": value.labelled}.get(what)
            value = change(to) if change else value.removed() if what == "remove" else self.first
        return self.check(value)

    def stops(self, value):
        first, other = value.X.min(axis=0), 1 - value.y[value.chosen]
        return [value, value.moved(first), value.labelled(other), value.added(first, other), value.removed()]


def came(value):
    """What came, in short."""
    return validation.described(value) if isinstance(value, Number) else shorten(repr(value), 150)


def _short(array):
    """What an array is, and what may be wrong with it, in short."""
    if not isinstance(array, np.ndarray):
        return shorten(repr(array), 40)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return f"of shape {array.shape} with nan or infinity"
    return f"of shape {array.shape}" + (
        f" with {sorted(set(array.tolist()))}"
        if array.ndim == 1 and array.dtype.kind in "biufU" and not np.ma.is_masked(array)
        else ""
    )


def make_control(name, spec, default):
    """The control for one value of a picture: see `explore`. Raises ValueError that names it when it makes no sense."""
    if isinstance(spec, Control):
        return spec.named(name, default)
    if isinstance(spec, bool):
        return Tick().named(name, default)
    if isinstance(spec, list):
        if not spec:
            raise ValueError(f"{name}: a menu should have at least one option; got an empty list")
        return Menu(spec).named(name, default)
    wanted = f"{name}: expected (low, high, step) for a slider, a list for a menu, or True or False for a tick box"
    if not isinstance(spec, tuple) or len(spec) != 3 or not all(_is_number(part) for part in spec):
        raise ValueError(f"{wanted}; got {came(spec)}")
    low, high, step = spec
    if not low < high or step <= 0 or (high - low) / step > MOST_STOPS or step > high - low:
        raise ValueError(
            f"{name}: a slider (low, high, step) should have low below high, and from one to {MOST_STOPS:,} steps "
            f"above 0 between them; got {came(spec)}"
        )
    return Slider(low, high, step).named(name, default)


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)
