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
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.hands import KEYBOARD, moves
from tests.browser.jupyterlab import PANEL, Lesson
from tests.notebooks.code import NOTEBOOKS, ROOT
from tools.pages import lite
from tools.pages.lite import PYODIDE_CDN_URL
from tutor.predictions import PREDICTIONS
from tutor.predictions.box import SHOWN

COMPILED = set() if "PYODIDE" in os.environ else {"contourpy", "kiwisolver", "matplotlib", "numpy", "pillow"}
KERNEL = f"{PANEL}?.sessionContext?.session?.kernel"

pytestmark = pytest.mark.skipif(not lite.PYODIDE.exists(), reason="no Pyodide here: make .venv/.node installs it")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return lite.build(tmp_path_factory.mktemp("built") / "site")


@dataclass
class Site:
    """The site, for a Lesson."""

    url: str

    def address(self, notebook):
        return f"{self.url}/lab/index.html?path={notebook}"


class SlowLesson(Lesson):
    """A lesson whose kernel must first be fetched and started in the page."""

    def ask(self, promise, seconds=300):
        return super().ask(promise, seconds)

    def wait_idle(self, seconds=300):
        super().wait_idle(seconds)


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
    """The first notebook, open."""
    with opened(chrome, address) as page:
        yield page


@contextlib.contextmanager
def opened(chrome, address):
    """The first notebook, its kernel idle; page.strangers lists what was asked of anyone but the site."""
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


def test_it_opens_on_the_first_page_with_text_in_readable_lines(chrome, address):
    page = chrome.new_page(viewport={"width": 1600, "height": 900})
    page.goto(address)
    text = page.locator(".jp-MarkdownViewer .jp-RenderedMarkdown")
    text.locator("h1").wait_for(timeout=60_000)
    letter, line = text.locator("p").first.evaluate("""p => {
        const digit = document.createElement('span');
        digit.textContent = '0';
        p.prepend(digit);
        return [digit.offsetWidth, p.offsetWidth];
    }""")
    assert 50 < line / letter < 75
    text.get_by_role("link").first.click()
    page.wait_for_function(f"{PANEL}?.title.label === '{NOTEBOOKS[0].name}'")
    page.close()


def test_the_first_page_links_to_what_is_there_and_speaks_of_no_folder_of_make_lab(site):
    page = (site / "files" / "00_start_here.md").read_text()
    links = set(re.findall(r"\]\((.+?)\)", page))
    assert {*(path.name for path in NOTEBOOKS), "glossary.md", "licences/README.md"} <= links
    for name in links:
        assert (site / "files" / name).exists(), name
    assert "my_notebooks" not in page


def test_a_loading_indicator_is_shown(site):
    config = json.loads((site / "lab" / "jupyter-lite.json").read_text())["jupyter-config-data"]
    assert config["showLoadingIndicator"] is True


def test_all_licences_are_on_the_site(site):
    licences = site / "files" / "licences"
    links = re.findall(r"\]\((?!https:)(.+?)\)", (licences / "README.md").read_text())
    assert {"LICENSE", "LICENSE-TEXT", "LICENSE-JUPYTERLAB", "data.md"} == set(links)
    for name in links:
        assert (licences / name).exists()
    bundled = json.loads((site / "build" / "third-party-licenses.json").read_text())["packages"]
    texts = {package["name"]: package["extractedText"] for package in bundled}
    assert "Apache License" in texts["mathjax-full"] and "BSD 3-Clause" in texts["@jupyterlite/application"]
    assert "Project Jupyter" in (licences / "LICENSE-JUPYTERLAB").read_text()  # whose packages come without it
    for wheel in (site / "static" / "pyodide").glob("*.whl"):
        assert any(re.search(r"LICEN|COPYING", file) for file in zipfile.ZipFile(wheel).namelist()), wheel.name


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


