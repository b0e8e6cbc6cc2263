"""What a page and its kernel hold, and what of it has grown."""

from collections import Counter
from itertools import pairwise
from statistics import median

from tests.browser.jupyterlab import PANEL

# What may be more at the end than half-way, over all six notebooks: so many MB whatever was done, and for 1,000 moves.
# In runs without a leak it was 9 and 16: an allocator gives little back, and pages keep some frames of each picture.
GROWTH = {"kernel": (12, 3), "page": (15, 5)}
# What is printed, how wide, and to how many decimals.
COLUMNS = {"kernel": (25, 1), "page": (25, 1), "nodes": (27, 0), "listeners": (27, 0), "choices": (13, 0)}


def held_by(page):
    """What a page holds, after a clean-up: megabytes, elements and listeners."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    counts = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    heap = session.send("Runtime.getHeapUsage")
    session.detach()
    megabytes = (heap["usedSize"] + heap["embedderHeapUsedSize"] + heap["backingStorageSize"]) / 1e6
    return {"page": megabytes, "nodes": counts["Nodes"], "listeners": counts["JSEventListeners"]}


def measure(lesson):
    """What the page and the kernel hold, after a clean-up: megabytes, and how many of each.

    choices: how often another cell has become the active one since this was first asked
    """
    lesson.ask(f"{PANEL}.content.scrollToItem(0, 'start')")
    held = held_by(lesson.page)
    choices = lesson.page.evaluate(f"""() => {{
        if (window.choices === undefined) {PANEL}.content.activeCellChanged.connect(() => window.choices++);
        return window.choices ??= 0;
    }}""")
    census = lesson.ask_kernel("census")
    return {"kernel": census.pop("memory"), **held, "choices": choices, **census}


def each_choice(lesson, cells, times=20, rounds=5):
    """What JupyterLab's page grows by when another cell becomes the active one, as it keeps each cell's old toolbar.

    cells: which to choose in turn, counted from 0. See https://github.com/jupyterlab/jupyterlab/pull/19370.
    The median of some rounds: in one of them the page may let go of what was done before, such as saving.
    """
    held = [measure(lesson)]
    for _ in range(rounds):
        for n in range(times):
            lesson.choose(cells[n % len(cells)])
            lesson.page.wait_for_timeout(60)
        held.append(measure(lesson))
    return {what: median(after[what] - before[what] for before, after in pairwise(held)) / times for what in held[0]}


def report(stages, halves, choice):
    """Print what was held at each stage; returns what has grown from half-way to the end, in words.

    stages: three times, for each notebook, what `measure` found; halves: the moves before half-way, and after it
    choice: from `each_choice`; that much of a page's growth is not ours
    """
    print("\nAfter the troubles → half-way → at the end")
    print(f"{'':28}", *(f"{what:>{width}}" for what, (width, _) in COLUMNS.items()))
    totals = [Counter() for _ in stages]
    for notebook in stages[0]:
        found = [stage[notebook] for stage in stages]
        for total, one in zip(totals, found, strict=True):
            total.update(one)
        _row(notebook, found)
    _row("all", totals)
    print(
        f"of a page for each choice of a cell, JupyterLab's own: {choice['page']:.2f} MB, {choice['nodes']:.0f} nodes"
    )
    grown = []
    for what, unit in (("kernel", "MB"), ("page", "MB"), ("nodes", ""), ("listeners", "")):
        own = 0 if what == "kernel" else choice[what]
        for words, (before, after), moved in zip(("first", "second"), pairwise(totals), halves, strict=True):
            growth = after[what] - before[what] - own * (after["choices"] - before["choices"])
            rate = 1000 * growth / moved
            print(f"{what}, {words} half: {growth:+.1f} {unit} in {moved:,} moves, {rate:+.1f} for 1,000")
        if what in GROWTH and growth > GROWTH[what][0] + GROWTH[what][1] * moved / 1000:
            grown.append(f"{what}s have grown by {growth:.1f} MB in the second half")
    for what in ("figures", "widgets"):
        for notebook, middle in stages[1].items():
            if stages[2][notebook][what] > middle[what]:
                grown.append(f"{notebook}: {stages[2][notebook][what]} {what}, half-way {middle[what]}")
    return grown


def _row(name, found):
    cells = (" → ".join(f"{one[what]:,.{n}f}" for one in found).rjust(width) for what, (width, n) in COLUMNS.items())
    print(f"{name:28}", *cells)
