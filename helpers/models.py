"""The lecture's formulas, one short function each.

A number in parentheses, such as (22), is the equation's number in the printed notes. The letters are the lecture's:

    x  one point, (D,)      X  all points, one a row, (N, D)      y  their labels, (N,)
    w  weights, (D,)        W  weights for C classes, (D, C)      l  logits, X @ w
    p  a probability        L  a log-probability, in nats (natural logarithms: log 2 = 0.693 nats is one bit)

Every function is pure: it changes nothing you hand it and draws no random numbers. Every function looks at what it
was handed first, and raises a ValueError that says what was wrong; those checks are in validation.py, so that a
formula can be read as it stands on the board. NaN and infinity are never accepted. A single number in gives a
plain Python number out.
"""

import contextlib
import functools

import numpy as np

from helpers import validation
from helpers.newton import classes, newton, two_classes

__all__ = [
    "best_p",
    "coin_log_likelihood",
    "coin_probability",
    "coin_slope",
    "complex_step",
    "cross_entropy",
    "cross_entropy_gradient",
    "different",
    "errors_by_angle",
    "finite_difference",
    "gradient",
    "gradient_ascent",
    "heaviside",
    "hessian",
    "log_likelihood",
    "log_sigmoid",
    "log_softmax",
    "logits",
    "newton_optimum",
    "one_hot",
    "predict",
    "probability",
    "regularised_optimum",
    "sigmoid",
    "softmax",
    "softmax_optimum",
    "staircase",
    "zero_one_loss",
]


def _finite_result(formula):
    """Run a formula without warnings, raise ValueError if it overflowed, return plain numbers."""

    @functools.wraps(formula)
    def run(*args, **kwargs):
        with np.errstate(all="ignore"):
            result = formula(*args, **kwargs)
        validation.require_finite(f"the result of {formula.__name__} (is something too large for a float?)", result)
        return _plain(result)

    return run


# 1  Counting mistakes


def heaviside(a):
    """The step Theta(a): 0 where a < 0, and 1 otherwise, so Theta(0) = 1 (1).

    a: a number or an array. Returns integers 0 and 1 of the same shape.
    Raises ValueError when an entry is not a finite number.
    Minus zero counts as zero, so it too gives 1.
    """
    a = validation.numbers("a", a)
    return _plain(np.where(a < 0, 0, 1))


def predict(w, X):
    """The class each point is given: 1 where x w >= 0, else 0 (1).

    w: (D,)  X: (N, D). Returns (N,) integers.
    Raises ValueError when shapes disagree, an entry is not finite, or X @ w overflows.
    A point exactly on the boundary goes to class 1; rounding in X @ w decides for points within an ulp or so of it.
    """
    w, X = validation.weights_and_points(w, X)
    return heaviside(logits(w, X))


def different(y, y_hat):
    """1 wherever a label and its prediction differ, 0 wherever they agree (4).

    y, y_hat: two numbers, or two arrays of one shape; any labels, not only 0 and 1. Returns integers of that shape.
    Raises ValueError when the shapes differ or an entry is not finite.
    Labels are compared as floats, and exactly: a prediction of 0.9999 is not the label 1.
    """
    y, y_hat = validation.numbers("y", y), validation.numbers("y_hat", y_hat)
    validation.require_shape("y_hat", y_hat, y.shape, "the shape of y")
    return _plain(np.where(y == y_hat, 0, 1))


def zero_one_loss(w, X, y):
    """The number of wrong classifications, a loss: smaller is better (2), (3).

    w: (D,)  X: (N, D)  y: (N,) in {0, 1}. Returns an int from 0 to N.
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, or an entry is not finite.
    It is constant almost everywhere in w, so its gradient says nothing: see staircase.
    """
    w, X, y = validation.data(w, X, y)
    return int(np.sum(different(y, predict(w, X))))


