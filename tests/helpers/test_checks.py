"""check(n, left, right) prints when the sides agree, and raises whenever they do not."""

import numpy as np
import pytest

from helpers.checks import check


def test_it_prints_both_sides(capsys):
    check(16, -56.21364, -56.21364)
    check("5a", 0.3, 0.3)
    check(46, np.arange(6).reshape(2, 3), np.arange(6).reshape(2, 3))
    check(3, [1, 2, 3], [1, 2, 3])
    assert capsys.readouterr().out.splitlines() == [
        "(16) −56.2136 = −56.2136 ✓",
        "(5a) 0.3000 = 0.3000 ✓",
        "(46) [0, 1, 2, …] = [0, 1, 2, …] ✓  (6 numbers)",
        "(3) [1, 2, 3] = [1, 2, 3] ✓",
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1.0, 1.0 + 1e-6),
        (0.0, 1e-6),
        (1.0, -1.0),
        (np.nan, np.nan),
        (1.0, np.inf),
        (np.inf, np.inf),
        ([1.0, 2.0], [1.0, 2.1]),
        ([1.0, 1.0], 1.0),
        ([[1.0, 2.0]], [1.0, 2.0]),
    ],
)
def test_it_raises(left, right):
    with pytest.raises(AssertionError, match=r"the two sides of equation \(9\) differ"):
        check(9, left, right)


def test_the_tolerance_is_relative():
    check(9, 1e6 + 1, 1e6, tol=1e-5)
    check(9, 0.75, 0.5, tol=0.25)
    check(9, 5, 4, tol=0.25)
    check(9, 0, 0, tol=0)
    for left, right, tol in ((1 + 1e-4, 1, 1e-5), (0.76, 0.5, 0.25), (5.1, 4, 0.25), (4, 5.1, 0.21)):
        with pytest.raises(AssertionError):
            check(9, left, right, tol=tol)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        *[((number, 1.0, 1.0), "number") for number in (0, 5, 78, 1.5, True, "5", "16", None, np.nan, [1], 10**30)],
        *[
            ((9, side, 1.0), "left")
            for side in ([], "1", "a", 1j, None, [1, None], {}, np.ma.array([1, 2], mask=[0, 1]))
        ],
        *[((9, 1.0, side), "right") for side in ([], "1", b"1", np.array([1j]), [[1], [2, 3]])],
        *[((9, 1.0, 1.0, tol), "tol") for tol in (None, "1", np.inf, np.nan, -1e-9, 1.5, 1e30, [0.1])],
    ],
)
def test_it_refuses_what_is_no_equation(arguments, named, capsys):
    with pytest.raises(ValueError, match=f"^{named} must .*; got "):
        check(*arguments)
    assert capsys.readouterr().out == ""
