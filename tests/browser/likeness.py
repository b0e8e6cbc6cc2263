"""Whether a picture on the page is the one that matplotlib's Agg draws, whatever becomes of their edges and letters.

Agg fits letters to the pixels; a browser does not. So a pixel may be found up to two pixels away, and the more there is
going on around it, the less is asked for. Where one image is plain, nothing in the other is overlooked.

On a canvas of another size the letters are laid out as for the size of the figure, but lines and markers stand on whole
pixels of the canvas. So each pixel has to be as Agg draws it at the one size or at the other.
"""

import base64
import io

import numpy as np
from PIL import Image, ImageFilter

from tests.browser.jupyterlab import PANEL, WIDGET

TOLERANCE = 4  # of 255
NEAR = 2  # pixels
DARK, SPECK = 32, 8  # what is darker may be that much further off: there are specks left between many rings
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
    return _image(_url(canvas))


def _url(canvas):
    return canvas.evaluate("canvas => canvas.toDataURL()")


def _image(url):
    image = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB"))


def drawn(lesson, name, folder, width):
    """What the picture of that name says, and as Agg draws it: at the size for which it was laid out, and so wide."""
    file = folder / "agg.npz"
    said = lesson.ask_kernel("draw_agg", name, str(file), width)
    with np.load(file) as images:
        return " ".join(said.split()), list(images.values())


class Watch:
    """Looks at the pictures in a window at once, wherever one has scrolled to, and remembers which there were."""

    def __init__(self, lesson, folder):
        self.lesson, self.folder = lesson, folder
        self.names = lesson.ask_kernel("values").keys()
        self.seen, self.wrong, self._drawn, self._apart = set(), [], {}, {}

    def look(self, where):
        """Compare each picture in the window with Agg's, unless it is still what it was."""
        for pair in self.lesson.page.evaluate_handle(IN_WINDOW).get_properties().values():
            name, canvas = pair.get_properties().values()
            name, url = name.json_value(), _url(canvas.as_element())
            self.seen.add(name)
            key = name, hash(url)
            if key not in self._apart:
                self._apart[key] = self._compare(name, _image(url))
            if (apart := self._apart[key]) > TOLERANCE:
                self.wrong.append(f"{where}: {name}, {_image(url).shape[1]} pixels wide, is {apart:.0f} apart")

    def _compare(self, name, image):
        key = name, image.shape[1]
        if key not in self._drawn:
            _, self._drawn[key] = drawn(self.lesson, name, self.folder, image.shape[1])
        return unlikeness(image, self._drawn[key])

    def check(self):
        """All pictures came by, each as it should be."""
        assert self.seen == self.names, f"only {len(self.seen)} of {len(self.names)} pictures came by"
        assert not self.wrong, "\n".join(self.wrong)


def unlikeness(image, references):
    """How far an image (height, width, 3) is from being a picture that Agg draws at several sizes: see `TOLERANCE`."""
    height, width, _ = np.min([one.shape for one in (image, *references)], axis=0)
    image, *references = (Blurred(one, (width, height)) for one in (image, *references))
    more = np.min([image.beyond(one) for one in references], axis=0)
    less = np.min([one.beyond(image) for one in references], axis=0)
    return float(max(more.max(), less.max()))


class Blurred:
    """An image of this size as it looks from a little further off, and what is near each of its pixels."""

    def __init__(self, image, size):
        small = Image.fromarray(image).resize(size, Image.Resampling.BOX)
        blurred = np.asarray(small.filter(ImageFilter.GaussianBlur(1)))
        self.colours = np.ascontiguousarray(np.moveaxis(blurred, -1, 0))
        self.low, self.high = (_spread(pick, self.colours, NEAR) for pick in (np.minimum, np.maximum))
        darkest, brightest = _spread(np.minimum, self.low, NEAR), _spread(np.maximum, self.high, NEAR)
        contrast = brightest.astype(np.int16) - darkest
        self.granted = np.float32(SHARE) * contrast + SPECK * (darkest < DARK)

    def beyond(self, other):
        """How far each pixel goes beyond what is near in the other image, less what is granted."""
        colours = self.colours.astype(np.int16)
        return (np.maximum(colours - other.high, other.low - colours) - other.granted).max(axis=0)


def _spread(pick, colours, reach):
    """For each pixel the least, or the greatest, of what is within reach."""
    along = (..., slice(1, None)), (..., slice(-1))
    down = (..., slice(1, None), slice(None)), (..., slice(-1), slice(None))
    for _ in range(reach):
        for ahead, behind in (along, down):
            wider = colours.copy()
            pick(wider[ahead], colours[behind], out=wider[ahead])
            pick(wider[behind], colours[ahead], out=wider[behind])
            colours = wider
    return colours
