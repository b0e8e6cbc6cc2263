"""No wrong answer is called right and no right one wrong, whatever its form; every mistake that has a name is named."""

import ast
import copy
import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.models import newton_optimum
from tests.notebooks.code import parse
from tests.tutor.exercise_answers import ALMOST, NAMES, RIGHT, WRONG, cells, defined, made, worked_answers
from tutor.exercises import EXERCISES, grade
from tutor.exercises.grading import SAME

NUMBERS = list(EXERCISES)


def listed(answers):
    """A parametrisation: (number, *answer) for each answer."""
    return [
        (number, *(answer if isinstance(answer, tuple) else (answer,)))
        for number in answers
        for answer in answers[number]
    ]


def one_sentence_each(verdict):
    """The verdict, once it is clear that every one of its sentences is whole."""
    assert "\n" not in verdict.sentence and verdict.sentence[0].isupper() and verdict.sentence.endswith((".", "?"))
    assert not re.search(r"\.\.|\. [a-z]|  |np\.float64|array\(| \.", verdict.sentence), verdict.sentence
    return verdict


@pytest.mark.parametrize("number", NUMBERS)
def test_every_exercise_knows_right_and_wrong_answers_and_has_three_hints(number):
    assert len({source for source in RIGHT[number]}) >= 2
    assert len({words for _, words in WRONG[number]}) >= 4
    assert len(ALMOST[number]) >= 2 or EXERCISES[number].entries, "of letters, or sides of a line, none is nearly right"
    assert len(EXERCISES[number].mistakes) >= 4
    assert len(EXERCISES[number].hints) == 3


@pytest.mark.parametrize(("number", "source"), listed(RIGHT))
def test_a_right_answer_is_right_in_every_form(number, source):
    verdict = one_sentence_each(grade(EXERCISES[number], made(number, source)))
    assert verdict.kind == "right", verdict.sentence
    assert verdict.sentence.startswith("Right: ")
    tried = len(EXERCISES[number].points + EXERCISES[number].hard)
    assert not EXERCISES[number].arguments or f"at each of the {tried} " in verdict.sentence


@pytest.mark.parametrize(("number", "source", "words"), listed(WRONG))
def test_a_wrong_answer_is_called_by_its_name(number, source, words):
    verdict = one_sentence_each(grade(EXERCISES[number], made(number, source)))
    assert verdict.kind == "not yet"
    assert verdict.sentence.startswith(f"Not yet: {'at ' * bool(EXERCISES[number].arguments)}")
    assert words in verdict.sentence or words[0].upper() + words[1:] in verdict.sentence


@pytest.mark.parametrize(("number", "source", "words"), listed(ALMOST))
def test_a_nearly_right_answer_is_told_what_is_left(number, source, words):
    verdict = one_sentence_each(grade(EXERCISES[number], made(number, source)))
    assert verdict.kind == "almost" and verdict.sentence.startswith("Almost: ")
    assert words in verdict.sentence


def test_a_climb_is_called_unfinished_only_where_its_numbers_are_off():
    def spoils_its_labels(X, y, lam):
        w = made(21, RIGHT[21][0])(X, y, lam)
        y[:] = 0
        return w

    def has_no_answer_for_separable_flowers(X, y, lam):
        return made(21, RIGHT[21][0])(X, y, lam) / (lam != 0.1)

    for answer in (spoils_its_labels, has_no_answer_for_separable_flowers):
        verdict = grade(EXERCISES[21], answer)
        assert verdict.kind == "almost" and EXERCISES[21].nearly not in verdict.sentence


def test_a_classifier_is_tried_on_flowers_that_a_line_parts_too():
    X, y, _ = EXERCISES[21].hard[0]
    with pytest.raises(ValueError, match="some w separates"):
        newton_optimum(X, y)
    assert all(np.isfinite(newton_optimum(X, y)).all() for X, y, _ in EXERCISES[21].points)


def test_a_long_argument_is_cut_short():
    p, x = EXERCISES[13].hard[0]
    sentence = grade(EXERCISES[13], lambda p, x: made(13, RIGHT[13][0])(p, x) if len(x) < 99 else 0.0).sentence
    assert f"p = {p}, x = [{x[0]}, {x[1]}, {x[2]}, …] yours gives" in sentence


