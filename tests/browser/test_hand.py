"""Every picture and every control of the six notebooks under a mouse, a finger and a screen reader, in a real browser.

Each notebook's pictures are on a page of their own, without JupyterLab. Some more, made here, must turn the checks red.
"""

import re
from functools import partial

import pytest

from helpers.live import explore
from helpers.pictures.zero_one import Heaviside
from tests.browser.bare import BarePage
from tests.browser.hands import (
    KEYBOARD,
    MOUSE,
    TOUCH,
    assert_accessible,
    assert_all_move,
    assert_fits,
    assert_follows,
    assert_follows_a_finger,
    assert_lets_go,
    assert_numbers_agree,
    look,
    moves,
    slide,
    until,
    within,
)
from tests.browser.jupyterlab import CONTROLS
from tests.notebooks.code import NOTEBOOKS, live_pictures
from tests.notebooks.spoilt import Limp, Mute, Still, Unwired

ROLES = {"slider": "slider", "number": "spinbutton", "tick": "checkbox", "menu": "combobox", "button": "button"}
WINDOW = {"width": 1280, "height": 900}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def open_lesson(request, chrome):
    page = chrome.new_page(viewport=WINDOW, has_touch=True)
    lesson = BarePage(page, [view for _, view, _ in live_pictures(request.param)])
    yield lesson
    lesson.close()


@pytest.fixture
def lesson(open_lesson):
    """All pictures of a notebook as they are at first. Afterwards nothing has complained."""
    open_lesson.ask_kernel("put_back")
    yield open_lesson
    assert not open_lesson.complaints, "\n".join(open_lesson.complaints)


def test_what_the_mouse_takes_hold_of_follows_it(lesson):
    panels = lesson.ask_pictures("panels")
    assert any(panels)
    for picture, here in zip(lesson.pictures(), panels, strict=True):
        for panel in here:
            lesson.ask_kernel("put_back")
            assert_follows(picture, panel)
        if here:
            assert_lets_go(picture, within(here[-1], 0.5, 0.5))


def test_what_a_finger_takes_hold_of_follows_it(lesson):
    for picture, here in zip(lesson.pictures(), lesson.ask_pictures("panels"), strict=True):
        for panel in here:
            lesson.ask_kernel("put_back")
            assert_follows_a_finger(picture, panel)


@pytest.mark.parametrize("hand", [MOUSE, TOUCH], ids=["mouse", "touch"])
def test_every_control_moves_picture_and_sentence(lesson, hand):
    for picture in lesson.pictures():
        assert_all_move(picture, hand, begin=lambda: lesson.ask_kernel("put_back"))


def test_a_screen_reader_knows_every_control_and_hears_the_sentence(lesson):
    for picture in lesson.pictures():
        assert_named(picture)
        assert_announced(picture)


def assert_named(picture):
    """Each control goes by the words that stand beside it, and each slider has a number box of the same name."""
    names = [(ROLES[control.kind], control.name) for control in picture.controls()]
    read_out = re.findall(r'- (\w+) "(.+?)"', picture.root.locator(".live-controls").aria_snapshot())
    assert sorted(found for found in read_out if found[0] in ROLES.values()) == sorted(set(names))
    assert {name for role, name in names if role == "slider"} <= {name for role, name in names if role == "spinbutton"}
    words = picture.root.locator(".live-controls").locator("label, button").all_text_contents()
    assert {word.strip() for word in words} == {name for _, name in names}


def assert_announced(picture):
    """The sentence is the picture's name, and is read out when the hand rests, by an element that stays."""

    def is_told():
        said = look(picture)[1]
        return live.text_content() == said and picture.root.get_by_role("img", name=said, exact=True).count() == 1

    live = picture.root.locator("[aria-live=polite]")
    assert moves(picture, picture.controls(), 0, KEYBOARD)  # what stands there at first is read, and not announced
    assert live.count() == 1 and until(picture.lesson, is_told)
    live.evaluate("live => live.staying = true")
    assert moves(picture, picture.controls(), 0, KEYBOARD)
    assert until(picture.lesson, is_told) and live.evaluate("live => live.staying")


def with_slider(lesson):
    """The pictures that have a slider, each with its first."""
    sliders = [(picture, picture.root.locator("[type=range]").first) for picture in lesson.pictures()]
    return [(picture, slider) for picture, slider in sliders if slider.count()]


def test_a_sentence_is_announced_once_the_hand_rests(lesson):
    for picture, slider in with_slider(lesson):
        slide(slider, 1, 0)  # what stands there at first is read, and not announced
        live, before = picture.root.locator("[aria-live=polite]"), look(picture)
        assert until(lesson, lambda: live.text_content() == before[1])  # noqa: B023
        live.evaluate("""live => {
            live.count = 0;
            new MutationObserver(() => live.count++).observe(live, { childList: true });
        }""")
        slide(slider, 20, 30)
        assert until(lesson, lambda: live.evaluate("live => live.count")), picture.sentence()  # noqa: B023
        assert live.text_content() == look(picture)[1] != before[1]
        assert live.evaluate("live => live.count") == 1


