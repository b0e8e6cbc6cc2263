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
from tests.notebooks.code import NOTEBOOKS, read
from tutor.exercises import EXERCISES

NAMES = {"np": np, "math": math, "sigmoid": sigmoid, "gradient": gradient, "Fraction": Fraction, "Decimal": Decimal}

RIGHT = {
    1: [
        "return x.mean()",
        "return sum(x) / len(x)",
        "return Fraction(int(x.sum()), len(x))",
        "return np.array(np.count_nonzero(x) / x.size)",
    ],
    2: [
        "return sigmoid(a) * sigmoid(-a)",
        "return math.exp(-a) / (1 + math.exp(-a)) ** 2",
        "return np.float64(sigmoid(a) * (1 - sigmoid(a)))",
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
        "return sum(x * (label - sigmoid(x @ w)) for x, label in zip(X, y))",
    ],
    12: [
        "return w + rate * X.T @ (y - sigmoid(X @ w))",
        "return w - rate * X.T @ (sigmoid(X @ w) - y)",
        "new = w.copy()\nnew += rate * gradient(w, X, y)\nreturn new",
        "g = (y - sigmoid(X @ w)) @ X\nreturn [old + rate * slope for old, slope in zip(w, g)]",
    ],
    13: [
        "return np.sum(x * np.log(p) + (1 - x) * np.log(1 - p))",
        "return np.sum(np.log(np.where(x == 1, p, 1 - p)))",
        "total = 0\nfor toss in x:\n    total += math.log(p) if toss else math.log1p(-p)\nreturn total",
        "return len(x) * (x.mean() * np.log(p) + (1 - x.mean()) * np.log(1 - p))",
    ],
    14: ["'AE'", "['A', 'E']", "{'E', 'A'}", "'e, a'", "('a', 'e')", "'A and E'", "'(A), (E)'", "np.array(['E', 'A'])"],
    15: [
        "for _ in range(steps):\n    w = w + rate * X.T @ (y - sigmoid(X @ w))\nreturn w",
        "w = w.copy()\nfor _ in range(steps):\n    w += rate * gradient(w, X, y)\nreturn w",
        "new = list(w)\nfor _ in range(steps):\n    g = gradient(new, X, y)\n"
        "    new = [old + rate * slope for old, slope in zip(new, g)]\nreturn new",
    ],
    16: [
        "np.sum(np.log(1 + np.exp([-1.2, 0.7, -2.1, 0.8])))",
        "-np.log(sigmoid(1.2)) - np.log(sigmoid(-0.7)) - np.log(1 - sigmoid(-2.1)) - np.log(1 - sigmoid(0.8))",
        "2.653",
    ],
    17: [
        "return (n[0] + n[1]) / theta - (n[1] + 2 * n[2]) / (1 - theta)",
        "return n @ [1 / theta, 1 / theta - 1 / (1 - theta), -2 / (1 - theta)]",
        "return n[0] / theta + n[1] * (1 - 2 * theta) / (theta * (1 - theta)) - 2 * n[2] / (1 - theta)",
    ],
    18: [
        "raw = w[:-1] / s\nreturn np.append(raw, w[-1] - m @ raw)",
        "return [*(w[:-1] / s), w[-1] - np.sum(m * w[:-1] / s)]",
        "raw = w / np.append(s, 1)\nraw[-1] -= np.sum(m * raw[:-1])\nreturn raw",
    ],
    19: ["2 / 16", "0.125", "Fraction(1, 8)", "1 / (16 / 2)"],
    20: [
        "[1, 2.5]",
        "(2, 5)",
        "np.array([0.4, 1.0])",
        "np.array([0.2, 0.5])",
        "[Fraction(2, 5), 1]",
        "[7e307, 1.75e308]",
    ],
    21: [
        "w = np.zeros(X.shape[1])\nfor _ in range(300):\n"
        "    w = w + 0.2 * (X.T @ (y - sigmoid(X @ w)) - lam * w)\nreturn w",
        "w = np.ones(len(X.T))\nfor _ in range(300):\n    w = w + 0.2 * (gradient(w, X, y) - lam * w)\nreturn list(w)",
        "w = np.zeros(X.shape[1])\nfor _ in range(20):\n    p = sigmoid(X @ w)\n"
        "    H = (X.T * (p * (1 - p))) @ X + lam * np.eye(len(w))\n"
        "    w = w + np.linalg.solve(H, X.T @ (y - p) - lam * w)\nreturn w",
    ],
}