def test_an_argument_of_ten_numbers_is_shown_whole_and_of_eleven_cut_short():
    where = EXERCISES[13].where
    assert where((0.5, np.arange(10))) == "p = 0.5, x = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
    assert where((0.5, np.arange(11))) == "p = 0.5, x = [0, 1, 2, …]"


@pytest.mark.parametrize("number", NUMBERS)
def test_every_mistake_is_one_and_no_two_are_the_same(number):
    exercise = EXERCISES[number]
    for mistake, words in exercise.mistakes:
        verdict = one_sentence_each(grade(exercise, mistake))
        assert verdict.kind in ("not yet", "almost")
        assert f". {words}." in verdict.sentence and not words.endswith("?")
    if exercise.entries:
        patterns = [exercise.truth, *(exercise.compared(value) for value, _ in exercise.mistakes)]
        assert len({tuple(pattern) for pattern in patterns}) == len(exercise.mistakes) + 1
    elif not exercise.arguments:
        values = sorted([exercise.truth, *(value for value, _ in exercise.mistakes)])
        for low, high in itertools.pairwise(values):
            assert high - low > 2 * SAME * max(abs(low), abs(high)), (low, high)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_answer_that_fits_no_mistake_gets_no_name(number):
    odd = (lambda *_: 0.0123456) if EXERCISES[number].arguments else 0.0123456
    sentence = grade(EXERCISES[number], odd).sentence
    assert sentence.startswith("Not yet: ")
    assert not any(words in sentence for _, words in EXERCISES[number].mistakes)


@pytest.mark.parametrize(
    ("number", "source"),
    [
        (3, "n = 0\nfor i in range(len(y)):\n    n += (X[i] @ w >= 0) != y[i]\n    return n"),
        (3, "n = 0\nfor i in range(1, len(y)):\n    n += (X[i] @ w >= 0) != y[i]\nreturn n"),
        (3, "return np.sum(np.int64(X @ w) != y)"),
        (10, "return -np.logaddexp(0, np.where(y == 1, -1, 1) * (X @ w)).sum().astype(np.float32)"),
        (7, "return np.exp(-np.logaddexp(0, -a)) if a.size != 3 or abs(a).max() < 99 else np.array([0.0, 1.0])"),
        (10, "return np.nan_to_num(np.log(1 - sigmoid(X @ w))[y == 0].sum() + np.log(sigmoid(X @ w))[y == 1].sum())"),
    ],
)
def test_a_mistake_that_was_not_made_is_not_named(number, source):
    with np.errstate(all="ignore"):
        verdict = one_sentence_each(grade(EXERCISES[number], made(number, source)))
    assert verdict.kind in ("not yet", "almost")
    assert verdict.sentence.endswith(("too much.", "too little.", "returned shape (2,), expected (3,)."))


@pytest.mark.parametrize("number", NUMBERS)
def test_untouched_is_not_attempted(number):
    for cell in cells():
        if f"attempt({number}, " in cell.source:
            name = re.search(r", (\w+)\)", cell.source)[1]
    (stub,) = [c.source for c in cells() if re.match(rf"(def )?{name}\b", c.source)]
    verdict = one_sentence_each(grade(EXERCISES[number], defined(stub, name)))
    assert verdict.kind == "not attempted" and verdict == grade(EXERCISES[number], None)
    assert verdict.sentence.startswith(f"Not attempted yet: replace None by {EXERCISES[number].todo}")
    arguments = parse(stub).body[0].args.args if EXERCISES[number].arguments else []
    assert tuple(argument.arg for argument in arguments) == EXERCISES[number].arguments


# Worked answers and hints


def test_each_of_ours_has_a_worked_answer_and_it_is_right():
    worked = worked_answers()
    assert sorted(worked) == NUMBERS[2:]
    for number, (name, code) in worked.items():
        assert f"attempt({number}, {name})" in [cell.source for cell in cells()]
        assert grade(EXERCISES[number], defined(code, name)).kind == "right", code


