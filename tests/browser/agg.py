"""A picture as matplotlib's own Agg draws it, at any width, whole or without one of its artists.

Images are arrays (height, width, 3), on white paper. What stands still is drawn once for each layer of the picture.
"""

from contextlib import contextmanager
from random import Random

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

FAINT = 8  # of 255: fainter, an artist cannot be seen


class Agg:
    """Draws a picture, so many pixels wide."""

    def __init__(self, picture, width):
        self.picture, self.dpi = picture, width / picture.figure.get_figwidth()
        self._layer = self._still = None

    @contextmanager
    def _at_this_size(self):
        figure = self.picture.figure
        before, figure.dpi = figure.dpi, self.dpi
        try:
            yield
        finally:
            figure.dpi = before

    def draw(self):
        """The picture as it stands."""
        layer = self.picture.still_layer()
        with self._at_this_size():
            if layer is not self._layer:
                self._layer, self._still = layer, self._draw_still()
            return self._draw_on(self._still)

    def draw_afresh(self):
        """The same, and what stands still is drawn once more."""
        self._layer = None
        return self.draw()

    def _draw_still(self):
        self._renderer = RendererAgg(*self.picture.figure.bbox.size.round(), self.dpi)
        self.picture.figure.draw(self._renderer)
        return self._renderer.copy_from_bbox(self.picture.figure.bbox)

    def _draw_on(self, still):
        self._renderer.restore_region(still)
        for artist in self.picture.moving():
            artist.draw(self._renderer)
        pixels = np.asarray(self._renderer.buffer_rgba())
        assert pixels[..., 3].min() == 255, "there is a hole in the paper"
        return pixels[..., :3].copy()

    def without(self, artists, most=None):
        """The picture without one of these artists, for each that can be seen, or for so many of them.

        [(artist, (rows, columns), this part without it), …]
        """
        whole, found = self.draw(), []
        with self._at_this_size():
            for artist in artists:
                if len(found) == most:
                    break
                if not artist.get_visible():
                    continue
                artist.set_visible(False)
                less = self._draw_on(self._still if artist.get_animated() else self._draw_still())
                artist.set_visible(True)
                if box := _changed(whole, less):
                    found.append((artist, box, less[box]))
        return found


def _changed(image, other):
    """The part in which two images differ, (rows, columns) as slices, or None."""
    apart = np.maximum(image, other) - np.minimum(image, other) > FAINT
    rows, columns, _ = apart.nonzero()
    return (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)) if len(rows) else None


def artists(picture):
    """What can be left out, shuffled: (what moves, what stands still)."""
    hidden = _grid_under_lines(picture.figure)
    found = [one for one in picture.figure.findobj() if not one.get_children() and one not in hidden]
    Random(0).shuffle(found)
    return [one for one in found if one.get_animated()], [one for one in found if not one.get_animated()]


def _grid_under_lines(figure):
    """The lines of the grid that lie under other lines, from end to end: nobody sees whether they are there."""

    def ends(line):
        return line.get_transform().transform(line.get_xydata())

    return [
        grid
        for axes in figure.axes
        for grid in (*axes.get_xgridlines(), *axes.get_ygridlines())
        for line in axes.lines
        if line.get_visible() and len(line.get_xydata()) == 2 and np.allclose(ends(line), ends(grid))
    ]
