"""Real JupyterLab in a real Chromium, for tests and benchmarks: one server, one page for each notebook.

    with lab(folder) as server, browser() as chrome:
        lesson = Lesson(chrome.new_page(), server, "01_zero_one_loss.ipynb")
        lesson.run_all()
        for picture in lesson.pictures():
            print(picture.number, picture.sentence())

`folder` holds copies: the server saves what it is told to save.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from jupyter_server.serverapp import list_running_servers
from playwright.sync_api import Locator, sync_playwright

from tests.kernels import TRANSPORT
from tests.notebooks.code import ROOT
from tutor.predictions import PREDICTIONS
from tutor.predictions.box import SHOWN

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PLACES = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
# How `make lab` starts.
LAB = [
    f"--config={ROOT / 'lab' / 'jupyter_lab_config.json'}",
    f"--LabApp.app_settings_dir={ROOT / 'lab'}",
    f"--LabApp.extra_labextensions_path={ROOT / 'lab' / 'extensions'}",
]
PANEL = "window.jupyterapp.shell.currentWidget"
PICTURE = ".live.picture"
CONTROLS = "input, select, button"
WIDGET = "application/vnd.jupyter.widget-view+json"


def chromium():
    """The path of a Chromium or Chrome on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


def make_predictions(folder):
    """Let a folder of notebooks have all predictions made, so that no picture is veiled."""
    made = {"exercises": {}, "predictions": dict.fromkeys(PREDICTIONS, SHOWN)}
    Path(folder, "progress.json").write_text(json.dumps(made))


@contextlib.contextmanager
def browser():
    """A headless Chromium that can reach nothing but this machine."""
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield chrome
        finally:
            chrome.close()


@dataclass
class Server:
    """A running JupyterLab."""

    url: str
    token: str
    mode: str = "lab"

    def address(self, notebook):
        """Where the notebook opens, in a workspace of its own."""
        workspace = re.sub(r"\W", "-", str(notebook))
        return f"{self.url}/{self.mode}/workspaces/{workspace}/tree/{notebook}?token={self.token}"


