"""The course as a wheel, with what it asks for and nothing else, in the oldest versions: requirements-oldest.txt.

From another folder, every notebook says what it says here, and pictures answer.
"""

import json
import re
import shutil
import subprocess
import sys

import pytest
from nbclient import NotebookClient

from tests.kernels import AsyncFileKernelManager, FileKernelManager
from tests.notebooks.code import NOTEBOOKS, ROOT, calls, code_cells, parse, read
from tools.refresh import LIVE
from tutor.equations.latex import printed

PYTHON = ROOT / ".venv" / ".oldest" / "bin" / "python"
PICTURE = """
from helpers.live import explore
from helpers.pictures.sigmoid import Sigmoid
view = explore(Sigmoid(), l=(-6.0, 6.0, 0.1))
view
"""
IMAGE = """
import numpy as np
from helpers.live import Picture
from helpers.pictures.style import cells
picture = Picture()
image = picture.animated(cells(picture.subplots(), np.zeros((2, 2, 4))))
before = picture.still_layer().data
image.set_data(np.full((2, 2, 4), 0.5))
picture.invalidate()
print(picture.still_layer().data == before, picture.pixels()[200, 320].tolist())
"""

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="no old versions here: make .venv/.oldest installs them")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course as it is now, built and installed into a folder of its own."""
    source, course = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("course")
    for folder in ("helpers", "tutor", "tools", "data"):  # a copy: building leaves files behind
        shutil.copytree(ROOT / folder, source / folder)
    for path in (ROOT / "pyproject.toml", ROOT / "README.md", *ROOT.glob("LICENSE*")):
        shutil.copy(path, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "install", "--no-deps", "--target", course, source]
    subprocess.run(pip, check=True, capture_output=True)
    return course


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder with the notebooks and nothing else of the course."""
    return shutil.copytree(ROOT / "notebooks", tmp_path_factory.mktemp("elsewhere") / "notebooks")


@pytest.fixture(autouse=True)
def kernels(tmp_path, monkeypatch, course):
    """A kernel called oldest."""
    command = [str(PYTHON), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    environment = {"PYTHONPATH": str(course), "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    kernel = {"argv": command, "display_name": "oldest", "language": "python", "env": environment}
    folder = tmp_path / "kernels" / "oldest"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))


def said(cell):
    """What a cell says: what it printed, then the plain text of what it shows.

    IPython 7 shows the floats of numpy 2 with their type and all digits, whatever %precision says.
    """
    if "sklearn" in cell.source:
        return ""  # a library that is not among the old versions, and need not be
    words = [output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs]
    short = re.sub(r"np\.float64\(([^)]*)\)", lambda found: f"{float(found[1]):.4f}", "\n".join(words))
    return " ".join(short.split())


def test_the_versions_are_those_of_the_list():
    wanted = dict(re.findall(r"^(\S+)==([\d.]+\d)", (ROOT / "requirements-oldest.txt").read_text(), re.M))
    code = f"from importlib.metadata import version; print(*map(version, {list(wanted)}))"
    found = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(found) >= 6
    assert [old for old, new in zip(found, wanted.values(), strict=True) if f"{old}.".startswith(f"{new}.")] == found


def test_data_and_equations_are_in_the_wheel(course, elsewhere):
    code = (
        "import helpers.datasets as data, tutor.equations.latex as latex\n"
        "print(data.__file__, data.DATA, latex.__file__, len(data.digits()[0]), len(latex.printed()))"
    )
    run = subprocess.run([PYTHON, "-c", code], cwd=elsewhere, env={"PYTHONPATH": str(course)}, capture_output=True)
    assert run.returncode == 0, run.stderr
    *places, rows, equations = run.stdout.decode().split()
    assert all(place.startswith(f"{course}/") for place in places)
    assert (int(rows), int(equations)) == (1797, len(printed()))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_says_what_it_says_here(path, elsewhere):
    stored, notebook = read(path), read(path)
    options = {"timeout": 60, "store_widget_state": False, "coalesce_streams": True}
    options |= {"kernel_name": "oldest", "kernel_manager_class": AsyncFileKernelManager}
    NotebookClient(notebook, resources={"metadata": {"path": elsewhere}}, **options).execute()
    old, new = (code_cells(one) for one in (stored, notebook))
    assert [said(cell) for cell in new] == [said(cell) for cell in old]
    shown = [output for cell in new for output in cell.outputs if LIVE in output.get("data", {})]
    makers = ("prediction", "explore", "step_through", "find_the_slip", "attempt", "derivation")
    assert len(shown) == sum(len(calls(parse(cell.source), maker)) for cell in new for maker in makers) > 2


def test_an_image_that_moves_is_not_drawn_with_what_stands_still(course, elsewhere):
    run = subprocess.run([PYTHON, "-c", IMAGE], cwd=elsewhere, env={"PYTHONPATH": str(course)}, capture_output=True)
    assert run.stdout.decode().split(maxsplit=1) == ["True", "[191, 191, 191, 255]\n"], run.stderr


def test_a_move_is_answered_and_the_next_frames_are_sent_ahead(elsewhere):
    manager = FileKernelManager(kernel_name="oldest")
    manager.start_kernel(cwd=elsewhere)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        opened = {}

        def hear(message):
            if message["msg_type"] == "comm_open":
                opened[message["content"]["comm_id"]] = message["content"]["data"]["state"]

        assert client.execute_interactive(PICTURE, output_hook=hear, timeout=60)["content"]["status"] == "ok"
        (view,) = (comm for comm, state in opened.items() if state["_model_module"] == "anywidget")
        told = {"do": "move", "values": {"l": 1.0}, "before": {"l": 2.0}, "client": "here", "turn": 1}
        content = {"comm_id": view, "data": {"method": "custom", "content": told}}
        client.shell_channel.send(client.session.msg("comm_msg", content))
        answer, *ahead = [_heard(client, view) for _ in range(4)]
        assert answer["content"]["data"]["state"]["answers"] == ["here", 1]
        assert answer["content"]["data"]["state"]["sentence"] != opened[view]["sentence"]
        assert [message["content"]["data"]["content"]["values"]["l"] for message in ahead] == [0.0, -1.0, -2.0]
        assert all(len(message["buffers"][0]) > 100 for message in ahead)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _heard(client, view):
    """The next message of a widget."""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == view:
            return message
