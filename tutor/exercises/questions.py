"""The exercises: what is asked, where an answer is tried, how mistakes are named, and the hints."""

import re

import numpy as np

from helpers.models import (
    best_p,
    coin_log_likelihood,
    complex_step,
    cross_entropy,
    cross_entropy_gradient,
    gradient,
    gradient_ascent,
    log_likelihood,
    log_sigmoid,
    log_softmax,
    newton_optimum,
    probability,
    regularised_optimum,
    sigmoid,
    softmax,
    zero_one_loss,
)
from helpers.text import num
from helpers.validation import described
from tutor.exercises.grading import Exercise, numbers_of_shape

_rng = np.random.default_rng(6)


def _tosses(heads, tosses):
    """A row of tosses with this many ones, in random order."""
    return _rng.permutation(np.repeat([1, 0], [heads, tosses - heads]))


EXERCISE_1 = Exercise(
    number=1,
    title="The best coin",
    todo="the p that makes the tosses x most probable",
    wanted="the best p",
    places="rows of tosses",
    arguments=("x",),
    points=tuple((_tosses(heads, tosses),) for heads, tosses in ((7, 10), (2, 9), (1, 4), (5, 6), (3, 8))),
    truth=best_p,
    hints=(
        "The two sums do not depend on p. Only log p and log(1 − p) are left to be differentiated.",
        "Set heads/p − tails/(1 − p) to zero, and multiply by p(1 − p) to be rid of the fractions.",
        "What remains says that N p is the number of heads: count them with `x.sum()`, and N is `len(x)`.",
    ),
    mistakes=(
        (lambda x: 1 - x.mean(), "That is the share of tails"),
        (lambda x: x.sum(), "That is the number of heads, and a probability is at most 1"),
        (lambda x: x.sum() / (len(x) - x.sum()), "That is heads per tail; count all the tosses"),
        (lambda x: x.sum() / (len(x) + 1), "Divide by the number of tosses as it is"),
        (lambda x: (x.sum() + 1) / (len(x) + 2), "That adds one head and one tail that nobody tossed"),
    ),
)


def _slope_of_sigmoid(a):
    """Measured with an imaginary step, so without knowing any formula for the slope."""
    return complex_step(lambda z: 1 / (1 + np.exp(-z)), a)


EXERCISE_2 = Exercise(
    number=2,
    title="The slope of the sigmoid",
    todo="the slope of the sigmoid at a",
    wanted="the slope",
    arguments=("a",),
    points=tuple((a,) for a in (0.37, *(_rng.uniform(0.5, 5, 6) * [1, -1, 1, -1, 1, -1]).round(2).tolist())),
    truth=_slope_of_sigmoid,
    hints=(
        "Give the denominator a name, u. Then the sigmoid is 1/u, and two easy slopes replace a hard one.",
        "The slope of 1/u is −1/u², and the slope of u = 1 + e⁻ᵃ has a minus sign too. Multiply the two.",
        "With `u = 1 + np.exp(-a)`, the product is `np.exp(-a)` over the square of `u`.",
    ),
    mistakes=(
        (sigmoid, "That is the height of the sigmoid, not its slope"),
        (lambda a: sigmoid(-a), "That is what remains when the square is forgotten: the slope of 1/u is −1/u²"),
        (lambda a: -sigmoid(a) * sigmoid(-a), "Only the sign is wrong: two negative slopes are multiplied"),
        (lambda a: -(sigmoid(a) ** 2), "That is the slope of 1/u alone; the slope of u is still to come"),
        (lambda a: sigmoid(a) ** 2, "The slope of u is missing, or is not yet right"),
    ),
)


# 3 and 4: counting mistakes

# (w, X, y) that tell apart whatever people mix up. The first X is square, so that its transpose fits as well.
_FLOWERS = (
    ([1.0, 2.0], [[1.0, 0.5], [-3.0, 1.0]], [0, 1]),
    ([0.5, -1.0], [[1.0, 2.0], [2.8, 1.0], [-1.0, -2.0], [0.2, 1.0]], [0, 1, 0, 0]),
    (
        [-1.0, 0.5, 0.25],
        [[0.2, 1.0, 3.0], [1.0, -1.0, 2.0], [-2.0, 1.0, 1.0], [1.0, 2.0, -1.0], [3.0, 0.5, 1.0]],
        [0, 1, 1, 0, 0],
    ),
)
_POINTS = tuple(tuple(map(np.array, flowers)) for flowers in _FLOWERS)


def _logits_then(result):
    """A mistake that starts from the logits a = X w as it should: result(a, X, y)."""
    return lambda w, X, y: result(X @ w, X, y)


EXERCISE_3 = Exercise(
    number=3,
    title="Count the mistakes",
    todo="the number of wrong classifications",
    wanted="the number of mistakes",
    arguments=("w", "X", "y"),
    places="settings",
    points=(
        *_POINTS,  # and more mistakes of one kind than of the other, with a first flower that is right, or wrong
        (
            np.array([1.0, -1.0]),
            np.array([[2.5, 1.0], [1.0, 2.0], [1.0, 3.0], [0.5, 2.0], [2.0, 0.7], [1.4, 1.0], [1.0, 4.0]]),
            np.array([1, 1, 1, 1, 0, 0, 0]),
        ),
        (
            np.array([1.0, -1.0]),
            np.array([[2.0, 1.0], [0.5, 1.0], [3.0, 0.5], [1.4, 0.2], [0.2, 3.0]]),
            np.array([0, 1, 0, 0, 0]),
        ),
    ),
    hard=tuple(
        (np.array([2.0, -1.0]), np.array(X), np.array(y))  # flowers on the boundary, of class 1 and of class 0
        for X, y in (([[1.0, 2.0], [1.0, 1.0], [3.0, 6.0]], [1, 0, 1]), ([[1.0, 2.0], [2.0, 1.0]], [0, 1]))
    ),
    truth=zero_one_loss,
    without=(zero_one_loss,),
    hints=(
        "Take two steps: first predict a class for each row of X, then compare the predictions with y.",
        "The logits are `X @ w`, one for each flower. The step Θ makes a class of each: 1 from 0 upwards, else 0.",
        "A comparison gives True or False for each flower: `predicted = X @ w >= 0`. "
        "Compare again, `predicted != y`, and count the Trues with `np.sum`.",
    ),
    mistakes=(
        (_logits_then(lambda a, X, y: np.sum((a >= 0) == y)), "That counts the flowers on the right side"),
        (_logits_then(lambda a, X, y: np.mean((a >= 0) != y)), "That is the share of mistakes, not their number"),
        (_logits_then(lambda a, X, y: ((a >= 0) != y) * 1), "That is a 0 or 1 for each flower; add them up"),
        (
            _logits_then(lambda a, X, y: np.sum(a != y)),
            "Every flower is counted: neither logits nor probabilities are labels; send it through Θ first",
        ),
        (
            _logits_then(lambda a, X, y: np.sum(np.sign(a) != y)),
            "The signs of `np.sign` are −1 and 1, but the labels are 0 and 1",
        ),
        (
            _logits_then(lambda a, X, y: np.sum((a >= 0) * 1 - y)),
            "Mistakes of the two kinds cancel each other: ask where prediction and label differ",
        ),
        (_logits_then(lambda a, X, y: np.sum((a >= 0) > y)), "That counts only the 0s taken for a 1"),
        (_logits_then(lambda a, X, y: np.sum((a >= 0) < y)), "That counts only the 1s taken for a 0"),
        (
            _logits_then(lambda a, X, y: np.sum((a > 0.5) != y)),
            "For a logit the limit is 0; a half is the limit for a probability",
        ),
        (lambda w, X, y: np.sum((X.T @ w >= 0) != y), "That multiplies by X transposed; each flower is a row of X"),
        (
            _logits_then(lambda a, X, y: np.sum((a > 0) != y)),
            "A flower on the boundary itself, with x w = 0, is given class 1: Θ(0) = 1",
        ),
        (
            _logits_then(lambda a, X, y: np.sum(a * (2 * y - 1) < 0)),
            "A flower on the boundary itself is given class 1, so one with the label 0 is a mistake",
        ),
        (
            _logits_then(lambda a, X, y: np.sum(a * (2 * y - 1) <= 0)),
            "A flower on the boundary itself is given class 1, so one with the label 1 is no mistake",
        ),
    ),
)


