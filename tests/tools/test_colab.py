"""Google Colab and Kaggle, pretended: from an empty folder the first code cell of each notebook fetches the course.

In Colab's place stand the versions that Colab has, a module `google.colab` that is loaded from the start, as there, and
a repository on this machine, to which git is told to go instead.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tests.kernels import AsyncFileKernelManager
from tests.notebooks.code import NOTEBOOKS, ROOT, code_cells, read
from tools.notebook_cells import kind
from tools.refresh import LIVE

ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
OLDEST = ROOT / ".venv" / ".oldest"
MANAGER = "https://widgets.example/manager.js"
START = "import {loaded}, ipykernel.kernelapp; ipykernel.kernelapp.launch_new_instance()"
ENABLE = f"""
def enable_custom_widget_manager():
    from google.colab.output import _widgets
    _widgets._installed_url = {MANAGER!r}
"""
COLAB = {
    "site/google/colab/__init__.py": "",
    "site/google/colab/output/__init__.py": ENABLE,
    "site/google/colab/output/_widgets.py": "_installed_url = None",
}
WHERE = """
import sys, os, json, matplotlib, helpers, tutor
json.dumps([os.getcwd(), helpers.__file__, tutor.__file__, sys.path[0], matplotlib.rcParams["figure.figsize"]])
"""


def fetching(notebook):
    """The cell that fetches the course."""
    (cell,) = (cell for cell in code_cells(notebook) if kind(cell) == "colab")
    return cell


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """The course as it stands here, as a repository of git's."""
    folder = tmp_path_factory.mktemp("published")
    for name in ("helpers", "tutor", "notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = ["git", "-C", folder, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=The course"]):
        subprocess.run([*git, *command], env=own, check=True)
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python without the course, and a folder with all that the course needs."""
    folder, packages = tmp_path_factory.mktemp("python"), tmp_path_factory.mktemp("packages")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (old,) = [*OLDEST.glob("lib/python*/site-packages")] or [Path(sysconfig.get_path("purelib"))]
    for package in old.iterdir():
        if package.name not in ("helpers", "tutor", "tools"):
            (packages / package.name).symlink_to(package)
    return folder / "bin" / "python", packages


@pytest.fixture
def place(tmp_path, monkeypatch, python, repository):
    """Run cells in "colab" or on "kaggle", in a folder that is empty at first; returns the cells with their outputs."""
    there = tmp_path / "content"
    there.mkdir()
    for name, text in COLAB.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    instead = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
    }
    command, packages = python

    def run(name, *cells, **environment):
        loaded = "google.colab.output" if name == "colab" else "os"
        kernel = {
            "argv": [str(command), "-c", START.format(loaded=f"matplotlib, {loaded}"), "-f", "{connection_file}"],
            "display_name": name,
            "language": "python",
            "env": {
                **instead,
                "LC_ALL": "C",  # for what git says
                "PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{packages}",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYDEVD_DISABLE_FILE_VALIDATION": "1",
                **({"KAGGLE_KERNEL_RUN_TYPE": "Interactive"} if name == "kaggle" else {}),
                **environment,
            },
        }
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kernel.json").write_text(json.dumps(kernel))
        notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        options = {"timeout": 60, "store_widget_state": False, "coalesce_streams": True}
        options |= {"kernel_name": name, "kernel_manager_class": AsyncFileKernelManager}
        with contextlib.suppress(CellExecutionError):  # it stands in the outputs
            NotebookClient(notebook, resources={"metadata": {"path": str(there)}}, **options).execute()
        return notebook.cells

    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.delenv("MATPLOTLIBRC", raising=False)  # which the tests set for themselves
    return there, run


def said(cell):
    """What a cell says, or what went wrong in it; "" where it asks scikit-learn, which may be missing."""
    words = [one.get("text") or one.get("evalue") or one["data"]["text/plain"] for one in cell.outputs]
    return "" if "sklearn" in cell.source else " ".join("\n".join(words).split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_in_colab_every_notebook_runs_and_says_what_it_says_at_home(place, path):
    there, run = place
    stored = code_cells(read(path))
    first, *cells, where = run("colab", *(cell.source for cell in stored), WHERE)
    assert [said(cell) for cell in cells] == [said(cell) for cell in stored[1:]]
    course = there / "linear-classification-live"
    assert str(course) in said(first)
    facts = [str(course / "notebooks"), *(str(course / name / "__init__.py") for name in ("helpers", "tutor"))]
    assert json.loads(where.outputs[0].data["text/plain"].strip("'")) == [*facts, str(course), [8.4, 3.9]]
    shown = [output for cell in cells for output in cell.outputs if LIVE in output.get("data", {})]
    managers = [output.metadata.get(LIVE, {}).get("colab") for output in shown]
    assert managers == [{"custom_widget_manager": {"url": MANAGER}}] * len(shown) != []


@pytest.mark.parametrize("name", ["colab", "kaggle"])
def test_it_is_fetched_once_and_what_lies_there_stays(place, name):
    there, run = place
    cell = fetching(read(NOTEBOOKS[0])).source
    once, again = run(name, cell, cell)
    course = there / "linear-classification-live"
    assert str(course) in said(once) and said(again) == ""
    (course / "notebooks" / "progress.json").write_text("{}")
    (restarted,) = run(name, cell, GIT_CONFIG_COUNT="0", PATH="")  # no git, and nobody to ask
    assert str(course) in said(restarted)
    assert (course / "notebooks" / "progress.json").read_text() == "{}"


def test_a_course_that_does_not_come_is_told_in_one_sentence(place):
    there, run = place
    cell = fetching(read(NOTEBOOKS[0])).source
    nowhere = {"GIT_CONFIG_KEY_0": f"url.{there.as_uri()}/nowhere.insteadOf"}
    (failed, *rest) = run("colab", cell, "import helpers", **nowhere)
    (error,) = failed.outputs
    assert error.ename == "RuntimeError" and "internet" in error.evalue and f"{there}/nowhere" in error.evalue
    assert rest[0].execution_count is None and list(there.iterdir()) == []
    (there / "linear-classification-live").mkdir()
    (there / "linear-classification-live" / "mine.txt").write_text("mine")
    (failed,) = run("colab", cell)
    assert "not an empty directory" in failed.outputs[0].evalue
    assert [path.name for path in there.rglob("*")] == ["linear-classification-live", "mine.txt"]


def test_at_home_it_does_nothing(python, tmp_path):
    """Not even where the course is not to be found."""
    same = "import os, sys\nbefore = os.getcwd(), [*sys.path]\n{}\nassert before == (os.getcwd(), sys.path)"
    code = same.format(fetching(read(NOTEBOOKS[0])).source)
    done = subprocess.run([python[0], "-c", code], cwd=tmp_path, env={}, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr, [*tmp_path.iterdir()]) == (0, "", "", [])


def test_it_is_the_first_code_of_each_notebook_folded_and_alike():
    cells = [code_cells(read(path))[0] for path in NOTEBOOKS]
    assert cells == [fetching(read(path)) for path in NOTEBOOKS] == [cells[0]] * len(NOTEBOOKS)
    assert cells[0].source.startswith("# @title ") and cells[0].outputs == []
    assert cells[0].metadata == {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["colab"]}


def test_the_address_is_everywhere_that_of_pyproject():
    """In the cell that fetches the course, and in the links that open it in Colab and Binder."""
    repository = ADDRESS.removeprefix("https://github.com/")
    for path in NOTEBOOKS:
        cells = [cell for cell in read(path).cells if kind(cell) == "colab"]
        assert f'address = "{ADDRESS}"\n' in fetching(read(path)).source
        (links,) = (re.findall(r"\((https://\S+)\)", cell.source) for cell in cells if cell.cell_type == "markdown")
        assert links == [
            f"https://colab.research.google.com/github/{repository}/blob/main/notebooks/{path.name}",
            f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/my_notebooks/{path.name}",
        ]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert ADDRESS in readme
    assert set(re.findall(r"(?:github\.com|/gh|/github)/([\w-]+/[\w-]+)", readme)) == {repository}
