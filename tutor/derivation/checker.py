"""The lines of a derivation, each tried at random points: which are true, and where the others fail.

A line is not compared with a stored solution but with the truth: with a slope that is measured, in fifty digits, at
points that nobody would choose. So every route is welcome. feedback.py puts into words what is found here.
"""

import difflib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from tutor.derivation.algebra import (
    ONE,
    TOSS,
    WORDS,
    ZERO,
    Apply,
    Name,
    ParseError,
    Vocabulary,
    factors,
    functions_in,
    minus,
    names_in,
    read,
    subtrees,
    written,
)
from tutor.derivation.evaluation import (
    Bounded,
    BudgetExceeded,
    EvaluationPoint,
    StepBudget,
    Undefined,
    agree,
    all_names,
    bounded,
    evaluate,
)
from tutor.derivation.spelling import steps_of
from tutor.equations.decimals import derivative, significant

STEPS = 40_000
CLOSE = Decimal("1e-25")
FOUND = Decimal("1e-35")  # how far off a solution may be that was searched for
GOOD = ("slope", "equation")
BROKEN = ("unread", "undefined", "wrong")


@dataclass(frozen=True, eq=False)
class Task:
    """Something to be derived, and the words for it.

    quantity: what a line claims to equal, `called` so in a sentence. letter: what it is differentiated by.
    points: values for all letters. names: what else may be used, as trees. spellings: see `read`.
    top: where the quantity is zero; only with it may a line be an equation, one that holds there and nowhere else.
    arrived(tree, work): whether a true line is the `goal`. shows(tree, work): whether it shows how one gets there.
    begins, way, tried: words for a first line, for what a line on the way has to show, and for how the lines were
    looked at. examples: a formula and a slope, as they are written here.
    mistakes: (formula, words, where), where being a function that the line has to contain, or None for a mistake of
    differentiation. slopes: (formula of x, wrong slope of it, words), x being whatever it is differentiated by.
    wrong_tops: (formula, words) for where a wrong equation may have its solution.
    swaps, cleared, factors: what `slips` should know. parts: what the quantity is a product of.
    free: names that a student may give to something else.
    """

    goal: str
    called: str
    begins: str
    way: str
    tried: str
    letter: str
    quantity: object
    points: tuple
    names: dict
    arrived: Callable
    shows: Callable
    examples: tuple
    mistakes: tuple
    slopes: tuple
    factors: tuple
    cleared: tuple = ()
    parts: tuple = ()
    top: object = None
    wrong_tops: tuple = ()
    spellings: tuple = ()
    swaps: dict = field(default_factory=dict)
    free: tuple = ()

    def where(self, place):
        """The point in words: "at a = 0.37", "with 7 heads, 4 tails and p = 0.4"."""
        here = f"{self.letter} = {significant(place.given[self.letter])}"
        counts = f"with {place.given.get('heads')} heads, {place.given.get('tails')} tails and"
        return f"{counts if self.top else 'at'} {here}"


@dataclass
class Line:
    """One line of a derivation, and what was found out about it.

    status: "name" for a definition, "slope", "equation", "aside" (true, but a side calculation); or "unread",
    "undefined", "wrong". why: the reason, in words, when it is unread or undefined. place: where it fails.
    values: the left and the right side there; for a line without =, what is wanted and what it gives.
    solved: where an equation is true although it should not be.
    head: the left side with which a line below it goes on, if that begins with =.
    """

    number: int
    text: str
    tree: object = None
    head: object = None
    status: str = "unread"
    why: str = ""
    place: EvaluationPoint | None = None
    values: tuple = ()
    solved: Decimal | None = None

    @property
    def sides(self):
        """Both sides of an equation, or the one expression."""
        return self.tree.parts if is_equation(self.tree) else (self.tree,)

    def short(self):
        """Its text as code, cut where it becomes too long for a sentence."""
        text = self.text.replace("`", "'")
        return f"`{text}`" if len(text) <= 70 else f"`{text[:67]}…`"


def is_equation(tree):
    """Whether the tree has an = at its root."""
    return isinstance(tree, Apply) and tree.f == "="


