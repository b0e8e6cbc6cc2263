"""Build the slides: python -m places.slides."""

import sys

from places.slides.build import build

if __name__ == "__main__":
    try:
        build()
    except RuntimeError as error:
        sys.exit(str(error))
