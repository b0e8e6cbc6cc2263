"""The notebooks in a real JupyterLab and a real browser: what a hand, a keyboard and a screen reader meet there.

The same checks go over every picture and every control of the six notebooks, whatever they are. A seventh notebook,
made here, holds what must turn those checks red, and what goes wrong in a classroom.
"""

import os
import re
import signal
import sys
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from helpers.live.controls import AHEAD
from helpers.live.widget import PATIENCE
from tests.browser.hands import (
    KEYBOARD,
    MOUSE,
    TOUCH,
    ask_kernel,
    ask_pictures,
    assert_accessible,
    assert_all_move,
    assert_follows,
    assert_follows_a_finger,
    assert_lets_go,
    assert_numbers_agree,
    at,
    changed,
    drag,
    finger,
    hover,
    look,
    moves,
    point,
    pull,
    scroll_top,
    type_number,
    until,
    within,
)
from tests.browser.jupyterlab import CONTROLS, PANEL, Lesson
from tests.notebooks.code import NOTEBOOKS

ROLES = {"slider": "slider", "number": "spinbutton", "tick": "checkbox", "menu": "combobox", "button": "button"}
KERNEL = f"{PANEL}.sessionContext.session.kernel"
OUTPUTS = ".jp-OutputArea"
# The grey of nbconvert's own prompts, Out[7], is too pale for axe; they are not in here.
EXPORTED_OUTPUTS = ".jp-OutputArea-output"
WINDOW = {"width": 1280, "height": 900}
NARROW = {"width": 800, "height": 900}
PROJECTOR = {"width": 1280, "height": 720}

TOOLS = """
from helpers.datasets import SPECIES, two_flowers
from helpers.live import EditablePoints, Playback, explore
from helpers.pictures.coin import CoinLikelihood
from helpers.pictures.softmax import SoftmaxBars
from helpers.pictures.zero_one import Heaviside, ZeroOneLoss

X, y = two_flowers()
names = SPECIES[1:]
A, W = (-2.0, 2.0, 0.1), (-8.0, 8.0, 0.1)


class Still(Heaviside):
    def update(self, a=0.5):
        super().update()
        return f"a = {a}"


class Mute(Heaviside):
    def update(self, a=0.5):
        super().update(a)
        return "as ever"


class Limp(Heaviside):
    def __init__(self):
        super().__init__()
        self.draggable(self.figure.axes[0], lambda x, y, values: {})


class Fails(Heaviside):
    def update(self, a=-1.0):
        self.dot.set_data([0], [0.5])
        if a > 0:
            raise ValueError("a must not be positive")
        return super().update(a)


class Unwired(Heaviside):
    def update(self, a=0.5):
        return super().update()


class Walk(Heaviside):
    def update(self, t=0):
        return super().update(t % 200 / 50 - 2)  # so that each step shows
"""
PICTURES = {
    "step": "step = explore(Heaviside(), a=A)\nstep",
    "loss": "explore(ZeroOneLoss(X, y, names), w0=W, w1=W, along=['w0', 'w1'], points=EditablePoints(X, y, names))",
    "coin": "explore(CoinLikelihood(), p=(0.05, 0.95, 0.01))",
    "bars": "explore(SoftmaxBars(), l0=(-4.0, 4.0, 0.1), l1=(-4.0, 4.0, 0.1))",
    "walk": "explore(Walk(), t=Playback(2000))",
    "fails": "explore(Fails(), a=A)",
    "unwired": "explore(Unwired(), a=A)",
    "still": "explore(Still(), a=A)",
    "mute": "explore(Mute(), a=A)",
    "limp": "explore(Limp(), a=A)",
}


@pytest.fixture(scope="module")
def lessons(lessons):
    """The lessons, and the notebook of troubles."""
    cells = [nbformat.v4.new_code_cell(source) for source in (TOOLS, *PICTURES.values())]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # else JupyterLab asks for one
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lessons / "troubles.ipynb")
    return lessons


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def open_lesson(request, chrome, server):
    yield from opened(chrome, server, request.param.name)


@pytest.fixture(scope="module")
def open_troubles(chrome, server):
    yield from opened(chrome, server, "troubles.ipynb")


