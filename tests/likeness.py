"""Whether a picture on the page is the one that matplotlib's Agg draws, whatever becomes of their edges and letters.

Agg rounds markers to whole pixels and fits letters to them; a browser does neither. So a pixel may be found up to two
pixels away, and the more there is going on around it, the less is asked for. Where one image is plain, nothing in the
other is overlooked.
"""

import base64
import io

import numpy as np
from PIL import Image, ImageFilter
from scipy.ndimage import maximum_filter, minimum_filter

TOLERANCE = 4  # of 255
NEAR, AROUND = 2, 4  # pixels
SHARE = 0.5  # of the contrast around a pixel that may be an edge, or a letter, that comes out differently


def shown(picture):
    """What the canvas of a picture on a page shows, on white paper: an array (height, width, 3)."""
    png = base64.b64decode(picture.canvas.evaluate("canvas => canvas.toDataURL().split(',')[1]"))
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB"))


def unlikeness(one, other, within=None):
    """How far two images (height, width, 3) are from being the same picture: see `TOLERANCE`.

    within: (top, bottom, left, right), to look at this part only.
    """
    if abs(one.shape[0] - other.shape[0]) > 1 or one.shape[1] != other.shape[1]:
        return 255.0
    height = min(len(one), len(other))
    margin = 3 * AROUND
    top, bottom, left, right = within or (0, *one.shape[:1], 0, one.shape[1])
    part = slice(max(top - margin, 0), min(bottom + margin, height)), slice(max(left - margin, 0), right + margin)
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
