"""What the notebooks' text says in general, where it is not a picture or an equation that shows it."""

from itertools import pairwise

import numpy as np
import pytest

from helpers.datasets import digits, iris, split, two_flowers
from helpers.models import (
    coin_log_likelihood,
    coin_slope,
    cross_entropy,
    cross_entropy_gradient,
    finite_difference,
    gradient,
    gradient_ascent,
    hessian,
    log_likelihood,
    log_sigmoid,
    log_softmax,
    logits,
    newton_optimum,
    predict,
    probability,
    regularised_optimum,
    sigmoid,
    softmax,
    softmax_optimum,
    staircase,
    zero_one_loss,
)
from tutor.equations.chains import labels_log_likelihood_chain


def test_04_a_shift_a_ratio_and_a_row_of_weights():
    rng = np.random.default_rng(4)
    l, s = rng.normal(scale=3, size=(1000, 5)), rng.normal(scale=10, size=(1000, 1))
    p = softmax(l)
    assert np.allclose(softmax(l + s), p)
    assert np.allclose(p[:, 0] / p[:, 1], np.exp(l[:, 0] - l[:, 1]))
    X, W, row = rng.normal(size=(50, 2)), rng.normal(size=(2, 3)), rng.normal(size=(2, 1))
    assert np.allclose(softmax(logits(W + row, X)), softmax(logits(W, X)))


def test_04_the_cross_entropy_of_two_classes():
    l, y = np.random.default_rng(36).normal(scale=3, size=20), np.arange(20) % 2
    by_softmax = -log_softmax(np.stack([0 * l, l], axis=1))[np.arange(20), y]
    assert np.allclose(np.where(y == 1, np.log(1 + np.exp(-l)), np.log(1 + np.exp(l))), by_softmax)
    assert np.allclose(-np.where(y == 1, log_sigmoid(l), log_sigmoid(-l)), by_softmax)


def trained(rate):
    """The training of 04: its digits, its path, and the loss per digit after each step."""
    X, y, _, _ = split(*digits(), np.random.default_rng(1))
    path = [np.zeros((64, 10))]
    for _ in range(50):
        path.append(path[-1] - rate * cross_entropy_gradient(path[-1], X, y) / len(y))
    return X, path, np.array([cross_entropy(W, X, y) / len(y) for W in path])


def test_04_the_training():
    X, path, losses = trained(2.0)
    assert losses[0] == pytest.approx(np.log(10)) and np.all(np.diff(losses) < 0)
    never = ~X.any(axis=0)
    assert never[0] and not path[-1][never].any()
    assert np.allclose(np.sum(path, axis=2), 0)
    image = path[-1][:, 0].reshape(8, 8)
    assert np.all(image[2:6, 3:5] < 0) and np.all(image[2:6, [2, 6]] > 0)


def test_04_the_loss_of_the_digits_has_no_lowest_point_and_where_it_has_one_both_ways_find_it():
    X, y, _, _ = split(*digits(), np.random.default_rng(1))
    flowers, species = iris()
    for data in ((X, y, 10), (flowers, species, 3)):
        with pytest.raises(ValueError, match="separates"):
            softmax_optimum(*data)
    S = (flowers[:, :2] - flowers[:, :2].mean(axis=0)) / flowers[:, :2].std(axis=0)
    V = np.zeros((2, 3))
    for _ in range(1000):
        V -= 4.0 * cross_entropy_gradient(V, S, species) / 150
    assert np.allclose(V, softmax_optimum(S, species, 3), atol=5e-5)


def test_04_a_learning_rate_of_4():
    _, _, losses = trained(4.0)
    (rises,) = np.nonzero(np.diff(losses) > 0)
    assert rises[0] == 2 and rises[-1] == 30 and len(rises) > 10
    assert round(losses[-1], 3) == 0.173 < trained(2.0)[2][-1]


def test_01_the_slope_is_zero_inside_each_step():
    X, y = two_flowers()
    edges, _ = staircase([-6.3, 7.9], 0, X, y)
    for left, right in pairwise(edges):
        middle, h = (left + right) / 2, (right - left) / 4
        assert finite_difference(lambda w0: zero_one_loss([w0, 7.9], X, y), middle, h) == 0


def test_01_most_weights_without_a_slope_give_all_flowers_the_same_class():
    X, y = two_flowers()
    weights = np.random.default_rng(0).uniform(-8, 8, size=(300, 2))
    flat = [w for w in weights if not finite_difference(lambda w: zero_one_loss(w, X, y), w, 1.0).any()]
    alike = sum(np.ptp(predict(w, X)) == 0 for w in flat)
    assert len(flat) == 238 and alike > 0.9 * len(flat)


def test_01_one_edge_is_without_a_jump():
    X, y = two_flowers()
    assert np.array_equal(X[22], X[73]) and y[22] != y[73]
    breakpoints, errors = staircase([-6.3, 7.9], 0, X, y)
    (k,) = np.flatnonzero(np.isclose(breakpoints, -7.9 * X[22, 1] / X[22, 0]))
    assert errors[k] == errors[k + 1] and np.sum(errors[:-1] == errors[1:]) == 1


