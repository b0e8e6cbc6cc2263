"""Thousands of right lines, rewritten by the rules of algebra and in many hands, and as many with a single fault."""

import math

import numpy as np
import pytest

from tests.tutor.test_derivation import COIN_ROUTES, SIGMOID_ROUTES
from tutor.derivation import BEST_COIN, SLOPE_OF_SIGMOID
from tutor.derivation.algebra import Apply, Name, Number, ParseError, Vocabulary, read, subtrees, written
from tutor.derivation.checker import Derivation
from tutor.derivation.spelling import steps_of
from tutor.equations.decimals import fifty_digits

ONE, TWO = Number("1"), Number("2")
TASKS = {"coin": BEST_COIN, "sigmoid": SLOPE_OF_SIGMOID}
TRUE = ("slope", "equation", "aside")


def neg(x):
    return Apply("neg", (x,))


def of(f, *parts):
    return Apply(f, parts)


def route_lines(task, routes):
    """The lines of the right routes that are neither names nor written with names, as trees."""
    own = [*task.names, *task.points[0]]
    known = Vocabulary(task.letter, {name: True for name in own}, *task.examples)
    trees = []
    for line in steps_of("\n".join(routes)):
        try:
            tree = read(line, task.spellings, known)
        except ParseError:
            continue
        if line[0] != "=" and not {name for name in names_of(tree)} - {*own}:
            trees.append(tree)
    return trees


def names_of(tree):
    return [spot.name for spot, _ in subtrees(tree) if isinstance(spot, Name)]


LINES = {
    "coin": route_lines(BEST_COIN, COIN_ROUTES.values()),
    "sigmoid": [tree for tree in route_lines(SLOPE_OF_SIGMOID, SIGMOID_ROUTES.values()) if "y" not in names_of(tree)],
}
PARTS = {"coin": ["p", "1-p", "heads", "N", "exp(p)"], "sigmoid": ["1+exp(-a)", "exp(a)", "2", "sigmoid(a)", "cosh(a)"]}


# Rules. Each is given a spot and a part that is never zero, and yields what is equal to it.


def commute(spot, part):
    if spot.f in ("+", "*"):
        yield of(spot.f, *spot.parts[::-1])
    if spot.f == "-":
        yield of("+", neg(spot.parts[1]), spot.parts[0])


def regroup(spot, part):
    x, last = spot.parts[0], spot.parts[-1]
    if spot.f in ("+", "*") and isinstance(x, Apply) and x.f == spot.f:
        yield of(spot.f, x.parts[0], of(spot.f, x.parts[1], last))
    if spot.f == "-":
        yield of("+", x, neg(last))
    if spot.f == "/":
        yield of("*", x, of("**", last, neg(ONE)))


def distribute(spot, part):
    x, last = spot.parts[0], spot.parts[-1]
    if spot.f in ("*", "/") and isinstance(x, Apply) and x.f in ("+", "-"):
        yield of(x.f, of(spot.f, x.parts[0], last), of(spot.f, x.parts[1], last))
    if spot.f == "*" and isinstance(last, Apply) and last.f in ("+", "-"):
        yield of(last.f, of("*", x, last.parts[0]), of("*", x, last.parts[1]))
    if spot.f == "neg" and isinstance(x, Apply) and x.f in ("+", "-"):
        yield of("-" if x.f == "+" else "+", neg(x.parts[0]), x.parts[1])
    if spot.f == "**" and last == TWO:
        yield of("*", x, x)


def substitute(spot, part):
    x = spot.parts[0]
    if spot.f == "sigmoid":
        yield of("/", ONE, of("+", ONE, of("exp", neg(x))))
        yield of("-", ONE, of("sigmoid", neg(x)))
        yield of("/", of("+", ONE, of("tanh", of("/", x, TWO))), TWO)
    if spot.f == "exp":
        yield of("/", ONE, of("exp", neg(x)))
        yield of("**", Name("e"), x)
        yield of("+", of("cosh", x), of("sinh", x))
    if spot.f == "log":
        yield neg(of("log", of("/", ONE, x)))
        yield of("-", of("log", of("*", x, part)), of("log", part)) if part.__class__ is not Number else spot


def enlarge(spot, part):
    yield of("/", of("*", spot, part), part)
    yield of("-", of("+", spot, part), part)
    yield neg(neg(spot))
    yield of("*", spot, ONE)
    yield of("+", Number("0"), spot)
    yield of("**", spot, ONE)
    yield of("*", of("/", part, part), spot)


