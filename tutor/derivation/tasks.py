"""The two exercises of the notes as tasks for check-my-derivation: BEST_COIN and SLOPE_OF_SIGMOID."""

from decimal import Decimal

import numpy as np

from tutor.derivation.algebra import ONE, Apply, Name, functions_in, read
from tutor.derivation.checker import Task, is_equation
from tutor.derivation.padding import trimmed
from tutor.equations.decimals import exact

INNER = "The inner derivative is missing: the slope of log(1−p) is −1/(1−p), since 1−p falls as p grows."
SQUARE = "A square is forgotten: the slope of 1/u is −1/u²."
LOGARITHM = "It is log u that has the slope 1/u; the slope of 1/u is −1/u²."
EXPONENT = "The exponent keeps its sign: the slope of exp(−x) is −exp(−x)."
BY_ITSELF = "By x itself the slope of log x is 1/x: no inner derivative belongs there."

# The tosses, and p with a star, as people write them.
SUM, MEAN = "(Σ x_i)", "((Σ x_i)/N)"
STAR = (
    r"(?<!\w)([hntN]?)p(?:_\(?(?:star|hat|opt|MLE?)\)?|\s*\^\s*(?:\*|\(\s*\*\s*\))"
    r"|\*(?!\*)(?=\s*(?:$|[=),/])|\s*[-+]\s)|\s*\*\s*(?==|$))"
)

SIGMOIDS = (read("sigmoid(a)"), read("sigmoid(-a)"))
COUNTS = ((7, 4), (3, 11), (12, 5), (2, 9), (8, 3))


def is_solved_for_p(tree, work):
    """Whether the tree says p = something without p."""
    if not is_equation(tree):
        return False
    left, right = tree.parts
    return left == Name("p") and not work.depends(right) and "d" not in functions_in(right)


def is_sigmoid_product(tree, work):
    """Whether the tree, or its right side, is a product of nothing but σ(…) and 1 − σ(…), or names for them."""
    if is_equation(tree):
        tree = tree.parts[1]
    if isinstance(tree, Apply) and tree.f == "*":
        return all(is_sigmoid_product(part, work) for part in tree.parts)
    if isinstance(tree, Apply) and tree.f == "-" and tree.parts[0] == ONE:
        tree = tree.parts[1]
    if isinstance(tree, Name):
        return any(work.same_everywhere(tree, sigmoid) for sigmoid in SIGMOIDS)
    return isinstance(tree, Apply) and tree.f == "sigmoid"


def shows_both_terms(tree, work):
    """Whether p stands in two places, as in the term of heads and in that of tails, with nothing to differentiate."""
    tree = trimmed(tree, work.places)
    sides = tree.parts if is_equation(tree) else (tree,)
    return sum(work.times(side) for side in sides if not work.derives(side)) > 1


def shows_exponential(tree, work):
    """Whether the tree holds an exponential, but not through σ, or the slope of something else than the sigmoid."""
    trees, seen = [trimmed(tree, work.places)], {*work.task.names}
    while trees:
        tree = trees.pop()
        if isinstance(tree, Name) and tree.name in work.definitions and tree.name not in seen:
            seen.add(tree.name)
            if not any(work.same_everywhere(tree, sigmoid) for sigmoid in SIGMOIDS):
                trees.append(work.definitions[tree.name])
        elif isinstance(tree, Apply) and tree.f == "d":
            if not work.is_quantity(tree):
                return True
        elif isinstance(tree, Apply):
            if tree.f in ("exp", "sinh", "cosh", "tanh", "sech", "**") and work.depends(tree.parts[-1]):
                return True
            trees += tree.parts
    return False


