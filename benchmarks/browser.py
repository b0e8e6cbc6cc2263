"""How soon the picture follows the hand: in real JupyterLab, from a key or the mouse to changed pixels.

Three things take turns, so that all meet the same machine: the floor (a slider that moves a circle in a tiny SVG by way
of the kernel, about the least that a widget can do), each live picture of the notebooks, and the usual way (the same
picture plotted anew by @interact). Milliseconds differ from machine to machine; the ratios are what carries over.
"""

import argparse
import functools
import os
import random
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import anywidget
import ipywidgets as widgets
import nbformat
import numpy as np
import traitlets
from playwright.sync_api import Locator

from helpers.live import explore
from helpers.models import errors_by_angle
from helpers.pictures.zero_one import AngleSweep
from tests.browser.jupyterlab import PICTURE, Lesson, browser, lab, make_predictions
from tests.notebooks.code import NOTEBOOKS, ROOT, live_pictures
from tools.hub.delay import far_away

# Device pixels per pixel of the page (a projector's, a good laptop's), and seconds that the network takes each way.
PLACES = {"ratio 1": (1, 0), "ratio 2": (2, 0), "100 ms away": (1, 0.05)}
POINTS = (100, 10_000)
ROUNDS = 2
SWEEP = 20  # keys to either side: more stops than the browser keeps, but farther away some pictures change no more
HELD = 1 / 30  # seconds between the keys while one is held
SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}

# What a table says of a picture, and to how many decimals.
COLUMNS = {
    "ms": 0,
    "95 %": 0,
    "floor": 0,
    "ms / floor": 2,
    "@interact": 0,
    "times faster": 1,
    "frames/s": 1,
    "floor's": 1,
    "drag": 0,
    "drag's floor": 0,
    "drag / floor": 2,
    "kB": 1,
    "kB of frames": 1,
    "blank": 0,
}
# What is to be reached: in words, the column, over the pictures, limits by place.
NEAR = ("ratio 1", "ratio 2")
TARGETS = (
    ("key → picture, against the floor", "ms / floor", np.median, dict.fromkeys(NEAR, 0.6) | {"100 ms away": 0.2}),
    ("key → picture, against the floor", "ms / floor", max, dict.fromkeys(NEAR, 1.0)),
    ("times faster than `@interact`", "times faster", np.median, dict.fromkeys(NEAR, 10)),
    ("times faster than `@interact`", "times faster", min, dict.fromkeys(NEAR, 5)),
    ("frames a second, key held at 30 a second", "frames/s", np.median, dict.fromkeys(NEAR, 27)),
    ("mouse drag, against the floor of a drag", "drag / floor", np.median, dict.fromkeys(NEAR, 1.15)),
    ("kB a move", "kB", np.median, dict.fromkeys(NEAR, 6)),
    ("10,000 points against 100", "points", max, dict.fromkeys(NEAR, 1.3)),
    ("blank frames", "blank", max, dict.fromkeys(PLACES, 0)),
)
AT_LEAST = ("times faster", "frames/s")

# In the page: at each animation frame, note whether the picture is a new one, and whether it is blank. A picture drawn
# while the key is heard is seen by the animation frame that follows. Looking is kept cheap; what was seen is compared
# pixel by pixel afterwards, and a frame equal to the one before does not count.
RECORDER = """
const draw = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    this.canvas.drawn = (this.canvas.drawn ?? 0) + 1;
    return draw.apply(this, what);
};
window.received = {moves: 0, frames: 0};
window.WebSocket = class extends WebSocket {
    constructor(...where) {
        super(...where);
        this.addEventListener('message', ({data}) => {
            if (!(data instanceof ArrayBuffer)) return;
            const view = new DataView(data), part = i => Number(view.getBigUint64(8 + 8 * i, true));
            const header = JSON.parse(new TextDecoder().decode(data.slice(part(1), part(2))));
            if (header.msg_type !== 'comm_msg') return;
            received.moves += data.byteLength;
            received.frames += data.byteLength - part(5);
        });
    }
};
function pixels(image, width = image.width, height = image.height) {
    const scratch = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    scratch.imageSmoothingEnabled = false;
    scratch.drawImage(image, 0, 0, width, height);
    return new Uint32Array(scratch.getImageData(0, 0, width, height).data.buffer);
}
const plain = dots => dots.every(dot => dot === dots[0]);
function look(root) {
    const shown = root.querySelector('canvas, circle, img');
    if (!shown?.getBoundingClientRect().width) return {blank: true};
    if (shown.matches('circle')) return {mark: shown.getAttribute('cx')};
    if (shown.matches('img')) return {mark: shown.src, blank: !shown.complete || !shown.naturalWidth};
    return {mark: shown.drawn, canvas: shown, blank: plain(pixels(shown, 64, 64)) && plain(pixels(shown))};
}
for (const kind of ['keydown', 'pointermove'])
    addEventListener(kind, event => window.recording?.kind === kind && recording.moves.push(event.timeStamp), true);
window.startRecording = (root, kind) => new Promise(started => {
    const here = window.recording = {kind, moves: [], frames: [], blank: 0, on: true};
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
    const {moves, frames} = recording, start = performance.now();
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
    return {moves, changes: changes.filter(time => time > moves[0]), blank: recording.blank};
};
"""


