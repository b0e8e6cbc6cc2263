"""What is said of a derivation: the first line that breaks is named, with a guess why.

my_lines = '''
exp(-a)/(1+exp(-a))**2
1/(1+exp(-a)) * exp(-a)/(1+exp(-a))
σ(a) * σ(-a)
'''
grade_lines(SLOPE_OF_SIGMOID, my_lines)     # a Verdict
"""

import re
from contextlib import suppress
from decimal import Context, Decimal
from typing import NamedTuple

from helpers.text import count
from tutor.derivation.algebra import (
    ONE,
    ZERO,
    Apply,
    Name,
    Number,
    ParseError,
    functions_in,
    replaced,
    subtrees,
    written,
)
from tutor.derivation.checker import BROKEN, GOOD, STEPS, Derivation, Line, close, is_equation
from tutor.derivation.evaluation import BudgetExceeded, Undefined, evaluate
from tutor.derivation.repairs import changed_factors, lost_brackets, replacements, slips
from tutor.derivation.spelling import steps_of
from tutor.equations.decimals import fifty_digits, significant

MOST_LINES = 60


class Verdict(NamedTuple):
    """How a derivation did. kind: "not attempted", "not understood", "not yet", "almost" or "right".

    lines: the text of each line, and a remark on it of a few words.
    """

    kind: str
    sentence: str
    lines: tuple = ()


def grade_lines(task, text):
    """The Verdict on the lines in the text: the first one that breaks, or how far they have come."""
    lines = steps_of(text)
    if not lines:
        sentence = f"Not attempted yet: write one line for each step; a first one could be {task.begins}."
        return Verdict("not attempted", sentence)
    if len(lines) > MOST_LINES:
        return Verdict("not understood", f"These are {len(lines)} lines, and {MOST_LINES} is the most to be looked at.")
    with fifty_digits():
        work = Derivation(task, text)
        broken = next((line for line in work.lines if line.status in BROKEN), None)
        work.budget.steps = STEPS
        kind, sentences = _how_far(work) if broken is None else _what_broke(work, broken)
        followers = _followers(work, broken) if broken else []
        remarks = tuple((line.text, _remark(line, broken, followers)) for line in work.lines)
    return Verdict(kind, _as_typed(" ".join(sentences), text), remarks)


def _as_typed(sentence, text):
    """The sentence with its formulas in the student's own signs: σ for sigmoid, ^ for **, ln for log."""
    for ours, word, theirs in (("sigmoid", "sigmoid", "σ"), ("**", r"\*\*", "^"), ("log", r"(?<!\w)log", "ln")):
        if theirs in text and not re.search(word, text):
            sentence = re.sub("`[^`]*`", lambda code, ours=ours, theirs=theirs: code[0].replace(ours, theirs), sentence)
    return sentence


REMARKS = {
    "name": "· a name",
    "slope": "✓ equals the slope",
    "equation": "✓ true at the top only",
    "aside": "✓ true, on the side",
    "unread": "? not understood",
    "undefined": "✗ has no value",
    "wrong": "✗ breaks here",
}


def _remark(line, broken, followers):
    if line is broken or line.status != "wrong":
        return REMARKS[line.status]
    return f"✗ follows from line {broken.number}" if any(line is other for other in followers) else "✗ not right either"


# When every line is right


def _how_far(work):
    """The kind, and sentences: arrived, or on the way."""
    task, last = work.task, work.lines[-1]
    try:
        goal, shown = work.end(work.lines)
        steps = [line for line in work.lines if line.status in GOOD or work.solved(line)]
    except BudgetExceeded:
        return "almost", ["Nothing is wrong so far, but all these lines together take too much arithmetic to go on."]
    if shown:
        return "right", [f"Right: {count(len(steps), 'step')}, {task.tried}, and line {goal.number} is the goal."]
    if goal:
        return "almost", [
            f"Line {goal.number} is where you should arrive, but nothing shows why it is true. {task.way}"
        ]
    side = f"Line {last.number} is true for every `{task.letter}`, so it does not tell which one."
    side = [side] if task.top and last.status == "aside" else []
    if steps:
        far = f"Right so far: {count(len(steps), 'step')}."
        return "almost", [far, *side, f"Not there yet: the goal is {task.goal}."]
    what = "Only names so far." if all(line.status == "name" for line in work.lines) else "Nothing is wrong so far."
    return "almost", [what, *side, f"The goal is {task.goal}; a line on the way could be {task.begins}."]


