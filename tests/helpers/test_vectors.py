"""The recorder: what matplotlib draws stands in the bytes, in the figure's pixels, y up."""

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from helpers.live.vectors import Recorder, SmoothImage
from tests.helpers.recordings import decode, outlines

MOVE, LINE, QUADRATIC, CUBIC, CLOSE = 1, 2, 3, 4, 79
WHOLE = [0, 0, 400, 300]  # the axes, which fill the figure: 100 pixels to each unit


@pytest.fixture
def axes():
    figure = Figure(figsize=(4, 3), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 4), ylim=(0, 3))
    axes.set_axis_off()
    return axes


@pytest.fixture
def recorder(axes):
    return Recorder(axes.figure)


def test_the_bytes_are_json_behind_its_length_then_arrays(axes, recorder):
    data = recorder.record([axes.plot([1, 2], [1, 2])[0]])
    length = int.from_bytes(data[:4], "little")
    assert data[4:5] == b"[" and length % 4 == 0
    assert np.frombuffer(data, "<f4", 4, 4 + length).tolist() == [100, 100, 200, 200]
    assert list(data[4 + length + 16 :]) == [MOVE, LINE, 0, 0]
    assert decode(recorder.record([])) == []


def test_a_line_has_colour_width_joins_caps_and_dashes(axes, recorder):
    (line,) = axes.plot([1, 2, 3], [1, 2, 1], color="#ff8000", lw=3.6, alpha=0.5)
    line.set(solid_joinstyle="miter", solid_capstyle="projecting")
    (item,) = decode(recorder.record([line]))
    assert item["p"] == ([[100, 100], [200, 200], [300, 100]], [MOVE, LINE, LINE])
    assert item["s"] == [255, 128, 0, 0.5] and item["w"] == 5 and "f" not in item and "d" not in item
    assert (item["j"], item["c"]) == ("miter", "square") and item["n"] == 0
    line.set(linestyle=(1.8, (7.2, 3.6)), dash_joinstyle="bevel", dash_capstyle="round")
    (item,) = decode(recorder.record([line]))
    assert (item["j"], item["c"]) == ("bevel", "round")
    assert item["d"] == pytest.approx([36, 18, 9])  # in line widths, the offset last


@pytest.mark.parametrize("way", [{"alpha": 0.25}, {"color": (0, 0, 1, 0.25)}])
def test_alpha_comes_from_the_artist_or_its_colour(axes, recorder, way):
    look = {"color": "blue", **way}
    (line,) = decode(recorder.record(axes.plot([1, 2], [1, 2], **look)))
    (area,) = decode(recorder.record([axes.fill([1, 2, 2], [1, 1, 2], lw=0, **look)[0]]))
    (words,) = decode(recorder.record([axes.text(1, 1, "a", **look)]))
    assert line["s"] == area["f"] == words["f"] == [0, 0, 255, 0.25]
    assert "s" not in area


def test_what_cannot_be_seen_is_left_out(axes, recorder):
    hidden = axes.plot([1, 2], [1, 2], visible=False)[0]
    clear = axes.plot([1, 2], [1, 2], alpha=0)[0]
    bare = axes.add_patch(Rectangle((1, 1), 1, 1, fill=False, lw=0))
    nowhere = axes.plot([np.nan, np.nan], [1, 2], marker="o")[0]
    assert decode(recorder.record([hidden, clear, bare, nowhere, axes.text(1, 1, "")])) == []


def test_a_line_with_gaps_is_one_path(axes, recorder):
    (line,) = axes.plot([0, 1, 2, np.nan, 3, 4], [1, 2, 1, 1, 1, np.nan])
    line.set_ydata([1, 2, 1, 1, 1, 2])
    (item,) = decode(recorder.record([line]))
    assert item["p"][1] == [MOVE, LINE, LINE, MOVE, LINE]
    assert item["p"][0][3] == [300, 100]


@pytest.mark.parametrize(("length", "drawn"), [(0, False), (1e-9, True)])
def test_a_line_that_leads_nowhere_is_left_out_as_agg_does(axes, recorder, length, drawn):
    (line,) = axes.plot([0, 1, 1, 2, np.nan, 3, 3 + length / 100], [1, 2, 2, 1, 1, 1, 1])
    (item,) = decode(recorder.record([line]))
    assert item["p"][1] == [MOVE, LINE, LINE, MOVE] + [LINE] * drawn
    agg = RendererAgg(400, 300, 100)
    line.draw(agg)
    assert np.asarray(agg.buffer_rgba())[190:210, 230:, 3].any() == drawn


