"""The canvas on the page is the picture that matplotlib's Agg draws: every picture, at many settings, at any size.

Leaving out, moving or recolouring any one artist makes them differ, so the comparison sees each of them.
"""

import contextlib

import numpy as np
import pytest

from tests.browser.hands import ask_kernel, look, until
from tests.browser.jupyterlab import Lesson
from tests.browser.likeness import TOLERANCE, drawn, shown, unlikeness
from tests.notebooks.code import NOTEBOOKS

SETTINGS, SETTINGS_SHARP, STILL = 20, 5, 12
WINDOW = {"width": 1280, "height": 1000}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def lesson(request, chrome, server):
    lesson = Lesson(chrome.new_page(viewport=WINDOW), server, request.param.name)
    lesson.run_all()
    lesson.command("notebook:expand-all-headings")
    yield lesson
    assert not lesson.complaints
    lesson.shut_down()
    lesson.page.close()


def named(lesson):
    """The pictures, each with the name by which the kernel knows it."""
    known = ask_kernel(lesson, "values")
    return list(zip(lesson.pictures(), filter(known.__contains__, lesson.widgets()), strict=True))


def assert_alike(picture, name, folder, setting):
    width = picture.canvas.evaluate("canvas => canvas.width")
    said, images = drawn(picture.lesson, name, folder, width)
    assert until(picture.lesson, lambda: picture.sentence() == said), f"{setting}: {picture.sentence()!r}, not {said!r}"
    apart = unlikeness(shown(picture.canvas), images)
    assert apart <= TOLERANCE, f"{setting}, {apart:.0f} apart: {said}"


def assert_alike_at(lesson, settings, folder):
    for picture, name in named(lesson):
        picture.canvas.scroll_into_view_if_needed()
        for seed in range(settings):
            ask_kernel(lesson, "wander", name, seed)
            assert_alike(picture, name, folder, f"picture {picture.number}, setting {seed}")


def test_the_canvas_is_what_agg_draws(lesson, tmp_path):
    assert_alike_at(lesson, SETTINGS, tmp_path)


@contextlib.contextmanager
def twice_the_pixels(lesson):
    """Meanwhile the lesson is on a screen with twice the pixels."""
    session = lesson.page.context.new_cdp_session(lesson.page)

    def screen(ratio):  # the browser hears of it when the size changes, too
        size = {"width": WINDOW["width"] + ratio, "height": WINDOW["height"]}
        session.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": ratio, "mobile": False})

    screen(2)
    try:
        for picture, _ in named(lesson):
            picture.canvas.scroll_into_view_if_needed()
            assert until(lesson, lambda: picture.canvas.evaluate("one => one.width === 2 * one.clientWidth"))  # noqa: B023
        yield
    finally:
        screen(1)


def test_so_it_is_in_a_window_on_a_screen_with_twice_the_pixels(lesson, tmp_path):
    with twice_the_pixels(lesson):
        assert_alike_at(lesson, SETTINGS_SHARP, tmp_path)


def test_so_it_is_after_many_moves_by_hand(lesson, tmp_path):
    """Where the hand rests after moves in quick succession, ahead of the kernel, all stands as it should."""
    for picture, name in named(lesson):
        picture.canvas.scroll_into_view_if_needed()
        for seed in range(1, 4):
            stir(picture, seed)
            look(picture)
            assert_alike(picture, name, tmp_path, f"picture {picture.number}, stirred {seed}")


def stir(picture, seed):
    """Thirty moves of controls drawn at random, one every frame or so: some go on where the last one went."""
    picture.root.evaluate(
        """async (root, seed) => {
            const draw = n => { seed = seed * 48271 % 2147483647; return seed % n; };
            const controls = [...root.querySelectorAll('[type=range], select, [type=checkbox], button')];
            let control = controls[0], up = true;
            for (let k = 0; k < 30; k++) {
                if (draw(4) === 0) [control, up] = [controls[draw(controls.length)], draw(2) === 0];
                if (control.type === 'range') control[up ? 'stepUp' : 'stepDown'](1 + draw(3));
                else if (control.options) control.selectedIndex = draw(control.options.length);
                else control.click();
                if (control.options || control.type === 'range') control.dispatchEvent(new Event('input'));
                await new Promise(done => setTimeout(done, draw(40)));
            }
            for (const button of root.querySelectorAll('button')) if (button.textContent === 'Pause') button.click();
        }""",
        seed,
    )


def test_no_artist_can_be_missing_misplaced_or_miscoloured(lesson, tmp_path):
    """One that is a sliver here, or nearly covered, must be found at one of the next settings."""
    with twice_the_pixels(lesson):
        for picture, name in named(lesson):
            picture.canvas.scroll_into_view_if_needed()
            assert_all_found(picture, name, tmp_path / "agg.npz")


def assert_all_found(picture, name, file):
    overlooked, found, wanted = {}, set(), None
    for seed in range(1, SETTINGS):
        said = " ".join(ask_kernel(picture.lesson, "wander", name, seed).split())
        assert until(picture.lesson, lambda: picture.sentence() == said)  # noqa: B023
        seen = shown(picture.canvas)
        artists = ask_kernel(picture.lesson, "draw_without", name, str(file), seen.shape[1], STILL, wanted)
        with np.load(file) as saved:
            images = dict(saved)
        assert wanted or any(what.startswith("moving") for _, what, _ in artists)
        for k, (artist, what, box) in enumerate(artists):
            for how, apart in spoilt(seen, images["whole"], images[f"part_{k}"], box):
                if apart > TOLERANCE:
                    found.add((artist, how))
                else:
                    overlooked[artist, how] = f"{what} {how}, at setting {seed}"
        wanted = list({artist for artist, how in overlooked.keys() - found})
        if not wanted:
            return
    raise AssertionError(f"picture {picture.number}: {[overlooked[key] for key in overlooked.keys() - found]}")


def spoilt(seen, whole, part, box):
    """For each way to spoil one artist, how far the canvas is from the spoilt image."""
    top, bottom, left, right = box
    without = whole.copy()
    without[top:bottom, left:right] = part
    yield "missing", unlikeness(seen, [without], box)
    mask = (whole != without).any(axis=-1)
    wider = [max(top - 5, 0), bottom + 5, max(left - 5, 0), right + 5]
    apart = []
    for axis in (0, 1):
        moved, there = without.copy(), np.roll(mask, 5, axis)
        moved[there] = np.roll(whole, 5, axis)[there]
        apart.append(unlikeness(seen, [moved], wider))
    yield "misplaced", max(apart)
    tinted = whole.copy()
    tinted[..., 1:] = without[..., 1:]
    yield "miscoloured", unlikeness(seen, [tinted], box)
