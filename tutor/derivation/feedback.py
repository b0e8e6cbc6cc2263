"""Check my derivation: a student's own lines are looked at, and the first one that breaks is named, with a guess why.

my_lines = '''
exp(-a)/(1+exp(-a))**2
1/(1+exp(-a)) * exp(-a)/(1+exp(-a))
σ(a) * σ(-a)
'''
derivation(SLOPE_OF_SIGMOID, my_lines)      # a text box with these lines, and the answer below it
judge_lines(SLOPE_OF_SIGMOID, my_lines)     # the answer alone: a Verdict
"""

import html
import re
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from helpers.live import Button
from helpers.live.controls import TextBox
from helpers.live.widget import in_turn, replace_earlier
from tutor.box import Box, code
from tutor.derivation.algebra import (
    Apply,
    Name,
    NotUnderstood,
    Number,
    TooMuch,
    Undefined,
    evaluate,
    functions_in,
    spots,
    written,
)
from tutor.derivation.checker import BROKEN, GOOD, STEPS, Line, Sheet, Task, close, is_equation, lines_of
from tutor.derivation.repairs import changed_factors, lost_brackets, replacements, slips
from tutor.derivation.tasks import BEST_COIN, SLOPE_OF_SIGMOID
from tutor.equations.decimals import fifty_digits, significant

__all__ = ["BEST_COIN", "SLOPE_OF_SIGMOID", "Derivation", "Verdict", "derivation", "judge_lines"]

MOST_LINES = 60


class Verdict(NamedTuple):
    """How a derivation did. kind: "not attempted", "not understood", "not yet", "almost" or "right".

    lines: the text of each line, and a remark on it of a few words.
    """

    kind: str
    sentence: str
    lines: tuple = ()


def judge_lines(task, text):
    """The Verdict on the lines in the text: the first one that breaks, or how far they have come."""
    lines = lines_of(text)
    if not lines:
        sentence = f"Not attempted yet: write one line for each step; a first one could be {task.begins}."
        return Verdict("not attempted", sentence)
    if len(lines) > MOST_LINES:
        return Verdict("not understood", f"These are {len(lines)} lines, and {MOST_LINES} is the most to be looked at.")
    with fifty_digits():
        sheet = Sheet(task, text)
        broken = next((line for line in sheet.lines if line.status in BROKEN), None)
        sheet.allowance.steps = STEPS
        kind, sentences = _how_far(sheet) if broken is None else _what_broke(sheet, broken)
        followers = _followers(sheet, broken) if broken else []
        remarks = tuple((line.text, _remark(line, broken, followers)) for line in sheet.lines)
    return Verdict(kind, " ".join(sentences), remarks)


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


def _how_far(sheet):
    """The kind, and sentences: arrived, or on the way."""
    task, last = sheet.task, sheet.lines[-1]
    steps = [line for line in sheet.lines if line.status in GOOD]
    try:
        goal = next((line for line in reversed(steps) if sheet.arrived(line)), None)
        shown = goal and any(sheet.shows_the_way(line) for line in steps if line.number <= goal.number)
    except TooMuch:
        return "almost", ["Nothing is wrong so far, but all these lines together take too much arithmetic to go on."]
    if shown:
        return "right", [f"Right: {_count(len(steps), 'step')}, {task.tried}, and line {goal.number} is the goal."]
    if goal:
        return "almost", [
            f"Line {goal.number} is where you should arrive, but nothing shows why it is true. {task.way}"
        ]
    side = f"Line {last.number} is true for every `{task.letter}`, so it does not tell which one."
    side = [side] if task.top and last.status == "aside" else []
    if steps:
        far = f"Right so far: {_count(len(steps), 'step')}."
        return "almost", [far, *side, f"Not there yet: the goal is {task.goal}."]
    what = "Only names so far." if all(line.status == "name" for line in sheet.lines) else "Nothing is wrong so far."
    return "almost", [what, *side, f"The goal is {task.goal}; a line on the way could be {task.begins}."]


