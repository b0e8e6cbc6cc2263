"""Every artist of every picture: what it says it shows, against what it shows.

Two things hold for each picture of the notebooks:

- At any setting, the curves and dots of a panel obey what its axes say: AXES gives what is written along y as a
  function of what is written along x, legends have the last word (LEGENDS), and lines that stand for something else
  say for what in a label that stays out of legends, such as "_tangent" (LINES).
- Where the notebook shows it, it reads as in readings.txt, which a person has reviewed: its values, axes, limits and
  ticks, each artist with its label, colours and markers, and where it is; then what another setting changes, and what
  the picture says there. After a change, `python -m tests.helpers.test_meanings` writes the file anew: read the
  difference, then look at the picture.
"""

import random
import re
from contextlib import chdir
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from helpers.datasets import SPECIES, iris, two_flowers
from helpers.live import Picture, View
from helpers.models import newton_optimum
from tests.notebooks import code

READINGS = Path(__file__).with_name("readings.txt")
X, y = two_flowers()
FLOWERS = [iris()[0][iris()[1] == k][:, [0, 2]] for k in range(3)]  # of each species, as they are drawn


def shown_in(path):
    """(picture, its values, its controls) for each picture that a notebook shows."""
    shown, namespace = [], code.fresh_namespace()
    with chdir(path.parent), mock.patch.object(code, "said", lambda value: shown.append(value) or ""):
        for cell in code.code_cells(code.read(path)):
            code.run(code.parse(cell.source), namespace)
    for one in shown:
        if isinstance(one, (Picture, View)):
            yield (one.picture, one.values, one.controls) if isinstance(one, View) else (one, {}, {})


def settings(values, controls, count=12):
    """The values, and others with each control at any of its stops; the flowers stay where they are."""
    rng, moved = random.Random(0), [name for name in controls if name != "points"]
    yield values
    for _ in range(count if moved else 0):
        yield values | {name: rng.choice(controls[name].stops(values[name])) for name in moved}


# What the labels say, as a function of x, of the values v and of the picture p


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def secant(x, h):
    return (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)


def coin(v, p):
    """Heads and tails."""
    heads = v.get("heads", v.get("N", getattr(p, "heads", None)))
    tosses = heads + v["tails"] if "tails" in v else v.get("tosses", v.get("N", getattr(p, "tosses", None)))
    return min(heads, tosses), tosses - min(heads, tosses)


def coin_L(x, v, p):
    heads, tails = coin(v, p)
    return heads * np.log(x) + (tails * np.log(1 - x) if tails else 0)


def relative_likelihood(x, v, p):
    heads, tails = coin(v, p)
    return np.exp(coin_L(x, v, p) - coin_L(heads / (heads + tails), v, p))


def coin_slope(x, v, p):
    heads, tails = coin(v, p)
    return heads / x - (tails / (1 - x) if tails else 0)


def halves(x, v, p):
    """The power of ten of 2⁻ⁿ while this kind of float can hold it; then the bottom of the axis."""
    return np.where(x <= {"float64": 1074, "float32": 149}[v["numbers"]], x * np.log10(0.5), p.BOTTOM)


def logits(x, v):
    """The logits (K, N) of all flowers when the weight along the axis is x (K,)."""
    w = {"w0": v["w0"], "w1": v["w1"], v["along"]: np.asarray(x)}
    return sum(np.multiply.outer(np.broadcast_to(w[f"w{j}"], len(x)), X[:, j]) for j in range(2))


def errors(x, v, p):
    return np.sum((logits(x, v) >= 0) != y, axis=1)


def more_errors(x, v, p):
    return errors(v[v["along"]] + x, v, p) - errors([v[v["along"]]], v, p)


def log_likelihood(x, v, p):
    return -np.logaddexp(0, np.where(y == 1, -1, 1) * logits(x, v)).sum(axis=1)


def errors_at_angle(x, v, p):
    w = np.array([np.cos(np.radians(x)), np.sin(np.radians(x))])
    return np.sum((X @ w >= 0).T != y, axis=1)


