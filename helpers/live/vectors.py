"""A matplotlib renderer that records what is drawn, for a browser to draw again at any size and pixel ratio.

    recorder = Recorder(figure)
    data = recorder.record(artists)    # bytes: drawing instructions, and the arrays that they point into
    outlines = recorder.glyphs()       # bytes: the shapes of all letters used so far

Units are the figure's pixels at its own dpi, x to the right and y up. `data` is a JSON text behind its length (uint32,
little-endian), then the arrays; a place in them is a number of bytes. The JSON is a list of instructions:

    path     {"p": [n, vertices, codes]}, float32 (n, 2) and matplotlib's path codes, uint8 (n,)
    markers  {"p": …, "m": [n, places]}: the path at each of n places, float32 (n, 2)
    text     {"t": [[glyph, x], …], "at": [x, y, scale, angle]}: glyphs by number, beside each other, angle in degrees
    image    {"i": [width, height, pixels], "a": six numbers that take the unit square to its place, "smooth": 0 or 1}

and how it is drawn: f, s the colours of fill and stroke [r, g, b, alpha], w line width, d dashes, their offset last, j,
c join and cap, k clip rectangle [x, y, width, height], q clip path, n whether lines snap to whole pixels.
"""

import itertools
import json

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.image import AxesImage
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

CAPS = {"projecting": "square"}  # a canvas calls it so