def _direction(w):
    """The angle in degrees of the boundary x w = 0 of two weights."""
    return np.degrees(np.arctan2(-w[0], w[1]))


_BEFORE, _AFTER = (-2.0, 1.0), (-2.0, 3.0)
_TURN_TOL = 0.05
_TURN = float(_direction(_AFTER) - _direction(_BEFORE))


def _short(value):
    """The number with four digits, however large or small it is."""
    return f"{value:.4g}".replace("-", "−")


def _turned(angle):
    """Where the boundary would run if it had turned by this angle, and whether it really does."""
    t = np.radians(_direction(_BEFORE) + angle)
    x = np.array([np.cos(t), np.sin(t)])
    off = (angle - _TURN + 90) % 180 - 90  # turned by half a turn more, it is the same line
    score = num(x @ _AFTER)
    place = f"turned by {_short(angle)}°, the old boundary would pass through ({num(x[0])}, {num(x[1])})"
    if abs(off) <= _TURN_TOL:
        return f"Measured: {place}, and with the new weights x w is {score} there, as it must be."
    score = score if score.strip("−0.") else _short(x @ _AFTER)
    return f"Measured: {place}, but with the new weights x w is {score} there, and not 0."


EXERCISE_4 = Exercise(
    number=4,
    title="Which way does the boundary turn?",
    todo="the angle in degrees, anticlockwise counted positive",
    wanted="the angle in degrees",
    truth=_TURN,
    tol=_TURN_TOL,
    measured=_turned,
    hints=(
        "On the boundary x w = 0. Draw it twice, for the two values of w₁, and see which way it went.",
        "With w = (−2, w₁) the boundary is the line x₁ = 2 x₀ / w₁: its slope falls from 2 to 2/3.",
        "The angle of a line with slope m is `np.degrees(np.arctan(m))`: take the new angle minus the old one.",
    ),
    mistakes=(
        (-_TURN, "The size is right, but it turns the other way: a boundary that becomes less steep turns clockwise"),
        (np.radians(_TURN), "That is in radians; a radian is 57.3 degrees"),
        (180 + _TURN, "It ends as the same line, but w₁ grows little by little and the boundary takes the short way"),
        *(
            (_TURN + turns * 360, "The boundary takes the short way, and no whole turns besides")
            for turns in range(-9, 10)
            if turns
        ),
        (_TURN - 180, "It ends as the same line, but half a turn too far: the boundary takes the short way"),
        (_direction(_AFTER), "That is where the boundary ends up; subtract where it was"),
        (_direction(_BEFORE), "That is where the boundary was at first"),
        (2 / 3 - 2, "That is the change of the slope; an angle is the arctangent of a slope"),
        (_direction(_BEFORE) * -2 / 3, "Three times the weight divides the slope by three, but not the angle"),
        (
            np.degrees(np.arctan(3) - np.arctan(1)),
            "The weight w₀ = −2 plays a part too: the slope of the boundary is −w₀ / w₁",
        ),
        (0.0, "The direction of w decides where the boundary runs, and w₁ alone has grown"),
    ),
)


# 5 and 6: likelihoods

EXERCISE_5 = Exercise(
    number=5,
    title="How probable are five tosses?",
    todo="the probability of 1, 0, 1, 1, 0 in this order",
    wanted="the likelihood",
    truth=0.4**3 * 0.6**2,
    hints=(
        "Each toss has a probability of its own: p if it shows a 1, and 1 − p if it shows a 0.",
        "The tosses are independent, so their five probabilities are multiplied.",
        "Three factors of `0.4` and two of `1 - 0.4`; Python writes a cube as `0.4**3`.",
    ),
    mistakes=(
        (10 * 0.4**3 * 0.6**2, "That is the probability of three heads in any order; here the order is given"),
        (0.4**2 * 0.6**3, "Heads and tails are swapped: each 1 has the probability 0.4"),
        (3 * np.log(0.4) + 2 * np.log(0.6), "That is the log-likelihood; the likelihood itself was asked"),
        (3 * 0.4 + 2 * 0.6, "Independent probabilities are multiplied, not added"),
        (0.4**3, "The tails have a probability too, 0.6 each"),
        (0.4**5, "Only the three heads have the probability 0.4"),
        (0.6**3 * 0.4**2 * 10, "Heads and tails are swapped, and the order is given"),
        (0.5**5, "That is for a fair coin; this one has p = 0.4"),
        (0.6, "That is the best p for these tosses; the question is how probable they are with p = 0.4"),
        (100 * 0.4**3 * 0.6**2, "That is in per cent; write it as a number from 0 to 1"),
    ),
)


_BEST_DIE, _DIE_TOL = (7 + 4) / (2 * 20), 5e-4


def _three_sided(p):
    """The log-likelihood of 7 zeros, 4 ones and 9 twos with P(0) = P(1) = p and P(2) = 1 − 2p."""
    return 7 * np.log(p) + 4 * np.log(p) + 9 * np.log(1 - 2 * p)


def _climbed(p):
    """Whether the log-likelihood still rises at p."""
    if not 0 < p < 0.5:
        twos = _short(1 - 2 * p)
        return f"Measured: p = {_short(p)} would make P(2) = {twos}, and then these throws could not have happened."
    slope = complex_step(_three_sided, p)
    steep = num(slope, 1) if abs(slope) < 1e5 else _short(slope)
    way = f"a {'larger' if slope > 0 else 'smaller'} p is better" if abs(p - _BEST_DIE) > _DIE_TOL else "on the top"
    return f"Measured: at p = {_short(p)} the log-likelihood has the slope {steep}: {way}."


EXERCISE_6 = Exercise(
    number=6,
    title="A die with three sides",
    todo="the best p",
    wanted="the best p",
    truth=_BEST_DIE,
    tol=_DIE_TOL,
    measured=_climbed,
    hints=(
        "Write down the log-likelihood first: a logarithm for each of the twenty throws, equal ones put together.",
        "It is 11 log p + 9 log(1 − 2p). Differentiate it, mind the inner slope of 1 − 2p, and set it to zero.",
        "The slope is 11/p − 18/(1 − 2p). Set to zero it says 11 (1 − 2p) = 18 p.",
    ),
    mistakes=(
        (11 / 20, "That is the share of 0s and 1s together; each of the two has the probability p"),
        (9 / 20, "That is the share of 2s, so it is the best 1 − 2p"),
        (7 / 20, "That is the share of 0s; the 1s have the same p and count as well"),
        (4 / 20, "That is the share of 1s; the 0s have the same p and count as well"),
        (11 / 31, "The slope of log(1 − 2p) is −2/(1 − 2p): the inner slope is missing"),
        (1 / 3, "That is best when all three are equally frequent"),
        (11 / 18, "That sets 11/p against 18 alone; 18 is still to be divided by 1 − 2p"),
        (11 / 9, "That is a ratio of counts, and a probability is at most 1"),
    ),
)


