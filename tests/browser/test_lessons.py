"""The six notebooks in a real JupyterLab and a real browser: run, moved by keyboard, saved, and opened again."""

import pytest
from nbconvert import HTMLExporter

from tests.browser.hands import (
    KEYBOARD,
    MOUSE,
    assert_accessible,
    assert_all_move,
    assert_fits,
    look,
    moves,
    until,
)
from tests.browser.jupyterlab import PANEL, Lesson
from tests.browser.likeness import OUTER
from tests.kernels import TRANSPORT
from tests.notebooks.code import NOTEBOOKS

OUTPUTS = ".jp-OutputArea"
# The grey of nbconvert's own prompts, Out[7], is too pale for axe; they are not in here.
EXPORTED_OUTPUTS = ".jp-OutputArea-output"
WINDOW = {"width": 1280, "height": 900}
NARROW = {"width": 800, "height": 900}
PROJECTOR = {"width": 1280, "height": 720}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def open_lesson(request, chrome, server):
    yield from opened(chrome, server, request.param.name)


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


def assert_quiet(lesson):
    assert not lesson.complaints, "\n".join(lesson.complaints)
    assert not lesson.strangers, f"requests to other hosts: {lesson.strangers}"


# The six lessons


def test_its_kernel_is_talked_to_through_files(lesson):
    assert lesson.ask_kernel("transport") == TRANSPORT


def test_every_control_moves_picture_and_sentence(lesson):
    """By keyboard; by mouse and by finger in test_hand.py."""
    for picture in lesson.pictures():
        assert_all_move(picture, KEYBOARD)


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


@pytest.mark.parametrize("window", [NARROW, PROJECTOR], ids=["narrow", "projector"])
def test_nothing_is_cut_off(lesson, window):
    lesson.page.set_viewport_size(window)
    try:
        for picture in lesson.pictures():
            assert_fits(picture)
    finally:
        lesson.page.set_viewport_size(WINDOW)


def test_axe_finds_nothing_serious_in_the_outputs(lesson):
    assert_accessible(lesson.page, OUTPUTS)


def test_a_saved_lesson_opens_again_as_it_was_and_comes_back_to_life(lesson):
    left = save(lesson)
    leave_and_come_back(lesson)
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


def assert_at_the_top(page):
    page.wait_for_timeout(2500)  # as long as JupyterLab may go on to scroll
    assert page.evaluate(f"[{OUTER}.scrollTop, {PANEL}.content.activeCellIndex]") == [0, 0]


def test_the_first_page_leads_to_a_notebook_and_after_run_all_one_stands_at_the_top(page, server):
    page.goto(server.address("00_start_here.md"))
    page.get_by_role("heading", name="Linear classification, live").wait_for()
    listed = page.locator(".jp-DirListing-itemText").all_text_contents()
    pages = ["glossary.md", "progress.json", "what_changed.md"]
    assert listed == ["00_start_here.md", *(path.name for path in NOTEBOOKS), *pages]
    page.get_by_role("link", name="5 · The gradient").click()
    page.locator(".jp-Notebook:visible .jp-RenderedMarkdown h1").wait_for()
    page.wait_for_function(f"{PANEL}.sessionContext.session?.kernel?.status === 'idle'")
    page.evaluate("""() => { window.ran = new Promise(done => window.jupyterapp.commands.commandExecuted.connect(
        (_, { id, result }) => id === 'notebook:restart-run-all' && result.then(done))); }""")
    page.locator(".jp-NotebookPanel-toolbar:visible [data-command='notebook:restart-run-all']").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    assert page.evaluate("window.ran")
    assert_at_the_top(page)
    assert page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    assert_at_the_top(page)
    page.evaluate(f"{PANEL}.sessionContext.shutdown()")


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


# The checks themselves can fail


def test_an_exported_picture_without_words_is_red(page, tmp_path):
    open_export(page, NOTEBOOKS[0], tmp_path)
    page.locator(f"{EXPORTED_OUTPUTS} img").first.evaluate("image => image.removeAttribute('alt')")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page, EXPORTED_OUTPUTS)