def test_curves_stay_curves(axes, recorder):
    ring = decode(recorder.record([axes.add_patch(Circle((2, 1), 0.5))]))[0]["p"]
    assert set(ring[1]) == {MOVE, CUBIC, CLOSE}
    places = np.array(ring[0][:-1])
    assert places.min(axis=0) == pytest.approx([150, 50]) and places.max(axis=0) == pytest.approx([250, 150])
    bow = PathPatch(Path([(1, 1), (2, 3), (3, 1)], [MOVE, QUADRATIC, QUADRATIC]), fill=False)
    (item,) = decode(recorder.record([axes.add_patch(bow)]))
    assert item["p"] == ([[100, 100], [200, 300], [300, 100]], [MOVE, QUADRATIC, QUADRATIC])


def test_a_marker_is_one_path_at_many_places(axes, recorder):
    look = {"markersize": 7.2, "markerfacecolor": "red", "markeredgecolor": "black", "markeredgewidth": 1.44}
    (dots,) = axes.plot([1, 2, np.nan, 3], [1, 2, 2, 1], "o", **look)
    (item,) = decode(recorder.record([dots]))
    assert item["m"] == [[100, 100], [200, 200], [300, 100]]
    assert (item["f"], item["s"], item["w"]) == ([255, 0, 0, 1], [0, 0, 0, 1], 2)
    assert np.abs(item["p"][0][:-1]).max() == pytest.approx(5)
    assert CUBIC in item["p"][1]
    dots.set_markerfacecolor("none")
    assert "f" not in decode(recorder.record([dots]))[0]


def test_many_markers_cost_their_places_only(axes, recorder):
    few, many = (recorder.record(axes.plot(np.linspace(0, 4, n), np.ones(n), "^")) for n in (10, 1010))
    assert len(many) - len(few) == pytest.approx(8 * 1000, abs=8)


def test_collections_have_a_look_for_each_of_their_parts(axes, recorder):
    lines = LineCollection([[(0, 0), (1, 1)], [(1, 1), (2, 0), (3, 1)]], colors=["red", "blue"], linewidths=[0.72, 3.6])
    first, second = decode(recorder.record([axes.add_collection(lines)]))
    assert (first["s"], first["w"], second["s"], second["w"]) == ([255, 0, 0, 1], 1, [0, 0, 255, 1], 5)
    assert [item["p"][0][-1] for item in (first, second)] == [[100, 100], [300, 100]]
    dots = axes.scatter([1, 2], [1, 2], s=[25, 100], c=["red", "blue"], alpha=0.3, lw=0)
    small, large = (np.array(item["p"][0][:-1]) for item in decode(recorder.record([dots])))
    assert [*small.mean(axis=0), *large.mean(axis=0)] == pytest.approx([100, 100, 200, 200], abs=1)
    assert np.ptp(large[:, 0]) == pytest.approx(2 * np.ptp(small[:, 0]))
    assert len(decode(recorder.record([axes.contour(np.add.outer(range(4), range(5)), levels=[1.5, 2.5])]))) == 2


def test_filled_areas_have_a_face(axes, recorder):
    half = axes.add_patch(Polygon([(1, 1), (2, 1), (2, 2)], facecolor=(0, 1, 0, 0.5), edgecolor="black", lw=0.72))
    (item,) = decode(recorder.record([half]))
    assert item["f"] == [0, 255, 0, 0.5] and item["s"] == [0, 0, 0, 1] and item["w"] == 1
    assert item["p"][0][:3] == [[100, 100], [200, 100], [200, 200]] and item["p"][1][-1] == CLOSE
    (item,) = decode(recorder.record([axes.fill_between([0, 1, 2], [1, 2, 1], color="red", lw=0)]))
    assert item["f"] == [255, 0, 0, 1] and {(0, 100), (100, 200), (200, 100), (0, 0), (200, 0)} <= set(places_of(item))


def places_of(item):
    """Where the path of an instruction goes, at all places if it is a collection's."""
    (shift,) = item.get("m", [[0, 0]])
    return [tuple(np.add(place, shift)) for place in item["p"][0]]


def test_only_lines_are_simplified_and_cut_off(axes, recorder):
    x = np.linspace(0, 4, 10_001)
    (line,) = axes.plot(x, 1 + x / 2)
    (area,) = axes.fill([*x, 4], [*(1 + x / 2), 1])
    assert len(decode(recorder.record([line]))[0]["p"][1]) < 10
    assert len(decode(recorder.record([area]))[0]["p"][1]) > 10_000
    (line,) = axes.plot([-1e6, 1e6], [1, 1])
    (area,) = axes.fill([-1e6, 1e6, 1e6], [1, 1, 2])
    assert np.abs(decode(recorder.record([line]))[0]["p"][0]).max() < 1000
    assert np.abs(decode(recorder.record([area]))[0]["p"][0]).max() == 1e8