# 7: a sigmoid

_NUMBERS = (
    (np.array([0.5, -1.7]),),
    (np.array([-2.0, 0.0, 0.05, 1.1, 4.0]),),
    (np.array([[1.5, -0.4, 2.2], [-3.1, 0.8, -0.9]]),),
)


def _by_sign(a):
    """Both formulas for all, and then a choice: too late."""
    return np.where(a >= 0, 1 / (1 + np.exp(-a)), np.exp(a) / (1 + np.exp(a)))


def _filled(a):
    """The mistake of filling an array like the one handed in: whole numbers stay whole."""
    out = np.zeros_like(a)
    out[...] = sigmoid(a)
    return out


EXERCISE_7 = Exercise(
    number=7,
    title="A sigmoid that does not overflow",
    todo="the sigmoid of each entry of a",
    wanted="the sigmoid",
    arguments=("a",),
    points=_NUMBERS,
    hard=(
        (np.array([-800.0]),),
        (np.array([800.0]),),
        (np.array([-800.0, 2.5, 800.0]),),
        (np.array([-2, 0, 3, 1]),),
        (np.array([-13.0, -5.5, 6.5, 12.0]),),
    ),
    truth=sigmoid,
    without=(sigmoid, log_sigmoid, probability, softmax, log_softmax),
    capped="Where you cut a off, σ(a) is not yet 0 or 1, and beyond it still changes",
    places="arrays",
    hints=(
        "The formula is short; the trouble is a power of e that no float can hold. Which a makes it so large?",
        "For negative a, 1/(1 + e⁻ᵃ) is the same as eᵃ/(1 + eᵃ). Or go by the logarithm: log σ(a) = −log(e⁰ + e⁻ᵃ).",
        "`np.logaddexp(0, -a)` is log(e⁰ + e⁻ᵃ) and never overflows. What must be done to its negative?",
    ),
    mistakes=(
        (
            lambda a: 1 / 1 + np.exp(-a),
            "That is 1 + e⁻ᵃ, so 1/σ(a): a minus sign is lost before the logarithm, or brackets round the denominator",
        ),
        (
            lambda a: np.exp(a) / 1 + np.exp(a),
            "Python reads `np.exp(a)/1 + np.exp(a)` as twice eᵃ: put brackets round the denominator",
        ),
        (lambda a: 1 / (1 + np.exp(a)), "That is σ(−a): a minus sign in the exponent is lost or too many"),
        (lambda a: 1 / (1 - np.exp(-a)), "The denominator is 1 plus exp(−a)"),
        (lambda a: sigmoid(a) * sigmoid(-a), "That is the slope of the sigmoid"),
        (lambda a: -np.logaddexp(0, -a), "That is the logarithm of the sigmoid; undo it with np.exp"),
        (lambda a: np.tanh(a), "The function tanh runs from −1 to 1; the sigmoid is (1 + tanh(a/2))/2"),
        (lambda a: (a >= 0) * 1, "That is the step Θ; the sigmoid is its smooth cousin"),
        (lambda a: 1 / (1 + np.exp(-a)), "The power e⁻ᵃ is too large for a float when a is far below 0"),
        (lambda a: np.exp(a) / (1 + np.exp(a)), "The power eᵃ is too large for a float when a is far above 0"),
        (
            _filled,
            "An array made like one of whole numbers holds whole numbers, and cuts off the rest: let it hold floats",
        ),
        (_by_sign, "Both formulas are calculated for every entry, and `np.where` only then chooses"),
    ),
)


# 8 and 9: several classes

_TABLE = np.array([[0.5, 0.3, 0.2], [0.7, 0.1, 0.2], [0.04, 0.9, 0.06]])
_TRUE_P = np.array([0.5, 0.2, 0.9])  # the probabilities that its rows give to the labels 0, 2, 1

EXERCISE_8 = Exercise(
    number=8,
    title="A cross-entropy from a table",
    todo="the cross-entropy in nats",
    wanted="the cross-entropy",
    truth=float(-np.log(_TRUE_P).sum()),
    tol=6e-4,
    hints=(
        "Only one number in each row counts: the probability given to the class that happened.",
        "The labels 0, 2, 1 pick 0.5, 0.2 and 0.9. Take the natural logarithm of each, and add.",
        "All three are logarithms of numbers below 1, such as `np.log(0.5)`. Turn the sign of their sum.",
    ),
    mistakes=(
        (-np.log(_TRUE_P).mean(), "That is the mean over the three flowers; here it is the sum"),
        (np.log(_TRUE_P).sum(), "That is the log-likelihood; the cross-entropy is minus that"),
        (-np.log2(_TRUE_P).sum(), "That is in bits; nats take the natural logarithm"),
        (-np.log10(_TRUE_P).sum(), "That takes the logarithm to base 10; nats take the natural one"),
        (_TRUE_P.prod(), "That is the likelihood; minus its logarithm was asked"),
        (_TRUE_P.sum(), "That adds the probabilities; take the logarithm of each first"),
        (-np.log(_TRUE_P.sum()), "The logarithm comes before the sum"),
        (-np.sum(_TRUE_P * np.log(_TRUE_P)), "That weighs each surprise by its p; one-hot labels weigh it by 1"),
        (
            np.sum(_TRUE_P * np.log(_TRUE_P)),
            "That weighs each log-probability by its p, and a minus sign is missing; one-hot labels weigh it by 1",
        ),
        (np.sum(1 - _TRUE_P), "That adds 1 − p; the surprise at p is −log p"),
        (-np.log(_TABLE.max(axis=1)).sum(), "That takes the largest of each row; take the one of the label"),
        (-np.log(_TABLE).sum(), "That takes all nine numbers; one-hot labels keep one in each row"),
        (-np.log([0.2, 0.1, 0.04]).sum(), "That counts the classes from 1; they start from 0"),
        (-(np.log(_TRUE_P) + np.log(1 - _TRUE_P)).sum(), "Log(1 − p) belongs to two classes and a 0 or 1 as label"),
    ),
)


def _exponentials(l):
    """Softmax of each row with nothing done against overflow."""
    return np.exp(l) / np.sum(np.exp(l), axis=1, keepdims=True)


def _row_by_row(entries):
    """The mistake of filling a table like the logits row by row: whole numbers stay whole."""

    def fill(logits):
        table = np.zeros_like(logits)
        for i, row in enumerate(logits):
            table[i] = entries(row)
        return table

    return fill


