"""Stepping through chains, and finding the broken line, in a real JupyterLab: by mouse and key, as typeset maths."""

import re

import pytest

from tests.browser.hands import assert_accessible, come_to, until
from tests.browser.jupyterlab import Lesson

LINES = {"02_coin_flip_mle": [6], "05_gradient_derivation": [12, 9], "06_exercises": [16, 8]}
WINDOWS = [{"width": 1280, "height": 720}, {"width": 800, "height": 900}, {"width": 1000, "height": 600}]


@pytest.fixture(scope="module", params=LINES)
def lesson(request, chrome, server):
    lesson = Lesson(chrome.new_page(viewport=WINDOWS[0]), server, f"{request.param}.ipynb")
    lesson.run_all()
    lesson.name = request.param
    assert until(lesson, lambda: lesson.page.locator(".chain").count() == 2 * len(LINES[lesson.name]), 20)
    yield lesson
    assert not lesson.complaints, "\n".join(lesson.complaints)
    assert not lesson.strangers
    lesson.shut_down()
    lesson.page.close()


@pytest.fixture
def steppers(lesson):
    return lesson.page.locator(".chain:not(.hunt)").all()


@pytest.fixture
def hunts(lesson):
    return lesson.page.locator(".hunt").all()


def seen(view):
    """The numbers of the lines that can be seen."""
    return [int(text.strip("()")) for text in view.locator(".line:visible .widget-htmlmath b").all_text_contents()]


def values_of(view):
    """The numbers beside the lines: of each line its own and the first line's."""
    return re.findall(r"[−\d]\d*\.\d{12}", view.locator(".board").text_content())


def value_said(view):
    """What its sentence says that the line pointed out has as its value."""
    return re.search(r"has the value ([−\d.]+\d)", said(view)).group(1)


def said(view):
    return " ".join(view.locator(".sentence").text_content().split())


def eventually(lesson, condition, seconds=10):
    assert until(lesson, condition, seconds)


def test_every_line_is_typeset_and_none_is_wrong(lesson, steppers, hunts):
    assert [view.locator(".line").count() for view in steppers] == LINES[lesson.name]
    assert [view.locator(".line").count() for view in hunts] == LINES[lesson.name]
    for view in (*steppers, *hunts):
        eventually(lesson, lambda view=view: view.locator("mjx-container").count() == view.locator(".line").count())
        assert view.locator("mjx-merror").count() == 0
        assert not re.search(r"\\[a-z]", view.locator(".board").text_content())


def test_next_and_previous_by_button_and_by_key(lesson, steppers):
    for view in steppers:
        first = seen(view)[0]
        come_to(lesson, view.locator("button.next"))
        view.locator("button.next").click()
        eventually(lesson, lambda view=view, first=first: seen(view) == [first, first + 1])
        lesson.page.keyboard.press("ArrowRight")
        eventually(lesson, lambda view=view, first=first: seen(view) == [first, first + 1, first + 2])
        view.locator(".board").click(position={"x": 5, "y": 5})
        lesson.page.keyboard.press("ArrowLeft")
        eventually(lesson, lambda view=view, first=first: seen(view) == [first, first + 1])
        assert f"Line ({first + 1}), 2 of" in said(view)
        lesson.page.keyboard.press("End")
        eventually(lesson, lambda view=view: len(seen(view)) == view.locator(".line").count())
        view.locator("button.previous").click()
        eventually(lesson, lambda view=view, first=first: f"Line ({first}), 1 of" in said(view))
        view.locator("button.all").click()
        eventually(lesson, lambda view=view, first=first: seen(view) == [first])


