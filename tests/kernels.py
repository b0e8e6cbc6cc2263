"""Kernels that are talked to through files: of two that start at the same time, both might want the same port.

The second one dies of that, as often as it is restarted.
"""

import sys
import tempfile
import uuid
from pathlib import Path

from jupyter_client import AsyncKernelManager, KernelManager
from traitlets import HasTraits, default

# Elsewhere the path of such a file may be too long, or there are none.
TRANSPORT = "ipc" if sys.platform == "linux" else "tcp"


class _ThroughFiles(HasTraits):
    @default("transport")
    def _transport(self):
        return TRANSPORT

    @default("connection_file")
    def _connection_file(self):
        return str(Path(tempfile.gettempdir(), f"kernel-{uuid.uuid4().hex}.json"))


class FileKernelManager(_ThroughFiles, KernelManager):
    """Starts a kernel and talks to it through files."""


class AsyncFileKernelManager(_ThroughFiles, AsyncKernelManager):
    """The same for nbclient."""
