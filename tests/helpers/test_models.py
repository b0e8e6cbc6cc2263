"""The formulas of helpers/models.py against independent references: SciPy, scikit-learn, mpmath and brute force.

test_mutants.py runs the tests here that take no arguments, those called test_<function>_..., on spoiled copies
of models.py; so everything is reached through the name `models`.
"""

import functools
import itertools
import math
import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression

from helpers import models
from helpers.datasets import iris

pytestmark = pytest.mark.filterwarnings("error")

quick = settings(max_examples=40, deadline=None, derandomize=True)
finite = st.floats(-1e300, 1e300)
EDGES = np.array(
    [-1e300, -1e5, -800.5, -700.25, -37.1, -1.3, -1e-9, -0.0, 0.0, 1e-300, 0.2, 1.7, 36.9, 40.0, 710.0, 1e300]
)

near = np.testing.assert_allclose
same = np.testing.assert_array_equal


def close(actual, expected, rtol=1e-12, atol=0):
    near(actual, expected, rtol=rtol, atol=atol)


def unsymmetric(seed=0, N=23, D=3, C=2):
    """Data with no symmetry for a wrong sign to hide behind, and labels that overlap."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D)) * np.arange(1, D + 1) + 0.3
    return rng, X, rng.permutation(np.arange(N) * C // N)


def is_python(value, kind):
    return type(value) is kind


# 1  Counting mistakes


def test_heaviside_is_one_from_zero_on():
    same(models.heaviside([-2.0, -1e-300, -0.0, 0.0, 1e-300, 3]), [0, 0, 1, 1, 1, 1])
    same(models.heaviside(EDGES), np.heaviside(EDGES, 1))
    assert models.heaviside([[-1, 1]]).shape == (1, 2)
    assert models.heaviside([-1.5]).dtype.kind == "i"
    assert is_python(models.heaviside(-0.5), int) and models.heaviside(0) == 1


def test_predict_by_hand():
    X = [[1, 2], [3, 1], [-1, -1], [2, 2], [0, 0]]
    same(models.predict([1, -1], X), [0, 1, 1, 1, 1])
    same(models.predict([-1, 1], X), [1, 0, 1, 1, 1])
    same(models.predict([2.0], [[-3]]), [0])


def test_different_by_hand():
    same(models.different([0, 1, 2, 2], [0, 0, 2, 1]), [0, 1, 0, 1])
    assert is_python(models.different(1, 1), int)
    assert (models.different(1, 1), models.different(1, 0)) == (0, 1)
    assert models.different([1, 0], [1, 1]).dtype.kind == "i"


def test_zero_one_loss_agrees_with_sklearn():
    rng, X, y = unsymmetric()
    for _ in range(20):
        w = rng.normal(size=3)
        expected = sklearn.metrics.zero_one_loss(y, X @ w >= 0, normalize=False)
        assert models.zero_one_loss(w, X, y) == expected
    assert is_python(models.zero_one_loss(w, X, y), int)
    assert models.zero_one_loss([1.0], [[2.0]], [0]) == 1


def tied_data(rng, D):
    """Small whole numbers: many ties, duplicates, zeros and points at the origin."""
    N = int(rng.integers(1, 15))
    return rng.integers(-2, 3, size=(N, D)).astype(float), rng.integers(0, 2, N)


def between(breakpoints):
    if not len(breakpoints):
        return np.array([0.7])
    return np.concatenate([breakpoints[:1] - 1, (breakpoints[1:] + breakpoints[:-1]) / 2, breakpoints[-1:] + 1])


def count_errors(w, X, y):
    return sum((sum(a * b for a, b in zip(x, w, strict=True)) >= 0) != label for x, label in zip(X, y, strict=True))


def test_staircase_agrees_with_counting_at_every_step():
    rng = np.random.default_rng(1)
    for trial in range(120):
        X, y = tied_data(rng, 1 + trial % 3) if trial % 2 else unsymmetric(trial, N=17, D=1 + trial % 3)[1:]
        w = rng.integers(-2, 3, X.shape[1]) * 1.0 if trial % 4 == 1 else rng.normal(size=X.shape[1])
        for j in range(X.shape[1]):
            breakpoints, errors = models.staircase(w, j, X, y)
            assert np.all(np.diff(breakpoints) > 0)
            assert errors.shape == (len(breakpoints) + 1,) and errors.dtype.kind == "i"
            for value, count in zip(between(breakpoints), errors, strict=True):
                moved = w.copy()
                moved[j] = value
                assert count_errors(moved, X, y) == count


def test_staircase_has_a_breakpoint_for_each_point_that_flips():
    X, y = np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 5.0], [4.0, 2.0], [-1.0, 1.0]]), np.array([1, 0, 0, 1, 1])
    breakpoints, errors = models.staircase([99.0, 1.0], 0, X, y)
    same(breakpoints, [-2.0, -0.5, 1.0])
    same(errors, [3, 2, 2, 3])
    breakpoints, errors = models.staircase([3.0, -7.0], 1, [[1.0, 0.0], [-1.0, 0.0]], [0, 0])
    assert breakpoints.shape == (0,)
    same(errors, [1])


def test_staircase_with_steps_further_apart_than_a_float_can_say():
    breakpoints, errors = models.staircase([0.0, 1.0], 0, [[1.0, 1.7e308], [1.0, -1.7e308]], [0, 1])
    same(breakpoints, [-1.7e308, 1.7e308])
    same(errors, [1, 2, 1])


def test_staircase_is_not_quadratic():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(200_000, 2)), rng.integers(0, 2, 200_000)  # an N x N table would hold 320 GB
    breakpoints, errors = models.staircase([0.3, 0.1], 1, X, y)
    assert len(breakpoints) > 199_000
    assert errors[5000] == np.sum((X @ [0.3, between(breakpoints)[5000]] >= 0) != y)
    angles, errors = models.errors_by_angle(X, y)
    t = (angles[5000] + angles[5001]) / 2
    assert errors[5000] == np.sum((X @ [np.cos(t), np.sin(t)] >= 0) != y)


def test_errors_by_angle_agrees_with_counting_on_every_arc():
    rng = np.random.default_rng(3)
    for trial in range(150):
        X, y = tied_data(rng, 2) if trial % 2 else unsymmetric(trial, N=17, D=2)[1:]
        if not X.any():
            continue
        angles, errors = models.errors_by_angle(X, y)
        assert angles.shape == errors.shape and errors.dtype.kind == "i"
        assert -np.pi <= angles[0] and angles[-1] < np.pi
        assert np.all(np.diff(angles) > 1e-9)  # equal ones are merged, these data have none that nearly meet
        turns = np.append(angles[1:], angles[0] + 2 * np.pi)
        for t, count in zip((angles + turns) / 2, errors, strict=True):
            assert count_errors([np.cos(t), np.sin(t)], X, y) == count


def test_errors_by_angle_by_hand():
    angles, errors = models.errors_by_angle([[1, 0], [0, 1], [-3, 0], [0, -0.0], [0, 0]], [1, 1, 0, 0, 1])
    same(angles, [-np.pi, -np.pi / 2, 0, np.pi / 2])
    same(errors, [4, 2, 1, 3])
    angles, errors = models.errors_by_angle([[0.0, 2.0]], [1])
    same(angles, [-np.pi, 0])
    same(errors, [1, 0])


# 2  A coin


def test_coin_probability_is_p_for_heads_and_the_rest_for_tails():
    p = np.array([0.0, 0.25, 0.9, 1.0])
    same(models.coin_probability(1, p), p)
    close(models.coin_probability(0, p), scipy.stats.bernoulli.pmf(0, p))
    close(models.coin_probability([1, 0, 1], 0.3), [0.3, 0.7, 0.3])
    close(models.coin_probability([[1], [0]], [0.2, 0.4]), [[0.2, 0.4], [0.8, 0.6]])
    assert is_python(models.coin_probability(1, 0.3), float)


def test_coin_log_likelihood_against_mpmath():
    for p, (heads, tosses) in itertools.product(
        [1e-300, 1e-17, 0.1, 0.5, 0.83, 1 - 2**-53], [(7, 10), (0, 3), (4, 4), (1, 1075)]
    ):
        exact = heads * mpmath.log(p) + (tosses - heads) * mpmath.log1p(-mpmath.mpf(p))
        close(models.coin_log_likelihood(p, heads, tosses), float(exact))
    p = np.linspace(0.1, 0.9, 5)
    close(
        models.coin_log_likelihood(p, 3, 8),
        scipy.stats.bernoulli.logpmf([1, 1, 1, 0, 0, 0, 0, 0], p[:, None]).sum(axis=1),
    )
    assert is_python(models.coin_log_likelihood(0.5, 7, 10), float)


def test_coin_log_likelihood_at_the_edges():
    for p, heads, expected in [
        (1, 5, 0.0),
        (0, 0, 0.0),
        (0, 5, -math.inf),
        (1, 0, -math.inf),
        (0, 1, -math.inf),
        (1, 4, -math.inf),
    ]:
        result = models.coin_log_likelihood(p, heads, 5)
        assert result == expected and math.copysign(1, result) == (1 if expected == 0 else -1)
    same(models.coin_log_likelihood([0.0, 1.0], 5, 5), [-np.inf, 0.0])
    assert models.coin_log_likelihood(0.5, 7.0, 10) == pytest.approx(10 * math.log(0.5), rel=1e-15)


def test_coin_slope_is_the_derivative():
    for heads, tosses in [(7, 10), (0, 4), (3, 3), (1, 9)]:
        for p in [0.03, 0.4, 0.75]:
            numerical = models.finite_difference(lambda q, a=heads, n=tosses: models.coin_log_likelihood(q, a, n), p)
            exact = models.complex_step(lambda q, a=heads, n=tosses: a * np.log(q) + (n - a) * np.log(1 - q), p)
            close(models.coin_slope(p, heads, tosses), numerical, rtol=1e-5, atol=1e-6)
            close(models.coin_slope(p, heads, tosses), exact, rtol=1e-12, atol=1e-12)
    close(models.coin_slope([0.25, 0.5], 1, 4), [0, -4], atol=1e-15)


def test_coin_slope_at_the_edges():
    assert models.coin_slope(0, 0, 10) == -10 and models.coin_slope(1, 10, 10) == 10
    assert models.coin_slope(0, 3, 10) == models.coin_slope(-0.0, 3, 10) == math.inf
    assert models.coin_slope(1, 3, 10) == -math.inf
    assert models.coin_slope(1e-320, 3, 10) == math.inf
    assert is_python(models.coin_slope(0.5, 3, 10), float)


def test_best_p_is_the_fraction_of_heads_and_the_peak():
    x = [1, 1, 1, 0, 1, 0, 0]
    assert models.best_p(x) == 4 / 7 and is_python(models.best_p(x), float)
    assert (models.best_p([1, 1, 1]), models.best_p([0]), models.best_p([1])) == (1.0, 0.0, 1.0)
    found = scipy.optimize.minimize_scalar(
        lambda p: -models.coin_log_likelihood(p, 4, 7), bounds=(0, 1), method="bounded"
    )
    close(models.best_p(x), found.x, rtol=1e-5)


@quick
@given(st.lists(st.integers(0, 1), min_size=1, max_size=30), st.floats(0, 1))
def test_coin_nothing_beats_the_best_p(x, p):
    heads, tosses = sum(x), len(x)
    best = models.coin_log_likelihood(models.best_p(x), heads, tosses)
    assert models.coin_log_likelihood(p, heads, tosses) <= best + 1e-12 * abs(best)


# 3  Two classes


def test_logits_by_hand():
    same(models.logits([2.0, -1.0], [[1, 2], [3, 4], [0, -1]]), [0, 2, 1])
    same(models.logits([[1, 0, 2], [0, 1, -1]], [[3, 4]]), [[3, 4, 2]])


def test_sigmoid_against_scipy_and_mpmath():
    close(models.sigmoid(EDGES), scipy.special.expit(EDGES))
    for l in EDGES:
        close(models.sigmoid(l), float(1 / (1 + mpmath.exp(-mpmath.mpf(l)))))
    assert is_python(models.sigmoid(0), float) and models.sigmoid(0) == 0.5
    assert models.sigmoid([[1.0, 2.0]]).shape == (1, 2)


def test_log_sigmoid_against_scipy_and_mpmath():
    close(models.log_sigmoid(EDGES), scipy.special.log_expit(EDGES))
    for l in EDGES:
        close(models.log_sigmoid(l), float(-mpmath.log1p(mpmath.exp(-mpmath.mpf(l)))))
    assert models.log_sigmoid(-800) == -800 and is_python(models.log_sigmoid(1), float)


@quick
@given(arrays(float, 5, elements=finite))
def test_sigmoid_of_anything(l):
    close(models.sigmoid(l), scipy.special.expit(l), atol=1e-307)  # below that floats have fewer digits
    close(models.log_sigmoid(l), scipy.special.log_expit(l), atol=1e-307)
    close(models.sigmoid(l) + models.sigmoid(-l), np.ones(5))


def test_sigmoid_derivative_is_53():
    a = np.array([-3.0, -0.4, 0.0, 1.1, 5.0])
    slopes = [models.finite_difference(models.sigmoid, value) for value in a]
    close(models.sigmoid(a) * models.sigmoid(-a), slopes, rtol=1e-8)


def test_probability_is_expit_of_the_logit():
    rng, X, _ = unsymmetric()
    w = rng.normal(size=3)
    close(models.probability(w, X), scipy.special.expit(X @ w))


def exact_log_likelihood(w, X, y):
    """Equation (30), literally, in eighty digits."""
    with mpmath.workdps(80):
        total = mpmath.mpf(0)
        for x, label in zip(X, y, strict=True):
            p = 1 / (1 + mpmath.exp(-sum(mpmath.mpf(a) * mpmath.mpf(b) for a, b in zip(x, w, strict=True))))
            total += mpmath.log(p**label * (1 - p) ** (1 - label))
        return float(total)


def test_log_likelihood_against_mpmath_and_sklearn():
    rng, X, y = unsymmetric()
    for scale in [0.1, 1, 10]:
        w = scale * rng.normal(size=3)
        close(models.log_likelihood(w, X, y), exact_log_likelihood(w, X, y.tolist()))
    w = w / 10
    close(models.log_likelihood(w, X, y), -sklearn.metrics.log_loss(y, scipy.special.expit(X @ w), normalize=False))
    assert is_python(models.log_likelihood(w, X, y), float)


def test_log_likelihood_at_the_edges():
    assert models.log_likelihood([1.0], [[-800.0]], [1]) == -800
    assert models.log_likelihood([1.0], [[1e300], [2.0]], [0, 1]) == -1e300
    assert models.log_likelihood([1.0], [[1e300]], [1]) == 0
    close(models.log_likelihood([1.0], [[50.0]], [1]), float(-mpmath.log1p(mpmath.exp(-50))))
    close(models.log_likelihood([0.0, 0.0], [[3.0, 4.0], [1.0, 1.0]], [1, 1]), 2 * math.log(0.5))


def analytic_log_likelihood(w, X, y):
    """The binary cross-entropy in its other form, y a - log(1 + e^a), which complex numbers can pass through."""
    return np.sum(y * (X @ w) - np.log(1 + np.exp(X @ w)))


def test_gradient_against_finite_differences_and_complex_step():
    rng, X, y = unsymmetric()
    for _ in range(5):
        w = rng.normal(size=3)
        close(
            models.gradient(w, X, y),
            models.finite_difference(lambda v: models.log_likelihood(v, X, y), w),
            rtol=1e-7,
            atol=1e-7,
        )
        close(models.gradient(w, X, y), models.complex_step(lambda v: analytic_log_likelihood(v, X, y), w), atol=1e-13)
        close(
            models.gradient(w, X, y),
            scipy.optimize.approx_fprime(w, models.log_likelihood, 1e-7, X, y),
            rtol=1e-4,
            atol=1e-4,
        )


def test_gradient_keeps_its_digits_where_the_model_is_sure():
    close(models.gradient([1.0], [[50.0]], [1]), [float(50 / (1 + mpmath.exp(50)))])
    close(models.gradient([1.0], [[-600.0]], [0]), [float(600 / (1 + mpmath.exp(600)))])
    same(models.gradient([1.0], [[1e300], [-1e300]], [1, 0]), [0])
    same(models.gradient([-1.0], [[1e300]], [1]), [1e300])
    same(models.gradient([-1.0, 0.0], [[1e300, 2.0]], [0]), [0, 0])
    close(models.gradient([0.0], [[3.0], [1.0]], [1, 1]), [2.0])


def test_hessian_is_the_derivative_of_the_gradient():
    rng, X, y = unsymmetric()
    w = rng.normal(size=3)
    columns = [models.finite_difference(lambda v, k=k: models.gradient(v, X, y)[k], w) for k in range(3)]
    close(models.hessian(w, X), columns, rtol=1e-7, atol=1e-7)
    close(models.hessian([1.0], [[50.0]]), [[float(-2500 * mpmath.exp(-50) / (1 + mpmath.exp(-50)) ** 2)]])


def test_newton_optimum_agrees_with_sklearn():
    for seed in range(4):
        _, X, y = unsymmetric(seed, N=60, D=3)
        fit = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, solver="newton-cholesky").fit(X, y)
        w = models.newton_optimum(X, y)
        close(w, fit.coef_[0], rtol=1e-6, atol=1e-9)
        assert np.max(np.abs(models.gradient(w, X, y))) < 1e-12


def test_newton_optimum_to_the_last_digits():
    X, y = [[1.0], [1.0], [1.0], [1.0]], [1, 1, 1, 0]
    close(models.newton_optimum(X, y), [math.log(3)], rtol=1e-15)  # p = 3/4
    _, X, y = unsymmetric(7, N=20, D=2)
    X = X * [1e-6, 1e8]  # badly scaled features

    def slope(*w):
        with mpmath.workdps(40):
            residuals = [
                label - 1 / (1 + mpmath.exp(-(w[0] * x[0] + w[1] * x[1])))
                for x, label in zip(X, y.tolist(), strict=True)
            ]
            return [sum(r * x[k] for r, x in zip(residuals, X, strict=True)) for k in range(2)]

    w = models.newton_optimum(X, y)
    with mpmath.workdps(40):
        exact = mpmath.findroot(slope, w.tolist(), tol=1e-30)
    close(w, [float(v) for v in exact], rtol=1e-13)


def test_newton_optimum_where_a_plain_newton_step_overshoots():
    X = np.concatenate([np.linspace(-1, 8, 40), [-300.0]])[:, None]
    y = np.concatenate([np.ones(40), [1]])
    y[:3] = 0
    w = models.newton_optimum(X, y)
    brute = scipy.optimize.brentq(lambda v: models.gradient([v], X, y)[0], -10, 10, xtol=1e-14)
    close(w, [brute], rtol=1e-9)
    w = models.newton_optimum([[1.0], [1.0], [1e6]], [1, 0, 1])
    assert abs(models.gradient(w, [[1.0], [1.0], [1e6]], [1, 0, 1])[0]) < 1e-9


def test_newton_optimum_where_one_point_lies_far_out_and_all_overlap():
    X, y = np.array([[1.0], [2], [3], [-1], [0.5], [2.5], [1e5]]), np.array([1, 0, 1, 0, 1, 0, 1])
    w = models.newton_optimum(X, y)
    brute = scipy.optimize.brentq(lambda v: models.gradient([v], X, y)[0], 0.01, 1, xtol=1e-14)
    close(w, [brute], rtol=1e-9)


def test_newton_optimum_where_steps_must_be_halved():
    X = [[0.8, -0.8], [-16.4, -22.0], [-0.5, 0.2], [2.5, -1.6], [-9.7, 2.8], [-154.6, 2.5]]
    y = [1, 0, 1, 0, 1, 1]
    assert np.max(np.abs(models.gradient(models.newton_optimum(X, y), X, y))) < 1e-12


def test_newton_optimum_with_columns_that_depend_on_each_other():
    _, X, y = unsymmetric(3, N=40, D=2)
    best = models.log_likelihood(models.newton_optimum(X, y), X, y)
    more = np.column_stack([X, X @ [1.0, 2.0], np.zeros(40), X[:, 0] / 3])
    w = models.newton_optimum(more, y)
    close(models.log_likelihood(w, more, y), best)
    close(X @ models.newton_optimum(X, y), more @ w, rtol=1e-9)
    same(models.newton_optimum([[0.0, 0.0], [0.0, 0.0]], [0, 1]), [0, 0])
    close(models.newton_optimum([[2.0], [-2.0]], [1, 1]), [0], atol=1e-15)


def test_newton_optimum_refuses_exactly_the_separable():
    rng = np.random.default_rng(5)
    seen = set()
    for trial in range(80):
        X, y = tied_data(rng, 1 + trial % 3)
        apart = separable(np.where(y == 1, 1, -1)[:, None] * X)
        seen.add(apart)
        if apart:
            with pytest.raises(ValueError, match="must overlap for a finite maximum"):
                models.newton_optimum(X, y)
        else:
            assert np.max(np.abs(models.gradient(models.newton_optimum(X, y), X, y))) < 1e-12
    assert seen == {True, False}


def hard_data(rng, C=2):
    """Random points and labels of C classes: outliers, heavy tails, rings and pairs that hardly overlap, ties, copies,
    few points, features of any size."""
    D, N = int(rng.integers(1, 5)), int(rng.integers(1, 40))
    X = rng.normal(size=(N, D))
    y = np.argmax(rng.choice([0.3, 3, 30]) * X @ rng.normal(size=(D, C)) + rng.gumbel(size=(N, C)), axis=1)
    match rng.choice(
        ["as it is", "outliers", "Cauchy", "Cauchy cubed", "any length", "ring", "copies", "ties", "pair"]
    ):
        case "outliers":
            X[rng.integers(0, N, 3)] *= 10.0 ** rng.uniform(3, 8)
        case "Cauchy":
            X = rng.standard_cauchy((N, D))
        case "Cauchy cubed":
            X = rng.standard_cauchy((N, D)) ** 3
        case "any length":
            X *= 10.0 ** rng.uniform(-3, 6, (N, 1))
        case "ring":  # half a turn of points, and a little more or less
            angles = np.linspace(0, np.pi + rng.choice([-1, 1]) * 10.0 ** rng.uniform(-6, -1), N) + rng.uniform(0, 6)
            X = np.where(y == 1, 1, -1)[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
        case "copies":
            X, y = np.repeat(X, 2, axis=0), rng.integers(0, C, 2 * N)
            X = np.column_stack([X, 2 * X[:, 0]])
        case "ties":
            X, y = rng.integers(-2, 3, (N, D)).astype(float), rng.integers(0, C, N)
        case "pair":  # apart, but for two points
            y = np.where(X[:, 0] > 0, 1, 0)
            far = np.zeros((2, D))
            far[:, 0] = 10.0 ** rng.uniform(-8, -1, 2) * rng.choice([-1, 1]) * [-1, 1]
            X, y = np.vstack([X, far]), np.append(y, [1, 0])
    X = np.column_stack([X, np.ones(len(X))]) if rng.random() < 0.4 else X
    return X * 10.0 ** (rng.uniform(-9, 9, X.shape[1]) if rng.random() < 0.2 else 0), y


def margin_rows(X, y, C):
    """One row for each point and each class but its own: the rows @ W.ravel() are how much its own logit is ahead."""
    return np.array(
        [
            np.outer(x, np.eye(C)[k] - np.eye(C)[c]).ravel()
            for x, k in zip(X, y, strict=True)
            for c in range(C)
            if c != k
        ]
    )


def separable(rows):
    """Whether some weights have no margin below 0, and not all 0; linprog says so to about 10⁻⁷, or gives up."""
    for axis in (1, 0, 1):
        size = np.abs(rows).max(axis=axis, keepdims=True)
        rows = rows / np.where(size == 0, 1, size)
    return linprog_says(rows.tobytes(), rows.shape)


@functools.cache  # the mutants ask the same again and again
def linprog_says(table, shape):
    rows = np.frombuffer(table).reshape(shape)
    best = scipy.optimize.linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1))
    return best.status != 0 or -best.fun > 1e-6


def left_to_gain(W, X, y):
    """By how much the log-likelihood can still rise, to first order and to many digits: half of g H^-1 g."""
    X, W, Y = X.astype(np.longdouble), W.astype(np.longdouble), np.eye(W.shape[1])[y]
    l = X @ W
    P = np.exp(l - l.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    others = np.where(Y == 1, 0, P)
    g = (X.T @ (np.where(Y == 1, others.sum(axis=1, keepdims=True), -P))).ravel()
    J = np.einsum("nd,nck->nkdc", X, np.eye(W.shape[1]) - P[:, :, None]) * np.sqrt(P)[:, :, None, None]
    J = J.reshape(-1, g.size)
    H = J.T @ J
    size = np.sqrt(np.diag(H)) + (np.diag(H) == 0)
    H, g = (H / size / size[:, None]).astype(float), (g / size).astype(float)
    step = np.linalg.lstsq(H, g, rcond=1e-13)[0]
    return abs(g @ step) / 2 + np.max(np.abs(g - H @ step))


def overlap_is_proved(rows, W):
    """Whether the rows, taken times numbers above 0, cancel exactly: then no weights separate the points (Stiemke).

    The numbers are nearly the pulls at W, the optimum. What rounding has left over is taken off by fractions.
    """
    r = [Fraction(max(1e-30, p)) for p in scipy.special.expit(-(rows @ W.ravel()))]
    rows = [[Fraction(v) for v in row] for row in rows.tolist()]
    D = range(len(rows[0]))
    A = [[sum(p * m[j] * m[k] for p, m in zip(r, rows, strict=True)) for k in D] for j in D]
    for line, j in zip(A, D, strict=True):
        line.append(sum(p * m[j] for p, m in zip(r, rows, strict=True)))
    shift, done = [Fraction(0)] * len(D), []
    for k in D:  # Gauss and Jordan
        pivot = next((line for line in A if line[k] and line not in done), None)
        if pivot:
            done.append(pivot)
            pivot[:] = [v / pivot[k] for v in pivot]
            for line in A:
                if line is not pivot:
                    line[:] = [u - line[k] * v for u, v in zip(line, pivot, strict=True)]
    for pivot in done:
        shift[next(k for k in D if pivot[k])] = pivot[-1]
    parts = [p * (1 - sum(a * b for a, b in zip(m, shift, strict=True))) for p, m in zip(r, rows, strict=True)]
    return min(parts) > 0 and not any(sum(p * m[k] for p, m in zip(parts, rows, strict=True)) for k in D)


def is_right(optimum, X, y, C):
    """What optimum() says of these data, once it is certified: what overlaps is found, what does not is refused."""
    rows = margin_rows(X, y, C)
    try:
        W = optimum()
    except ValueError as error:
        assert separable(rows)
        return "separable" if "separates" in str(error) else "not converged"
    assert left_to_gain(W, X, y) < 1e-14
    assert not separable(rows) or overlap_is_proved(rows, W)
    return "found"


def test_newton_optimum_of_points_of_any_length():
    rng = np.random.default_rng(3)
    for power in (3, 5, 7, 8):
        for _ in range(6):
            X, y = rng.normal(size=(30, 3)), rng.integers(0, 2, 30)
            X[:3] *= 10.0**power
            X[3:6] *= 10.0 ** -rng.uniform(0, power / 2)
            assert is_right(lambda X=X, y=y: np.outer(models.newton_optimum(X, y), [-0.5, 0.5]), X, y, 2) == "found"


def test_newton_optimum_of_more_features_than_a_square_table_could_hold():
    X = np.ones((4, 40_000))
    X[:, 0] = [0, 1, 0, 1]
    w = models.newton_optimum(X, [0, 0, 1, 1])
    close(X @ w, np.zeros(4), atol=1e-12)


def test_newton_optimum_of_many_points():
    _, X, y = unsymmetric(1, N=20_000)
    w = models.newton_optimum(X, y)
    assert left_to_gain(np.outer(w, [-0.5, 0.5]), X, y) < 1e-14
    y = np.where(X @ [1, -1, 0.5] > 0, 1, 0)  # separable, but for one point
    with pytest.raises(ValueError, match="separates"):
        models.newton_optimum(X, y)
    y[3] = 1 - y[3]
    assert left_to_gain(np.outer(models.newton_optimum(X, y), [-0.5, 0.5]), X, y) < 1e-14


def test_newton_optimum_of_columns_that_are_nearly_the_same():
    _, X, y = unsymmetric(2, N=40, D=2)
    w = models.newton_optimum(X, y)
    close(
        models.newton_optimum(np.column_stack([X[:, 0], X[:, 0] + 1e-9 * X[:, 1]]), y),
        [w[0] - 1e9 * w[1], 1e9 * w[1]],
        rtol=1e-5,
    )


@pytest.mark.parametrize("seed", range(5))
def test_newton_optimum_of_any_data(seed):
    rng, said = np.random.default_rng(seed), []
    for _ in range(400):
        X, y = hard_data(rng)
        said.append(is_right(lambda X=X, y=y: np.outer(models.newton_optimum(X, y), [-0.5, 0.5]), X, y, 2))
    assert min(said.count("found"), said.count("separable")) > 100
    assert said.count("not converged") == 0


def test_regularised_optimum_agrees_with_sklearn():
    for seed, lam in ((0, 0.02), (1, 3.0), (2, 400.0)):
        _, X, y = unsymmetric(seed, N=60, D=3)
        fit = LogisticRegression(C=1 / lam, fit_intercept=False, tol=1e-10, solver="newton-cholesky").fit(X, y)
        close(models.regularised_optimum(X, y, lam), fit.coef_[0], rtol=1e-6, atol=1e-9)


def test_regularised_optimum_with_hardly_a_price_is_newtons():
    _, X, y = unsymmetric(5)
    close(models.regularised_optimum(X, y, 1e-12), models.newton_optimum(X, y), rtol=1e-9)


def test_regularised_optimum_at_any_price():
    for lam in (1e-40, 1e-12, 1.0, 1e9):
        w = models.regularised_optimum([[1.0], [-2.0]], [1, 0], lam)
        close(models.gradient(w, [[1.0], [-2.0]], [1, 0]), lam * w)
    w = models.regularised_optimum([[1, 1], [2, 2], [3, 3]], Y2, 1e-12)  # two columns that share what one would take
    close(w, np.repeat(models.newton_optimum([[1], [2], [3]], Y2) / 2, 2), rtol=1e-9)


def test_regularised_optimum_of_separable_points_and_where_steps_must_be_halved():
    for X, y, lam in (
        ([[1.0, 30.0], [2.0, 10.0], [-1.5, -20.0]], [1, 1, 0], 1e-6),
        ([[1.0, 30.0], [2.0, 10.0], [-1.5, -20.0]], [1, 1, 0], np.array([0.5, 1e-3])),
        ([[0.8, -0.8], [-16.4, -22.0], [-0.5, 0.2], [2.5, -1.6], [-9.7, 2.8], [-154.6, 2.5]], [1, 0, 1, 0, 1, 1], 1e-4),
        ([[2.0], [-655.6]], [1, 0], 0.3),
        ([[-0.2, -0.5], [-0.1, -0.1], [-48.8, -65.7]], [0, 1, 1], 1e-5),
    ):
        w = models.regularised_optimum(X, y, lam)
        assert np.max(np.abs(models.gradient(w, X, y) - lam * w)) < 1e-9


def test_gradient_ascent_walks_up_to_newtons_optimum():
    rng, X, y = unsymmetric(4)
    start = rng.normal(size=3)
    path = models.gradient_ascent(start, X, y, 0.02, 3000)
    assert path.shape == (3001, 3)
    same(path[0], start)
    close(path[1] - path[0], 0.02 * models.gradient(start, X, y), rtol=1e-12)
    heights = [models.log_likelihood(w, X, y) for w in path[:50]]
    assert np.all(np.diff(heights) > 0)
    close(path[-1], models.newton_optimum(X, y), rtol=1e-6)


def test_gradient_ascent_with_a_negative_rate_descends():
    rng, X, y = unsymmetric(4)
    start = rng.normal(size=3)
    path = models.gradient_ascent(start, X, y, -0.01, 5)
    assert np.all(np.diff([models.log_likelihood(w, X, y) for w in path]) < 0)
    same(models.gradient_ascent(start, X, y, 1, 0), [start])
    path = models.gradient_ascent(start, X, y, 0, 2)
    same(path, [start] * 3)


# 4  Several classes


CLASS_EDGES = [
    [800.0, 0.0, 0.0],
    [1e300, -1e300, 1e300],
    [-1e300, -1e300, -1e299],
    [0.0, 45.0, 3.0],
    [2.0, 2.0, 2.0],
    [-745.5, 0.25, -700.125],
    [0.1, 0.7, -1.3],
]


def test_softmax_against_scipy():
    close(models.softmax(CLASS_EDGES), scipy.special.softmax(CLASS_EDGES, axis=-1))
    close(models.softmax(np.reshape(CLASS_EDGES, (1, 7, 3))), scipy.special.softmax([CLASS_EDGES], axis=-1))
    same(models.softmax([800, 0, 0]), [1, 0, 0])
    same(models.softmax([3.0]), [1])
    same(models.softmax([1e308, -1.7e308]), [1, 0])


def test_log_softmax_against_mpmath():
    for l in CLASS_EDGES:
        with mpmath.workdps(700):
            exact = [
                float(c - max(l) - mpmath.log(sum(mpmath.exp(mpmath.mpf(d) - max(l)) for d in l)))
                for c in map(mpmath.mpf, l)
            ]
        close(models.log_softmax(l), exact)
    close(models.log_softmax(CLASS_EDGES), scipy.special.log_softmax(CLASS_EDGES, axis=-1), atol=1e-15)
    assert models.log_softmax([0.0, 45.0])[1] == pytest.approx(-math.exp(-45), rel=1e-12)
    same(models.log_softmax([3.0]), [0])


@quick
@given(arrays(float, (2, 3), elements=st.floats(-700, 700)), st.floats(-1e3, 1e3))
def test_softmax_of_anything(l, shift):
    p = models.softmax(l)
    close(p, scipy.special.softmax(l, axis=-1))
    close(p.sum(axis=-1), [1, 1])
    close(models.softmax(l + shift), p, rtol=1e-11)
    close(np.exp(models.log_softmax(l)), p)


@quick
@given(finite, finite)
def test_softmax_of_two_classes_is_the_sigmoid_of_the_difference(l0, l1):
    close(models.softmax([l0, l1])[1], models.sigmoid(l1 - l0), atol=1e-300)
    close(models.log_softmax([l0, l1])[1], models.log_sigmoid(l1 - l0), atol=1e-300)


def test_one_hot_by_hand():
    same(models.one_hot([2, 0, 1, 2], 4), [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    same(models.one_hot([0, 0], 1), [[1], [1]])


def test_cross_entropy_agrees_with_sklearn():
    rng, X, y = unsymmetric(C=4)
    W = rng.normal(size=(3, 4))
    P = scipy.special.softmax(X @ W, axis=1)
    close(models.cross_entropy(W, X, y), sklearn.metrics.log_loss(y, P, normalize=False))
    assert is_python(models.cross_entropy(W, X, y), float)


def test_cross_entropy_at_the_edges():
    assert models.cross_entropy([[0.0, 800.0]], [[1.0]], [0]) == 800
    assert models.cross_entropy([[0.0, 1e300]], [[1.0]], [0]) == 1e300
    sure = models.cross_entropy([[0.0, 800.0]], [[1.0]], [1])
    assert sure == 0 and math.copysign(1, sure) == 1
    assert models.cross_entropy([[5.0]], [[1.0]], [0]) == 0
    close(models.cross_entropy([[0.0, 45.0]], [[1.0]], [1]), math.exp(-45))


def test_cross_entropy_of_two_classes_is_minus_the_log_likelihood():
    rng, X, y = unsymmetric()
    W = rng.normal(size=(3, 2))
    close(models.cross_entropy(W, X, y), -models.log_likelihood(W[:, 1] - W[:, 0], X, y))
    G = models.cross_entropy_gradient(W, X, y)
    close(G[:, 1], -models.gradient(W[:, 1] - W[:, 0], X, y))
    close(G[:, 0], -G[:, 1])


def test_cross_entropy_gradient_against_finite_differences_and_complex_step():
    rng, X, y = unsymmetric(C=4)
    chosen = np.eye(4)[y]
    for _ in range(3):
        W = rng.normal(size=(3, 4))
        G = models.cross_entropy_gradient(W, X, y)
        close(G, models.finite_difference(lambda V: models.cross_entropy(V, X, y), W), rtol=1e-6, atol=1e-7)
        close(
            G,
            models.complex_step(
                lambda V: np.sum(np.log(np.exp(X @ V).sum(axis=1)) - ((X @ V) * chosen).sum(axis=1)), W
            ),
            atol=1e-12,
        )


@pytest.mark.parametrize("seed", range(5))
def test_softmax_optimum_of_any_data(seed):
    rng, said = np.random.default_rng(seed), []
    for _ in range(100):
        C = int(rng.integers(2, 5))
        X, y = hard_data(rng, C)
        said.append(is_right(lambda X=X, y=y, C=C: models.softmax_optimum(X, y, C), X, y, C))
    assert min(said.count("found"), said.count("separable")) > 20
    assert said.count("not converged") <= 2  # separable on two scales at once


def test_softmax_optimum_refuses_exactly_the_separable():
    rng, said = np.random.default_rng(5), []
    for trial in range(60):
        X, y = tied_data(rng, 1 + trial % 2)
        y = (y + rng.integers(0, 2, len(y))) % 3
        said.append(is_right(lambda X=X, y=y: models.softmax_optimum(X, y, 3), X, y, 3))
    assert set(said) == {"found", "separable"}


def test_softmax_optimum_of_the_irises():
    X, species = iris()
    with pytest.raises(ValueError, match="must overlap for a finite maximum"):
        models.softmax_optimum(np.column_stack([X, np.ones(150)]), species, 3)  # setosa lies apart
    sepals = X[:, :2]
    fit = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, solver="newton-cg").fit(sepals, species)
    close(models.softmax_optimum(sepals, species, 3), (fit.coef_ - fit.coef_.mean(axis=0)).T, rtol=1e-5)


def test_softmax_optimum_agrees_with_sklearn():
    for seed, C in ((0, 3), (1, 4), (2, 5)):
        rng, X, _ = unsymmetric(seed, N=80)
        y = np.argmax(X @ rng.normal(size=(3, C)) + 2 * rng.gumbel(size=(80, C)), axis=1)
        fit = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, solver="newton-cg").fit(X, y)
        W = models.softmax_optimum(X, y, C)
        close(W, (fit.coef_ - fit.coef_.mean(axis=0)).T, rtol=1e-5, atol=1e-6)
        assert np.max(np.abs(models.cross_entropy_gradient(W, X, y))) < 1e-11
        close(W.sum(axis=1), np.zeros(3), atol=1e-14)


def test_softmax_optimum_of_two_classes_is_newtons():
    _, X, y = unsymmetric(6)
    W = models.softmax_optimum(X, y, 2)
    close(W[:, 1] - W[:, 0], models.newton_optimum(X, y))
    close(W[:, 1], -W[:, 0])


def test_softmax_optimum_by_hand():
    W = models.softmax_optimum([[1.0]] * 7, [0, 1, 1, 2, 2, 2, 2], 3)  # the probabilities are 1/7, 2/7 and 4/7
    close(W, [[-math.log(2), 0, math.log(2)]], atol=1e-15)
    same(models.softmax_optimum([[1.0], [2.0]], [0, 0], 1), [[0]])
    same(models.softmax_optimum([[0.0], [0.0]], [0, 1], 3), [[0, 0, 0]])


# 5  Letting the computer differentiate


def test_finite_difference_of_known_functions():
    close(models.finite_difference(np.sin, 0.4), math.cos(0.4), rtol=1e-9)
    assert is_python(models.finite_difference(np.sin, 0.4), float)
    close(models.finite_difference(lambda w: w[0] ** 3 * w[1], [2, 5]), [60, 8], rtol=1e-8)
    close(
        models.finite_difference(lambda W: np.sum(W**2), [[1.0, 2.0], [3.0, -4.0]], h=1e-3),
        [[2, 4], [6, -8]],
        rtol=1e-9,
    )
    same(models.finite_difference(lambda w: w[0] ** 2, [3.0], h=0.5), [6])
    same(models.finite_difference(lambda w: w, 1e10), 1)  # where w + h is rounded


def test_complex_step_of_known_functions():
    close(models.complex_step(np.sin, 0.4), math.cos(0.4), rtol=1e-15)
    assert is_python(models.complex_step(np.sin, 0.4), float)
    close(models.complex_step(lambda w: w[0] ** 3 * w[1], [2, 5]), [60, 8], rtol=1e-15)
    close(
        models.complex_step(lambda W: np.sum(W**2), [[1.0, 2.0], [3.0, -4.0]], h=1e-20), [[2, 4], [6, -8]], rtol=1e-15
    )


def test_no_function_changes_what_it_is_handed():
    rng, X, y = unsymmetric(D=2)
    w, W, path = rng.normal(size=2), rng.normal(size=(2, 2)), None
    before = [a.copy() for a in (X, y, w, W)]
    for f in (models.zero_one_loss, models.log_likelihood, models.gradient):
        f(w, X, y)
    models.staircase(w, 0, X, y), models.errors_by_angle(X, y), models.newton_optimum(X, y), models.hessian(w, X)
    models.regularised_optimum(X, y, 0.1)
    models.cross_entropy(W, X, y), models.cross_entropy_gradient(W, X, y), models.softmax(W), models.log_softmax(W)
    path = models.gradient_ascent(w, X, y, 0.1, 3)
    path[0] = 99
    models.finite_difference(np.sum, w), models.complex_step(np.sum, w)
    for old, new in zip(before, (X, y, w, W), strict=True):
        same(old, new)


def test_a_nought_is_never_printed_with_a_sign():
    for noughts in (
        models.log_sigmoid([800.0, 1e300]),
        models.staircase([1.0, 0.0], 0, [[1.0, 0.0], [-1.0, 0.0]], [1, 0])[0],
        models.errors_by_angle([[0.0, 2.0]], [1])[0][1:],
        models.log_softmax([800.0, 0.0])[:1],
        models.coin_log_likelihood([1.0], 2, 2),
        models.log_likelihood([900.0], [[-1.0]], [0]),
    ):
        same(noughts, 0)
        assert not np.any(np.signbit(noughts))


def test_every_public_function_has_a_docstring_and_a_test():
    for name in models.__all__:
        assert "Raises ValueError" in getattr(models, name).__doc__
        assert any(test.startswith(f"test_{name}_") for test in globals()), name
    defined = {n for n, f in vars(models).items() if callable(f) and f.__module__ == models.__name__ and n[0] != "_"}
    assert defined == set(models.__all__)


# Refusals: what was wrong, what was expected, what came

X2, Y2, W2 = [[1.0, 2.0], [3.0, 4.0], [5.0, -6.0]], [0, 1, 1], [0.1, 0.2]
BIG = [[1e300, 0.0]] * 3

REFUSALS = [
    (lambda: models.heaviside([0, math.nan]), "a must be finite; got nan at index 1"),
    (lambda: models.heaviside(math.inf), "a must be finite; got inf"),
    (lambda: models.heaviside([]), "a must not be empty; got shape (0,)"),
    (lambda: models.heaviside("one"), "a must hold real numbers; got text"),
    (lambda: models.predict([1, 2, 3], X2), "w must have shape (2,), a weight for each column of X; got (3,)"),
    (lambda: models.predict([[1], [2]], X2), "w must have shape (D,); got (2, 1)"),
    (lambda: models.predict(W2, [1, 2]), "X must have shape (N, D); got (2,)"),
    (lambda: models.predict(W2, np.zeros((0, 2))), "X must not be empty; got shape (0, 2)"),
    (lambda: models.predict(W2, [[1, 2], [3]]), "X must be one number or a full table; got ragged rows"),
    (lambda: models.predict([1e300, 0], BIG), "must be finite; got inf at index 0"),
    (lambda: models.different([1, 0], [1, 0, 1]), "y_hat must have shape (2,), the shape of y; got (3,)"),
    (lambda: models.different([1, math.inf], [1, 0]), "y must be finite; got inf at index 1"),
    (lambda: models.zero_one_loss(W2, [[1, 2]] * 18, [0] * 17 + [2]), "y must hold only 0 and 1; got 2 at index 17"),
    (lambda: models.zero_one_loss(W2, X2, [0, 0.5, 1]), "y must hold only 0 and 1; got 0.5 at index 1"),
    (lambda: models.zero_one_loss(W2, X2, [0, 1]), "y must have shape (3,), one label for each row of X; got (2,)"),
    (
        lambda: models.zero_one_loss(W2, X2, [[0], [1], [1]]),
        "y must have shape (3,), one label for each row of X; got (3, 1)",
    ),
    (lambda: models.staircase(W2, 2, X2, Y2), "j must be a whole number from 0 to 1; got 2"),
    (lambda: models.staircase(W2, -1, X2, Y2), "j must be a whole number from 0 to 1; got -1"),
    (lambda: models.staircase(W2, 0.5, X2, Y2), "j must be a whole number from 0 to 1; got 0.5"),
    (lambda: models.staircase([1, 1], 0, [[1e-308, 1e10]], [1]), "a breakpoint must be finite; got -inf at index 0"),
    (lambda: models.staircase([math.nan, 1], 0, X2, Y2), "w must be finite; got nan at index 0"),
    (
        lambda: models.errors_by_angle([[1, 2, 3]], [0]),
        "X must have shape (1, 2), 2 numbers for each point; got (1, 3)",
    ),
    (lambda: models.errors_by_angle([[0, 0]], [0]), "X must hold a point away from the origin; got 1 at it"),
    (lambda: models.errors_by_angle(X2, [0, 1, -1]), "y must hold only 0 and 1; got -1 at index 2"),
    (lambda: models.errors_by_angle(X2, [0, 1]), "y must have shape (3,), one label for each row of X; got (2,)"),
    (lambda: models.coin_probability(2, 0.5), "x must hold only 0 and 1; got 2"),
    (lambda: models.coin_probability(1, 1.5), "p must lie between 0 and 1; got 1.5"),
    (lambda: models.coin_probability([0, 1], [0.1, 0.2, 0.3]), "x and p must have shapes that fit; got (2,) and (3,)"),
    (lambda: models.coin_log_likelihood([0.5, -0.1], 1, 2), "p must lie between 0 and 1; got -0.1 at index 1"),
    (lambda: models.coin_log_likelihood(math.nan, 1, 2), "p must be finite; got nan"),
    (lambda: models.coin_log_likelihood(0.5, 3, 2), "heads must be a whole number from 0 to 2; got 3"),
    (lambda: models.coin_log_likelihood(0.5, -1, 2), "heads must be a whole number from 0 to 2; got -1"),
    (lambda: models.coin_log_likelihood(0.5, 1.5, 2), "heads must be a whole number from 0 to 2; got 1.5"),
    (lambda: models.coin_log_likelihood(0.5, math.nan, 2), "heads must be a whole number from 0 to 2; got nan"),
    (lambda: models.coin_log_likelihood(0.5, [1, 2], 2), "heads must have shape (); got (2,)"),
    (lambda: models.coin_slope(0.5, 0, 0), "tosses must be a whole number of at least 1; got 0"),
    (lambda: models.coin_slope(0.5, 0, math.inf), "tosses must be a whole number of at least 1; got inf"),
    (lambda: models.coin_slope(2, 0, 1), "p must lie between 0 and 1; got 2.0"),
    (lambda: models.best_p([]), "x must not be empty; got shape (0,)"),
    (lambda: models.best_p([0, 1, math.nan]), "x must hold only 0 and 1; got nan at index 2"),
    (lambda: models.best_p([[0, 1]]), "x must have shape (N,); got (1, 2)"),
    (lambda: models.logits(np.zeros((2, 1, 1)), X2), "w must have shape (D,) or (D, C); got (2, 1, 1)"),
    (
        lambda: models.logits(np.zeros((3, 4)), X2),
        "w must have shape (2, 4), a weight for each column of X; got (3, 4)",
    ),
    (
        lambda: models.logits([1e300, 0], BIG),
        "the result of logits (is something too large for a float?) must be finite",
    ),
    # inf − inf is nan, but a processor that multiplies and adds in one go finds inf
    (lambda: models.logits([1e300, -1e300], [[1e300, 1e300]]), "too large for a float?) must be finite; got"),
    (lambda: models.logits(W2, [[1, 2], [3, math.inf]]), "X must be finite; got inf at index (1, 1)"),
    (lambda: models.sigmoid([math.nan]), "l must be finite; got nan at index 0"),
    (lambda: models.sigmoid(1j), "l must hold real numbers; got complex numbers"),
    (lambda: models.log_sigmoid(-math.inf), "l must be finite; got -inf"),
    (lambda: models.probability([1], X2), "w must have shape (2,), a weight for each column of X; got (1,)"),
    (lambda: models.log_likelihood(W2, X2, [0, 1, 3]), "y must hold only 0 and 1; got 3 at index 2"),
    (lambda: models.log_likelihood([-1.0], [[1.7e308]] * 2, [1, 1]), "the result of log_likelihood (is something too"),
    (lambda: models.log_likelihood(np.array(W2) + 1j, X2, Y2), "w must hold real numbers; got complex numbers"),
    (lambda: models.gradient([-1.0], [[1.7e308]] * 2, [1, 1]), "the result of gradient (is something too large"),
    (lambda: models.gradient(W2, X2, []), "y must not be empty; got shape (0,)"),
    (lambda: models.hessian([0.0], [[1e200]]), "the result of hessian (is something too large for a float?)"),
    (lambda: models.hessian([0.0], X2), "w must have shape (2,), a weight for each column of X; got (1,)"),
    (
        lambda: models.newton_optimum([[1.0], [-2.0]], [1, 0]),
        "X and y must overlap for a finite maximum; got data that some w",
    ),
    (lambda: models.newton_optimum([[1.0, 0], [0, 1], [0, 1]], [1, 1, 0]), "X and y must overlap for a finite maximum"),
    (lambda: models.newton_optimum([[1.0, 0.3], [0, 1], [0, 2], [0, 0]], [1, 1, 0, 0]), "X and y must overlap"),
    (lambda: models.newton_optimum(X2, [0, 1]), "y must have shape (3,), one label for each row of X; got (2,)"),
    (lambda: models.newton_optimum([1.0, 2.0], [0, 1]), "X must have shape (N, D); got (2,)"),
    (lambda: models.regularised_optimum(X2, Y2, 0), "lam must be above 0; got 0"),
    (
        lambda: models.regularised_optimum([[1, 1], [2, 2], [3, 3]], Y2, 1e-20),
        "lam must be large enough for the maximum to be found; got 1e-20",
    ),
    (lambda: models.regularised_optimum(X2, Y2, [1, -2]), "lam must be above 0; got -2.0 at index 1"),
    (lambda: models.regularised_optimum(X2, Y2, [1, 2, 3]), "lam must have shape (2,), one number, or one for each"),
    (
        lambda: models.regularised_optimum(X2, [0, 1], 1),
        "y must have shape (3,), one label for each row of X; got (2,)",
    ),
    (lambda: models.gradient_ascent(W2, X2, Y2, math.nan, 3), "rate must be finite; got nan"),
    (lambda: models.gradient_ascent(W2, X2, Y2, [1, 2], 3), "rate must have shape (); got (2,)"),
    (lambda: models.gradient_ascent(W2, X2, Y2, 0.1, -1), "steps must be a whole number from 0 to 1000000; got -1"),
    (lambda: models.gradient_ascent(W2, X2, Y2, 1e308, 3), "must be finite; got"),
    (
        lambda: models.gradient_ascent(np.zeros(101), np.zeros((2, 101)), [0, 1], 1, 10**6),
        "steps must make a table of at most 100000000 numbers; got 1000000, which makes one of 101000000",
    ),
    (
        lambda: models.hessian(np.zeros(20_000), np.zeros((1, 20_000))),
        "X must make a table of at most 100000000 numbers",
    ),
    (
        lambda: models.logits(np.zeros((1, 20_000)), np.zeros((20_000, 1))),
        "w must make a table of at most 100000000 numbers",
    ),
    (
        lambda: models.coin_probability(np.zeros((20_000, 1)), np.zeros(20_000)),
        "p must make a table of at most 100000000 numbers",
    ),
    (lambda: models.coin_log_likelihood(1e-300, 1e308, 1e308), "tosses must be at most 1e15; got 1e+308"),
    (lambda: models.complex_step(np.sin, 0.3, 5e-324), "h must be at least 1e-300; got 5e-324"),
    (lambda: models.softmax(3.0), "l must have shape (..., C), one logit for each class; got ()"),
    (lambda: models.softmax([1, math.nan]), "l must be finite; got nan at index 1"),
    (lambda: models.log_softmax(np.zeros((2, 0))), "l must not be empty; got shape (2, 0)"),
    (lambda: models.log_softmax([1e308, -1.7e308]), "the result of log_softmax (is something too large for a float?)"),
    (lambda: models.one_hot([0, 10], 10), "y must hold only whole numbers from 0 to 9; got 10 at index 1"),
    (lambda: models.one_hot([0, -1], 3), "y must hold only whole numbers from 0 to 2; got -1 at index 1"),
    (lambda: models.one_hot([0], 0), "C must be a whole number of at least 1; got 0"),
    (
        lambda: models.one_hot([0, 0], 10**8),
        "C must make a table of at most 100000000 numbers; got 100000000, which makes one of 200000000",
    ),
    (lambda: models.one_hot([[0]], 2), "y must have shape (N,); got (1, 1)"),
    (lambda: models.softmax_optimum(X2, [0, 1, 2], 2), "y must hold only 0 and 1; got 2 at index 2"),
    (lambda: models.softmax_optimum(X2, Y2, 0), "C must be a whole number"),
    (lambda: models.softmax_optimum(X2, Y2, 10_000), "C must make a table of at most 100000000 numbers; got 10000"),
    (lambda: models.newton_optimum([[1e-310]] * 3, Y2), "1 / X, of a feature that is not all 0, must be finite"),
    (lambda: models.softmax_optimum(X2, [0, 1, 2], 3), "X and y must overlap for a finite maximum; got data that some"),
    (
        lambda: models.regularised_optimum([[1.0], [-2.0]], [1, 0], 1e-300),
        "lam must be large enough for the maximum to be found; got 1e-300",
    ),
    (
        lambda: models.cross_entropy(np.zeros((2, 3)), X2, [0, 1, 3]),
        "y must hold only whole numbers from 0 to 2; got 3 at index 2",
    ),
    (lambda: models.cross_entropy([1, 2], X2, Y2), "W must have shape (D, C); got (2,)"),
    (
        lambda: models.cross_entropy([[1], [2], [3]], X2, Y2),
        "W must have shape (2, 1), a weight for each column of X; got (3, 1)",
    ),
    (
        lambda: models.cross_entropy_gradient(np.zeros((2, 3)), X2, [0, 1]),
        "y must have shape (3,), one label for each row",
    ),
    (lambda: models.finite_difference(np.sum, [1, math.nan]), "w must be finite; got nan at index 1"),
    (lambda: models.finite_difference(np.sum, [1.0], h=0), "h must be above 0; got 0.0"),
    (lambda: models.complex_step(np.sum, [1.0], h=-1), "h must be above 0; got -1.0"),
    (
        lambda: models.complex_step(lambda w: 3.0, [1.0]),
        "f must return a complex number when its argument is complex; got 3.0",
    ),
]


@pytest.mark.parametrize(("call", "message"), REFUSALS, ids=[m for _, m in REFUSALS])
def test_refusals(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_edges_that_are_equal_on_paper_are_one_edge():
    tenths = np.random.default_rng(3).integers(30, 80, size=(100, 2))
    y = np.arange(100) % 2
    ratios = sorted({Fraction(int(x1), int(x0)) for x0, x1 in tenths})
    breakpoints, errors = models.staircase(np.array([0.0, -1.0]), 0, tenths / 10, y)
    assert breakpoints == pytest.approx([float(ratio) for ratio in ratios], rel=1e-12)
    assert len(errors) == len(ratios) + 1
    angles, _ = models.errors_by_angle(tenths / 10, y)
    assert len(angles) == 2 * len(ratios)
