"""attempt() in front of every kind of student: silent, wrong, careless, right in their own way."""

import math
from fractions import Fraction

import numpy as np
import pytest

from helpers.exercises import EXERCISE_1, EXERCISE_2, attempt, judge
from helpers.models import sigmoid


def raises_a_bare_error(a):
    raise ZeroDivisionError


def raises_two_lines(a):
    raise ValueError("one line.\nand another.")


RIGHT = [
    (EXERCISE_1, lambda x: x.mean()),
    (EXERCISE_1, lambda x: sum(x) / len(x)),
    (EXERCISE_1, lambda x: Fraction(int(x.sum()), len(x))),
    (EXERCISE_1, lambda x: np.array(np.count_nonzero(x) / x.size)),
    (EXERCISE_2, lambda a: sigmoid(a) * sigmoid(-a)),
    (EXERCISE_2, lambda a: math.exp(-a) / (1 + math.exp(-a)) ** 2),
    (EXERCISE_2, lambda a: np.float64(sigmoid(a) * (1 - sigmoid(a)))),
]
WRONG = [
    (EXERCISE_1, lambda x: 1 - x.mean()),
    (EXERCISE_1, lambda x: 0.5),
    (EXERCISE_1, lambda x: 0.7),
    (EXERCISE_1, lambda x: x.sum()),
    (EXERCISE_1, lambda x: x[0]),
    (EXERCISE_1, lambda x: np.round(x.mean())),
    (EXERCISE_1, lambda x: x.mean() + 1e-4),
    (EXERCISE_2, lambda a: sigmoid(a)),
    (EXERCISE_2, lambda a: -sigmoid(a) * sigmoid(-a)),
    (EXERCISE_2, lambda a: sigmoid(a) ** 2),
    (EXERCISE_2, lambda a: sigmoid(-a) ** 2),
    (EXERCISE_2, lambda a: 0.25),
    (EXERCISE_2, lambda a: math.exp(-a) / (1 + math.exp(-a))),
    (EXERCISE_2, lambda a: math.exp(a) / (1 + math.exp(-a)) ** 2),
    (EXERCISE_2, lambda a: 1e300),
    (EXERCISE_2, lambda a: sigmoid(a) * sigmoid(-a) + 1e-4),
]
NOT_NUMBERS = [
    (lambda a: "0.25", "returned something of type str"),
    (lambda a: [0.25], "returned something of type list"),
    (lambda a: True, "returned something of type bool"),
    (lambda a: np.True_, "returned something of type bool"),
    (lambda a: 0.25 + 0j, "returned something of type complex"),
    (lambda a: np.array([0.25]), r"returned an array of shape \(1,\)"),
    (lambda a: np.full((2, 3), a), r"returned an array of shape \(2, 3\)"),
    (lambda a: math.nan, "returned nan"),
    (lambda a: np.inf, "returned inf"),
    (lambda a: sigmoid, "returned something of type function"),
]
BROKEN = [
    (lambda a: sigma(a), r"with NameError: name 'sigma' is not defined\."),  # noqa: F821
    (lambda: 0.25, "with TypeError: .*takes 0 positional arguments"),
    (0.25, r"with TypeError: 'float' object is not callable\."),
    (raises_a_bare_error, r"with ZeroDivisionError\."),
    (raises_two_lines, r"with ValueError: one line\. and another\.$"),
    (lambda a: 10**400, "with OverflowError"),
]


def one_sentence(verdict):
    assert "\n" not in verdict.sentence and verdict.sentence[0].isupper() and verdict.sentence.endswith(".")
    assert not verdict.sentence.endswith("..")
    return verdict


@pytest.mark.parametrize(("exercise", "answer"), RIGHT)
def test_right_in_several_forms(exercise, answer):
    verdict = one_sentence(judge(exercise, answer))
    assert verdict.kind == "right"
    assert verdict.sentence.startswith("Right: ") and f"each of the {len(exercise.points)}" in verdict.sentence


@pytest.mark.parametrize(("exercise", "answer"), WRONG)
def test_wrong_answers_get_a_counterexample(exercise, answer):
    verdict = one_sentence(judge(exercise, answer))
    assert verdict.kind == "wrong"
    assert verdict.sentence.startswith("Not yet: at ")


def test_the_counterexample_is_a_point_where_it_fails_and_by_how_much():
    sentence = judge(EXERCISE_2, sigmoid).sentence
    truth = math.exp(-0.37) / (1 + math.exp(-0.37)) ** 2
    yours = 1 / (1 + math.exp(-0.37))
    assert f"a = 0.37 yours gives {yours:.4f}, but the slope is {truth:.4f}; {yours - truth:.2g} too much (" in sentence
    sentence = judge(EXERCISE_1, lambda x: 1 - sum(x) / len(x)).sentence
    assert str(EXERCISE_1.points[0].tolist()) in sentence
    assert "yours gives 0.3000, but the best p is 0.7000; 0.4 too little (" in sentence