def staircase(w, j, X, y):
    """The error count (3) as the one weight w[j] moves along the whole line and the others stay put.

    w: (D,), its entry w[j] plays no part  j: from 0 to D - 1  X: (N, D)  y: (N,) in {0, 1}.
    Returns breakpoints (K,), increasing, and errors (K + 1,), integers: errors[k] holds strictly between
    breakpoints[k - 1] and breakpoints[k], the first below them all, the last above them all. Point i changes its mind
    where w[j] X[i, j] cancels the rest of its logit; one with X[i, j] = 0 never does. One sort, no grid: O(N log N).
    Raises ValueError as zero_one_loss does, when j is out of range, or when a breakpoint overflows.
    Breakpoints that agree to twelve digits count as one: on paper they are equal, and rounding has set them apart.
    """
    w, X, y = validation.data(w, X, y)
    j = validation.whole("j", j, 0, len(w) - 1)
    rest = logits(np.where(np.arange(len(w)) == j, 0, w), X)
    flips = X[:, j] != 0
    far_left = np.where(flips, X[:, j] < 0, heaviside(rest))  # the predictions as w[j] -> -infinity
    with np.errstate(over="ignore"):
        crossings = -rest[flips] / X[flips, j]
    change = np.where((X[flips, j] > 0) == y[flips], -1, 1)  # turning towards y mends an error
    breakpoints, jumps = _gather(validation.require_finite("a breakpoint", crossings), change)
    return breakpoints, np.sum(different(y, far_left)) + np.cumsum([0, *jumps])


def errors_by_angle(X, y):
    """The error count (3) for every direction w = (cos t, sin t) of two weights, so the best line of all is in it.

    X: (N, 2)  y: (N,) in {0, 1}. Returns angles (K,), increasing, in [-pi, pi), and errors (K,), integers: errors[k]
    holds strictly between angles[k] and angles[k + 1], and the last one from angles[-1] round to angles[0]. Walking
    anticlockwise, point x joins class 1 when w = (x1, -x0) and leaves it half a turn later. A point at the origin
    never flips: it is always class 1. O(N log N).
    Raises ValueError as zero_one_loss does, when D is not 2, or when every point is at the origin (no angle matters).
    Angles within 1e-12 of their size are one, as rounding may part them. Taking arctan2 of the turned point, not adding
    pi / 2 to its own angle, makes opposite points share their angles exactly, so that these merge.
    """
    X, y = validation.labelled(X, y, 2)
    moves = validation.require_some_nonzero(X)
    x0, x1 = X[moves].T
    joins, leaves = _from_minus_pi(np.arctan2(-x0, x1)), _from_minus_pi(np.arctan2(x0, -x1))
    at_minus_pi = np.ones_like(y)
    at_minus_pi[moves] = joins > leaves  # the predictions just before the sweep begins
    change = np.where(y[moves] == 0, 1, -1)
    angles, jumps = _gather(np.concatenate([joins, leaves]), np.concatenate([change, -change]))
    return angles, np.sum(different(y, at_minus_pi)) + np.cumsum(jumps)


def _gather(places, changes):
    """The distinct places, sorted, and the total change at each. Places that only rounding keeps apart are one."""
    order = np.argsort(places)
    places, changes = places[order], changes[order]
    with np.errstate(over="ignore"):
        new = np.diff(places, prepend=-np.inf) > 1e-12 * np.abs(places)
    return places[new] + 0.0, np.add.reduceat(changes, np.flatnonzero(new))  # + 0.0 turns -0.0 into 0.0


# 2  A coin


def coin_probability(x, p):
    """The probability p^x (1 - p)^(1 - x) of a toss x: p for heads (x = 1), 1 - p for tails (x = 0) (7).

    x: 0 or 1, or an array of them  p: in [0, 1], a number or an array. Returns probabilities in [0, 1].
    Raises ValueError when x is not 0 or 1, p is not a probability, or their shapes do not fit together.
    0^0 is 1 here, so a coin with p = 0 gives tails with probability exactly 1.
    """
    x, p = validation.labels("x", x, 2), validation.probability("p", p)
    validation.require_fitting("x", x, "p", p)
    validation.require_room("p", p, np.broadcast_shapes(x.shape, p.shape))
    return _plain(p**x * (1 - p) ** (1 - x))