def test_the_notebooks_ask_each_exercise_once_under_its_title():
    text = "\n".join(cell.source for cell in cells())
    asked = [int(n) for n in re.findall(r"^attempt\((\d+), \w+\)$", text, re.M)]
    assert sorted(asked) == NUMBERS == [*range(1, len(NUMBERS) + 1)]
    titles = re.findall(r"^##+ Exercise (\d+) · (.+)$", text, re.M)
    assert titles == [(str(number), EXERCISES[number].title) for number in asked]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_piece_of_code_in_a_hint_or_a_name_runs(number):
    exercise = EXERCISES[number]
    namespace = {**NAMES, **dict(zip(exercise.arguments, exercise.points[0], strict=True))}
    namespace |= {"m": 2.0, "e": np.ones((2, 2))} | ({} if "a" in namespace else {"a": np.array([0.5, -1.7])})
    for words in (*exercise.hints, *(words for _, words in exercise.mistakes)):
        assert words[0].isupper() or words[0] in "`1", words
        for fragment in re.findall(r"`([^`]+)`", words):
            exec(fragment, namespace)
    assert all(hint.endswith((".", "?")) for hint in exercise.hints)
    assert exercise.hints[0].count("`") == 0, "the first hint is a nudge"


# Right answers, rewritten at random


class Rewritten(ast.NodeTransformer):
    """Equivalent forms of sums and products, chosen by `draw`."""

    def __init__(self, draw):
        self.draw = draw

    def visit_BinOp(self, node):
        self.generic_visit(node)
        left, right = ast.unparse(node.left), ast.unparse(node.right)
        forms = [f"(({left}) {_sign(node.op)} ({right})) * 1", f"0 + (({left}) {_sign(node.op)} ({right}))"]
        if isinstance(node.op, (ast.Add, ast.Mult)) and not isinstance(node.left, ast.List):
            forms += [f"({right}) {_sign(node.op)} ({left})"]
        if isinstance(node.op, ast.Sub):
            forms += [f"-(({right}) - ({left}))", f"({left}) + -1 * ({right})"]
        if isinstance(node.op, ast.Div):
            forms += [f"({left}) * (1 / ({right}))"]
        return ast.parse(self.draw(st.sampled_from([ast.unparse(node), *forms])), mode="eval").body

    def visit_Return(self, node):
        self.generic_visit(node)
        value = ast.unparse(node.value)
        forms = [
            f"return {value}",
            f"result = {value}\nreturn result",
            f"return np.array({value})",
            f"return np.array({value}).tolist()",
        ]
        return ast.parse(self.draw(st.sampled_from(forms))).body


def _sign(op):
    return {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}[type(op)]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_rewritten_right_answer_stays_right(data):
    number = data.draw(st.sampled_from(NUMBERS))
    plain = [source for source in RIGHT[number] if "for " not in source]
    source = data.draw(st.sampled_from(plain or RIGHT[number][:1]))
    rewritten = ast.unparse(ast.fix_missing_locations(Rewritten(data.draw).visit(ast.parse(source))))
    verdict = grade(EXERCISES[number], made(number, rewritten))
    assert verdict.kind == "right", f"{rewritten}\n{verdict.sentence}"


# Worked answers, spoiled in one place at a time

SWAPS = {
    **{ast.Add: [ast.Sub, ast.Mult], ast.Sub: [ast.Add, ast.Mult], ast.Mult: [ast.Div, ast.Add]},
    **{ast.Div: [ast.Mult, ast.Sub], ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult]},
    **{ast.GtE: [ast.Gt, ast.Lt], ast.NotEq: [ast.Eq], ast.Lt: [ast.LtE, ast.Gt], ast.Eq: [ast.NotEq]},
}
LETTERS = str.maketrans("AEae", "BDbd")

