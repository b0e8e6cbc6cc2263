"""A flipped sign in any formula goes red.

Every public function of helpers/models.py is spoiled in one place at a time: + becomes - and back, * becomes / and
back, a minus sign is dropped or put in front of an argument or of the result, a comparison is turned round. The tests
of that function in test_models.py must notice every one. The checks of what comes in (helpers/validation.py) are
left alone; test_refusals holds each of them to its message.
"""

import ast
import copy
import functools
import inspect
import types
import warnings
from collections import Counter
from pathlib import Path

import pytest

from helpers import models
from tests.helpers import test_models

SOURCE = Path(models.__file__).read_text(encoding="utf-8")
FUNCTIONS = {node.name: node for node in ast.parse(SOURCE).body if getattr(node, "name", "_")[0] != "_"}

SWAPS = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
}

# Spoiled copies that compute the same as the original, each with its reason.
EQUIVALENT = {
    "hessian: logits(w, X)  ->  logits(-w, X)": "sigma(a) sigma(-a) is the same at a and at -a",
    "hessian: logits(w, X)  ->  logits(w, -X)": "the same",
    "newton_optimum: hessian(v, Z)  ->  hessian(-v, Z)": "the same",
    "newton_optimum: hessian(v, Z)  ->  hessian(v, -Z)": "the same, and x^T x is the same for -x",
    "newton_optimum: np.abs(Z @ step)  ->  np.abs(-(Z @ step))": "|-x| is |x|",
    "regularised_optimum: hessian(w, X)  ->  hessian(-w, X)": "as in newton_optimum",
    "regularised_optimum: hessian(w, X)  ->  hessian(w, -X)": "the same",
    "regularised_optimum: np.abs(X @ step)  ->  np.abs(-(X @ step))": "the same",
    "newton_optimum: return np.zeros(X.shape[1])  ->  return -np.zeros(X.shape[1])": "-0.0 equals 0.0",
}


def negated(node):
    """-node, for a tuple entry by entry."""
    if isinstance(node, ast.Tuple):
        return ast.Tuple([negated(part) for part in node.elts], node.ctx)
    return ast.UnaryOp(ast.USub(), node)


def is_formula_argument(call, argument):
    """Whether a minus sign in front of it is a slip in a formula, not in a check, a shape or a text; -0 is 0."""
    called = ast.unparse(call.func)
    is_check_or_shape = called.startswith(("_", "validation.")) or called in {
        "ValueError",
        "len",
        "range",
        "np.ones_like",
    }
    is_zero = isinstance(argument, ast.Constant) and argument.value == 0
    return not is_check_or_shape and not is_zero and not isinstance(argument, ast.List)


def slips(function):
    """Every place where the function can be spoiled, and how: (number of the node, kind of slip, which argument)."""
    nodes = list(ast.walk(function))
    for i, node in enumerate(nodes):
        match node:
            case ast.BinOp() | ast.AugAssign() if type(node.op) in SWAPS:
                yield i, "op", None
            case ast.Compare() if type(node.ops[0]) in SWAPS:
                yield i, "ops", None
            case ast.UnaryOp(op=ast.USub()):
                yield i, "drop", None
            case ast.Return(value=ast.expr()):
                yield i, "return", None
            case ast.Call():
                for k, argument in enumerate(node.args):
                    if is_formula_argument(node, argument):
                        yield i, "argument", k


def spoil(function, i, kind, k):
    """A copy of the function with that one slip, and a line that says what it was."""
    spoilt = copy.deepcopy(function)
    node = list(ast.walk(spoilt))[i]
    before = ast.unparse(node)
    match kind:
        case "op":
            node.op = SWAPS[type(node.op)]()
        case "ops":
            node.ops[0] = SWAPS[type(node.ops[0])]()
        case "drop":
            node.op = ast.UAdd()
        case "return":
            node.value = negated(node.value)
        case "argument":
            node.args[k] = negated(node.args[k])
    return spoilt, f"{function.name}: {before}  ->  {ast.unparse(node)}"


def mutants(name):
    """(what was spoiled, the whole module with that slip in it) for each slip in the function."""
    for slip in slips(FUNCTIONS[name]):
        spoilt, what = spoil(FUNCTIONS[name], *slip)
        tree = ast.parse(SOURCE)
        tree.body = [spoilt if getattr(node, "name", None) == name else node for node in tree.body]
        module = types.ModuleType(models.__name__)
        exec(compile(ast.fix_missing_locations(tree), f"<{what}>", "exec"), module.__dict__)
        yield what, module


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
    survivors, seen = [], Counter()
    for what, module in mutants(name):
        seen[name] += 1
        monkeypatch.setattr(test_models, "models", module)
        if goes_red(checks_on(name)) == (what in EQUIVALENT):
            survivors.append(what)
    assert seen[name] >= 1
    assert survivors == []


def test_the_list_of_equivalents_is_not_stale():
    all_slips = [spoil(f, *slip)[1] for f in FUNCTIONS.values() for slip in slips(f)]
    assert set(EQUIVALENT) <= set(all_slips)
    assert set(FUNCTIONS) == set(models.__all__)
    assert len(all_slips) > 100
