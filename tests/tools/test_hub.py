"""A small class on a real hub is served; who gets an error or a dead slider fails, and the others do not."""

import asyncio
import gc
import json
import re
import subprocess
import sys
from pathlib import Path

import jupyterlab.commands
import nbformat
import psutil
import pytest
from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
from matplotlib.backends.backend_agg import RendererAgg
from traitlets.config.loader import PyFileConfigLoader

from helpers.pictures.zero_one import Heaviside
from tests.notebooks.code import NOTEBOOKS, ROOT
from tools.hub import load_test, simulated_student
from tools.hub.server_extension import PULLED

HUB = ROOT / "tools" / "hub"
THROUGH_FILES = """
from ipykernel.connect import get_connection_info
transport = get_connection_info(unpack=True)["transport"]
assert transport == "ipc", "two kernels on one machine may want the same port"
"""
FAILS = "raise RuntimeError('a kernel that gives up')"
SILENT = """
from helpers.live import explore
from helpers.pictures.zero_one import Heaviside
view = explore(Heaviside(), a=(-2.0, 2.0, 0.1))
view.on_msg(view.receive, remove=True)
view
"""
STUCK = """
from helpers.live import explore
from helpers.pictures.zero_one import Heaviside
class Stuck(Heaviside):
    def update(self, a=0.0):
        return super().update()
explore(Stuck(), a=(-2.0, 2.0, 0.1))
"""

pytestmark = pytest.mark.skipif(not load_test.PROXY.exists(), reason="no proxy here: make .venv/.node installs it")


