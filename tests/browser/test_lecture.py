"""The lecture room in a real JupyterLab on a projector of 1280 by 720: type, room, keys, votes, and peace."""

import shutil

import pytest

from tests.browser.hands import look, type_number, until
from tests.browser.jupyterlab import PANEL, Lesson, lab
from tests.notebooks.code import NOTEBOOKS, read
from tools.lecture.build import KEYS, lay_out

PROJECTOR = {"width": 1280, "height": 720}
TEXT, CODE, CONTROLS, PICTURES = 20, 18, 18, 15  # CSS pixels: the smallest type there may be
SMALLEST = {
    ".jp-RenderedMarkdown :is(h1, h2, h3, p, li)": TEXT,
    ".jp-RenderedMarkdown mjx-container": TEXT,
    ".live.picture > .sentence": TEXT,
    ".cm-line": CODE,
    ".jp-OutputArea-output pre": CODE,
    ".chain .line :is(mjx-container, .value b)": CONTROLS,
    ".live-controls :is(label, input:not([type=range]), select, button, summary)": CONTROLS,
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """All that `make lecture` lays out, and one more copy of the first notebook to try the keys on."""
    folder = tmp_path_factory.mktemp("lecture") / "build"
    lay_out(folder)
    shutil.copy(folder / "notebooks" / NOTEBOOKS[0].name, folder / "notebooks" / "keys.ipynb")
    return folder


@pytest.fixture(scope="module")
def server(room):
    with lab(room / "notebooks", config=room / "jupyter_lab_config.json") as server:
        yield server


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def open_lesson(request, chrome, server):
    page = chrome.new_page(viewport=PROJECTOR)
    lesson = Lesson(page, server, request.param.name)
    assert_folded(lesson)
    lesson.run_all(300)
    yield lesson
    lesson.shut_down()
    page.close()


@pytest.fixture
def lesson(open_lesson):
    """A lecture, open and run. Afterwards nothing has complained or popped up, and nobody outside has been asked."""
    yield open_lesson
    assert not open_lesson.complaints and not open_lesson.strangers
    assert_only_the_notebook(open_lesson.page)


@pytest.fixture(scope="module")
def first(chrome, server):
    """The first notebook once more, open and run."""
    page = chrome.new_page(viewport=PROJECTOR)
    lesson = Lesson(page, server, "keys.ipynb")
    lesson.run_all(300)
    yield lesson
    lesson.shut_down()
    page.close()


def assert_only_the_notebook(page):
    """No dialogue, no notice, and beside the notebook nothing but the menus."""
    rest = (".jp-Dialog", ".Toastify__toast", ".jp-SideBar", "#jp-top-panel", "#jp-bottom-panel")
    for what in (*rest, ".jp-NotebookPanel-toolbar", ".jp-cell-toolbar"):
        assert not page.locator(what).locator("visible=true").count(), what
    notebook = page.locator(".jp-NotebookPanel").bounding_box()
    assert notebook["width"] >= 1270 and notebook["height"] >= 680


def assert_folded(lesson):
    """Before anything has run, the code of pictures is folded away, and nothing is left of an earlier run."""
    folded, outputs = lesson.page.evaluate(f"""() => {{
        const cells = {PANEL}.content.widgets.filter(cell => cell.outputArea);
        const count = holds => cells.filter(holds).length;
        return [count(cell => cell.inputHidden), count(cell => cell.outputArea.model.length)];
    }}""")
    assert folded == lesson.page.locator(".jp-InputPlaceholder").count() > 0 and not outputs


# All six


def small_type(lesson):
    """What is set in type that is too small: [selector, size, words]."""
    return lesson.page.evaluate(
        """smallest => Object.entries(smallest).flatMap(([selector, least]) =>
            [...document.querySelectorAll(selector)].filter(part => part.checkVisibility()).map(part => {
                const size = parseFloat(getComputedStyle(part).fontSize) * part.currentCSSZoom;
                return [selector, size, part.textContent.slice(0, 40)];
            }).filter(([, size]) => size < least))""",
        SMALLEST,
    )


def test_type_is_large_enough_for_the_back_row(lesson):
    assert small_type(lesson) == []
    for share, picture in zip(lesson.ask_pictures("smallest_type"), lesson.pictures(), strict=True):
        assert until(lesson, lambda: picture.canvas.evaluate("canvas => canvas.width"))  # noqa: B023
        least = share * picture.canvas.evaluate("canvas => canvas.clientWidth")
        assert least >= PICTURES, f"picture {picture.number}: {least:.1f} pixels, {picture.sentence()}"


def sticks_out(picture):
    """The parts of a picture that are not in the window when its cell is at the top, with their places."""
    return picture.root.evaluate("""async root => {
        const cell = root.closest('.jp-Cell'), page = root.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
        cell.scrollIntoView({block: 'start'});
        await new Promise(requestAnimationFrame);
        return [...root.querySelectorAll('canvas, input, select, button, label, .sentence')]
            .map(part => [part.outerHTML.slice(0, 100), part.getBoundingClientRect()]).filter(([, at]) => at.width && (
                at.left < page.left || at.right > page.right + 1 || at.top < page.top - 1 || at.bottom > page.bottom + 1
            )).map(([part, at]) => `${part} at ${at.left}, ${at.top} to ${at.right}, ${at.bottom}`);
    }""")


def test_picture_controls_and_sentence_are_in_the_window_together(lesson):
    for picture in lesson.pictures():
        assert until(lesson, lambda: not sticks_out(picture), 30), (picture.sentence(), sticks_out(picture))  # noqa: B023


def wide_formulas(lesson):
    """The formulas that the window cuts off on the right, with where they and the window end."""
    return lesson.page.evaluate(f"""() => {{
        const {{ outerNode }} = {PANEL}.content, end = outerNode.getBoundingClientRect().left + outerNode.clientWidth;
        return [...document.querySelectorAll('.jp-Notebook mjx-container[display=true]')]
            .map(node => [node.textContent.slice(0, 80), node.getBoundingClientRect().left + node.scrollWidth, end])
            .filter(([, right]) => right > end);
    }}""")


def test_no_formula_is_wider_than_the_window(lesson):
    assert not wide_formulas(lesson)


# The keys


def chosen(lesson):
    """The cell that is chosen: its index, its source, how far below the window's top it begins."""
    return lesson.page.evaluate(f"""() => {{
        const book = {PANEL}.content, cell = book.activeCell;
        const top = cell.node.getBoundingClientRect().top - book.outerNode.getBoundingClientRect().top;
        return [book.activeCellIndex, cell.model.sharedModel.getSource(), Math.round(top)];
    }}""")


def go_to(lesson, words):
    """Choose the first cell whose source has these words in it, in command mode."""
    lesson.page.evaluate(
        f"""words => {{
        const book = {PANEL}.content;
        book.activeCellIndex = book.widgets.findIndex(cell => cell.model.sharedModel.getSource().includes(words));
        book.mode = 'command';
        book.activeCell.node.focus();
    }}""",
        words,
    )


STOPS = ".jp-RenderedMarkdown > :is(h1, h2, h3), .jp-OutputArea-output:has(.live:not(.attempt), img)"


def framed(lesson):
    """Which of the stops on the page are whole in the window, or at its top if they are taller: True or False each."""
    return lesson.page.evaluate(
        f"""async stops => {{
        const {{ node, outerNode }} = {PANEL}.content, page = outerNode.getBoundingClientRect();
        await new Promise(requestAnimationFrame); // what JupyterLab itself would still scroll
        await new Promise(requestAnimationFrame);
        return [...node.querySelectorAll(stops)].filter(stop => stop.checkVisibility()).map(stop => {{
            const {{ top, bottom, height }} = stop.getBoundingClientRect();
            return height > page.height ? Math.abs(top - page.top) < 2 : top > page.top - 2 && bottom < page.bottom + 2;
        }});
    }}""",
        STOPS,
    )


def test_one_key_frames_each_section_vote_and_picture_in_turn(lesson):
    go_to(lesson, KEYS)
    for number in range(len(framed(lesson))):
        lesson.page.keyboard.press("ArrowDown")
        assert framed(lesson)[number], (number, chosen(lesson))


def test_the_keys_of_a_clicker_lead_through_the_same_stops_and_back(first):
    go_to(first, KEYS)
    stops = range(len(framed(first)))
    cells = []
    for _ in stops:
        first.page.keyboard.press("PageDown")
        cells.append(chosen(first)[0])
    assert cells == sorted(set(cells))
    for number in stops[-2::-1]:
        first.page.keyboard.press("PageUp" if number % 2 else "ArrowUp")
        assert framed(first)[number] and chosen(first)[0] == cells[number]


@pytest.mark.parametrize("key", ["n", "ArrowRight"])
def test_one_key_leads_to_the_next_section_and_one_back(first, key):
    back = {"n": "p", "ArrowRight": "ArrowLeft"}[key]
    go_to(first, "# 1 ·")
    sources = [cell.source for cell in read(NOTEBOOKS[0]).cells if cell.cell_type == "markdown"]
    sections = [line for source in sources for line in source.splitlines() if line.startswith(("## ", "### "))]
    visited = []
    for _ in sections:
        first.page.keyboard.press(key)
        _, source, top = chosen(first)
        visited.append(source.splitlines()[0])
        assert -2 <= top <= 12
    assert visited == sections
    for section in (*sections[-2::-1], "# 1 · Why the 0–1 loss has no gradient"):
        first.page.keyboard.press(back)
        assert chosen(first)[1].splitlines()[0] == section


def assert_o_opens(lesson, node):
    """The key O shows it, and hides it again."""
    for before in (False, True):
        assert node.is_visible() == before
        lesson.page.keyboard.press("o")
    assert not node.is_visible()


def test_one_key_opens_the_code_and_folds_it_again(first):
    go_to(first, "loss = explore(")
    assert_o_opens(first, first.page.locator(".jp-Cell.jp-mod-active .cm-content").filter(has_text="ZeroOneLoss"))


def test_the_same_key_opens_the_answers(first):
    go_to(first, "<summary>Answers")
    assert_o_opens(first, first.page.locator(".jp-Cell.jp-mod-active details li").first)


def test_a_slider_keeps_its_arrows_and_lets_the_letters_through(first):
    go_to(first, "step = explore(")
    before, picture = chosen(first)[0], first.pictures()[0]
    handle, was = picture.root.locator("input[type=range]"), look(picture)
    handle.press("ArrowRight")
    assert look(picture) != was and chosen(first)[0] == before
    handle.press("o")
    assert first.page.locator(".jp-Cell.jp-mod-active .cm-content").is_visible()
    handle.press("o")
    handle.press("n")
    assert chosen(first)[1].startswith("## ") and chosen(first)[0] > before
    handle.press("PageUp")
    assert chosen(first)[1].startswith("## ") and chosen(first)[0] < before


def test_what_is_typed_into_a_cell_stays_there(first):
    go_to(first, "X.shape, y.shape")
    before = chosen(first)
    first.page.keyboard.press("Enter")
    first.page.keyboard.press("Control+End")
    first.page.keyboard.type("  # no op")
    index, source, _ = chosen(first)
    assert (index, source) == (before[0], before[1] + "  # no op")
    first.page.keyboard.press("Escape")


def test_the_class_votes_and_sees_the_truth(first):
    vote = first.page.locator(".live.votes").first
    said, bar = vote.locator(".sentence"), vote.locator(".bar").first
    for letter, count in (("A", "12"), ("B", "25"), ("C", "3")):
        type_number(vote.get_by_role("spinbutton", name=letter, exact=True), count)
    assert until(first, lambda: "12 (30 %)" in said.inner_text() and "3 (8 %)" in said.inner_text())
    assert bar.bounding_box()["width"] == pytest.approx(0.3 * said.bounding_box()["width"], rel=0.1)
    assert "✓" not in said.inner_text()
    vote.get_by_role("checkbox").check()
    assert until(first, lambda: "flat steps, with jumps between them ✓" in said.inner_text())


def test_the_next_notebook_is_one_click_away(chrome, server):
    page = chrome.new_page(viewport=PROJECTOR)
    lesson = Lesson(page, server, NOTEBOOKS[2].name)
    page.get_by_role("link", name="4", exact=True).first.click()
    page.wait_for_function(f"{PANEL}?.context?.path === '{NOTEBOOKS[3].name}'", timeout=30_000)
    assert until(lesson, lambda: page.get_by_role("heading", name="4 · Softmax").count())
    page.close()


# What must turn these checks red


def test_small_type_is_found(first):
    style = first.page.add_style_tag(content=".live-controls { font-size: 17px; } .cm-line { font-size: 14px; }")
    found = {selector for selector, *_ in small_type(first)}
    style.evaluate("style => style.remove()")
    assert found == {".cm-line", list(SMALLEST)[-1]}


def test_a_picture_that_has_no_room_is_found(first):
    picture = first.pictures()[0]
    style = first.page.add_style_tag(content=".live-controls { padding-bottom: 350px; }")
    assert sticks_out(picture)
    style.evaluate("style => style.remove()")


def test_a_formula_that_is_too_wide_is_found(first):
    style = first.page.add_style_tag(content=".jp-RenderedMarkdown { padding-left: 1000px; }")
    assert wide_formulas(first)
    style.evaluate("style => style.remove()")


def test_a_stop_that_is_cut_off_is_found(first):
    go_to(first, "loss = explore(")
    first.page.keyboard.press("ArrowUp")
    first.page.keyboard.press("ArrowDown")
    number = framed(first).index(True)
    first.page.evaluate(f"{PANEL}.content.outerNode.scrollBy(0, innerHeight)")
    assert not framed(first)[number]


def test_a_notice_or_a_toolbar_is_found(first):
    assert_only_the_notebook(first.page)
    first.page.evaluate(f"{PANEL}.toolbar.show()")
    with pytest.raises(AssertionError):
        assert_only_the_notebook(first.page)
    first.page.evaluate(f"{PANEL}.toolbar.hide()")
    first.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p class=Toastify__toast>News!</p>')")
    with pytest.raises(AssertionError, match="Toastify"):
        assert_only_the_notebook(first.page)
    first.page.evaluate("document.querySelector('.Toastify__toast').remove()")
