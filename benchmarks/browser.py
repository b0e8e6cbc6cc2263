"""How soon the picture follows the hand: in real JupyterLab, from the press of a key to changed pixels.

Three things take turns, so that all meet the same machine: the floor (a slider that moves a circle in a tiny SVG, about
the least that a widget can do), each live picture of the notebooks, and the usual way (the same picture plotted anew by
@interact). Milliseconds differ from machine to machine; the ratios are what carries over.
"""

import argparse
import os
import random
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import ipywidgets as widgets
import nbformat
import numpy as np
from playwright.sync_api import Locator

from helpers.live import explore
from helpers.models import errors_by_angle
from helpers.pictures.zero_one import AngleSweep
from tests.browser import Lesson, browser, lab
from tests.notebook_code import NOTEBOOKS, ROOT, live_pictures

SCALES = (1, 2)  # device pixels per pixel of the page: a projector's, a good laptop's
POINTS = (100, 100_000)
ROUNDS = 2
SWEEP = 10  # keys: farther away, some pictures have nothing left to change
SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}

# What a table says of a picture, and to how many decimals.
COLUMNS = {
    "ms": 0,
    "95 %": 0,
    "floor": 0,
    "ms / floor": 2,
    "@interact": 0,
    "@interact / ms": 1,
    "frames/s": 1,
    "of floor": 1,
    "frames / floor": 2,
    "blank": 0,
    "lag of 20": 1,
    "lag of 60": 1,
    "growth": 1,
}
# What is to be reached: (column, in words, the worse end, target, decimals).
TARGETS = (
    ("ms / floor", "from key to picture, against the floor", max, 1.5, 2),
    ("@interact / ms", "times faster than `@interact`", min, 4, 1),
    ("frames / floor", "frames a second while a key is held, against the floor", min, 0.85, 2),
    ("blank", "blank frames", max, 0, 0),
    ("growth", "lag after 60 quick moves, less that after 20, in single moves", max, 1, 1),
    ("points", "100,000 points against 100, from key to picture", max, 1.3, 2),
)

# In the page: at each animation frame, note whether the picture is a new one, and whether it is blank. Looking is kept
# cheap; what was seen is compared pixel by pixel afterwards, and a frame equal to the one before does not count.
RECORDER = """
const draw = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    this.canvas.drawn = (this.canvas.drawn ?? 0) + 1;
    return draw.apply(this, what);
};
function pixels(image, width = image.width, height = image.height) {
    const scratch = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    scratch.imageSmoothingEnabled = false;
    scratch.drawImage(image, 0, 0, width, height);
    return new Uint32Array(scratch.getImageData(0, 0, width, height).data.buffer);
}
const plain = dots => dots.every(dot => dot === dots[0]);
function look(root) {
    const shown = root.querySelector('.jupyter-matplotlib canvas, circle, img');
    if (!shown?.getBoundingClientRect().width) return {blank: true};
    if (shown.matches('circle')) return {mark: shown.getAttribute('cx')};
    if (shown.matches('img')) return {mark: shown.src, blank: !shown.complete || !shown.naturalWidth};
    return {mark: shown.drawn, canvas: shown, blank: plain(pixels(shown, 64, 64)) && plain(pixels(shown))};
}
addEventListener('keydown', event => window.recording?.keys.push(event.timeStamp), true);
window.startRecording = root => new Promise(started => {
    const here = window.recording = {keys: [], frames: [], blank: 0, on: true};
    requestAnimationFrame(function tick() {
        if (!here.on) return;
        const time = performance.now(), {mark, canvas, blank} = look(root);
        if (blank) here.blank++;
        else if (!here.frames.length || here.frames.at(-1).mark !== mark)
            here.frames.push({time, mark, bitmap: canvas && createImageBitmap(canvas)});
        requestAnimationFrame(tick);
        started();
    });
});
window.stopRecording = async (quiet, patience) => {
    const {keys, frames} = recording, start = performance.now();
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const still = () => kernel.status === 'idle'
        && performance.now() - Math.max(start, frames.at(-1)?.time) > (frames.length > 1 ? quiet : 500);
    while (!still() && performance.now() - start < patience) await new Promise(done => setTimeout(done, 5));
    recording.on = false;
    const changes = [];
    let before;
    for (const {time, bitmap} of frames) {
        const now = bitmap && pixels(await bitmap);
        if (!now || before?.some((dot, place) => dot !== now[place])) changes.push(time);
        before = now;
    }
    return {keys, changes: changes.filter(time => time > keys[0]), blank: recording.blank};
};
"""


