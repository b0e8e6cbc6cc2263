"""Frames that are sent ahead: shown without asking, and always what the kernel would draw."""

import os
import signal

import nbformat
import pytest

from tests.browser.hands import corners, drag, look, until, within
from tests.browser.jupyterlab import PANEL, Lesson, lab
from tests.notebooks.code import ROOT

CELLS = [
    """
from helpers.datasets import SPECIES, two_flowers
from helpers.live import EditablePoints, Playback, explore
from helpers.pictures.gradient import Ascent
from helpers.pictures.zero_one import Heaviside, ZeroOneLoss

X, y = two_flowers()
W = (-8.0, 8.0, 0.1)


def loss():
    menus = {"along": ["w0", "w1"], "h": [0.01, 0.1, 1.0]}
    return explore(ZeroOneLoss(X, y, SPECIES[1:]), w0=W, w1=W, points=EditablePoints(X, y, SPECIES[1:]), **menus)


def climb():
    menus = {"rate": [0.001, 0.01], "features": ["as measured", "standardised"], "direction": ["ascent", "descent"]}
    return explore(Ascent(X, y), t=Playback(100), **menus)
""",
    "step = explore(Heaviside(), a=(-2.0, 2.0, 0.1))\nstep",
    "mine = loss()\nmine",
    "fresh = loss()\nfresh",
    "mine_2 = climb()\nmine_2",
    "fresh_2 = climb()\nfresh_2",
]

# Random moves of everything a picture has, faster than the kernel can follow.
MOVES = """async (root, [seed, count]) => {
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const pick = all => all[Math.floor(random() * all.length)];
    root.querySelectorAll('details').forEach(one => { one.open = true; });
    for (let k = 0; k < count; k++) {
        const node = pick([...root.querySelectorAll('.live-controls :is(input, select, button)')]);
        if (node.matches('button')) node.click();
        else if (node.matches('select')) {
            node.selectedIndex = Math.floor(random() * node.options.length);
            node.dispatchEvent(new Event('input'));
        } else {
            const { min, max, step, valueAsNumber } = node, far = random() < 0.3;
            const goal = far ? +min + random() * (max - min) : valueAsNumber + step * (random() < 0.7 ? 1 : -1);
            node.value = node.type === 'range' ? goal : goal.toFixed(1);
            node.dispatchEvent(new Event(node.type === 'range' ? 'input' : 'change'));
        }
        if (random() < 0.3) await new Promise(done => setTimeout(done, 30 * random()));
    }
}"""


@pytest.fixture(scope="module")
def lesson(chrome, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ahead")
    (folder / "matplotlibrc").write_bytes((ROOT / "notebooks" / "matplotlibrc").read_bytes())
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "ahead.ipynb")
    settings = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
    with lab(folder, settings) as server:
        lesson = Lesson(chrome.new_page(viewport={"width": 1280, "height": 900}), server, "ahead.ipynb")
        lesson.run_all()
        yield lesson
        assert not lesson.complaints, "\n".join(lesson.complaints)
        lesson.shut_down()
        lesson.page.close()


def tell(lesson, code):
    """Run a line of code in the kernel."""
    lesson.ask(f"{PANEL}.sessionContext.session.kernel.requestExecute({{ code: {code!r} }}).done")


def test_what_was_sent_ahead_is_shown_while_the_kernel_stands_still_and_the_rest_waits(lesson):
    step = lesson.pictures()[0]
    slider, late = step.root.locator("input[type=range]"), step.root.locator(".live-state")
    slider.focus()
    for _ in range(2):
        slider.press("ArrowRight")
    look(step)
    kernel = lesson.ask_kernel("process")
    os.kill(kernel, signal.SIGSTOP)
    try:
        said = [step.sentence()]
        for _ in range(6):
            slider.press("ArrowRight")
            said.append(step.sentence())
        assert said == [
            f"Θ({a:.2f}) = 0: class 0.".replace("-", "−") for a in (-0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2)
        ]
        late.filter(has_text="kernel").wait_for()
        for _ in range(12):
            slider.press("ArrowRight")
        assert step.sentence() != "Θ(1.00) = 1: class 1."
    finally:
        os.kill(kernel, signal.SIGCONT)
    assert until(lesson, lambda: step.sentence() == "Θ(1.00) = 1: class 1." and not late.text_content())


@pytest.mark.parametrize("mine, fresh", [(1, 2), (3, 4)], ids=["ZeroOneLoss", "Ascent"])
def test_after_random_moves_each_rest_shows_what_a_fresh_picture_shows(lesson, mine, fresh):
    pictures, names = lesson.pictures(), {1: ("mine", "fresh", "loss"), 3: ("mine_2", "fresh_2", "climb")}[mine]
    panel = list(lesson.ask_kernel("panels").values())[mine][0]
    for seed in range(1, 21):
        pictures[mine].root.evaluate(MOVES, [seed, 25])
        if seed % 5 == 0:
            drag(pictures[mine], within(panel, 0.5, 0.5), *corners(panel)[: seed // 5])
        assert until(lesson, lambda: pictures[mine].root.get_attribute("aria-busy") == "false")
        shown = look(pictures[mine])
        tell(lesson, f"{names[1]}._frames.clear()\n{names[1]}.set(**{names[0]}.values)")
        assert until(lesson, lambda: look(pictures[fresh]) == shown), pictures[fresh].sentence()  # noqa: B023
