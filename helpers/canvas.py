"""The canvas that follows the hand: ipympl's, with frames so small that they keep up with a slider."""

import struct
import zlib

import numpy as np
from ipympl.backend_nbagg import Canvas, FigureManager

from helpers.live import in_turn

NOTHING = np.empty((0, 0), dtype=np.uint32)


class LiveCanvas(Canvas):
    """An ipympl canvas for a picture, with small frames. A browser drops those that come too fast to be decoded.

    ipympl sends only the pixels that differ from the frame before, so a dropped frame would leave its traces behind.
    Here each frame repeats every pixel that has moved since the last full one. While `muted`, it sends none.
    """

    muted = False
    trimmed = False  # whether the browser runs live.js, which can put a small frame in its place

    def __init__(self, picture):
        super().__init__(picture.figure)
        self.picture = picture
        picture.listen(self)
        with self.hold_sync():
            self.header_visible = self.footer_visible = self.toolbar_visible = False
            self._cursor, self.pan_zoom_throttle = "default", 20
            _Manager(self)

    def refresh(self):
        """Nothing to do: each frame is sent as it is drawn."""

    def forget(self):
        """Send the whole picture next time."""
        self._last_buff = self._moved = NOTHING

    def send_json(self, content):
        """Send a message to the browser."""
        if content["type"] != "capture_scroll":  # ipympl's own front end does not know this one, and says so each time
            super().send_json(content)

    @in_turn
    def _handle_message(self, _, content, buffers):
        if content["type"] == "initialized":  # a browser that has just come has yet to say so
            self.trimmed = False
        super()._handle_message(_, content, buffers)

    @in_turn
    def get_diff_image(self):
        """The next frame as a PNG file, or None when nothing was drawn since the last one."""
        if not self._png_is_old:
            return None
        pixels = np.asarray(self.get_renderer().buffer_rgba()).view(np.uint32).squeeze(2)
        left = top = 0
        if self._force_full or pixels.shape != self._last_buff.shape:
            self._moved = np.zeros(pixels.shape, dtype=bool)
            frame = pixels
        else:
            self._moved |= pixels != self._last_buff
            (top, bottom), (left, right) = (_extent(self._moved.any(axis=axis)) for axis in (1, 0))
            if not self.trimmed:
                left = top = 0
            frame = np.where(self._moved[top:bottom, left:right], pixels[top:bottom, left:right], 0)
        self._last_buff, self._force_full, self._png_is_old = pixels.copy(), False, False
        if not self.picture.ready:
            self.forget()
        self.set_image_mode("diff")  # what is opaque is painted over the last frame, which is never cleared
        return png(np.vstack([_note(left, top, frame.shape[1]), frame]) if self.trimmed else frame)


def _extent(changed):
    """The first index that changed and the one after the last: two of them at least."""
    where = np.flatnonzero(changed)
    first, last = (where[0], where[-1]) if len(where) else (0, 0)
    first = min(first, len(changed) - 2)
    return first, max(last, first + 1) + 1


def _note(left, top, width):
    """A row of pixels for live.js: the first two say where the frame belongs, and that they say so."""
    note = np.zeros((1, width), dtype=np.uint32)
    note[0, :2] = 0xFFC50000 + left, 0xFF5C0000 + top
    return note


def png(pixels):
    """A PNG file of the pixels, uint32 (height, width), each four bytes RGBA: in haste, not small."""
    height, width = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), dtype=np.uint8)  # each row begins with 0: not filtered
    rows[:, 1:] = np.ascontiguousarray(pixels).view(np.uint8).reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


class _Manager(FigureManager):
    """Sends frames only while a browser is there to see them, and none to a canvas that is muted."""

    def __init__(self, canvas):
        super().__init__(canvas, 0)
        canvas.mpl_disconnect(self.key_press_handler_id)  # matplotlib's own keys ("l" for log axes) surprise people
        for handler in (self.toolbar._id_press, self.toolbar._id_release, self.toolbar._id_drag):
            canvas.mpl_disconnect(handler)  # nor is there a toolbar to serve

    def resize(self, w, h, forward=True):
        super().resize(*np.asarray(self.canvas.get_renderer().buffer_rgba()).shape[1::-1], forward)  # whole pixels

    def refresh_all(self):
        if not (self.canvas.muted or self.canvas.syncing_data_url):
            super().refresh_all()
