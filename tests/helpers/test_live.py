"""Live pictures: what is drawn, said and sent, what is refused, and that broken wiring is caught."""

import ast
import asyncio
import functools
import gc
import importlib
import itertools
import json
import random
import threading
import weakref
from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np
import pytest

from helpers.live import Button, EditablePoints, Picture, Playback, Points, Resample, explore, widget
from helpers.live.controls import Menu, Pager, TextBox, make_control
from helpers.live.picture import LAYERS
from helpers.text import num
from tests.helpers.hand import cursor, drag, move, tell
from tests.helpers.recordings import decode, outlines
from tests.notebooks.code import NOTEBOOKS, ROOT, live_pictures


class Dot(Picture):
    def __init__(self):
        self.axes = self.subplots(size=(3, 2))
        self.axes.set(xlim=(0, 1), ylim=(0, 1))
        self.dot = self.animated(self.axes.plot([], [], "o")[0])
        self.draggable(self.axes, lambda x, y, values: {"x": x, "y": y, "z": 0})

    def update(self, x=0.5, y=0.5):
        self.dot.set_data([x], [y])
        return f"the dot is at ({num(x)}, {num(y)})."


class Clumsy(Dot):
    def update(self, x=0.5, y=0.5):
        super().update(x, y)
        return super().update(x, 1 / int(10 * y))


class Kinds(Dot):
    """A value for each kind of control."""

    def update(self, x=0.5, n=2, kind="a", on=False, again=0, t=3, points=None):
        heights = [x, n / 10, "abc".index(kind) / 3, float(on), again / 10, t / 10]
        if points is not None:
            heights += [*points.X.flat, *points.y]
        self.dot.set_data(np.linspace(0, 1, len(heights)), heights)
        return f"{x} {n} {kind} {on} {again} {t} {points}."


X = np.array([[1.0, 1.0], [2.0, 1.5], [1.5, 3.0], [3.0, 2.5]])
y = np.array([0, 0, 1, 1])
PLACE = {"x": (0.0, 1.0, 0.1), "y": (0.0, 1.0, 0.1)}


def garden():
    return EditablePoints(X, y, ("plum", "pear"))


def dot():
    return explore(Dot(), **PLACE)


def kinds():
    more = {"again": Resample("Toss again"), "t": Playback(10), "points": garden()}
    return explore(Kinds(), x=(0.0, 1.0, 0.1), n=(0, 9, 1), kind=["a", "b", "c"], on=True, **more)


def shown(view):
    """What a reader gets: the sentence and all that is drawn."""
    return view.sentence, decode(view.still, view.glyphs), decode(view.frame, view.glyphs)


def afresh(picture, values):
    """The same of a picture at these values."""
    sentence, still = picture.show(**values), picture.still_layer().data
    return sentence, *(decode(data, picture.recorder.glyphs()) for data in (still, picture.frame()))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(-6.93147, 2, "−6.93"), (-0.001, 2, "0.00"), (3, 0, "3"), (-3, 0, "−3"), (np.inf, 2, "inf"), (-np.inf, 2, "−inf")],
)
def test_num(value, places, text):
    assert num(value, places) == text


# A view


def test_a_view_starts_where_update_starts():
    view = dot()
    assert view.values == {"x": 0.5, "y": 0.5} and view.problem == ""
    assert shown(view) == afresh(Dot(), {})
    assert view.size == [300, 200] and view.panels == [[*view.picture.axes.bbox.bounds, True]]


def test_a_move_moves_values_picture_and_sentence():
    view = dot()
    before = view.picture.pixels()
    view.set(x=0.9)
    assert view.values == {"x": 0.9, "y": 0.5}
    assert view.sentence == view.picture.sentence == "the dot is at (0.90, 0.50)."
    assert view.picture.dot.get_xydata().tolist() == [[0.9, 0.5]]
    (marker,) = decode(view.frame)
    assert marker["m"] == [pytest.approx(view.picture.axes.transData.transform((0.9, 0.5)), abs=1e-3)]
    assert not np.array_equal(before, view.picture.pixels())


def test_nothing_of_the_last_frame_remains():
    view = dot()
    first, pixels = view.frame, view.picture.pixels()
    view.set(x=0.1)
    assert view.frame != first
    view.set(x=0.5)
    assert view.frame == first and np.array_equal(view.picture.pixels(), pixels)


def test_moving_two_controls_at_once_draws_once():
    view, drawn = dot(), []
    update = view.picture.update
    view.picture.update = lambda x, y: drawn.append({"x": x, "y": y}) or update(x, y)
    view.set(x=0.1, y=0.9)
    assert drawn == [{"x": 0.1, "y": 0.9}]


def test_the_bundle_says_the_sentence_three_times():
    view = dot()
    view.set(x=0.2)
    bundle, metadata = view._repr_mimebundle_()
    assert bundle["text/plain"] == "the dot is at (0.20, 0.50)."
    assert '<img alt="the dot is at (0.20, 0.50)."' in bundle["text/html"]
    assert bundle["image/png"].startswith("iVBOR")
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert metadata == {}