def opened(chrome, server, notebook):
    """Open a notebook and run all of it; in the end, shut its kernel down."""
    page = chrome.new_page(viewport=WINDOW, has_touch=True)
    lesson = Lesson(page, server, notebook)
    run_all(lesson)
    yield lesson
    lesson.shut_down()
    page.close()


def run_all(lesson):
    lesson.run_all()
    for picture in lesson.pictures():
        picture.canvas.scroll_into_view_if_needed()
        look(picture)


@pytest.fixture
def lesson(open_lesson):
    """A lesson, open and run. Afterwards nothing has complained and nobody outside has been asked."""
    yield open_lesson
    assert_quiet(open_lesson)


@pytest.fixture
def troubles(open_troubles):
    """The pictures of the notebook of troubles, by name."""
    open_troubles.complaints.clear()
    return dict(zip(PICTURES, open_troubles.pictures(), strict=True))


def assert_quiet(lesson):
    assert not lesson.complaints, "\n".join(lesson.complaints)
    assert not lesson.strangers, f"requests to other hosts: {lesson.strangers}"


# The six lessons


def test_what_the_mouse_takes_hold_of_follows_it(lesson):
    ask_kernel(lesson, "put_back")
    panels = ask_pictures(lesson, "panels")
    assert any(panels)
    for picture, here in zip(lesson.pictures(), panels, strict=True):
        for panel in here:
            ask_kernel(lesson, "put_back")
            assert_follows(picture, panel)
        if here:
            assert_lets_go(picture, within(here[-1], 0.5, 0.5))


def test_what_a_finger_takes_hold_of_follows_it(lesson):
    ask_kernel(lesson, "put_back")
    for picture, here in zip(lesson.pictures(), ask_pictures(lesson, "panels"), strict=True):
        for panel in here:
            ask_kernel(lesson, "put_back")
            assert_follows_a_finger(picture, panel)


@pytest.mark.parametrize("hand", [KEYBOARD, MOUSE, TOUCH], ids=["keyboard", "mouse", "touch"])
def test_every_control_moves_picture_and_sentence(lesson, hand):
    ask_kernel(lesson, "put_back")
    for picture in lesson.pictures():
        assert_all_move(picture, hand)


def test_a_screen_reader_knows_every_control_and_hears_the_sentence(lesson):
    ask_kernel(lesson, "put_back")
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


def slide(slider, steps, pause):
    """Move a slider by so many steps, to where there is more room, so many milliseconds apart."""
    slider.evaluate(
        """async (slider, [steps, pause]) => {
            const up = slider.valueAsNumber - slider.min < slider.max - slider.valueAsNumber;
            for (; steps; steps--) {
                slider[up ? 'stepUp' : 'stepDown']();
                slider.dispatchEvent(new Event('input'));
                await new Promise(done => setTimeout(done, pause));
            }
        }""",
        [steps, pause],
    )


def test_a_sentence_is_announced_once_the_hand_rests(lesson):
    ask_kernel(
        lesson, "put_back"
    )  # from elsewhere twenty steps may lead to the same sentence: six of five heads are five
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


def test_a_control_that_gets_the_focus_brings_its_picture_into_view(lesson):
    for picture in lesson.pictures():
        picture.root.evaluate("root => { root.closest('.jp-WindowedPanel-outer').scrollTop = 0; }")
        lesson.page.keyboard.press("Shift")  # the hand is at the keyboard
        picture.controls()[0].node.evaluate("node => node.focus({ preventScroll: true })")
        assert until(
            lesson,
            lambda picture=picture: picture.root.evaluate("""root => {
            const page = root.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
            return [...root.querySelectorAll('canvas, :focus')].every(part => {
                const { top, bottom } = part.getBoundingClientRect();
                return top > page.top - 1 && bottom < page.bottom + 1;
            });
        }"""),
        ), f"picture {picture.number}"


def test_nothing_jumps_while_a_slider_moves(lesson):
    """Once it has been everywhere, the picture with its controls and its sentence keeps its height."""
    ask_kernel(lesson, "put_back")
    for picture, slider in with_slider(lesson):
        heights = []
        for _ in range(2):
            for key in ("Home", "PageUp", "PageUp", "PageUp", "End"):
                slider.press(key)
                look(picture)
                heights.append(picture.root.bounding_box()["height"])
        assert len(set(heights[5:])) == 1 and heights[:5] == sorted(heights[:5]), f"picture {picture.number}: {heights}"