def coin_log_likelihood(p, heads, tosses):
    """Log-probability of one sequence with this many heads: heads log p + tails log(1 - p), in nats (17), (18).

    p: in [0, 1], a number or an array  heads: from 0 to tosses  tosses: 1 or more. Returns values <= 0, shaped like p.
    Raises ValueError when p is not a probability or the counts are not such whole numbers.
    0 log 0 counts as 0: p = 1 gives exactly 0.0 for all heads, and -inf, without a warning, once there is one tail.
    log1p(-p) is log(1 - p) without rounding 1 - p first, which matters when p is tiny.
    """
    p, heads, tails = validation.coin(p, heads, tosses)
    with np.errstate(divide="ignore"):
        log_heads = heads * np.log(p) if heads else 0.0
        log_tails = tails * np.log1p(-p) if tails else 0.0
    return _plain(log_heads + log_tails)


def coin_slope(p, heads, tosses):
    """The slope of coin_log_likelihood: heads / p - tails / (1 - p), in nats per unit of p (63).

    p: in [0, 1], a number or an array  heads: from 0 to tosses  tosses: 1 or more. Returns slopes, shaped like p.
    Raises ValueError when p is not a probability or the counts are not such whole numbers.
    A term whose count is 0 contributes 0 even where its denominator is 0: with no heads the slope at p = 0 is -tosses,
    not 0 / 0. A term whose count is not 0 makes the slope infinite there, without a warning.
    """
    p, heads, tails = validation.coin(p, heads, tosses)
    with np.errstate(divide="ignore", over="ignore"):
        from_heads = heads / p if heads else 0.0
        from_tails = tails / (1 - p) if tails else 0.0
    return _plain(from_heads - from_tails)


def best_p(x):
    """The p that makes the tosses most probable: the fraction of heads, their mean (20).

    x: (N,) in {0, 1}, at least one. Returns a float in [0, 1].
    Raises ValueError when x is empty, is not a row of tosses, or holds anything but 0 and 1.
    All heads gives 1.0 and all tails 0.0: right, though the step to (64) multiplied by p (1 - p) = 0.
    """
    x = validation.labels("x", x, 2)
    validation.require_ndim("x", x, "(N,)")
    return float(np.mean(x))


# 3  Two classes


@_finite_result
def logits(w, X):
    """How strongly each point leans, from -infinity to infinity: x w (21), or x W, a column for each class (25).

    w: (D,) or (D, C)  X: (N, D). Returns (N,) or (N, C).
    Raises ValueError when shapes disagree, an entry is not finite, or the product overflows.
    A sum is only as exact as its largest term: 1e20 - 1e20 + 1 may come out as 0.
    """
    X = validation.points(X)
    w = validation.weights("w", w, X)
    validation.require_room("w", w, (len(X), *w.shape[1:]))
    return X @ w


@_finite_result
def sigmoid(l):
    """The logistic sigmoid 1 / (1 + e^-l), which turns a logit into a probability (22).

    l: a number or an array. Returns values in [0, 1] of the same shape.
    Raises ValueError when an entry is not a finite number.
    Written exp(-log(e^0 + e^-l)), because e^-l itself overflows for l < -709; the ends 0.0 and 1.0 are rounding, from
    about l = -745 and l = 37 on.
    """
    l = validation.numbers("l", l)
    return np.exp(-np.logaddexp(0, -l))


@_finite_result
def log_sigmoid(l):
    """log sigma(l), the log-probability of class 1 at logit l, in nats (42). That of class 0 is log_sigmoid(-l).

    l: a number or an array. Returns values <= 0 of the same shape.
    Raises ValueError when an entry is not a finite number.
    Never the logarithm of sigmoid(l), which is 0 for l < -745: log sigma(-800) is -800, not -inf.
    """
    l = validation.numbers("l", l)
    return 0.0 - np.logaddexp(0, -l)  # 0.0 - x is -x, but never the odd-looking -0.0


