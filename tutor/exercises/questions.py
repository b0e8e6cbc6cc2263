"""The exercises: what is asked, where an answer is tried, how mistakes are named, and the hints."""

import numpy as np

from helpers.models import (
    best_p,
    complex_step,
    gradient,
    gradient_ascent,
    log_likelihood,
    log_softmax,
    sigmoid,
    softmax,
    zero_one_loss,
)
from helpers.text import num
from tutor.exercises.grading import Exercise

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
    points=_POINTS,
    hard=tuple(
        (np.array([2.0, -1.0]), np.array(X), np.array(y))  # flowers on the boundary, of class 1 and of class 0
        for X, y in (([[1.0, 2.0], [1.0, 1.0], [3.0, 6.0]], [1, 0, 1]), ([[1.0, 2.0], [2.0, 1.0]], [0, 1]))
    ),
    truth=zero_one_loss,
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
        (360 + _TURN, "That is one whole turn too many: the boundary takes the short way"),
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
    hard=((np.array([-800.0]),), (np.array([800.0]),), (np.array([-800.0, 2.5, 800.0]),), (np.array([-2, 0, 3, 1]),)),
    truth=sigmoid,
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
    ),
    truth=softmax,
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
        (
            _exponentials,
            "The number e⁸⁰⁰ is too large for a float: take the largest logit of each row from it first",
        ),
        (
            lambda l: _exponentials(l - l.max()),
            "The largest of the whole table leaves a far lower row with nothing but 0: take each row's own largest",
        ),
        *(
            (mistake, "The number taken from a row must be its largest: after its mean, the rest can still overflow")
            for mistake in (
                lambda l: _exponentials(l - l.mean(axis=1, keepdims=True)),
                lambda l: _exponentials(l - np.median(l, axis=1, keepdims=True)),
                lambda l: _exponentials(l - l.mean()),
            )
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


def _by_probability(p, y, eps=0.0):
    """What comes of taking logarithms of probabilities, with eps added to them."""
    return np.sum(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))


def _capped(eps):
    """The mistake of keeping probabilities away from 0 by eps, in three usual ways."""
    return (
        lambda w, X, y: _by_probability(sigmoid(X @ w), y, eps),
        lambda w, X, y: _by_probability(np.clip(sigmoid(X @ w), eps, 1 - eps), y),
        lambda w, X, y: np.sum(np.log(np.clip(np.where(y == 1, sigmoid(X @ w), sigmoid(-X @ w)), eps, 1))),
    )


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
        *(
            (mistake, "Keeping p away from 0 caps what a mistake costs; stay with the logarithms instead")
            for eps in (1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
            for mistake in _capped(eps)
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
        (_in_place, "With += the array that was handed in is changed: write w = w + … instead"),
        (_naive_step, "The form `1 / (1 + np.exp(-a))` overflows when a is far below 0"),
    ),
)

EXERCISES = {
    exercise.number: exercise
    for exercise in (
        *(EXERCISE_1, EXERCISE_2, EXERCISE_3, EXERCISE_4, EXERCISE_5, EXERCISE_6),
        *(EXERCISE_7, EXERCISE_8, EXERCISE_9, EXERCISE_10, EXERCISE_11, EXERCISE_12),
    )
}