# Kinds of control

SPECS = {  # for each kind: how it is asked for, and where it starts
    "slider": (lambda: (0.0, 1.0, 0.1), 0.5),
    "whole": (lambda: (0, 9, 1), 2),
    "menu": (lambda: ["a", "b", -1], "a"),
    "tick": (lambda: True, False),
    "resample": (lambda: Resample("Toss again"), 0),
    "button": (lambda: Button("More"), 0),
    "playback": (lambda: Playback(10), 3),
    "pager": (lambda: Pager(3), (0, False)),
    "text": (lambda: TextBox("your lines", "one a row"), ""),
    "points": (garden, None),
}


def control(kind):
    spec, start = SPECS[kind]
    return make_control("c", spec(), start)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("slider", {"kind": "slider", "label": "c", "min": 0.0, "max": 1.0, "step": 0.1, "places": 2}),
        ("whole", {"kind": "slider", "label": "c", "min": 0, "max": 9, "step": 1, "places": 0}),
        ("menu", {"kind": "menu", "label": "c", "options": ["a", "b", "−1"]}),
        ("tick", {"kind": "tick", "label": "c"}),
        ("resample", {"kind": "button", "label": "Toss again"}),
        ("button", {"kind": "button", "label": "More"}),
        ("playback", {"kind": "playback", "label": "c", "min": 0, "max": 10, "step": 1, "places": 0}),
        ("pager", {"kind": "pager", "label": "c", "last": 3}),
        ("text", {"kind": "text", "label": "your lines", "placeholder": "one a row"}),
        ("points", {"kind": "points", "label": "c", "classes": ["plum", "pear"], "min": [0.7, 0.7], "max": [3.3, 3.3]}),
    ],
)
def test_what_the_browser_is_told_of_a_control(kind, told):
    assert json.loads(json.dumps(control(kind).described())) == {"name": "c", "disabled": False, **told}


@pytest.mark.parametrize(("name", "label"), [("w0", "w₀"), ("nu", "ν"), ("numbers", "numbers"), ("go_on", "go on")])
def test_a_control_is_labelled_with_the_name_as_the_lecture_writes_it(name, label):
    assert make_control(name, ["a", "b"], "a").label == label


@pytest.mark.parametrize(
    ("kind", "given", "taken"),
    [
        ("slider", 0.1 + 0.2, 0.3),
        ("slider", 0.25, 0.25),  # the number box takes one more decimal
        ("slider", 0.12345, 0.12),
        ("slider", -7, 0.0),
        ("slider", np.inf, 1.0),
        ("slider", np.float32(0.5), 0.5),
        ("whole", 4.9, 4),
        ("whole", 99.0, 9),
        ("whole", np.int64(4), 4),
        ("menu", "b", "b"),
        ("tick", np.True_, True),
        ("resample", np.int64(7), 7),
        ("button", 3, 3),
        ("playback", 99, 10),
        ("pager", [9, 1], (3, True)),
        ("text", "a + b", "a + b"),
    ],
)
def test_what_a_control_takes(kind, given, taken):
    value = control(kind).check(given)
    assert value == taken and type(value) is type(taken)


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("slider", 0.3, 0.3),
        ("whole", 4, 4),
        ("menu", -1, 2),
        ("tick", True, True),
        ("resample", 7, 7),
        ("playback", 4, 4),
        ("pager", (2, True), [2, True]),
        ("text", "a + b", "a + b"),
    ],
)
def test_what_is_sent_to_the_browser_comes_back_as_the_same_value(kind, value, sent):
    made = control(kind)
    assert json.loads(json.dumps(made.sent(value))) == sent
    assert made.received(sent, made.start) == value


def test_names_in_a_legend_have_their_colour_in_the_sentence_too_unless_it_is_a_grey():
    picture = Dot()
    for colour, name in (("#ff0080", "class 1: plum"), ("0.5", "law")):
        picture.figure.axes[0].plot([], [], color=colour, label=name)
    assert picture.inks() == {"plum": [255, 0, 128]}


def test_points_say_what_they_are():
    points = Points(np.array([[1.0, 2.0], [3.0, 4.5]]), np.array([0, 5]), 1)
    assert str(points) == "2 points, chosen 1, class 5 at (3.00, 4.50)"
    assert repr(points) == "Points(X of shape (2, 2), y of shape (2,) with [0, 5], chosen 1)"