def probability(w, X):
    """The probability sigma(x w) that a point belongs to class 1 (23), (24).

    w: (D,)  X: (N, D). Returns (N,) in [0, 1].
    Raises ValueError when shapes disagree, an entry is not finite, or X @ w overflows.
    For class 0 take probability(-w, X): 1 - probability(w, X) rounds a small one away.
    """
    w, X = validation.weights_and_points(w, X)
    return sigmoid(logits(w, X))


@_finite_result
def log_likelihood(w, X, y):
    """Log-probability of the labels y under weights w, in nats; larger is better (39).

    w: (D,)  X: (N, D)  y: (N,) in {0, 1}. Returns a float <= 0.
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, an entry is not finite, or a sum overflows.
    log(1 - sigma(a)) is taken as log sigma(-a), so a confident mistake costs about |a|, not infinity.
    """
    w, X, y = validation.data(w, X, y)
    a = logits(w, X)
    return np.sum(y * log_sigmoid(a) + (1 - y) * log_sigmoid(-a))


@_finite_result
def gradient(w, X, y):
    """The gradient of log_likelihood: the sum over i of x_i [y_i sigma(-a_i) - (1 - y_i) sigma(a_i)] (52).

    w: (D,)  X: (N, D)  y: (N,) in {0, 1}. Returns (D,), uphill, in nats per unit of weight.
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, an entry is not finite, or a sum overflows.
    The same as X^T (y - sigma(a)) on paper; this form keeps its digits where y - sigma(a) would round to 0.
    """
    w, X, y = validation.data(w, X, y)
    a = logits(w, X)
    return X.T @ (y * sigmoid(-a) - (1 - y) * sigmoid(a))


@_finite_result
def hessian(w, X):
    """The second derivatives of log_likelihood, minus the sum over i of x_i^T x_i sigma(a_i) sigma(-a_i): (52), (53).

    w: (D,)  X: (N, D). Returns (D, D), symmetric, in nats; the labels play no part.
    Raises ValueError when shapes disagree, an entry is not finite, or a sum overflows.
    No eigenvalue is above 0, so log_likelihood is concave: every peak is the highest. sigma(-a) is used for
    1 - sigma(a), which would round to 0.
    """
    w, X = validation.weights_and_points(w, X)
    validation.require_room("X", X, (len(w), len(w)))
    a = logits(w, X)
    return -(X.T * (sigmoid(a) * sigmoid(-a))) @ X


@_finite_result
def newton_optimum(X, y):
    """The weights that maximise log_likelihood, to the last few bits, by Newton's method from w = 0.

    X: (N, D)  y: (N,) in {0, 1}. Returns (D,). If columns of X depend on each other, one of the many best w.
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, an entry is not finite, there is no finite
    maximum (some w puts no point on its wrong side, and not all on the boundary: more of it is always better), or
    Newton's method did not converge, as may happen when points lie more than 10⁸ times as far out as others, or so near
    the boundary. Data that overlap, or do not, by less than one part in 10⁷ may be taken for the other.
    Features may be of any size, from 1e-300 up, and no two are too much alike: see newton.py.
    """
    X, y = validation.labelled(X, y)
    start = None
    if len(X) > 10_000:
        with contextlib.suppress(ValueError):  # the optimum of some of the points is near, if there is one
            start = newton_optimum(X[::10], y[::10])[:, None]
    return newton(X, *two_classes(y), start=start)[:, 0]


@_finite_result
def regularised_optimum(X, y, lam):
    """The weights that maximise log_likelihood(w, X, y) - lam / 2 * |w|^2, by Newton's method from w = 0.

    X: (N, D)  y: (N,) in {0, 1}  lam: the penalty on large weights, above 0, or (D,), one for each. Returns (D,).
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, an entry is not finite, or lam is not above 0,
    or so small that Newton's method did not converge. There is a maximum even when some w separates the points.
    The penalty bends the hill as D more points would, with the rows of sqrt(lam) I.
    """
    X, y = validation.labelled(X, y)
    return newton(X, *two_classes(y), lam=validation.penalties(lam, X.shape[1]))[:, 0]


