"""What students write: for each exercise right answers in several forms, wrong ones by name, and nearly right ones.

An answer is the body of a function, or, where a value is asked, one expression.
"""

import linecache
import math
import re
import textwrap
from decimal import Decimal
from fractions import Fraction

import numpy as np

from helpers.models import gradient, sigmoid
from tests.notebooks.code import ROOT, read
from tutor.exercises import EXERCISES

NAMES = {"np": np, "math": math, "sigmoid": sigmoid, "gradient": gradient, "Fraction": Fraction, "Decimal": Decimal}

RIGHT = {
    1: ["return x.mean()", "return sum(x) / len(x)", "return np.count_nonzero(x) / x.size"],
    2: [
        "return sigmoid(a) * sigmoid(-a)",
        "u = 1 + np.exp(-a)\nreturn np.exp(-a) / u**2",
        "return sigmoid(a) - sigmoid(a) ** 2",
        "return 1 / (np.exp(a / 2) + np.exp(-a / 2)) ** 2",
    ],
    3: [
        "return np.sum((X @ w >= 0) != y)",
        "wrong = 0\nfor x, label in zip(X, y):\n    wrong += (1 if sum(x * w) >= 0 else 0) != label\nreturn wrong",
        "return int(np.abs(np.heaviside(X @ w, 1) - y).sum())",
        "return len(y) - np.count_nonzero((sigmoid(X @ w) >= 0.5) == y)",
        "return np.sum(np.where(y == 1, X @ w < 0, X @ w >= 0))",
    ],
    4: [
        "np.degrees(np.arctan(2 / 3) - np.arctan(2))",
        "-29.7",
        "math.degrees(math.atan2(3, -2) - math.atan2(1, -2))",
        "Decimal('-29.745')",
    ],
    5: ["0.02304", "0.4**3 * 0.6**2", "Fraction(2, 5)**3 * Fraction(3, 5)**2", "np.prod([0.4, 0.6, 0.4, 0.4, 0.6])"],
    6: ["11 / 40", "Fraction(11, 40)", "0.275", "np.array(11 / 40)"],
    7: [
        "return np.exp(-np.logaddexp(0, -a))",
        "e = np.exp(-np.abs(a))\nreturn np.where(a >= 0, 1, e) / (1 + e)",
        "return (1 + np.tanh(a / 2)) / 2",
        "p = np.zeros(a.shape)\np[a >= 0] = 1 / (1 + np.exp(-a[a >= 0]))\n"
        "e = np.exp(a[a < 0])\np[a < 0] = e / (1 + e)\nreturn p",
        "with np.errstate(over='ignore'):\n    return 1 / (1 + np.exp(-a))",
    ],
    8: ["-np.log(0.5) - np.log(0.2) - np.log(0.9)", "-math.log(0.5 * 0.2 * 0.9)", "2.408", "math.log(100 / 9)"],
    9: [
        "e = np.exp(logits - np.max(logits, axis=1, keepdims=True))\nreturn e / np.sum(e, axis=1, keepdims=True)",
        "table = []\nfor row in logits:\n    e = [math.exp(l - max(row)) for l in row]\n"
        "    table.append([v / sum(e) for v in e])\nreturn table",
        "e = np.exp(logits.T - logits.max(axis=1))\nreturn (e / e.sum(axis=0)).T",
        "return np.exp(logits - np.logaddexp.reduce(logits, axis=1)[:, None])",
    ],
    10: [
        "a = X @ w\nreturn np.sum(-y * np.logaddexp(0, -a) - (1 - y) * np.logaddexp(0, a))",
        "return -np.logaddexp(0, (1 - 2 * y) * (X @ w)).sum()",
        "total = 0\nfor x, label in zip(X, y):\n    a = x @ w if label == 1 else -(x @ w)\n"
        "    total += min(a, 0) - math.log1p(math.exp(-abs(a)))\nreturn total",
        "a = X @ w\nreturn y @ a - np.sum(np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a))))",
    ],
    11: [
        "pulls = y - sigmoid(X @ w)\nreturn X.T @ pulls",
        "return (y - sigmoid(X @ w)) @ X",
        "a = X @ w\nreturn np.sum(X.T * (y * sigmoid(-a) - (1 - y) * sigmoid(a)), axis=1)",
        "g = np.zeros(len(w))\nfor x, label in zip(X, y):\n    g += (label - sigmoid(x @ w)) * x\nreturn list(g)",
        "return gradient(w, X, y)",
    ],
    12: [
        "return w + rate * X.T @ (y - sigmoid(X @ w))",
        "return w - rate * X.T @ (sigmoid(X @ w) - y)",
        "new = w.copy()\nnew += rate * gradient(w, X, y)\nreturn new",
        "g = (y - sigmoid(X @ w)) @ X\nreturn [old + rate * slope for old, slope in zip(w, g)]",
    ],
}

