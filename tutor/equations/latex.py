r"""The notebooks' own equations, read and computed: what is typeset is what is evaluated, to fifty digits.

    tex = printed()[32]                        # the line with \tag{32}, as a notebook has it
    value = Formula(tex).right(values)         # `values`: what each name in it stands for

It reads the TeX of this lecture and no more: sums and products over i and λ, logarithms, fractions, powers, σ, e, and
derivatives, which are measured. A name is known by its TeX without spaces: "x_i", r"w_\nu", "s_0^i", r"P(x_i|p)".
"""

import functools
import json
import re
from importlib import resources
from textwrap import shorten

import numpy as np

from helpers import validation
from tutor.equations import decimals

__all__ = ["Formula", "Values", "printed", "side", "side_texts"]

NAME = "|".join(
    (
        r"P\([^()]*\)",
        r"\\mathcal\{L\}\((?:p|\\mathbf\{w\})\)",
        r"p_\{\\mathbf\{w\}\}\(\\mathbf\{x\}_i\)",
        r"\\mathbf\{x\}_i\s*\\mathbf\{w\}",
        r"\\delta_\{\\nu\s*\\lambda\}",
        r"\\ell",
        r"[A-Za-z](?:_(?:\{[^{}]*\}|\\[a-z]+|\w))?(?:\^i)?",
    )
)
TOKEN = re.compile(rf"(?P<name>{NAME})|(?P<number>\d+)|\\[a-z]+|[^\s\\]")
DEEPEST = 30
AXES = {"i": 0, r"\lambda": 1}  # every value is a scalar or an array with data along axis 0 and features along axis 1


@functools.cache
def printed():
    r"""The TeX of every equation in the notebooks by its number, as written before its \tag.

    It is read from printed.json, which `make refresh` writes.
    """
    found = json.loads(resources.files("tutor.equations").joinpath("printed.json").read_text("utf-8"))
    return {int(number) if number.isdigit() else number: tex for number, tex in found.items()}


class Values:
    """What the names in a formula stand for: numbers, arrays, or formulas of other names. They are unchecked.

    names: TeX without spaces to a number, an array, or TeX. exp, log: for the kind of numbers used.
    """

    def __init__(self, names, exp=decimals.exp, log=decimals.log):
        self.names, self.exp, self.log = names, exp, log

    def __getitem__(self, name):
        if name not in self.names:
            raise KeyError(f"{name} has no value here; known are {', '.join(self.names)}")
        value = self.names[name]
        return side(value)(self) if isinstance(value, str) else value

    def with_(self, name, value):
        """The same values, but for one name."""
        return Values({**self.names, name: value}, self.exp, self.log)


def derivative(f, name, values):
    r"""The slope of f with respect to a name, measured; for w_\nu, along that weight alone.

    The step is in proportion to what stands there: the logarithm of 10⁻¹² bends within 10⁻¹².
    """
    if name == r"w_\nu":
        name, scale, direction = r"w_\lambda", 1, values[r"\delta_{\nu\lambda}"]
    else:
        scale = direction = np.maximum(abs(values[name]), decimals.exact(1e-14))
    start = values[name]
    return decimals.derivative(lambda step: f(values.with_(name, start + step * direction)), decimals.exact(0)) / scale


class Formula:
    """An equation: `sides`, each a function of Values; `right` and `left` are the last and the first of them.

    Of two equations in a row the last counts, or the one for `name`. Raises ValueError for TeX that it cannot read.
    """

    def __init__(self, tex, name=None):
        self.sides = [side(text) for text in side_texts(tex, name)]
        self.left, self.right = self.sides[0], self.sides[-1]


def side_texts(tex, name=None):
    """The sides of an equation in TeX; of two equations in a row those of the last, or of the one for `name`.

    Raises ValueError when tex or name is no text.
    """
    return _side_texts(validation.text("tex", tex), name if name is None else validation.text("name", name))


@functools.cache
def _side_texts(tex, name):
    for equation in tex.split(r"\qquad"):
        sides, depth = [""], 0
        for character in equation:
            depth += (character in "({[") - (character in ")}]")
            if character == "=" and depth == 0:
                sides.append("")
            else:
                sides[-1] += character
        sides = tuple(text.strip().rstrip(",") for text in sides)
        if name is not None and _plain(sides[0]) == name:
            break
    return sides


def side(tex):
    """One side of an equation as a function of Values. Raises ValueError for TeX that it cannot read."""
    return _side(validation.text("tex", tex))


@functools.cache
def _side(tex):
    reader = _Reader(tex)
    f = reader.sum()
    if reader.here:
        raise reader.refuse("its end")
    return f