def _climbed(slope):
    """A long climb along this slope."""
    return f"w = np.zeros(X.shape[1])\nfor _ in range(1000):\n    w = w + 0.1 * ({slope})\nreturn w"


# (an answer, a piece of the words that name what is wrong with it)
# The last one of each is typed into the notebook, too, with no other names than it has.
WRONG = {
    1: [
        ("return np.count_nonzero(x == 0) / x.size", "share of tails"),
        ("return np.count_nonzero(x)", "number of heads"),
        ("return np.count_nonzero(x) / np.count_nonzero(x == 0)", "heads per tail"),
        ("return sum(x) / (len(x) + 1)", "number of tosses as it is"),
        ("return 0.5", "0.5000, but the best p is 0.7000; 0.2 too little."),
        ("return x[0]", "1.0000, but the best p is 0.7000; 0.3 too much."),
        ("return np.round(x.mean())", "1.0000, but the best p is 0.7000; 0.3 too much."),
        ("return (sum(x) + 1) / (len(x) + 2)", "nobody tossed"),
        ("return x.mean() + 0.1", "0.8000, but the best p is 0.7000; 0.1 too much."),
    ],
    2: [
        ("return 1 / (1 + np.exp(-a))", "height of the sigmoid"),
        ("return np.exp(-a) / (1 + np.exp(-a))", "square is forgotten"),
        ("return -np.exp(-a) / (1 + np.exp(-a)) ** 2", "only the sign"),
        ("return -1 / (1 + np.exp(-a)) ** 2", "slope of 1/u alone"),
        ("return 1 / (1 + np.exp(-a)) ** 2", "slope of u is missing"),
        ("return sigmoid(-a) ** 2", "0.1669, but the slope is 0.2416; 0.075 too little."),
        ("return 0.25", "0.2500, but the slope is 0.2416; 0.0084 too much."),
        ("return np.exp(a) / (1 + np.exp(-a)) ** 2", "0.5065, but the slope is 0.2416; 0.26 too much."),
        ("return 1e300", "1e+300, but the slope is 0.2416; 1e+300 too much."),
        ("return sigmoid(a) * sigmoid(-a) + 0.01", "0.2516, but the slope is 0.2416; 0.01 too much."),
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
        ("return np.sum((X @ w >= 0) & (y == 0))", "only the 0s"),
        ("return np.sum((X @ w < 0) & (y == 1))", "only the 1s"),
        ("return 1", "but the number of mistakes is 2; 1 too little."),
    ],
    4: [
        ("29.7", "turns the other way"),
        ("-0.52", "in radians"),
        ("150.3", "takes the short way"),
        ("330.3", "no whole turns besides"),
        ("-209.7", "half a turn too far"),
        ("-389.7", "no whole turns besides"),
        ("690.3", "no whole turns besides"),
        ("33.7", "ends up"),
        ("-4 / 3", "change of the slope"),
        ("-42.3", "but not the angle"),
        ("180 - 29.745", "little by little"),
        ("math.degrees(math.atan(2))", "where the boundary was at first"),
        ("0", "w₁ alone has grown"),
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
        ("0.4**2 * 0.6**3", "each 1 has the probability 0.4"),
        ("math.comb(5, 2) * 0.4**2 * 0.6**3", "swapped, and the order is given"),
        ("2.304", "per cent"),
    ],
    6: [
        ("0.55", "0s and 1s together"),
        ("0.45", "share of 2s"),
        ("0.35", "share of 0s; "),
        ("0.2", "share of 1s; "),
        ("0.355", "inner slope is missing"),
        ("11 / 18", "18 is still to be divided"),
        ("11 / 9", "a ratio of counts"),
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
        ("return np.exp(a) / 1 + np.exp(a)", "twice eᵃ"),
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
        ("-math.log(0.5 + 0.2 + 0.9)", "logarithm comes before the sum"),
        ("np.dot([0.5, 0.2, 0.9], np.log([0.5, 0.2, 0.9]))", "and a minus sign is missing"),
        ("-np.dot([0.5, 0.2, 0.9], np.log([0.5, 0.2, 0.9]))", "weighs each surprise by its p"),
        ("0.5 + 0.8 + 0.1", "adds 1 − p"),
        ("-math.log(0.5 * 0.3 * 0.2 * 0.7 * 0.1 * 0.2 * 0.04 * 0.9 * 0.06)", "all nine numbers"),
        ("-math.log(0.5 * 0.5 * 0.2 * 0.8 * 0.9 * 0.1)", "two classes and a 0 or 1"),
        ("-np.sum([0.5 * np.log(0.5), 0.2 * np.log(0.2), 0.9 * np.log(0.9)])", "weigh it by 1"),
    ],
    9: [
        ("e = np.exp(logits)\nreturn e / e.sum()", "whole table adds up"),
        ("e = np.exp(logits)\nreturn e / e.sum(axis=0)", "columns add up"),
        ("e = np.exp(logits)\nreturn e / e.sum(axis=1)", "wrong row"),
        ("return 1 / (1 + np.exp(-logits))", "on its own"),
        ("return logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))", "logarithms of the probabilities"),
        ("return logits / np.sum(logits, axis=1, keepdims=True)", "exponential is missing"),
        ("e = np.exp(-logits)\nreturn e / e.sum(axis=1, keepdims=True)", "minus sign is too many"),
        ("return np.exp(logits)", "still to be divided by their sum"),
        ("e = np.exp(logits - logits.max(axis=0))\nreturn e / e.sum(axis=1, keepdims=True)", "largest of each column"),
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
        ("s = sigmoid(X @ w)\nreturn y @ s + (1 - y) @ (1 - s)", "probabilities are added"),
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
        ("return X.T * (y - sigmoid(X @ w))", "single flowers; add them up."),
        ("return X * (y - sigmoid(X @ w))[:, None]", "add them up: axis=0"),
        ("return y - sigmoid(X @ w)", "how wrong the model is"),
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
        ("return [w, w + rate * X.T @ (y - sigmoid(X @ w))]", "only its last row"),
        ("return w + rate * X.T @ (1 - y - sigmoid(X @ w))", "classes are swapped in"),
        ("return w + rate * np.sign(X.T @ (y - sigmoid(X @ w)))", "forgets how steep"),
        ("return w + rate * X @ (y - sigmoid(X @ w))", "multiplies by X"),
    ],
    13: [
        ("return np.prod(p**x * (1 - p) ** (1 - x))", "is the likelihood"),
        ("return np.mean(x * np.log(p) + (1 - x) * np.log(1 - p))", "the mean"),
        ("return -np.sum(x * np.log(p) + (1 - x) * np.log(1 - p))", "the loss"),
        ("return np.sum((1 - x) * np.log(p) + x * np.log(1 - p))", "swapped"),
        ("return np.sum(x * np.log(p))", "only the heads"),
        ("return np.sum((1 - x) * np.log(1 - p))", "only the tails"),
        ("return np.sum(len(x) * np.log(p))", "taken for a head"),
        ("return np.sum(x * np.log2(p) + (1 - x) * np.log2(1 - p))", "in bits"),
        ("return x * np.log(p) + (1 - x) * np.log(1 - p)", "add them up"),
        ("return sum(x * p + (1 - x) * (1 - p))", "probabilities are added"),
        ("return np.log(np.sum(x * p + (1 - x) * (1 - p)))", "logarithm of a sum"),
        ("return np.sum(x * np.log(p) + (1 - x) * (1 - np.log(p)))", "not 1 − log p"),
    ],
    14: [
        ("'ABE'", "value is above 1"),
        ("['A', 'C', 'E']", "ℓ = −3 and at ℓ = 3"),
        ("'ade'", "ℓ = 2 and at ℓ = 3"),
        ("'E'", "A is missing"),
        ("{'A'}", "E is missing"),
        ("'ABCDE'", "three of the five"),
        ("'b, c, d'", "those that fail"),
        ("'ACDE'", "rise as well"),
        ("'ABE'", "from 0 to 1 as well"),
        ("'ADE'", "slope says nothing"),
        ("''", "some of the five"),
        ("'AXE'", "other characters, but letters from A to E are wanted"),
        ("[1, 5]", "other characters, but letters from A to E are wanted"),
    ],
    15: [
        ("for _ in range(steps):\n    w = w + rate * gradient(w, X, y)\n    return w", "That is one step"),
        ("g = gradient(w, X, y)\nfor _ in range(steps):\n    w = w + rate * g\nreturn w", "at each step"),
        ("for _ in range(steps):\n    w = w - rate * gradient(w, X, y)\nreturn w", "walks downhill"),
        ("for _ in range(steps + 1):\n    w = w + rate * gradient(w, X, y)\nreturn w", "one step too many"),
        ("for _ in range(1, steps):\n    w = w + rate * gradient(w, X, y)\nreturn w", "one step too few"),
        ("for _ in range(steps):\n    new = w + rate * gradient(w, X, y)\nreturn new", "That is one step"),
        ("for _ in range(steps):\n    new = rate * gradient(w, X, y)\nreturn w", "have not moved"),
        ("w = 0 * w\nfor _ in range(steps):\n    w = w + rate * gradient(w, X, y)\nreturn w", "starts from 0"),
        (
            "path = [w]\nfor _ in range(steps):\n    w = w + rate * gradient(w, X, y)\n    path.append(w)\nreturn path",
            "only its end",
        ),
        ("for _ in range(steps):\n    w = w + gradient(w, X, y)\nreturn w", "rate is missing"),
        ("for _ in range(steps):\n    w = w + rate * gradient(w, X, y) / len(X)\nreturn w", "not the mean"),
        ("for _ in range(steps):\n    w = w + rate * gradient(w, X, 1 - y)\nreturn w", "classes are swapped"),
    ],
    16: [
        ("2.653 / 4", "the mean"),
        ("-2.653", "minus that"),
        ("3.827", "in bits"),
        ("1.1522", "base 10"),
        ("np.sum(np.log(1 + np.exp([1.2, -0.7, 2.1, -0.8])))", "classes are swapped"),
        ("np.sum(np.log(1 + np.exp([-1.2, 0.7, 2.1, -0.8])))", "one of class 1; for"),
        ("np.sum(np.log(1 + np.exp([1.2, -0.7, -2.1, 0.8])))", "one of class 0; for"),
        ("-np.log(sigmoid(1.2)) - np.log(sigmoid(-0.7))", "only the two flowers of class 1"),
        ("-np.log(sigmoid(2.1)) - np.log(sigmoid(-0.8))", "only the two flowers of class 0"),
        ("np.prod(sigmoid(np.array([1.2, -0.7, 2.1, -0.8])))", "the likelihood"),
        ("np.sum(sigmoid(np.array([1.2, -0.7, 2.1, -0.8])))", "adds the probabilities"),
        ("np.sum(sigmoid(np.array([-1.2, 0.7, -2.1, 0.8])))", "adds 1 − p"),
        ("-1.2 + 0.7 - 2.1 + 0.8", "logits are added"),
        ("2", "0–1 loss"),
    ],
    17: [
        ("return n @ np.log([theta, theta * (1 - theta), (1 - theta) ** 2])", "its slope was asked"),
        ("return (n[0] + n[1]) / theta + (n[1] + 2 * n[2]) / (1 - theta)", "minus sign is missing"),
        ("return (n[1] + 2 * n[2]) / (1 - theta) - (n[0] + n[1]) / theta", "only the sign"),
        ("return (n[0] + n[1]) / theta - (n[1] + n[2]) / (1 - theta)", "counts twice"),
        ("return n[0] / theta - 2 * n[2] / (1 - theta)", "second throw are missing"),
        ("return (n[0] + n[1]) / theta - 2 * n[2] / (1 - theta)", "factor of 1 − θ as well"),
        ("return n[0] / theta - (n[1] + 2 * n[2]) / (1 - theta)", "factor of θ as well"),
        ("return n @ [1, 1 - 2 * theta, -2 * (1 - theta)]", "slopes of the probabilities"),
        ("return ((n[0] + n[1]) / theta - (n[1] + 2 * n[2]) / (1 - theta)) / n.sum()", "the mean"),
        ("return (n[0] + n[1]) / (n[0] + 2 * n[1] + 2 * n[2])", "the best θ"),
        ("return (n[0] + n[1]) / theta - (n[1] + n[2] ** 2) / (1 - theta)", "not its square"),
    ],
    18: [
        ("return [*(w[:-1] / s), w[-1]]", "make up for the means"),
        ("raw = w[:-1] / s\nreturn np.append(raw, w[-1] + m @ raw)", "minus sign is missing"),
        ("raw = w[:-1] / s\nreturn np.append(raw, -m @ raw)", "old intercept is lost"),
        ("return np.append(w[:-1] / s, w[-1] - m @ w[:-1])", "is divided by s"),
        ("return np.append(w[:-1] / s, w[-1] - m.sum())", "by its weight"),
        ("raw = w[:-1] * s\nreturn np.append(raw, w[-1] - m @ raw)", "divided, too"),
        ("return np.append(w[:-1], w[-1] - m @ w[:-1])", "standard deviations are missing"),
        ("raw = w[:-1] / s\nreturn np.append(w[-1] - m @ raw, raw)", "the intercept comes last"),
        ("return w[:-1] / s", "intercept is missing"),
        ("return w[-1] - m @ (w[:-1] / s)", "intercept alone"),
    ],
    19: [
        ("1 / 16", "straight to the top along w₀"),
        ("0.8", "flatter direction"),
        ("0.4", "along w₀ it runs away"),
        ("2 / (16 + 2.5)", "equally fast"),
        ("2 / 9.25", "does not decide"),
        ("0.25", "used up"),
        ("8", "upside down"),
        ("0", "nothing moves"),
        ("0.2", "along w₀ by −2.2, and along w₁ by 0.5"),
    ],
    20: [
        ("[1, 2]", "A lies on the boundary itself"),
        ("[1, 3]", "C lies on the boundary itself"),
        ("[2, 3]", "both given class 0"),
        ("[0, 1]", "both given class 1"),
        ("[-2, -5]", "turn it round"),
        ("[5, -2]", "should stand at a right angle"),
        ("[-5, 2]", "turn them by a right angle"),
        ("(0, 0)", "every point lies on the boundary"),
        ("[1, 1.9]", "A = (−2, 1) has the label 1, so x w must be above 0"),
        ("[1e308, 1e308]", "A = (−2, 1) has the label 1, so x w must be above 0"),
        ("[3, 9.1]", "C = (−3, 1) has the label 0, so x w must be below 0"),
        ("2.5", "one number, but two finite numbers are wanted"),
        ("[1, 2.5, 0]", "shape (3,), but two finite numbers are wanted"),
        ("[1, math.nan]", "nan at index 1, but two finite numbers are wanted"),
        ("'1, 2.5'", "without quotation marks"),
    ],
    21: [
        (_climbed("gradient(w, X, y)"), "price is forgotten"),
        (_climbed("gradient(w, X, y) - w"), "λ seems to be missing"),
        (_climbed("gradient(w, X, y) - 2 * lam * w"), "without a 2"),
        (_climbed("gradient(w, X, y) - lam / 2 * w"), "without the ½"),
        (_climbed("gradient(w, X, y) / len(y) - lam * w"), "after a mean"),
        (_climbed("gradient(w, X, y) - lam * w * (np.arange(len(w)) < len(w) - 1)"), "intercept included"),
        (f"X = X * [1, 1, 0]\n{_climbed('gradient(w, X, y) - lam * w')}", "intercept is left out"),
        (_climbed("gradient(w, X, 1 - y) - lam * w"), "classes are swapped"),
        ("return np.zeros(3)", "has not begun"),
        ("return [1e308, -1e308, 1.0]", "your function returned weights for which x w is too large for a float, but"),
        (_climbed("gradient(w, X, y) + lam * w"), "wrong sign"),
        (_climbed("lam * w - gradient(w, X, y)"), "walks downhill"),
        ("return sigmoid(X @ np.zeros(3))", "shape (12,), but one weight for each column of X is wanted"),
        (
            f"X = X[:, :2]\n{_climbed('X.T @ (y - sigmoid(X @ w)) - lam * w')}",
            "shape (2,), but one weight for each column",
        ),
    ],
}

