"""What a student's own Jupyter server does for the course on a hub, where its configuration names this an extension.

The address workspace/01_zero_one_loss.ipynb brings the student's copy up to date with the course that was pulled (see
tools/workspace.py), and opens the notebook there. The link that pulls the course leads to it. And the kernels use the
helpers that were pulled with the notebooks, not older ones that came with the image.
"""

import os
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from tools.workspace import update_workspace

PULLED = "linear-classification"  # the folder beneath the student's home


class OpenNotebook(JupyterHandler):
    """Brings the student's copy up to date, then opens the notebook in it."""

    @authenticated
    def get(self, notebook):
        """Answer 404 when there is no such notebook in the course that was pulled."""
        course = Path(self.serverapp.root_dir, PULLED)
        if not (course / "notebooks" / notebook).is_file():
            raise HTTPError(404, f"{PULLED}/notebooks/{notebook} is not here: follow the link to the course again.")
        for sentence in update_workspace(course / "notebooks", course / "my_notebooks"):
            self.log.info(sentence)
        self.redirect(url_path_join(self.base_url, "lab/tree", PULLED, "my_notebooks", notebook))


class NoDelayWebsocket(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel as it comes.

    Otherwise TCP holds a small message back until the one before it is acknowledged, up to 40 ms later: at each move
    of a slider.
    """

    def connect(self):
        """Connect the browser to the kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _load_jupyter_server_extension(app):
    os.environ["PYTHONPATH"] = str(Path(app.root_dir, PULLED))
    address = url_path_join(app.web_app.settings["base_url"], r"workspace/(\w+\.ipynb)")
    app.web_app.add_handlers(".*", [(address, OpenNotebook)])