_RULES = (
    ("1-x", "1", "The slope of 1−x is −1: it falls as x grows."),
    ("1-x", "x", "The slope of 1−x is −1: it falls as x grows."),
    ("1-x", "-x", "The slope of 1−x is −1, the same everywhere."),
    ("log(1-x)", "1/(1-x)", "The inner derivative is missing: the slope of log(1−x) is −1/(1−x)."),
    ("log(1-x)", "1/x", "Outer slope 1/u with u = 1−x, times inner slope −1: that makes −1/(1−x)."),
    ("log(1-x)", "-1/x", "The slope of log u is 1/u, and here u is 1−x: with the inner slope −1 it is −1/(1−x)."),
    ("log(1-x)", "-x", "The slope of log u is 1/u, not u: with the inner slope −1 it is −1/(1−x)."),
    ("log(1-x)", "-(1-x)", "The slope of log u is 1/u, not u: with the inner slope −1 it is −1/(1−x)."),
    ("log(1-x)", "-1/log(1-x)", "The slope of log u is 1/u, not 1/log u: with the inner slope −1 it is −1/(1−x)."),
    ("log(1-x)", "-log(1-x)", "The slope of log u is 1/u, not log u: with the inner slope −1 it is −1/(1−x)."),
    ("log(x)", "x", "The slope of log x is 1/x, not x."),
    ("log(x)", "1/log(x)", "The slope of log x is 1/x, not 1/log x."),
    ("log(x)", "log(x)", "The slope of log x is 1/x; it is exp x that is its own slope."),
    ("log(x)", "-1/x", BY_ITSELF),
    ("log(x)", "1/x**2", "The slope of log x is 1/x; a square comes with 1/x, whose slope is −1/x²."),
    ("log(x)", "-1/x**2", "The slope of log x is 1/x; it is 1/x that has the slope −1/x²."),
    ("1/x", "1/x**2", "A sign is lost: the slope of 1/x is −1/x²."),
    ("1/x", "-1/x", "A square is forgotten: the slope of 1/x is −1/x²."),
    ("1/x", "log(x)", "It is log x that has the slope 1/x; the slope of 1/x is −1/x²."),
    ("exp(-x)", "exp(-x)", "The inner derivative is missing: the slope of exp(−x) is −exp(−x)."),
    ("1+exp(-x)", "exp(-x)", "The inner derivative is missing: the slope of exp(−x) is −exp(−x)."),
    ("exp(-x)", "-exp(x)", EXPONENT),
    ("1+exp(-x)", "-exp(x)", EXPONENT),
    ("exp(x)", "-exp(x)", "By x itself exp x is its own slope: no minus sign belongs there."),
    ("exp(x)", "x*exp(x-1)", "That is the rule for powers of x; exp x is its own slope."),
    ("exp(x)", "x", "That is the exponent; exp x is its own slope."),
)


def _trees(**formulas):
    return {name: read(formula) for name, formula in formulas.items()}


def _read_first(*rows):
    """The rows with the formula that begins each of them read."""
    return tuple((read(formula), *rest) for formula, *rest in rows)


SLOPES = tuple((read(f), read(wrong), words) for f, wrong, words in _RULES)


def _random(seed, low, high, n):
    return np.random.default_rng(seed).uniform(low, high, n).round(2)


BEST_COIN = Task(
    goal="`p = …`, with no `p` on the other side",
    called="the slope of L",
    begins="`0 = dL/dp`, or `heads*d(log(p), p) + tails*d(log(1-p), p)`",
    way="Show at least one line on the way to it, such as the slope without any `d` left.",
    tried="each tested on 5 random coins, in 25 digits",
    letter="p",
    quantity=read("heads*d(log(p), p) + tails*d(log(1-p), p)"),
    points=tuple(
        {"p": exact(p), "heads": Decimal(heads), "tails": Decimal(tails)}
        for p, (heads, tails) in zip(_random(54, 0.1, 0.9, 5).tolist(), COUNTS, strict=True)
    ),
    names=_trees(
        N="heads+tails",
        n="heads+tails",
        h="heads",
        t="tails",
        a="heads",
        b="tails",
        e="exp(1)",
        L="heads*log(p) + tails*log(1-p)",
        f="L",
        slope="d(L, p)",
    ),
    top=read("heads/(heads+tails)"),
    arrived=is_solved_for_p,
    shows=shows_both_terms,
    examples=("heads/p - tails/(1-p)", "d(log(p), p)"),
    free=("h", "t", "n", "a", "b", "f"),
    spellings=(
        (r"\bx\s*\.\s*(sum|mean)\s*\(\s*\)", r"\1(x)"),
        (
            r"\b(sum|mean)\s*\(\s*x\s*\)|\b(?:Σ\s*\(\s*x\s*\)|Σ\s*x\b)",
            lambda found: MEAN if found[1] == "mean" else SUM,
        ),
        (r"\blen\s*\(\s*x\s*\)", "N"),
        (STAR, r"\1 p"),
    ),
    mistakes=_read_first(
        ("heads/p + tails/(1-p)", INNER, None),
        ("heads*log(p) + tails*log(1-p)", "L itself stands there, not yet its slope.", None),
        ("heads/p", "The slope of the second term is missing: it depends on p too, through log(1−p).", None),
        ("1/p - 1/(1-p)", "The numbers of heads and tails are lost: a constant factor stays.", None),
        ("1/p + 1/(1-p)", "The numbers of heads and tails are lost, and so is a sign.", None),
        ("tails/p - heads/(1-p)", "Heads and tails are swapped.", None),
        ("heads/p - (heads+tails)/(1-p)", "N counts all the tosses; the tails are N − heads.", None),
        ("heads/log(p) - tails/log(1-p)", "The slope of log p is 1/p, not 1/log p.", None),
        ("heads*p - tails*(1-p)", "The slope of log p is 1/p, not p.", None),
    ),
    wrong_tops=_read_first(
        ("heads/tails", "That is heads per tail; count all the tosses."),
        ("tails/N", "That is the share of tails: somewhere heads and tails are swapped."),
        ("heads", "That is the number of heads, and a probability is at most 1."),
        ("tails/heads", "That is tails per head; the share of heads is wanted."),
        ("N/heads", "That is upside down."),
        ("heads/(heads-tails)", "A sign is lost: the tails come with a minus."),
        ("heads/(N+heads)", "All tosses stand where only the tails belong: the tails are N − heads."),
        ("1/2", "That is so for every coin, whatever was tossed: the numbers of heads and tails are lost."),
    ),
    swaps={
        "heads": ("tails", "N"),
        "tails": ("heads", "N"),
        "N": ("tails", "heads"),
        "h": ("t", "N"),
        "t": ("h", "N"),
        "n": ("t", "h"),
        "a": ("b", "N"),
        "b": ("a", "N"),
    },
    slopes=SLOPES,
    cleared=tuple(map(read, ("p", "1-p", "p*(1-p)"))),
    factors=tuple(map(read, ("p", "1-p", "p*(1-p)", "heads", "N"))),
)

