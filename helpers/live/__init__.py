"""Live pictures: a figure plus a sentence, and the controls that move both.

    view = explore(ZeroOneLoss(X, y, names), w0=(-8.0, 8.0, 0.1), w1=(-8.0, 8.0, 0.1))
    view                  # shows controls, picture and sentence
    view.values           # what the controls stand at
    view.set(w0=2.0)      # moves them
    view.picture          # the picture as it stands

picture.py is the picture, vectors.py records what it draws, controls.py is what moves it, widget.py brings them to the
browser, where live.js draws.
"""

from helpers.live.controls import Button, EditablePoints, Playback, Points, Resample
from helpers.live.picture import Picture
from helpers.live.widget import Live, View, explore

__all__ = [
    "Button",
    "EditablePoints",
    "Live",
    "Picture",
    "Playback",
    "Points",
    "Resample",
    "View",
    "explore",
]

_EARLIER = {"Again": Resample, "Steps": Playback, "Bed": EditablePoints}  # in copies that students have changed


def __getattr__(name):
    if name in _EARLIER:
        return _EARLIER[name]
    if name == "drive":
        raise ImportError("drive is gone: take it out of this line, and delete the cells that begin with drive(")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