# (an answer, a piece of the words that name what is wrong with it)
WRONG = {
    1: [
        ("return np.count_nonzero(x == 0) / x.size", "share of tails"),
        ("return np.count_nonzero(x)", "number of heads"),
        ("return np.count_nonzero(x) / np.count_nonzero(x == 0)", "heads per tail"),
        ("return sum(x) / (len(x) + 1)", "number of tosses as it is"),
    ],
    2: [
        ("return 1 / (1 + np.exp(-a))", "height of the sigmoid"),
        ("return np.exp(-a) / (1 + np.exp(-a))", "square is forgotten"),
        ("return -np.exp(-a) / (1 + np.exp(-a)) ** 2", "only the sign"),
        ("return -1 / (1 + np.exp(-a)) ** 2", "slope of 1/u alone"),
        ("return 1 / (1 + np.exp(-a)) ** 2", "slope of u is missing"),
    ],
    3: [
        ("return ((X @ w < 0) != y).sum()", "on the right side"),
        ("return (1 * (X @ w >= 0) != y).mean()", "share of mistakes"),
        ("return [int((x @ w >= 0) != label) for x, label in zip(X, y)]", "for each flower"),
        ("return sum(y != X @ w)", "send it through Θ"),
        ("return np.count_nonzero(np.sign(X @ w) != y)", "np.sign"),
        ("return abs(np.sum(np.heaviside(X @ w, 1)) - np.sum(y)) * np.sign(np.sum(X @ w >= 0) - sum(y))", "cancel"),
        ("return np.sum((w @ X >= 0) != y)", "X transposed"),
        ("return np.count_nonzero((X @ w > 0.5) != y)", "limit for a probability"),
        ("return np.sum((X @ w >= 1) != y)", "For a logit the limit is 0"),
        ("return np.sum(sigmoid(X @ w) != y)", "neither logits nor probabilities are labels"),
        ("return len(y)", "Every flower is counted"),
    ],
    4: [
        ("29.7", "turns the other way"),
        ("-0.52", "in radians"),
        ("150.3", "takes the short way"),
        ("330.3", "one whole turn too many"),
        ("-209.7", "half a turn too far"),
        ("33.7", "ends up"),
        ("-4 / 3", "change of the slope"),
        ("-42.3", "but not the angle"),
        ("26.6", "plays a part too"),
    ],
    5: [
        ("math.comb(5, 3) * 0.4**3 * 0.6**2", "in any order"),
        ("0.4 * 0.4 * 0.6**3", "swapped"),
        ("math.log(0.02304)", "log-likelihood"),
        ("0.4 + 0.6 + 0.4 + 0.4 + 0.6", "not added"),
        ("0.064", "tails have a probability too"),
        ("0.01024", "only the three heads"),
        ("1 / 32", "fair coin"),
        ("3 / 5", "best p"),
        ("2.304", "per cent"),
    ],
    6: [
        ("0.55", "0s and 1s together"),
        ("0.45", "share of 2s"),
        ("0.35", "share of 0s; "),
        ("0.2", "share of 1s; "),
        ("0.355", "inner slope is missing"),
        ("1 / 3", "equally frequent"),
    ],
    7: [
        ("return 1 / 1 + np.exp(-a)", "round the denominator"),
        ("return np.exp(np.logaddexp(0, -a))", "so 1/σ(a): a minus sign is lost before the logarithm"),
        ("return 1 + np.exp(-a)", "1/σ(a)"),
        ("return 1 / (1 + np.exp(a))", "σ(−a)"),
        ("return np.exp(-a) / (1 + np.exp(-a))", "σ(−a)"),
        ("return 1 / (1 - np.exp(-a))", "1 plus exp"),
        ("return np.tanh(a)", "from −1 to 1"),
        ("s = sigmoid(a)\nreturn s * (1 - s)", "slope of the sigmoid"),
        ("return np.log(sigmoid(a))", "logarithm of the sigmoid"),
        ("return np.where(a >= 0, 1, 0)", "step Θ"),
    ],
    8: [
        ("-np.log([0.5, 0.2, 0.9]).mean()", "the mean"),
        ("math.log(0.09)", "minus that"),
        ("3.474", "in bits"),
        ("-math.log10(0.09)", "base 10"),
        ("0.09", "the likelihood"),
        ("1.6", "adds the probabilities"),
        ("-np.log(0.5) - np.log(0.7) - np.log(0.9)", "largest of each row"),
        ("7.13", "start from 0"),
    ],
    9: [
        ("e = np.exp(logits)\nreturn e / e.sum()", "whole table adds up"),
        ("e = np.exp(logits)\nreturn e / e.sum(axis=0)", "columns add up"),
        ("e = np.exp(logits)\nreturn e / e.sum(axis=1)", "wrong row"),
        ("return 1 / (1 + np.exp(-logits))", "on its own"),
        ("return logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))", "logarithms of the probabilities"),
        ("return logits / np.sum(logits, axis=1, keepdims=True)", "exponential is missing"),
        ("e = np.exp(-logits)\nreturn e / e.sum(axis=1, keepdims=True)", "minus sign is too many"),
        ("return np.eye(logits.shape[1])[logits.argmax(axis=1)]", "hard maximum"),
    ],
    10: [
        ("s = sigmoid(X @ w)\nreturn np.mean(y * np.log(s) + (1 - y) * np.log(1 - s))", "the mean"),
        ("s = sigmoid(X @ w)\nreturn -np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))", "the loss"),
        ("s = sigmoid(X @ w)\nreturn np.sum((1 - y) * np.log(s) + y * np.log(1 - s))", "classes are swapped"),
        ("return np.sum(y * np.log(sigmoid(X @ w)))", "only class 1"),
        ("s = np.log(sigmoid(X @ w))\nreturn y @ s + (1 - y) @ (1 - s)", "not 1 − log σ"),
        ("s = sigmoid(X @ w)\nreturn np.prod(s**y * (1 - s) ** (1 - y))", "is the likelihood"),
        ("s = sigmoid(X @ w)\nreturn y * np.log(s) + (1 - y) * np.log(1 - s)", "add them up"),
        ("s = sigmoid(w @ X)\nreturn np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))", "X transposed"),
        ("s = sigmoid(X @ w)\nreturn np.sum(y * np.log2(s) + (1 - y) * np.log2(1 - s))", "in bits"),
    ],
    11: [
        ("return X.T @ (sigmoid(X @ w) - y)", "points downhill"),
        ("return X.T @ (y - sigmoid(X @ w)) / len(X)", "the mean"),
        ("return X.T @ (1 - y - sigmoid(X @ w))", "classes are swapped"),
        ("return X @ (y - sigmoid(X @ w))", "multiplies by X"),
        ("return (y - sigmoid(X @ w))[:, np.newaxis] * X", "single flowers"),
        ("return sum(y - sigmoid(X @ w))", "features are missing"),
        ("s = sigmoid(X @ w)\nreturn X.T @ ((y - s) * s * (1 - s))", "is too many"),
        ("return X.T @ (y - X @ w)", "through the sigmoid"),
        ("return X.T @ (y - (X @ w >= 0))", "step Θ"),
        ("return X.T @ (y * (1 - sigmoid(X @ w)))", "only class 1"),
        ("return np.sum(np.abs(y - sigmoid(X @ w))[:, None] * X, axis=0)", "pushes the other way"),
    ],
    12: [
        ("return w - rate * X.T @ (y - sigmoid(X @ w))", "walks downhill"),
        ("return rate * X.T @ (y - sigmoid(X @ w))", "the step alone"),
        ("return w + X.T @ (y - sigmoid(X @ w))", "rate is missing"),
        ("return w + rate * X.T @ (y - sigmoid(X @ w)) / len(y)", "not the mean"),
        ("return w + X.T @ (y - sigmoid(X @ w)) / rate", "small step"),
        ("return rate * (w + X.T @ (y - sigmoid(X @ w)))", "gradient alone"),
        ("for _ in range(2):\n    w = w + rate * X.T @ (y - sigmoid(X @ w))\nreturn w", "two steps"),
        ("return w + rate * X @ (y - sigmoid(X @ w))", "multiplies by X"),
    ],
}