# When a line breaks


def _what_broke(work, line):
    """The kind, and sentences: what is wrong with the line, what may have gone wrong, and what became of the others."""
    what = f"line {line.number}, {line.short()},"
    if line.status == "unread":
        return "not understood", [f"{_capital(what)} is not understood: {line.why}{'.' * (line.why[-1] != '?')}"]
    if line.status == "undefined":
        return "not yet", [f"Not yet: {what} has no value {work.task.where(line.place)}: {line.why}."]
    if line.solved is not None:
        found, guess = _solved_elsewhere(work, line), False
    else:
        found, guess = _false_at_the_top(work, line) if line.place in work.tops else _differs(work, line), True
    with suppress(BudgetExceeded):
        found += _guess(work, line) if guess else []
        if line.place in work.tops and line.solved is None and not work.is_aside(line.tree):
            line.solved = work.solution(line, line.place)
    return "not yet", [f"Not yet: {what} {found[0]}", *found[1:], *_later(work, line)]


def _differs(work, line):
    """A line that should be the quantity, or a side calculation, and is not."""
    where, before = _capital(work.task.where(line.place)), work.before(line)
    left, right = _apart(*line.values)
    culprit = f"line {line.number}"
    if is_equation(line.tree):
        try:
            quantity = [work.is_quantity(side) for side in line.sides]
        except BudgetExceeded:
            quantity = []
        if not any(quantity):
            return ["is not true.", f"{where} its left side is {left}, but its right side is {right}."]
        culprit = f"its {'right' if quantity[0] else 'left'} side"
    wanted, given = line.values if not is_equation(line.tree) or quantity[0] else line.values[::-1]
    off = f"{significant(abs(given - wanted), 2)} too {'much' if given > wanted else 'little'}"
    wanted, given = _apart(wanted, given)
    claim = f"does not follow from line {before}." if before else f"is not {work.task.called}."
    truth = f"line {before} gives" if before else "the slope is"
    return [claim, f"{where} {truth} {wanted}, but {culprit} gives {given}: {off}."]


def _false_at_the_top(work, line):
    """An equation that should hold at the top of the hill, and does not."""
    counts = f"With {line.place.given['heads']} heads and {line.place.given['tails']} tails"
    left, right = _apart(*line.values)
    if not work.depends(line.tree) or "d" in functions_in(line.tree):
        where = counts if not work.depends(line.tree) else _capital(work.task.where(line.place))
        return ["is not true.", f"{where} its left side is {left}, but its right side is {right}."]
    before = work.before(line)
    claim = f"does not follow from line {before}." if before else "is not true at the top of the hill."
    p, off = significant(line.place.given["p"]), significant(abs(line.values[1] - line.values[0]), 2)
    sides = f"there its left side is {left}, but its right side is {right}: {off} apart"
    return [claim, f"{counts} the slope is zero at p = {p}; {sides}."]


def _solved_elsewhere(work, line):
    """An equation that holds at the top of the hill, but elsewhere too."""
    slope = significant(evaluate(work.task.quantity, line.place))
    where = work.task.where(line.place)
    return ["is true at the top of the hill, but not only there.", f"So it is {where}, where the slope is {slope}."]


def _capital(words):
    return words[0].upper() + words[1:]


def _apart(x, y):
    """Two numbers with as many digits as it takes to tell them apart."""
    differ = (digits for digits in (4, 8, 16) if Context(prec=digits).plus(x) != Context(prec=digits).plus(y))
    digits = next(differ, 30)
    return significant(x, digits), significant(y, digits)


# What became of the lines below


def _later(work, broken):
    followers = [line.number for line in _followers(work, broken)]
    again = [line.number for line in work.lines[broken.number :] if line.status in GOOD]
    verbs = "follow" if followers[1:] else "follows", "are" if again[1:] else "is"
    sentences = [f"{_several(followers)} {verbs[0]} from line {broken.number}."] if followers else []
    return sentences + ([f"{_several(again)} {verbs[1]} right again."] if again else [])


