"""Tests. Figures drawn here wear the notebooks' look, whatever folder the tests are started from."""

import os
from pathlib import Path

os.environ["MATPLOTLIBRC"] = str(Path(__file__).parents[1] / "notebooks" / "matplotlibrc")