@pytest.fixture(scope="module")
def hub():
    with load_test.hub() as hub:
        family = psutil.Process(hub.process.pid).children(recursive=True)
        yield hub
        family += psutil.Process(hub.process.pid).children(recursive=True)
    assert len(set(family)) > 5  # the proxy, the servers and kernels
    assert not [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def report(hub):
    """Two students go through the first notebook."""
    return asyncio.run(load_test.attend(hub, 2, NOTEBOOKS[:1]))


def test_all_are_served(report):
    assert report.failed == {}
    bare, lesson = report.lessons
    assert len(bare.used) == len(lesson.used) == 2
    assert len(lesson.together) == 2 * len(lesson.alone) > 50  # every slider of every picture, by both and by one
    for used in bare.used + lesson.used:
        assert used.server > 5e7 < used.kernels  # bytes: whoever measures the wrong processes finds less


def test_the_report_says_what_was_measured(report):
    said = str(report)
    assert said.startswith("2 students at once") and "all served" in said
    assert re.search(r"bare kernels +\d+ +\d+ +\d+ +1\.00 ", said)
    totals = report.totals().values()
    assert len(totals) == 5 and min(totals) > 0


def test_what_two_hundred_would_need_lies_on_lines_through_what_was_measured():
    def took(count):
        """Each 0.2 GB, half of it a kernel, and CPU for 3 s, 6 s, 20 moves of 10 ms; beside that 1 GB, 30 s, 60 s."""
        used = [load_test.ResourceUse(server=10**8, kernels=10**8)] * count
        lesson = load_test.Lesson("one", 1.0, 60 + 6 * count, [0.1] * 20 * count, 0.2 * count, used, [0.1] * 20)
        hub = load_test.ResourceUse(server=10**9)
        return load_test.Report(2, count, {}, (1.0, 30 + 3 * count), [lesson], hub)

    said = load_test.extrapolate([took(10), took(20), took(40)], 200)
    rows = [[float(number) for number in row[27:].split()] for row in said.splitlines()[1:6]]
    memory, second, come, run, move = rows
    assert memory == [3, 5, 9, 0.2, 41] and second == [1, 2, 4, 0.1, 20]
    assert come == [60, 90, 150, 3, 630] and run == [120, 180, 300, 6, 1260]
    assert move == [0.1, 0.2, 0.4, 0.01, 2]
    assert [int(number) for number in re.findall(r"(\d+)(?: GB| to arrive| if all| while)", said)] == [41, 20, 2, 21, 2]


def test_a_hub_across_town_is_a_round_trip_away(hub, report):
    away = asyncio.run(load_test.attend(hub, 1, [], round_trip=0.1))
    assert away.failed == {} and "100 ms away" in str(away)
    (bare,) = away.lessons
    assert len(bare.alone) == 20 and min(bare.alone + bare.together) >= 0.1


def test_who_gets_an_error_or_a_dead_slider_fails_and_the_others_do_not(hub, report):
    async def lesson():
        group = load_test.Cohort(hub, 4)
        try:
            await group.all_at_once(lambda one: one.arrive())
            for one, source in zip(group.students, (THROUGH_FILES, FAILS, SILENT, STUCK), strict=True):
                notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
                await one.write(f"{load_test.WORKSPACE}trouble.ipynb", notebook)
            await group.lesson(Path("trouble.ipynb"))
        finally:
            await group.leave()
        return group

    group = asyncio.run(lesson())
    assert [one.name for one in group.served] == ["student-1"]
    assert group.failed == {
        "student-2": "a cell said RuntimeError: a kernel that gives up",
        "student-3": "a slider moved, and no answer came",
        "student-4": "a slider moved, and no new sentence and frame came",
    }


def test_a_picture_that_was_drawn_keeps_no_pixels():
    """Each student has a kernel with many pictures, and pixels would be most of what they take."""

    def renderers():
        return sum(isinstance(thing, RendererAgg) and bool(vars(thing)) for thing in gc.get_objects())

    picture = Heaviside()
    picture.show()
    before = renderers()
    pixels = picture.pixels()
    assert renderers() <= before
    assert (picture.pixels() == pixels).all() and pixels.std() > 1


def test_the_students_work_outlives_an_update_of_the_course(hub, report, tmp_path):
    """Pulled again, the course brings its news to the workspace, and leaves a cell that was typed there."""

    async def visit(source=None):
        one = simulated_student.Student(hub.url, "student-1")
        try:
            assert await one.arrive() == f"/user/student-1/lab/tree/{load_test.WORKSPACE}00_start_here.md"
            if source:
                notebook = nbformat.read(workspace, as_version=4)
                next(cell for cell in notebook.cells if cell.cell_type == "code").source = source
                await one.write(f"{load_test.WORKSPACE}{NOTEBOOKS[0].name}", notebook)
        finally:
            await one.leave()

    workspace = hub.homes / "student-1" / load_test.WORKSPACE / NOTEBOOKS[0].name
    asyncio.run(visit("my_own = 'answer'"))
    news = tmp_path / "course"
    subprocess.run(["git", "clone", "--quiet", hub.homes.parent / "course.git", news], check=True)
    notebook = nbformat.read(news / "notebooks" / NOTEBOOKS[0].name, as_version=4)
    notebook.cells[0].source = "# A better title"
    nbformat.write(notebook, news / "notebooks" / NOTEBOOKS[0].name)
    (news / "lab" / "start.md").write_text("LAST\n\nA better first page")
    load_test.publish(news, hub.homes.parent / "course.git")
    asyncio.run(visit())
    first_page = workspace.with_name("00_start_here.md").read_text()
    assert "my_own = 'answer'" in first_page and first_page.endswith("A better first page")
    cells = nbformat.read(workspace, as_version=4).cells
    assert cells[0].source == "# A better title"
    assert "my_own = 'answer'" in [cell.source for cell in cells]


def test_links_lead_into_the_workspace_or_say_404(hub, report):
    """Those from when its folder was called desk, too."""

    async def visit():
        one = simulated_student.Student(hub.url, "student-1")
        try:
            await one.arrive()
            old = await one.web.get(f"{one.home}desk/06_exercises.ipynb")
            wrong = await one.web.get(f"{one.home}workspace/07.ipynb")
            listed = await one.web.get(f"{one.home}api/contents/{load_test.WORKSPACE}")
        finally:
            await one.leave()
        return old, wrong, {entry["name"] for entry in listed.json()["content"]}

    old, wrong, names = asyncio.run(visit())
    assert old.is_success and old.url.path.endswith(f"lab/tree/{load_test.WORKSPACE}06_exercises.ipynb")
    assert wrong.status_code == 404
    assert "00_start_here.md" in names and "matplotlibrc" not in names


def test_the_image_copies_what_exists_to_where_it_is_read():
    recipe = (HUB / "Dockerfile").read_text()
    copies = [line.split()[1:] for line in recipe.splitlines() if line.startswith("COPY")]
    copies = [[word for word in words if not word.startswith("--")] for words in copies]
    for *sources, _ in copies:
        for source in sources:
            assert (ROOT / source).exists(), source
    places = {Path(source).name: Path(target) for *sources, target in copies for source in sources}
    application = Path(jupyterlab.commands.get_app_dir()).relative_to(sys.prefix)
    assert places["overrides.json"] == Path("/opt/conda") / application / "settings" / "overrides.json"
    assert places["extensions"] == Path("/opt/conda") / application.with_name("labextensions")
    assert places["jupyter_server_config.json"].parent == Path("/opt/conda/etc/jupyter/jupyter_server_config.d")
    assert "--file environment.yml" in recipe
    ignored = (HUB / "Dockerfile.dockerignore").read_text().split()
    assert {".git", ".venv", "node_modules", "my_notebooks"} <= set(ignored)


def test_the_image_is_made_of_versions_that_do_not_change():
    recipe = (HUB / "Dockerfile").read_text()
    (image,) = re.findall(r"^FROM (.+)$", recipe, re.M)
    assert re.fullmatch(r"[^:@]+:[0-9a-f]{12}", image)  # a commit of jupyter/docker-stacks
    (version,) = re.findall(r"\d+\.\d+\.\d+(?=\n)", recipe)
    assert f"ARG JUPYTERHUB={version}\n" in recipe and "jupyterhub==${JUPYTERHUB}" in recipe
    assert version not in (HUB / "README.md").read_text()  # it is said in one place


def test_a_server_is_as_patient_with_a_slow_kernel_as_the_hub_with_a_slow_server(monkeypatch):
    monkeypatch.setenv("COURSE_REPOSITORY", "https://example.org/course")
    hub = PyFileConfigLoader("jupyterhub_config.py", str(HUB)).load_config()
    server = json.loads((HUB / "jupyter_server_config.json").read_text())
    assert "kernel_info_timeout" in MappingKernelManager.class_trait_names(config=True)
    assert server["MappingKernelManager"]["kernel_info_timeout"] == hub.Spawner.start_timeout > 60


def test_a_server_finds_its_extension_and_its_websockets():
    config = json.loads((HUB / "jupyter_server_config.json").read_text())
    lab = json.loads((ROOT / "lab" / "jupyter_lab_config.json").read_text())
    assert config["ContentsManager"] == lab["ContentsManager"]
    settings = config["ServerApp"]
    module, name = settings["kernel_websocket_connection_class"].rsplit(".", 1)
    assert settings["jpserver_extensions"] == {module: True}
    assert hasattr(sys.modules[module], name) and hasattr(sys.modules[module], "_load_jupyter_server_extension")


def test_the_readme_has_the_link_that_the_hub_is_configured_with():
    link = re.search(r"https://\S+git-pull\?\S+", (HUB / "README.md").read_text())[0]
    assert f"targetpath={PULLED}" in link and "urlpath=workspace%2F00_start_here.md" in link
    config = (HUB / "jupyterhub_config.py").read_text()
    assert f'"targetpath": "{PULLED}"' in config and '"urlpath": "workspace/00_start_here.md"' in config


def test_the_hub_says_when_it_does_not_know_where_the_course_is(monkeypatch):
    config = PyFileConfigLoader("jupyterhub_config.py", str(HUB))
    monkeypatch.setenv("COURSE_REPOSITORY", "https://example.org/course?a&b")
    assert "repo=https%3A%2F%2Fexample.org%2Fcourse%3Fa%26b&" in config.load_config().Spawner.default_url
    monkeypatch.delenv("COURSE_REPOSITORY")
    with pytest.raises(ValueError, match="COURSE_REPOSITORY must hold the address"):
        config.load_config()