RULES = (commute, regroup, distribute, substitute, enlarge)


def both_sides(tree, part):
    left, right = tree.parts
    yield of("=", right, left)
    for sign in "+-*/":
        yield of("=", of(sign, left, part), of(sign, right, part))


def changed(tree, rng, changes):
    """The tree with one of the changes(spot) at a random spot outside a d; None where there is none."""
    spots = [(spot, put) for spot, put in outside_of_d(tree) if isinstance(spot, Apply) and spot.f not in ("=", "d")]
    for k in rng.permutation(len(spots)):
        spot, put = spots[k]
        if choices := list(changes(spot)):
            return put(choices[rng.integers(len(choices))])
    return None


def outside_of_d(tree, put=lambda new: new):
    yield tree, put
    if isinstance(tree, Apply) and tree.f != "d":
        for k, part in enumerate(tree.parts):
            yield from outside_of_d(
                part, lambda new, k=k: put(Apply(tree.f, (*tree.parts[:k], new, *tree.parts[k + 1 :])))
            )


def rewritten(which, rng):
    """A right line after two to five rules, and whether it has been written with a name: (lines before it, tree)."""
    trees = LINES[which]
    tree = trees[rng.integers(len(trees))]
    for _ in range(rng.integers(2, 6)):
        part = read(PARTS[which][rng.integers(len(PARTS[which]))])
        if tree.f == "=" and which == "coin" and rng.random() < 0.2:
            tree = list(both_sides(tree, part))[rng.integers(5)]
            continue
        rule = RULES[rng.integers(len(RULES))]
        tree = changed(tree, rng, lambda spot, rule=rule, part=part: rule(spot, part)) or tree
    if rng.random() < 0.3:
        spots = [
            (spot, put) for spot, put in outside_of_d(tree) if isinstance(spot, Apply) and spot.f not in ("=", "d")
        ]
        if spots:
            spot, put = spots[rng.integers(len(spots))]
            if tree.f != "=" or spot is not tree:
                return [of("=", Name("w"), spot)], put(Name("w"))
    return [], tree


# Hands


def by_hand(tree, rng):
    """The tree as one may write it: by keyboard, on paper, or in LaTeX."""
    hand = rng.integers(4)
    if hand == 3:
        return in_latex(tree)
    text = written(tree)
    if hand == 1:
        text = (
            text.replace("**", "^").replace("sigmoid", "σ").replace("log", "ln").replace("*", " · ").replace("-", "−")
        )
    if hand == 2:
        text = text.replace("**", "^").replace("heads", "h").replace("tails", "t").replace("*", "×")
        text = text if "^" in text else text.replace("exp(", "e^(")
    ends = ["{}", "{}.", "⇒ {}", "so {}", "Hence {}.", "{}  # because", "(3) {}", "{};"]
    return ends[rng.integers(len(ends))].format(text)


def in_latex(tree):
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Name):
        return {"heads": r"\sum_{i=1}^{N} x_i", "σ": r"\sigma"}.get(tree.name, tree.name)
    parts = [in_latex(part) for part in tree.parts]
    if tree.f == "/":
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    if tree.f == "d":
        return rf"\frac{{\partial}}{{\partial {parts[1]}}} \left[{parts[0]}\right]"
    if tree.f in ("+", "-", "="):
        return f"{parts[0]} {tree.f} {braced(tree.parts[1], parts[1]) if tree.f != '=' else parts[1]}"
    if tree.f == "neg":
        return f"-{braced(tree.parts[0], parts[0])}"
    if tree.f == "*":
        return r" \cdot ".join(braced(part, text) for part, text in zip(tree.parts, parts, strict=True))
    if tree.f == "**":
        return rf"\left({parts[0]}\right)^{{{parts[1]}}}"
    name = {"sigmoid": r"\sigma", "sqrt": r"\sqrt"}.get(tree.f, rf"\{tree.f}")
    return rf"{name} \left({parts[0]}\right)"


def braced(tree, text):
    weak = (isinstance(tree, Apply) and tree.f in ("+", "-", "neg", "*")) or tree == Name("heads")
    return rf"\left({text}\right)" if weak else text


# Faults


