"""Binder, as far as it goes without its network: what it reads, and what `postBuild` leaves behind."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.notebooks.code import NOTEBOOKS, ROOT

LOOKS = """
import sys, jupyter_core.paths, jupyterlab.commands
print(*jupyter_core.paths.jupyter_path("labextensions"), jupyterlab.commands.get_app_dir() + "/settings")
"""


def test_binder_reads_what_stands_at_the_top():
    """It takes 3.10 where no one version is given, and a folder binder/ instead of what stands at the top."""
    conda = (ROOT / "environment.yml").read_text("utf-8")
    version = re.search(r"- python=(\d+)\.(\d+)$", conda, re.M)
    assert (3, 11) <= (int(version[1]), int(version[2]))
    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists()
    assert os.access(ROOT / "postBuild", os.X_OK)


def test_it_lays_out_the_students_copy_and_the_settings_of_make_lab(tmp_path):
    course, python = tmp_path / "course", tmp_path / "python"
    for name in ("lab", "notebooks", "tools", "tutor", "helpers"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "postBuild", course)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", python], check=True)
    there = {"PATH": f"{python / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": sysconfig.get_path("purelib")}
    subprocess.run([course / "postBuild"], cwd=tmp_path, env=there, check=True)
    assert {path.name for path in (course / "my_notebooks").glob("*.*")} >= {
        "00_start_here.md",
        *(path.name for path in NOTEBOOKS),
    }
    looks = subprocess.run(
        ["python", "-c", LOOKS], env=there, capture_output=True, text=True, check=True
    ).stdout.split()
    own, settings = (Path(place) for place in looks if place.startswith(f"{python}/"))
    assert (settings / "overrides.json").read_bytes() == (ROOT / "lab" / "overrides.json").read_bytes()
    for extension in (ROOT / "lab" / "extensions").glob("*/*"):
        assert (own / extension.parent.name / extension.name).read_bytes() == extension.read_bytes()
