"""Build the site: python -m tools.pages [folder]."""

import sys
from pathlib import Path

from tools.pages.build import build

if __name__ == "__main__":
    try:
        build(*map(Path, sys.argv[1:]))
    except RuntimeError as error:
        sys.exit(str(error))
