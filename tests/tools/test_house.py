"""The house: who may import whom, what is read from where, and that what was moved is found."""

import subprocess
import sys
from importlib import import_module

import pytest

import helpers
from helpers import MOVED
from tests.notebooks.code import ROOT
from tools import refresh
from tutor.progress import FILE


def test_imports_go_one_way():
    said = subprocess.run([f"{sys.prefix}/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_import_from_before_the_move_is_told_where_it_is_now(old, new):
    with pytest.raises(ModuleNotFoundError, match=f"{old} has moved: write {new} instead"):
        import_module(old)
    import_module(new)


def test_so_is_one_from_a_folder_that_still_lies_there(tmp_path, monkeypatch):
    (tmp_path / "exercises").mkdir()
    monkeypatch.setattr(helpers, "__path__", [*helpers.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="has moved"):
        import_module("helpers.exercises")


def test_so_is_the_picture_that_moved():
    with pytest.raises(ImportError, match="YourSlope has moved"):
        exec("from helpers.pictures.exercises import CoinSlope, YourSlope")


@pytest.mark.parametrize("gone", ["from helpers.live import drive", "from tutor.equations.stepper import walk"])
def test_what_is_gone_says_what_to_do(gone):
    with pytest.raises(ImportError, match="is gone: take it out of this line"):
        exec(gone)


def test_the_equations_for_the_stepper_are_those_of_the_notebooks():
    assert refresh.PRINTED.read_text("utf-8") == refresh.printed(), "make refresh writes them"


def test_nobody_has_answered_predictions_in_the_course_itself():
    assert not (ROOT / "notebooks" / FILE).exists(), "delete it: with it, notebooks run as if they had been answered"
