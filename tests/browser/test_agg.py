"""The canvas on the page is the picture that matplotlib's Agg draws: every picture, at many settings, at any size.

Leaving out, moving or recolouring any one artist makes them differ, so the comparison sees each of them.
"""

import contextlib
import functools
import random
from dataclasses import replace

import numpy as np
import pytest

from tests.browser.agg import Agg, artists
from tests.browser.bare import BarePage
from tests.browser.hands import look, until
from tests.browser.likeness import TOLERANCE, shown, unlikeness
from tests.notebooks.code import NOTEBOOKS, live_pictures

SETTINGS, SETTINGS_SHARP, STILL = 20, 5, 12
MARGIN = 17  # pixels around an artist, to see where it has gone
WINDOW = {"width": 1280, "height": 1000}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def page(request, chrome):
    """All pictures of a notebook on one page."""
    page = BarePage(chrome.new_page(viewport=WINDOW), [view for _, view, _ in live_pictures(request.param)])
    yield page
    page.close()
    assert not page.complaints, "\n".join(page.complaints)


class Pair:
    """A picture on the page, and the same drawn by Agg."""

    def __init__(self, page, picture, view):
        self.page, self.picture, self.view = page, picture, view
        self.agg = functools.cache(functools.partial(Agg, view.picture))
        picture.canvas.scroll_into_view_if_needed()

    def wander(self, seed):
        """Set all controls to places drawn at random."""
        draw, view = random.Random(seed), self.view
        view.set(**{key: anywhere(control, view.values[key], draw) for key, control in view.controls.items()})
        self.page.pass_on()

    def assert_alike(self, setting, afresh=False):
        image = shown(self.picture.canvas)
        said = " ".join(self.view.picture.update(**self.view.values).split())
        assert self.picture.sentence() == said, setting
        drawn = []
        for width in (image.shape[1], self.view.picture.recorder.width):  # the second is seldom needed
            agg = self.agg(width)
            drawn.append(agg.draw_afresh() if afresh else agg.draw())
            if (apart := unlikeness(image, drawn)) <= TOLERANCE:
                return
        raise AssertionError(f"picture {self.picture.number}, {setting}, {apart:.0f} apart: {said}")


def anywhere(control, value, draw):
    """A value that this control takes, drawn at random."""
    if control.kind in ("slider", "playback"):
        return control.check(draw.uniform(control.low, control.high))
    if control.kind == "button":
        return draw.randrange(20)
    if control.kind == "points":  # one more edit of the points as they are
        place = [draw.uniform(low, high) for low, high in zip(control.low, control.high, strict=True)]
        value = replace(value, chosen=draw.randrange(len(value.y)))
        return draw.choice([value, value.moved(place), value.labelled(1 - value.y[value.chosen]), value.removed()])
    return draw.choice(control.stops(value))


def pairs(page):
    return [Pair(page, picture, view) for picture, view in zip(page.pictures(), page.views, strict=True)]


def assert_alike_at(page, settings):
    for pair in pairs(page):
        for seed in range(settings):
            pair.wander(seed)
            pair.assert_alike(f"setting {seed}", afresh=seed % 4 == 3)


def test_the_canvas_is_what_agg_draws(page):
    assert_alike_at(page, SETTINGS)


@contextlib.contextmanager
def twice_the_pixels(page):
    """Meanwhile the page is on a screen with twice the pixels."""
    session = page.page.context.new_cdp_session(page.page)

    def screen(ratio):  # the browser hears of it when the size changes, too
        size = {"width": WINDOW["width"] + ratio, "height": WINDOW["height"]}
        session.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": ratio, "mobile": False})

    screen(2)
    try:
        for picture in page.pictures():
            assert until(page, lambda: picture.canvas.evaluate("one => one.width === 2 * one.clientWidth"))  # noqa: B023
        yield
    finally:
        screen(1)


def test_so_it_is_in_a_window_on_a_screen_with_twice_the_pixels(page):
    with twice_the_pixels(page):
        assert_alike_at(page, SETTINGS_SHARP)


def test_so_it_is_after_many_moves_by_hand(page):
    """Where the hand rests after moves in quick succession, ahead of the kernel, all stands as it should."""
    for pair in pairs(page):
        for seed in range(1, 4):
            stir(pair.picture, seed)
            look(pair.picture)
            pair.assert_alike(f"stirred {seed}", afresh=True)


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


def test_no_artist_can_be_missing_misplaced_or_miscoloured(page):
    """One that is a sliver here, or nearly covered, must be found at one of the next settings."""
    with twice_the_pixels(page):
        for pair in pairs(page):
            assert_all_found(pair)


def assert_all_found(pair):
    overlooked, found, wanted = {}, set(), None
    for seed in range(1, SETTINGS):
        pair.wander(seed)
        assert pair.picture.sentence() == " ".join(pair.view.picture.sentence.split())
        seen = shown(pair.picture.canvas)
        agg = pair.agg(seen.shape[1])
        whole = agg.draw_afresh()
        if wanted is None:
            moving, still = artists(pair.view.picture)
            parts = agg.without(moving)
            assert parts
            parts += agg.without(still, STILL)
        else:
            parts = agg.without(wanted)
        for artist, box, part in parts:
            for how, apart in spoilt(seen, whole, part, box):
                if apart > TOLERANCE:
                    found.add((artist, how))
                else:
                    overlooked[artist, how] = f"{artist} {how}, at setting {seed}"
        wanted = {artist for artist, how in overlooked.keys() - found}
        if not wanted:
            return
    raise AssertionError(f"picture {pair.picture.number}: {[overlooked[key] for key in overlooked.keys() - found]}")


def spoilt(seen, whole, part, box):
    """For each way to spoil one artist, how far the canvas is from the spoilt image."""
    around = tuple(slice(max(side.start - MARGIN, 0), side.stop + MARGIN) for side in box)
    without = whole.copy()
    without[box] = part
    seen, whole, without = seen[around], whole[around], without[around]
    yield "missing", unlikeness(seen, [without])
    mask = (whole != without).any(axis=-1)
    apart = []
    for axis in (0, 1):
        moved, there = without.copy(), np.roll(mask, 5, axis)
        there[(slice(None),) * axis + (slice(5),)] = False  # nothing comes in again from the other side
        moved[there] = np.roll(whole, 5, axis)[there]
        apart.append(unlikeness(seen, [moved]))
    yield "misplaced", max(apart)
    tinted = whole.copy()
    tinted[..., 1:] = without[..., 1:]
    yield "miscoloured", unlikeness(seen, [tinted])