EXERCISE_9 = Exercise(
    number=9,
    title="Softmax for a whole table",
    todo="the table of probabilities, of the same shape",
    wanted="the softmax",
    places="tables",
    arguments=("logits",),
    points=(
        (np.array([[0.5, 1.2], [-0.3, 2.0]]),),
        (np.array([[1.0, 0.2, -0.5], [0.3, 2.1, 0.4]]),),
        (np.array([[-1.1, 0.6], [2.4, 0.1], [0.7, 0.9]]),),
    ),
    hard=(
        (np.array([[800.0, 0.0, 0.0], [1.0, 2.0, 0.5]]),),
        (np.array([[800.0, 799.0], [-800.0, -801.5]]),),
        (np.array([[1, 3, 2], [4, 2, 0]]),),
        (np.array([[800.0, -800.0], [0.5, 1.0]]),),
        (np.array([[800.0] + 9 * [0.0]]),),
        (np.array([[-900.0, -901.0], [-902.0, -900.5]]),),
        (np.array([[0.0, 800.0, 0.0], [1.0, 2.0, 0.5]]),),
    ),
    truth=softmax,
    without=(softmax, log_softmax),
    hints=(
        "Each row stands for itself: its exponentials, divided by their sum. What may be taken from a row for free?",
        "Take the largest logit of each row from the whole row first. The sums want `axis=1`.",
        "`keepdims=True` keeps a sum over rows as a column: `e / np.sum(e, axis=1, keepdims=True)`, "
        "where e holds the exponentials of `logits - np.max(logits, axis=1, keepdims=True)`.",
    ),
    mistakes=(
        (lambda l: np.exp(l) / np.sum(np.exp(l)), "The whole table adds up to 1; each row should: axis=1"),
        (lambda l: np.exp(l) / np.sum(np.exp(l), axis=0), "The columns add up to 1; the rows should: axis=1"),
        (
            lambda l: np.exp(l) / np.sum(np.exp(l), axis=1),
            "Each entry is divided by the sum of the wrong row: keepdims=True keeps the sums in a column",
        ),
        (sigmoid, "That is the sigmoid of each logit on its own"),
        (log_softmax, "Those are the logarithms of the probabilities"),
        (lambda l: l / l.sum(axis=1, keepdims=True), "The exponential is missing"),
        (lambda l: softmax(-l), "A minus sign is too many: the largest logit has the largest probability"),
        (lambda l: np.exp(l), "They are still to be divided by their sum"),
        (
            lambda l: (l == l.max(axis=1, keepdims=True)) * 1,
            "That is the hard maximum; softmax leaves some for the others",
        ),
        (lambda l: softmax(l - l.max(axis=0)), "The largest of each column was taken; of each row it must be"),
        (_exponentials, "The number e⁸⁰⁰ is too large for a float: take the largest logit of each row from it first"),
        (
            lambda l: _exponentials(l - l.max()),
            "The largest of the whole table leaves a far lower row with nothing but 0: take each row's own largest",
        ),
        *(
            (mistake, "The number taken from a row must be its largest: after any other, the rest can still overflow")
            for mistake in (
                lambda l: _exponentials(l - l.mean(axis=1, keepdims=True)),
                lambda l: _exponentials(l - np.median(l, axis=1, keepdims=True)),
                lambda l: _exponentials(l - l.min(axis=1, keepdims=True)),
                lambda l: _exponentials(l - l.min()),
                lambda l: _exponentials(l - l.mean()),
                lambda l: _exponentials(l - l[:, :1]),
                lambda l: _exponentials(l - l[:, -1:]),
            )
        ),
        (
            lambda l: _exponentials(l - np.abs(l).max(axis=1, keepdims=True)),
            "Take the largest logit of each row, not the largest in size: here all its exponentials have become 0",
        ),
        (
            _row_by_row(softmax),
            "A table made like whole numbers holds whole numbers, and cuts off the rest: let it hold floats",
        ),
    ),
)


# 10, 11 and 12: the log-likelihood of the labels, its gradient, and a step

# Weights so large that the logits are 800 and −800: first on the wrong sides, then on the right ones.
_FAR = tuple(
    (np.array([8.0, -8.0]), np.array([[100.0, 0.0], [0.0, 100.0], [1.0, 2.0]]), np.array(y))
    for y in ([0, 1, 1], [1, 0, 1])
)


def _by_probability(p, y):
    """What comes of taking logarithms of probabilities."""
    return np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


EXERCISE_10 = Exercise(
    number=10,
    title="The log-likelihood of the labels",
    todo="the log-likelihood (39)",
    wanted="the log-likelihood",
    arguments=("w", "X", "y"),
    places="settings",
    points=_POINTS,
    hard=_FAR,
    truth=log_likelihood,
    without=(log_likelihood, cross_entropy),
    capped="Something caps what a mistake costs, which may be as much as its logit: stay with the logarithms",
    hints=(
        "A flower of class 1 contributes log σ(a), one of class 0 log(1 − σ(a)), with its logit a = x w.",
        "1 − σ(a) is σ(−a), so both are a log σ of something; and log σ(a) = −log(e⁰ + e⁻ᵃ) never overflows.",
        "With `a = X @ w`, `-np.logaddexp(0, -a)` is log σ(a). Multiply by `y`; the same with −a and `1 - y`; and add.",
    ),
    mistakes=(
        (lambda w, X, y: log_likelihood(w, X, y) / len(y), "That is the mean over the flowers; (39) is the sum"),
        (lambda w, X, y: -log_likelihood(w, X, y), "That is the loss, minus the log-likelihood"),
        (lambda w, X, y: log_likelihood(w, X, 1 - y), "The classes are swapped: σ(a) is the probability of class 1"),
        (
            _logits_then(lambda a, X, y: np.sum(y * np.log(sigmoid(a)))),
            "Only class 1 is counted: the flowers of class 0 have their term, too",
        ),
        (
            _logits_then(lambda a, X, y: np.sum(y * np.log(sigmoid(a)) + (1 - y) * (1 - np.log(sigmoid(a))))),
            "The logarithm of 1 − σ is not 1 − log σ",
        ),
        (
            _logits_then(lambda a, X, y: np.sum(y * sigmoid(a) + (1 - y) * sigmoid(-a))),
            "The probabilities are added; take the logarithm of each",
        ),
        (
            _logits_then(lambda a, X, y: np.prod(np.where(y == 1, sigmoid(a), sigmoid(-a)))),
            "That is the likelihood; its logarithm was asked",
        ),
        (
            _logits_then(lambda a, X, y: np.log(np.where(y == 1, sigmoid(a), sigmoid(-a)))),
            "That is one number for each flower; add them up",
        ),
        (lambda w, X, y: log_likelihood(w, X, y) / np.log(2), "That is in bits; nats take the natural logarithm"),
        (lambda w, X, y: log_likelihood(w, X.T, y), "That multiplies by X transposed; each flower is a row of X"),
        *(
            (
                mistake,
                "A probability too small for a float has become 0, and its logarithm −inf; stay with the logarithms",
            )
            for mistake in (
                _logits_then(lambda a, X, y: _by_probability(sigmoid(a), y)),
                _logits_then(lambda a, X, y: np.sum(np.log(np.where(y == 1, sigmoid(a), 1 - sigmoid(a))))),
            )
        ),
    ),
)


def _push(result):
    """A mistake about the gradient: result(y − σ(a), X, y)."""
    return lambda w, X, y: result(y - sigmoid(X @ w), X, y)


def _naive_gradient(w, X, y):
    return X.T @ (y - 1 / (1 + np.exp(-(X @ w))))


