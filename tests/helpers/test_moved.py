"""What was moved since a student took a copy: an old import still works, or says what to write instead."""

from importlib import import_module

import pytest

import helpers
from helpers import MOVED, live

HELD = {  # one name that each of them held
    "helpers.chains": "gradient_chain",
    "helpers.derivations": "check",
    "helpers.desk": "update_workspace",
    "helpers.exercises": "attempt",
    "helpers.formulas": "side_texts",
    "helpers.pictures.look": "CLASSES",
    "helpers.stepper": "step_through",
    "helpers.tutor": "derivation",
}


@pytest.mark.parametrize(("old", "name"), HELD.items())
def test_an_old_import_says_where_that_is_now(old, name):
    with pytest.raises(ModuleNotFoundError, match=rf"^{old} has moved: write {MOVED[old]} instead$"):
        import_module(old)
    assert hasattr(import_module(MOVED[old]), name) and HELD.keys() == MOVED.keys()


def test_so_is_one_from_a_folder_that_still_lies_there(tmp_path, monkeypatch):
    (tmp_path / "exercises").mkdir()
    monkeypatch.setattr(helpers, "__path__", [*helpers.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="has moved"):
        import_module("helpers.exercises")


def test_so_is_the_picture_that_moved():
    with pytest.raises(ImportError, match="YourSlope has moved"):
        exec("from helpers.pictures.exercises import CoinSlope, YourSlope")


@pytest.mark.parametrize("module", ["helpers.live", "helpers.pictures.exercises", "tutor.equations.stepper"])
def test_what_never_was_is_missed_as_usual(module):
    with pytest.raises(AttributeError, match=rf"^module '{module}' has no attribute 'never'$"):
        import_module(module).never  # noqa: B018


def test_controls_go_by_their_old_names_too():
    assert [live.Again, live.Steps, live.Bed] == [live.Resample, live.Playback, live.EditablePoints]
    assert not hasattr(live, "Never")


@pytest.mark.parametrize("gone", ["from helpers.live import drive", "from tutor.equations.stepper import walk"])
def test_what_is_gone_says_what_to_do(gone):
    with pytest.raises(ImportError, match="is gone: take it out of this line"):
        exec(gone)
