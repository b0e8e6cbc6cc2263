"""Whether a picture on the page is the one that matplotlib's Agg draws, whatever becomes of their edges and letters.

Agg fits letters to the pixels; a browser does not. So a pixel may be found up to two
pixels away, and the more there is going on around it, the less is asked for. Where one image is plain, nothing in the
other is overlooked.
"""

import base64
import io

import numpy as np
from PIL import Image, ImageFilter
from scipy.ndimage import maximum_filter, minimum_filter

from tests.browser import PANEL, WIDGET
from tests.browser_hands import ask_kernel

TOLERANCE = 4  # of 255
NEAR, AROUND = 2, 4  # pixels
SHARE = 0.5  # of the contrast around a pixel that may be an edge, or a letter, that comes out differently


OUTER = f"{PANEL}.content.node.querySelector('.jp-WindowedPanel-outer')"

# The canvases in the window, after the next frame: [identifier of the widget, canvas] each.
IN_WINDOW = f"""async () => {{
    for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
    const view = '{WIDGET}', page = {OUTER}.getBoundingClientRect();
    return {PANEL}.content.widgets.flatMap(cell => (cell.outputArea?.widgets ?? []).map((output, i) => {{
        const canvas = output.node.querySelector('.live canvas'), box = canvas?.getBoundingClientRect();
        return canvas?.isConnected && box.height && box.bottom > page.top && box.top < page.bottom
            && [cell.outputArea.model.get(i).data[view].model_id, canvas];
    }})).filter(Boolean);
}}"""


def shown(canvas):
    """What a canvas on a page shows, on white paper: an array (height, width, 3)."""
    png = base64.b64decode(canvas.evaluate("canvas => canvas.toDataURL().split(',')[1]"))
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB"))


def drawn(lesson, name, folder):
    """The picture of that name as Agg draws it, at the size for which it was laid out."""
    file = folder / "agg.npy"
    ask_kernel(lesson, "draw_agg", name, str(file))
    return np.load(file)


class Watch:
    """Looks at the pictures in a window at once, wherever one has scrolled to, and remembers which there were."""

    def __init__(self, lesson, folder):
        self.lesson, self.folder = lesson, folder
        self.names = ask_kernel(lesson, "values").keys()
        self.seen, self.wrong, self.looks, self._drawn = set(), [], 0, {}

    def look(self, where):
        """Compare each picture in the window with Agg's."""
        for pair in self.lesson.page.evaluate_handle(IN_WINDOW).get_properties().values():
            name, canvas = pair.get_properties().values()
            name, image = name.json_value(), shown(canvas.as_element())
            if name not in self._drawn:
                self._drawn[name] = drawn(self.lesson, name, self.folder)
            self.seen.add(name)
            self.looks += 1
            if (apart := unlikeness(image, self._drawn[name])) > TOLERANCE:
                self.wrong.append(f"{where}: {name}, {image.shape[1]} pixels wide, is {apart:.0f} apart")

    def check(self):
        """All pictures came by, each as it should be."""
        assert self.seen == self.names, f"only {len(self.seen)} of {len(self.names)} pictures came by"
        assert not self.wrong, "\n".join(self.wrong)


def unlikeness(one, other, within=None):
    """How far two images (height, width, 3) are from being the same picture: see `TOLERANCE`.

    The larger is brought to the size of the smaller: at another size Agg would lay the words out differently.
    within: (top, bottom, left, right), to look at this part only.
    """
    size = tuple(map(min, one.shape[1::-1], other.shape[1::-1]))
    one, other = (np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX)) for image in (one, other))
    top, bottom, left, right = within or (0, size[1], 0, size[0])
    margin = 3 * AROUND
    part = slice(max(top - margin, 0), bottom + margin), slice(max(left - margin, 0), right + margin)
    one, other = (_blurred(image[part]) for image in (one, other))
    return float(max(_beyond(one, other), _beyond(other, one)))


def _blurred(image):
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(1))).astype(float)


def _beyond(one, other):
    """How far the first image goes beyond what is near in the second, less what is granted."""
    low, high = _range(other, NEAR)
    darkest, brightest = _range(other, AROUND)
    return (np.maximum(one - high, low - one) - SHARE * (brightest - darkest)).max()


def _range(image, reach):
    size = (2 * reach + 1, 2 * reach + 1, 1)
    return minimum_filter(image, size), maximum_filter(image, size)
