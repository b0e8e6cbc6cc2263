"""How much faster a picture follows a slider than the usual way, a new figure for every move.

Each live picture of the notebooks is made afresh at random stops of its controls and drawn by matplotlib, and moved to
the same stops and recorded for the browser, in turn, so that both meet the same machine. Times are medians on the
kernel's side; the ratio is what carries over to other machines.
"""

import os
from statistics import median
from time import perf_counter

import numpy as np

from helpers.live.controls import Resample, Slider
from tests.notebooks.code import NOTEBOOKS, ROOT, live_pictures

MOVES = 15


def random_value(control, value, rng):
    """Any value that the control could be moved to."""
    if isinstance(control, Slider):
        return control.at(int(rng.integers(round((control.high - control.low) / control.step) + 1)))
    if isinstance(control, Resample):
        return int(rng.integers(1000))
    stops = control.stops(value)
    return stops[rng.integers(len(stops))]


def timed(action):
    start = perf_counter()
    action()
    return 1000 * (perf_counter() - start)


def draw_afresh(make, values):
    picture = make()
    picture.show(**values)
    picture.pixels()


def move(picture, values):
    picture.show(**values)
    picture.still_layer()
    picture.frame()


def compare(view, afresh, rng):
    """Medians of (ms for a new picture, ms for a move of the old one, bytes of a frame) at the same random values."""
    found, picture = [], view.picture
    for _ in range(MOVES):
        values = {name: random_value(control, view.values[name], rng) for name, control in view.controls.items()}
        new = timed(lambda values=values: draw_afresh(afresh, values))
        moved = timed(lambda values=values: move(picture, values))
        found.append((new, moved, len(picture.frame())))
    return map(median, zip(*found, strict=True))


def main():
    os.chdir(ROOT / "notebooks")
    rng = np.random.default_rng(0)
    print(f"{'notebook':24} {'picture':22} {'afresh, ms':>11} {'a move, ms':>11} {'times faster':>13} {'kB':>7}")
    for path in NOTEBOOKS:
        for _, view, afresh in live_pictures(path):
            new, moved, size = compare(view, afresh, rng)
            name = type(view.picture).__name__
            print(f"{path.stem:24} {name:22} {new:11.1f} {moved:11.2f} {new / moved:13.0f} {size / 1000:7.1f}")


if __name__ == "__main__":
    main()