def slider_of(widget):
    """The first slider in a widget, or None."""
    if isinstance(widget, (widgets.FloatSlider, widgets.IntSlider)):
        return widget
    return next(filter(None, map(slider_of, getattr(widget, "children", ()))), None)


def first_slider(view):
    """(name of the value, slider) for the first value of the picture that has one; (None, None) if none has."""
    found = ((name, slider_of(control)) for name, control in view.controls.items())
    return next((pair for pair in found if pair[1]), (None, None))


def coarse(slider):
    """Let one key move the slider at least a hundredth of its range, about as far as a hand does."""
    slider.step *= max(1, round((slider.max - slider.min) / slider.step) // 100)
    slider.value = slider.min + slider.step * place(slider)[0]


def place(slider):
    """(where the slider stands, where it ends), counted in keys from its lower end."""
    keys = np.array([slider.value - slider.min, slider.max - slider.min]) / slider.step
    return tuple(np.floor(keys + 1e-6).astype(int).tolist())


def pictures_of(path):
    """(view, afresh) for each live picture of a notebook, its first slider made coarse."""
    found = [(view, afresh) for _, view, afresh in live_pictures(path)]
    for view, _ in found:
        if slider := first_slider(view)[1]:
            coarse(slider)
    return found


def floor():
    """Display a slider and a circle that follows it."""
    slider, drawing = widgets.FloatSlider(min=0, max=100, step=1), widgets.HTML()

    def follow(change):
        drawing.value = f'<svg width="320" height="20"><circle cx="{10 + 3 * change.new}" cy="10" r="8"/></svg>'

    slider.observe(follow, "value")
    slider.value = 50
    return widgets.VBox([slider, drawing], _dom_classes=("floor",))


def usual(view, afresh):
    """Display the same slider and picture in the usual way: a new figure for each move."""
    name, slider = first_slider(view)

    def plot(**values):
        picture = afresh()
        picture.update(**values)
        return picture.figure

    twin = type(slider)(**{key: getattr(slider, key) for key in ("min", "max", "step", "value")})
    widgets.interact(plot, **{name: twin})


def cloud(points, many):
    """A view of two clouds, turning where nearly all points are on the wrong side, or where few are."""
    rng = np.random.default_rng(0)
    y = np.arange(points) % 2
    X = rng.normal(np.where(y[:, None], (5.9, 4.3), (5.0, 1.5)), (0.4, 0.25))
    angles, errors = errors_by_angle(X, y)
    middle = np.degrees(angles[np.argmax(errors) if many else np.argmin(errors)])
    view = explore(AngleSweep(X, y, ("one", "other")), angle=(middle - 20, middle + 20, 0.5))
    view.set(angle=middle)
    return view


@dataclass
class Hand:
    """Presses the arrow keys on the slider in `root`, to and fro, not far from where it stood at first."""

    root: Locator
    position: int
    last: int
    way: int = 1
    times: list = field(default_factory=list)
    blank: int = 0

    def __post_init__(self):
        self.low, self.high = max(0, self.position - SWEEP), min(self.last, self.position + SWEEP)

    def reach(self):
        """Bring the picture into view and the slider under the finger."""
        self.root.locator("canvas, svg, img").first.scroll_into_view_if_needed()
        self.root.locator(".noUi-handle").first.focus()
        self.root.page.wait_for_timeout(60)

    def keys(self, count, pause=0.0, quiet=200):
        """Press keys, `pause` seconds apart, and wait until the picture is still; what was recorded."""
        keyboard, down = self.root.page.keyboard, None
        self.root.evaluate("root => startRecording(root)")
        time.sleep(random.random() / 60)  # a key may come at any moment between two frames of the screen
        for _ in range(count):
            due = time.perf_counter() + pause
            if not self.low <= self.position + self.way <= self.high:
                self.way = -self.way
            self.position += self.way
            key = "ArrowRight" if self.way > 0 else "ArrowLeft"
            if down and down != key:
                keyboard.up(down)
            keyboard.down(key)
            down = key
            time.sleep(max(0, due - time.perf_counter()))
        keyboard.up(down)
        seen = self.root.page.evaluate("([quiet, most]) => stopRecording(quiet, most)", [quiet, 3000])
        self.blank += seen["blank"]
        return seen

    def press(self, count):
        """Press single keys, each when the picture is still; notes the milliseconds to the changed picture."""
        self.reach()
        for _ in range(count):
            seen = self.keys(1, quiet=40)
            self.times += [change - seen["keys"][0] for change in seen["changes"][:1]]

    def hold(self):
        """Hold a key for about a second; how many new frames a second there were."""
        self.reach()
        seen = self.keys(36, pause=0.03)
        start, end = seen["keys"][0], seen["keys"][-1]
        return 1000 * sum(change <= end for change in seen["changes"]) / (end - start)

    def lag(self, count):
        """Press keys as fast as they go; the milliseconds from the last of them to the last new frame."""
        self.reach()
        seen = self.keys(count, quiet=400)
        return max(seen["changes"], default=np.nan) - seen["keys"][-1]

    def median(self):
        """The milliseconds that a single key takes."""
        return float(np.median(self.times))


class Sheet:
    """A notebook made for measuring, open in a page; each of its cells shows one thing."""

    def __init__(self, context, server, folder, setup, cells):
        sources = [f"%matplotlib inline\nfrom benchmarks.browser import *\n{setup}", *cells]
        sheet = nbformat.v4.new_notebook(metadata=KERNEL, cells=[nbformat.v4.new_code_cell(code) for code in sources])
        nbformat.write(sheet, folder / "sheet.ipynb")
        self.lesson = Lesson(context.new_page(), server, "sheet.ipynb")
        self.lesson.run_cell(0)

    def show(self, index, selector, number=0):
        """Run a cell, and find what it shows."""
        self.lesson.run_cell(index)
        root = self.lesson.page.locator(selector).nth(number)
        root.locator("canvas, svg, img").first.wait_for()
        self.lesson.page.wait_for_timeout(200)
        return root

    def hide(self, *indices):
        """Take away what cells show."""
        for index in indices:
            self.lesson.choose(index)
            self.lesson.command("notebook:clear-cell-output")

    def close(self):
        """End the kernel and close the page."""
        self.lesson.shut_down()
        self.lesson.page.close()


def compare(base, ours, theirs):
    """Let the three take turns with one picture; its row of the table."""
    base.times = []
    for _ in range(ROUNDS):
        base.press(5)
        ours.press(7)
        theirs.press(2)
    least, time, usual_time = (hand.median() for hand in (base, ours, theirs))
    most, frames = base.hold(), ours.hold()
    # Of two attempts the better: another program's hiccup is not a queue.
    few, many = (min(ours.lag(count), ours.lag(count)) / time for count in (20, 60))
    late = np.percentile(ours.times, 95)
    speed = (time, late, least, time / least, usual_time, usual_time / time)
    return dict(zip(COLUMNS, (*speed, frames, most, frames / most, ours.blank, few, many, many - few), strict=True))


def measure_notebook(path, sheet_for, wanted):
    """(name, row) for each picture of a notebook, (name, None) for one without a slider."""
    pictures = pictures_of(path)
    names = [type(view.picture).__name__ for view, _ in pictures]
    if not any(map(wanted, names)):
        return
    cells = [cell for i in range(len(pictures)) for cell in (f"shown[{i}][0]", f"usual(*shown[{i}])")]
    sheet = sheet_for(f"shown = pictures_of(Path({str(path)!r}))", ["floor()", *cells])
    base = Hand(sheet.show(1, ".floor"), 50, 100)
    for i, (name, (view, _)) in enumerate(zip(names, pictures, strict=True)):
        slider = first_slider(view)[1]
        if not wanted(name):
            continue
        if slider is None:
            yield name, None
            continue
        ours = Hand(sheet.show(2 + 2 * i, ".live"), *place(slider))
        theirs = Hand(sheet.show(3 + 2 * i, ".widget-interact"), *place(slider))
        yield name, compare(base, ours, theirs)
        sheet.hide(2 + 2 * i, 3 + 2 * i)
    sheet.close()


def measure_points(sheet_for):
    """(where, ms with few points, ms with many) where nearly all are right, and where nearly all are wrong."""
    for wrong, where in ((False, "few mistakes"), (True, "many mistakes")):
        sheet = sheet_for("", [f"cloud({points}, {wrong})" for points in POINTS])
        hands = [Hand(sheet.show(1 + i, ".live", i), 40, 80) for i in range(len(POINTS))]
        for _ in range(ROUNDS):
            for hand in hands:
                hand.press(7)
        yield where, *(hand.median() for hand in hands)
        sheet.close()


def measure(scale, chrome, server, folder, wanted):
    """Measure all at one device pixel ratio and print it; what was found in each column."""
    context = chrome.new_context(device_scale_factor=scale, viewport={"width": 1400, "height": 1000})
    context.add_init_script(RECORDER)
    sheet_for = partial(Sheet, context, server, folder)
    found = {column: [] for column, *_ in TARGETS}
    load = os.getloadavg()[0]
    print(
        f"\nDevice pixel ratio {scale}; times in milliseconds, lag in single moves; the machine's load was {load:.1f}"
    )
    print(f"{'':20}", *(f"{column:>5}" for column in COLUMNS), sep="  ", flush=True)
    for path in NOTEBOOKS:
        for name, row in measure_notebook(path, sheet_for, wanted):
            if row is None:
                print(f"{name:20}  no slider to press keys on")
                continue
            cells = (f"{row[column]:{max(5, len(column))}.{places}f}" for column, places in COLUMNS.items())
            print(f"{name:20}", *cells, sep="  ", flush=True)
            for column in found.keys() & row.keys():
                found[column].append(row[column])
    if wanted(AngleSweep.__name__):
        for where, few, many in measure_points(sheet_for):
            print(f"AngleSweep, {where}: {few:.0f} ms with {POINTS[0]:,} points, {many:.0f} with {POINTS[1]:,}")
            found["points"].append(many / few)
    context.close()
    return found


def verdict(values, worse, target, places):
    """The worst value, the median, and whether all of them meet the target."""
    good = sum(worse(value, target) == target for value in values)
    met = "met" if good == len(values) else f"missed by {len(values) - good} of {len(values)}"
    return f"{worse(values):.{places}f} ({np.median(values):.{places}f}), {met}"


def summary(results):
    """The Markdown table of what was found at each device pixel ratio."""
    print("\n| worst (median) over the pictures | target |", *(f"device pixel ratio {scale} |" for scale in results))
    print("|---|---|" + "---|" * len(results))
    for column, words, worse, target, places in TARGETS:
        if all(found[column] for found in results.values()):
            verdicts = (f"{verdict(found[column], worse, target, places)} |" for found in results.values())
            print(f"| {words} | at {'most' if worse is max else 'least'} {target} |", *verdicts)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", nargs="+", metavar="CLASS", help="only these, by the names of their classes")
    only = parser.parse_args().pictures
    with tempfile.TemporaryDirectory() as away, lab(away, SETTINGS) as server, browser() as chrome:
        shutil.copy(ROOT / "notebooks" / "matplotlibrc", away)
        results = {
            scale: measure(scale, chrome, server, Path(away), lambda name: not only or name in only) for scale in SCALES
        }
    summary(results)


if __name__ == "__main__":
    main()