@pytest.mark.parametrize(
    ("kind", "before", "value", "ahead"),
    [
        ("slider", 0.4, 0.5, [0.6, 0.7, 0.8, 0.9, 1.0, 0.4, 0.3]),
        ("slider", 0.9, 0.8, [0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0, 0.9, 1.0]),
        ("slider", 0.1, 0.5, [0.9, 1.0, 0.1, 0.0]),
        ("slider", 0.9, 1.0, [0.9, 0.8]),
        ("whole", 1, 2, [3, 4, 5, 6, 7, 8, 9, 1, 0]),
        ("menu", "a", "b", [-1]),
        ("menu", -1, "b", ["a"]),
        ("tick", False, True, [False]),
        ("resample", 0, 1, [2, 3]),
        ("button", 0, 1, []),
        ("playback", 3, 2, [1, 0, 3, 4]),
        ("pager", (0, False), (1, False), []),
        ("text", "", "a", []),
    ],
)
def test_what_is_likely_to_come_next(kind, before, value, ahead):
    assert control(kind).ahead(value, before) == ahead


def test_in_a_menu_the_nearest_comes_next():
    menu = Menu(["a", "b", "c", "d", "e"])
    assert [menu.ahead("c", "b"), menu.ahead("c", "d")] == [["d", "e"], ["b", "a"]]


@pytest.mark.parametrize(
    ("kind", "value", "stops"),
    [
        ("slider", 0.3, [0.0, 0.2, 0.5, 0.8, 1.0]),
        ("whole", 3, [0, 2, 4, 7, 9]),
        ("menu", "b", ["a", "b", -1]),
        ("tick", True, [False, True]),
        ("resample", 7, [7, 8, 9]),
        ("playback", 3, [0, 1, 5, 10]),
    ],
)
def test_a_sweep_visits_the_ends_and_some_stops_between(kind, value, stops):
    assert control(kind).stops(value) == stops


def test_points_are_chosen_moved_labelled_added_removed_and_restored():
    made = control("points")
    start = points = made.start
    for told in ({"chosen": 2}, {"place": [2.25, 3.0]}, {"class": 0}):
        points = made.received(told, points)
    assert points.X[2].tolist() == [2.25, 3.0] and points.y.tolist() == [0, 0, 0, 1]
    assert start.X.tolist() == X.tolist() and start.y.tolist() == y.tolist()  # points themselves never change
    about = {"count": 4, "chosen": 2, "place": [2.25, 3.0], "class": 0}
    assert json.loads(json.dumps(made.sent(points))) == {"number": points.number, **about}
    points = made.received({"add": 1}, points)
    assert points.chosen == 4 and points.y.tolist() == [0, 0, 0, 1, 1]
    for _ in range(2):
        points = made.received({"remove": 1}, points)
    assert len(points.y) == 3 and points.chosen == 2
    assert made.received({"chosen": 99}, points).chosen == 2
    assert made.received({"reset": 1}, points) is start
    assert len({start.number, points.number, made.received({"chosen": 0}, points).number}) == 3


def test_two_points_stay_and_none_leaves_the_frame():
    made = control("points")
    points = made.start
    for _ in range(9):
        points = made.received({"remove": 1}, points)
    assert len(points.y) == 2
    assert made.check(points.moved([99, -99])).X[points.chosen] == pytest.approx([3.3, 0.7])


def test_a_sweep_of_points_tries_every_kind_of_change():
    made = control("points")
    stops = made.stops(made.start)
    assert {len(points.y) for points in stops} == {3, 4, 5}
    assert any(points.y.tolist() == [1, 0, 1, 1] for points in stops)
    assert len({tuple(points.X[0]) for points in stops}) > 1
    assert str(made.start) == "4 points, chosen 0, class 0 at (1.00, 1.00)"


# Errors that name the control


def refused(error, name, *parts):
    """Whether this is one line that names the control, what was expected and what came."""
    message = str(error.value)
    assert "\n" not in message and len(message) < 400
    for part in (name, *parts):
        assert part in message


@pytest.mark.parametrize(
    "spec",
    [
        (0.0, 1.0),
        (0.0, 1.0, 0.1, 0.1),
        (1.0, 0.0, 0.1),
        (1.0, 1.0, 0.1),
        (0.0, 1.0, 0.0),
        (0.0, 1.0, -0.1),
        (0.0, 1.0, 1e-9),
        (0, 10**6 + 1, 1),
        (0.0, 1.0, 5e-324),
        (0.0, 1.0, 2.0),
        (np.nan, 1.0, 0.1),
        (0.0, np.inf, 0.1),
        (-np.inf, 1.0, 0.1),
        (0.0, 1.0, np.nan),
        (0, "1", 0.1),
        (True, 2, 1),
        "abc",
        3,
        None,
        Playback,
    ],
)
def test_a_slider_that_makes_no_sense_is_refused(spec):
    with pytest.raises(ValueError) as error:
        explore(Dot(), x=spec)
    refused(error, "x: ", "(low, high, step)", repr(spec))


@pytest.mark.parametrize("steps", [1, 10**6])
def test_a_slider_has_from_one_to_a_million_steps(steps):
    for spec in ((0, steps, 1), Playback(steps)):
        assert make_control("x", spec, 0).check(steps) == steps