def _plain(tex):
    return re.sub(r"\s+|\\[,;!]", "", re.sub(r"\\(left|right)(?![a-z])", "", tex))


class _Reader:
    """Reads a side from left to right; each method reads one thing, and returns it as a function of Values."""

    def __init__(self, tex):
        clean = re.sub(r"\\[,;!]", " ", re.sub(r"\\(left|right)(?![a-z])", "", tex))
        self.tokens = [match.group() for match in TOKEN.finditer(clean)]
        self.kinds = [match.lastgroup for match in TOKEN.finditer(clean)]
        self.tex, self.at, self.depth = tex, 0, 0
        if "\\" in TOKEN.sub("", clean):
            raise self.refuse("commands in small letters only")

    def refuse(self, expected):
        """The error for TeX that has something else here."""
        here = repr(shorten(self.here, 40)) if self.here else "its end"
        return ValueError(f"tex must have {expected} at token {self.at}; got {here} in {shorten(self.tex, 100)!r}")

    @property
    def here(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.here
        if not token or expected not in (None, token):
            raise self.refuse(expected or "more")
        self.at += 1
        return token

    def sum(self):
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refuse(f"at most {DEEPEST} brackets in brackets")
        parts = [(self.take() if self.here in ("+", "-") else "+", self.product())]
        while self.here in ("+", "-"):
            parts.append((self.take(), self.product()))
        self.depth -= 1

        def value(v):
            total = None
            for sign, part in parts:
                term = part(v) if sign == "+" else -part(v)
                total = term if total is None else total + term
            return total

        return value

    def product(self):
        factors = []
        while self.here and self.here not in ("+", "-", ")", "]", "}"):
            if self.here == r"\times":
                self.take()
            factors.append(self.power())
        if not factors:
            raise self.refuse("a factor")
        return lambda v: functools.reduce(lambda a, b: a * b, [factor(v) for factor in factors])

    def power(self):
        base = self.factor()
        if self.here != "^":
            return base
        self.take()
        exponent = self.factor()
        return lambda v: base(v) ** exponent(v)

    def factor(self):
        token = self.take()
        kind = self.kinds[self.at - 1]
        if kind == "number":
            return lambda v: int(token)
        if token == "e":
            self.take("^")
            exponent = self.factor()
            return lambda v: v.exp(exponent(v))
        if kind == "name":
            name = _plain(token)
            return lambda v: v[name]
        if token in ("(", "[", "{"):
            inside = self.sum()
            self.take({"(": ")", "[": "]", "{": "}"}[token])
            return inside
        if token not in COMMANDS:
            self.at -= 1
            raise self.refuse("something that is read")
        return COMMANDS[token](self)

    def fraction(self):
        if self.tokens[self.at + 1 : self.at + 2] == [r"\partial"]:
            return self.derivative()
        above, below = self.factor(), self.factor()
        return lambda v: above(v) / below(v)

    def derivative(self):
        self.take("{"), self.take()
        f = None if self.here == "}" else self.sum()
        self.take("}"), self.take("{"), self.take(r"\partial")
        name = _plain(self.take())
        self.take("}")
        f = f or self.factor()
        return lambda v: derivative(f, name, v)

    def logarithm(self):
        argument = self.power()
        return lambda v: v.log(argument(v))

    def sigmoid(self):
        argument = self.factor()
        return lambda v: Formula(printed()[22]).right(v.with_(r"\ell", argument(v)))

    def over(self, gather):
        """A sum or product over the data i or the features λ."""
        self.take("_")
        index = (self.limit() or [""])[0]
        if index not in AXES:
            raise self.refuse(rf"i or \lambda below a sum, and no {index!r},")
        if self.here == "^":
            self.take(), self.limit()
        body = self.product()
        return lambda v: gather(np.asarray(body(v)), axis=AXES[index], keepdims=True)

    def limit(self):
        """What stands below or above a sum, as tokens."""
        tokens = [self.take()]
        if tokens == ["{"]:
            tokens = []
            while self.here != "}":
                tokens.append(self.take())
            self.take()
        return tokens

    def underbrace(self):
        inside = self.factor()
        for expected in ("_", "{", r"\text"):
            self.take(expected)
        self.limit(), self.take("}")
        return inside


COMMANDS = {
    r"\frac": _Reader.fraction,
    r"\log": _Reader.logarithm,
    r"\sigma": _Reader.sigmoid,
    r"\sum": lambda reader: reader.over(np.sum),
    r"\prod": lambda reader: reader.over(np.prod),
    r"\underbrace": _Reader.underbrace,
}