@pytest.mark.parametrize("window", [NARROW, PROJECTOR], ids=["narrow", "projector"])
def test_nothing_is_cut_off(lesson, window):
    lesson.page.set_viewport_size(window)
    try:
        for picture in lesson.pictures():
            assert_fits(picture)
    finally:
        lesson.page.set_viewport_size(WINDOW)


def assert_fits(picture, seconds=10):
    """Picture, sentence and controls lie inside their cell's output, and no label is shortened.

    All three fit on the page together, unless the picture would be too small to read.
    """
    sticking_out = []

    def inside():
        sticking_out[:] = picture.root.evaluate("""root => {
            const parts = 'canvas, input, select, button, label, summary, .sentence';
            const room = root.closest('.jp-OutputArea-output').getBoundingClientRect();
            const canvas = root.querySelector('canvas'), page = root.closest('.jp-WindowedPanel-outer');
            const output = root.closest('.jp-OutputArea-output');
            if (output.scrollHeight > output.clientHeight) return ['a finger or a wheel would scroll in the output'];
            if (root.offsetHeight > page.clientHeight && canvas.clientWidth > 480)
                return [`${root.offsetHeight} of ${page.clientHeight} pixels high`];
            return [...root.querySelectorAll(parts)].filter(part => {
                const own = part.getBoundingClientRect();
                return own.width && (own.left < room.left || own.right > room.right + 1 || own.bottom > room.bottom + 1
                    || (part.matches('label, button') && part.scrollWidth > part.clientWidth));
            }).map(part => part.outerHTML.slice(0, 200));
        }""")
        return not sticking_out

    picture.canvas.scroll_into_view_if_needed()
    assert until(picture.lesson, inside, seconds), f"picture {picture.number}: {sticking_out}"


def test_axe_finds_nothing_serious_in_the_outputs(lesson):
    assert_accessible(lesson.page, OUTPUTS)


def test_a_saved_lesson_opens_again_as_it_was_and_comes_back_to_life(lesson):
    left = save(lesson)
    leave_and_come_back(lesson)
    assert_back(lesson, left)
    for attached in (True, False):
        give_up_on(lesson.pictures()[0], attached)
        assert_back(lesson, left)
    run_all(lesson)
    for picture in lesson.pictures():
        assert moves(picture, picture.controls(), 0, MOUSE)


def save(lesson):
    """Save, and return what the pictures look like when nothing is unfolded."""
    lesson.page.evaluate("document.querySelectorAll('.live details').forEach(one => { one.open = false; })")
    left = []
    for picture in lesson.pictures():
        picture.canvas.scroll_into_view_if_needed()
        left.append(look(picture))
    lesson.save()
    return left


def leave_and_come_back(lesson):
    """Shut the kernel down, close the page, and open the notebook again, with JupyterLab as it is at first.

    It may have stored the sidebar as it was in a narrow window: as wide here, it would leave the pictures less room.
    """
    lesson.shut_down()
    lesson.page.goto("about:blank")
    lesson.address = lesson.address.replace("/tree/", "-again/tree/")
    lesson.open()


GIVEN_UP = "Error displaying widget: model not found"


def give_up_on(picture, attached=True):
    """Let the page say of a picture what JupyterLab says when it has waited two seconds for it.

    It may say so before it has put the cell on the page.
    """
    picture.root.evaluate(
        """async (root, [said, attached]) => {
            const output = root.closest('.jp-OutputArea-output'), cell = root.closest('.jp-Cell');
            const parent = cell.parentNode, next = cell.nextSibling, frame = () => new Promise(requestAnimationFrame);
            if (!attached) cell.remove(), await frame();
            output.textContent = said;
            if (!attached) await frame(), parent.insertBefore(cell, next);
        }""",
        [GIVEN_UP, attached],
    )


def test_jupyterlab_still_says_it_in_these_words():
    """In lab/extensions/reopened they are what tells that a picture is to be tried again."""
    manager = Path(sys.prefix, "share", "jupyter", "labextensions", "@jupyter-widgets", "jupyterlab-manager", "static")
    assert any(GIVEN_UP in file.read_text("utf-8") for file in manager.glob("*.js"))


