"""nbval as we want it."""

import nbval.kernel

from tests.kernels import FileKernelManager

nbval.kernel.KernelManager = FileKernelManager
# It pretty-prints every message of the kernel for a debug log that nobody reads; pictures make that slow.
nbval.kernel.pformat = repr
