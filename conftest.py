"""nbval pretty-prints every message of the kernel for a debug log that nobody reads; pictures make that slow."""

import nbval.kernel

nbval.kernel.pformat = repr