def test_a_simplified_line_stays_where_it_was(axes, recorder):
    x = np.linspace(0, 4, 10_001)
    (item,) = decode(recorder.record(axes.plot(x, 1 + np.sin(3 * x))))
    places = np.array(item["p"][0])
    assert len(places) < 1000
    assert np.interp(100 * x, *places.T) == pytest.approx(100 + 100 * np.sin(3 * x), abs=0.5)


@pytest.mark.parametrize(("x", "snap", "snapped"), [(2, None, 1), (2.5, None, 0), (2, False, 0), (2.5, True, 1)])
def test_level_and_upright_lines_snap_to_pixels(axes, recorder, x, snap, snapped):
    (item,) = decode(recorder.record(axes.plot([2, x], [1, 2], snap=snap)))
    assert item["n"] == snapped


@pytest.mark.parametrize(("marker", "snapped"), [("s", 1), ("|", 1), ("o", 0), ("^", 1)])
def test_markers_of_level_and_upright_lines_snap_too(axes, recorder, marker, snapped):
    (item,) = decode(recorder.record(axes.plot([1, 2], [1, 2], marker, markersize=10)))
    assert item["n"] == snapped


IMAGE = np.random.default_rng(1).integers(256, size=(2, 3, 4), dtype=np.uint8) | np.array([0, 0, 0, 255], np.uint8)


@pytest.mark.parametrize(("origin", "height", "bottom"), [("lower", 200, 50), ("upper", -200, 250)])
def test_an_image_comes_as_it_is_with_the_transform_to_its_place(axes, recorder, origin, height, bottom):
    image = axes.imshow(IMAGE, extent=(2, 3, 0.5, 2.5), interpolation="none", origin=origin, aspect="auto")
    (item,) = decode(recorder.record([image]))
    assert item["i"] == IMAGE.tolist() and item["a"] == pytest.approx([100, 0, 0, height, 200, bottom])
    assert item["smooth"] == 0 and item["k"] == WHOLE and item.keys() == {"i", "a", "smooth", "k"}


def test_a_resampled_image_lies_on_its_pixels(axes, recorder):
    image = axes.imshow(IMAGE, extent=(2, 3, 0.5, 2.5), interpolation="nearest", origin="lower", aspect="auto")
    (item,) = decode(recorder.record([image]))
    assert np.shape(item["i"]) == (200, 100, 4) and item["a"] == [100, 0, 0, 200, 200, 50]
    assert item["i"][0][0] == IMAGE[0, 0].tolist() and item["i"][-1][-1] == IMAGE[-1, -1].tolist()


def test_a_smooth_image_is_turned_with_its_transform(axes, recorder):
    image = SmoothImage(axes, IMAGE, extent=(0.5, 2, 0.25, 1))
    (item,) = decode(recorder.record([image]))
    assert item["i"] == IMAGE.tolist() and item["smooth"] == 1 and item["k"] == WHOLE
    assert item["a"] == [150, 0, 0, 75, 50, 25]
    aside = axes.transData.frozen().rotate_deg_around(100, 100, 90)
    image.set_transform(aside)
    (item,) = decode(recorder.record([image]))
    a, b, c, d, e, f = item["a"]
    corners = np.array([(e, f), (a + e, b + f), (c + e, d + f)])
    assert corners == pytest.approx(aside.transform([(0.5, 0.25), (2, 0.25), (0.5, 1)]))