@pytest.mark.parametrize(
    ("spec", "expected", "came"),
    [
        ((0.6, 1.0, 0.1), "0.6 to 1.0", "0.5"),
        ((0, 9, 1), "whole number from 0 to 9", "0.5"),
        (Playback(5), "whole number from 0 to 5", "0.5"),
        (["b", "c"], "'b', 'c'", "0.5"),
        ([], "at least one", "empty"),
        (True, "True or False", "0.5"),
        (Resample("again"), "whole number from 0", "0.5"),
        (garden(), "x=None", "update"),
    ],
)
def test_a_start_that_the_control_cannot_take_is_refused(spec, expected, came):
    with pytest.raises(ValueError) as error:
        explore(Dot(), x=spec)
    refused(error, "x: ", expected, came)


@pytest.mark.parametrize(
    ("picture", "came"), [(Dot, "class Dot"), (Dot.update, "function"), (3, "int"), (None, "None")]
)
def test_what_is_no_picture_is_refused(picture, came):
    with pytest.raises(TypeError) as error:
        explore(picture, x=(0.0, 1.0, 0.1))
    refused(error, "explore", "picture", came)


def test_a_name_that_is_no_value_of_the_picture_is_refused():
    with pytest.raises(TypeError) as error:
        explore(Dot(), z=(0, 1, 1))
    refused(error, "Dot", "x, y", "z")


@pytest.mark.parametrize("last", [0, -1, 1.5, np.nan, "3", None])
def test_a_playback_that_makes_no_sense_is_refused(last):
    with pytest.raises(ValueError) as error:
        Playback(last)
    refused(error, "Playback", "from 1", repr(last))


BAD_POINTS = [
    (X[:1], y[:1], "(1, 2)"),
    (X[:, 0], y, "(4,)"),
    (np.ones((4, 3)), y, "(4, 3)"),
    (X, y[:3], "(3,)"),
    (X, y[:, None], "(4, 1)"),
    (np.where(X > 2, np.nan, X), y, "nan"),
    (np.where(X > 2, np.inf, X), y, "infinity"),
    (X, y + 1, "[1, 2]"),
    (X, y - 1, "[-1, 0]"),
    (X, y + 0.5, "[0.5, 1.5]"),
    (X, np.array(["a", "b", "a", "b"]), "['a', 'b']"),
    ([[1.0, 2.0], [3.0]], y, "[[1.0, 2.0], [3.0]]"),
    (X, None, "None"),
    ("abc", y, "'abc'"),
]


@pytest.mark.parametrize(("places", "classes", "came"), BAD_POINTS)
def test_points_that_make_no_sense_are_refused(places, classes, came):
    with pytest.raises(ValueError) as error:
        EditablePoints(places, classes, ("plum", "pear"))
    refused(error, "EditablePoints: ", "(N, 2)", "from 0 to 1", came)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        *[("x", value, "0.0 to 1.0") for value in (np.nan, "1", None, True, [0.1], np.array([[0.1], [0.2]]), 1j)],
        *[("n", value, "whole number from 0 to 9") for value in (np.nan, "1", None)],
        *[("kind", value, "'a', 'b', 'c'") for value in ("d", None, 0, np.array(["a", "b"]))],
        *[("on", value, "True or False") for value in (1, None, "yes")],
        *[("again", value, "whole number from 0") for value in (-1, 1.5, None)],
        *[("t", value, "whole number from 0 to 10") for value in (np.nan, "x")],
        *[("points", value, "(N, 2)") for value in (None, X, Points(X, y, 7), Points(X, y, -1), Points(X, y.tolist()))],
        *[("points", Points(places, classes), "(N, 2)") for places, classes, _ in BAD_POINTS],
        ("q", 1, "x, n, kind"),
    ],
)
def test_set_refuses_what_a_control_cannot_take_and_moves_nothing(name, value, expected, room):
    before = room.values, shown(room), room.picture.sentence
    with pytest.raises(ValueError) as error:
        room.set(**{"t": 7, "on": True, name: value})
    refused(error, name, expected, "q" if name == "q" else " ".join(repr(value).split())[:100])
    assert (room.values, shown(room), room.picture.sentence) == before and room.problem == ""


@pytest.fixture(scope="module")
def room():
    return kinds()


@pytest.mark.parametrize("name", ["x", "n"])
@pytest.mark.parametrize("value", [True, np.False_])
def test_true_and_false_are_no_numbers_of_a_picture(name, value):
    picture = Kinds()
    picture.domains = {"n": (0, 9)}
    with pytest.raises(ValueError, match=f"{name} must be a number; got {bool(value)}"):
        picture.show(**{name: value})


@pytest.mark.parametrize("value", [3, (1,), (1, True, 2), ("a", True), (np.nan, True), None, "ab"])
def test_a_pager_names_itself_too(value):
    with pytest.raises(ValueError) as error:
        control("pager").check(value)
    refused(error, "c: ", "from 0 to 3", repr(value))


