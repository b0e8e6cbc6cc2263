"""A student at work in a real JupyterLab: each exercise once wrongly, with three hints, and once rightly."""

import contextlib
import json
import re

import pytest

from tests.browser.hands import assert_accessible, come_to, until
from tests.browser.jupyterlab import PANEL, Lesson
from tests.notebooks.code import NOTEBOOKS, read
from tests.tutor.exercise_answers import RIGHT, WRONG

CELLS = {path.name: read(path).cells for path in NOTEBOOKS}
*OTHERS, LAST = sorted(CELLS)
# The numbers of the exercises that each notebook asks.
ASKED = {
    name: [int(number) for cell in cells for number in re.findall(r"^attempt\((\d+), ", cell.source)]
    for name, cells in CELLS.items()
}


@contextlib.contextmanager
def opened(chrome, server, notebook):
    """A notebook of which only the first cell has been run, the one that imports."""
    lesson = Lesson(chrome.new_page(viewport={"width": 1280, "height": 900}), server, notebook)
    lesson.run_cell(place_of(notebook, "%precision"))
    yield lesson
    assert not lesson.complaints, "\n".join(lesson.complaints)
    assert not lesson.strangers
    lesson.shut_down()
    lesson.page.close()


@pytest.fixture(scope="module")
def lesson(chrome, server):
    with opened(chrome, server, LAST) as lesson:
        yield lesson


def place_of(notebook, start):
    """The place in the notebook of the cell that starts like this."""
    (place,) = (n for n, cell in enumerate(CELLS[notebook]) if cell.source.startswith(start))
    return place


def cells_of(notebook, number):
    """The places in the notebook of the cell to fill in and of the one that tries it, and the untouched source."""
    place = place_of(notebook, f"attempt({number}, ")
    return place - 1, place, CELLS[notebook][place - 1].source


def answer(lesson, notebook, number, words):
    """Type an answer in place of None, run both cells, and return the view that comes."""
    blank, tries, source = cells_of(notebook, number)
    filled = re.sub("return None|None", lambda _: words.replace("\n", "\n    "), source)
    lesson.page.evaluate(f"{PANEL}.content.widgets[{blank}].model.sharedModel.setSource({json.dumps(filled)})")
    lesson.run_cell(blank)
    lesson.run_cell(tries)
    view = lesson.page.locator(".jp-Cell").nth(tries).locator(".verdict")
    view.wait_for()
    return view


def said(view):
    return " ".join(view.locator(".sentence").text_content().split())


def wrong_then_three_hints_then_right(lesson, notebook, number):
    words, name = WRONG[number][-1]
    view = answer(lesson, notebook, number, words)
    assert until(lesson, lambda: said(view).startswith("✗ Not yet:"), 10) and name.lower() in said(view).lower()
    assert view.locator("[aria-live=polite]").count() == 1
    come_to(lesson, view)
    for k in (1, 2, 3):
        view.get_by_role("button", name=f"Hint {k} of 3").click()
        assert until(lesson, lambda k=k: f"Hint {k}." in said(view) and f"Hint {k + 1}." not in said(view), 10)
    assert view.get_by_role("button", name="No more hints").is_disabled()
    assert_accessible(lesson.page, ".verdict")
    view = answer(lesson, notebook, number, RIGHT[number][0])
    assert until(lesson, lambda: said(view).startswith("✓ Right"), 10)
    assert view.get_by_role("button").count() == 0


@pytest.mark.parametrize("notebook", OTHERS)
def test_your_turn_at_the_end_of_a_notebook(chrome, server, notebook):
    assert len(ASKED[notebook]) >= 2
    with opened(chrome, server, notebook) as lesson:
        for number in ASKED[notebook]:
            wrong_then_three_hints_then_right(lesson, notebook, number)


@pytest.mark.parametrize("number", ASKED[LAST])
def test_wrong_then_three_hints_then_right(lesson, number):
    wrong_then_three_hints_then_right(lesson, LAST, number)


