"""The value of a tree of algebra, to fifty digits.

    with fifty_digits():
        evaluate(read("exp(-a) / (1 + exp(-a))^2"), EvaluationPoint({"a": exact(0.8)}))        # 0.2139096965…

d(u*a, a) is measured. Where a formula has no value, as log(-1) or 1/0, evaluate raises Undefined, whose words say why.
"""

from decimal import Decimal, DecimalException

from tutor.derivation.algebra import Name, Number, ParseError
from tutor.equations.decimals import CONTEXT, derivative, significant

LARGEST, BEYOND = 100_000, "it grows beyond all bounds"


class Undefined(ValueError):
    """A formula that has no value at this point."""


class BudgetExceeded(ValueError):
    """More arithmetic than one check may take."""


# Functions


def _divide(x, y):
    if y == 0:
        raise Undefined("it divides by zero")
    return x / y


def _power(x, y):
    whole = y.to_integral_value()
    if abs(y - whole) < Decimal("1e-30"):  # but for rounding
        y = whole
    if x == 0 and y <= 0:
        raise Undefined(f"it takes 0 to the power {significant(y, 3)}")
    if x < 0 and y != whole:
        raise Undefined(f"it takes {significant(x, 3)}, a negative number, to the power {significant(y, 3)}")
    return x**y


def _log(x):
    if x <= 0:
        raise Undefined(f"it takes the logarithm of {significant(x, 3)}")
    return x.ln()


def _sqrt(x):
    if x < 0:
        raise Undefined(f"it takes the square root of {significant(x, 3)}")
    return x.sqrt()


FUNCTIONS = {
    "exp": Decimal.exp,
    "log": _log,
    "sqrt": _sqrt,
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
}
OPERATORS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": _divide,
    "**": _power,
    "neg": lambda x: -x,
}
# Evaluating


class StepBudget:
    """How many steps of arithmetic may still be taken: shared by all that belongs to one check."""

    def __init__(self, steps):
        self.steps = steps

    def spend(self):
        """Take one step. Raises BudgetExceeded when there is none left."""
        self.steps -= 1
        if self.steps < 0:
            raise BudgetExceeded("it takes too much arithmetic")


class EvaluationPoint:
    """One point: the values of its letters, and names that are defined by trees, evaluated when first needed.

    largest: the largest number, in size, that has come up here on the way to a result.
    """

    def __init__(self, values, definitions=None, budget=None, moved=False):
        self.given, self.known, self.moved = values, dict(values), moved
        self.definitions = {} if definitions is None else definitions
        self.budget = budget or StepBudget(10_000)
        self.largest = Decimal(0)

    def value(self, name):
        """What the name stands for here."""
        if name not in self.known:
            if name not in self.definitions:
                raise ParseError(f"nothing is known of {name}")
            self.known[name] = evaluate(self.definitions[name], self)
        return self.known[name]

    def slope(self, tree, letter):
        """The derivative of the tree by the letter, measured here; what is defined by the letter moves with it."""
        if self.moved:
            raise ParseError("a derivative of a derivative is not measured here; carry one of them out first")

        def along(x):
            place = EvaluationPoint({**self.given, letter: x}, self.definitions, self.budget, moved=True)
            result = evaluate(tree, place)
            self.largest = max(self.largest, place.largest)
            return result

        return derivative(along, self.value(letter))


def evaluate(tree, place):
    """The value of the tree at the place, a Decimal: to be called inside fifty_digits().

    Raises Undefined where it has none, and BudgetExceeded when the place's budget is spent.
    """
    place.budget.spend()
    try:
        if isinstance(tree, Number):
            value = CONTEXT.create_decimal(tree.text)
        elif isinstance(tree, Name):
            value = place.value(tree.name)
        elif tree.f == "d":
            value = place.slope(tree.parts[0], tree.parts[1].name)
        else:
            function = OPERATORS.get(tree.f) or FUNCTIONS[tree.f]
            value = function(*[evaluate(part, place) for part in tree.parts])
    except DecimalException:
        raise Undefined(BEYOND) from None
    if value.adjusted() > LARGEST:
        raise Undefined(BEYOND)
    place.largest = max(place.largest, abs(value))
    return value
