"""The whole course in the browser, with nothing installed: `make site` builds it with JupyterLite in build/site.

What can lie on the site does: JupyterLab and the widgets' front ends, Pyodide (from npm), the notebooks, our own
packages with their data, and every package that is plain Python. The compiled ones, numpy and matplotlib among them,
are published by Pyodide's own network alone: a browser fetches them from there when a notebook first imports them.

`make site PYODIDE=folder` takes Pyodide from a folder with its full distribution, compiled packages included. Such a
site asks nobody else for anything.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, requires, version
from pathlib import Path

from packaging.requirements import Requirement

LITE = Path(sys.prefix, "lite")  # where JupyterLab does not see it: see requirements-site.txt
sys.path.append(str(LITE))

from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_VERSION  # noqa: E402

from tools.workspace import update_workspace  # noqa: E402

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"
PYODIDE = Path(os.environ.get("PYODIDE", ROOT / "node_modules" / "pyodide"))
CORE = ("package.json", "pyodide.js", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LABEXTENSIONS = [LITE / "share" / "jupyter" / "labextensions", ROOT / "lab" / "extensions"]
KERNEL = LABEXTENSIONS[0].joinpath("@jupyterlite/pyodide-kernel-extension/static/pypi")
TEMPLATE = ROOT / "lab" / "site"
SETTINGS = json.loads((TEMPLATE / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]

MODULE = r"\w+\.py|\w+/__init__\.py"

# What the kernel itself imports, from its start.
AT_START = SETTINGS["@jupyterlite/pyodide-kernel-extension:kernel"]["loadPyodideOptions"]["packages"]

# Wheels that Pyodide does not know: what each needs. (ipywidgets also asks for its front ends, which are on the site.)
MORE = {
    "comm": ["traitlets"],
    "ipykernel": [],
    "piplite": ["micropip"],
    "pyodide-kernel": ["comm", "ipykernel", "ipython", "traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "psygnal": [],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "linear-classification-live": [Requirement(line).name for line in requires("linear-classification-live")],
}


def build(site=SITE):
    """Build the whole site in the folder `site`. Raises RuntimeError when a part is missing or a step fails."""
    lite = site.parent / f"{site.name}-parts"
    for folder in (site, lite):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TEMPLATE, lite)
    write_pyodide(lite / "static" / "pyodide")
    write_files(lite / "files")
    shutil.copy(ROOT / "lab" / "overrides.json", lite)
    _run(
        *(sys.executable, "-m", "jupyterlite_core.app", "build", "--lite-dir", lite, "--output-dir", site),
        *("--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"),
        *(f"--FederatedExtensionAddon.extra_labextensions_path={folder}" for folder in LABEXTENSIONS),
        cwd=lite,
    )
    return site


def write_pyodide(folder):
    """Put into the folder Pyodide, the wheels, and Pyodide's list of both. Raises RuntimeError as build() does."""
    found = json.loads((PYODIDE / "package.json").read_text())["version"] if PYODIDE.exists() else "none"
    if found != PYODIDE_VERSION:
        raise RuntimeError(f"the kernel needs Pyodide {PYODIDE_VERSION} in {PYODIDE} (see package.json); got {found}")
    folder.mkdir(parents=True)
    for name in CORE:
        shutil.copy(PYODIDE / name, folder)
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    gather_wheels(lock, folder)
    (folder / "pyodide-lock.json").write_text(json.dumps(with_wheels(lock, folder)))


def write_files(files):
    """Put into the folder what the file browser shows: the student's copy as `make lab` makes it, and the licences."""
    update_workspace(workspace=files)
    shutil.rmtree(files / ".as_given")
    start = files / "00_start_here.md"
    at_home = start.read_text("utf-8").partition("**Where your work is.**")[0]
    start.write_text(at_home + (TEMPLATE / "start.md").read_text("utf-8"), "utf-8")
    shutil.copy(ROOT / "data" / "README.md", files / "licences" / "data.md")
    for path in ROOT.glob("LICENSE*"):
        shutil.copy(path, files / "licences")
    jupyterlab = next(file for file in distribution("jupyterlab").files if file.name == "LICENSE")
    shutil.copy(jupyterlab.locate(), files / "licences" / "LICENSE-JUPYTERLAB")


def gather_wheels(lock, folder):
    """Put into the folder each wheel that kernel and course need and that can be had: Pyodide's, ours, the kernel's."""
    wanted = []
    for package in map(lock["packages"].get, needed(lock)):
        if (PYODIDE / package["file_name"]).exists():
            shutil.copy(PYODIDE / package["file_name"], folder)
        elif package["file_name"].endswith("-none-any.whl"):
            wanted.append(f"{package['name']}=={package['version']}")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    python = lock["info"]["python"].rpartition(".")[0]
    wanted += [
        f"{name}=={version(name)}" for name in ("anywidget", "comm", "ipywidgets", "psygnal")
    ]  # as its front end
    _run(
        *(*pip, "download", "--no-deps", "--only-binary=:all:", "--platform=any", f"--python-version={python}"),
        *("--dest", folder, *wanted),
    )
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # or modules that are gone would come along
    _run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        shutil.copy(next(KERNEL.glob(f"{name}-*.whl")), folder)


def needed(lock):
    """The packages of Pyodide's own that the kernel and the course need, in order of name."""
    found, queue = set(), [*AT_START, *MORE]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += MORE[name] if name in MORE else map(_plain, lock["packages"][name]["depends"])
    return sorted(found - MORE.keys())


def with_wheels(lock, folder):
    """Pyodide's list of the packages needed, with the wheels in the folder; others are on Pyodide's own network."""
    lock["packages"] = {name: lock["packages"][name] for name in needed(lock)}
    for package in lock["packages"].values():
        if not (folder / package["file_name"]).exists():
            package["file_name"] = f"{PYODIDE_CDN_URL}/{package['file_name']}"
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        name = _plain(name)
        with zipfile.ZipFile(wheel) as archive:
            modules = {file.split("/")[0] for file in archive.namelist() if re.fullmatch(MODULE, file)}
        package = lock["packages"].setdefault(
            name,
            {
                "name": name,
                "depends": MORE.get(name, []),
                "imports": sorted(module.removesuffix(".py") for module in modules),
                "install_dir": "site",
                "package_type": "package",
                "unvendored_tests": False,
            },
        )
        package |= {"version": version, "file_name": wheel.name}
        package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return lock


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(*command, cwd=ROOT):
    environment = os.environ | {"PYTHONPATH": str(LITE)}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[:5]))} … failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


if __name__ == "__main__":
    print(f"Built in {build().relative_to(ROOT)}. To look at it: python -m http.server --directory build/site")