class Recorder(RendererBase):
    """Records the artists that are drawn with it. It measures words as Agg does, so the layout is the same."""

    def __init__(self, figure):
        super().__init__()
        self.width, self.height, self.dpi = figure.bbox.width, figure.bbox.height, figure.dpi
        self._measure = RendererAgg(8, 8, self.dpi)
        self._advances = {}
        self._numbers, self._outlines = {}, []  # of the glyphs: number by font and letter, path by number
        self.glyphs_packed = 0

    def record(self, artists):
        """What these artists draw, in their z-order."""
        self._instructions, self._arrays = [], Arrays()
        for artist in sorted(artists, key=lambda artist: artist.get_zorder()):
            artist.draw(self)
        return self._arrays.pack(self._instructions)

    def glyphs(self):
        """The shapes of the glyphs as paths, by number, in the same form as a recording."""
        self.glyphs_packed, arrays = self.glyph_count, Arrays()
        return arrays.pack([arrays.path(path) for path in self._outlines])

    @property
    def glyph_count(self):
        """How many glyphs there are so far."""
        return len(self._outlines)

    # What matplotlib asks of a renderer

    def get_canvas_width_height(self):
        """The size of the figure in pixels."""
        return self.width, self.height

    def points_to_pixels(self, points):
        """Points are 1/72 inch."""
        return points * self.dpi / 72

    def flipy(self):
        """No: y goes up."""
        return False

    def option_scale_image(self):
        """Yes: images may come as they are, with the transform that takes them to their place."""
        return True

    def option_image_nocomposite(self):
        """Yes: each image comes alone."""
        return True

    def get_text_width_height_descent(self, s, prop, ismath):
        """As Agg measures them."""
        return self._measure.get_text_width_height_descent(s, prop, ismath)

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Record a path, without what lies far outside the figure if it is a line."""
        look = self._look(gc, rgbFace)
        if not look.keys() & {"f", "s"}:
            return
        line = rgbFace is None and gc.get_hatch() is None
        clip = (0, 0, self.width, self.height) if line else None  # as Agg does: there dashes begin
        simplify = line and path.should_simplify
        path = path.cleaned(transform, remove_nans=True, clip=clip, simplify=simplify, curves=True)
        if len(path.vertices) > 1:  # the last code is STOP
            path = _without_repeats(path) if line else path
            self._instructions.append({"p": self._arrays.path(path), "n": _snaps(gc, path), **look})

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Record one path at many places."""
        places = trans.transform(path.vertices)
        places = places[np.isfinite(places).all(axis=1)]
        if len(places):
            marker = marker_path.cleaned(marker_trans, curves=True)
            at = [len(places), self._arrays.put(places.astype("<f4"))]
            look = {"n": _snaps(gc, marker), **self._look(gc, rgbFace)}
            self._instructions.append({"p": self._arrays.path(marker), "m": at, **look})

    def draw_image(self, gc, x, y, im, transform=None, smooth=False):
        """Record an image (height, width, 4), its first row at the bottom; a transform takes the unit square there."""
        height, width = im.shape[:2]
        if transform is None:
            transform = Affine2D().scale(width, height)
        place = (Affine2D(transform.get_matrix()) + Affine2D().translate(x, y)).to_values()
        pixels = self._arrays.put(np.ascontiguousarray(im))
        look = {key: value for key, value in self._look(gc, None).items() if key in "kq"}
        self._instructions.append(
            {"i": [width, height, pixels], "a": [round(float(v), 3) for v in place], "smooth": int(smooth), **look}
        )

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Record words as the outlines of their letters; a formula is one outline."""
        scale = self.points_to_pixels(prop.get_size_in_points()) / text_to_path.FONT_SCALE
        font = tuple(prop.get_family()), prop.get_style(), prop.get_weight(), prop.get_stretch()
        words = [(s, 0)] if ismath else zip(s, self._places(s, prop, scale), strict=True)
        run = [[self._glyph(letter, font, prop, ismath), round(place, 2)] for letter, place in words]
        run = [glyph for glyph in run if glyph[0] is not None]
        if run:
            look = {key: value for key, value in self._look(gc, gc.get_rgb()).items() if key in "fkq"}
            self._instructions.append({"t": run, "at": [round(float(v), 4) for v in (x, y, scale, angle)], **look})

    # How it is written down

    def _places(self, s, prop, scale):
        """Where each letter of s begins, in units of its outline, as Agg spaces them."""
        x = 0.0
        for letter, following in itertools.zip_longest(s, s[1:], fillvalue="0"):
            yield x / scale
            x += self._advance(letter, following, prop)

    def _advance(self, letter, following, prop):
        """How far it is from one letter to the next, in pixels, kerning included."""
        key = (
            letter,
            following,
            prop.get_size_in_points(),
            prop.get_weight(),
            prop.get_style(),
            tuple(prop.get_family()),
        )
        if key not in self._advances:
            long, short = (
                self.get_text_width_height_descent(f"0{s}0", prop, False)[0] for s in (letter + following, following)
            )
            self._advances[key] = long - short
        return self._advances[key]

    def _glyph(self, letter, font, prop, ismath):
        """The number of a glyph; None for one that leaves no mark, such as a space."""
        key = letter, font, ismath
        if key not in self._numbers:
            vertices, codes = text_to_path.get_text_path(prop, letter, ismath=bool(ismath))
            self._numbers[key] = len(self._outlines) if len(vertices) else None
            if len(vertices):
                self._outlines.append(Path(vertices, codes))
        return self._numbers[key]

    def _look(self, gc, face):
        """Colours, line and clip of an instruction."""
        look, alpha = {}, gc.get_alpha()
        if face is not None and (len(face) == 3 or face[3] > 0):
            look["f"] = _colour(face, alpha if gc.get_forced_alpha() or len(face) == 3 else face[3])
        width = self.points_to_pixels(gc.get_linewidth())
        if width > 0 and gc.get_rgb()[3] > 0:
            look |= {"s": _colour(gc.get_rgb(), gc.get_rgb()[3]), "w": round(width, 3)}
            look |= {"j": str(gc.get_joinstyle()), "c": CAPS.get(gc.get_capstyle(), str(gc.get_capstyle()))}
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                look["d"] = [round(float(self.points_to_pixels(v)), 2) for v in (*dashes, offset)]
        if (clip := gc.get_clip_rectangle()) is not None:
            look["k"] = [round(float(v), 2) for v in clip.bounds]
        path, transform = gc.get_clip_path()
        if path is not None:
            look["q"] = self._arrays.path(path.cleaned(transform, curves=True))
        return look


class Arrays:
    """Arrays in one row of bytes, each at a multiple of four."""

    def __init__(self):
        self.parts, self.size = [], 0

    def put(self, array):
        """Add an array; its place."""
        data = array.tobytes()
        data += bytes(-len(data) % 4)
        self.parts.append(data)
        self.size += len(data)
        return self.size - len(data)

    def path(self, path):
        """Add a path; [number of vertices, place of the vertices, place of the codes]."""
        codes = path.codes
        if codes is None:
            codes = np.full(len(path.vertices), Path.LINETO, np.uint8)
            codes[:1] = Path.MOVETO
        n = len(codes) - int(len(codes) > 0 and codes[-1] == Path.STOP)
        return [n, self.put(path.vertices[:n].astype("<f4")), self.put(codes[:n].astype(np.uint8))]

    def pack(self, content):
        """The bytes of a recording: `content` as JSON behind its length, then the arrays."""
        head = json.dumps(content, separators=(",", ":")).encode()
        head += b" " * (-len(head) % 4)
        return b"".join([len(head).to_bytes(4, "little"), head, *self.parts])


def _colour(rgb, alpha):
    return [*(round(255 * float(v)) for v in rgb[:3]), round(float(alpha), 3)]


def _without_repeats(path):
    """The path without lines that lead nowhere: Agg leaves them out, and a canvas would draw their caps."""
    stays = np.any(np.diff(path.vertices, axis=0, prepend=np.inf) != 0, axis=1) | (path.codes != Path.LINETO)
    return Path(path.vertices[stays], path.codes[stays])


def _snaps(gc, path):
    """Whether the path lies on whole pixels, 1 or 0."""
    return int(_is_rectilinear(path) if gc.get_snap() is None else gc.get_snap())


def _is_rectilinear(path):
    """Whether a path consists of level and upright lines only, as frames, ticks and bars do."""
    n = len(path.codes) - 1
    if n > 1024 or np.any((path.codes == Path.CURVE3) | (path.codes == Path.CURVE4)):
        return False
    drawn = path.codes[1:n] == Path.LINETO
    step = np.abs(np.diff(path.vertices[:n], axis=0))[drawn]
    return bool(np.all(step.min(axis=1, initial=np.inf) < 1e-4)) if len(step) else False


class SmoothImage(AxesImage):
    """An image between whose pixels the colours go over into each other, wherever it is drawn."""

    def __init__(self, axes, image, **look):
        """image: (R, C) or (R, C, 4), its first row at the bottom  look: what `AxesImage` takes, such as extent."""
        super().__init__(axes, interpolation="bilinear", origin="lower", **look)
        self.set_data(image)
        axes.add_image(self)

    def draw(self, renderer):
        """As any image, but to a `Recorder` without resampling it."""
        if not isinstance(renderer, Recorder):
            return super().draw(renderer)
        left, right, bottom, top = self.get_extent()
        place = Affine2D.from_values(right - left, 0, 0, top - bottom, left, bottom) + self.get_transform()
        gc = renderer.new_gc()
        gc.set_clip_rectangle(self.axes.bbox)
        renderer.draw_image(gc, 0, 0, self.to_rgba(self.get_array(), bytes=True), place, smooth=True)
        gc.restore()