def test_a_failing_update_keeps_the_last_good_picture_and_says_so_in_one_line():
    view = explore(Clumsy(), **PLACE)
    good = view.values, shown(view), view.picture.pixels().tolist()
    for fail in (lambda: view.set(x=0.3, y=0.0), lambda: move(view, y=0.0)):
        with pytest.raises(ZeroDivisionError):
            fail()
        assert (view.values, shown(view), view.picture.pixels().tolist()) == good
        assert "ZeroDivisionError: division by zero" in view.problem and "\n" not in view.problem
    view.set(y=0.2)
    assert view.problem == "" and view.values == {"x": 0.5, "y": 0.2} and shown(view) != good[1]


def test_whatever_goes_wrong_the_browser_gets_its_answer():
    view = explore(Clumsy(), **PLACE)
    with pytest.raises(ZeroDivisionError):
        view.receive(None, {"do": "move", "values": {"y": 0.0}, "client": "a page", "turn": 1}, [])
    assert view.answers == ["a page", 1]
    with pytest.raises(ValueError):
        view.receive(None, {"do": "move", "values": {"y": "none"}, "client": "a page", "turn": 2}, [])
    assert view.answers == ["a page", 2] and view.values == {"x": 0.5, "y": 0.5}


# Messages of the browser


def test_a_move_is_answered():
    view = kinds()
    view.receive(None, {"do": "move", "values": {"kind": 1, "x": 9}, "client": "a page", "turn": 3}, [])
    assert view.answers == ["a page", 3]
    assert (view.values["kind"], view.values["x"]) == ("b", 1.0)
    move(view, points={"chosen": 2})
    assert view.values["points"].chosen == 2
    assert view.sent(view.values)["kind"] == 1


def test_a_message_that_was_overtaken_is_dropped():
    view = dot()

    def heard(client, turn, x):
        view.receive(None, {"do": "move", "values": {"x": x}, "client": client, "turn": turn}, [])
        return view.values["x"]

    assert heard("one", 2, 0.2) == 0.2
    assert heard("one", 1, 0.1) == 0.2 and view.answers == ["one", 2]
    assert heard("another", 1, 0.7) == 0.7
    assert heard("one", 3, 0.3) == 0.3


def test_a_pointer_drags_the_dot_and_the_controls_go_along():
    view = dot()
    axes = view.picture.axes
    assert cursor(view, axes, 0.2, 0.2) == "grab" and cursor(view, axes, 1.2, 0.2) == ""
    assert view.values == {"x": 0.5, "y": 0.5}
    assert drag(view, axes, (0.5, 0.5), (0.25, 0.72)) == {"x": 0.25, "y": 0.72}
    assert view.sentence == "the dot is at (0.25, 0.72)."
    assert drag(view, axes, (0.25, 0.72), (0.5, 0.5), (7.0, -3.0)) == {"x": 1.0, "y": 0.0}
    assert drag(view, axes, (1.2, 0.5), (0.5, 0.5)) == {"x": 1.0, "y": 0.0}  # nothing was taken hold of


def test_a_pointer_drags_what_has_a_control_and_knows_the_rest():
    view = explore(Dot(), x=(0.0, 1.0, 0.1))
    view.picture.draggable(view.picture.axes, lambda x, y, values: {"x": values["y"] / 2, "y": 1})
    drag(view, view.picture.axes, (0.9, 0.9), (0.8, 0.8))
    assert view.sentence == "the dot is at (0.25, 0.50)."


def test_of_several_things_the_last_one_declared_is_taken_if_it_is_there():
    view = dot()
    axes = view.picture.axes
    view.picture.draggable(axes, lambda x, y, values: {"y": y}, lambda x, y, values: {"x": 0.1} if x > 0.7 else None)
    assert drag(view, axes, (0.8, 0.5)) == {"x": 0.1, "y": 0.5}  # pressing changes something at once
    assert drag(view, axes, (0.8, 0.5), (0.3, 0.9)) == {"x": 0.1, "y": 0.9}
    assert drag(view, axes, (0.6, 0.5), (0.3, 0.4)) == {"x": 0.3, "y": 0.4}


class Zoomed(Dot):
    """A picture whose axes depend on its values."""

    def update(self, x=0.5, y=0.5):
        self.axes.set_xlim(0, 1 + 9 * (y > 0.5))
        self.invalidate(wide=y > 0.5)
        return super().update(x, y)


def test_a_place_is_meant_as_the_picture_shows_it():
    view = explore(Zoomed(), x=(0.0, 10.0, 0.1), y=(0.0, 1.0, 0.1))
    tell(view, "grab", at=view.picture.axes.transData.transform((0.5, 0.5)).tolist())
    picture, place = view.picture, view.picture.axes.transData.transform((0.3, 0.2)).tolist()
    picture.show(x=0.5, y=0.9)  # as when a frame was drawn ahead
    tell(view, "drag", at=place)
    assert view.values == {"x": 0.3, "y": 0.2}


