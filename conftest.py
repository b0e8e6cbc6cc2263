"""How nbval runs here: its kernels are talked to through files, and no debug log is written."""

import nbval.kernel

from tests.kernels import FileKernelManager

nbval.kernel.KernelManager = FileKernelManager
nbval.kernel.pformat = repr  # for that log it pretty-prints every message, and pictures make that slow
