"""What the prose says of the flowers, and no picture says in its sentence."""

import numpy as np

from helpers.datasets import two_flowers
from helpers.models import log_likelihood, staircase


def test_what_01_says_of_an_edge_without_a_jump():
    X, y = two_flowers()
    assert np.array_equal(X[22], X[73]) and y[22] != y[73]
    breakpoints, errors = staircase([-6.3, 7.9], 0, X, y)
    (k,) = np.flatnonzero(np.isclose(breakpoints, -7.9 * X[22, 1] / X[22, 0]))
    assert errors[k] == errors[k + 1] and np.sum(errors[:-1] == errors[1:]) == 1


def test_what_03_says_of_the_climb_with_one_weight_at_a_time():
    """With w0 first it ends beside the top; with w1 first, on a ridge that is lower."""
    X, y = two_flowers()
    ends = {first: climb([-5.6, 7.9], first, X, y) for first in (0, 1)}
    assert ends == {0: [-6.2, 7.9], 1: [-5.6, 7.2]}
    assert log_likelihood(ends[1], X, y) < log_likelihood(ends[0], X, y)


def climb(w, j, X, y):
    """Move w[j] by notches of 0.1 to where it is highest, then the other weight, until neither gets higher."""
    stuck = 0
    while stuck < 2:
        notches = [[*w[:j], round(w[j] + k / 10, 1), *w[j + 1 :]] for k in range(-30, 31)]
        best = max(notches, key=lambda one: log_likelihood(one, X, y))
        stuck = stuck + 1 if best == w else 0
        w, j = best, 1 - j
    return w