EXERCISE_11 = Exercise(
    number=11,
    title="The gradient",
    todo="the gradient (52)",
    wanted="the gradient",
    arguments=("w", "X", "y"),
    places="settings",
    points=_POINTS,
    hard=_FAR,
    truth=gradient,
    without=(gradient, cross_entropy_gradient),
    hints=(
        "Each flower pulls the weights along its own features. How hard? As much as the model was wrong about it.",
        "The pull of flower i is yᵢ − σ(aᵢ), times its row of X; the gradient adds up all the rows.",
        "With `pulls = y - sigmoid(X @ w)`, the sum of pull times row over the flowers is `X.T` times `pulls`.",
    ),
    mistakes=(
        (lambda w, X, y: -gradient(w, X, y), "That points downhill: it is the gradient of the loss, for descent"),
        (lambda w, X, y: gradient(w, X, y) / len(y), "That is the mean over the flowers; (52) is the sum"),
        (lambda w, X, y: gradient(w, X, 1 - y), "The classes are swapped"),
        (_push(lambda r, X, y: X @ r), "That multiplies by X; its transpose X.T sums over the flowers"),
        (_push(lambda r, X, y: X.T * r), "Those are the pulls of the single flowers; add them up"),
        (_push(lambda r, X, y: X * r[:, None]), "Those are the pulls of the single flowers; add them up: axis=0"),
        (
            _push(lambda r, X, y: r),
            "That is how wrong the model is about each flower; multiply by the features, and add",
        ),
        (_push(lambda r, X, y: r.sum()), "The features are missing: each flower pulls along its own row of X"),
        (
            _push(lambda r, X, y: X.T @ (r * (y - r) * (1 - y + r))),
            "The slope σ(a) σ(−a) is too many: it cancels against the 1/σ of the logarithm",
        ),
        (_logits_then(lambda a, X, y: X.T @ (y - a)), "The logit is still to be sent through the sigmoid"),
        (_logits_then(lambda a, X, y: X.T @ (y - (a >= 0))), "That takes the step Θ; the sigmoid is what was derived"),
        (_logits_then(lambda a, X, y: X.T @ (y * sigmoid(-a))), "Only class 1 pulls: the term of class 0 is missing"),
        (
            _logits_then(lambda a, X, y: X.T @ (y * sigmoid(-a) + (1 - y) * sigmoid(a))),
            "Class 0 pushes the other way: its term has a minus sign",
        ),
        (_naive_gradient, "The form `1 / (1 + np.exp(-a))` overflows when a is far below 0"),
    ),
)


def _in_place(w, X, y, rate):
    w += rate * gradient(w, X, y)
    return w


def _naive_step(w, X, y, rate):
    return w + rate * _naive_gradient(w, X, y)


EXERCISE_12 = Exercise(
    number=12,
    title="One step uphill",
    todo="the new weights after one step",
    wanted="the new w",
    arguments=("w", "X", "y", "rate"),
    places="settings",
    points=tuple((*flowers, rate) for flowers, rate in zip(_POINTS, (0.5, 0.1, 0.3), strict=True)),
    hard=tuple((*flowers, rate) for flowers, rate in zip(_FAR, (0.2, 0.7), strict=True)),
    truth=lambda w, X, y, rate: gradient_ascent(w, X, y, rate, 1)[-1],
    hints=(
        "The gradient says which way is up and how steeply; the rate says how far to go. Where do you stand then?",
        "New weights are old weights plus rate times gradient. The gradient is Exercise 11.",
        "Let the gradient be a new array, `g = X.T @ (y - sigmoid(X @ w))`; then `w + rate * g` leaves w as it was.",
    ),
    mistakes=(
        (lambda w, X, y, rate: w - rate * gradient(w, X, y), "That walks downhill: L is to grow, so this is ascent"),
        (lambda w, X, y, rate: rate * gradient(w, X, y), "That is the step alone; add it to where you stood"),
        (lambda w, X, y, rate: w + gradient(w, X, y), "The rate is missing"),
        (
            lambda w, X, y, rate: w + rate * gradient(w, X, y) / len(y),
            "The gradient is the sum over the flowers, not the mean",
        ),
        (lambda w, X, y, rate: w + gradient(w, X, y) / rate, "Multiply by the rate: a small rate is a small step"),
        (lambda w, X, y, rate: rate * (w + gradient(w, X, y)), "The rate belongs to the gradient alone"),
        (lambda w, X, y, rate: gradient_ascent(w, X, y, rate, 2)[-1], "Those are two steps"),
        (
            lambda w, X, y, rate: gradient_ascent(w, X, y, rate, 1),
            "That is the whole path; only its last row was asked",
        ),
        (lambda w, X, y, rate: w + rate * gradient(w, X, 1 - y), "The classes are swapped in the gradient"),
        (
            lambda w, X, y, rate: w + rate * np.sign(gradient(w, X, y)),
            "The sign of the gradient forgets how steep it is",
        ),
        (
            lambda w, X, y, rate: w + rate * X @ (y - sigmoid(X @ w)),
            "That multiplies by X; its transpose X.T sums over the flowers",
        ),
        (_in_place, "The array that was handed in is changed, by += or w[:] = …: write w = w + … instead"),
        (_naive_step, "The form `1 / (1 + np.exp(-a))` overflows when a is far below 0"),
    ),
)


# 13: the coin's log-likelihood


def _each_toss(p, x):
    """The probability of each toss."""
    return np.where(x == 1, p, 1 - p)


EXERCISE_13 = Exercise(
    number=13,
    title="The coin's log-likelihood",
    todo="the log-likelihood of the tosses x",
    wanted="the log-likelihood",
    arguments=("p", "x"),
    places="rows of tosses",
    points=((0.3, _tosses(7, 10)), (0.6, _tosses(2, 9)), (0.85, _tosses(5, 6))),
    hard=((0.3, _tosses(700, 2000)), (0.5, _tosses(1200, 2000))),
    truth=lambda p, x: coin_log_likelihood(p, int(x.sum()), len(x)),
    without=(coin_log_likelihood,),
    hints=(
        "Each toss has its own log-probability. It is one of two numbers, and the tosses are independent.",
        "A head contributes log p and a tail log(1 − p). So count both: with `x.sum()` and `len(x)`, for example.",
        "The heads together give `x.sum() * np.log(p)`. Add the same for the tails, with their number and 1 − p.",
    ),
    mistakes=(
        (lambda p, x: np.prod(_each_toss(p, x)), "That is the likelihood; its logarithm was asked"),
        (lambda p, x: np.mean(np.log(_each_toss(p, x))), "That is the mean over the tosses; (16) is the sum"),
        (lambda p, x: -np.sum(np.log(_each_toss(p, x))), "That is the loss, minus the log-likelihood"),
        (
            lambda p, x: np.sum(np.log(_each_toss(1 - p, x))),
            "Heads and tails are swapped: each 1 has the probability p",
        ),
        (lambda p, x: np.sum(x) * np.log(p), "Only the heads are counted; each tail contributes log(1 − p)"),
        (lambda p, x: np.sum(1 - x) * np.log(1 - p), "Only the tails are counted; each head contributes log p"),
        (lambda p, x: len(x) * np.log(p), "Every toss is taken for a head; a tail contributes log(1 − p)"),
        (lambda p, x: np.sum(np.log2(_each_toss(p, x))), "That is in bits; nats take the natural logarithm"),
        (lambda p, x: np.log(_each_toss(p, x)), "That is one number for each toss; add them up"),
        (lambda p, x: np.sum(_each_toss(p, x)), "The probabilities are added; take the logarithm of each first"),
        (lambda p, x: np.log(np.sum(_each_toss(p, x))), "The logarithm of a sum is not the sum of the logarithms"),
        (lambda p, x: np.sum(np.where(x == 1, np.log(p), 1 - np.log(p))), "The logarithm of 1 − p is not 1 − log p"),
        (
            lambda p, x: np.log(np.prod(_each_toss(p, x))),
            "The product is too small for a float and has become 0; add logarithms instead of multiplying",
        ),
    ),
)


