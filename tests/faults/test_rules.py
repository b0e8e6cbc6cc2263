"""Each rule makes its faults, and no fault is made where nothing is wrong."""

import ast
from collections import Counter

import pytest

from tests.faults import __main__ as command
from tests.faults.explained import EXPLAINED
from tests.faults.rules import faults
from tests.faults.runner import MODULES


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b", ["a - b"]),
        ("x = -a", ["x = +a"]),
        ("a < b", ["a > b", "a <= b"]),
        ("a and b", ["a or b"]),
        ("x = not a", ["x = not not a"]),
        ("x = b if a else c", ["b if not a else c"]),
        ("[x for x in y if x]", ["[x for x in y]"]),
        ("x = 3", ["x = 4"]),
        ("x = True", ["x = False"]),
        ("x = f(a, b)", ["x = f(b, a)"]),
        ("x = f(left=a, y=b)", []),
        ("x = f(color=a, y=b)", ["f(color=b, y=a)"]),
        ("x = {'color': a, 'lw': b}", []),
        ("x = {'lw': 'a', 'marker': 'o', 'color': 'red'}", ["'red'", "'o'", "'red', 'color': 'o'"]),
        ("x = range(0, 7, 5)", ["1, 7, 5", "7, 0, 5", "0, 7, 6"]),
        ("view.observe(f)", ["None"]),
        ("x = {1: a, 2: b}", ["{1: b, 2: a}", "{2: a, 2: b}", "{1: a, 3: b}"]),
        ("x = f'{a} of {b}'", ["f'{b} of {a}'", "x = ''"]),
        ("x, y = 'red', 'blue'", ["'blue', 'blue'", "'red', 'red'"]),
        ("x = 'red'", ["x = ''"]),
        ("f('C0', lw=2)", ["f('', lw=2)", "None"]),
        ("def f(x: int = 1) -> 'a':\n    '''Words.'''", ["2"]),
        ("import a\n__all__ = ['b']", []),
    ],
)
def test_the_rules_make_these_faults(source, expected):
    tree = ast.parse(source)
    found = [str(fault).rpartition("  ->  ")[2] for fault in faults(tree)]
    assert len(found) == len(expected), found
    assert all(any(after in line for line in found) for after in expected), found
    assert ast.unparse(tree) == ast.unparse(ast.parse(source)), "to say a fault is not to make it"


@pytest.mark.parametrize("module", EXPLAINED)
def test_every_survivor_that_is_explained_can_still_be_made(module):
    made = set(map(str, faults(ast.parse(MODULES[module].read_text(encoding="utf-8")))))
    assert EXPLAINED[module].keys() <= made


SOURCE = """
TABLE = [1, 2]


def f(x, y=3):
    if x:
        return x + y
    return TABLE
"""


@pytest.mark.parametrize(
    ("after", "first", "then"),
    [
        ("TABLE = [1, 3]", "", "a::adds a::finds a::imports a::looks c::looks"),
        ("def f(x, y=4)", "a::adds a::finds", "a::imports a::looks c::looks"),
        ("return x - y", "a::adds", "a::finds a::imports a::looks c::looks"),
    ],
)
def test_a_fault_meets_the_tests_that_run_its_lines_then_others_of_their_files_the_quickest(after, first, then):
    lines = {"a::adds": {6, 7}, "a::finds": {6, 8}, "a::imports": {2, 5}, "a::slow": {6, 7, 8}, "c::": {6, 7}}
    tests = {name: (command.BUDGET if name == "a::slow" else 1, {"m": ran}) for name, ran in lines.items()}
    tests |= dict.fromkeys(["a::looks", "b::elsewhere", "c::looks"], (1, {}))
    (fault,) = (one for one in faults(ast.parse(SOURCE)) if after in str(one))
    groups = command.tests_for(fault, "m", command.concerned("m", tests), Counter())
    found = [test for group in groups for test in group]
    assert set(found[: len(first.split())]) == set(first.split())
    assert sorted(found) == sorted((first + " " + then).split())
