"""The course in the browser: the site is built once, and opened in a real Chromium that reaches nothing but it.

numpy, matplotlib and the other compiled packages are not on the site: a browser fetches them from Pyodide's own
network, which no test may do. So the kernel, the widgets and the wheels are tested, the pictures are not; and a test
holds that nothing else would be fetched. With PYODIDE=folder, which names a full distribution of Pyodide, they are on
the site, and every notebook is run in the browser.
"""

import contextlib
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.jupyterlab import PANEL, Lesson
from tests.notebooks.code import NOTEBOOKS, ROOT
from tools.pages import lite
from tools.pages.lite import PYODIDE_CDN_URL

COMPILED = set() if "PYODIDE" in os.environ else {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
KERNEL = f"{PANEL}?.sessionContext?.session?.kernel"

pytestmark = pytest.mark.skipif(not lite.PYODIDE.exists(), reason="no Pyodide here: make .venv/.node installs it")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return lite.build(tmp_path_factory.mktemp("built") / "site")


@contextlib.contextmanager
def served(site):
    """The address of a server of that folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def lesson(chrome, address):
    """The first notebook, open, its kernel idle; page.strangers lists what was asked of anyone but the site."""
    page = chrome.new_page(viewport={"width": 1280, "height": 720})
    page.strangers = []
    page.on("request", lambda asked: asked.url.startswith((address, "data:", "blob:")) or note(page, asked))
    page.goto(f"{address}/lab/index.html?path={NOTEBOOKS[0].name}")
    page.wait_for_function(f"window.jupyterapp && {KERNEL}?.status === 'idle'", timeout=180_000)
    yield page
    page.close()


def note(page, asked):
    page.strangers.append(asked.url)


def run(page, source, wait="true"):
    """Put a cell at the top of the notebook and run it; returns its outputs."""
    page.evaluate(
        f"""source => {{
        {PANEL}.content.model.sharedModel.insertCell(0, {{cell_type: 'code', source}});
        {PANEL}.content.activeCellIndex = 0;
    }}""",
        source,
    )
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
    return page.evaluate(f"{PANEL}.content.model.cells.get(0).toJSON().outputs")


def lock(site):
    return json.loads((site / "static" / "pyodide" / "pyodide-lock.json").read_text())["packages"]


def test_every_notebook_and_the_settings_of_make_lab_are_on_the_site(site):
    for path in NOTEBOOKS:
        assert (site / "files" / path.name).read_bytes() == path.read_bytes()
    assert (site / "files" / "matplotlibrc").exists()
    settings = json.loads((site / "jupyter-lite.json").read_text())["jupyter-config-data"]["settingsOverrides"]
    assert json.loads((ROOT / "lab" / "overrides.json").read_text()).items() <= settings.items()
    for front_end in ("@jupyter-widgets/jupyterlab-manager", "anywidget", "course"):
        assert (site / "extensions" / front_end / "package.json").exists()


def test_the_wheel_of_the_course_has_its_data_style_and_script(site, tmp_path):
    wheel = site / "static" / "pyodide" / lock(site)["linear-classification-live"]["file_name"]
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import helpers.datasets as data, helpers.live as live; from pathlib import Path; from tutor.box import LOOK;"
        "print(data.__file__, len(data.iris()[0]), len(data.digits()[0]), *data.kerrich(), len(LOOK) > 999,"
        "'render' in Path(live.__file__).with_name('live.js').read_text('utf-8'))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(tmp_path / "helpers" / "datasets.py"), "150", "1797", "5067", "10000", "True", "True"]


def test_only_compiled_packages_are_left_to_pyodides_network(site):
    packages, queue, found = lock(site), [*lite.AT_START, *lite.MORE], set()
    while queue:
        name = queue.pop().lower().replace("_", "-")
        if name not in found:
            found.add(name)
            queue += packages[name]["depends"]
    away = {name for name in found if packages[name]["file_name"].startswith(PYODIDE_CDN_URL)}
    assert away == COMPILED
    for name in found - away:
        assert (site / "static" / "pyodide" / packages[name]["file_name"]).exists()


def test_a_wrong_pyodide_is_refused(tmp_path, monkeypatch):
    (tmp_path / "package.json").write_text('{"version": "0.1.0"}')
    monkeypatch.setattr(lite, "PYODIDE", tmp_path)
    with pytest.raises(RuntimeError, match=r"needs Pyodide .* got 0\.1\.0"):
        lite.build(tmp_path / "site")


def test_the_kernel_starts_and_answers(lesson):
    assert run(lesson, "1 + 1")[0]["data"]["text/plain"] == "2"
    assert lesson.strangers == []


def test_a_widget_like_the_pictures_moves_in_the_kernel(lesson):
    script = """export default { render({ model, el }) {
        const button = document.createElement("button");
        button.textContent = "one more";
        button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
        el.append(button);
    } }"""
    run(
        lesson,
        "import anywidget, traitlets\n"
        f"class Counter(anywidget.AnyWidget):\n    _esm = {script!r}\n    n = traitlets.Int().tag(sync=True)\n"
        "counter = Counter()\ncounter",
    )
    lesson.get_by_role("button", name="one more").click()
    lesson.wait_for_function(f"{KERNEL}?.status === 'idle'")
    assert run(lesson, "counter.n")[0]["data"]["text/plain"] == "1"
    assert lesson.strangers == []


def test_the_course_asks_the_network_for_the_compiled_packages_and_for_nothing_else(lesson):
    outputs = run(lesson, "import helpers.live")
    asked = {url.removeprefix(PYODIDE_CDN_URL + "/").split("-")[0] for url in lesson.strangers}
    assert asked == COMPILED
    assert outputs[0]["output_type"] == "error"  # here, where that network is out of reach