class Derivation:
    """All lines of one derivation, looked at from the first to the last: to be made inside fifty_digits()."""

    def __init__(self, task, text):
        self.task, self.budget = task, StepBudget(STEPS)
        self.definitions, self._times = dict(task.names), {}
        self.places = [EvaluationPoint(point, self.definitions, self.budget, task.letter) for point in task.points]
        self.tops = [self.moved(place, *bounded(task.top, place)) for place in self.places] if task.top else []
        self.truth = [evaluate(task.quantity, place) for place in self.places]
        self.lines = [Line(number, step) for number, step in enumerate(steps_of(text), 1)]
        for line in self.lines:
            self._look_at(line)

    def moved(self, place, value, error=FOUND):
        """The same point, but for the value of its letter, which may be off by the error."""
        letter = self.task.letter
        return EvaluationPoint({**place.given, letter: value}, self.definitions, self.budget, letter, error)

    def same(self, left, right, places):
        """Whether two trees agree at all these places, but for rounding."""
        return all(agree(bounded(left, place), bounded(right, place)) for place in places)

    def rounded(self, tree, place):
        """The value of the tree at the place, 0 if it may be that."""
        x = bounded(tree, place)
        return Decimal(0) if agree(x, Bounded(Decimal(0))) else x.value

    def same_everywhere(self, left, right):
        """Whether two trees agree at every point."""
        return self.same(left, right, self.places)

    def is_quantity(self, tree):
        """Whether the tree equals the quantity at every point."""
        return self.same_everywhere(tree, self.task.quantity)

    def depends(self, tree):
        """Whether the letter stands in the tree, or in what its names are defined by."""
        return self.task.letter in self.all_names(tree)

    def times(self, tree):
        """How often the letter stands in the tree, what its names are defined by counted for each of them."""
        return sum(self.times_of(name) for name in names_in(tree))

    def times_of(self, name):
        """How often the letter stands in what the name is defined by."""
        if name not in self._times:
            self._times[name] = (
                self.times(self.definitions[name]) if name in self.definitions else name == self.task.letter
            )
        return self._times[name]

    def is_aside(self, tree):
        """Whether an equation says what a derivative is, as d(log(p), p) = 1/p, or one of a product of them."""
        derived = [all(isinstance(part, Apply) and part.f == "d" for part in factors(side)) for side in tree.parts]
        other = tree.parts[derived.index(True) - 1] if sum(derived) == 1 else ZERO
        return other != ZERO and "d" not in functions_in(other)

    def derives(self, tree):
        """Whether the tree, or what its names are defined by, holds a derivative."""
        names = [self.definitions[name] for name in self.all_names(tree) if name in self.definitions]
        return any("d" in functions_in(part) for part in (tree, *names))

    def all_names(self, tree):
        """The names in the tree, in what they are defined by, and so on."""
        return all_names(tree, self.definitions)

    def _look_at(self, line):
        """Read a line, and set its status."""
        try:
            known = {**self.task.points[0], **self.definitions}
            moves = {name: self.depends(Name(name)) for name in known}
            moves |= {TOSS.name: False} if self.task.top else {}
            tree = read(line.text, self.task.spellings, Vocabulary(self.task.letter, moves, *self.task.examples))
            new = tree.parts[0].name if is_equation(tree) and isinstance(tree.parts[0], Name) else None
            is_new = new is not None and (new not in known or self.is_given_anew(new, tree.parts[1]))
            look_at_names(tree.parts[1] if is_new else tree, known)
            if is_new and new.swapcase() == self.task.letter and not self.depends(tree.parts[1]):
                look_at_names(tree, known)
            self._look_at_slopes(tree)
            if is_new:
                self._define(line, new, tree)
            else:
                self.classify(line, self._continued(line, tree))
        except (ParseError, BudgetExceeded) as error:
            line.status, line.why = "unread", str(error)
        except Undefined as error:
            line.status, line.why = "undefined", str(error)

    def is_given_anew(self, name, tree):
        """Whether a short name of the task, such as t, not used so far, is given to something of the letter alone."""
        used = {used for line in self.lines if line.tree for used in names_in(line.tree)}
        return name in self.task.free and name not in used and {*names_in(tree)} == {self.task.letter}

    def _continued(self, line, tree):
        """A line that begins with = as an equation whose left side stands above, if it is not simply the quantity."""
        above = next((other for other in reversed(self.lines[: line.number - 1]) if other.head), None)
        line.head = tree.parts[0] if is_equation(tree) else tree
        if not line.text.startswith("=") or is_equation(tree) or above is None:
            return tree
        line.head = above.head
        return tree if tree != ZERO != above.head and self.is_quantity(above.head) else Apply("=", (above.head, tree))

    def _look_at_slopes(self, tree):
        """Raise ParseError for a slope by something that what is differentiated is not written with: it is not 0."""
        for spot, _ in subtrees(tree):
            if isinstance(spot, Apply) and spot.f == "d":
                body, letter = spot.parts
                known = self.all_names(body)
                if self.depends(body) and letter.name not in known and not self.depends(letter):
                    what = f"`{written(body)}` is not written with `{letter.name}`"
                    raise ParseError(f"{what}; differentiate something that is, as in `{self.task.examples[1]}`")

    def _define(self, line, name, tree):
        """Keep the name for the lines below, if it has a value at every point."""
        for line.place in self.places:
            evaluate(tree.parts[1], line.place)
        self.definitions[name] = tree.parts[1]
        self._times.clear()
        line.tree, line.head, line.status = tree, tree.parts[0], "name"

    def classify(self, line, tree):
        """Set the status of a line with this tree; where it is wrong, also the place and the values there."""
        line.tree = tree
        left, right = tree.parts if is_equation(tree) else (self.task.quantity, tree)
        found = []
        for line.place in self.places:
            x, y = bounded(left, line.place), bounded(right, line.place)
            if x.error + y.error > CLOSE * max(abs(x.value), abs(y.value), 1):
                raise Undefined("its large numbers cancel, and rounding hides what is left")
            found.append((line.place, agree(x, y), (x.value, y.value)))
        if all(same for _, same, _ in found):
            line.status = "slope" if not is_equation(tree) or self.is_quantity(right) else "aside"
        elif self.tops and is_equation(tree) and not self.says_slope(tree):
            self._classify_equation(line, left, right)
        else:
            line.status = "wrong"
            line.place, line.values = next((place, values) for place, same, values in found if not same)

    def says_slope(self, tree):
        """Whether an equation speaks of every p, as dL/dp = … does, and not of the top alone."""
        left, right = tree.parts
        return any(
            isinstance(side, Apply) and side.f == "d" and self.depends(other) and self.is_quantity(side)
            for side, other in ((left, right), (right, left))
        )

    def _classify_equation(self, line, left, right):
        """An equation has to hold at the top, for all counts, and nowhere else."""
        for line.place in self.tops:
            if not self.same(left, right, [line.place]):
                line.status = "wrong"
                line.values = tuple(self.rounded(side, line.place) for side in (left, right))
                return
        line.status = "equation"
        if all(self.end(self.lines[: line.number - 1])):  # from there on, p is the one that has been found
            return
        for top in self.tops[:2]:
            line.solved = self.solution(line, top, other=True)
            if line.solved is not None:
                line.status, line.place = "wrong", self.moved(top, line.solved)
                return

    def solution(self, line, top, other=False):
        """A p that solves the equation for the counts at this top, in (0, 1) if there is one; None if none is found.

        other: besides the top itself, and in (0, 1) only.
        """

        def gap(p):
            try:
                return evaluate(Apply("-", line.sides), self.moved(top, p))
            except Undefined:
                return None

        here = top.given[self.task.letter]
        stops = [Decimal(k) / 24 + Decimal("0.0003") for k in range(24)]
        if other:
            near = [here + sign * Decimal(step) for step in ("1e-9", "0.003", "0.012") for sign in (-1, 1)]
            stops = sorted({*stops, *near})
            runs = [[p for p in stops if p < here], [p for p in stops if p > here]]
        else:
            beyond = [Decimal(k * abs(k)) / 16 + Decimal("1.0003") for k in range(25)]
            runs = [stops, beyond, [1 - p for p in beyond]]
        return next((root for run in runs if (root := root_among(gap, run)) is not None), None)

    def arrived(self, line):
        """Whether a line is the goal, read from left to right or from right to left."""
        turned = Apply("=", line.sides[::-1]) if is_equation(line.tree) else line.tree
        return line.status in GOOD and any(self.task.arrived(tree, self) for tree in (line.tree, turned))

    def shows_the_way(self, line):
        """Whether a line is a step that does more than say the task or its goal again."""
        tree = line.tree if line.status in GOOD else self.solved(line)
        return tree is not None and self.task.shows(tree, self)

    def solved(self, line):
        """What an equation on the side that holds the quantity, as σ'/σ = 1 − σ, says that it is; or None."""
        if line.status != "aside":
            return None
        for here, other in (line.sides, line.sides[::-1]):
            for spot, put in subtrees(here) if not self.derives(other) else ():
                if isinstance(spot, Apply) and spot.f == "d" and any(map(self.is_quantity, (spot, minus(spot)))):
                    with suppress(Undefined):
                        if self.same_everywhere(spot, tree := Apply("/", (other, put(ONE)))):
                            return tree
        return None

    def end(self, lines):
        """The last of these lines that is the goal, or None, and whether they show up to there why it is true."""
        goal = next((line for line in reversed(lines) if self.arrived(line)), None)
        return goal, goal and any(self.shows_the_way(line) for line in lines if line.number <= goal.number)

    def before(self, line):
        """What a line should follow from: the number of the last true one above it of its kind, or None."""
        kinds = GOOD if is_equation(line.tree) else ("slope",)
        return max((other.number for other in self.lines[: line.number - 1] if other.status in kinds), default=None)