# 14: which maps make a probability of a logit


def _chosen(answer):
    """A 1 for each of the letters A to E that the answer names, in any way, and a 0 for each of the others."""
    try:
        words = str(answer).upper()
    except Exception:
        raise ValueError(described(answer)) from None
    named = set(re.findall(r"\w", re.sub(r"\bAND\b", "", words)))
    if named - set("ABCDE"):
        raise ValueError("something with other characters")
    return [int(letter in named) for letter in "ABCDE"]


EXERCISE_14 = Exercise(
    number=14,
    title="Which of these five are probabilities?",
    todo="the letters of all that meet both conditions, in quotation marks",
    wanted="A and E meet both conditions, and the others do not",
    truth=_chosen("AE"),
    compared=_chosen,
    form="letters from A to E are",
    entries=(
        "A is missing: tanh runs from −1 to 1, and rises",
        "B cannot stay: find the logit from which on its value is above 1",
        "C cannot stay: compare its values at ℓ = −3 and at ℓ = 3",
        "D cannot stay: compare its values at ℓ = 2 and at ℓ = 3",
        "E is missing: begin with the inner power, which rises from 0 without end",
    ),
    hints=(
        "Try each of the five at a few logits, far below 0 and far above it. One bad value is enough to strike it out.",
        "Is each value from 0 to 1? Do two different logits, such as −3 and 3, or 2 and 3, get the same value?",
        "With `l = np.linspace(-4, 4, 9)`, look at `1 - np.exp(-np.exp(l))` and at the other four in the same way.",
    ),
    mistakes=(
        ("ABCDE", "Three of the five have to go"),
        ("BCD", "That names those that fail; those that meet both conditions were asked"),
        ("ACDE", "These are the four that stay from 0 to 1; they have to rise as well"),
        ("ABE", "These are the three that rise everywhere; they have to stay from 0 to 1 as well"),
        ("ADE", "It is flat below 0 and above 1, so there its slope says nothing"),
        ((), "Some of the five do meet both conditions"),
    ),
)


# 15: the whole climb


def _climb(w, X, y, rate, steps):
    return gradient_ascent(w, X, y, rate, steps)[-1]


def _climb_in_place(w, X, y, rate, steps):
    for _ in range(steps):
        w += rate * gradient(w, X, y)
    return w


def _naive_climb(w, X, y, rate, steps):
    for _ in range(steps):
        w = w + rate * _naive_gradient(w, X, y)
    return w


EXERCISE_15 = Exercise(
    number=15,
    title="The whole climb",
    todo="the weights after the last of the steps",
    wanted="the w after the last step",
    arguments=("w", "X", "y", "rate", "steps"),
    places="settings",
    points=tuple((*point, steps) for point, steps in zip(EXERCISE_12.points, (3, 5, 2), strict=True)),
    hard=((*EXERCISE_12.points[1], 0), *((*point, 2) for point in EXERCISE_12.hard)),
    truth=_climb,
    hints=(
        "You have one step from Exercise 12. Go on from where it ends, as often as you are told.",
        "A loop over `range(steps)` does it. In its body w becomes the new w, with the gradient at the place you are.",
        "The body is `w = w + rate * X.T @ (y - sigmoid(X @ w))`. The return stands after the loop, not in it.",
    ),
    mistakes=(
        (
            lambda w, X, y, rate, steps: _climb(w, X, y, rate, 1),
            "That is one step: each round goes on from the weights of the last, and return stands after the loop",
        ),
        (
            lambda w, X, y, rate, steps: w + steps * rate * gradient(w, X, y),
            "The gradient is that of the start each time; compute it anew at each step",
        ),
        (lambda w, X, y, rate, steps: _climb(w, X, y, -rate, steps), "That walks downhill: L is to grow"),
        (lambda w, X, y, rate, steps: _climb(w, X, y, rate, steps + 1), "That is one step too many"),
        (
            lambda w, X, y, rate, steps: _climb(w, X, y, rate, max(steps - 1, 0)),
            "That is one step too few: range(n) counts n rounds, from 0 to n − 1, and range(1, n) one less",
        ),
        (lambda w, X, y, rate, steps: w, "The weights have not moved: the new ones must go by the name w again"),
        (
            lambda w, X, y, rate, steps: _climb(0 * w, X, y, rate, steps),
            "That starts from 0; the start is the w you are given",
        ),
        (
            lambda w, X, y, rate, steps: gradient_ascent(w, X, y, rate, steps),
            "That is the whole path; only its end was asked",
        ),
        (lambda w, X, y, rate, steps: _climb(w, X, y, 1, steps), "The rate is missing"),
        (
            lambda w, X, y, rate, steps: _climb(w, X, y, rate / len(y), steps),
            "The gradient is the sum over the flowers, not the mean",
        ),
        (lambda w, X, y, rate, steps: _climb(w, X, 1 - y, rate, steps), "The classes are swapped in the gradient"),
        (_climb_in_place, "The array that was handed in is changed, by += or w[:] = …: write w = w + … instead"),
        (_naive_climb, "The form `1 / (1 + np.exp(-a))` overflows when a is far below 0"),
    ),
)


# 16: a cross-entropy by hand

_LOGITS, _LABELS = np.array([1.2, -0.7, -2.1, 0.8]), np.array([1, 1, 0, 0])
_TOWARDS = np.where(_LABELS == 1, _LOGITS, -_LOGITS)  # the logit of the class that each flower is of
_COSTS = -log_sigmoid(_TOWARDS)

EXERCISE_16 = Exercise(
    number=16,
    title="Two classes, by hand",
    todo="the cross-entropy in nats",
    wanted="the cross-entropy",
    truth=float(_COSTS.sum()),
    tol=6e-4,
    hints=(
        "Each flower costs minus the logarithm of the probability that the model gave to its own class.",
        "With the label 1 that probability is σ(ℓ), and the cost is log(1 + e⁻ˡ). With the label 0 it is σ(−ℓ).",
        "The first flower costs `np.log(1 + np.exp(-1.2))` and the third `np.log(1 + np.exp(-2.1))`. Add all four.",
    ),
    mistakes=(
        (_COSTS.mean(), "That is the mean over the four flowers; here it is the sum"),
        (-_COSTS.sum(), "That is the log-likelihood; the cross-entropy is minus that"),
        (_COSTS.sum() / np.log(2), "That is in bits; nats take the natural logarithm"),
        (_COSTS.sum() / np.log(10), "That takes the logarithm to base 10; nats take the natural one"),
        (-log_sigmoid(-_TOWARDS).sum(), "The classes are swapped: σ(ℓ) is the probability of class 1"),
        (-log_sigmoid(_LOGITS).sum(), "That takes every flower for one of class 1; for class 0 it is σ(−ℓ)"),
        (-log_sigmoid(-_LOGITS).sum(), "That takes every flower for one of class 0; for class 1 it is σ(ℓ)"),
        (_COSTS[:2].sum(), "Only the two flowers of class 1 are counted; the others have their cost, too"),
        (_COSTS[2:].sum(), "Only the two flowers of class 0 are counted; the others have their cost, too"),
        (np.exp(-_COSTS).prod(), "That is the likelihood; minus its logarithm was asked"),
        (np.exp(-_COSTS).sum(), "That adds the probabilities; take the logarithm of each first"),
        (np.sum(1 - np.exp(-_COSTS)), "That adds 1 − p; the cost at p is −log p"),
        (-_TOWARDS.sum(), "The logits are added; send each through the sigmoid and the logarithm first"),
        (2.0, "That is the number of mistakes, the 0–1 loss"),
    ),
)


