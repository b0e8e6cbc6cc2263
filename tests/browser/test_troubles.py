"""What goes wrong in a classroom, in a notebook made for it, in a real JupyterLab and a real browser."""

import contextlib
import os
import signal
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.live.controls import AHEAD
from helpers.live.widget import PATIENCE
from tests.browser.hands import (
    KEYBOARD,
    MOUSE,
    TOUCH,
    assert_accessible,
    assert_all_move,
    assert_follows,
    assert_follows_a_finger,
    assert_lets_go,
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
    slide,
    type_number,
    until,
    within,
)
from tests.browser.jupyterlab import PANEL, PICTURE, LivePicture
from tests.browser.memory import held_by
from tests.browser.test_hand import assert_announced, assert_named, assert_tab_passes
from tests.browser.test_lessons import OUTPUTS, assert_back, assert_quiet, leave_and_come_back, opened, run_all, save

KERNEL = f"{PANEL}.sessionContext.session.kernel"
TOOLS = """
from helpers.datasets import SPECIES, two_flowers
from helpers.live import EditablePoints, Playback, explore
from helpers.pictures.coin import CoinLikelihood
from helpers.pictures.softmax import SoftmaxBars
from helpers.pictures.zero_one import Heaviside, ZeroOneLoss

X, y = two_flowers()
names = SPECIES[1:]
A, W = (-2.0, 2.0, 0.1), (-8.0, 8.0, 0.1)


class Fails(Heaviside):
    def update(self, a=-1.0):
        self.dot.set_data([0], [0.5])
        if a > 0:
            raise ValueError("a must not be positive")
        return super().update(a)


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
}


@pytest.fixture(scope="module")
def lessons(lessons):
    """The lessons, and the notebook of troubles."""
    cells = [nbformat.v4.new_code_cell(source) for source in (TOOLS, *PICTURES.values())]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # else JupyterLab asks for one
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lessons / "troubles.ipynb")
    return lessons


@pytest.fixture(scope="module")
def open_troubles(chrome, server):
    yield from opened(chrome, server, "troubles.ipynb")


@pytest.fixture
def troubles(open_troubles):
    """The pictures of the notebook of troubles, by name."""
    open_troubles.complaints.clear()
    return dict(zip(PICTURES, open_troubles.pictures(), strict=True))


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
    lesson.ask_kernel("put_back")
    return troubles[name], lesson.ask_pictures("panels")[list(PICTURES).index(name)][-1]


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


# What JupyterLab might get into the way of: the other pictures are tried without it, in test_hand.py


def test_tab_a_screen_reader_and_a_finger_find_their_way_in_jupyterlab(troubles):
    step, panel = panel_of(troubles, "step")
    assert_named(step)
    assert_tab_passes(step)
    assert_announced(step)
    assert_follows_a_finger(step, panel)


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


@pytest.mark.parametrize(
    ("button", "control", "menus"), [(2, False, 1), (0, True, 1), (0, False, 0), (-1, False, 0)], ids=str
)
def test_only_a_right_click_opens_jupyterlabs_menu(troubles, button, control, menus):
    """Chromium asks for one after two taps on a number, with the button -1; other browsers where a finger rests."""
    page = troubles["step"].lesson.page
    box(troubles["step"], "a").evaluate(
        """(node, [button, ctrlKey]) => {
            const about = { bubbles: true, cancelable: true, clientX: 400, clientY: 400, button, ctrlKey };
            node.dispatchEvent(new PointerEvent('contextmenu', about));
        }""",
        [button, control],
    )
    assert page.locator(".lm-Menu").count() == menus
    page.keyboard.press("Escape")


def test_a_picture_keeps_still_in_a_view_of_its_own(open_troubles, troubles):
    """JupyterLab's Create New View for Cell Output: a pane that scrolls only if the picture is too large for it."""
    step, shell = troubles["step"], "window.jupyterapp.shell"
    step.canvas.scroll_into_view_if_needed()
    open_troubles.choose(1)
    notebook = open_troubles.page.evaluate(f"{PANEL}.id")
    open_troubles.command("notebook:create-output-view")
    try:
        open_troubles.page.evaluate(f"{shell}.activateById('{notebook}')")
        view = LivePicture(open_troubles, open_troubles.page.locator(PICTURE).count() - 1)
        assert view.root.evaluate("root => !root.closest('.jp-Notebook')")
        assert look(view)[1] == look(step)[1]
        widths = view.canvas.evaluate("""async canvas => {
            const widths = [];
            for (let frame = 0; frame < 20; frame++) {
                await new Promise(requestAnimationFrame);
                widths.push(canvas.getBoundingClientRect().width);
            }
            return widths;
        }""")
        assert len(set(widths)) == 1, widths
    finally:
        open_troubles.page.evaluate(f"[...{shell}.widgets('main')].find(view => view.id !== '{notebook}').close()")


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
        return open_troubles.ask_kernel("census")

    before = run(3)
    assert_no_more(run(20), before)