NAMED = [
    (EXERCISE_1, lambda x: np.count_nonzero(x == 0) / x.size, "share of tails"),
    (EXERCISE_1, lambda x: np.count_nonzero(x), "number of heads"),
    (EXERCISE_1, lambda x: np.count_nonzero(x) / np.count_nonzero(x == 0), "heads per tail"),
    (EXERCISE_2, lambda a: 1 / (1 + math.exp(-a)), "height of the sigmoid"),
    (EXERCISE_2, lambda a: math.exp(-a) / (1 + math.exp(-a)), "the square is forgotten"),
    (EXERCISE_2, lambda a: -math.exp(-a) / (1 + math.exp(-a)) ** 2, "only the sign is wrong"),
    (EXERCISE_2, lambda a: -((1 + math.exp(-a)) ** -2), "the slope of 1/u alone"),
    (EXERCISE_2, lambda a: 1 / (1 + math.exp(-a)) ** 2, "the slope of u is missing"),
]


@pytest.mark.parametrize(("exercise", "answer", "name"), NAMED)
def test_a_well_known_mistake_is_named(exercise, answer, name):
    verdict = one_sentence(judge(exercise, answer))
    assert verdict.kind == "wrong" and name in verdict.sentence and verdict.sentence.endswith(").")


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (EXERCISE_1, lambda x: 1 - x.mean() if len(x) > 5 else 0.4),
        (EXERCISE_2, lambda a: sigmoid(a) if a > 0 else None),
        (EXERCISE_2, lambda a: 2 * sigmoid(a)),
    ],
)
def test_another_mistake_is_not_given_a_name(exercise, answer):
    sentence = judge(exercise, answer).sentence
    assert sentence.startswith("Not yet: ") and sentence.endswith((" too much.", " too little."))


def test_every_named_mistake_is_one_and_no_two_are_the_same():
    for exercise in (EXERCISE_1, EXERCISE_2):
        sentences = [judge(exercise, mistake).sentence for mistake, _ in exercise.mistakes]
        for (_, words), sentence in zip(exercise.mistakes, sentences, strict=True):
            assert sentence.endswith(f"({words}).")


def test_an_answer_that_is_right_at_the_first_point_only_fails_at_the_second():
    sentence = judge(EXERCISE_1, lambda x: 0.7).sentence
    assert f"x = {EXERCISE_1.points[1].tolist()}" in sentence


@pytest.mark.parametrize(
    ("exercise", "words"),
    [(EXERCISE_1, "the p that makes the tosses x most"), (EXERCISE_2, "the slope of the sigmoid")],
)
def test_an_untouched_cell(exercise, words, capsys):
    assert judge(exercise, lambda point: None).kind == "not attempted"
    assert attempt(exercise, lambda point: None) is None
    printed = capsys.readouterr().out
    assert printed.startswith(f"Not attempted yet: replace None by {words}") and printed.count("\n") == 1


@pytest.mark.parametrize(("answer", "words"), NOT_NUMBERS)
def test_something_that_is_not_a_number(answer, words):
    verdict = one_sentence(judge(EXERCISE_2, answer))
    assert verdict.kind == "not a number"
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(verdict.sentence)
    assert "At a = 0.37 your function" in verdict.sentence


@pytest.mark.parametrize(("answer", "words"), BROKEN)
def test_code_that_raises(answer, words):
    verdict = one_sentence(judge(EXERCISE_2, answer))
    assert verdict.kind == "exception"
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(verdict.sentence)


def test_an_answer_that_spoils_its_tosses_spoils_nothing_else():
    before = [x.tolist() for x in EXERCISE_1.points]

    def careless(x):
        share = x.mean()
        x[:] = 0
        return share

    assert judge(EXERCISE_1, careless).kind == "right"
    assert [x.tolist() for x in EXERCISE_1.points] == before


def test_no_point_is_symmetric_and_no_truth_is_taken_from_the_answer():
    for x in EXERCISE_1.points:
        assert 0 < sum(x) < len(x) and 2 * sum(x) != len(x)
        assert EXERCISE_1.truth(x) == pytest.approx(sum(x) / len(x))
    assert len({sum(x) / len(x) for x in EXERCISE_1.points}) == len(EXERCISE_1.points)
    for a in EXERCISE_2.points:
        assert abs(a) > 0.1 and type(a) is float
        assert EXERCISE_2.truth(a) == pytest.approx(1 / (2 + math.exp(a) + math.exp(-a)))
    assert min(EXERCISE_2.points) < 0 < max(EXERCISE_2.points)