def assert_back(lesson, left):
    """Every picture and its sentence are there as they were left, and no widget is missing."""
    missing = """/model not found|Error displaying widget/i.test(
        [...document.querySelectorAll('.jp-OutputArea')].map(area => area.textContent))"""
    canvases = lesson.page.locator(".live canvas")
    lesson.wait_rendered()
    assert not lesson.page.evaluate(missing), "widgets are missing"
    assert canvases.count() == len(left), "pictures are missing"
    for picture, before in zip(lesson.pictures(), left, strict=True):
        picture.canvas.scroll_into_view_if_needed()
        assert until(lesson, lambda: look(picture) == before), f"picture {picture.number}: {picture.sentence()}"  # noqa: B023
        assert picture.root.evaluate("root => getComputedStyle(root, '::before').content") != "none", "it seems alive"
    assert until(lesson, lambda: not asks_to_be_saved(lesson)), "nobody has changed anything"
    # JupyterLab's own words, on a slow machine, of a picture that has come back since.
    lesson.complaints[:] = [said for said in lesson.complaints if "widget model not found" not in said]


def asks_to_be_saved(lesson):
    return lesson.page.evaluate(f"{PANEL}.context.model.dirty")


def test_only_a_notebook_that_was_changed_asks_to_be_saved(chrome, server):
    lesson = Lesson(chrome.new_page(viewport=WINDOW), server, NOTEBOOKS[0].name)
    assert until(lesson, lambda: not asks_to_be_saved(lesson))
    lesson.page.evaluate(f"{PANEL}.content.model.cells.get(1).sharedModel.updateSource(0, 0, '# ')")
    lesson.page.wait_for_timeout(400)  # longer than it takes to find out that nothing has changed
    assert asks_to_be_saved(lesson)
    lesson.shut_down()
    lesson.page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_axe_finds_nothing_serious_in_an_exported_lesson(path, page, tmp_path):
    open_export(page, path, tmp_path)
    assert page.locator(f"{EXPORTED_OUTPUTS} img").count()
    assert_accessible(page, EXPORTED_OUTPUTS)


@pytest.fixture
def page(chrome):
    page = chrome.new_page(viewport=WINDOW)
    yield page
    page.close()


def open_export(page, path, folder):
    """Open what nbconvert makes of a notebook."""
    file = folder / "lesson.html"
    file.write_text(HTMLExporter().from_filename(path)[0], "utf-8")
    page.goto(file.as_uri())


# The lecture's pictures under a careful hand


def test_the_boundary_comes_to_lie_under_the_mouse(troubles):
    loss, panel = panel_of(troubles, "loss")
    drag(loss, at(panel, 8.0, 7.0), at(panel, 7.0, 4.0))
    look(loss)
    w0, w1 = (number(loss, name) for name in ("w₀", "w₁"))
    assert abs(7.0 * w0 + 4.0 * w1) / (w0**2 + w1**2) ** 0.5 < 0.05
    assert f"w = ({w0:.2f}, {w1:.2f})" in loss.sentence().replace("−", "-")


def test_p_comes_along_the_curve(troubles):
    coin, panel = panel_of(troubles, "coin")
    drag(coin, at(panel, 0.5, 0.5), at(panel, 0.3, 0.5))
    assert until(coin.lesson, lambda: abs(number(coin, "p") - 0.3) < 0.011)


def test_a_logit_bar_comes_along(troubles):
    bars, panel = panel_of(troubles, "bars")
    drag(bars, at(panel, 1.0, 1.0), at(panel, 1.2, -3.0))
    assert until(bars.lesson, lambda: abs(number(bars, "l₁") + 3) < 0.11)
    assert number(bars, "l₀") == 1.0


def panel_of(troubles, name):
    """The picture of that name, and the first of its panels that the mouse can take hold of."""
    lesson = troubles[name].lesson
    ask_kernel(lesson, "put_back")
    return troubles[name], ask_pictures(lesson, "panels")[list(PICTURES).index(name)][-1]


def number(picture, name):
    """What stands in the number box of that name."""
    return float(box(picture, name).input_value())


def box(picture, name):
    return picture.root.get_by_role("spinbutton", name=name, exact=True)


