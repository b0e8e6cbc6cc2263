"""Pictures that move on a page: all that the kernel would draw there, drawn beforehand.

One control moves at a time, and the others rest where they start. A slider has every stop of its grid, so whoever moves
it meets the same values as in the notebook. Points are not edited on a page.
"""

import zlib
from base64 import b64encode

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.live import Button, EditablePoints, View
from helpers.live.controls import Slider
from helpers.live.vectors import Arrays

PRESSES = 8  # of a button; the next one leads back to the first


def run(notes):
    """Run a notebook in this process; the view that each cell shows, by the cell's index.

    Raises whatever a cell raises.
    """
    shell, shown = InteractiveShell.instance(), {}
    shell.reset(new_session=False)
    with matplotlib.rc_context(fname=notes.path.with_name("matplotlibrc")), capture_output():
        for index, cell in enumerate(notes.cells):
            if cell.cell_type == "code":
                done = shell.run_cell(cell.source)
                done.raise_error()
                if isinstance(done.result, View):
                    shown[index] = done.result
    return shown


def stops(control, start):
    """All values that a control takes on a page."""
    if isinstance(control, Slider):
        return [control.at(tick) for tick in range(round((control.high - control.low) / control.step) + 1)]
    return range(start, start + PRESSES) if isinstance(control, Button) else control.stops(start)


def stored(view):
    """What page.js needs in order to move this view: the text of a script element."""
    picture, start, arrays, layers = view.picture, view.values, Arrays(), {}
    controls = [control for control in view.controls.values() if not isinstance(control, EditablePoints)]

    def put(data):
        return arrays.put(memoryview(data)), len(data)

    def drawn(control, value):
        sentence = picture.show(**{**start, control.name: value})
        layer, frame = picture.still_layer(), picture.frame()
        if layer.number not in layers:
            layers[layer.number] = put(layer.data)
        return control.sent(value), sentence, layer.number, *put(frame)

    content = {
        **view.get_state(["size", "inks", "matrix", "colours"]),
        "controls": [one.described() for one in controls],
        "values": {one.name: one.sent(start[one.name]) for one in controls},
        "stops": {one.name: [drawn(one, value) for value in stops(one, start[one.name])] for one in controls},
        "layers": layers,
        "glyphs": put(picture.recorder.glyphs()),
    }
    return b64encode(zlib.compress(arrays.pack(content), 9, wbits=-15)).decode()
