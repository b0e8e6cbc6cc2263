"""Paging through a notebook that has just run, without a hand on any picture: each stands there as it was drawn."""

import shutil
import time

import pytest

from tests.browser import PANEL, Lesson, browser, chromium, lab
from tests.browser_hands import ask_kernel
from tests.notebook_code import NOTEBOOKS, ROOT

pytestmark = pytest.mark.skipif(
    chromium() is None, reason="no Chromium found: install Debian's package chromium, or Google Chrome"
)

NOTEBOOK = NOTEBOOKS[4]
WINDOW = {"width": 1280, "height": 720}
PATIENCE = 1.2  # seconds: live.js looks again after one
OUTER = f"{PANEL}.content.node.querySelector('.jp-WindowedPanel-outer')"

# The widgets that cells show in the window: [identifier, output] each.
IN_WINDOW = f"""() => {PANEL}.content.widgets.flatMap(cell => {{
    const view = 'application/vnd.jupyter.widget-view+json', page = {OUTER}.getBoundingClientRect();
    return (cell.outputArea?.widgets ?? []).map((output, i) => {{
        const {{ top, bottom, height }} = output.node.getBoundingClientRect();
        const seen = output.node.isConnected && height && bottom > page.top && top < page.bottom;
        return seen && [cell.outputArea.model.get(i).data[view]?.model_id, output.node];
    }}).filter(found => found && found[0]);
}})"""


@pytest.fixture
def lesson(tmp_path):
    for path in (NOTEBOOK, ROOT / "notebooks" / "matplotlibrc"):
        shutil.copy(path, tmp_path)
    with lab(tmp_path) as server, browser() as chrome:
        lesson = Lesson(chrome.new_page(viewport=WINDOW, device_scale_factor=1), server, NOTEBOOK.name)
        lesson.page.mouse.move(0, 0)
        assert lesson.command("notebook:run-all-cells", 120), "\n".join(lesson.errors())
        settle(lesson, 3)  # JupyterLab may scroll to the last cell, or may not: `Lesson.run_all` waits for it in vain
        yield lesson


def test_pictures_are_whole_when_one_pages_past_them(lesson):
    seen, torn = set(), []
    lesson.page.evaluate(f"{OUTER}.scrollTo(0, 0)")
    more = True
    while more:
        on_screen, drawn = settle(lesson), ask_kernel(lesson, "drawn")
        for number, name in enumerate(drawn):
            if name in on_screen:
                seen.add(name)
                if on_screen[name] != drawn[name]:
                    torn.append(f"picture {number}: shown {on_screen[name]}, drawn {drawn[name]}")
        more = page_down(lesson)
    assert seen == drawn.keys(), f"only {len(seen)} of {len(drawn)} pictures came by"
    assert not torn, "\n".join(torn)


def shown(output):
    """What the browser shows of a picture: width, height and fingerprint, as `inside.drawn` has them; or None."""
    return output.evaluate("""async output => {
        const canvas = output.querySelector('.live canvas');
        if (!canvas?.width) return null;
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', pixels));
        const fingerprint = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
        return [canvas.clientWidth, canvas.clientHeight, fingerprint];
    }""")


def in_window(lesson):
    """For each widget in the window, by its identifier, what the browser shows of it."""
    found = lesson.page.evaluate_handle(IN_WINDOW).get_properties().values()
    pairs = [pair.get_properties().values() for pair in found]
    return {name.json_value(): shown(output.as_element()) for name, output in pairs}


def settle(lesson, patience=PATIENCE, seconds=30):
    """What is in the window, once it has been still for a while and the kernel has had nothing to do."""
    end, last, since = time.monotonic() + seconds, None, 0
    while time.monotonic() < end:
        lesson.wait_idle()
        now = in_window(lesson), lesson.page.evaluate(f"[{OUTER}.scrollTop, {OUTER}.scrollHeight]")
        if now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since >= (patience if now[0] else patience / 3):
            return now[0]
        lesson.page.wait_for_timeout(50)
    raise TimeoutError(f"the window still changes after {seconds} s")


def page_down(lesson):
    """Scroll on by most of a window, and say whether there was anywhere to go."""
    return lesson.page.evaluate(f"""() => {{
        const before = {OUTER}.scrollTop;
        {OUTER}.scrollBy(0, 0.9 * {OUTER}.clientHeight);
        return {OUTER}.scrollTop > before;
    }}""")