AXES = {
    ("$a$", r"$\Theta(a)$"): lambda x, v, p: x >= 0,
    ("$w_0$", r"errors $\mathcal{L}$"): errors,
    ("$w_1$", r"errors $\mathcal{L}$"): errors,
    ("change of $w_0$", r"change of $\mathcal{L}$"): more_errors,
    ("change of $w_1$", r"change of $\mathcal{L}$"): more_errors,
    ("angle of $w$ (degrees)", r"errors $\mathcal{L}$"): errors_at_angle,
    ("$p$", "likelihood"): relative_likelihood,
    ("$p$", "log-likelihood\n$\\mathcal{L}(p)$"): coin_L,
    ("$p$", "slope\n" + r"$\partial\mathcal{L} / \partial p$"): coin_slope,
    ("$p$", r"$\mathcal{L}(p)$"): coin_L,
    ("$p$", r"$-\mathcal{L}(p)$"): lambda x, v, p: -coin_L(x, v, p),
    ("$p$", "likelihood $p^N$"): lambda x, v, p: x ** v["N"],
    ("$p$", r"slope of $\mathcal{L}$"): coin_slope,
    ("$p$", "$p\\,(1-p)$ times the slope"): lambda x, v, p: v["heads"] - x * p.tosses,
    ("tosses $N$", "product"): halves,
    ("tosses $N$", r"logarithm $\mathcal{L}$"): lambda x, v, p: -x * np.log(2),
    ("tosses $N$", "typical miss of $p^*$"): lambda x, v, p: np.sqrt(v["p"] * (1 - v["p"]) / x),
    (r"logit $\ell$", r"$\sigma(\ell)$"): lambda x, v, p: sigmoid(x),
    (r"$\ell = \mathbf{x}\mathbf{w}$", r"$\sigma(k\ell)$"): lambda x, v, p: sigmoid(v["k"] * x),
    (r"logit $\ell = \mathbf{x}\mathbf{w}$", r"$\sigma(\ell)$"): lambda x, v, p: sigmoid(x),
    ("$w_0$", "errors"): errors,
    ("$w_1$", "errors"): errors,
    ("$w_0$", r"$\mathcal{L}$ (nats)"): log_likelihood,
    ("$w_1$", r"$\mathcal{L}$ (nats)"): log_likelihood,
    (r"$\ell_1 - \ell_0$", r"$\sigma(\ell_1 - \ell_0)$"): lambda x, v, p: sigmoid(x),
    ("$a$", "probability"): lambda x, v, p: sigmoid(x),
    ("$a$", "slope"): lambda x, v, p: secant(x, v.get("h", 1e-4)),
}
LEGENDS = {
    r"slope of $\mathcal{L}$": coin_slope,
    r"slope $\times\; p(1-p)$": lambda x, v, p: v["N"] * (1 - x),
    "pull of the heads": lambda x, v, p: coin(v, p)[0] / x,
    "push of the tails": lambda x, v, p: -coin(v, p)[1] / (1 - x),
    r"$\sigma(-a)$": lambda x, v, p: sigmoid(-x),
    r"$\sigma(a)\,\sigma(-a)$": lambda x, v, p: sigmoid(x) * sigmoid(-x),
}


# Lines that stand for something else: whether they do, by their x and y, beside the curve f of the panel


def touches(a, b, f, v, p):
    middle = np.mean(a, keepdims=True)
    rise = (f(middle + 1e-5) - f(middle - 1e-5)) / 2e-5
    return np.allclose([np.mean(b), *np.diff(b) / np.diff(a)], [*f(middle), *rise], rtol=1e-4, atol=1e-4)


def cuts(a, b, f, v, p):
    """It meets the curve a step h to either side of where we are: at a, at the weight, or in a close-up at 0."""
    for at in (v.get("a"), v.get(v.get("along")), 0):
        if at is not None:
            ends = np.array([at - v["h"], at + v["h"]])
            if np.all(on_curve(ends, b[0] + np.diff(b) / np.diff(a) * (ends - a[0]), f)):
                return True
    return False