def close(x, y):
    """Equal in twenty-five digits."""
    return abs(x - y) <= CLOSE * max(abs(x), abs(y))


def bisected(gap, span, ends):
    """Where the gap closes in the span, given its values at both ends; None where no sign changes, or one leaps."""
    (low, high), (first, last) = span, ends
    if not first or not last or (first > 0) == (last > 0):
        return None
    for _ in range(140):
        middle = (low + high) / 2
        value = gap(middle)
        if value is None:
            return None
        low, high = (middle, high) if (value > 0) == (first > 0) else (low, middle)
    return middle if abs(value) < CLOSE * max(abs(first), abs(last)) else None


def root_among(gap, stops):
    """Where the gap closes between two of the stops, or touches zero near one of them; None where it does neither."""
    values = [gap(p) for p in stops]
    for k in range(1, len(stops)):
        if (root := bisected(gap, stops[k - 1 : k + 1], values[k - 1 : k + 1])) is not None:
            return root
        if k > 1 and None not in values[k - 2 : k + 1] and touches(*values[k - 2 : k + 1]):
            low, high = stops[k - 2], stops[k]
            if (root := touched(gap, low, high)) is not None:
                return root
    return None


def touches(x, y, z):
    """Whether three values of one sign are smallest, in size, in the middle."""
    return min(x, y, z) * max(x, y, z) > 0 and abs(y) < min(abs(x), abs(z))


