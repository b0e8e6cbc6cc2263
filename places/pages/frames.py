"""Pictures that stay live on a page: every frame of a slider drawn beforehand, with its sentence.

A frame is kept as the pixels that differ from the still picture, without loss. So the page shows exactly what the
kernel would have drawn.
"""

import io
import re
from base64 import b64encode
from dataclasses import dataclass

import ipywidgets as widgets
import matplotlib
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from PIL import Image

from helpers.controls import Number, Steps
from helpers.live import View

MOST = 181


def run(notes):
    """Run a notebook in this process.

    Returns the widget that each cell shows, by the cell's index, and for each picture the values at which the notebook
    reads it out, by the control's name. Raises whatever a cell raises.
    """
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    shown, read_out = {}, {}

    def drive(view, **positions):
        read_out[view] = positions

    with matplotlib.rc_context(fname=notes.path.with_name("matplotlibrc")), capture_output():
        for index, cell in enumerate(notes.cells):
            if cell.cell_type == "code" and not cell.source.startswith("walk("):
                if says_only(cell.source):
                    shell.push({"drive": drive})
                done = shell.run_cell(cell.source)
                done.raise_error()
                if isinstance(done.result, widgets.Widget):
                    shown[index] = done.result
    return shown, read_out


def says_only(source):
    """Whether a cell does nothing but say what a picture or a chain shows elsewhere on its sliders."""
    return re.search(r"^(drive|walk)\(", source, re.M) is not None


def only_slider(widget):
    """The name of the one slider that moves this picture, or None."""
    if isinstance(widget, View) and len(widget.controls) == 1:
        ((name, control),) = widget.controls.items()
        return name if isinstance(control, (Number, Steps)) else None
    return None


@dataclass
class Frames:
    """What a slider shows at each of its stops.

    label: the slider's name  stops: its values  start: the index of the stop where the still picture stands
    said: a sentence for each stop  images: pixels for each stop, uint8 (height, width, 4)
    """

    label: str
    stops: list
    start: int
    said: list
    images: list

    def still(self):
        """The picture before anyone touches it, as a data address."""
        return _address(self.images[self.start])

    def script(self):
        """What page.js needs, fit for JSON: of each frame the part that differs from the still picture."""
        return {
            "label": self.label,
            "stops": [written(value) for value in self.stops],
            "start": self.start,
            "said": self.said,
            "parts": [_part(image, self.images[self.start]) for image in self.images],
        }


def frames(view, extra):
    """The frames of a view with one slider, at most `MOST` of them and the values in `extra`."""
    (control,) = view.controls.values()
    start = control.value
    values = sorted({*_grid(control), start, *extra})
    said, images = [], []
    view.screen.muted = True
    for value in values:
        control.value = value
        said.append(view.picture.sentence)
        images.append(view.picture.pixels().copy())
    control.value = start
    label = control.slider.description if isinstance(control, Number) else control.slider.slider.description
    return Frames(label, values, values.index(start), said, images)


def _grid(control):
    """Stops on the slider's own grid, ends included: every one, every second, every fifth… until they are few."""
    if isinstance(control, Steps):
        return range(control.last + 1)
    last = round((control.max - control.min) / control.step)
    apart = next(apart for apart in (1, 2, 5, 10, 20, 50, 100) if last // apart < MOST)
    return [_at(control, tick) for tick in [*range(0, last, apart), last]]


def _at(control, tick):
    return round(control.min + control.step * tick, 9) if control.kind is float else control.min + control.step * tick


def written(value):
    """A number as people write it, with a real minus sign."""
    return f"{value:g}".replace("-", "−")


def _part(image, still):
    """Where an image differs from the still picture, (left, top, data): nothing where it does not."""
    differs = (image.view(np.uint32) != still.view(np.uint32))[..., 0]
    if not differs.any():
        return None
    rows, columns = (np.flatnonzero(differs.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    part = np.where(differs[box][..., None], image[box], 0).astype(np.uint8)
    return int(columns[0]), int(rows[0]), _address(part)


def _address(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="webp", lossless=True, quality=40, method=2)
    return "data:image/webp;base64," + b64encode(file.getvalue()).decode()