def heads_share(v, p):
    heads, tails = coin(v, p)
    return heads / (heads + tails)


def best_weight(v, p):
    """Where the weights that fit best are along the axis, or its nearer end."""
    j = int(v["along"][1])
    return np.clip(newton_optimum(X, y)[j], *p.ranges[j])


LINES = {
    "_tangent": touches,
    "secant": cuts,
    "_secant": cuts,
    "_zero": lambda a, b, f, v, p: not np.any(b),
    "_origin": lambda a, b, f, v, p: not np.any(a),
    "_no intercept": lambda a, b, f, v, p: not np.any(a),
    "_best": lambda a, b, f, v, p: np.allclose(a, heads_share(v, p)),
    "_fewest": lambda a, b, f, v, p: np.all(b == f(np.linspace(-180, 180, 3601)).min()),
    "_done": lambda a, b, f, v, p: np.allclose(b, 1e-6, atol=0),
    "_step": lambda a, b, f, v, p: np.array_equal(b, a >= 0),
    "_guide": lambda a, b, f, v, p: np.any(on_curve(a, b, f)),
    "_tossed": lambda a, b, f, v, p: np.allclose(b, f(a), rtol=0.25),
    "_fitted optimum": lambda a, b, f, v, p: np.allclose(a, best_weight(v, p)),
}


def on_curve(a, b, f, low=-np.inf, high=np.inf):
    """Whether each (a, b) is on the curve, which may jump at a, or beyond the end of the axis and drawn there."""
    near = 1e-6 * (1 + np.abs(a)) * np.array([[-1], [0], [1]])
    with np.errstate(all="ignore"):
        heights = np.array([f(one) for one in a + near], dtype=float)
    room = 1e-6 * (1 + np.abs(b))
    between = (np.nanmin(heights, axis=0) - room <= b) & (b <= np.nanmax(heights, axis=0) + room)
    return between | np.isclose(b, np.clip(heights[1], low, high))


def written_along(panel):
    """What is written along x and along y; panels that share an x say it once."""
    together = panel.get_shared_x_axes().get_siblings(panel)
    return next(filter(None, (one.get_xlabel() for one in [panel, *together])), ""), panel.get_ylabel()


def names_in(picture):
    """What is written along the axes of each panel, and the label of each line that is somewhere."""
    for panel in picture.figure.axes:
        yield written_along(panel)
        yield from (line.get_label() for line in panel.lines if np.isfinite(line.get_xydata()).all(axis=1).any())


def contradictions(picture, values):
    """Each line of the picture that is not where its labels say."""
    picture.show(**values)
    for panel in picture.figure.axes:
        named = written_along(panel)
        if named[::-1] in AXES:
            yield f"{type(picture).__name__}: the labels of {named} are exchanged"
        for line in panel.lines:
            label, points = line.get_label(), np.array(line.get_xydata(), dtype=float)
            a, b = points[np.isfinite(points).all(axis=1)].T
            curve = LEGENDS.get(label, AXES.get(named))
            f = curve and (lambda x, curve=curve: curve(x, values, picture))
            if label in SPECIES and {name[:5] for name in named} == {"$x_0$", "$x_1$"}:
                along = [int(name[3]) for name in named]
                fits = np.array_equal(line.get_xydata(), FLOWERS[SPECIES.index(label)][:, along])
            elif label in LINES and len(a):
                fits = LINES[label](a, b, f, values, picture)
            else:
                fits = not f or not len(a) or np.all(on_curve(a, b, f, *panel.get_ylim()))
            if not fits:
                yield f"{type(picture).__name__}, {named}: {label} at {values}"


# A picture in words


def numbers(values, digits=3):
    return " ".join(f"{value:.{digits}g}" for value in np.ravel(values).astype(float))


