"""What strict nbval over the notebooks costs, against the floor: kernels that only start and import the same packages.

Both are run as `make test` runs them, in turn, five times, the floor from a folder inside the project so that both get
the same settings; the ratio of the medians is what counts.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import nbformat

from tests.notebooks.code import NOTEBOOKS, ROOT

IMPORTS = "import anywidget\nimport ipywidgets\nimport matplotlib.figure\nimport numpy"
ROUNDS = 5


def seconds(folder):
    """Strict nbval over a folder, in seconds."""
    start = perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", folder]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main():
    with TemporaryDirectory(dir=ROOT) as floor:
        cell = nbformat.v4.new_code_cell(IMPORTS, execution_count=1)
        for path in NOTEBOOKS:
            nbformat.write(nbformat.v4.new_notebook(cells=[cell]), Path(floor) / path.name)
        times = [(seconds("notebooks"), seconds(floor)) for _ in range(ROUNDS)]
    course, bare = (median(column) for column in zip(*times, strict=True))
    print(f"strict nbval, {len(NOTEBOOKS)} notebooks: {course:.1f} s; floor: {bare:.1f} s; {course / bare:.2f} times")


if __name__ == "__main__":
    main()
