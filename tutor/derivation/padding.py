"""What a line says once its padding is gone: + x − x, x/x, exp(0*a), and whatever else changes nothing.

trimmed(read("p*exp(p)/exp(p) + 0*p"), places)      # p
"""

from functools import reduce
from itertools import combinations

from tutor.derivation.algebra import ONE, ZERO, Apply, Number, ParseError, factors, minus, subtrees, terms
from tutor.derivation.evaluation import OPERATORS, Undefined, agree, applied, bounded

WAYS = ((terms, "+", ZERO), (factors, "*", ONE))  # to take a tree apart, to put it together, and what changes nothing


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
                if isinstance(tree, Apply) and tree.f in OPERATORS:
                    self._values[tree] = self.together(tree.f, *map(self.values, tree.parts))
                else:
                    self._values[tree] = [bounded(tree, place) for place in self.places]
            except (Undefined, ParseError):  # x_i has a value within its sum alone
                self._values[tree] = []
        return self._values[tree]

    def together(self, f, *values):
        """The values of an operator where its arguments have these; nothing where it has none."""
        self.places[0].budget.spend()
        try:
            return [applied(f, *at) for at in zip(*values, strict=False)]
        except Undefined:
            return []

    def same(self, x, y):
        """Whether two trees have values, and the same ones."""
        return _same(self.values(x), self.values(y))

    def trim(self, tree):
        if isinstance(tree, Apply) and tree.f == "=":
            return Apply("=", self.across(*map(self.trim, tree.parts)))
        if number := self.constant(self.values(tree)):
            return number
        if not isinstance(tree, Apply) or tree.f in ("d", "sum"):
            return tree
        parts = [part for part, _ in subtrees(tree)][1:]
        if (simpler := next((part for part in reversed(parts) if self.same(part, tree)), None)) is not None:
            return self.trim(simpler)
        for split, operator, nothing in WAYS:
            if len(parts := _parts(split, tree, nothing)) > 1:
                parts = [one for part in parts for one in _parts(split, self.trim(part), nothing)]
                return _joined(self.without(parts, operator, nothing), operator, nothing)
        return Apply(tree.f, tuple(map(self.trim, tree.parts)))

    def constant(self, values):
        """The Number from 0 to 9 that the values all are, or None."""
        whole = Number(str(int(values[0].value.to_integral_value()) % 10)) if values else ZERO
        return whole if _same(values, self.values(whole)) else None

    def without(self, parts, operator, nothing):
        """The terms, or the factors, less two or three of them that make 0, or 1; terms that are alike are added."""
        kept, waiting = [], parts[::-1]
        while waiting:
            part = waiting.pop()
            for some in (some for size in (1, 2) for some in combinations(kept, size)):
                values = reduce(lambda x, y: self.together(operator, x, y), map(self.values, (part, *some)))
                if _same(values, self.values(nothing)):
                    for one in some:
                        kept.remove(one)
                    break
            else:
                kept.append(part)
            if operator == "+" and not waiting and (alike := self.alike(kept)):
                *pair, both = alike
                for one in pair:
                    kept.remove(one)
                waiting.append(both)
        return kept

    def alike(self, terms):
        """Two of the terms of which the sum is a number times one of them, as 2 p − p is, and that sum; or None."""
        for x, y in combinations(terms, 2):
            both = self.together("+", self.values(x), self.values(y))
            for one in (x, y, minus(x), minus(y)):
                if number := self.constant(self.together("/", both, self.values(one))):
                    return x, y, Apply("*", (number, one))
        return None

    def across(self, left, right):
        """Both sides of an equation, less the terms and the factors that stand on both."""
        if self.same(left, right):
            return left, right
        for split, operator, nothing in WAYS:
            lefts, rights = (_parts(split, side, nothing) for side in (left, right))
            both = len(lefts)
            for x in tuple(lefts):
                if (y := next((y for y in rights if self.same(x, y)), None)) is not None:
                    lefts.remove(x)
                    rights.remove(y)
            if len(lefts) < both:
                return self.across(*(_joined(parts, operator, nothing) for parts in (lefts, rights)))
        return left, right


def _same(x, y):
    return bool(x and y) and all(map(agree, x, y))


def _parts(split, tree, nothing):
    return [part for part in split(tree) if part != nothing]


def _joined(parts, operator, nothing):
    """The sum or the product of the parts."""
    return reduce(lambda x, y: Apply(operator, (x, y)), parts) if parts else nothing
