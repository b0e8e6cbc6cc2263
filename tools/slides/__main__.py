"""Build the slides: python -m tools.slides [folder]."""

import sys
from pathlib import Path

from tools.slides.build import build

if __name__ == "__main__":
    try:
        build(*map(Path, sys.argv[1:]))
    except RuntimeError as error:
        sys.exit(str(error))