def test_tab_goes_through_the_controls_and_past_the_picture(lesson):
    for picture in lesson.pictures():
        for is_open in (False, True):
            picture.root.evaluate(
                "(root, is_open) => root.querySelectorAll('details').forEach(one => { one.open = is_open; })", is_open
            )
            assert_tab_passes(picture)


def assert_tab_passes(picture):
    controls = picture.root.locator(".live-controls").locator(f"{CONTROLS}, summary").locator("visible=true")
    controls.first.focus()
    visited = []
    for _ in range(controls.count()):
        picture.lesson.page.keyboard.press("Tab")
        visited.append(controls.evaluate_all("controls => controls.indexOf(document.activeElement)"))
    assert visited == [*range(1, len(visited)), -1], f"picture {picture.number}"
    assert picture.root.evaluate("root => !root.contains(document.activeElement)")


def test_nothing_jumps_while_a_slider_moves(lesson):
    """Once it has been everywhere, the picture with its controls and its sentence keeps its height."""
    for picture, slider in with_slider(lesson):
        heights = []
        for _ in range(2):
            for key in ("Home", "PageUp", "PageUp", "PageUp", "End"):
                slider.press(key)
                look(picture)
                heights.append(picture.root.bounding_box()["height"])
        assert len(set(heights[5:])) == 1 and heights[:5] == sorted(heights[:5]), f"picture {picture.number}: {heights}"


class Counts(Heaviside):
    def update(self, a=0.5):
        super().update(a)
        return f"There are {10 ** round(-a)} steps down." if a < 0 else f"There are {round(a)} steps up."


def test_numbers_keep_their_places_while_the_words_stay(chrome):
    page = chrome.new_page(viewport=WINDOW)
    lesson = BarePage(page, [explore(Counts(), a=(-2.0, 2.0, 1.0))])
    (picture,) = lesson.pictures()
    room = []
    for stops in ("Home", "ArrowRight", "End"):
        picture.root.locator("[type=range]").press(stops)
        look(picture)
        room.append(
            picture.root.locator(".live-number").evaluate("one => [one.textContent, one.style.paddingInlineStart]")
        )
    assert room == [["100", "0ch"], ["10", "1ch"], ["2", "0ch"]]
    lesson.close()


# The checks themselves can fail


@pytest.fixture(scope="module")
def spoilt(chrome):
    """Pictures with something wrong, and one that is sound, by their kind."""
    kinds, page = [Heaviside, Still, Mute, Limp, Unwired], chrome.new_page(viewport=WINDOW, has_touch=True)
    lesson = BarePage(page, [explore(kind(), a=(-2.0, 2.0, 0.1)) for kind in kinds])
    yield dict(zip(kinds, lesson.pictures(), strict=True))
    lesson.close()


@pytest.mark.parametrize("hand", [KEYBOARD, MOUSE, TOUCH], ids=["keyboard", "mouse", "touch"])
def test_a_slider_that_is_not_wired_up_is_red(spoilt, hand):
    with pytest.raises(AssertionError, match="no move of the slider 'a' changes both"):
        assert_all_move(spoilt[Unwired], hand)


@pytest.mark.parametrize("kind", [Still, Mute])
def test_a_picture_or_a_sentence_that_does_not_follow_is_red(spoilt, kind):
    with pytest.raises(AssertionError, match="no move of the slider 'a' changes both"):
        assert_all_move(spoilt[kind], KEYBOARD)


@pytest.mark.parametrize("follows", [assert_follows, assert_follows_a_finger])
def test_a_picture_that_does_not_follow_the_hand_is_red(spoilt, follows):
    limp = spoilt[Limp]
    (panel,) = limp.lesson.ask_pictures("panels")[limp.number]
    with pytest.raises(AssertionError, match=r"in picture \d+ does not change"):
        follows(limp, panel)


@pytest.mark.parametrize(
    "part, spoil, check",
    [
        ("[aria-live]", "node.removeAttribute('aria-live')", assert_announced),
        ("[type=range]", "node.id = 'other'", assert_named),
        ("[type=range]", "node.id = 'other'", lambda one: assert_accessible(one.lesson.page, ".live")),
        ("[type=range]", "node.setAttribute('aria-valuetext', '9')", partial(assert_numbers_agree, seconds=1)),
        ("[type=number]", "node.setAttribute('aria-label', 'b')", assert_named),
        ("canvas", "node.style.minWidth = '2000px'", partial(assert_fits, seconds=1)),
        ("canvas", "node.tabIndex = 0", assert_tab_passes),
    ],
)
def test_a_picture_that_lacks_something_is_red(spoilt, part, spoil, check):
    step = spoilt[Heaviside]
    node = step.root.locator(part).first.element_handle()
    kept = node.evaluate("node => Object.fromEntries([...node.attributes].map(one => [one.name, one.value]))")
    node.evaluate(f"node => {spoil}")
    with pytest.raises(AssertionError):
        check(step)
    node.evaluate(
        """(node, kept) => {
            for (const name of node.getAttributeNames()) if (!(name in kept)) node.removeAttribute(name);
            for (const name in kept) if (node.getAttribute(name) !== kept[name]) node.setAttribute(name, kept[name]);
        }""",
        kept,
    )
    check(step)