def test_flowers_move_change_class_come_and_go_and_go_back(troubles):
    loss, panel = panel_of(troubles, "loss")
    before = look(loss)
    for hand in (KEYBOARD, MOUSE, TOUCH):
        controls = loss.controls()
        for n, control in enumerate(controls):
            if control.name in ("flower", "x₀", "x₁", "class", "Add", "Remove"):
                assert moves(loss, controls, n, hand), control
        button(loss, "Back to the flowers").press("Enter")
        assert until(loss.lesson, lambda: look(loss) == before)
    drag(loss, panel["flowers"][0], at(panel, 7.9, 2.9))
    look(loss)
    x0, x1 = number(loss, "x₀"), number(loss, "x₁")
    assert abs(x0 - 7.9) < 0.03 and abs(x1 - 2.9) < 0.03
    assert f"at ({x0:.2f}, {x1:.2f})" in loss.sentence()
    button(loss, "Back to the flowers").click()
    assert until(loss.lesson, lambda: look(loss) == before)


def button(picture, name):
    return picture.root.get_by_role("button", name=name, exact=True)


# Keys and fingers


def test_a_slider_takes_every_key_and_jupyterlab_none_of_them(troubles):
    step, lesson = troubles["step"], troubles["step"].lesson
    slider, cells = step.root.locator("[type=range]"), f"{PANEL}.content.widgets.length"
    slider.focus()
    before = lesson.page.evaluate(f"[{cells}, {PANEL}.content.activeCellIndex]")
    stops = {
        "End": 2.0,
        "ArrowLeft": 1.9,
        "ArrowDown": 1.8,
        "ArrowUp": 1.9,
        "PageDown": 1.5,
        "PageUp": 1.9,
        "Home": -2.0,
    }
    for key, stop in stops.items():
        slider.press(key)
        assert until(lesson, lambda: number(step, "a") == stop), (key, number(step, "a"))  # noqa: B023
    for key in ("a", "b", "x", "d", "d", "Enter", "j"):
        slider.press(key)
    assert lesson.page.evaluate(f"[{cells}, {PANEL}.content.activeCellIndex]") == before
    assert slider.evaluate("slider => slider === document.activeElement")


def test_a_number_beyond_an_end_stops_there(troubles):
    step = troubles["step"]
    for typed, stop in (("9", 2.0), ("-1e300", -2.0), ("0.123456", 0.12), ("", 0.12)):
        box(step, "a").fill(typed)
        box(step, "a").press("Enter")
        assert until(step.lesson, lambda: number(step, "a") == stop)  # noqa: B023
        assert look(step)[1].startswith(f"Θ({stop:.2f})".replace("-", "−"))


@pytest.mark.parametrize("hand", [lambda fold: fold.press("Enter"), lambda fold: fold.click(), lambda fold: fold.tap()])
def test_editing_the_flowers_is_folded_away_at_first(open_troubles, troubles, hand):
    open_troubles.run_cell(1 + list(PICTURES).index("loss"))
    fold, first = troubles["loss"].root.locator("summary"), box(troubles["loss"], "flower")
    for before in (False, True):
        assert first.is_visible() == before
        hand(fold)
    assert not first.is_visible()


def test_a_page_still_scrolls_under_a_finger_that_begins_upright(troubles):
    step, panel = panel_of(troubles, "step")
    before, page = look(step), step.lesson.page
    hover(step, panel["grip"])
    top = scroll_top(step)
    x, y = point(step, panel["grip"])
    with finger(page) as move:
        for k in range(12):
            move(x, y - 10 * k)
    assert until(step.lesson, lambda: scroll_top(step) > top + 40)
    down = scroll_top(step)
    with finger(page) as move:
        for k in range(12):
            move(x, y - 110 + 10 * k)
    assert until(step.lesson, lambda: scroll_top(step) < down - 40)
    assert look(step) == before


# What goes wrong in a classroom


def test_a_mouse_that_lets_go_outside_has_let_go(troubles):
    step, panel = panel_of(troubles, "step")
    hover(step, panel["grip"])
    step.lesson.page.mouse.down()
    pull(step, within(panel, 0.2, 0.5), (0.5, 1.2))
    step.lesson.page.mouse.up()
    pull(step, within(panel, 0.3, 0.5))
    assert_lets_go(step, within(panel, 0.8, 0.5))


