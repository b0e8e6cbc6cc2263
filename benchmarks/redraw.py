"""How much faster a picture follows a slider than the usual way, a new figure for every move.

Each live picture of the notebooks is made afresh at random settings of its controls, and updated to the same settings,
in turn, so that both meet the same machine. Times are medians on the kernel's side, up to finished pixels; the ratio is
what carries over to other machines.
"""

import os
from statistics import median
from time import perf_counter

import numpy as np

from helpers.controls import Again, Bed, Steps, stops
from tests.notebook_code import NOTEBOOKS, ROOT, live_pictures

MOVES = 15


def random_value(control, rng):
    """Any value that the control could be moved to."""
    if isinstance(control, Bed):
        return rng.choice(stops(control))
    if isinstance(control, Again):
        return int(rng.integers(1000))
    if isinstance(control, Steps):
        return int(rng.integers(control.last + 1))
    if hasattr(control, "options"):
        return control.options[rng.integers(len(control.options))]
    if isinstance(control.value, bool):
        return bool(rng.integers(2))
    ticks = round((control.max - control.min) / control.step)
    return type(control.value)(control.min + control.step * rng.integers(ticks + 1))


def timed(action):
    start = perf_counter()
    action()
    return 1000 * (perf_counter() - start)


def compare(view, afresh, rng):
    """Median milliseconds of (a new picture, an update of the old one) over the same random moves."""
    new, moved = [], []
    for _ in range(MOVES):
        values = {name: random_value(control, rng) for name, control in view.controls.items()}
        new.append(timed(lambda values=values: afresh().show(**values)))
        moved.append(timed(lambda values=values: view.picture.show(**values)))
    return median(new), median(moved)


def main():
    os.chdir(ROOT / "notebooks")
    rng = np.random.default_rng(0)
    print(f"{'notebook':24} {'picture':22} {'afresh, ms':>11} {'update, ms':>11} {'times faster':>13}")
    for path in NOTEBOOKS:
        for _, view, afresh in live_pictures(path):
            new, moved = compare(view, afresh, rng)
            name = type(view.picture).__name__
            print(f"{path.stem:24} {name:22} {new:11.1f} {moved:11.2f} {new / moved:13.0f}")


if __name__ == "__main__":
    main()
