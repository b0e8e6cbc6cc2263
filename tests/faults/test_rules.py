"""Each rule makes its faults, and no fault is made where nothing is wrong."""

import ast

import pytest

from tests.faults.rules import faults


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