def faults(spot):
    swaps = {"+": "-", "-": "+", "*": "/", "/": "*", "exp": "sigmoid", "sigmoid": "exp", "log": "exp", "**": "*"}
    if spot.f in swaps:
        yield Apply(swaps[spot.f], spot.parts)
    yield neg(spot)
    yield spot.parts[0]
    yield of("*", TWO, spot)
    yield of("+", spot, ONE)
    yield of("**", spot, TWO)
    others = {"heads": "tails", "tails": "N", "N": "heads", "p": "heads", "a": "e", "h": "t", "t": "N"}
    for k, part in enumerate(spot.parts):
        if isinstance(part, Name) and part.name in others:
            yield Apply(spot.f, (*spot.parts[:k], Name(others[part.name]), *spot.parts[k + 1 :]))
        if isinstance(part, Number):
            yield Apply(spot.f, (*spot.parts[:k], Number(str(int(part.text) + 1)), *spot.parts[k + 1 :]))


FLOATS = {
    **{"+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": lambda x, y: x / y},
    **{"**": lambda x, y: x**y, "neg": lambda x: -x, "sqrt": math.sqrt, "exp": math.exp, "log": math.log},
    **{"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "cosh": math.cosh, "sinh": math.sinh, "tanh": math.tanh},
}


def in_floats(tree, names, task):
    """The value of a tree in floats, by another recursion; a derivative by a wide difference of the fourth order."""
    if isinstance(tree, Number):
        return float(tree.text)
    if isinstance(tree, Name):
        if tree.name in names:
            return names[tree.name]
        return in_floats(task.names[tree.name], names, task)
    if tree.f == "d":
        body, (x, h) = tree.parts[0], (tree.parts[1].name, 1e-3)
        up, down, far_up, far_down = (
            in_floats(body, {**names, x: in_floats(Name(x), names, task) + k * h}, task) for k in (1, -1, 2, -2)
        )
        return (8 * (up - down) - (far_up - far_down)) / (12 * h)
    return FLOATS[tree.f](*(in_floats(part, names, task) for part in tree.parts))


def certainly_false(task, tree):
    """Whether floats show, at three points, that the line cannot be right."""
    try:
        for point in task.points[:3]:
            here = {name: float(value) for name, value in point.items()}
            if task.top and tree.f == "=":
                here["p"] = here["heads"] / (here["heads"] + here["tails"])
            sides = tree.parts if tree.f == "=" else (task.quantity, tree)
            left, right = (in_floats(side, here, task) for side in sides)
            if abs(left - right) > 1e-4 * (1 + abs(left) + abs(right)):
                return True
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        pass
    return False


def look_at(which, lines):
    """What is found out about the last of these lines."""
    return Derivation(TASKS[which], "\n".join(lines)).lines[-1]


def typed(lines, rng):
    """The lines in one hand or another, if they are short enough to be typed; otherwise nothing."""
    texts = [by_hand(tree, rng) for tree in lines]
    return texts if all(len(text) <= 300 for text in texts) else []


@pytest.mark.parametrize(("which", "count"), [("sigmoid", 1500), ("coin", 500)])
def test_right_lines_stay_right_in_other_words(which, count):
    rng, seen = np.random.default_rng(15), 0
    with fifty_digits():
        while seen < count:
            names, tree = rewritten(which, rng)
            if lines := typed([*names, tree], rng):
                line = look_at(which, lines)
                assert line.status in TRUE, (lines, line)
                seen += 1


@pytest.mark.parametrize(("which", "count"), [("sigmoid", 1000), ("coin", 1000)])
def test_a_single_fault_is_never_called_right(which, count):
    rng, seen, task = np.random.default_rng(16), 0, TASKS[which]
    with fifty_digits():
        while seen < count:
            _, tree = rewritten(which, rng)
            tree = changed(tree, rng, faults)
            if not isinstance(tree, Apply) or "w" in names_of(tree) or not certainly_false(task, tree):
                continue
            if lines := typed([tree], rng):
                line = look_at(which, lines)
                assert line.status in ("wrong", "undefined"), (lines, line)
                seen += 1


def test_this_test_can_tell_right_from_wrong():
    assert len(LINES["coin"]) > 20 and len(LINES["sigmoid"]) > 15
    for which, task in TASKS.items():
        assert not any(certainly_false(task, tree) for tree in LINES[which])
    assert certainly_false(SLOPE_OF_SIGMOID, read("sigmoid(a)"))
    assert certainly_false(BEST_COIN, read("p = heads/tails"))