def _count(n, word):
    return f"{n} {word}{'s' * (n != 1)}"


# When a line breaks


def _what_broke(sheet, line):
    """The kind, and sentences: what is wrong with the line, what may have gone wrong, and what became of the others."""
    what = f"line {line.number}, {line.short()},"
    if line.status == "unread":
        return "not understood", [f"{_capital(what)} is not understood: {line.why}{'.' * (line.why[-1] != '?')}"]
    if line.status == "undefined":
        return "not yet", [f"Not yet: {what} has no value {sheet.task.where(line.place)}: {line.why}."]
    if line.solved is not None:
        found, guess = _solved_elsewhere(sheet, line), False
    else:
        found, guess = _false_at_the_top(sheet, line) if line.place in sheet.tops else _differs(sheet, line), True
    with suppress(TooMuch):
        found += _guess(sheet, line) if guess else []
        if line.place in sheet.tops and line.solved is None and not sheet.is_aside(line.tree):
            line.solved = sheet.solution(line, line.place)
    return "not yet", [f"Not yet: {what} {found[0]}", *found[1:], *_later(sheet, line)]


def _differs(sheet, line):
    """A line that should be the quantity, or a side calculation, and is not."""
    where, before = _capital(sheet.task.where(line.place)), sheet.before(line)
    left, right = _apart(*line.values)
    culprit = f"line {line.number}"
    if is_equation(line.tree):
        try:
            quantity = [sheet.is_quantity(side) for side in line.sides]
        except TooMuch:
            quantity = []
        if not any(quantity):
            return ["is not true.", f"{where} its left side is {left}, but its right side is {right}."]
        culprit = f"its {'right' if quantity[0] else 'left'} side"
    wanted, given = line.values if not is_equation(line.tree) or quantity[0] else line.values[::-1]
    off = f"{significant(abs(given - wanted), 2)} too {'much' if given > wanted else 'little'}"
    wanted, given = _apart(wanted, given)
    claim = f"does not follow from line {before}." if before else f"is not {sheet.task.called}."
    truth = f"line {before} gives" if before else "the slope is"
    return [claim, f"{where} {truth} {wanted}, but {culprit} gives {given}: {off}."]


def _false_at_the_top(sheet, line):
    """An equation that should hold at the top of the hill, and does not."""
    counts = f"With {line.place.given['heads']} heads and {line.place.given['tails']} tails"
    left, right = _apart(*line.values)
    if not sheet.depends(line.tree) or "d" in functions_in(line.tree):
        where = counts if not sheet.depends(line.tree) else _capital(sheet.task.where(line.place))
        return ["is not true.", f"{where} its left side is {left}, but its right side is {right}."]
    before = sheet.before(line)
    claim = f"does not follow from line {before}." if before else "is not true at the top of the hill."
    p, off = significant(line.place.given["p"]), significant(abs(line.values[1] - line.values[0]), 2)
    sides = f"there its left side is {left}, but its right side is {right}: {off} apart"
    return [claim, f"{counts} the slope is zero at p = {p}; {sides}."]


def _solved_elsewhere(sheet, line):
    """An equation that holds at the top of the hill, but elsewhere too."""
    slope = significant(evaluate(sheet.task.quantity, line.place))
    where = sheet.task.where(line.place)
    return ["is true at the top of the hill, but not only there.", f"So it is {where}, where the slope is {slope}."]


def _capital(words):
    return words[0].upper() + words[1:]


