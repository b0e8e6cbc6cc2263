"""The value of a tree of algebra, to fifty digits, and how far rounding may have moved it.

    with fifty_digits():
        evaluate(read("exp(-a) / (1 + exp(-a))^2"), EvaluationPoint({"a": exact(0.8)}))        # 0.2139096965…

d(u*a, a) is measured. Where a formula has no value, as log(-1) or 1/0, evaluate raises Undefined, whose words say why.
Two formulas are the same if they differ by no more than their roundings, however large or small they are: `agree`.
"""

from decimal import Decimal, DecimalException, getcontext, localcontext
from functools import lru_cache
from typing import NamedTuple

from tutor.derivation.algebra import NO_THIRD, TOSS, Apply, Name, Number, ParseError, names_in, replaced
from tutor.equations.decimals import significant

LARGEST, BEYOND = 100_000, "it grows beyond all bounds"
ZERO, ONE = Decimal(0), Decimal(1)


class Undefined(ValueError):
    """A formula that has no value at this point."""


class BudgetExceeded(ValueError):
    """More arithmetic than one check may take."""


class Bounded(NamedTuple):
    """A value, and the largest error that rounding can have brought into it."""

    value: Decimal
    error: Decimal = ZERO


def agree(x, y):
    """Whether two Bounded values may be the same but for rounding."""
    return abs(x.value - y.value) <= 4 * (x.error + y.error)


# Functions and operators: each takes Bounded values, and returns a value and the error that comes of theirs.


def _divide(x, y):
    if abs(y.value) <= y.error:
        raise Undefined("it divides by zero")
    value = x.value / y.value
    return value, (x.error + abs(value) * y.error) / (abs(y.value) - y.error)


def _power(x, y):
    (base, error), whole = x, y.value.to_integral_value()
    power = whole if abs(y.value - whole) < Decimal("1e-30") else y.value  # but for rounding
    if abs(base) <= error and power <= 0:
        raise Undefined(f"it takes 0 to the power {significant(power, 3)}")
    if base < 0 and power != whole:
        raise Undefined(f"it takes {significant(base, 3)}, a negative number, to the power {significant(power, 3)}")
    value = base**power
    if abs(base) <= error and power < 1:
        return value, (abs(base) + error) ** power
    steepest = abs(base) + error if power > 1 else abs(base) - error
    by_base = abs(power) * error * steepest ** (power - 1) if error else ZERO
    by_power = y.error * 3 * (1 + abs(base.adjusted())) if power != whole else ZERO  # no less than |log x| times it
    return value, by_base + abs(value) * by_power


OPERATORS = {
    "+": lambda x, y: (x.value + y.value, x.error + y.error),
    "-": lambda x, y: (x.value - y.value, x.error + y.error),
    "*": lambda x, y: (x.value * y.value, abs(x.value) * y.error + (abs(y.value) + y.error) * x.error),
    "/": _divide,
    "**": _power,
    "neg": lambda x: (-x.value, x.error),
}


@lru_cache(20_000)
def _exp(x, digits):
    return x.exp()


@lru_cache(20_000)
def _log(x, digits):
    if x <= 0:
        raise Undefined(f"it takes the logarithm of {significant(x, 3)}")
    return x.ln()


def _sqrt(x, digits):
    if x < 0:
        raise Undefined(f"it takes the square root of {significant(x, 3)}")
    return x.sqrt()


def _sigmoid(x, digits):
    return 1 / (1 + _exp(-x, digits))


def _cosh(x, digits):
    return (_exp(x, digits) + _exp(-x, digits)) / 2


def _tanh(x, digits):
    return 1 - 2 * _sigmoid(-2 * x, digits)


# For each function how it is computed, and its slope at x in size, where y is its value there.
FUNCTIONS = {
    "exp": (_exp, lambda x, y: y),
    "log": (_log, lambda x, y: 1 / x),
    "sqrt": (_sqrt, lambda x, y: 1 / (2 * y)),
    "sigmoid": (_sigmoid, lambda x, y: y),
    "sinh": (lambda x, digits: _cosh(x, digits) * _tanh(x, digits), lambda x, y: 1 + abs(y)),
    "cosh": (_cosh, lambda x, y: y),
    "tanh": (_tanh, lambda x, y: ONE),
    "sech": (lambda x, digits: 1 / _cosh(x, digits), lambda x, y: y),
}


def _called(function, x):
    f, slope = FUNCTIONS[function]
    value = f(x.value, getcontext().prec)
    if not x.error:
        return value, ZERO
    return value, x.error * slope(x.value, value) if value or function != "sqrt" else x.error.sqrt()