def test_at_the_end_all_are_right_and_the_hints_are_counted(lesson):
    place = place_of(LAST, "progress()")
    lesson.run_cell(place)
    table = lesson.page.locator(".jp-Cell").nth(place).locator("table")
    assert table.locator("caption").text_content() == "21 of 21 right, 0 begun, 0 not attempted yet; hints used in 21."
    assert table.locator("tbody tr").count() == 21 and table.get_by_text("✓ right").count() == 21


def test_what_was_typed_is_saved_with_the_notebook(lesson):
    lesson.save()
    lesson.open()
    lesson.wait_rendered()
    lesson.run_cell(place_of(LAST, "%precision"))
    for number in ASKED[LAST]:
        blank, _, untouched = cells_of(LAST, number)
        source = lesson.page.evaluate(f"{PANEL}.content.model.cells.get({blank}).sharedModel.getSource()")
        assert RIGHT[number][0].split("\n")[0] in source and source != untouched


def box_for(lesson, task):
    """The text box for the lines of a derivation, once its cell has been run."""
    (place,) = (n for n, cell in enumerate(CELLS[LAST]) if f"\nderivation({task}, " in cell.source)
    lesson.run_cell(place)
    return lesson.page.locator(".jp-Cell").nth(place).locator(".tutor")


DERIVATIONS = {
    "BEST_COIN": (
        ["0 = dL/dp", "0 = heads/p + tails/(1-p)", "p = heads/N"],
        "Not yet: line 2, 0 = heads/p + tails/(1-p), does not follow from line 1.",
        ["0 = dL/dp", "0 = heads/p - tails/(1-p)", "heads*(1-p) = tails*p", "p = heads/N"],
    ),
    "SLOPE_OF_SIGMOID": (
        ["u = 1 + exp(-a)", "du/da = exp(-a)", "σ(a)*σ(-a)"],
        "Not yet: line 2, du/da = exp(-a), is not true.",
        ["u = 1 + exp(-a)", "exp(-a)/u**2", "1/u * exp(-a)/u", "σ(a)*σ(-a)"],
    ),
}


@pytest.mark.parametrize("task", DERIVATIONS)
def test_lines_typed_into_the_box_are_answered(lesson, task):
    wrong, words, right = DERIVATIONS[task]
    view = box_for(lesson, task)
    come_to(lesson, view)
    box = view.locator("textarea")
    assert said(view).startswith("Not attempted yet:")
    box.fill("\n".join(wrong))
    view.get_by_role("button", name="Check").click()
    assert until(lesson, lambda: words in said(view), 30), said(view)
    assert view.locator("li").nth(1).text_content().endswith("✗ breaks here")
    box.click()
    box.press("ControlOrMeta+a")
    for n, line in enumerate(right):
        lesson.page.keyboard.type(line)
        lesson.page.keyboard.press("Enter" if n < len(right) - 1 else "Shift+Enter")
    assert until(lesson, lambda: "Right: " in said(view), 30), said(view)
    assert box.evaluate("box => box === document.activeElement"), "Shift+Enter asks, and the cursor stays"
    assert view.locator("[aria-live=polite]").count() == 1
    assert_accessible(lesson.page, ".tutor")


def test_an_answer_that_comes_leaves_what_has_been_typed_since(lesson):
    view = box_for(lesson, "BEST_COIN")
    come_to(lesson, view)
    box = view.locator("textarea")
    before = said(view)
    box.click()
    box.press("ControlOrMeta+a")
    lesson.page.keyboard.type("0 = dL/dp")
    lesson.page.keyboard.press("Shift+Enter")
    lesson.page.keyboard.type(" # the top")
    assert until(lesson, lambda: said(view) != before, 30), before
    lesson.wait_idle()
    assert box.input_value() == "0 = dL/dp # the top"