# Ahead of the hand


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Seconds that pass only where a test says so: on a busy machine, too, all is sent ahead that is likely."""
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(widget, "time", clock)
    return clock


def in_loop(*acts):
    """Do these things where the kernel hears messages; before each, wait until nothing more is sent ahead."""

    async def run():
        for act in acts:
            act()
            await guesses_end()

    asyncio.run(run())


async def guesses_end():
    while under_way := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.gather(*under_way)


def sendings(view):
    """What is sent to the browser from now on: "answer", or the guess (values, sentence, what it draws)."""
    log = []

    def guess(content, buffers=None):
        if "values" in content:
            (frame,) = buffers
            assert content["layer"] == view.layer
            log.append((content["values"], content["sentence"], decode(frame, view.glyphs)))

    view.send = guess
    view.send_state = lambda key=None: log.append("answer")
    return log


def guessed(log, name):
    """The values of one control in the guesses."""
    return [values[name] for values, *_ in (entry for entry in log if entry != "answer")]


def test_an_answer_comes_first_then_the_stops_in_the_direction_of_the_hand():
    view = dot()
    log = sendings(view)
    in_loop(lambda: move(view, x=0.6))
    assert log[0] == "answer" and "answer" not in log[1:]
    assert guessed(log, "x") == [0.7, 0.8, 0.9, 1.0, 0.5, 0.4] and set(guessed(log, "y")) == {0.5}
    assert view.values == {"x": 0.6, "y": 0.5} and view.sentence == "the dot is at (0.60, 0.50)."
    assert view.picture.sentence == view.sentence  # though its frames were drawn later
    for values, *drawn in log[1:]:
        sentence, _, frame = afresh(Dot(), values)
        assert drawn == [sentence, frame]


def test_the_direction_is_that_of_the_last_move_even_where_several_came_as_one():
    view = dot()
    log = sendings(view)
    in_loop(lambda: tell(view, "move", values={"y": 0.1, "x": 0.8}, before={"x": 0.9}))
    assert guessed(log, "x")[:3] == [0.7, 0.6, 0.5] and set(guessed(log, "y")) == {0.1}


class Worded(Dot):
    """A picture in which new letters appear."""

    def __init__(self):
        super().__init__()
        self.words = self.animated(self.axes.text(0.1, 0.5, ""))

    def update(self, x=0.5, y=0.5):
        self.words.set_text("abcdefghijk"[round(10 * x)])
        return super().update(x, y)


def test_letters_are_sent_before_the_frame_that_needs_them():
    view, known = explore(Worded(), **PLACE), []
    view.send = lambda content, buffers: known.append((decode(*buffers), len(outlines(view.glyphs))))
    in_loop(lambda: move(view, x=0.6))
    assert len(known) == 6
    for frame, count in known:
        ((number, _),) = frame[1]["t"]
        assert number < count


@pytest.mark.parametrize("whose", ["its own", "another"])
def test_a_message_to_any_picture_stops_what_is_sent_ahead(whose):
    view, other = dot(), dot()
    log, send = sendings(view), view.send

    def send_two(content, buffers):
        send(content, buffers)
        if len(guessed(log, "x")) == 2:
            tell(view if whose == "its own" else other, "drag", at=[0, 0])

    view.send = send_two
    in_loop(lambda: move(view, x=0.6))
    assert guessed(log, "x") == [0.7, 0.8]


def taking(clock, seconds, view):
    """Let each drawing take so long; returns the view."""
    update = view.picture.update

    @functools.wraps(update)
    def slowly(**values):
        clock.now += seconds
        return update(**values)

    view.picture.update = slowly
    return view


class Long(Dot):
    def update(self, x=0):
        return super().update(x / 100)


@pytest.mark.parametrize(("seconds", "count"), [(0.0, 9), (0.04, 8), (0.049, 7), (0.06, 1)])
def test_it_ends_within_the_patience_and_slow_pictures_are_left_out(clock, seconds, count):
    view = taking(clock, seconds, explore(Long(), x=(0, 100, 1)))
    log = sendings(view)
    in_loop(lambda: move(view, x=50))
    began = clock.now
    log.clear()
    in_loop(lambda: move(view, x=51))  # 52 to 59 are likely, and 49
    assert guessed(log, "x") == [*range(52, 60), 49][:count]
    assert clock.now - began <= seconds + widget.PATIENCE + seconds  # the answer, and the last one begun in time


@pytest.mark.parametrize(
    "act",
    [
        lambda view: move(view, x=0.5),  # it stands there
        lambda view: view.set(x=0.9),
        *(lambda view, do=do: tell(view, do, at=[100, 100]) for do in ("hover", "grab", "drag")),
    ],
)
def test_nothing_is_sent_ahead_when_no_control_was_moved(act):
    view = dot()
    log = sendings(view)
    in_loop(lambda: act(view))
    assert guessed(log, "x") == []


def test_what_has_been_sent_is_not_sent_again_but_to_a_new_page():
    view = dot()
    log = sendings(view)
    in_loop(lambda: move(view, x=0.6), log.clear, lambda: move(view, x=0.7))
    assert guessed(log, "x") == []
    log.clear()
    in_loop(lambda: tell(view, "move", client="a second page", values={"x": 0.8}, before={"x": 0.7}))
    assert guessed(log, "x") == [0.9, 1.0, 0.7, 0.6]


def test_a_guess_that_fails_is_told_only_when_somebody_gets_there():
    view = explore(Clumsy(), **PLACE)
    log = sendings(view)
    in_loop(lambda: move(view, y=0.2))  # 0 would come next
    assert guessed(log, "y") == [] and view.problem == ""
    assert shown(view) == afresh(Clumsy(), {"x": 0.5, "y": 0.2}) and view.picture.sentence == view.sentence


def test_memory_is_bounded():
    view = explore(Dot(), x=(0.0, 10.0, 0.1))
    for k in range(widget.KEPT + 3):
        view.picture.invalidate(number=k)
        view.set(x=k / 10)
    in_loop(lambda: move(view, x=5.0))
    in_loop(*(lambda k=k: move(view, x=5 + k / 10) for k in range(50)))
    assert len(view._frames) == widget.KEPT
    assert len(view.picture._layers) == LAYERS


def test_what_is_under_way_ends_with_the_view():
    view = dot()
    log = sendings(view)
    in_loop(lambda: (move(view, x=0.6), view.close()))
    assert guessed(log, "x") == []


def test_where_no_loop_runs_nothing_is_sent_ahead():
    view = dot()
    log = sendings(view)
    move(view, x=0.6)
    assert log == ["answer"]


# Always what the kernel would draw


def wander(view, moves, rest, chance):
    """Move anything anywhere; at every `rest`th move: the values, and what is shown."""
    rests = []

    async def run():
        for k in range(1, moves + 1):
            if k % rest == 0:
                await guesses_end()  # they have led the picture away
            stray(view, chance)
            if k % rest == 0:
                rests.append((view.values, shown(view)))

    asyncio.run(run())
    return rests


def stray(view, chance):
    """One move: of a control, or of the pointer from somewhere to somewhere else."""
    name = chance.choice(list(view.controls))
    control, value = view.controls[name], view.values[name]
    if view.picture.drags and chance.random() < 0.2:
        axes, *_ = chance.choice(view.picture.drags)
        for do in ("grab", "drag", "drag"):
            tell(view, do, at=axes.transAxes.transform((chance.random(), chance.random())).tolist())
    elif control.kind == "points":
        place = [chance.uniform(low, high) for low, high in zip(control.low, control.high, strict=True)]
        edits = {"chosen": chance.randrange(len(value.y)), "place": place, "class": chance.randrange(2)}
        edits |= {"add": chance.randrange(2), "remove": 1, "reset": 1}
        move(view, points=dict([chance.choice(list(edits.items()))]))
    elif control.kind in ("slider", "playback"):
        last = round((control.high - control.low) / control.step)
        move(view, **{name: control.at(chance.randint(0, last))})
    elif control.kind == "menu":
        move(view, **{name: chance.randrange(len(control.options))})
    else:
        move(view, **{name: not value if control.kind == "tick" else value + 1})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_shown_is_what_a_fresh_picture_draws(path, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    chance = random.Random(path.stem)
    for name, view, make in live_pictures(path):
        rests = wander(view, 1000, 25, chance) if name == "hill" else wander(view, 40, 10, chance)
        picture = make()
        for values, seen in reversed(rests):  # in another order: what was drawn before makes no difference
            assert afresh(picture, values) == seen, (name, values)


# Threads, re-runs


def test_threads_take_turns():
    view = dot()
    update, began, go_on = view.picture.update, threading.Event(), threading.Event()

    def slowly(x, y):
        if x == 0.2:
            began.set()
            assert go_on.wait(30)
        return update(x, y)

    view.picture.update = slowly
    first, second = (threading.Thread(target=view.set, kwargs={"x": x}) for x in (0.2, 0.9))
    first.start()
    assert began.wait(30)
    second.start()
    second.join(0.5)
    assert view.values == {"x": 0.5, "y": 0.5}
    go_on.set()
    first.join()
    second.join()
    assert view.values == {"x": 0.9, "y": 0.5} and shown(view) == afresh(Dot(), view.values)


class Quick(Picture):
    """What is quick to draw: its frame is nothing but its values."""

    def __init__(self):
        self.subplots(size=(1, 1))

    def update(self, x=0, y=0, z=0):
        self.drawn = {"x": x, "y": y, "z": z}
        return str(self.drawn)

    def frame(self):
        return str(self.drawn).encode()


def test_two_threads_with_a_thousand_moves_each_never_end_at_an_older_value():
    view = explore(Quick(), x=(0, 10**6, 1), y=(0, 10**6, 1), z=(0, 10**6, 1))
    ticks = itertools.count()
    for k in range(50):
        ends = {}

        def walk(name, own, k=k, ends=ends):
            for i in range(1000 * k, 1000 * (k + 1)):
                began = next(ticks)
                view.set(**{name: i, "z": own + i})
            ends[name] = began, next(ticks), own + i

        threads = [threading.Thread(target=walk, args=(name, own)) for name, own in (("x", 0), ("y", 500_000))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        last = 1000 * k + 999
        first, second = sorted(ends.values())
        assert view.values == {"x": last, "y": last, "z": view.values["z"]}
        assert view.sentence == view.frame.decode() == str(view.values)
        assert view.values["z"] in ({second[2]} if second[0] > first[1] else {first[2], second[2]})


def test_a_cell_run_again_closes_what_it_showed_before(monkeypatch):
    shell = SimpleNamespace(execution_count=0, get_parent=lambda: {"metadata": {"cellId": "a cell"}})
    monkeypatch.setattr(widget, "get_ipython", lambda: shell)

    def run():
        shell.execution_count += 1
        return [dot() for _ in range(2)]

    views = run()
    assert all(view.picture for view in views)  # two of one run live side by side
    gone = [weakref.ref(thing) for view in views for thing in (view, view.picture)]
    last = run()
    assert [view.picture for view in views] == [None, None] and [view.comm for view in views] == [None, None]
    assert all(view.picture for view in last)
    last[0].set(x=0.9)
    assert "0.90" in last[0].sentence
    living = alive()
    del views
    last = run()
    assert alive() == living and [thing() for thing in gone] == [None] * 4


def alive():
    """How many widgets there are that a browser knows of."""
    gc.collect()
    return sum(issubclass(type(thing), widgets.Widget) and thing.comm is not None for thing in gc.get_objects())


def test_a_closed_view_that_the_notebook_still_has_lets_go_of_its_figure():
    view = dot()
    drag(view, view.picture.axes, (0.5, 0.5), (0.2, 0.8))
    figure = weakref.ref(view.picture.figure)
    view.close()
    gc.collect()
    assert view.values == {"x": 0.2, "y": 0.8} and figure() is None


def test_closing_all_widgets_does_not_break_later_pictures():
    early = dot()
    widgets.Widget.close_all()
    move(early, x=0.1)  # too late: it is not answered
    view = dot()
    view.set(x=0.9)
    assert view.sentence == "the dot is at (0.90, 0.50)." and view.comm is not None
    assert "text/html" in view._repr_mimebundle_()[0]


def test_500_moves_leave_nothing_behind():
    view = dot()
    view.set(x=0.1)
    living, artists = alive(), len(view.picture.figure.findobj())
    for k in range(500):
        move(view, x=(k % 11) / 10)
    assert alive() == living and len(view.picture.figure.findobj()) == artists
    assert len(view._frames) == 11 and len(view._turns) == 1
    assert len(view.picture._moving) == 1 and view.picture.layers_drawn == 1


# Nobody else's private names

KNOWN = "_last_buff _force_full _png_is_old backend_nbagg _trait_notifiers _click_handlers _dom_classes= ipympl".split()
PROTOCOLS = {"_esm", "_css", "_repr_mimebundle_", "_repr_html_", "_ipython_display_", "_replace"}


def sources(*endings):
    folders = ("helpers", "tutor")
    return [path for name in folders for path in sorted((ROOT / name).glob("**/*.*")) if path.suffix in endings]


def test_no_helper_reaches_into_other_packages():
    assert len(sources(".js", ".css")) > 2
    for path in sources(".py", ".js", ".css"):
        text = path.read_text("utf-8")
        for word in [*KNOWN, "style onload", "clearRect = "]:
            assert word not in text, path


def is_private(name):
    return name.startswith("_") and not name.startswith("__") and name not in PROTOCOLS


def test_private_names_are_used_only_on_oneself():
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and is_private(node.attr):
                assert ast.unparse(node.value) in ("self", "cls", "super()"), (path.name, ast.unparse(node))
            if isinstance(node, ast.ImportFrom) and not node.module.startswith(("helpers", "tutor")):
                assert not any(is_private(name.name) for name in node.names), path.name


def test_no_private_name_of_a_base_class_is_taken():
    for path in sources(".py"):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for tree in ast.parse(path.read_text("utf-8")).body:
            if isinstance(tree, ast.ClassDef):
                bases = [
                    base
                    for base in vars(module)[tree.name].__mro__
                    if not base.__module__.startswith(("helpers", "tutor"))
                ]
                for name in filter(is_private, own_names(tree)):
                    assert not any(hasattr(base, name) for base in bases), (tree.name, name)


def own_names(tree):
    """What a class defines, and what it sets on itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
