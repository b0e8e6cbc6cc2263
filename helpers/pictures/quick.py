"""Artists that are quick to draw again: words and numbers as outlines, images enlarged cell by cell."""

import functools

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.image import AxesImage
from matplotlib.path import Path
from matplotlib.textpath import TextPath

ALIGN = {"left": 0, "center": 0.5, "right": 1}


@functools.cache
def _glyph(char):
    """The outline of one character of size 1, (vertices, codes), and how far it is to the next."""
    next_one, both = TextPath((0, 0), "0", size=1), TextPath((0, 0), char + "0", size=1)
    n = len(both.vertices) - len(next_one.vertices)
    return both.vertices[:n], both.codes[:n], both.vertices[n, 0] - next_one.vertices[0, 0]


@functools.lru_cache(4096)
def outline(words, size=13, ha="center"):
    """The outline of the words in inches; the origin is at half the height of a digit. Formulas in $ are understood."""
    if "$" in words:
        path = TextPath((0, 0), words, size=1)
        vertices, codes = path.vertices, path.codes
    else:
        glyphs = [_glyph(char) for char in words]
        starts = np.cumsum([0, *(width for _, _, width in glyphs)])
        vertices = np.concatenate([np.add(shape, (x, 0)) for (shape, _, _), x in zip(glyphs, starts, strict=False)])
        codes = np.concatenate([codes for _, codes, _ in glyphs])
    left, right = vertices[:, 0].min(), vertices[:, 0].max()
    middle = _glyph("0")[0][:, 1].max() / 2
    return Path((vertices - (left + ALIGN[ha] * (right - left), middle)) * size / 72, codes)


class Written(PathCollection):
    """Words on some axes, each at a place of its own: drawn many times faster than as Text when they change.

    `place` is the transform of the places, the axes' data unless told otherwise.
    """

    def __init__(self, axes, size=13, ha="center", place=None, color="black"):
        super().__init__(
            [],
            transform=axes.figure.dpi_scale_trans,
            offset_transform=place or axes.transData,
            facecolor=color,
            lw=0,
            clip_on=False,
        )
        self.look, self.words = {"size": size, "ha": ha}, []
        axes.add_collection(self, autolim=False)

    def write(self, words, x, y):
        """Write the words, each at its x and y, in place of what stood there."""
        self.words = list(words)
        self.set_paths([outline(word, **self.look) for word in self.words])
        self.set_offsets(np.stack(np.broadcast_arrays(x, y), axis=-1).reshape(-1, 2))


def _cells(first, last, n):
    """The first pixel between two edges, and which of n cells, counted from the edge `first`, each pixel shows."""
    low, high = np.ceil(np.sort((first, last)) - 0.5).astype(int)
    places = (np.arange(low, high) + 0.5 - first) / (last - first)
    return low, np.minimum((places * n).astype(int), n - 1)


class Cells(AxesImage):
    """An image whose pixels are shown as plain rectangles, without the general resampling of `imshow`."""

    def __init__(self, axes, image, **look):
        """image: (R, C) or (R, C, 4)  look: what `AxesImage` takes, such as cmap, norm and extent."""
        super().__init__(axes, **look)
        self._enlarged = None
        self.set_data(image)
        self.set_clip_path(axes.patch)
        axes.add_image(self)

    def make_image(self, renderer, magnification=1.0, unsampled=False):
        """The pixels (height, width, 4) as matplotlib wants them, from the bottom up, and where they belong."""
        small = self.to_rgba(self.get_array(), bytes=True)
        rows, columns = small.shape[:2]
        left, right, bottom, top = self.get_extent()
        (left, bottom), (right, top) = self.get_transform().transform([(left, bottom), (right, top)])
        x, column = _cells(left, right, columns)
        y, row = _cells(*((bottom, top) if self.origin == "lower" else (top, bottom)), rows)
        shape = (len(row), len(column))
        if self._enlarged is None or self._enlarged.shape != shape:
            self._enlarged = np.empty(shape, np.uint32)
        wide = np.ascontiguousarray(small).view(np.uint32)[..., 0].take(column, axis=1)
        wide.take(row, axis=0, out=self._enlarged, mode="clip")
        return self._enlarged.view(np.uint8).reshape(*shape, 4), x, y, None