def where(points):
    """Up to four points as they are; of more, how many, the first, the last, and their mean."""
    points = np.array(points, dtype=float)
    if len(points) <= 4:
        return ", ".join(map(numbers, points))
    middle = [np.mean(column[np.isfinite(column)]) if np.isfinite(column).any() else np.nan for column in points.T]
    return f"{len(points)} points, {numbers(points[0])} … {numbers(points[-1])}, on average {numbers(middle)}"


def line(artist):
    dashes = [artist.get_linestyle(), artist.get_drawstyle().replace("default", "")]
    face, edge = to_hex(artist.get_markerfacecolor(), keep_alpha=True), to_hex(artist.get_markeredgecolor())
    marks = [str(artist.get_marker()), face, f"edge {edge}" * (edge != to_hex(artist.get_color()))]
    looks = dashes * (dashes[0] != "None") + marks * (marks[0] != "None")
    return [to_hex(artist.get_color()), *looks], where(artist.get_xydata())


def patch(artist):
    corners = artist.get_patch_transform().transform(artist.get_path().vertices)
    edge = f"edge {to_hex(artist.get_edgecolor())}" if artist.get_linewidth() and artist.get_edgecolor()[3] else ""
    return [to_hex(artist.get_facecolor(), keep_alpha=True), edge], where([corners.min(axis=0), corners.max(axis=0)])


def image(artist):
    array, (left, right, low, high) = np.asarray(artist.get_array(), dtype=float), artist.get_extent()
    corners = (artist.get_transform() - artist.axes.transData).transform([(left, low), (right, high)])
    ends = np.ravel([array[0, 0], array[-1, -1]])
    return [artist.get_cmap().name], f"{where(corners)}: {numbers([*array.shape[:2], *ends, np.nanmean(array)])}"


def text(artist):
    moves = artist.get_animated() and not any(map(str.isalpha, artist.get_text()))
    place, within = numbers(artist.get_position()), artist.axes and artist.get_transform() == artist.axes.transAxes
    says = f"{'#' if moves else repr(artist.get_text())} at {place}{' of the panel' if within else ''}"
    return [to_hex(artist.get_color())], says


def collection(artist):
    return map(to_hex, artist.get_edgecolor()), numbers(getattr(artist, "levels", []))  # of contours


KINDS = {Line2D: line, Patch: patch, AxesImage: image, Text: text, Collection: collection}


def read(artist, panel):
    """How an artist looks, and where it is; None for one that shows nothing."""
    kind = next((kind for kind in KINDS if isinstance(artist, kind)), None)
    empty = kind is Text and not artist.get_text() and not artist.get_animated()
    if kind is None or not artist.get_visible() or empty:
        return None
    label = str(artist.get_label())
    looks, place = KINDS[kind](artist)
    noise = (
        kind is Line2D and artist.get_animated() and getattr(panel, "get_yscale", str)() == "log"
    )  # rounding errors, among others
    says = [] if re.match("_child|None|_nolegend_|$", label) else [repr(label)]
    says += [f"marked at {artist.get_markevery()}"] if kind is Line2D and artist.get_markevery() is not None else []
    return " ".join([kind.__name__.lower(), *says, *filter(None, looks)]), "" if noise else place


def axis(name, one):
    ticks = f", ticks {numbers(one.get_majorticklocs())}" if isinstance(one.get_major_locator(), FixedLocator) else ""
    names = [label.get_text() for label in one.get_ticklabels()] if ticks else ""
    grid = "" if any(line.get_visible() for line in one.get_gridlines()) else ", no grid"
    ends = numbers(one.get_view_interval(), 6)
    return f"  {name}: {one.label.get_text()!r}, {one.get_scale()}, {ends}{grid}{ticks} {names}"