# Nearly right: the same, with words that say what is left to do.
ALMOST = {
    1: [
        ("return x.mean() + 1e-4", "0.7001"),
        ("return x.mean() + 2e-6", "0.700002, but the best p is 0.700000; 2e-06 too much"),
        ("return round(x.mean(), 2)", "0.2200"),
        ("x.sort()\nreturn x.mean()", "argument x"),
    ],
    2: [
        ("return (sigmoid(a + 0.1) - sigmoid(a - 0.1)) / 0.2", "a = 0.37"),
        ("return [sigmoid(a) * sigmoid(-a)]", "one number"),
        ("return sigmoid(a) * sigmoid(-a) + 1e-5", "0.241645, but the slope is 0.241635; 1e-05 too much"),
        ("return round(sigmoid(a) * sigmoid(-a), 3)", "0.2420, but the slope is 0.2416; 0.00036 too much"),
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
    5: [
        ("0.023", "within 2 %"),
        ("0.0230", "more digits"),
        ("0.02305", "but not all of its digits are right"),
        ("0.0231", "but not all of its digits are right"),
    ],
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
        ("return 1 / (1 + np.exp(-np.clip(a, -5, 5)))", "cut a off"),
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
            "e = np.exp(logits - logits.min(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)",
            "must be its largest",
        ),
        ("e = np.exp(logits - logits.min())\nreturn e / e.sum(axis=1, keepdims=True)", "must be its largest"),
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
        ("s = np.clip(sigmoid(X @ w), 1e-3, 1 - 1e-3)\nreturn np.log(np.where(y == 1, s, 1 - s)).sum()", "caps"),
        (
            "a = np.clip(X @ w, -30, 30)\nreturn np.sum(np.where(y == 1, a, 0) - np.logaddexp(0, a))",
            "as much as its logit",
        ),
    ],
    11: [
        ("return X.T @ (y - 1 / (1 + np.exp(-X @ w)))", "far below 0"),
        ("return (X.T @ (y - sigmoid(X @ w)))[None]", "the numbers are right, but"),
        ("X *= (y - sigmoid(X @ w))[:, None]\nreturn X.sum(axis=0)", "argument X"),
    ],
    12: [
        ("w += rate * X.T @ (y - sigmoid(X @ w))\nreturn w", "handed in is changed"),
        ("w[:] = w + rate * X.T @ (y - sigmoid(X @ w))\nreturn w", "handed in is changed"),
        ("return w + rate * X.T @ (y - 1 / (1 + np.exp(-X @ w)))", "far below 0"),
    ],
    13: [
        ("return np.log(np.prod(np.where(x == 1, p, 1 - p)))", "too small for a float"),
        ("return np.log(p ** np.sum(x) * (1 - p) ** np.sum(1 - x))", "too small for a float"),
        (
            "heads = sum(x)\nreturn math.log(p**heads * (1 - p) ** (len(x) - heads))",
            "a logarithm, for example, has none",
        ),
        ("x[x == 1] = 2\nreturn np.sum(np.log(np.where(x == 2, p, 1 - p)))", "argument x"),
    ],
    14: [],
    15: [
        ("for _ in range(steps):\n    w += rate * gradient(w, X, y)\nreturn w", "handed in is changed"),
        ("for _ in range(steps):\n    w[:] = w + rate * gradient(w, X, y)\nreturn w", "handed in is changed"),
        (
            "for _ in range(steps):\n    w = w + rate * X.T @ (y - 1 / (1 + np.exp(-X @ w)))\nreturn w",
            "far below 0",
        ),
        ("for _ in range(steps):\n    new = w = w + rate * gradient(w, X, y)\nreturn new", "new"),
    ],
    16: [("2.7", "more digits"), ("2.65", "within 2 %"), ("2.655", "but not all of its digits are right")],
    17: [
        ("return round((n[0] + n[1]) / theta - (n[1] + 2 * n[2]) / (1 - theta), 2)", "but the slope is"),
        ("return [(n[0] + n[1]) / theta - (n[1] + 2 * n[2]) / (1 - theta)]", "one number"),
    ],
    18: [
        ("w[:-1] /= s\nw[-1] -= m @ w[:-1]\nreturn w", "leave w alone"),
        ("raw = w[:-1] / s\nreturn [np.append(raw, w[-1] - m @ raw)]", "the numbers are right, but"),
    ],
    19: [("0.126", "but not all of its digits are right"), ("0.124", "within 2 %")],
    20: [],
    21: [
        (
            "w = np.zeros(X.shape[1])\nfor _ in range(40):\n    w = w + 0.1 * (gradient(w, X, y) - lam * w)\nreturn w",
            "let it take more steps",
        ),
        (
            "w = np.zeros(X.shape[1])\nfor _ in range(2000):\n"
            "    w = w + 0.05 * (gradient(w, X, y) - lam * w)\ny[:] = 0\nreturn w",
            "argument y",
        ),
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


def cells():
    """The cells of all notebooks, one notebook after the other."""
    return [cell for path in NOTEBOOKS for cell in read(path).cells]


def worked_answers():
    """For each exercise of ours its worked answer, as a notebook folds it away: {number: (name, code)}."""
    found, number = {}, None
    for cell in cells():
        if title := re.search(r"^### Exercise (\d+) · ", cell.source, re.M):
            number = int(title[1])
        if "<summary>Worked answer</summary>" in cell.source:
            (block,) = re.findall(r"```python\n(.*?)```", cell.source, re.S)
            found[number] = re.match(r"(?:def )?(\w+)", block)[1], block
    return found