def test_05_floats_of_the_twelve_lines_at_fifty_times_the_weights():
    X, y = two_flowers()
    chain = labels_log_likelihood_chain(X, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {n: chain.value(n, chain.floats_at(w0=-45.0, w1=55.0)) for n in range(28, 40)}
    assert [n for n, value in values.items() if np.isnan(value)] == [32, 33, 34, 35]
    assert np.flatnonzero(1 - sigmoid(X @ [-45.0, 55.0]) == 0).tolist() == [50] and y[50] == 1
    assert np.isfinite(log_likelihood([-9e5, 1.1e6], X, y))


def test_05_one_flower_that_contradicts_the_others_halves_the_best_weights():
    X, y = two_flowers()
    before = newton_optimum(X, y)
    X[60] = [7.9, 3.0]
    assert np.allclose(newton_optimum(X, y) / before, 1 / 2, atol=0.05)


def test_05_at_the_rate_0_005_the_walk_hops_between_two_points_beside_the_ridge():
    X, y = two_flowers()
    best = newton_optimum(X, y)
    one, other, third = gradient_ascent(np.zeros(2), X, y, 0.005, 2001)[-3:]
    assert np.allclose(one, third) and not np.allclose(one, other)
    across = np.linalg.eigh(-hessian(best, X))[1][:, -1]
    assert ((one - best) @ across) * ((other - best) @ across) < 0


def test_05_the_curvatures_along_and_across_the_ridge():
    X, y = two_flowers()
    along, across = np.linalg.eigvalsh(-hessian(newton_optimum(X, y), X))
    assert (round(along, 2), round(across), round(2 / across, 4)) == (0.24, 474, 0.0042)
    assert 0.004 * along < 1 / 1000
    assert round(np.log(1e7) / (0.004 * along), -3) == 17_000


def test_03_how_many_logits_could_be_probabilities():
    l = logits([-6.2, 7.9], two_flowers()[0])
    assert np.sum((l > 0) & (l < 1)) == 8 and (round(l.min(), 2), round(l.max(), 2)) == (-7.92, 8.34)


def test_03_every_step_of_the_gradient_rises_from_the_ridge_towards_the_cross():
    X, y = two_flowers()
    path = gradient_ascent([-5.6, 7.2], X, y, 0.001, 3000)
    assert np.all(np.diff([log_likelihood(w, X, y) for w in path]) > 0)
    far = np.linalg.norm(path[::1000] - newton_optimum(X, y), axis=1)
    assert np.all(np.diff(far) < 0) and far[-1] > 0.3


def test_03_the_sigmoid_of_very_long_weights_is_the_step():
    X, y = two_flowers()
    best = newton_optimum(X, y)
    assert probability(1e6 * best, X) == pytest.approx(predict(best, X), abs=1e-12)


def test_03_ringed_flowers_of_the_other_class_leave_no_optimum():
    X, y = two_flowers()
    w = np.array([-6.2, 7.9])
    y = predict(w, X)
    assert log_likelihood(w, X, y) < log_likelihood(2 * w, X, y) < log_likelihood(4 * w, X, y)
    with pytest.raises(ValueError):
        newton_optimum(X, y)


def test_03_far_out_the_slope_along_w0_is_what_the_virginicas_have_together():
    X, y = two_flowers()
    at_the_end, far_out = (gradient([w0, 7.9], X, y)[0] for w0 in (-7.5, -10.0))
    assert far_out == pytest.approx(X[y == 1, 0].sum(), abs=0.05) and at_the_end < far_out - 9


def test_03_the_slope_only_falls_along_any_line():
    X, y = two_flowers()
    steps = np.linspace(-1, 1, 21)
    for direction in np.random.default_rng(2).uniform(-1, 1, size=(20, 2)):
        slopes = [gradient([-6.2, 7.9] + step * direction, X, y) @ direction for step in steps]
        assert np.all(np.diff(slopes) < 0)


def test_03_a_versicolor_far_up_is_one_mistake_and_pulls_the_optimum_away():
    X, y = two_flowers()
    w, best = [-5.6, 7.9], newton_optimum(X, y)
    errors, L = zero_one_loss(w, X, y), log_likelihood(w, X, y)
    X[0, 1] += 4
    assert zero_one_loss(w, X, y) - errors <= 1 and log_likelihood(w, X, y) < L - 20
    assert np.linalg.norm(newton_optimum(X, y) - best) > 3


def test_03_an_intercept_makes_the_classes_a_quarter_of_a_million_times_as_probable():
    X, y = two_flowers()
    X1 = np.column_stack([X, np.ones(len(X))])
    gained = log_likelihood(newton_optimum(X1, y), X1, y) - log_likelihood(newton_optimum(X, y), X, y)
    assert round(gained, 2) == 12.42 and round(np.exp(gained), -4) == 250_000


def climb(w, j, X, y):
    """Move w[j] by notches of 0.1 to where it is highest, then the other weight, until neither gets higher."""
    stuck = 0
    while stuck < 2:
        notches = [[*w[:j], round(w[j] + k / 10, 1), *w[j + 1 :]] for k in range(-30, 31)]
        best = max(notches, key=lambda one: log_likelihood(one, X, y))
        stuck = stuck + 1 if best == w else 0
        w, j = best, 1 - j
    return w


def test_03_a_climb_with_one_weight_at_a_time_ends_short_of_the_top():
    """With w0 first it ends beside the top; with w1 first, on a ridge that is lower."""
    X, y = two_flowers()
    ends = {first: climb([-5.6, 7.9], first, X, y) for first in (0, 1)}
    assert ends == {0: [-6.2, 7.9], 1: [-5.6, 7.2]}
    assert log_likelihood(ends[1], X, y) < log_likelihood(ends[0], X, y)


def test_02_the_slope_only_falls_and_is_zero_at_the_fraction_of_heads():
    p = np.arange(1, 400, 2) / 400
    for heads in range(1, 20):
        slopes = coin_slope(p, heads, 20)
        assert np.all(np.diff(slopes) < 0) and np.array_equal(np.sign(slopes), np.sign(heads / 20 - p))


def far_from_the_top(rate):
    """How far p is from 0.7 after each step of the climb of 02, as long as p is a probability."""
    p, far = 0.5, []
    while 0 < p < 1 and len(far) < 40:
        far.append(abs(p - 0.7))
        p += rate * coin_slope(p, 7, 10)
    return np.array(far)


def test_02_at_the_rate_0_035_the_walk_closes_in_on_the_top_and_needs_more_steps():
    bold, calm = far_from_the_top(0.035), far_from_the_top(0.01)
    assert len(bold) == len(calm) == 40 and np.all(bold[2:] < bold[:-2])
    assert np.argmax(bold < 5e-5) > np.argmax(calm < 5e-5) > 0
    assert len(far_from_the_top(0.04)) < 40


def test_06_twice_the_tosses_double_every_slope_and_it_only_falls():
    p = np.linspace(0.01, 0.99, 99)
    assert np.array_equal(coin_slope(p, 6, 12), 2 * coin_slope(p, 3, 6))
    for heads in range(1, 10):
        slope = coin_slope(p, heads, 10)
        assert np.all(np.diff(slope) < 0) and np.array_equal(np.abs(slope) < 1e-9, np.isclose(p, heads / 10))


def test_06_a_log_likelihood_that_climbs_to_the_edge():
    inside = np.linspace(0.01, 0.99, 99)
    assert np.all(coin_slope(inside, 10, 10) > 0) and np.all(coin_slope(inside, 0, 10) < 0)
    assert coin_log_likelihood(1, 10, 10) == 0 > coin_log_likelihood(inside, 10, 10).max()
    assert coin_log_likelihood(0, 0, 10) == 0 > coin_log_likelihood(inside, 0, 10).max()


def test_06_at_40_one_form_of_the_slope_has_digits():
    assert sigmoid(40) * (1 - sigmoid(40)) == 0
    assert np.isclose(sigmoid(40) * sigmoid(-40), np.exp(-40), rtol=1e-12, atol=0)


def test_06_the_classifier():
    X, species = iris()
    two = species > 0
    X, y, X_test, y_test = split(X[two], species[two] - 1, np.random.default_rng(21), test=0.5)
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    X, X_test = (np.column_stack([(part - mean) / deviation, np.ones(50)]) for part in (X, X_test))
    w = regularised_optimum(X, y, 1)
    assert np.sum(y == 0) == 22 and sorted(np.argsort(-np.abs(w))[:2]) == [2, 3]
    assert zero_one_loss(w, X, y) == 0 and zero_one_loss(w, X_test, y_test) == 5
    assert np.sum(predict(w, X_test)[y_test == 0]) == 5 and np.all(predict(w, X_test)[y_test == 1])
    assert np.sqrt(0.9 * 0.1 / 50) == pytest.approx(0.04, abs=0.005)
    cannot_exist = [*(([6.1, 2.9, 30, 1.7] - mean) / deviation), 1]
    assert probability(w, [cannot_exist])[0] > 0.999
    prices = (0.001, 0.01, 0.1, 1, 10, 100)
    tried = [regularised_optimum(X, y, lam) for lam in prices]
    assert np.all(np.diff([log_likelihood(w, X, y) for w in tried]) < 0)
    assert prices[np.argmax([log_likelihood(w, X_test, y_test) for w in tried])] == 0.1


def test_06_how_long_and_how_sure_the_weights_are_at_a_price():
    X, species = iris()
    apart = species != 1
    X, y = X[apart][:, [0, 2]], (species[apart] == 2).astype(int)
    X = np.column_stack([(X - X.mean(axis=0)) / X.std(axis=0), np.ones(100)])
    p = probability(regularised_optimum(X, y, 100), X)
    assert p.min() > 0.1 and p.max() < 0.9
    lengths = [np.linalg.norm(regularised_optimum(X, y, 10.0**-k)) for k in range(1, 9)]
    assert np.all(np.diff(lengths) > 2)