def test_a_setting_that_fails_says_so_in_one_line_and_keeps_the_last_good_picture(troubles):
    fails = troubles["fails"]
    type_number(box(fails, "a"), "-0.5")
    before = look(fails)
    box(fails, "a").fill("0.5")
    box(fails, "a").press("Enter")
    failed = fails.root.locator(".live-problem")
    assert until(fails.lesson, failed.text_content)
    assert look(fails) == before and number(fails, "a") == -0.5
    assert failed.text_content().endswith("ValueError: a must not be positive")
    assert failed.evaluate("line => line.clientHeight < 2 * parseFloat(getComputedStyle(line).lineHeight)")
    assert not fails.lesson.errors()
    assert any("ValueError" in said for said in fails.lesson.complaints)
    for theme in ("Dark", "Light"):
        set_theme(fails.lesson, theme)
        assert_accessible(fails.lesson.page, OUTPUTS)
    type_number(box(fails, "a"), "-1.5")
    assert changed(fails, before) and not failed.text_content()


def set_theme(lesson, theme):
    lesson.ask(f"window.jupyterapp.commands.execute('apputils:change-theme', {{ theme: 'JupyterLab {theme}' }})")
    shown = f"document.body.dataset.jpThemeName === 'JupyterLab {theme}'"
    assert until(lesson, lambda: lesson.page.evaluate(shown))


def test_twenty_runs_of_a_cell_leave_nothing_behind(open_troubles, troubles):
    cell = 1 + list(PICTURES).index("loss")

    def run(times):
        for _ in range(times):
            open_troubles.run_cell(cell)
        look(troubles["loss"])
        return ask_kernel(open_troubles, "census")

    before = run(3)
    assert_no_more(run(20), before)


def test_500_moves_leave_nothing_behind(troubles):
    loss = troubles["loss"]
    lesson = loss.lesson

    def hold(times):
        slide(loss.root.locator("[type=range]").first, times, 5)
        return look(loss)

    ask_kernel(lesson, "put_back")
    hold(80)
    before, shown = ask_kernel(lesson, "census"), living_in(lesson.page)
    for _ in range(5):
        there, back = hold(50), hold(50)
        assert there[0] != back[0] and there[1] != back[1]
    assert_no_more(ask_kernel(lesson, "census"), before)
    assert all(now < before + 100 for now, before in zip(living_in(lesson.page), shown, strict=True))


def assert_no_more(now, before):
    """As many figures, pictures and widgets as before, and not much more memory: a figure takes five megabytes."""
    grown = now.pop("memory") - before.pop("memory")
    assert now == before
    assert grown < 60, f"{grown:.0f} MB more"