def _several(numbers):
    if len(numbers) == 1:
        return f"Line {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"Lines {numbers[0]} to {numbers[-1]}"
    return f"Lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _followers(work, broken):
    """The wrong lines below the broken one in which nothing new went wrong."""
    try:
        later = [line for line in work.lines[broken.number :] if line.status == "wrong"]
        return [line for line in later if _follows(work, broken, line)]
    except (Undefined, BudgetExceeded):
        return []


def _follows(work, broken, line):
    if broken.status != "wrong" or is_equation(line.tree) != is_equation(broken.tree):
        return False
    if not is_equation(line.tree):
        return work.same_everywhere(line.tree, broken.tree)
    at = broken.place if broken.place in work.tops else None
    return bool(at) and broken.solved is not None and work.same(*line.sides, [work.moved(at, broken.solved)])


# What may have gone wrong


ONLY_SIGN = "Only the sign is wrong"
DIVISION = "A product or a division ends before the next plus or minus: did you mean `{}`?"


def _guess(work, line):
    """The known mistake, the slip of the pen or the factor that would explain a wrong line, in words."""
    task, tree, equation = work.task, line.tree, is_equation(line.tree)
    if (
        task.top
        and not equation
        and not _are_constant(_ratios(work, tree))
        and _is_right(work, line, Apply("=", (ZERO, tree)), ("equation",))
    ):
        claim = f"{'Here it' if line.text.startswith('=') else 'A line without `=`'} claims to be {task.called}"
        return [f"{claim}; with `0 =` in front of it, on a line of its own, it would be right."]
    mistake, solution = _known_mistake(work, line), _known_solution(work, line)
    named = solution or mistake if work.before(line) else mistake or solution
    if named:
        changes = replacements(tree, task.letter, task.swaps)
        if ONLY_SIGN in named[-1]:  # there may be several; a plus for a minus is the one that can be told
            changes = (change for change in changes if change[1].startswith("a "))
        return named + _repair(work, line, changes)
    cleared = task.cleared if work.before(line) and not work.derives(tree) else ()
    return (
        _lost_part(work, line)
        or _repair(work, line, slips(tree, task.letter, task.swaps, cleared))
        or _ratio(work, line)
        or _repair(work, line, changed_factors(tree, task.factors))
        or [DIVISION.format(written(mended)) for mended, _ in lost_brackets(tree)]
        or _for_one_coin_only(work, line)
        or _solved_instead(work, line)
    )


def _known_mistake(work, line):
    """The words for a formula that many people write: of a slope on the side, or in place of the quantity."""
    wrong = [side for side in line.sides if not work.is_quantity(side) and side != ZERO]
    if len(wrong) == 2:
        return _known_slope(work, line) if work.is_aside(line.tree) else []
    functions = functions_in(line.tree)
    for formula, words, where in work.task.mistakes:
        fits = where in functions if where else not _is_algebra(work, line)
        if fits and any("d" not in functions_in(side) and work.same_everywhere(side, formula) for side in wrong):
            return [words]
    return []


def _is_algebra(work, line):
    """Whether the line should follow from one in which nothing was left to be differentiated."""
    before = work.before(line)
    return bool(before) and not work.derives(work.lines[before - 1].tree)


def _known_slope(work, line):
    """The words for a slope that many people write, where what is differentiated, and by what, fits."""
    given, derived = sorted(line.sides, key=lambda side: "d" in functions_in(side))
    letter = derived.parts[1] if derived.f == "d" else Name(work.task.letter)
    for formula, slope, words in work.task.slopes:
        formula, slope = (replaced(tree, Name("x"), letter) for tree in (formula, slope))
        pair = (derived.parts[0], formula) if derived.f == "d" else (derived, Apply("d", (formula, letter)))
        with suppress(Undefined):
            if work.same_everywhere(given, slope) and work.same_everywhere(*pair):
                return [re.sub("(?<![a-z])x(?![a-z])", letter.name, words)]
    return []


def _known_solution(work, line):
    """The words for a wrong equation that is solved by what many people find."""
    if line.place not in work.tops or work.is_aside(line.tree) or _has_factor(work, line):
        return []
    for formula, words in work.task.wrong_tops:
        with suppress(Undefined):
            places = [work.moved(top, evaluate(formula, top)) for top in work.tops]
            if work.same(*line.sides, places):
                line.place, line.solved = work.tops[0], evaluate(formula, work.tops[0])
                solution = [] if work.task.arrived(line.tree, work) else [f"Its solution is `p = {written(formula)}`."]
                return [*solution, words]
    return []