def test_every_line_follows_the_sliders_and_all_agree(lesson, steppers):
    for view in steppers:
        come_to(lesson, view.locator("button.all"))
        view.locator("button.all").click()
        count = view.locator(".line").count()
        eventually(lesson, lambda view=view, count=count: view.locator(".line:visible").count() == count)
        for slider in view.locator("input[type=range]").all():
            before = said(view)
            slider.focus()
            for _ in range(3):
                lesson.page.keyboard.press("ArrowRight")
            eventually(lesson, lambda view=view, before=before: said(view) != before)
            stand = f" = {float(slider.get_attribute('aria-valuetext')):g}".replace("-", "−")
            eventually(lesson, lambda view=view, stand=stand: re.search(rf"{stand}[, ]", said(view)))
            eventually(lesson, lambda view=view, count=count: values_of(view) == [value_said(view)] * (2 * count - 1))
            assert view.locator(".equal").count() == count - 1
            assert view.locator(".different").count() == 0
        view.locator("button.all").click()


def test_the_maths_is_typeset_once(lesson, steppers):
    """A slider changes numbers; the typeset lines stay the very same elements."""
    for view in steppers:
        line = view.locator("mjx-container").first
        line.evaluate("line => line.staying = true")
        before = said(view)
        view.locator("input[type=range]").first.focus()
        lesson.page.keyboard.press("ArrowLeft")
        eventually(lesson, lambda view=view, before=before: said(view) != before)
        assert line.evaluate("line => line.staying")


def test_a_hunt_acquits_accuses_and_goes_on(lesson, hunts):
    for view in hunts:
        puzzle = said(view)
        assert puzzle.startswith("Puzzle 1 of") and view.locator(".value b").count() == 0
        come_to(lesson, view.get_by_label("Show the numbers"))
        view.get_by_label("Show the numbers").check()
        lines = view.locator(".line")
        eventually(lesson, lambda view=view, lines=lines: view.locator(".value b").count() == lines.count())
        values = view.locator(".value b").all_text_contents()
        (broken,) = (n for n, value in enumerate(values) if values.count(value) == 1)
        lines.nth(0).get_by_role("button").click()
        eventually(lesson, lambda view=view: "✗" in said(view))
        assert "✗" in lines.nth(0).get_by_role("button").text_content()
        lines.nth(broken).get_by_role("button").click()
        eventually(lesson, lambda view=view: "✓" in said(view) and "Found so far: 1 of" in said(view))
        assert "✓" in lines.nth(broken).get_by_role("button").text_content()
        view.get_by_role("button", name="Next puzzle").click()
        eventually(lesson, lambda view=view: said(view).startswith("Puzzle 2 of"))


def test_everything_has_a_name_and_the_sentence_is_announced(lesson, steppers, hunts):
    for view in (*steppers, *hunts):
        controls = view.locator(".live-controls :is(input, select)")
        assert all(
            label for label in controls.evaluate_all("all => all.map(c => c.ariaLabel || c.labels?.[0]?.textContent)")
        )
        assert view.locator("[aria-live=polite]").count() == 1
        assert view.get_by_role("group", name="The lines of the derivation").count() == (view in steppers)
    assert_accessible(lesson.page, ".chain")


@pytest.mark.parametrize("window", WINDOWS, ids=["projector", "narrow", "low"])
def test_nothing_is_cut_off(lesson, steppers, hunts, window):
    lesson.page.set_viewport_size(window)
    for view in (*steppers, *hunts):
        view.scroll_into_view_if_needed()
        lesson.page.wait_for_timeout(200)
        sticking_out = view.evaluate("""root => {
            const room = root.closest('.jp-OutputArea-output').getBoundingClientRect();
            const parts = '.line, .value, mjx-container, button, input, .sentence';
            return [...root.querySelectorAll(parts)].filter(part => {
                const own = part.getBoundingClientRect();
                const outside = own.left < room.left - 1 || own.right > room.right + 1;
                const shortened = part.matches('button') && part.scrollWidth > part.clientWidth + 1;
                return part.offsetWidth && (outside || shortened);
            }).map(part => part.outerHTML.slice(0, 120));
        }""")
        assert sticking_out == []
    for view in hunts:
        view.locator(".line button").last.click()
        eventually(lesson, lambda view=view: view.locator(".outcome").count() == 1)
        room = lesson.page.locator(".jp-NotebookPanel-notebook").bounding_box()
        assert view.bounding_box()["height"] <= room["height"], "a puzzle fits its window"
    lesson.page.set_viewport_size(WINDOWS[0])