def living_in(page):
    """How many elements and listeners the browser holds, after a clean-up."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    counts = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return counts["Nodes"], counts["JSEventListeners"]


def test_while_the_kernel_is_busy_the_next_stops_show_and_the_others_follow_later(troubles):
    walk = troubles["walk"]
    slider, state = walk.root.locator("[type=range]"), walk.root.locator(".live-state")
    kernel, seen = ask_kernel(walk.lesson, "process"), []
    type_number(box(walk, "step"), "1500")  # nobody has been here yet
    look(walk)
    slider.press("ArrowRight")
    look(walk)
    walk.lesson.page.wait_for_timeout(2000 * PATIENCE)  # then all is there that is sent ahead
    before, live = walk.pixels(), walk.root.locator("[aria-live=polite]")
    told = live.text_content()
    os.kill(kernel, signal.SIGSTOP)
    try:
        for _ in range(20):
            slider.press("ArrowRight")
            seen.append(walk.pixels())
        assert before not in seen and len(set(seen)) <= AHEAD and number(walk, "step") == 1521
        assert until(walk.lesson, state.text_content)
        assert live.text_content() == told == walk.root.locator("canvas").get_attribute("aria-label")
    finally:
        os.kill(kernel, signal.SIGCONT)
    assert until(walk.lesson, lambda: not state.text_content())
    said = look(walk)[1]
    assert until(walk.lesson, lambda: live.text_content() == said)
    assert walk.pixels() not in seen and number(walk, "step") == 1521
    assert ask_pictures(walk.lesson, "values")[walk.number]["t"] == "1521"


def test_an_interrupted_run_leaves_the_controls_alive(troubles):
    walk = troubles["walk"]
    before = look(walk)
    button(walk, "Run").click()
    assert until(walk.lesson, lambda: walk.sentence() != before[1])
    for _ in range(3):
        walk.lesson.ask(f"{KERNEL}.interrupt()")
        walk.lesson.page.wait_for_timeout(50)
    if button(walk, "Pause").count():
        button(walk, "Pause").click()
    assert_all_move(walk, KEYBOARD)


def test_a_restart_in_mid_drag(open_troubles, troubles):
    step, panel = panel_of(troubles, "step")
    before = look(step)
    hover(step, panel["grip"])
    open_troubles.page.mouse.down()
    pull(step, within(panel, 0.8, 0.5))
    assert changed(step, before)
    restarted = f"window.restarted = {PANEL}.sessionContext.restartKernel()"
    open_troubles.page.evaluate(f"() => void ({restarted})")
    for place in range(2, 8):
        pull(step, within(panel, place / 10, 0.5))
    open_troubles.ask("window.restarted")
    pull(step, within(panel, 0.3, 0.5))
    open_troubles.page.mouse.up()
    run_all(open_troubles)
    assert_lets_go(step, within(panel, 0.6, 0.5))
    assert_all_move(step, KEYBOARD)
    assert_follows(step, panel)
    assert_lets_go(step, within(panel, 0.5, 0.5))


# The checks themselves can fail


@pytest.mark.parametrize("hand", [KEYBOARD, MOUSE, TOUCH], ids=["keyboard", "mouse", "touch"])
def test_a_slider_that_is_not_wired_up_is_red(troubles, hand):
    with pytest.raises(AssertionError, match="no move of the slider 'a' changes both"):
        assert_all_move(troubles["unwired"], hand)


@pytest.mark.parametrize("spoilt", ["still", "mute"])
def test_a_picture_or_a_sentence_that_does_not_follow_is_red(troubles, spoilt):
    with pytest.raises(AssertionError, match="no move of the slider 'a' changes both"):
        assert_all_move(troubles[spoilt], KEYBOARD)


@pytest.mark.parametrize("follows", [assert_follows, assert_follows_a_finger])
def test_a_picture_that_does_not_follow_the_hand_is_red(troubles, follows):
    limp, panel = panel_of(troubles, "limp")
    with pytest.raises(AssertionError, match=r"in picture \d+ does not change"):
        follows(limp, panel)


@pytest.mark.parametrize(
    "part, spoil, check",
    [
        ("[aria-live]", "node.removeAttribute('aria-live')", assert_announced),
        ("[type=range]", "node.id = 'other'", assert_named),
        ("[type=range]", "node.id = 'other'", lambda one: assert_accessible(one.lesson.page, OUTPUTS)),
        ("[type=range]", "node.setAttribute('aria-valuetext', '9')", partial(assert_numbers_agree, seconds=1)),
        ("[type=number]", "node.setAttribute('aria-label', 'b')", assert_named),
        ("canvas", "node.style.minWidth = '2000px'", partial(assert_fits, seconds=1)),
        ("canvas", "node.tabIndex = 0", assert_tab_passes),
    ],
)
def test_a_picture_that_lacks_something_is_red(troubles, part, spoil, check):
    step = troubles["step"]
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


def test_an_exported_picture_without_words_is_red(page, tmp_path):
    open_export(page, NOTEBOOKS[0], tmp_path)
    page.locator(f"{EXPORTED_OUTPUTS} img").first.evaluate("image => image.removeAttribute('alt')")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page, EXPORTED_OUTPUTS)


def test_complaints_and_requests_to_strangers_are_red(open_troubles, troubles):
    assert_quiet(open_troubles)
    for noise in ("console.error('ow')", "fetch('http://example.org/font.woff').catch(() => 0)"):
        open_troubles.page.evaluate(f"() => void {noise}")
        open_troubles.page.wait_for_timeout(50)
        with pytest.raises(AssertionError):
            assert_quiet(open_troubles)
        open_troubles.complaints.clear()
    assert open_troubles.strangers == ["http://example.org/font.woff"]
    open_troubles.strangers.clear()


def test_a_lesson_saved_without_its_widgets_is_red(open_troubles):
    left = save(open_troubles)
    open_troubles.ask("""(async () => {
        const contents = window.jupyterapp.serviceManager.contents, saved = await contents.get('troubles.ipynb');
        delete saved.content.metadata.widgets;
        await contents.save('troubles.ipynb', saved);
    })()""")
    leave_and_come_back(open_troubles)
    with pytest.raises(AssertionError, match="widgets are missing"):
        assert_back(open_troubles, left)
    run_all(open_troubles)