def _has_factor(work, line):
    """Whether every term of an equation still has the factor p, or 1 − p."""
    for p in (Decimal(0), Decimal(1)):
        with suppress(Undefined):
            if work.same(*line.sides, [work.moved(top, p) for top in work.tops]):
                return True
    return False


def _repair(work, line, changes):
    """The first of the changes that makes the line right, in words."""
    wanted = ("slope",)
    if line.place in work.tops:
        wanted = ("aside", "equation") if "d" in functions_in(line.tree) else ("equation",)
    elif is_equation(line.tree) and not any(map(work.is_quantity, line.sides)):
        wanted = ("aside",)
    for tree, words in changes:
        if _is_right(work, line, tree, wanted) and not _vanishes(work, tree):
            return [f"With {words}, line {line.number} would {'follow' if work.before(line) else 'be right'}."]
    return []


def _vanishes(work, tree):
    """Whether a side of an equation is 0, as t - t is, without saying so."""
    sides = tree.parts if is_equation(tree) else ()
    return any(side != ZERO and work.same_everywhere(side, ZERO) for side in sides)


def _is_right(work, line, tree, wanted):
    """Whether the line would have a wanted status with this tree."""
    trial = Line(line.number, line.text)
    with suppress(Undefined, ParseError):
        if not is_equation(tree) and not work.same(tree, work.task.quantity, [line.place]):
            return False
        work.classify(trial, tree)
    return trial.status in wanted


def _lost_part(work, line):
    """The sign, or the factor of the quantity, that was lost from one line without a derivative to the next."""
    wrong = [side for side in line.sides if not work.is_quantity(side)]
    if len(wrong) == 2 or not _is_algebra(work, line) or line.place in work.tops:
        return []
    if work.is_quantity(Apply("neg", (wrong[0],))):
        return [f"{ONLY_SIGN}."]
    parts = sorted(work.task.parts, key=lambda part: part.f not in functions_in(line.tree))
    lost = next((part for part in parts if work.is_quantity(Apply("*", (wrong[0], part)))), None)
    return [f"A factor `{written(lost)}` is lost."] if lost else []


def _ratios(work, tree):
    """How many times the quantity a tree is, at each point."""
    return [evaluate(tree, place) / truth for place, truth in zip(work.places, work.truth, strict=True)]


def _are_constant(ratios):
    """Whether all the ratios are the same, and not 0."""
    return bool(ratios[0]) and all(close(ratio, ratios[0]) for ratio in ratios)


def _ratio(work, line):
    """How many times the right line a wrong line is, if that is a simple thing."""
    wrong = [side for side in line.sides if not work.is_quantity(side)]
    if len(wrong) == 2:
        return []
    ratios = _ratios(work, wrong[0])
    before = work.before(line)
    of = f"line {before}" if before else work.task.called
    if _are_constant(ratios):
        return [f"It is {_apart(ratios[0], Decimal(1))[0]} times {of}."]
    for factor in work.task.factors:
        for tree in (factor, Apply("/", (ONE, factor))):
            values = [evaluate(tree, place) for place in work.places]
            if all(close(*pair) for pair in zip(values, ratios, strict=True)):
                return [f"It is {of} times `{written(tree)}`."]
    return []


def _for_one_coin_only(work, line):
    """What to say where numbers stand for the counts of heads and tails."""
    tree, counts = line.tree, {"heads", "tails"}
    if not work.task.top or "d" in functions_in(tree):
        return []
    numbers = [spot for spot, _ in subtrees(tree) if isinstance(spot, Number) and spot.text not in ("0", "1")]
    instead = work.depends(tree) and not work.all_names(tree) & counts
    given = is_equation(tree) and isinstance(tree.parts[0], Name) and isinstance(tree.parts[1], Number)
    if not numbers or not (instead or (given and work.all_names(tree) & counts)):
        return []
    return ["It has to be right for every coin: write `heads`, `tails` and `N` for the counts, not their numbers."]


def _solved_instead(work, line):
    """Where a wrong equation is true instead."""
    if line.place not in work.tops or work.is_aside(line.tree):
        return []
    line.solved = work.solution(line, line.place)
    return [] if line.solved is None else [f"It is solved by p = {significant(line.solved)} instead."]
