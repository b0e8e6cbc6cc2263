"""Build the site: python -m places.pages."""

import sys

from places.pages.site import build

if __name__ == "__main__":
    try:
        build()
    except RuntimeError as error:
        sys.exit(str(error))
