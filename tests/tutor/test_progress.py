"""What is kept across notebooks: in a file beside them, by whichever kernel, and never lost to a broken file."""

import json
import subprocess
import sys

import pytest

from tutor import progress

SAY = """
from IPython.terminal.interactiveshell import TerminalInteractiveShell
TerminalInteractiveShell.instance(term_title=False)
from tutor.progress import keep, so_far
"""


@pytest.fixture(autouse=True)
def a_folder_of_its_own(new_session, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def in_a_notebook(code):
    """Run code as a notebook's kernel would; returns what it prints."""
    done = subprocess.run([sys.executable, "-c", SAY + code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_one_notebook_finds_what_another_has_kept(tmp_path):
    assert in_a_notebook("print(keep('predictions', 'shape', 'a bowl'))") == "True"
    in_a_notebook("keep('exercises', '3', {'outcome': 'right', 'hints': 1})")
    in_a_notebook("keep('predictions', 'shape', 'stairs')")
    assert progress.so_far() == {
        "exercises": {"3": {"outcome": "right", "hints": 1}},
        "predictions": {"shape": "stairs"},
    }
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]


def test_the_file_can_be_read_by_people(tmp_path, monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", object)
    assert progress.keep("predictions", "Σ", "a bowl")
    assert (tmp_path / "progress.json").read_text("utf-8") == (
        '{\n "exercises": {},\n "predictions": {\n  "Σ": "a bowl"\n }\n}'
    )


def test_outside_a_notebook_it_lasts_as_long_as_the_session(tmp_path):
    assert progress.keep("predictions", "shape", "a bowl")
    assert progress.so_far()["predictions"] == {"shape": "a bowl"}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        '{"exercises": {}}',
        '{"exercises": [1], "predictions": 7}',
        '{"exercises": {"3": 1}, "predictions": {"x": []}}',
    ],
)
def test_a_file_that_is_broken_counts_as_empty_and_is_written_afresh(tmp_path, content):
    (tmp_path / "progress.json").write_text(content)
    assert progress.so_far() == {"exercises": {}, "predictions": {}}
    in_a_notebook("keep('predictions', 'shape', 'a bowl')")
    assert json.loads((tmp_path / "progress.json").read_text())["predictions"] == {"shape": "a bowl"}


def test_a_folder_that_takes_no_file_is_said_and_loses_nothing(tmp_path):
    (tmp_path / "progress.json").mkdir()
    said = in_a_notebook("print(keep('predictions', 'shape', 'a bowl'), so_far()['predictions'])")
    assert said == "False {'shape': 'a bowl'}"
    assert [path.name for path in tmp_path.iterdir()] == ["progress.json"]  # nothing half-written


def test_what_could_not_be_kept_is_kept_once_there_is_room(tmp_path):
    said = in_a_notebook("""
from pathlib import Path
from tutor.exercises import attempt
Path("progress.json").mkdir()
print("could not be kept" in attempt(5, 0.02304).rich)
Path("progress.json").rmdir()
print("could not be kept" in attempt(5, 0.02304).rich)
""")
    assert said.split() == ["True", "False"]
    assert progress.so_far()["exercises"] == {"5": {"outcome": "right", "hints": 0}}


def test_what_is_kept_is_not_written_again(tmp_path):
    in_a_notebook("keep('predictions', 'shape', 'a bowl')")
    before = (tmp_path / "progress.json").stat().st_ino
    assert in_a_notebook("print(keep('predictions', 'shape', 'a bowl'))") == "True"
    assert (tmp_path / "progress.json").stat().st_ino == before


def test_what_another_notebook_has_kept_since_stays(tmp_path):
    said = in_a_notebook(f"""
import subprocess, sys
keep("predictions", "shape", "a bowl")
subprocess.run([sys.executable, "-c", {SAY + "keep('predictions', 'shape', 'stairs')"!r}], check=True)
keep("predictions", "hole", "speaks for 0")
print(so_far()["predictions"])
""")
    assert said == "{'shape': 'stairs', 'hole': 'speaks for 0'}"
