"""nbval is the gate: a picture that says something else than the stored sentence, or stops saying it, turns it red."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from tests.kernels import TRANSPORT, AsyncFileKernelManager
from tests.notebooks.code import ROOT
from tools.refresh import clean

CELLS = [
    "from helpers.live import explore\nfrom helpers.pictures.zero_one import Heaviside\nSHIFT = 0",
    "from helpers.checks import check\ncheck(1, 2 + SHIFT, 2)",
    "Heaviside().update(a=1.0 + SHIFT)",
    "step = explore(Heaviside(), a=(-2.0, 2.0, 0.1))\nstep.set(a=1.0 + SHIFT)\nstep",
]


@pytest.fixture(scope="module")
def stored():
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    options = {"timeout": 60, "store_widget_state": False, "coalesce_streams": True}
    NotebookClient(notebook, kernel_manager_class=AsyncFileKernelManager, **options).execute()
    return clean(notebook)


def strict_nbval(notebook, folder):
    """The numbers of the cells that fail."""
    nbformat.write(notebook, folder / "lecture.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-c", "pyproject.toml", "-p", "conftest", folder]
    own = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    result = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=120)
    print(result.stdout)  # pytest shows it where a test fails
    return [n for n in range(len(CELLS)) if f"::Cell {n}" in result.stdout.split("short test summary")[-1]]


def test_its_kernel_is_talked_to_through_files(tmp_path):
    info = "from ipykernel.connect import get_connection_info\ninfo = get_connection_info(unpack=True)"
    asked = nbformat.v4.new_code_cell(f"{info}\nassert info['transport'] == {TRANSPORT!r}")
    assert strict_nbval(nbformat.v4.new_notebook(cells=[asked]), tmp_path) == []


def test_an_honest_notebook_is_green(stored, tmp_path):
    assert strict_nbval(stored, tmp_path) == []


def test_a_picture_that_says_something_else_is_red(stored, tmp_path):
    stored = nbformat.from_dict(stored)
    stored.cells[0].source = CELLS[0].replace("SHIFT = 0", "SHIFT = 0.5")
    assert strict_nbval(stored, tmp_path) == [1, 2, 3]
