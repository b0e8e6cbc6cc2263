"""The live mechanism: what is redrawn, what is said, and that broken wiring is caught."""

import asyncio
import io
import threading
from types import SimpleNamespace

import ipywidgets as widgets
import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances
from matplotlib.backend_bases import MouseEvent
from PIL import Image

from helpers import live
from helpers.canvas import png
from helpers.controls import Bed, Number, stops
from helpers.live import HAND_NEAR, READY, Again, Picture, Steps, drive, explore
from helpers.text import num


class Dot(Picture):
    def __init__(self):
        axes = self.panels(size=(3, 2))
        axes.set(xlim=(0, 1), ylim=(0, 1))
        self.dot = self.moves(axes.plot([], [], "o")[0])
        self.takes(axes, lambda x, y, values: {"x": x, "y": y, "z": 0})

    def update(self, x=0.5, y=0.5):
        self.dot.set_data([x], [y])
        return f"the dot is at ({num(x)}, {num(y)})."


class Deaf(Dot):
    """A picture whose y slider moves the sentence but not the dot."""

    def update(self, x=0.5, y=0.5):
        super().update(x, 0.5)
        return f"the dot is at ({num(x)}, {num(y)})."


class Mute(Dot):
    """A picture whose y slider moves the dot but not the sentence."""

    def update(self, x=0.5, y=0.5):
        super().update(x, y)
        return f"the dot is at {num(x)}."


class Clumsy(Dot):
    def update(self, x=0.5, y=0.5):
        return super().update(x, 1 / int(10 * y))


def ranges():
    return {"x": (0.0, 1.0, 0.1), "y": (0.0, 1.0, 0.1)}


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(-6.93147, 2, "−6.93"), (-0.001, 2, "0.00"), (3, 0, "3"), (-3, 0, "−3"), (np.inf, 2, "inf"), (-np.inf, 2, "−inf")],
)
def test_num(value, places, text):
    assert num(value, places) == text


def test_a_fast_redraw_shows_the_same_pixels_as_drawing_everything():
    picture = Dot()
    picture.show(x=0.1)
    picture.show(x=0.7, y=0.2)
    fast = picture.pixels().copy()
    picture.figure.canvas.draw()
    assert np.array_equal(fast, picture.pixels())


def test_nothing_of_the_last_frame_remains():
    picture = Dot()
    picture.show(x=0.1)
    first = picture.pixels().copy()
    picture.show(x=0.9)
    assert not np.array_equal(first, picture.pixels())
    picture.show(x=0.1)
    assert np.array_equal(first, picture.pixels())


def room_of(view):
    """Where live.js says how much room there is, and some things more."""
    return next(child for child in view.children if isinstance(child, widgets.IntText))


def frames_of(view):
    """The list of frames that a browser gets from now on."""
    canvas, frames = view.picture.figure.canvas, []
    canvas.syncing_data_url = False  # as if a browser had connected
    canvas.send_binary = frames.append
    canvas.draw()
    return frames


def test_a_browser_that_drops_frames_shows_no_traces_of_them():
    view = explore(Dot(), **ranges())
    frames = frames_of(view)
    for x in (0.1, 0.4, 0.8, 0.9):
        view.controls["x"].value = x
    assert len(frames) == 5
    shown = Image.open(io.BytesIO(frames[0])).convert("RGBA")
    last = Image.open(io.BytesIO(frames[-1])).convert("RGBA")
    shown.paste(last, mask=last.getchannel("A"))
    assert np.array_equal(np.asarray(shown), view.picture.pixels())
    drive(view)
    assert len(frames) == 5


def moved_in_turn():
    """One view more than can be ready, each moved once: the first of them rests. And the frames of each."""
    views = [explore(Dot(), **ranges()) for _ in range(READY + 1)]
    frames = [frames_of(view) for view in views]
    for view in views:
        view.controls["x"].value = 0.4
    return views, frames


def keeps(view):
    """Whether a view keeps its background, and whether its last frame."""
    return view.picture._background is not None, view.screen._last_buff.size > 0


def test_a_picture_that_rests_gives_its_memory_back():
    (first, *others), _ = moved_in_turn()
    assert keeps(first) == (False, False) and [keeps(view) for view in others] == [(True, True)] * READY
    first.picture.figure.canvas.draw()  # as when its room changes: it rests on
    assert keeps(first) == (False, False)
    others[0].close()
    first.controls["x"].value = 0.8
    assert keeps(first) == keeps(others[-1]) == (True, True)


def test_a_picture_that_rests_wakes_with_a_whole_frame():
    (first, second, _), (frames, *_) = moved_in_turn()
    first.controls["x"].value = 0.8
    assert keeps(first) == (True, True) and keeps(second) == (False, False)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(frames[-1])).convert("RGBA")), first.picture.pixels())
    first.controls["x"].value = 0.3
    assert len(frames[-1]) < len(frames[-2])