def first_slider(view):
    """The name of the value that the first slider on the page moves, or None."""
    names = [name for row in view.matrix for name in row] + list(view.controls)
    return next((name for name in names if view.controls[name].kind in ("slider", "playback")), None)


def coarse(view):
    """Let one key move the first slider at least a hundredth of its range, about as far as a hand does."""
    if name := first_slider(view):
        slider = view.controls[name]
        slider.step *= max(1, round((slider.high - slider.low) / slider.step) // 100)
        view.send_state("controls")
        view.set(**{name: slider.at(place(view)[0])})
    return view


def place(view):
    """(where the first slider stands, where it ends), counted in keys from its lower end."""
    name = first_slider(view)
    slider = view.controls[name]
    keys = np.array([view.values[name] - slider.low, slider.high - slider.low]) / slider.step
    return tuple(np.floor(keys + 1e-6).astype(int).tolist())


def grip(view):
    """Where something can be dragged, as shares of the picture's width and height from the top left; None if nowhere.

    Of such places the one nearest to the middle of the panel that is asked first.
    """
    middle_first = sorted(np.ndindex(15, 15), key=lambda at: abs(at[0] - 7) + abs(at[1] - 7))
    for axes, *_ in view.picture.drags:
        for at in np.add(middle_first, 1) / 16:
            place = axes.transAxes.transform(at)
            if view.picture.grab(axes, *axes.transData.inverted().transform(place), view.values):
                x, y = place / view.picture.figure.bbox.size
                return x, 1 - y
    return None


def pictures_of(path):
    """(view, afresh) for each live picture of a notebook, its first slider made coarse."""
    return [(coarse(view), afresh) for _, view, afresh in live_pictures(path)]


def floor():
    """A slider and a circle that follows it."""
    slider, drawing = widgets.FloatSlider(min=0, max=100, step=1), widgets.HTML()

    def follow(change):
        drawing.value = f'<svg width="320" height="20"><circle cx="{10 + 3 * change.new}" cy="10" r="8"/></svg>'

    slider.observe(follow, "value")
    slider.value = 50
    return widgets.VBox([slider, drawing], _dom_classes=("floor",))


class DragFloor(anywidget.AnyWidget):
    """A circle that follows the mouse, by way of the kernel."""

    _esm = """export default {render({model, el}) {
        el.classList.add("drag-floor");
        el.innerHTML = '<svg width="320" height="240" style="background: #eee"><circle cx="160" cy="120" r="8"/></svg>';
        el.firstChild.addEventListener("pointermove", event => event.buttons && model.send({x: event.offsetX}));
        model.on("change:x", () => el.querySelector("circle").setAttribute("cx", model.get("x")));
    }}"""
    x = traitlets.Float(160).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.on_msg(lambda _, told, buffers: self.set_trait("x", told["x"]))


def usual(view, afresh):
    """Display the same slider and picture in the usual way: a new figure for each move."""
    name = first_slider(view)
    slider = view.controls[name]

    def plot(**values):
        picture = afresh()
        picture.update(**values)
        return picture.figure

    kind = widgets.IntSlider if slider.whole else widgets.FloatSlider
    twin = kind(min=slider.low, max=slider.high, step=slider.step, value=view.values[name])
    widgets.interact(plot, **{name: twin})


def cloud(points):
    """A view of two clouds, turning where nearly all points are on the wrong side."""
    rng = np.random.default_rng(0)
    y = np.arange(points) % 2
    X = rng.normal(np.where(y[:, None], (5.9, 4.3), (5.0, 1.5)), (0.4, 0.25))
    angles, errors = errors_by_angle(X, y)
    middle = np.degrees(angles[np.argmax(errors)])
    picture = AngleSweep(X, y, ("one", "other"))
    low = min(middle, picture.defaults["angle"]) - 20
    view = explore(picture, angle=(low, max(middle, picture.defaults["angle"]) + 20, 0.5))
    view.set(angle=middle)
    return view


@dataclass
class Hand:
    """Moves what stands in `root`, and notes the milliseconds to the changed picture."""

    root: Locator
    times: list = field(default_factory=list)
    blank: int = 0

    kind = None  # of event

    def record(self, move, quiet):
        """What is seen from before `move()` until the picture is still."""
        self.root.evaluate("(root, kind) => startRecording(root, kind)", self.kind)
        time.sleep(random.random() / 60)  # a hand may move at any moment between two frames of the screen
        move()
        seen = self.root.page.evaluate("quiet => stopRecording(quiet, 3000)", quiet)
        self.blank += seen["blank"]
        return seen

    def time(self, move):
        """Move once, and note how long that took, if it changed anything."""
        seen = self.record(move, 40)
        self.times += [change - seen["moves"][0] for change in seen["changes"][:1]]

    def median(self):
        """The milliseconds that a move takes, NaN when nothing ever changed."""
        return np.median(self.times or np.nan)


@dataclass
class Keys(Hand):
    """Walks with the arrow keys along the first slider and turns round, not far from where it stood at first."""

    position: int = 0
    last: int = 0
    way: int = 1

    kind = "keydown"

    def __post_init__(self):
        self.low, self.high = max(0, self.position - SWEEP), min(self.last, self.position + SWEEP)

    def reach(self):
        """Bring the picture into view and the slider under the finger."""
        self.root.locator("canvas, svg, img").first.scroll_into_view_if_needed()
        self.root.locator(".noUi-handle, input[type=range]").first.focus()
        self.root.page.wait_for_timeout(60)

    def keys(self, count, pause=0.0):
        """Press keys, `pause` seconds apart."""
        keyboard, down, start = self.root.page.keyboard, None, time.perf_counter()
        for i in range(1, count + 1):
            if not self.low <= self.position + self.way <= self.high:
                self.way = -self.way
            self.position += self.way
            key = "ArrowRight" if self.way > 0 else "ArrowLeft"
            if down and down != key:
                keyboard.up(down)
            keyboard.down(key)
            down = key
            time.sleep(max(0, start + i * pause - time.perf_counter()))
        keyboard.up(down)

    def press(self, count):
        """Press single keys, each when the picture is still."""
        self.reach()
        for _ in range(count):
            self.time(lambda: self.keys(1))

    def hold(self):
        """Hold a key for about a second; how many new frames a second there were."""
        self.reach()
        seen = self.record(lambda: self.keys(36, HELD), 200)
        start, end = seen["moves"][0], seen["moves"][-1]
        return 1000 * sum(change <= end for change in seen["changes"]) / (end - start)


@dataclass
class Mouse(Hand):
    """Drags what is at `grip`, shares of the picture's width and height, to and fro."""

    grip: tuple = (0.5, 0.5)
    way: int = 1

    kind = "pointermove"

    def drag(self, count):
        """Take hold, move step by step, each when the picture is still, and let go."""
        mouse, picture = self.root.page.mouse, self.root.locator("canvas, svg").first
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        x, y = np.add([box["x"], box["y"]], np.multiply([box["width"], box["height"]], self.grip))
        mouse.move(x, y)
        mouse.down()
        self.root.page.wait_for_timeout(200)
        for i in range(1, count + 1):
            self.time(lambda i=i: mouse.move(x + 5 * i * self.way, y + 3 * i * self.way))
        mouse.up()
        mouse.move(0, 0)
        self.way = -self.way


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

    def received(self):
        """Kilobytes of widgets' messages from the kernel so far: whole, and the frames alone."""
        self.lesson.wait_idle()
        return np.array(self.lesson.page.evaluate("[received.moves, received.frames]")) / 1000

    def close(self):
        """End the kernel and close the page."""
        self.lesson.shut_down()
        self.lesson.page.close()


def compare_keys(sheet, base, ours, theirs):
    """Let the hands take turns with one picture; its columns. theirs: None where there is no time for it."""
    base.times, kilobytes, presses = [], 0, 8
    for _ in range(ROUNDS):
        base.press(5)
        before = sheet.received()
        ours.press(presses)
        kilobytes += sheet.received() - before
        if theirs:
            theirs.press(2)
    row = {"ms": ours.median(), "95 %": np.percentile(ours.times or np.nan, 95), "floor": base.median()}
    row["ms / floor"] = row["ms"] / row["floor"]
    if theirs:
        row |= {"@interact": theirs.median(), "times faster": theirs.median() / row["ms"]}
    row |= {"floor's": base.hold(), "frames/s": ours.hold(), "blank": ours.blank}
    return row | dict(zip(("kB", "kB of frames"), kilobytes / (ROUNDS * presses), strict=True))


def compare_drags(base, ours):
    """The same with the mouse."""
    base.times = []
    for _ in range(ROUNDS):
        base.drag(5)
        ours.drag(7)
    drag, least = ours.median(), base.median()
    return {"drag": drag, "drag's floor": least, "drag / floor": drag / least, "blank": ours.blank}


pictures_here = functools.cache(pictures_of)


def measure_notebook(path, sheet_for, wanted, near):
    """(name, columns) for each picture of a notebook. near: with @interact and drags."""
    pictures = [view for view, _ in pictures_here(path)]
    names = [type(view.picture).__name__ for view in pictures]
    if not any(map(wanted, names)):
        return
    cells = [cell for i in range(len(pictures)) for cell in (f"shown[{i}][0]", f"usual(*shown[{i}])")]
    sheet = sheet_for(f"shown = pictures_of(Path({str(path)!r}))", ["floor()", "DragFloor()", *cells])
    base, drag_base = Keys(sheet.show(1, ".floor"), position=50, last=100), Mouse(sheet.show(2, ".drag-floor"))
    for i, (name, view) in enumerate(zip(names, pictures, strict=True)):
        if not wanted(name):
            continue
        row, root = {"blank": 0}, sheet.show(3 + 2 * i, PICTURE)
        if first_slider(view):
            (position, last), theirs = place(view), None
            if near:
                theirs = Keys(sheet.show(4 + 2 * i, ".widget-interact"), position=position, last=last)
            row = compare_keys(sheet, base, Keys(root, position=position, last=last), theirs)
        if near and (at := grip(view)):
            row |= (drags := compare_drags(drag_base, Mouse(root, grip=at)))
            row["blank"] += drags["blank"]
        yield name, row
        sheet.hide(3 + 2 * i, 4 + 2 * i)
    sheet.close()


def measure_points(sheet_for):
    """Milliseconds from key to picture, with few points and with many."""
    sheet = sheet_for("", [f"cloud({points})" for points in POINTS])
    hands = []
    for i, points in enumerate(POINTS):
        position, last = place(cloud(points))
        hands.append(Keys(sheet.show(1 + i, PICTURE, i), position=position, last=last))
    for _ in range(ROUNDS):
        for hand in hands:
            hand.press(8)
    sheet.close()
    return [hand.median() for hand in hands]


def measure(name, sheet_for, wanted, near):
    """Measure all pictures at one place and print them; what was found in each column."""
    print(f"\n{name}; times in milliseconds; the machine's load was {os.getloadavg()[0]:.1f}")
    print(f"{'':20}", *(f"{column:>5}" for column in COLUMNS), sep="  ", flush=True)
    found = {}
    for path in NOTEBOOKS:
        for picture, row in measure_notebook(path, sheet_for, wanted, near):
            cells = (_cell(row.get(column, np.nan), max(5, len(column)), n) for column, n in COLUMNS.items())
            print(f"{picture:20}", *cells, sep="  ", flush=True)
            for column, value in row.items():
                found.setdefault(column, []).append(value)
    if near and wanted(AngleSweep.__name__):
        few, many = measure_points(sheet_for)
        print(f"AngleSweep: {few:.0f} ms with {POINTS[0]:,} points, {many:.0f} with {POINTS[1]:,}")
        found["points"] = [many / few]
    return found


def _cell(value, width, decimals):
    return "–".rjust(width) if np.isnan(value) else f"{value:{width}.{decimals}f}"


def summary(results):
    """The Markdown table of what was found at each place."""
    print("\n| over the pictures | target |", *(f"{name} |" for name in results))
    print("|---|---|" + "---|" * len(results))
    for words, column, over, limits in TARGETS:
        cells = [_verdict(found.get(column, []), column, over, limits.get(name)) for name, found in results.items()]
        if any(cells):
            aim = "at least" if column in AT_LEAST else "at most"
            kind = "" if column == "points" else ", median" if over is np.median else ", worst"
            print(f"| {words}{kind} | {aim} {' or '.join(map(str, dict.fromkeys(limits.values())))} |", end=" ")
            print(*(f"{cell} |" for cell in cells))


def _verdict(values, column, over, limit):
    values = [value for value in values if not np.isnan(value)]
    if not values or limit is None:
        return ""
    value = over(values)
    met = value >= limit if column in AT_LEAST else value <= limit
    return f"{value:.{COLUMNS.get(column, 2)}f} {'met' if met else 'missed'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="*", help="only these, by the names of their classes")
    only = parser.parse_args().pictures
    results = {}
    with tempfile.TemporaryDirectory() as away, lab(away, SETTINGS) as server, browser() as chrome:
        shutil.copy(ROOT / "notebooks" / "matplotlibrc", away)
        make_predictions(away)
        for name, (scale, delay) in PLACES.items():
            with ExitStack() as stack:
                there = replace(server, url=stack.enter_context(far_away(server.url, delay))) if delay else server
                context = chrome.new_context(device_scale_factor=scale, viewport={"width": 1400, "height": 1000})
                stack.callback(context.close)
                context.add_init_script(RECORDER)
                sheet_for = functools.partial(Sheet, context, there, Path(away))
                results[name] = measure(name, sheet_for, lambda name: not only or name in only, not delay)
    summary(results)


if __name__ == "__main__":
    main()