@contextlib.contextmanager
def lab(folder, settings=None, config=None):
    """Serve `folder` with the settings of `make lab` and none of the user's own.

    settings: more of JupyterLab's settings, {"package:plugin": {name: value}}.
    config: a file that says how JupyterLab is to start, instead of the way in which `make lab` starts it.
    Raises RuntimeError when the server does not come up.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as away:
        for plugin, values in (settings or {}).items():
            file = Path(away, "settings", *plugin.split(":")).with_suffix(".jupyterlab-settings")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        mode = "doc" if config else "lab"  # one notebook at a time, or with the files beside it
        log = Path(away, "log")
        with log.open("w") as output:
            process = _start(folder, away, output, config)
        try:
            end = time.monotonic() + 60
            while not (server := _server(Path(away, PLACES["JUPYTER_RUNTIME_DIR"]), mode)):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _server(folder, mode):
    """The server that says in a folder where it is, once it answers, or None."""
    for said in list_running_servers(folder):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{said['url']}api/status?token={said['token']}", timeout=2).close()
            return Server(said["url"].rstrip("/"), said["token"], mode)
    return None


def _start(folder, away, output, config):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    environment |= {name: str(Path(away, place)) for name, place in PLACES.items()}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    options = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--ServerApp.root_dir={folder}",
        f"--KernelManager.transport={TRANSPORT}",
        *([f"--config={config}"] if config else LAB),
        "--LabApp.expose_app_in_browser=True",
    ]
    command = [sys.executable, "-m", "jupyterlab", *options]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )


class Lesson:
    """One notebook, open in a page.

    complaints: what the browser's console, the page and the kernel had to say against it
    strangers: requests to anything but this machine
    """

    def __init__(self, page, server, notebook):
        self.page = page
        self.complaints, self.strangers = [], []
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda got: got.status >= 400 and self.complaints.append(f"{got.status} {got.url}"))
        page.on("request", self._watch)
        self.address = server.address(notebook)
        self.open()

    def _watch(self, request):
        if not re.match(r"(data|blob):|https?://127\.0\.0\.1[:/]", request.url):
            self.strangers.append(request.url)

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # that is the page's own doing, as when it is left
            self.complaints.append(f"{request.failure} {request.url}")

    def open(self):
        """Open the notebook, again if it was open, with all that is folded in it, and wait for its kernel."""
        self.page.goto(self.address)
        self.page.wait_for_function(f"window.jupyterapp && {PANEL}?.content?.model?.cells.length", timeout=60_000)
        self.ask(f"{PANEL}.context.ready.then(() => {PANEL}.sessionContext.ready)")
        self.command("notebook:expand-all-headings")
        self.wait_idle()
        self.page.evaluate(f"""() => {PANEL}.sessionContext.iopubMessage.connect((_, message) => {{
            const content = message.content;
            if (message.header.msg_type === 'error') console.error(content.traceback.join('\\n'));
            // A kernel says this when JupyterLab asks it for widgets before it has any, or for some that it has closed.
            const asked = /^No such comm/.test(content.text);
            if (content.name === 'stderr' && !asked) console.error(content.text);
        }})""")

    def ask(self, promise, seconds=60):
        """The value of a JavaScript promise. Raises playwright's Error when it takes too long."""
        late = f"new Promise((_, no) => setTimeout(() => no(Error('no answer in {seconds} s')), {1000 * seconds}))"
        return self.page.evaluate(f"() => Promise.race([{promise}, {late}])")

    def wait_idle(self, seconds=60):
        """Wait until the kernel has nothing to do."""
        idle = f"{PANEL}.sessionContext.session?.kernel?.status === 'idle'"
        self.page.wait_for_function(idle, timeout=1000 * seconds)

    def command(self, name, seconds=60):
        """What JupyterLab's command of that name returns."""
        return self.ask(f"window.jupyterapp.commands.execute('{name}')", seconds)

    def run_all(self, seconds=120):
        """Run every cell and wait for the kernel to be idle. Raises AssertionError with the tracebacks, if any.

        JupyterLab goes to the top then, for some seconds, and could take the page from under the mouse. So it is told
        to go there, and the promise that it keeps when it has nothing more to scroll is waited for.
        """
        passed = self.command("notebook:run-all-cells", seconds)
        self.wait_idle()
        assert passed, "\n".join(self.errors()) or "Run All did not finish"
        self.ask(f"{PANEL}.content.scrollToItem(0, 'start')")
        self.wait_rendered()

    def wait_rendered(self):
        """Wait until JupyterLab, which takes its time, has put every widget on the page.

        A cell is not to be run again before: anywidget complains of a widget that is closed while it is still loaded.
        """
        self.page.wait_for_function(f"""{PANEL}.content.widgets
            .filter(cell => cell.outputArea?.model.toJSON().some(output => output.data?.['{WIDGET}']))
            .every(cell => cell.isAttached && !cell.node.textContent.includes('Loading widget'))""")

    def choose(self, index):
        """Make a cell, counted from 0, the one that commands are about."""
        self.page.evaluate(f"{PANEL}.content.activeCellIndex = {index}")

    def run_cell(self, index, seconds=120):
        """Run one cell, counted from 0. Raises AssertionError when it fails."""
        self.choose(index)
        assert self.command("notebook:run-cell", seconds), "\n".join(self.errors())
        self.wait_idle()

    def errors(self):
        """The tracebacks that stand in the notebook."""
        outputs = self.page.evaluate(
            f"[...{PANEL}.content.model.cells].flatMap(cell => cell.toJSON().outputs ?? [])"
            ".filter(output => output.output_type === 'error')"
        )
        return [re.sub(r"\x1b\[[\d;]*m", "", "\n".join(output["traceback"])) for output in outputs]

    def save(self):
        """Save the notebook."""
        self.command("docmanager:save")
        self.page.wait_for_function(f"!{PANEL}.context.model.dirty")

    def shut_down(self):
        """End the kernel."""
        self.ask(f"{PANEL}.sessionContext.shutdown()")

    def restart(self):
        """Restart the kernel, without the question."""
        self.ask(f"{PANEL}.sessionContext.restartKernel()")
        self.wait_idle()

    def widgets(self):
        """The identifiers of the widgets in the notebook, in order."""
        return self.page.evaluate(f"""() => [...{PANEL}.content.model.cells]
            .flatMap(cell => cell.toJSON().outputs ?? [])
            .map(output => output.data?.['{WIDGET}']?.model_id).filter(Boolean)""")

    def ask_kernel(self, question, *facts):
        """The kernel's answer to one of the questions in `tests.browser.inside`."""
        self.wait_idle()
        code = f"__import__('tests.browser.inside').browser.inside.tell({question!r}, *{facts!r})"
        told = self.ask(f"""new Promise(async (done, failed) => {{
            let told = '';
            const code = {json.dumps(code)};
            const asked = {PANEL}.sessionContext.session.kernel.requestExecute({{ code, store_history: false }});
            asked.onIOPub = message => {{
                if (message.header.msg_type === 'error') failed(Error(message.content.traceback.join('')));
                told += message.content.text ?? '';
            }};
            await asked.done;
            done(told);
        }})""")
        return json.loads(told)

    def ask_pictures(self, question):
        """The kernel's answers for each picture, in the order of the page."""
        told = self.ask_kernel(question)
        return [told[name] for name in self.widgets() if name in told]

    def pictures(self):
        """The live pictures on the page, in order."""
        return [LivePicture(self, number) for number in range(self.page.locator(PICTURE).count())]


@dataclass
class Control:
    """What a hand can move: kind is slider, number, tick, menu or button."""

    kind: str
    name: str
    node: Locator


class LivePicture:
    """One live picture as the browser shows it."""

    def __init__(self, lesson, number):
        self.lesson, self.number = lesson, number
        self.root = lesson.page.locator(PICTURE).nth(number)
        self.canvas = self.root.locator("canvas")

    def sentence(self):
        """What the picture says."""
        return " ".join(self.root.locator(".sentence").text_content().split())

    def pixels(self):
        """A fingerprint of the picture's pixels: equal if and only if the pictures are."""
        return self.canvas.evaluate("""async canvas => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', pixels));
            return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
        }""")

    def settle(self, still=0.15, seconds=15):
        """Wait until picture and sentence have been still for a while and the kernel is idle. Raises TimeoutError."""
        end, last, since = time.monotonic() + seconds, None, 0
        while time.monotonic() < end:
            self.lesson.wait_idle(seconds)
            now = self.pixels(), self.sentence()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since >= still:
                return
            self.lesson.page.wait_for_timeout(30)
        raise TimeoutError(f"picture {self.number} still moves after {seconds} s")

    def controls(self):
        """Its sliders, number boxes, tick boxes, menus and buttons, in order; what is folded away is opened."""
        self.root.evaluate("root => root.querySelectorAll('details').forEach(one => { one.open = true; })")
        return [_control(node) for node in self.root.locator(".live-controls").locator(CONTROLS).all()]


def _control(node):
    kind, name = node.evaluate("""node => {
        const kind = {range: 'slider', number: 'number', checkbox: 'tick'}[node.type]
            ?? {SELECT: 'menu', BUTTON: 'button'}[node.tagName];
        return [kind, (node.ariaLabel ?? (node.labels?.[0] ?? node).textContent).trim()];
    }""")
    return Control(kind, name, node)
