"""A flipped sign in any formula goes red.

Every public function of helpers/models.py is spoiled in one place at a time: + becomes - and back, * becomes / and
back, a minus sign is dropped or put in front of an argument or of the result, a comparison is turned round. (The rules
are those of tests/faults, where `make faults` has many more, for all of helpers and tutor.) The tests
of that function in test_models.py must notice every one. The checks of what comes in (helpers/validation.py) are
left alone; test_refusals holds each of them to its message.
"""

import ast
import functools
import inspect
import types
import warnings
from pathlib import Path

import pytest

from helpers import models
from tests.faults.rules import faults, negations, signs
from tests.helpers import test_models

TREE = ast.parse(Path(models.__file__).read_text(encoding="utf-8"))
SLIPS = [slip for slip in faults(TREE, [signs, negations], texts=None) if slip.where.split(".")[0] in models.__all__]

# Spoiled copies that compute the same as the original, each with its reason.
EQUIVALENT = {
    "hessian: logits(w, X)  ->  logits(-w, X)": "sigma(a) sigma(-a) is the same at a and at -a",
    "hessian: logits(w, X)  ->  logits(w, -X)": "the same",
    "newton_optimum: newton_optimum(X[::10], y[::10])  ->  newton_optimum(-X[::10], y[::10])": "only where it starts",
    "newton_optimum: newton_optimum(X[::10], y[::10])  ->  newton_optimum(X[::10], -y[::10])": "only where it starts",
}


def slips(name):
    """Those of one function."""
    return [slip for slip in SLIPS if slip.where.split(".")[0] == name]


def spoilt_by(slip):
    """The whole module with that slip in it."""
    module, before = types.ModuleType(models.__name__), slip.apply()
    code = compile(ast.fix_missing_locations(TREE), models.__file__, "exec")
    setattr(slip.node, slip.field, before)
    exec(code, module.__dict__)
    return module


def checks_on(name):
    """The tests of one function that can simply be called, and its refusals."""
    named = [f for n, f in vars(test_models).items() if n.startswith(f"test_{name}_")]
    plain = [f for f in named if not hasattr(f, "hypothesis") and not inspect.signature(f).parameters]
    refusals = [r for r in test_models.REFUSALS if name in r[0].__code__.co_names]
    return plain + [functools.partial(test_models.test_refusals, *r) for r in refusals]


def goes_red(tests):
    """Whether one of the tests fails; warnings are errors, as pytest makes them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            for test in tests:
                test()
        except (Exception, pytest.fail.Exception):
            return True
    return False


@pytest.mark.parametrize("name", models.__all__)
def test_a_flipped_sign_goes_red(name, monkeypatch):
    assert not goes_red(checks_on(name)), "these tests must pass on the true formulas"
    survivors = []
    for slip in slips(name):
        monkeypatch.setattr(test_models, "models", spoilt_by(slip))
        if goes_red(checks_on(name)) == (str(slip) in EQUIVALENT):
            survivors.append(str(slip))
    assert slips(name)
    assert survivors == []


def test_the_list_of_equivalents_is_not_stale():
    assert set(EQUIVALENT) <= set(map(str, SLIPS))
    assert {slip.where.split(".")[0] for slip in SLIPS} == set(models.__all__)
    assert len(SLIPS) > 100
