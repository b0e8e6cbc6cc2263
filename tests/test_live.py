"""The live mechanism: what is redrawn, what is said, and that broken wiring is caught."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from helpers.live import Again, Picture, Steps, drive, explore, num


class Dot(Picture):
    def __init__(self):
        axes = self.panels(size=(3, 2))
        axes.set(xlim=(0, 1), ylim=(0, 1))
        self.dot = self.moves(axes.plot([], [], "o")[0])

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


def test_a_browser_that_drops_frames_shows_no_traces_of_them():
    view = explore(Dot(), **ranges())
    canvas = view.picture.figure.canvas
    frames = []
    canvas.syncing_data_url = False  # as if a browser had connected
    canvas.send_binary = frames.append
    canvas.draw()
    for x in (0.1, 0.4, 0.8, 0.9):
        view.controls["x"].value = x
    assert len(frames) == 5
    shown = Image.open(io.BytesIO(frames[0])).convert("RGBA")
    last = Image.open(io.BytesIO(frames[-1])).convert("RGBA")
    shown.paste(last, mask=last.getchannel("A"))
    assert np.array_equal(np.asarray(shown), view.picture.pixels())
    drive(view)
    assert len(frames) == 5


def test_a_slider_moves_picture_and_sentence():
    view = explore(Dot(), **ranges())
    before = view.picture.pixels().copy()
    view.controls["x"].value = 0.9
    assert view.picture.dot.get_xydata().tolist() == [[0.9, 0.5]]
    assert "the dot is at (0.90, 0.50)." in view.caption.value
    assert not np.array_equal(before, view.picture.pixels())


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