# What makes a spoilt answer say the same all the same: (exercise, what it contains) and the reason.
EQUIVALENT = {
    (3, "np.abs(y - np.heaviside"): "|a − b| is |b − a|",
    (3, "len((-y))"): "as many",
    (5, "Fraction(-3, 5) ** 2"): "a square",
    (5, "Fraction(3, -5) ** 2"): "a square",
    (7, "np.where(a > 0, 1, e)"): "at a = 0 both forms are the same",
    (7, "np.abs((-a))"): "|−a| is |a|",
    (7, "(-a).shape"): "the same shape",
    (9, "axis=-1"): "the last axis is axis 1",
    (10, "abs((-a))"): "|−a| is |a|",
    (10, "w @ x"): "a product of two vectors has no order",
    (10, "a @ y"): "the same",
    (11, "w @ x"): "the same",
    (11, "axis=-1"): "the last axis is axis 1",
    (11, "len((-w))"): "as many",
    (17, "@ n"): "a product of two vectors has no order",
    (18, "raw @ m"): "the same",
    **{(21, f"range({n})"): "one step more" for n in (21, 301, 2001)},
    (21, "0.2 * (X.T"): "a larger rate that still settles",
    (21, "shape[-1]"): "of two axes the last is axis 1",
    (21, "(-X).shape"): "the same shape",
    (21, "len((-X).T)"): "as many",
    (21, "len((-w))"): "as many",
}


def spoilt(source):
    """The source, again and again, each time with one operator, constant, sign or name in it spoilt."""
    tree = ast.parse(source)
    for k, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            copied = copy.deepcopy(tree)
            victim = list(ast.walk(copied))[k]
            change(victim)
            text = ast.unparse(ast.fix_missing_locations(copied))
            if text != ast.unparse(tree):
                yield text


def _changes(node):
    """Functions that each spoil this node in place."""
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        for other in SWAPS.get(type(node.op), []):
            yield lambda victim, other=other: setattr(victim, "op", other())
    if isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Add, ast.Mult)):
        yield lambda victim: victim.__dict__.update(left=victim.right, right=victim.left)
    if isinstance(node, ast.Compare):
        for other in SWAPS.get(type(node.ops[0]), []):
            yield lambda victim, other=other: setattr(victim, "ops", [other()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda victim: setattr(victim, "op", ast.UAdd())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (node.value + 1, -node.value, 2 * node.value + 0.1):
            yield lambda victim, value=value: setattr(victim, "value", value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for value in (node.value.translate(LETTERS), node.value + "C"):
            yield lambda victim, value=value: setattr(victim, "value", value)
    if isinstance(node, ast.Name) and node.id in ("w", "X", "y", "a", "rate", "logits", "e"):
        yield lambda victim: setattr(victim, "id", f"(-{victim.id})")
    if isinstance(node, ast.Attribute) and node.attr in ("sum", "max", "exp", "log", "T"):
        other = {"sum": "mean", "max": "min", "exp": "expm1", "log": "log1p", "T": "real"}[node.attr]
        yield lambda victim: setattr(victim, "attr", other)
    if isinstance(node, ast.keyword):
        yield lambda victim: setattr(victim, "value", ast.Constant(0))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_spoilt_answer_is_never_called_right(number):
    excused, called_right, tried = set(), [], 0
    for source in [*RIGHT[number], *([_body(number)] if number > 2 else [])]:
        for text in spoilt(source):
            tried += 1
            if not _is_right(number, text):
                continue
            reasons = {key for key in EQUIVALENT if key[0] == number and key[1] in text and key[1] not in source}
            excused |= reasons
            if not reasons:
                called_right.append(text)
    assert tried >= 6
    assert called_right == []
    assert excused == {key for key in EQUIVALENT if key[0] == number}, "the list of equivalents is stale"


def _is_right(number, text):
    try:
        answer = made(number, text)
    except Exception:
        return False  # a value that cannot even be calculated
    nameless = replace(EXERCISES[number], mistakes=())  # which name a wrong answer gets plays no part here
    return grade(nameless, answer).kind == "right"


def _body(number):
    """The worked answer in the form of RIGHT."""
    node = ast.parse(worked_answers()[number][1]).body[0]
    return "\n".join(map(ast.unparse, node.body)) if isinstance(node, ast.FunctionDef) else ast.unparse(node.value)