# 17: a slope with three values

_GAMES = (
    (0.3, np.array([5, 2, 4])),
    (0.6, np.array([1, 6, 3])),
    (0.45, np.array([8, 1, 2])),
    (0.8, np.array([0, 3, 1])),
)


def _log_games(theta, n):
    """The log-likelihood with P(0) = θ, P(1) = θ(1 − θ), P(2) = (1 − θ)²."""
    return n[0] * np.log(theta) + n[1] * np.log(theta * (1 - theta)) + n[2] * np.log((1 - theta) ** 2)


def _hits_and_misses(result):
    """A mistake about the counts: result(theta, n0, n1, n2)."""
    return lambda theta, n: result(theta, *n)


EXERCISE_17 = Exercise(
    number=17,
    title="A log-likelihood with three values",
    todo="the slope of the log-likelihood at theta",
    wanted="the slope",
    arguments=("theta", "n"),
    places="settings",
    points=_GAMES,
    truth=lambda theta, n: complex_step(lambda z: _log_games(z, n), theta),
    hints=(
        "Write down the log-likelihood first: the logarithm of each of the three probabilities, times its count.",
        "The logarithms of products fall apart: only log θ and log(1 − θ) are left. Which counts belong to each?",
        "The slope of log θ is `1 / theta`, that of log(1 − θ) is `-1 / (1 - theta)`; "
        "log θ comes n₀ + n₁ times, log(1 − θ) comes n₁ + 2 n₂ times.",
    ),
    mistakes=(
        (_log_games, "That is the log-likelihood; its slope was asked"),
        (
            _hits_and_misses(lambda t, a, b, c: (a + b) / t + (b + 2 * c) / (1 - t)),
            "The inner slope of 1 − θ is −1: a minus sign is missing",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: (b + 2 * c) / (1 - t) - (a + b) / t),
            "Only the sign is wrong: that is the slope of the loss, minus the log-likelihood",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: (a + b) / t - (b + c) / (1 - t)),
            "A game of two misses has two factors of 1 − θ, so it counts twice",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: a / t - 2 * c / (1 - t)),
            "The games with a hit at the second throw are missing: log θ + log(1 − θ) has a slope, too",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: (a + b) / t - 2 * c / (1 - t)),
            "A hit at the second throw comes after a miss: it has a factor of 1 − θ as well",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: a / t - (b + 2 * c) / (1 - t)),
            "A hit at the second throw is a hit: it has a factor of θ as well",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: a + b * (1 - 2 * t) - 2 * c * (1 - t)),
            "Those are the slopes of the probabilities; the logarithm divides each by its probability",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: ((a + b) / t - (b + 2 * c) / (1 - t)) / (a + b + c)),
            "That is the mean over the games; the log-likelihood is the sum",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: (a + b) / (a + 2 * b + 2 * c)),
            "That is the best θ, where the slope is 0; the slope at any θ was asked",
        ),
        (
            _hits_and_misses(lambda t, a, b, c: (a + b) / t - (b + c**2) / (1 - t)),
            "The count 2 n₂ is twice n₂, not its square",
        ),
    ),
)


# 18: an intercept

_SCALES = (
    ([1.5, -2.0, 0.7], [6.0, 4.5], [0.5, 2.0]),
    ([-0.4, 0.9, 2.5, -1.2], [1.0, 3.0, -2.0], [4.0, 0.5, 1.6]),
    ([2.2, 1.1], [5.8], [0.8]),
)


def _raw(scale=lambda w, s: w / s, intercept=lambda b, w, raw, m: b - m @ raw):
    """The weights for raw features, or a mistake about their scale or about the intercept."""

    def weights(w, m, s):
        raw = scale(w[:-1], s)
        return np.append(raw, intercept(w[-1], w[:-1], raw, m))

    return weights


def _raw_in_place(w, m, s):
    w[:-1] /= s
    w[-1] -= m @ w[:-1]
    return w


EXERCISE_18 = Exercise(
    number=18,
    title="An intercept for raw features",
    todo="the weights for the raw features, the intercept last",
    wanted="the right array",
    arguments=("w", "m", "s"),
    places="models",
    points=tuple(tuple(map(np.array, model)) for model in _SCALES),
    truth=_raw(),
    hints=(
        "Multiply out the logit. What stands before a feature is its weight; what has no feature is the intercept.",
        "The weight of a feature is divided by s. Each feature also leaves a constant, the same for every flower.",
        "The weights are `w[:-1] / s`. Taken times m and added up, they have to be subtracted from `w[-1]`.",
    ),
    mistakes=(
        (_raw(intercept=lambda b, w, raw, m: b), "The intercept has to make up for the means"),
        (_raw(intercept=lambda b, w, raw, m: b + m @ raw), "The means are subtracted, so a minus sign is missing"),
        (_raw(intercept=lambda b, w, raw, m: -m @ raw), "The old intercept is lost"),
        (_raw(intercept=lambda b, w, raw, m: b - m @ w), "In the intercept, too, each weight is divided by s"),
        (_raw(intercept=lambda b, w, raw, m: b - m.sum()), "Each mean has to be multiplied by its weight"),
        (_raw(scale=lambda w, s: w * s), "The features were divided by s, so the weights are divided, too"),
        (_raw(scale=lambda w, s: w), "The standard deviations are missing"),
        (lambda w, m, s: np.roll(_raw()(w, m, s), 1), "The numbers are right, but the intercept comes last, as in w"),
        (lambda w, m, s: w[:-1] / s, "The intercept is missing: it is the last entry"),
        (lambda w, m, s: w[-1] - m @ (w[:-1] / s), "That is the intercept alone; the weights were asked as well"),
        (_raw_in_place, "Begin with `w[:-1] / s`, which is a new array, and leave w alone"),
    ),
)


# 19: the largest learning rate

_STEEP, _SHALLOW = 16, 2.5


def _factors(rate):
    """What a step at this rate does to the two distances from the top."""
    factors = ", and along w₁ by ".join(_short(1 - rate * curvature) for curvature in (_STEEP, _SHALLOW))
    return f"Measured: each step multiplies the distance from the top along w₀ by {factors}."