def test_a_smooth_image_ends_with_its_axes():
    figure = Figure(figsize=(2, 2), dpi=100)
    axes = figure.add_axes((0.25, 0.25, 0.5, 0.5), frameon=False, xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    SmoothImage(axes, IMAGE, extent=(-5, 5, -5, 5))
    figure.draw(agg := RendererAgg(200, 200, 100))
    inside = np.ptp(np.asarray(agg.buffer_rgba())[..., :3], axis=2) > 0
    assert inside[60:140, 60:140].all() and not inside[:45].any() and not inside[:, 155:].any()


CUT = 0 if matplotlib.__version_info__ >= (3, 11) else 0.5  # before, Agg cut the place of a letter to whole pixels
WORDS = ["AVATAR To fj", "−3.40 × 10⁻⁴", "w₀ = 1,234 → ℓ", "✓ 50 %"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("size", [12, 36])
def test_each_letter_ends_where_it_does_in_agg(axes, recorder, words, size):
    for k, letter in enumerate(words, 1):
        text, agg = axes.text(0.1, 1, words[:k], fontsize=size), RendererAgg(800, 300, 100)
        text.draw(agg)
        ink = np.asarray(agg.buffer_rgba())[..., 3].max(axis=0)
        (item,) = decode(recorder.record([text]))
        (number, along), (x, y, scale, angle) = item["t"][-1], item["at"]
        right = max(place for place, _ in outlines(recorder.glyphs())[number][0])
        assert (x, y, angle) == (10, 100, 0)
        if letter != " ":
            assert x + scale * (along + right) == pytest.approx(np.flatnonzero(ink > 100)[-1] + 1, abs=1.2 + CUT)


@pytest.mark.parametrize("angle", [30, 90])
def test_words_that_are_turned_are_spaced_as_level_ones(axes, recorder, angle):
    level, turned = (axes.text(1, 1, WORDS[0], rotation=degrees, rotation_mode="anchor") for degrees in (0, angle))
    one, two = decode(recorder.record([level, turned]))
    assert one["t"] == two["t"] and two["at"] == [*one["at"][:3], angle]


def test_kerning_is_kept(axes, recorder):
    (item,) = decode(recorder.record([axes.text(1, 1, "AV", fontsize=36)]))
    (_, apart), alone = item["t"], text_to_path.get_text_path(FontProperties(), "A")[0]
    assert apart[1] < np.max(alone, axis=0)[0]  # V begins before A ends


def test_each_glyph_is_kept_once(axes, recorder):
    first, again = axes.text(1, 1, "anna a"), axes.text(2, 2, "nan", fontsize=30, rotation=45, color="red")
    one, two = decode(recorder.record([first, again]))
    assert recorder.glyph_count == len(outlines(recorder.glyphs())) == recorder.glyphs_packed == 2
    a, n = 0, 1
    assert [number for number, _ in one["t"]] == [a, n, n, a, a] and [number for number, _ in two["t"]] == [n, a, n]
    whole, _ = text_to_path.get_text_path(first.get_fontproperties(), "a")
    assert np.array(outlines(recorder.glyphs())[a][0]) == pytest.approx(np.array(whole))
    data = recorder.record([first])
    assert recorder.glyph_count == 2 and decode(data) == [one]
    assert recorder.record([axes.text(1, 1, "annas")]) and recorder.glyph_count == 3
    assert recorder.glyphs_packed == 2  # so that the widget knows of the new one
    assert recorder.record([axes.text(1, 1, "a", weight="bold")]) and recorder.glyph_count == 4


def test_a_formula_is_one_outline(axes, recorder):
    text = axes.text(1, 1, r"$\sigma(x_i)$", fontsize=36)
    (item,) = decode(recorder.record([text]))
    assert [along for _, along in item["t"]] == [0]
    whole, _ = text_to_path.get_text_path(text.get_fontproperties(), text.get_text(), ismath=True)
    ((vertices, _),) = outlines(recorder.glyphs())
    assert np.array(vertices) == pytest.approx(np.array(whole), abs=1e-3)


def test_lines_of_words_come_one_by_one(axes, recorder):
    above, below = decode(recorder.record([axes.text(1, 1, "a\n\nb")]))
    assert above["at"][1] > below["at"][1] == 100


def test_words_are_measured_as_agg_does(recorder):
    for words, math in (("AVATAR", False), (r"$\sigma(x_i)$", True)):
        measure = (words, FontProperties(size=13), math)
        agg = RendererAgg(8, 8, 100)
        assert recorder.get_text_width_height_descent(*measure) == agg.get_text_width_height_descent(*measure)


def test_clips_are_a_rectangle_and_a_path(axes, recorder):
    (line,) = axes.plot([0, 4], [0, 3])
    (item,) = decode(recorder.record([line]))
    assert item["k"] == WHOLE and "q" not in item
    line.set_clip_path(Circle((2, 1), 0.5, transform=axes.transData))
    (item,) = decode(recorder.record([line]))
    assert set(item["q"][1]) == {MOVE, CUBIC, CLOSE}
    assert np.max(item["q"][0][:-1], axis=0).tolist() == pytest.approx([250, 150])
    line.set_clip_on(False)
    assert not decode(recorder.record([line]))[0].keys() & {"k", "q"}


def test_artists_come_in_their_z_order(axes, recorder):
    colours = ("red", "lime", "blue")
    lines = [
        axes.plot([1, 2], [1, 2], color=colour, zorder=order)[0]
        for colour, order in zip(colours, (3, 1, 2), strict=True)
    ]
    items = decode(recorder.record(lines))
    assert [item["s"][:3] for item in items] == [[0, 255, 0], [0, 0, 255], [255, 0, 0]]
    colours = [item["s"][:3] for item in decode(recorder.record([axes.figure])) if "s" in item]
    assert colours == [[0, 255, 0], [0, 0, 255], [255, 0, 0]]


def test_what_moves_is_not_in_the_still_layer(axes, recorder):
    (line,) = axes.plot([1, 2], [1, 2], color="red")
    count = len(decode(recorder.record([axes.figure])))
    line.set_animated(True)
    assert len(decode(recorder.record([axes.figure]))) == count - 1