def test_a_picture_wakes_when_a_hand_comes_near():
    (first, *_), (frames, *_) = moved_in_turn()
    room_of(first).value = HAND_NEAR
    assert keeps(first) == (True, True)
    count = len(frames)
    room_of(first).value = 0
    room_of(first).value = HAND_NEAR
    assert len(frames) == count


def test_a_slider_moves_picture_and_sentence():
    view = explore(Dot(), **ranges())
    before = view.picture.pixels().copy()
    view.controls["x"].value = 0.9
    assert view.picture.dot.get_xydata().tolist() == [[0.9, 0.5]]
    assert "the dot is at (0.90, 0.50)." in view.caption.value
    assert not np.array_equal(before, view.picture.pixels())


def test_threads_take_turns():
    view = explore(Dot(), **ranges())
    update, began, go_on = view.picture.update, threading.Event(), threading.Event()

    def slowly(x, y):
        if x == 0.2:
            began.set()
            assert go_on.wait(30)
        return update(x, y)

    view.picture.update = slowly
    moves = [threading.Thread(target=setattr, args=(view.controls["x"], "value", x)) for x in (0.2, 0.9)]
    moves[0].start()
    assert began.wait(30)
    moves[1].start()
    moves[1].join(0.5)
    go_on.set()
    for move in moves:
        move.join()
    assert view.picture.sentence == "the dot is at (0.90, 0.50)." and view.picture.sentence in view.caption.value
    last = view.picture.pixels().copy()
    view.picture.figure.canvas.draw()
    assert np.array_equal(last, view.picture.pixels()) and view.picture.dot.get_xydata().tolist() == [[0.9, 0.5]]


def test_controls_start_where_update_starts():
    assert explore(Dot(), **ranges()).values == {"x": 0.5, "y": 0.5}


def test_an_unknown_name_is_refused():
    with pytest.raises(TypeError, match="Dot has the values x, y; got z"):
        explore(Dot(), z=(0, 1, 1))


def test_the_bundle_says_the_sentence_three_times():
    view = explore(Dot(), **ranges())
    bundle = view._repr_mimebundle_()
    assert bundle["text/plain"] == "the dot is at (0.50, 0.50)."
    assert '<img alt="the dot is at (0.50, 0.50)."' in bundle["text/html"]
    assert bundle["image/png"].startswith("iVBOR")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_drive_visits_the_ends_and_puts_everything_back(capsys):
    view = explore(Dot(), **ranges())
    drive(view)
    printed = capsys.readouterr().out
    for place in ("(0.00, 0.50)", "(1.00, 0.50)", "(0.50, 0.00)", "(0.50, 1.00)"):
        assert place in printed
    assert view.values == {"x": 0.5, "y": 0.5}


def test_drive_sweeps_the_whole_range_even_where_it_reads_out_only_some_of_it(capsys):
    view = explore(Dot(), **ranges())
    visited = []
    view.controls["x"].observe(lambda change: visited.append(change.new), "value")
    drive(view, x=[0.2, 0.7])
    assert {0.0, 1.0, 0.2, 0.7} <= set(visited)
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if line.startswith("x")] == [
        "x = 0.2",
        "x = 0.7",
    ]


@pytest.mark.parametrize(
    ("picture", "error", "message"),
    [
        (Deaf, AssertionError, "moving y does not change the picture"),
        (Mute, AssertionError, "moving y does not change the sentence"),
        (Clumsy, ZeroDivisionError, "division by zero"),
    ],
)
def test_drive_catches_broken_wiring(picture, error, message, capsys):
    with pytest.raises(error, match=message):
        drive(explore(picture(), **ranges()))


def test_drive_catches_a_slider_that_nobody_listens_to(capsys):
    view = explore(Dot(), **ranges())
    view.controls["x"].unobserve_all()
    with pytest.raises(AssertionError, match="moving x does not change the picture"):
        drive(view)


def test_kinds_of_control():
    class Kinds(Dot):
        def update(self, n=2, on=False, kind="a", again=0, t=3):
            return super().update(n / 10, again / 10)

    view = explore(Kinds(), n=(0, 9, 1), on=True, kind=["a", "b"], again=Again("Toss again"), t=Steps(10))
    assert view.values == {"n": 2, "on": False, "kind": "a", "again": 0, "t": 3}
    view.controls["again"].click()
    assert view.values["again"] == 1


