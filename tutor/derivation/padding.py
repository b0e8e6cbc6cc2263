"""What a line says once its padding is gone: + x − x, x/x, exp(0*a), and whatever else changes nothing.

trimmed(read("p*exp(p)/exp(p) + 0*p"), places)      # p
"""

from itertools import combinations

from tutor.derivation.algebra import Apply, Number, ParseError, subtrees
from tutor.derivation.evaluation import Undefined, agree, bounded

ZERO, ONE = Number("0"), Number("1")


def trimmed(tree, places):
    """The tree, or both sides of an equation, without padding: of the same value at these places."""
    return _Trimmer(places).trim(tree)


class _Trimmer:
    """Finds at two places what is equal to something simpler."""

    def __init__(self, places):
        self.places, self._values = places[:2], {}

    def values(self, tree):
        """The Bounded values of the tree at the places; of what has none, nothing."""
        if tree not in self._values:
            try:
                self._values[tree] = [bounded(tree, place) for place in self.places]
            except (Undefined, ParseError):  # x_i has a value within its sum alone
                self._values[tree] = []
        return self._values[tree]

    def same(self, x, y):
        """Whether two trees have values, and the same ones."""
        return bool(self.values(x) and self.values(y)) and all(map(agree, self.values(x), self.values(y)))

    def constant(self, tree):
        """The Number from 0 to 9 that the tree always is, or None."""
        whole = Number(str(int(self.values(tree)[0].value.to_integral_value()) % 10)) if self.values(tree) else ZERO
        return whole if self.same(tree, whole) else None

    def trim(self, tree):
        if isinstance(tree, Apply) and tree.f == "=":
            return Apply("=", self.across(*map(self.trim, tree.parts)))
        if number := self.constant(tree):
            return number
        if not isinstance(tree, Apply) or tree.f in ("d", "sum"):
            return tree
        parts = [part for part, _ in subtrees(tree)][1:]
        if (simpler := next((part for part in reversed(parts) if self.same(part, tree)), None)) is not None:
            return self.trim(simpler)
        if len(terms(tree)) > 1:
            return self.without(terms(tree), "+", ZERO)
        if len(factors(tree)) > 1 + (tree.f == "/" and tree.parts[0] == ONE):
            return self.without(factors(tree), "*", ONE)
        return Apply(tree.f, tuple(map(self.trim, tree.parts)))

    def without(self, parts, operator, nothing):
        """The sum, or the product, of the parts, less two or three of them that make 0, or 1."""
        parts = [part for part in map(self.trim, parts) if part != nothing]
        if operator == "+" and any(len(terms(part)) > 1 for part in parts):
            return self.without([term for part in parts for term in terms(part)], operator, nothing)
        for size in (2, 3):
            for some in combinations(range(len(parts)), size):
                if self.same(joined([parts[k] for k in some], operator, nothing), nothing):
                    return self.without([part for k, part in enumerate(parts) if k not in some], operator, nothing)
        if operator == "+":
            for j, k in combinations(range(len(parts)), 2):
                both = Apply("+", (parts[j], parts[k]))
                for one in (parts[j], parts[k]):
                    if number := self.constant(Apply("/", (both, one))):  # 2 p − p
                        rest = [part for i, part in enumerate(parts) if i not in (j, k)]
                        return self.without([*rest, Apply("*", (number, one))], operator, nothing)
        return joined(parts, operator, nothing)

    def across(self, left, right):
        """Both sides of an equation, less a term or a factor that stands on both."""
        if self.same(left, right):
            return left, right
        for split, operator, nothing in ((terms, "+", ZERO), (factors, "*", ONE)):
            for x in split(left):
                for y in split(right):
                    if x != nothing and self.same(x, y):
                        sides = (
                            [part for part in split(side) if part is not one] for side, one in ((left, x), (right, y))
                        )
                        return self.across(*(joined(parts, operator, nothing) for parts in sides))
        return left, right


def terms(tree):
    """The terms of a sum, each with its sign, or the tree alone."""
    if not isinstance(tree, Apply) or tree.f not in ("+", "-", "neg"):
        return [tree]
    *first, last = tree.parts
    minus = [term if tree.f == "+" else Apply("neg", (term,)) for term in terms(last)]
    return [term for part in first for term in terms(part)] + minus


def factors(tree):
    """The factors of a product, one over each of those below a stroke, or the tree alone."""
    if not isinstance(tree, Apply) or tree.f not in ("*", "/"):
        return [tree]
    left, right = map(factors, tree.parts)
    return left + (right if tree.f == "*" else [Apply("/", (ONE, factor)) for factor in right])


def joined(parts, operator, nothing):
    """The sum or the product of the parts."""
    tree = nothing
    for part in parts:
        tree = part if tree == nothing else Apply(operator, (tree, part))
    return tree