# Nearly right: the same, with words that say what is left to do.
ALMOST = {
    1: [
        ("return x.mean() + 1e-4", "0.7001"),
        ("return round(x.mean(), 2)", "0.2200"),
        ("x.sort()\nreturn x.mean()", "argument x"),
    ],
    2: [
        ("return (sigmoid(a + 0.1) - sigmoid(a - 0.1)) / 0.2", "a = 0.37"),
        ("return [sigmoid(a) * sigmoid(-a)]", "one number"),
    ],
    3: [
        ("return np.sum((X @ w > 0) != y)", "on the boundary itself"),
        ("return np.sum((X @ w) * (2 * y - 1) < 0)", "one with the label 0 is a mistake"),
        ("return np.sum(np.where(y == 1, X @ w < 0, X @ w > 0))", "one with the label 0 is a mistake"),
        ("return np.sum((X @ w) * (2 * y - 1) <= 0)", "one with the label 1 is no mistake"),
        ("y -= X @ w >= 0\nreturn np.sum(y != 0)", "argument y"),
    ],
    4: [
        ("-30", "within 2 %"),
        ("-29.8", "but not all of its digits are right"),
        ("-29.69", "not all of its digits are right. Measured"),
        ("-29.69", "but with the new weights x w is 0.003454 there, and not 0"),
    ],
    5: [("0.023", "within 2 %"), ("0.0230", "more digits")],
    6: [("0.28", "within 2 %"), ("0.27", "more digits"), ("0.2755", "the slope −0.2: a smaller p is better")],
    7: [
        ("return 1 / (1 + np.exp(-a))", "far below 0"),
        ("return np.exp(a) / (1 + np.exp(a))", "far above 0"),
        ("return np.where(a < 0, np.exp(a) / (1 + np.exp(a)), 1 / (1 + np.exp(-a)))", "only then chooses"),
        (
            "out = np.empty_like(a)\nout[a >= 0] = 1 / (1 + np.exp(-a[a >= 0]))\n"
            "e = np.exp(a[a < 0])\nout[a < 0] = e / (1 + e)\nreturn out",
            "let it hold floats",
        ),
        ("return np.vectorize(lambda v: 1 / (1 + math.exp(-v)))(a)", "with OverflowError: math range error"),
    ],
    8: [
        ("2.41", "within 2 %"),
        ("2.4", "more digits"),
        ("2.409", "but not all of its digits are right"),
        ("2.4086", "but not all of its digits are right"),
    ],
    9: [
        ("e = np.exp(logits)\nreturn e / e.sum(axis=1, keepdims=True)", "too large for a float"),
        ("e = np.exp(logits - logits.max())\nreturn e / e.sum(axis=1, keepdims=True)", "row's own largest"),
        (
            "e = np.exp(logits - logits.mean(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
            "must be its largest",
        ),
        (
            "table = np.zeros_like(logits)\nfor i in range(len(logits)):\n    e = np.exp(logits[i] - logits[i].max())\n"
            "    table[i] = e / e.sum()\nreturn table",
            "let it hold floats",
        ),
    ],
    10: [
        ("s = sigmoid(X @ w)\nreturn np.sum(y * np.log(s) + (1 - y) * np.log(1 - s))", "has become 0"),
        ("s = sigmoid(X @ w)\nreturn np.sum(np.log(np.where(y == 1, s, 1 - s)))", "has become 0"),
        ("s = sigmoid(X @ w)\nreturn np.sum(y * np.log(s + 1e-12) + (1 - y) * np.log(1 - s + 1e-12))", "caps"),
        ("s = np.clip(sigmoid(X @ w), 1e-15, 1 - 1e-15)\nreturn np.log(np.where(y == 1, s, 1 - s)).sum()", "caps"),
    ],
    11: [
        ("return X.T @ (y - 1 / (1 + np.exp(-X @ w)))", "far below 0"),
        ("return (X.T @ (y - sigmoid(X @ w)))[None]", "the numbers are right, but"),
        ("X *= (y - sigmoid(X @ w))[:, None]\nreturn X.sum(axis=0)", "argument X"),
    ],
    12: [
        ("w += rate * X.T @ (y - sigmoid(X @ w))\nreturn w", "handed in is changed"),
        ("return w + rate * X.T @ (y - 1 / (1 + np.exp(-X @ w)))", "far below 0"),
    ],
}


def made(number, source):
    """The answer that this source makes: a function with the exercise's arguments, or a value."""
    arguments = EXERCISES[number].arguments
    if not arguments:
        return eval(source, dict(NAMES))
    return defined(f"def answer({', '.join(arguments)}):\n{textwrap.indent(source, '    ')}", "answer")


def defined(code, name):
    """What `name` is after running the code, whose lines a traceback can show."""
    namespace, file = dict(NAMES), f"<answer {abs(hash(code))}>"
    linecache.cache[file] = len(code), None, code.splitlines(True), file
    exec(compile(code, file, "exec"), namespace)
    return namespace[name]


def notebook():
    """The notebook that holds the exercises."""
    return read(ROOT / "notebooks" / "06_exercises.ipynb")


def worked_answers():
    """For each exercise of ours its worked answer, as the notebook folds it away: {number: (name, code)}."""
    found, number = {}, None
    for cell in notebook().cells:
        if title := re.match(r"### Exercise (\d+) · ", cell.source):
            number = int(title[1])
        if "<summary>Worked answer</summary>" in cell.source:
            (block,) = re.findall(r"```python\n(.*?)```", cell.source, re.S)
            found[number] = re.match(r"(?:def )?(\w+)", block)[1], block
    return found