def _apart(x, y):
    """Two numbers with as many digits as it takes to tell them apart."""
    pairs = [(significant(x, digits), significant(y, digits)) for digits in (4, 8, 16, 30)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


# What became of the lines below


def _later(sheet, broken):
    followers = [line.number for line in _followers(sheet, broken)]
    again = [line.number for line in sheet.lines[broken.number :] if line.status in GOOD]
    verbs = "follow" if followers[1:] else "follows", "are" if again[1:] else "is"
    sentences = [f"{_several(followers)} {verbs[0]} from line {broken.number}."] if followers else []
    return sentences + ([f"{_several(again)} {verbs[1]} right again."] if again else [])


def _several(numbers):
    if len(numbers) == 1:
        return f"Line {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"Lines {numbers[0]} to {numbers[-1]}"
    return f"Lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _followers(sheet, broken):
    """The wrong lines below the broken one in which nothing new went wrong."""
    try:
        later = [line for line in sheet.lines[broken.number :] if line.status == "wrong"]
        return [line for line in later if _follows(sheet, broken, line)]
    except (Undefined, TooMuch):
        return []


def _follows(sheet, broken, line):
    if broken.status != "wrong" or is_equation(line.tree) != is_equation(broken.tree):
        return False
    if not is_equation(line.tree):
        return sheet.same_everywhere(line.tree, broken.tree)
    at = broken.place if broken.place in sheet.tops else None
    return bool(at) and broken.solved is not None and sheet.holds(line, [sheet.moved(at, broken.solved)])


# What may have gone wrong


ZERO = Number("0")
ONLY_SIGN = "Only the sign is wrong"
DIVISION = "A product or a division ends before the next plus or minus: did you mean `{}`?"


def _guess(sheet, line):
    """The known mistake, the slip of the pen or the factor that would explain a wrong line, in words."""
    task, tree, equation = sheet.task, line.tree, is_equation(line.tree)
    if task.top and not equation and _is_right(sheet, line, Apply("=", (ZERO, tree)), ("equation",)):
        claim = f"A line without `=` claims to be {task.called}"
        return [f"{claim}; with `0 =` in front of it, line {line.number} would be right."]
    mistake, solution = _known_mistake(sheet, line), _known_solution(sheet, line)
    named = solution or mistake if sheet.before(line) else mistake or solution
    if named:
        changes = replacements(tree, task.letter, task.swaps)
        if ONLY_SIGN in named[-1]:  # there may be several; a plus for a minus is the one that can be told
            changes = (change for change in changes if change[1].startswith("a "))
        return named + _repair(sheet, line, changes)
    return (
        _lost_part(sheet, line)
        or _repair(sheet, line, slips(tree, task.letter, task.swaps, task.cleared))
        or _ratio(sheet, line)
        or _repair(sheet, line, changed_factors(tree, task.factors))
        or [DIVISION.format(written(mended)) for mended, _ in lost_brackets(tree)]
        or _for_one_coin_only(sheet, line)
        or _solved_instead(sheet, line)
    )


def _known_mistake(sheet, line):
    """The words for a formula that many people write: of a slope on the side, or in place of the quantity."""
    wrong = [side for side in line.sides if not sheet.is_quantity(side) and side != ZERO]
    if len(wrong) == 2:
        return _known_slope(sheet, line) if sheet.is_aside(line.tree) else []
    functions = functions_in(line.tree)
    for formula, words, where in sheet.task.mistakes:
        fits = where in functions if where else not _is_algebra(sheet, line)
        if fits and any("d" not in functions_in(side) and sheet.same_everywhere(side, formula) for side in wrong):
            return [words]
    return []


def _is_algebra(sheet, line):
    """Whether the line should follow from one in which nothing was left to be differentiated."""
    before = sheet.before(line)
    return bool(before) and not sheet.derives(sheet.lines[before - 1].tree)


def _known_slope(sheet, line):
    """The words for a slope that many people write, where what is differentiated, and by what, fits."""
    given, derived = sorted(line.sides, key=lambda side: "d" in functions_in(side))
    letter = derived.parts[1] if derived.f == "d" else Name(sheet.task.letter)
    for formula, slope, words in sheet.task.slopes:
        formula, slope = (_with_letter(tree, letter) for tree in (formula, slope))
        pair = (derived.parts[0], formula) if derived.f == "d" else (derived, Apply("d", (formula, letter)))
        with suppress(Undefined):
            if sheet.same_everywhere(given, slope) and sheet.same_everywhere(*pair):
                return [re.sub("(?<![a-z])x(?![a-z])", letter.name, words)]
    return []


def _with_letter(tree, letter):
    """A formula of x as one of this letter."""
    for spot, put in list(spots(tree)):
        if spot == Name("x"):
            return _with_letter(put(letter), letter)
    return tree


def _known_solution(sheet, line):
    """The words for a wrong equation that is solved by what many people find."""
    if line.place not in sheet.tops or sheet.is_aside(line.tree) or _has_factor(sheet, line):
        return []
    for formula, words in sheet.task.wrong_tops:
        with suppress(Undefined):
            places = [sheet.moved(top, evaluate(formula, top)) for top in sheet.tops]
            if sheet.holds(line, places):
                line.place, line.solved = sheet.tops[0], evaluate(formula, sheet.tops[0])
                solution = (
                    [] if sheet.task.arrived(line.tree, sheet) else [f"Its solution is `p = {written(formula)}`."]
                )
                return [*solution, words]
    return []


def _has_factor(sheet, line):
    """Whether every term of an equation still has the factor p, or 1 − p."""
    for p in (Decimal(0), Decimal(1)):
        with suppress(Undefined):
            if sheet.holds(line, [sheet.moved(top, p) for top in sheet.tops]):
                return True
    return False


def _repair(sheet, line, changes):
    """The first of the changes that makes the line right, in words."""
    wanted = ("slope",)
    if line.place in sheet.tops:
        wanted = ("aside", "equation") if "d" in functions_in(line.tree) else ("equation",)
    elif is_equation(line.tree) and not any(map(sheet.is_quantity, line.sides)):
        wanted = ("aside",)
    for tree, words in changes:
        if _is_right(sheet, line, tree, wanted):
            return [f"With {words}, line {line.number} would {'follow' if sheet.before(line) else 'be right'}."]
    return []


def _is_right(sheet, line, tree, wanted):
    """Whether the line would have a wanted status with this tree."""
    trial = Line(line.number, line.text)
    with suppress(Undefined, NotUnderstood):
        if not is_equation(tree) and not sheet.same(tree, sheet.task.quantity, line.place)[0]:
            return False
        sheet.classify(trial, tree)
    return trial.status in wanted


def _lost_part(sheet, line):
    """The sign, or the factor of the quantity, that was lost from one line without a derivative to the next."""
    wrong = [side for side in line.sides if not sheet.is_quantity(side)]
    if len(wrong) == 2 or not _is_algebra(sheet, line) or line.place in sheet.tops:
        return []
    if sheet.is_quantity(Apply("neg", (wrong[0],))):
        return [f"{ONLY_SIGN}."]
    parts = sorted(sheet.task.parts, key=lambda part: part.f not in functions_in(line.tree))
    lost = next((part for part in parts if sheet.is_quantity(Apply("*", (wrong[0], part)))), None)
    return [f"A factor `{written(lost)}` is lost."] if lost else []


def _ratio(sheet, line):
    """How many times the right line a wrong line is, if that is a simple thing."""
    wrong = [side for side in line.sides if not sheet.is_quantity(side)]
    if len(wrong) == 2:
        return []
    ratios = [evaluate(wrong[0], place) / truth for place, truth in zip(sheet.places, sheet.truth, strict=True)]
    before = sheet.before(line)
    of = f"line {before}" if before else sheet.task.called
    if ratios[0] and all(close(ratio, ratios[0], 0) for ratio in ratios):
        return [f"It is {significant(ratios[0])} times {of}."]
    for factor in sheet.task.factors:
        for tree in (factor, Apply("/", (Number("1"), factor))):
            values = [evaluate(tree, place) for place in sheet.places]
            if all(close(*pair, 0) for pair in zip(values, ratios, strict=True)):
                return [f"It is {of} times `{written(tree)}`."]
    return []


def _for_one_coin_only(sheet, line):
    """What to say where numbers stand for the counts of heads and tails."""
    tree, counts = line.tree, {"heads", "tails"}
    if not sheet.task.top or "d" in functions_in(tree):
        return []
    numbers = [spot for spot, _ in spots(tree) if isinstance(spot, Number) and spot.text not in ("0", "1")]
    instead = sheet.depends(tree) and not sheet.all_names(tree) & counts
    given = is_equation(tree) and isinstance(tree.parts[0], Name) and isinstance(tree.parts[1], Number)
    if not numbers or not (instead or (given and sheet.all_names(tree) & counts)):
        return []
    return ["It has to be right for every coin: write `heads`, `tails` and `N` for the counts, not their numbers."]


def _solved_instead(sheet, line):
    """Where a wrong equation is true instead."""
    if line.place not in sheet.tops or sheet.is_aside(line.tree):
        return []
    line.solved = sheet.solution(line, line.place)
    return [] if line.solved is None else [f"It is solved by p = {significant(line.solved)} instead."]


# The text box


OUTCOMES = {  # for the style sheet
    "not attempted": "not-attempted",
    "not understood": "exception",
    "not yet": "not-yet",
    "almost": "almost",
    "right": "right",
}
_typed = {}  # what was typed into a box that started with these lines, so that running its cell again loses nothing


class Derivation(Box):
    """A text box for the lines of a derivation, and the answer to them; `verdict` is the answer as it stands."""

    def __init__(self, task, text):
        self.task, self.start = task, (task.called, text)
        lines = TextBox("Your lines", placeholder="one line for each step").named("lines", _typed.get(self.start, text))
        super().__init__({"lines": lines, "check": Button("Check").named("check", 0)}, kind="verdict tutor")
        self.check()
        self.observe(self.check, "values")

    @in_turn
    def check(self, change=None):
        """Look at the lines as they stand in the box, and answer."""
        text = _typed[self.start] = self.values["lines"]
        self.verdict = judge_lines(self.task, text)
        copied = lines_of(text) == lines_of(self.start[1])
        keep = "" if copied else "<p class='tutor-keep'>To keep these lines, copy them into the cell.</p>"
        said = f'<p class="outcome {OUTCOMES[self.verdict.kind]}">{code(self.verdict.sentence)}</p>{keep}'
        self.rich, self.sentence = _listed(self.verdict) + said, self.verdict.sentence

    def read(self):
        """The lines, and the answer to them."""
        still = f"{_listed(self.verdict)}<p>{code(self.verdict.sentence)}</p>"
        return {"text/plain": self.verdict.sentence, "text/html": still}


def _listed(verdict):
    """The lines and their remarks, as an HTML list."""
    items = (
        f"<li><code>{html.escape(text)}</code> <span>{html.escape(remark)}</span></li>"
        for text, remark in verdict.lines
    )
    return f'<ol class="tutor-lines">{"".join(items)}</ol>' if verdict.lines else ""


def derivation(task, lines=""):
    """A text box that starts with these lines and says how they do: the first that breaks, and what may be wrong.

    task: SLOPE_OF_SIGMOID or BEST_COIN. lines: text, one line for each step, or a list of such lines.
    What is typed in the box is still there when the cell is run again, unless the cell's own lines have changed.
    Raises TypeError when it is handed something else.
    """
    if not isinstance(task, Task):
        raise TypeError(f"the task must be SLOPE_OF_SIGMOID or BEST_COIN; got something of type {type(task).__name__}")
    if isinstance(lines, (list, tuple)) and all(isinstance(line, str) for line in lines):
        lines = "\n".join(lines)
    if not isinstance(lines, str):
        raise TypeError(f"the lines must be text, in quotation marks; got something of type {type(lines).__name__}")
    view = Derivation(task, lines.strip("\n"))
    replace_earlier(view)
    return view
