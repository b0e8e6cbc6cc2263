"""What the boxes that answer have in common: the chains of equations, the exercises, the derivations.

What the boxes hand in is unchecked.
"""

import html
import re
from pathlib import Path

import ipywidgets as widgets

from helpers.live import Live

LOOK = "\n".join([Live._css, Path(__file__).with_name("box.css").read_text("utf-8")])


class Box(Live):
    """Controls and an answer, with the look of the boxes."""

    _css = LOOK


def code(words):
    """The words as HTML, with what stands between backticks set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(words, quote=False))


def close(widget):
    """Let go of a widget and of all that is in it, here and in the browser."""
    for part in (*getattr(widget, "children", ()), *(getattr(widget, name, None) for name in ("layout", "style"))):
        if isinstance(part, widgets.Widget):
            close(part)
    widget.unobserve_all()
    widgets.Widget.close(widget)