@pytest.mark.parametrize(("name", "label"), [("w0", "w₀"), ("nu", "ν"), ("numbers", "numbers"), ("go_on", "go on")])
def test_a_control_is_labelled_with_the_name_as_the_lecture_writes_it(name, label):
    assert live.make_control(name, ["a", "b"], "a").description == label


def test_steps_go_on_and_back_and_stay_inside():
    steps = Steps(3)
    steps.back()
    assert steps.value == 0
    for _ in range(5):
        steps.step()
    assert steps.value == steps.slider.value == 3
    steps.back()
    assert steps.value == 2
    steps.slider.value = 1
    assert steps.value == 1
    steps.reset()
    assert steps.value == 0


def test_run_walks_to_the_end_and_pauses_when_pressed_again():
    steps = Steps(4)

    async def walk():
        steps.run()
        assert steps.run_button.description == "Pause"
        await asyncio.sleep(0.04)
        steps.run()
        halted = steps.value
        await asyncio.sleep(0.08)
        assert 0 < halted == steps.value < 4
        steps.run()
        await asyncio.sleep(0.3)

    asyncio.run(walk())
    assert steps.value == 4
    assert steps.run_button.description == "Run"


def test_a_number_is_one_number_on_slider_and_box():
    number = Number(-1.0, 1.0, 0.1, value=0.0, label="w")
    number.slider.value = 0.30000000000000004
    assert number.value == number.box.value == 0.3
    number.box.value = 0.25
    assert number.value == 0.25
    assert number.slider.value == 0.25
    assert number.slider.continuous_update
    number.value = -7
    assert (number.value, number.slider.value, number.box.value) == (-1, -1, -1)
    number.value = 0.12345
    assert number.box.value == number.value == 0.12


def test_a_whole_number_stays_whole():
    number = Number(1, 10, 1, value=3)
    number.value = 4.9
    assert number.value == 4
    assert isinstance(number.value, int)


def test_a_slider_is_told_quietly_so_that_it_does_not_answer_with_its_own_rounding():
    number = Number(-1.0, 1.0, 0.1, value=0.0)
    told = []
    number.slider.observe(lambda change: told.append((change.name, change.new)), ["value", "continuous_update"])
    number.value = 0.25
    assert told == [("continuous_update", False), ("value", 0.25), ("continuous_update", True)]
    number.slider.value = 0.5
    assert told[3:] == [("value", 0.5)]


def hand(view, kind, x, y, **more):
    """A mouse event on the canvas at the data coordinates (x, y) of the first panel."""
    canvas, axes = view.picture.figure.canvas, view.picture.figure.axes[0]
    MouseEvent(kind, canvas, *axes.transData.transform((x, y)), **more)._process()


def test_a_hand_drags_the_dot_and_the_controls_go_along():
    view = explore(Dot(), **ranges())
    hand(view, "motion_notify_event", 0.2, 0.2)
    assert view.values == {"x": 0.5, "y": 0.5}
    assert view.picture.figure.canvas._cursor == "grab"
    hand(view, "button_press_event", 0.5, 0.5, button=1)
    hand(view, "motion_notify_event", 0.25, 0.72)
    assert view.values == {"x": 0.25, "y": 0.72}
    assert view.picture.sentence == "the dot is at (0.25, 0.72)."
    assert [view.controls["x"].slider.value, view.controls["y"].box.value] == [0.25, 0.72]
    hand(view, "motion_notify_event", 7.0, -3.0)
    assert view.values == {"x": 1.0, "y": 0.0}
    hand(view, "button_release_event", 7.0, -3.0, button=1)
    hand(view, "motion_notify_event", 0.5, 0.5)
    assert view.values == {"x": 1.0, "y": 0.0}


def test_a_hand_drags_what_has_a_control_and_knows_the_rest():
    view = explore(Dot(), x=(0.0, 1.0, 0.1))
    view.picture.takes(view.picture.figure.axes[0], lambda x, y, values: {"x": values["y"] / 2, "y": 1})
    hand(view, "button_press_event", 0.9, 0.9, button=1)
    hand(view, "motion_notify_event", 0.8, 0.8)
    assert view.picture.sentence == "the dot is at (0.25, 0.50)."


def test_moving_two_controls_at_once_redraws_once():
    view = explore(Dot(), **ranges())
    drawn = []
    update = view.picture.update
    view.picture.update = lambda **values: drawn.append(values) or update(**values)
    view.set(x=0.1, y=0.9)
    assert drawn == [{"x": 0.1, "y": 0.9}]


def test_a_failing_update_keeps_the_last_good_picture_and_says_so_in_one_line():
    view = explore(Clumsy(), **ranges())
    good = view.picture.pixels().copy()
    with pytest.raises(ZeroDivisionError):
        view.controls["y"].value = 0.0
    view.picture.figure.canvas.draw()
    assert np.array_equal(good, view.picture.pixels())
    assert "so the picture stays as it was. ZeroDivisionError: division by zero" in view.caption.value
    assert view.picture.sentence in view.caption.value
    view.controls["y"].value = 0.2
    assert "stays as it was" not in view.caption.value
    assert not np.array_equal(good, view.picture.pixels())


