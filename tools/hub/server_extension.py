"""What a student's own Jupyter server does for the course on a hub, where its configuration names this an extension.

The address workspace/00_start_here.md brings the student's copy up to date with the course that was pulled (see
tools/workspace.py), and opens that page of it. The link that pulls the course leads to it. A notebook's address does
the same. And the kernels use the helpers that were pulled with the notebooks, not older ones that came with the image.
"""

import os
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

from tools.workspace import update_workspace

PULLED = "linear-classification"  # the folder beneath the student's home


class OpenWorkspace(JupyterHandler):
    """Brings the student's copy up to date, then opens a page or a notebook in it."""

    @authenticated
    def get(self, name):
        """Answer 404 when the course was not pulled, or has no such page or notebook."""
        course = Path(self.serverapp.root_dir, PULLED)
        if (course / "notebooks").is_dir():
            for sentence in update_workspace(course / "notebooks", course / "my_notebooks"):
                self.log.info(sentence)
        if not (course / "my_notebooks" / name).is_file():
            raise HTTPError(404, f"{PULLED}/my_notebooks/{name} is not here: follow the link to the course again.")
        self.redirect(url_path_join(self.base_url, "lab/tree", PULLED, "my_notebooks", name))


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
    # Links of the course's first edition say desk.
    address = url_path_join(app.web_app.settings["base_url"], r"(?:workspace|desk)/(\w+\.(?:ipynb|md))")
    app.web_app.add_handlers(".*", [(address, OpenWorkspace)])
