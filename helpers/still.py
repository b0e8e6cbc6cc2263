"""The stand-in where a front end has no ipympl: one whole image after the other."""

import html
import io
from base64 import b64encode

import ipywidgets as widgets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

SLOWER = (
    "There is no ipympl here, so each move sends the whole picture: that is slower, and the mouse cannot take hold of "
    "anything. The controls do all that the mouse could."
)


class Still(widgets.HTML):
    """A picture as an image that each `refresh` sends anew, except while `muted`."""

    muted = False

    def __init__(self, picture):
        super().__init__(_dom_classes=("live-still",))
        self.picture = picture
        picture.listen(FigureCanvasAgg(picture.figure))
        picture.forget()

    def forget(self):
        """Nothing to do: no image is kept."""

    def refresh(self):
        """Show the picture as it is now, with its sentence as alternative text."""
        if self.muted:
            return
        file = io.BytesIO()
        Image.fromarray(self.picture.pixels()).save(file, format="png", compress_level=1)
        source = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
        said = html.escape(self.picture.sentence or "")
        # Decoded at once, so that the last image stays until this one is there.
        self.value = f'<img alt="{said}" decoding="sync" src="{source}"><p><em>{SLOWER}</em></p>'