def test_the_wheels_of_the_site_run_the_notebooks_in_an_empty_environment(site, tmp_path):
    """What is compiled, and IPython's kernel, comes from here. The stored outputs come out again."""
    packages, names, queue = lock(site), set(), ["linear-classification-live"]
    while queue:
        name = queue.pop()
        if name not in names | {"ipython"}:
            names.add(name)
            queue += packages[name]["depends"]
    assert {"linear-classification-live", "anywidget", "psygnal", "matplotlib", "cycler"} < names
    files = [packages[name]["file_name"] for name in names]
    wheels = [site / "static" / "pyodide" / file for file in files if file.endswith("-none-any.whl")]
    course, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    pip = [sys.executable, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", "--target", course]
    subprocess.run([*pip, *(wheel for wheel in wheels if wheel.exists())], check=True, capture_output=True)
    shutil.copytree(ROOT / "notebooks", elsewhere)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty"], check=True)
    # On PYTHONPATH, Python finds the packages that are here, but not what `pip install -e` says of the course.
    environment = {"PYTHONPATH": f"{course}:{sysconfig.get_path('purelib')}", "PATH": os.environ["PATH"]}
    nbval = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={ROOT / 'tests' / 'sanitize.cfg'}"]
    run = [tmp_path / "empty" / "bin" / "python", "-m", "pytest", "--quiet", *nbval, "."]
    done = subprocess.run(run, cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


def test_only_compiled_packages_are_left_to_pyodides_network(site):
    files = {name: package["file_name"] for name, package in lock(site).items()}
    assert {*lite.AT_START, *lite.MORE, *COMPILED} < files.keys()
    away = {name for name, file in files.items() if file.startswith(PYODIDE_CDN_URL)}
    assert away == COMPILED
    for name in files.keys() - away:
        assert (site / "static" / "pyodide" / files[name]).exists()


def test_a_wrong_pyodide_is_refused(tmp_path, monkeypatch):
    (tmp_path / "package.json").write_text('{"version": "0.1.0"}')
    monkeypatch.setattr(lite, "PYODIDE", tmp_path)
    with pytest.raises(RuntimeError, match=r"needs Pyodide .* got 0\.1\.0"):
        lite.write_pyodide(tmp_path / "pyodide")


def test_a_full_pyodide_leaves_nothing_to_its_network(site, chrome, tmp_path, monkeypatch):
    """Its compiled packages are empty here: this shows that the site has them, not that they work."""
    full = tmp_path / "full"
    shutil.copytree(lite.PYODIDE, full)
    packages = json.loads((full / "pyodide-lock.json").read_text())["packages"]
    for name in lite.needed({"packages": packages}):
        wheel = full / packages[name]["file_name"]
        if (site / "static" / "pyodide" / wheel.name).exists():
            shutil.copy(site / "static" / "pyodide" / wheel.name, full)
        else:
            empty_wheel(wheel, packages[name])
    monkeypatch.setattr(lite, "PYODIDE", full)
    site = shutil.copytree(site, tmp_path / "site", ignore=lambda _, names: {"pyodide"} & set(names))
    lite.write_pyodide(site / "static" / "pyodide")
    assert not [name for name, package in lock(site).items() if package["file_name"].startswith("http")]
    with served(site) as address, opened(chrome, address) as page:
        outputs = run(page, "import numpy, matplotlib, PIL, kiwisolver, contourpy\nprint(numpy.__name__)")
        assert [output["text"].strip() for output in outputs] == ["numpy"]
        assert page.strangers == []


def empty_wheel(path, package):
    """A wheel that can be imported, and has nothing in it."""
    with zipfile.ZipFile(path, "w") as wheel:
        for module in package["imports"]:
            wheel.writestr(f"{module}/__init__.py", "")
        wheel.writestr(f"{package['name']}-{package['version']}.dist-info/METADATA", "")


@pytest.mark.skipif("PYODIDE" not in os.environ, reason="PYODIDE names no folder with a full distribution of Pyodide")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs_in_the_browser(chrome, address, path):
    """With numpy and matplotlib as Pyodide has them; a control of each picture moves it, and nobody else is asked."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    lesson = SlowLesson(page, Site(address), path.name)
    made = json.dumps({"exercises": {}, "predictions": dict.fromkeys(PREDICTIONS, SHOWN)})
    file = json.dumps({"type": "file", "format": "text", "content": made})
    lesson.ask(f"window.jupyterapp.serviceManager.contents.save('progress.json', {file})")
    lesson.run_all(300)
    assert lesson.errors() == []
    pictures = lesson.pictures()
    assert pictures
    for picture in pictures:
        picture.canvas.scroll_into_view_if_needed()
        assert moves(picture, picture.controls(), 0, KEYBOARD)
    assert lesson.strangers == []
    page.close()


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
