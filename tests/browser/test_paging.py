"""Paging through a notebook that has just run, without a hand on any picture: each is whole wherever one meets it."""

import pytest

from tests.browser.hands import until
from tests.browser.jupyterlab import Lesson
from tests.browser.likeness import OUTER, Watch
from tests.notebooks.code import NOTEBOOKS

WINDOW = {"width": 1280, "height": 720}


def go_through(watch, way):
    """Go through the notebook from the top, by "wheel", "pages" or "contents", and look at each stop."""
    lesson = watch.lesson
    lesson.page.evaluate(f"{OUTER}.scrollTo(0, 0)")
    if way == "contents":
        lesson.command("toc:show-panel")
        headings = lesson.page.locator(".jp-tocItem-content")
        for k in range(headings.count()):
            headings.nth(k).click()
            watch.look(f"by contents, heading {k}")
        watch.seen.update(watch.names)  # headings do not lead to all
        return
    lesson.page.mouse.move(0, 0)
    watch.look(f"by {way}, at the top")
    while (top := scroll_on(lesson, way)) is not None:
        watch.look(f"by {way}, at {top:.0f}")


def scroll_on(lesson, way):
    """Scroll on by most of a window; where that leads to, or None at the end."""
    before, last = lesson.page.evaluate(f"[{OUTER}.scrollTop, {OUTER}.scrollHeight - {OUTER}.clientHeight]")
    if before >= last - 1:
        return None
    if way == "wheel":
        over_puzzle = lesson.page.evaluate("Boolean(document.elementFromPoint(700, 400).closest('.board'))")
        lesson.page.mouse.move(330 if over_puzzle else 700, 400)  # beside its lines: on them, they would scroll
        lesson.page.mouse.wheel(0, 400)
    else:
        lesson.page.evaluate(f"{OUTER}.scrollBy(0, 0.9 * {OUTER}.clientHeight)")
    assert until(lesson, lambda: lesson.page.evaluate(f"{OUTER}.scrollTop") != before)
    return lesson.page.evaluate(f"{OUTER}.scrollTop")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_pictures_are_whole_when_one_pages_past_them(chrome, server, tmp_path, path):
    """Once as one does; then in a second tab on a slow machine with a sharp screen, while the first stays open."""
    first = Lesson(chrome.new_page(viewport=WINDOW), server, path.name)
    first.run_all()
    first.wait_rendered()  # JupyterLab may take longer than one takes to go past
    watch = Watch(first, tmp_path)
    go_through(watch, "wheel")
    watch.check()
    second = Lesson(chrome.new_page(viewport=WINDOW, device_scale_factor=2), server, path.name)
    second.page.context.new_cdp_session(second.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    watch = Watch(second, tmp_path)
    go_through(watch, "pages")
    go_through(watch, "contents")
    watch.check()
    first.shut_down()
    for lesson in (first, second):
        lesson.page.close()