def test_a_picture_fits_its_room_and_is_never_larger_than_designed():
    view = explore(Dot(), **ranges())
    designed = view.picture.pixels().shape
    room = room_of(view)
    view.picture.figure.set_size_inches(10, 5)
    for width, shown in ((800, 800), (500, 500), (100, 320), (5000, 1000)):
        room.value = width
        assert view.picture.pixels().shape[:2] == (shown // 2, shown)
        view.controls["x"].value = width / 5000
        fast = view.picture.pixels().copy()
        view.picture.figure.canvas.draw()
        assert np.array_equal(fast, view.picture.pixels())
    assert designed == (200, 300, 4)


def test_a_browser_that_asks_again_is_told_the_size_again():
    view = explore(Dot(), **ranges())
    room = room_of(view)
    told = []
    view.picture.figure.canvas.send_json = lambda content: content["type"] == "resize" and told.append(content["size"])
    view.picture.figure.set_size_inches(6, 3)
    for width in (320, 400):
        for _ in range(3):
            room.value = 0
            room.value = width
        assert told[-3:] == [(width, width / 2)] * 3


def test_png_holds_every_pixel():
    pixels = np.random.default_rng(3).integers(2**32, size=(7, 5), dtype=np.uint32)
    read = np.asarray(Image.open(io.BytesIO(png(pixels))))
    assert read.tobytes() == pixels.tobytes()


def test_a_cell_run_again_closes_what_it_showed_before(monkeypatch):
    shell = SimpleNamespace(execution_count=0, get_parent=lambda: {"metadata": {"cellId": "a cell"}})
    monkeypatch.setattr(live, "get_ipython", lambda: shell)

    def run():
        shell.execution_count += 1
        return [explore(Dot(), **ranges()) for _ in range(2)]

    views = run()
    assert all(view.picture for view in views)  # two of one run live side by side
    living = len(_instances)
    for _ in range(3):
        last = run()
        assert len(_instances) == living
    assert [view.picture for view in views] == [None, None]
    assert all(view.picture for view in last)
    last[0].controls["x"].value = 0.9  # what the views share is still there
    assert "0.90" in last[0].caption.value


def test_500_moves_leave_nothing_behind():
    view = explore(Dot(), **ranges())
    living = len(_instances)
    observers = [len(control._trait_notifiers) for control in view.controls.values()]
    for k in range(500):
        view.controls["x"].value = (k % 11) / 10
    assert len(_instances) == living
    assert [len(control._trait_notifiers) for control in view.controls.values()] == observers
    assert len(view.picture._moving) == 1


def bed():
    X = np.array([[1.0, 1.0], [2.0, 1.5], [1.5, 3.0], [3.0, 2.5]])
    return Bed(X, np.array([0, 0, 1, 1]), ("plum", "pear"))


def test_a_bed_moves_labels_adds_removes_and_restores():
    garden = bed()
    start = garden.value
    garden.chosen.value = 2
    garden.places[0].value = 2.25
    garden.label.value = 0
    assert garden.value.X[2].tolist() == [2.25, 3.0]
    assert garden.value.y.tolist() == [0, 0, 0, 1]
    assert start.X[2].tolist() == [1.5, 3.0]  # the points themselves never change
    garden.add()
    assert garden.value.chosen == garden.chosen.value == 4
    assert garden.value.y[4] == 0
    garden.remove()
    garden.remove()
    assert len(garden.value.y) == 3
    assert garden.chosen.max == 2
    garden.restore()
    assert garden.value is start
    assert (garden.chosen.value, garden.places[0].value, garden.label.value) == (0, 1.0, 0)


def test_a_bed_keeps_two_flowers_and_stays_in_its_frame():
    garden = bed()
    for _ in range(9):
        garden.remove()
    assert len(garden.value.y) == 2
    garden.value = garden.value.moved([99, -99])
    assert garden.value.X[garden.value.chosen] == pytest.approx([3.3, 0.7])
    assert [box.value for box in garden.places] == pytest.approx([3.3, 0.7])


def test_a_sweep_of_a_bed_tries_every_kind_of_change():
    garden = bed()
    sizes = {len(points.y) for points in stops(garden)}
    assert sizes == {3, 4, 5}
    assert any(points.y.tolist() == [1, 0, 1, 1] for points in stops(garden))
    assert str(garden.value) == "4 points, chosen 0, class 0 at (1.00, 1.00)"