# Evaluating


class StepBudget:
    """How many steps of arithmetic may still be taken: shared by all that belongs to one check."""

    def __init__(self, steps):
        self.steps = steps

    def spend(self, steps=1):
        """Take so many steps. Raises BudgetExceeded when there is none left."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExceeded("it takes too much arithmetic")


class EvaluationPoint:
    """One point: the values of its letters, and names that are defined by trees, evaluated when first needed.

    letter: the one that moves: what is defined by it has a slope by any other such name. error: how far its value may
    be off. depth: within how many derivatives this point lies.
    """

    def __init__(self, values, definitions=None, budget=None, letter=None, error=ZERO, depth=0):
        self.given, self.letter, self.depth = values, letter, depth
        self.known = {name: Bounded(value, error if name == letter else ZERO) for name, value in values.items()}
        self.definitions = {} if definitions is None else definitions
        self.budget = budget or StepBudget(10_000)

    def value(self, name):
        """What the name stands for here."""
        if name not in self.known:
            if name not in self.definitions:
                raise ParseError(f"nothing is known of `{name}`")
            self.known[name] = bounded(self.definitions[name], self)
        return self.known[name]

    def at(self, name, value):
        """The same point within one more derivative, but for the value of one name, which is exact."""
        given = {**self.given, name: value}
        return EvaluationPoint(given, self.definitions, self.budget, self.letter, depth=self.depth + 1)

    def slope(self, tree, name):
        """The derivative of the tree by the name, measured here with twice the digits.

        What is defined by the name moves with it; if nothing is, but both are defined by the letter, so do they with
        it: dy/du is dy/da over du/da.
        """
        if self.depth > 1:
            raise ParseError(f"{NO_THIRD}; carry one of them out first")
        if name in self.definitions and self.letter and name not in all_names(tree, self.definitions):
            return OPERATORS["/"](self.slope(tree, self.letter), self.slope(Name(name), self.letter))
        x, digits = self.value(name), getcontext().prec
        with localcontext() as context:
            context.prec = 2 * digits
            h = Decimal(10) ** -(2 * digits // 3)
            up, down = (bounded(tree, self.at(name, x.value + step)) for step in (h, -h))
            value = (up.value - down.value) / (2 * h)
            error = (up.error + down.error) / (2 * h) + 1000 * h * h * (abs(up.value) + abs(down.value))
            if x.error:
                bend = abs(up.value - 2 * bounded(tree, self.at(name, x.value)).value + down.value) / (h * h)
                error += x.error * bend
        return Bounded(+value, +error)


def all_names(tree, definitions):
    """The names in the tree, in what they are defined by, and so on."""
    names, seen = names_in(tree), set()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            names += names_in(definitions[name]) if name in definitions else []
    return seen


def evaluate(tree, place):
    """The value of the tree at the place, a Decimal: to be called inside fifty_digits().

    Raises Undefined where it has none, and BudgetExceeded when the place's budget is spent.
    """
    return bounded(tree, place).value


def bounded(tree, place):
    """The value of the tree at the place with a bound on its error, as Bounded; raises like `evaluate`."""
    place.budget.spend(4 if place.depth > 1 else 1)
    try:
        if isinstance(tree, Name):
            return place.value(tree.name)
        if isinstance(tree, Number):
            value, error = getcontext().create_decimal(tree.text), ZERO
        elif tree.f == "d":
            value, error = place.slope(tree.parts[0], tree.parts[1].name)
        elif tree.f == "sum":
            value, error = bounded(_over_tosses(tree.parts[0]), place)
        else:
            return applied(tree.f, *(bounded(part, place) for part in tree.parts))
    except DecimalException:
        raise Undefined(BEYOND) from None
    return _rounded(value, error)


def applied(f, *parts):
    """The value of a function or an operator of these Bounded values, as Bounded; raises like `evaluate`."""
    try:
        return _rounded(*(OPERATORS[f](*parts) if f in OPERATORS else _called(f, *parts)))
    except DecimalException:
        raise Undefined(BEYOND) from None


def _rounded(value, error):
    """The value that was computed, its own rounding counted into its error."""
    if value.adjusted() > LARGEST:
        raise Undefined(BEYOND)
    return Bounded(value, error + abs(value).scaleb(1 - getcontext().prec))


def _over_tosses(body):
    """A sum over all tosses: what the body is for a 1, once for each head, and what it is for a 0, for each tail."""
    terms = (
        Apply("*", (Name(count), replaced(body, TOSS, Number(x)))) for count, x in (("heads", "1"), ("tails", "0"))
    )
    return Apply("+", tuple(terms))