def test_500_moves_leave_nothing_behind(troubles):
    loss = troubles["loss"]
    lesson = loss.lesson

    def hold(times):
        slide(loss.root.locator("[type=range]").first, times, 5)
        return look(loss)

    lesson.ask_kernel("put_back")
    hold(80)
    before, shown = lesson.ask_kernel("census"), held_by(lesson.page)
    for _ in range(5):
        there, back = hold(50), hold(50)
        assert there[0] != back[0] and there[1] != back[1]
    assert_no_more(lesson.ask_kernel("census"), before)
    now = held_by(lesson.page)
    assert all(now[what] < shown[what] + 100 for what in ("nodes", "listeners"))


def assert_no_more(now, before):
    """As many figures, pictures and widgets as before, and not much more memory: a figure takes five megabytes."""
    grown = now.pop("memory") - before.pop("memory")
    assert now == before
    assert grown < 60, f"{grown:.0f} MB more"


@contextlib.contextmanager
def busy_kernel(walk, start):
    """The playback one step after `start`, where nobody has been yet; meanwhile the kernel stands still."""
    kernel = walk.lesson.ask_kernel("process")
    type_number(box(walk, "step"), str(start))
    look(walk)
    walk.root.locator("[type=range]").press("ArrowRight")
    said = look(walk)[1]
    walk.lesson.page.wait_for_timeout(2000 * PATIENCE)  # then all is there that is sent ahead
    assert until(walk.lesson, lambda: walk.root.locator("[aria-live=polite]").text_content() == said)
    os.kill(kernel, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(kernel, signal.SIGCONT)


def test_while_the_kernel_is_busy_the_next_stops_show_and_the_others_follow_later(troubles):
    walk, seen = troubles["walk"], []
    slider, state = walk.root.locator("[type=range]"), walk.root.locator(".live-state")
    with busy_kernel(walk, 1500):
        before = walk.pixels()
        for _ in range(20):
            slider.press("ArrowRight")
            seen.append(walk.pixels())
        assert before not in seen and len(set(seen)) <= AHEAD and number(walk, "step") == 1521
        assert until(walk.lesson, state.text_content)
    assert until(walk.lesson, lambda: not state.text_content())
    look(walk)
    assert walk.pixels() not in seen and number(walk, "step") == 1521
    assert walk.lesson.ask_pictures("values")[walk.number]["t"] == "1521"


def test_nothing_is_announced_while_the_picture_is_behind_the_hand(troubles):
    walk = troubles["walk"]
    live, state = walk.root.locator("[aria-live=polite]"), walk.root.locator(".live-state")
    with busy_kernel(walk, 1100):
        told = live.text_content()
        walk.root.locator("[type=range]").evaluate("""slider => {
            for (let k = 0; k < 20; k++) slider.stepUp(), slider.dispatchEvent(new Event('input'));
        }""")  # at once, so the hand rests at the end only
        assert until(walk.lesson, state.text_content)  # that takes longer than an announcement
        assert live.text_content() == told == walk.root.locator("canvas").get_attribute("aria-label")
    assert until(walk.lesson, lambda: not state.text_content())
    said = look(walk)[1]
    assert said != told and until(walk.lesson, lambda: live.text_content() == said)


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


def test_after_a_restart_a_picture_says_what_brings_it_back(open_troubles, troubles):
    (loss, panel), slider = panel_of(troubles, "loss"), troubles["step"].root.locator("[type=range]")
    open_troubles.restart()
    drag(loss, panel["grip"], within(panel, 0.5, 0.5))
    slider.press("ArrowRight")
    for picture in (loss, troubles["step"]):
        state = picture.root.locator(".live-state")
        assert until(open_troubles, lambda: "Run All Cells brings this back" in state.text_content())  # noqa: B023
        assert picture.root.get_attribute("aria-busy") == "false"
    assert_quiet(open_troubles)
    run_all(open_troubles)
    assert state.text_content() == ""
    assert_all_move(troubles["step"], KEYBOARD)


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


def test_a_saved_picture_that_jupyterlab_gives_up_on_is_tried_again(open_troubles):
    left = save(open_troubles)
    leave_and_come_back(open_troubles)
    assert_back(open_troubles, left)
    for attached in (True, False):
        give_up_on(open_troubles.pictures()[0], attached)
        assert_back(open_troubles, left)
    run_all(open_troubles)


def test_jupyterlab_still_says_it_in_these_words():
    """In lab/extensions/course they are what tells that a picture is to be tried again."""
    manager = Path(sys.prefix, "share", "jupyter", "labextensions", "@jupyter-widgets", "jupyterlab-manager", "static")
    assert any(GIVEN_UP in file.read_text("utf-8") for file in manager.glob("*.js"))


# The checks themselves can fail


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