SLOPE_OF_SIGMOID = Task(
    goal="`σ(a)*σ(-a)`, a product of σ's",
    called="the slope of the sigmoid",
    begins="`d(1/(1+exp(-a)), a)`, or `u = 1 + exp(-a)`",
    way="Show at least one line on the way to it, with `exp`, or with the slope of something simpler.",
    tried="each equal to the slope of the sigmoid at 6 random points, in 25 digits",
    letter="a",
    quantity=read("d(sigmoid(a), a)"),
    points=tuple({"a": exact(a)} for a in (_random(53, 0.3, 3.5, 6) * [1, -1, 1, -1, 1, -1]).tolist()),
    names=_trees(e="exp(1)", σ="sigmoid(a)", sigma="sigmoid(a)", f="sigmoid(a)", slope="d(sigmoid(a), a)"),
    free=("f",),
    arrived=is_sigmoid_product,
    shows=shows_exponential,
    examples=("exp(-a)/(1+exp(-a))**2", "d(sigmoid(a), a)"),
    mistakes=_read_first(
        ("sigmoid(a)", "That is the height of the sigmoid, not its slope.", None),
        ("sigmoid(a)**2", "`exp(-a)/(1+exp(-a))` is σ(−a): divide above and below by `exp(-a)`.", "sigmoid"),
        ("sigmoid(a)**2", "The slope of u = 1+exp(−a) is missing, and a sign: 1/u has the slope −1/u².", None),
        (
            "-sigmoid(a)**2",
            "That is the slope of 1/u alone: the chain rule multiplies it by that of u, −exp(−a).",
            None,
        ),
        ("sigmoid(-a)", SQUARE, None),
        ("-sigmoid(-a)", SQUARE, None),
        (
            "-sigmoid(a)*sigmoid(-a)",
            "Only the sign is wrong: 1/u has the slope −1/u², exp(−a) has −exp(−a), and two minus signs make a plus.",
            None,
        ),
        ("-exp(-a)", "That is the slope of u = 1+exp(−a) alone; 1/u has a slope of its own, −1/u².", None),
        ("-exp(a)", "The slope of 1/u is not one over the slope of u: it is −1/u², times the slope of u.", None),
        ("-exp(-a)*log(1+exp(-a))", LOGARITHM, None),
        ("exp(-a)*log(1+exp(-a))", LOGARITHM, None),
    ),
    slopes=SLOPES,
    parts=tuple(map(read, ("exp(-a)", "1/(1+exp(-a))", "1/(1+exp(a))", "sigmoid(a)", "sigmoid(-a)"))),
    factors=tuple(map(read, ("exp(-a)", "exp(a)", "1+exp(-a)", "1+exp(a)", "sigmoid(a)", "sigmoid(-a)"))),
)