def reading(picture):
    """The picture in words: its panels, and each artist in them."""
    picture.pixels()
    yield type(picture).__name__
    domains = {name: f" in {domain}" for name, domain in picture.domains.items()}
    if starts := [f"{name} {value!r}{domains.get(name, '')}" for name, value in picture.defaults.items()]:
        yield f" values: {', '.join(starts)}"
    for panel in [picture.figure, *picture.figure.axes]:
        legends = [panel.get_legend()] if panel in picture.figure.axes else panel.legends
        if panel in picture.figure.axes:
            sides = [side for side, spine in panel.spines.items() if panel.axison and spine.get_visible()]
            drags = sum(axes is panel for axes, *_ in picture.drags)
            place = numbers(panel.get_position(original=True).bounds)
            about = " ".join(sides + ([f"{drags} to drag"] if drags else []))
            yield f" panel {panel.get_title()!r} in {place}, {about}".rstrip(" ,")
            yield from (axis(name, one) for name, one in (("x", panel.xaxis), ("y", panel.yaxis)) if panel.axison)
        for legend in filter(None, legends):
            pairs = zip(legend.get_texts(), legend.legend_handles, strict=True)
            entries = (" ".join([repr(words.get_text()), *filter(None, line(handle)[0])]) for words, handle in pairs)
            yield f"  legend: {' | '.join(entries)}"
        artists = [*panel.lines, *panel.patches, *panel.images, *panel.texts, *getattr(panel, "collections", [])]
        artists += [one for one in panel.artists if one not in artists]
        places = {}
        for looks, place in filter(None, (read(artist, panel) for artist in artists)):
            places.setdefault(looks, []).append(place)
        yield from (f"  {looks}: {' | '.join(these)}".rstrip(" :|") for looks, these in places.items())


def readings(picture, values, controls):
    """The picture in words as it is shown, and then those lines that are others at the last of the settings."""
    *_, moved = settings(values, controls)
    picture.show(**values)
    yield from (shown := list(reading(picture)))
    picture.show(**moved)
    if changed := [line for line in reading(picture) if line not in shown]:
        yield " moved to " + ", ".join(f"{name} {value}" for name, value in moved.items() if name != "points")
        yield f"  says: {picture.sentence}"
        yield from changed


NUMBER = re.compile(r"(?<![#\w.])-?\d+\.?\d*(?:e[-+]\d+)?(?![\w.])")


def same(line, reviewed):
    """Whether two lines say the same, in numbers that agree to about two digits, along an axis to four.

    A sentence is the same when it is the same.
    """
    if line.startswith("  says"):
        return line == reviewed
    ours, theirs = ([float(number) for number in NUMBER.findall(one)] for one in (line, reviewed))
    near = pytest.approx(theirs, rel=1e-4 if line.startswith(("  x:", "  y:")) else 0.01, abs=1e-6)
    return NUMBER.sub("#", line) == NUMBER.sub("#", reviewed) and ours == near


@cache
def looked_at(path):
    """The pictures of a notebook as they are shown, in words; what is wrong at any setting; the names that are met."""
    now, wrong, names = [], [], set()
    for picture, values, controls in shown_in(path):
        for each in settings(values, controls):
            wrong += contradictions(picture, each)
            names.update(names_in(picture))
        now += readings(picture, values, controls)
    return now, wrong, names


@pytest.mark.parametrize("path", code.NOTEBOOKS, ids=lambda path: path.stem)
def test_every_artist_shows_what_it_says(path):
    reviewed = READINGS.read_text("utf-8").partition(f"# {path.stem}\n")[2].partition("\n# ")[0].splitlines()
    now, wrong, _ = looked_at(path)
    assert wrong == []
    assert [(line, old) for line, old in zip(now, reviewed, strict=False) if not same(line, old)] == []
    assert len(now) == len(reviewed)


def test_each_name_is_met_in_some_picture():
    assert {*AXES, *LEGENDS, *LINES} - set().union(*(looked_at(path)[2] for path in code.NOTEBOOKS)) == set()


def write():
    with READINGS.open("w", encoding="utf-8") as file:
        for path in code.NOTEBOOKS:
            print(
                f"# {path.stem}", *(line for shown in shown_in(path) for line in readings(*shown)), sep="\n", file=file
            )


if __name__ == "__main__":
    write()