def touched(gap, low, high):
    """Where the gap touches zero between low and high, by Newton's steps for a double root; else None."""
    least, p = CLOSE * max(abs(gap(low)), abs(gap(high))), (low + high) / 2
    for _ in range(40):
        try:
            value, slope = gap(p), derivative(gap, p)
        except TypeError:  # it has no value there
            return None
        if abs(value) < least:
            return p
        if not slope or not low < p - 2 * value / slope < high:
            return None
        p -= 2 * value / slope
    return None


def look_at_names(tree, known):
    """Raise ParseError, with a hint, when a name in the tree is not one of those known."""
    for name in names_in(tree):
        if name in known:
            continue
        if name in WORDS:
            raise ParseError(f"`{name}` wants its argument in brackets: `{name}( … )`")
        if name == TOSS.name:
            raise ParseError(f"`{name}` has a value only behind a sum, as in `Σ x_i`")
        similar = difflib.get_close_matches(name, [*known, *WORDS], 1)
        similar = [other for other in (name.swapcase(), name.lower()) if other in known] or similar
        if tree == Name(name) and not similar and len(name) > 2:
            raise ParseError(f"`{name}` reads like a word; a remark goes behind a `#`")
        hint = f"did you mean `{similar[0]}`?" if similar else f"a line `{name} = …` above it would define it"
        raise ParseError(f"the name `{name}` is not known; {hint}")