@_finite_result
def gradient_ascent(w, X, y, rate, steps):
    """Walk uphill on log_likelihood: w <- w + rate * gradient, again and again, with (52).

    w: (D,), where the walk starts  X: (N, D)  y: (N,) in {0, 1}  rate: a number  steps: 0 to 10^6.
    Returns the path (steps + 1, D), the start first.
    Raises ValueError when shapes disagree, y holds anything but 0 and 1, an entry is not finite, steps is not such a
    whole number, or the walk runs off to infinity.
    L is to be made large, so this is ascent; it is gradient descent on the loss -L. A negative rate walks downhill.
    """
    w, X, y = validation.data(w, X, y)
    rate, steps = validation.number("rate", rate), validation.whole("steps", steps, 0, 10**6)
    validation.require_room("steps", steps, (steps, len(w)))
    path = [w]
    for _ in range(steps):
        path.append(path[-1] + rate * gradient(path[-1], X, y))
    return np.array(path)


# 4  Several classes


@_finite_result
def softmax(l):
    """The probabilities e^l_c / (sum over c' of e^l_c') of the classes c, from their logits (26).

    l: (..., C), one logit for each class along the last axis. Returns the same shape; the last axis sums to 1 (27).
    Raises ValueError when an entry is not a finite number or there is no axis of classes.
    Taking the largest logit from all of them changes nothing on paper and keeps e^l from overflowing.
    """
    l = validation.class_logits(l)
    e = np.exp(l - np.max(l, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@_finite_result
def log_softmax(l):
    """The log-probabilities l_c - log(sum over c' of e^l_c') of the classes, in nats: the logarithm of (26).

    l: (..., C), one logit for each class along the last axis. Returns values <= 0 of the same shape.
    Raises ValueError when an entry is not a finite number, there is no axis of classes, or two logits lie further apart
    than the largest float.
    The largest logit m gives e^0 = 1, which log1p adds exactly: so even the winner's log-probability, perhaps -1e-20,
    keeps all its digits.
    """
    l = validation.class_logits(l)
    m = np.max(l, axis=-1, keepdims=True)
    others = np.exp(l - m)
    np.put_along_axis(others, np.argmax(l, axis=-1, keepdims=True), 0, axis=-1)
    return (l - m) - np.log1p(np.sum(others, axis=-1, keepdims=True))


def one_hot(y, C):
    """The labels as rows of a table: 1 in the column of the label, 0 elsewhere.

    y: (N,) in {0, ..., C - 1}  C: the number of classes, 1 or more. Returns (N, C) integers, Y.
    Raises ValueError when C is not such a number, a label is outside 0 to C - 1, or the table had over 10^8 entries.
    The classes are 0 to C - 1, where the notes print 0 to C.
    """
    C = validation.whole("C", C, 1)
    y = validation.labels("y", y, C)
    validation.require_ndim("y", y, "(N,)")
    validation.require_room("C", C, (len(y), C))
    Y = np.zeros((len(y), C), dtype=int)
    Y[np.arange(len(y)), y] = 1
    return Y


@_finite_result
def cross_entropy(W, X, y):
    """The loss -sum over i of log p_{y_i}(x_i), in nats; smaller is better: minus the log of (26), summed.

    W: (D, C)  X: (N, D)  y: (N,) in {0, ..., C - 1}. Returns a float >= 0, the sum over the points and not their mean.
    Raises ValueError when shapes disagree, a label is outside 0 to C - 1, an entry is not finite, or a sum overflows.
    For C = 2 it is -log_likelihood with w = W[:, 1] - W[:, 0].
    """
    W, X, y = validation.multiclass_data(W, X, y)
    log_p = log_softmax(logits(W, X))
    return 0.0 - np.sum(log_p[np.arange(len(y)), y])  # 0.0 - x is -x, but never the odd-looking -0.0


@_finite_result
def cross_entropy_gradient(W, X, y):
    """The direction in which cross_entropy rises fastest, X^T (P - Y); walk against it.

    W: (D, C)  X: (N, D)  y: (N,) in {0, ..., C - 1}. Returns (D, C), in nats per unit of weight.
    Raises ValueError when shapes disagree, a label is outside 0 to C - 1, an entry is not finite, or a sum overflows.
    P holds the softmax rows and Y the one-hot rows, so the columns of the gradient sum to 0.
    P - Y rounds to 0 for the label's own class once its probability is within 1e-16 of 1.
    """
    W, X, y = validation.multiclass_data(W, X, y)
    P, Y = softmax(logits(W, X)), one_hot(y, W.shape[1])
    return X.T @ (P - Y)


@_finite_result
def softmax_optimum(X, y, C):
    """The weights that minimise cross_entropy, to the last few bits, by Newton's method from W = 0.

    X: (N, D)  y: (N,) in {0, ..., C - 1}  C: the number of classes, 1 or more. Returns (D, C), each row summing to 0.
    Raises ValueError when shapes disagree, a label is outside 0 to C - 1, an entry is not finite, 4 N D C^2 is over
    10^8 (so many numbers are held at a time), there is no finite minimum (some W gives no point's own class a
    smaller logit than another, and not all the same: more of it is always better; as when one of the classes lies
    apart), or Newton's method did not converge.
    Adding a number to a whole row of W changes nothing, so of all the best W the shortest is returned.
    """
    C = validation.whole("C", C, 1)
    X, y = validation.labelled(X, y, C=C)
    validation.require_room("C", C, (4, *X.shape, C, C))
    return newton(X, *classes(y, C))


# 5  Letting the computer differentiate


@_finite_result
def finite_difference(f, w, h=1e-5):
    """The gradient of f at w by central differences, (f(w + h) - f(w - h)) / 2h, one weight at a time.

    f: takes an array like w and returns one number  w: a number, a vector or a matrix  h: above 0. Returns w's shape.
    Raises ValueError when an entry of w is not finite, h is not above 0 or lost in the rounding of w, or f is no
    function, fails, or returns anything but one finite number.
    A smaller h is not always better: the formula is off by about h^2, rounding by about 1e-16 / h. Near h = 1e-5 they
    balance, and some ten digits are right.
    """
    f, w = validation.function("f", f), validation.numbers("w", w)
    h = validation.step_size(h, w)
    slopes = np.empty(w.shape)
    for k in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[k] = h
        up, down = (validation.number("f(w)", validation.called(f, place)) for place in (w + step, w - step))
        slopes[k] = (up - down) / ((w + step)[k] - (w - step)[k])  # 2h, as w has rounded it
    return slopes


@_finite_result
def complex_step(f, w, h=1e-200):
    """The gradient of f at w from an imaginary step, Im f(w + ih) / h, one weight at a time.

    f: takes a complex array like w and returns one complex number  w: a number, a vector or a matrix  h: from 1e-300.
    Returns w's shape.
    Raises ValueError when an entry of w is not finite, h is below 1e-300, or f is no function, fails, or returns a real
    number or anything but one finite number.
    Nothing is subtracted, so nothing cancels: with so small an h, every digit is right. But f must be made of smooth
    pieces that take complex numbers, such as np.exp, np.log and @; np.logaddexp, abs, max and comparisons are not.
    """
    f, w, h = validation.function("f", f), validation.numbers("w", w), validation.above_zero("h", h)
    validation.refuse("h", "be at least 1e-300", h, h < 1e-300)
    slopes = np.empty(w.shape)
    for k in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[k] = h
        slopes[k] = validation.imaginary_part(validation.called(f, w + 1j * step)) / h
    return slopes


# What the formulas above use


def _plain(a):
    """A single number as Python's own int or float; an array as it is."""
    return np.asarray(a).item() if np.ndim(a) == 0 else a


def _from_minus_pi(t):
    """Angles in [-pi, pi] with pi itself written as -pi."""
    return np.where(t == np.pi, -np.pi, t)