EXERCISE_19 = Exercise(
    number=19,
    title="The largest learning rate",
    todo="the rate from which on the walk does not settle",
    wanted="the largest rate",
    truth=2 / _STEEP,
    tol=5e-4,
    measured=_factors,
    hints=(
        "Look at one direction at a time. By which factor does one step change the distance from the top?",
        "Along w₀ the slope is −16 (w₀ − 2), so the factor is 1 − 16 rate. It must lie between −1 and 1.",
        "The factor 1 − 16 rate reaches −1 first, before the one with 2.5: set it to −1 and solve for the rate.",
    ),
    mistakes=(
        (1 / _STEEP, "At that rate one step leads straight to the top along w₀, so it may be larger still"),
        (2 / _SHALLOW, "That is the limit for the flatter direction; the steeper one runs away long before"),
        (1 / _SHALLOW, "At that rate one step leads straight to the top along w₁, but along w₀ it runs away"),
        (2 / (_STEEP + _SHALLOW), "That is the rate at which both settle equally fast; it may be larger still"),
        (4 / (_STEEP + _SHALLOW), "The mean of the two does not decide; the steeper direction runs away first"),
        (4 / _STEEP, "The slope of ½ · 16 (w₀ − 2)² is 16 (w₀ − 2): the ½ is used up"),
        (_STEEP / 2, "That is upside down: the steeper the hill, the smaller the rate"),
        (0.0, "At the rate 0 nothing moves at all"),
    ),
)


# 20: five points, and a line

_FIVE = np.array([[-2, 1], [1, 2], [-3, 1], [1, -1], [-1, -1]])
_FIVE_LABELS = (1, 1, 0, 0, 0)


def _sides(w):
    """1 for each of the five points with x w > 0, −1 where x w < 0, and 0 on the boundary."""
    w = numbers_of_shape((2,), w)
    with np.errstate(over="ignore"):  # an infinite x w still has its sign
        return np.sign(_FIVE @ w)


EXERCISE_20 = Exercise(
    number=20,
    title="Can a line part them?",
    todo="two weights in square brackets",
    wanted="all five points are on their right side",
    truth=[1, 1, -1, -1, -1],
    compared=_sides,
    form="two finite numbers are",
    entries=tuple(
        f"{letter} = ({x0}, {x1}) has the label {label}, so x w must be {'above' if label else 'below'} 0 there, "
        "and it is not".replace("-", "−")
        for letter, (x0, x1), label in zip("ABCDE", _FIVE, _FIVE_LABELS, strict=True)
    ),
    hints=(
        "Draw the five points, and lay a ruler through the origin. Between which two of them must it pass?",
        "It must pass between A and C. The weights stand at a right angle to the line, and point towards class 1.",
        "The line through (−2.5, 1) will do. The weights are at a right angle to it: −2.5 w₀ + w₁ = 0.",
    ),
    mistakes=(
        ([1, 2], "A lies on the boundary itself: the line must pass between A and C"),
        ([1, 3], "C lies on the boundary itself: the line must pass between A and C"),
        ([1, 1.5], "A and C are both given class 0: the line must pass between them"),
        ([1, 4], "A and C are both given class 1: the line must pass between them"),
        ([-1, -2.5], "The line is right, but w points towards class 0: turn it round"),
        ([2.5, -1], "Do your weights point along the line? They should stand at a right angle to it"),
        ([-2.5, 1], "Do your weights point along the line? Turn them by a right angle"),
        ([0, 0], "With w = 0 every point lies on the boundary"),
    ),
)


# 21: training


def _walked(X, y, lam, uphill=1, price=1):
    """The weights after many steps along the gradient, with one of its two signs wrong."""
    w = np.zeros(X.shape[1])
    for _ in range(400):
        w = w + 0.2 * uphill * (X.T @ (y - sigmoid(X @ w)) - price * lam * w)
    return w


def _flowers(seed, size):
    """Flowers with two standardised features and a column of ones, and labels."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(size, 2))
    X = np.column_stack([(features - features.mean(0)) / features.std(0), np.ones(size)]).round(2)
    return X, (rng.random(size) < sigmoid(X @ [1.6, -1.1, 0.7])).astype(int)


def _probabilities(w, X, y, lam):
    """The probability of class 1 for each flower under the weights w."""
    w = numbers_of_shape(X.shape[1:], w)
    try:
        return probability(w, X)
    except ValueError:
        raise ValueError("weights for which x w is too large for a float") from None


EXERCISE_21 = Exercise(
    number=21,
    title="Train a classifier",
    todo="the best weights, one for each column of X",
    wanted="the right row of probabilities",
    arguments=("X", "y", "lam"),
    places="sets of flowers",
    points=((*_flowers(1, 12), 0.5), (*_flowers(2, 11), 2.0), (*_flowers(10, 12), 1.5)),
    hard=((*_flowers(8, 12), 0.1),),  # which a line parts
    truth=lambda X, y, lam: probability(regularised_optimum(X, y, lam), X),
    compared=_probabilities,
    form="one weight for each column of X is",
    tol=1e-3,
    nearly="Perhaps your climb is not at the top yet: let it take more steps",
    hints=(
        "It is the climb of Exercise 15 on another hill. What does the price add to the gradient?",
        "The derivative of λ/2 ‖w‖² is λ w, so the new gradient is the old one minus λ w. Start at 0 and climb.",
        "From `w = np.zeros(X.shape[1])`, take 2000 steps `w = w + 0.05 * (X.T @ (y - sigmoid(X @ w)) - lam * w)`.",
    ),
    mistakes=(
        (lambda X, y, lam: newton_optimum(X, y), "The price is forgotten: it takes λ w from the gradient"),
        (
            lambda X, y, lam: regularised_optimum(X, y, 1),
            "The price takes λ w from the gradient; here λ seems to be missing",
        ),
        (lambda X, y, lam: regularised_optimum(X, y, 2 * lam), "The derivative of λ/2 ‖w‖² is λ w, without a 2"),
        (lambda X, y, lam: regularised_optimum(X, y, lam / 2), "The derivative of λ/2 ‖w‖² is λ w, without the ½"),
        (
            lambda X, y, lam: regularised_optimum(X, y, lam * len(y)),
            "The gradient is the sum over the flowers; after a mean the price is too high",
        ),
        (
            lambda X, y, lam: regularised_optimum(X, y, lam * np.append(np.ones(X.shape[1] - 1), 1e-9)),
            "The price is put on all weights here, the intercept included",
        ),
        (
            lambda X, y, lam: np.append(regularised_optimum(X[:, :-1], y, lam), 0),
            "The intercept is left out: the last column of X has a weight, too",
        ),
        (
            lambda X, y, lam: regularised_optimum(X, 1 - y, lam),
            "The classes are swapped: σ(x w) is the probability of class 1",
        ),
        (lambda X, y, lam: np.zeros(X.shape[1]), "With w = 0 every probability is a half: the climb has not begun"),
        (lambda X, y, lam: _walked(X, y, lam, price=-1), "The price has the wrong sign: it is subtracted"),
        (lambda X, y, lam: _walked(X, y, lam, uphill=-1), "That walks downhill: the log-likelihood is to grow"),
    ),
)

EXERCISES = {
    exercise.number: exercise
    for exercise in (
        *(EXERCISE_1, EXERCISE_2, EXERCISE_3, EXERCISE_4, EXERCISE_5, EXERCISE_6, EXERCISE_7),
        *(EXERCISE_8, EXERCISE_9, EXERCISE_10, EXERCISE_11, EXERCISE_12, EXERCISE_13, EXERCISE_14),
        *(EXERCISE_15, EXERCISE_16, EXERCISE_17, EXERCISE_18, EXERCISE_19, EXERCISE_20, EXERCISE_21),
    )
}
