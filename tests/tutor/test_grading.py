"""Grading in front of every kind of student: silent, wrong, careless, right in their own way."""

import math
import os
import re
import signal
import sys
import threading
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from helpers import models
from helpers.models import gradient, sigmoid, softmax, zero_one_loss
from tutor.exercises import EXERCISE_1, EXERCISE_2, EXERCISES, YourSlope, grade, grading


def raises_a_bare_error(a):
    raise ZeroDivisionError


def raises_two_lines(a):
    raise ValueError("one line.\nand another.")


NOT_NUMBERS = [
    (lambda a: "0.25", "returned text, but one finite number is wanted"),
    (lambda a: True, "returned True, but one finite number is wanted"),
    (lambda a: np.True_, "returned True, but one finite number is wanted"),
    (lambda a: np.array([True]), "returned True and False, but one finite number is wanted"),
    (lambda a: 0.25 + 0j, "returned complex numbers, but one finite number is wanted"),
    (lambda a: {"slope": 0.25}, "returned something of type dict"),
    (lambda a: [[1], [2, 3]], "returned rows of different lengths"),
    (lambda a: 10**400, "returned a number too large for a float"),
    (lambda a: [0.25], r"returned shape \(1,\), expected one number\."),
    (lambda a: np.full((2, 3), a), r"returned shape \(2, 3\), expected one number\."),
    (lambda a: math.nan, "returned nan, but one finite number is wanted"),
    (lambda a: np.inf, "returned inf, but one finite number is wanted"),
    (lambda a: np.array([1, -np.inf]), "returned −inf at index 1, but one finite number is wanted"),
    (lambda a: sigmoid, "returned a function, not what it comes to"),
    (lambda a: range(10**12), r"returned an array of shape \(1000000000000,\)"),
    (lambda a: np.ma.array([0.25], mask=[True]), "returned masked entries"),
    (lambda a: [], "returned an empty array, but one finite number is wanted"),
    (lambda a: np.zeros((0, 2)), "returned an empty array, but one finite number is wanted"),
]
BROKEN = [
    (lambda a: sigma(a), r"with NameError: name 'sigma' is not defined\. Check how that name is spelt"),  # noqa: F821
    (lambda: 0.25, "with TypeError: .*takes 0 positional arguments but 1 was given\\. Check the names in the brackets"),
    (raises_a_bare_error, r"with ZeroDivisionError\."),
    (raises_two_lines, r"with ValueError: one line\. and another\.$"),
    (lambda a: math.exp(1e9 + a), "with OverflowError: math range error. The result is too large"),
    (lambda a: np.exp(-a) / (1 + np.exp(-a)) ^ 2, r"with TypeError: .* A power is written `\*\*`"),
    (lambda a: a ^ 2, r"with TypeError: .* A power is written `\*\*`"),
    (lambda a: math.log(a - a), "with ValueError: math domain error. That function of math has no value there"),
]
BROKEN_ON_ARRAYS = [
    (7, lambda a: 1 if a > 0 else 0, "ValueError: The truth value .* An if can ask about one number only"),
    (7, lambda a: 1 / (1 + math.exp(-a)), r"TypeError: only .* arrays can be converted .*\. The functions of math"),
    (9, lambda logits: logits @ np.ones(7), "ValueError: matmul.* The shapes do not fit"),
    (9, lambda logits: np.dot(logits, np.ones(7)), "ValueError: shapes .* The shapes do not fit"),
    (9, lambda logits: logits + np.ones(7), "ValueError: operands could not be broadcast.* The shapes do not fit"),
]


def one_sentence(verdict):
    assert "\n" not in verdict.sentence and verdict.sentence[0].isupper() and verdict.sentence.endswith(".")
    assert not verdict.sentence.endswith("..")
    return verdict


def test_the_counterexample_is_a_point_where_it_fails_and_by_how_much():
    sentence = grade(EXERCISE_2, sigmoid).sentence
    truth = math.exp(-0.37) / (1 + math.exp(-0.37)) ** 2
    yours = 1 / (1 + math.exp(-0.37))
    assert (
        f"a = 0.37 yours gives {yours:.4f}, but the slope is {truth:.4f}; {yours - truth:.2g} too much. That"
        in sentence
    )
    sentence = grade(EXERCISE_1, lambda x: 1 - sum(x) / len(x)).sentence
    assert str(EXERCISE_1.points[0][0].tolist()) in sentence
    assert "yours gives 0.3000, but the best p is 0.7000; 0.4 too little. That" in sentence


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        (EXERCISE_1, lambda x: 1 - x.mean() if len(x) > 5 else 0.4),
        (EXERCISE_2, lambda a: sigmoid(a) if a > 0 else None),
        (EXERCISE_2, lambda a: 2 * sigmoid(a)),
    ],
)
def test_another_mistake_is_not_given_a_name(exercise, answer):
    sentence = grade(exercise, answer).sentence
    assert sentence.startswith("Not yet: ") and sentence.endswith((" too much.", " too little."))


def test_an_answer_that_is_right_at_the_first_point_only_fails_at_the_second():
    sentence = grade(EXERCISE_1, lambda x: 0.7).sentence
    assert f"x = {EXERCISE_1.points[1][0].tolist()}" in sentence


@pytest.mark.parametrize("exercise", [EXERCISE_1, EXERCISE_2])
def test_a_function_that_calculates_and_returns_nothing_has_been_attempted(exercise):
    def forgetful(point):
        np.mean(point)

    def keeps_it(point):
        answer = point  # noqa: F841

    for answer in (forgetful, keeps_it):
        verdict = grade(exercise, answer)
        assert verdict.kind == "not yet" and verdict.sentence.endswith("Is the word return missing?")


RESULTS = [(0.25, "0.25"), ("my_slope", "the text 'my_slope'"), (Fraction(1, 4), "Fraction(1, 4)")]


@pytest.mark.parametrize(("result", "words"), RESULTS)
def test_a_result_handed_over_in_place_of_the_function(result, words):
    sentence = one_sentence(grade(EXERCISE_2, result)).sentence
    assert sentence.startswith(f"Not yet: attempt was handed {words}, but the answer here is a func")


@pytest.mark.parametrize(("answer", "words"), NOT_NUMBERS)
def test_something_that_is_not_a_number(answer, words):
    verdict = one_sentence(grade(EXERCISE_2, answer))
    assert verdict.kind == "not yet"
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(verdict.sentence)
    assert "Not yet: at a = 0.37 your function" in verdict.sentence


@pytest.mark.parametrize(("answer", "words"), BROKEN)
def test_code_that_raises(answer, words):
    verdict = one_sentence(grade(EXERCISE_2, answer))
    assert verdict.kind == "exception"
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(verdict.sentence)


@pytest.mark.parametrize(("number", "answer", "words"), BROKEN_ON_ARRAYS)
def test_errors_that_arrays_bring_are_explained(number, answer, words):
    verdict = one_sentence(grade(EXERCISES[number], answer))
    assert verdict.kind == "exception" and re.search(words, verdict.sentence), verdict.sentence


def fails_in_its_third_line(a):
    """It goes through a function of somebody else."""
    return sum(map(float, ["no number"]))


def test_an_error_is_found_in_the_line_of_your_own_function():
    line = fails_in_its_third_line.__code__.co_firstlineno + 2
    verdict = grade(EXERCISE_2, fails_in_its_third_line)
    assert (
        f'stopped in line {line} (`return sum(map(float, ["no number"]))`) with ValueError: could' in verdict.sentence
    )
    verdict = grade(EXERCISE_2, lambda a: np.linalg.inv(np.zeros((2, 2))))
    assert "stopped in line" in verdict.sentence and "linalg.inv" in verdict.sentence
    assert "Singular matrix" in verdict.sentence
    verdict = grade(EXERCISE_2, eval("lambda a: a / 0"))
    assert "stopped in line 1 with ZeroDivisionError" in verdict.sentence


def test_an_answer_that_spoils_its_tosses_spoils_nothing_else_and_is_told():
    before = [x.tolist() for (x,) in EXERCISE_1.points]

    def careless(x):
        share = x.mean()
        x[:] = 0
        return share

    def reshaped(x):
        x.shape = (len(x), 1)
        return x.mean()

    for answer in (careless, reshaped):
        verdict = one_sentence(grade(EXERCISE_1, answer))
        assert verdict.kind == "almost" and "changes its argument x on the way" in verdict.sentence
        assert [x.tolist() for (x,) in EXERCISE_1.points] == before


def test_a_number_with_more_digits_than_python_writes_is_not_letters():
    assert "yours is a whole number of 16610 bits, but letters" in grade(EXERCISES[14], 10**5000).sentence


@pytest.mark.parametrize("answer", [None, 0.25, "my_slope"])
def test_one_number_of_what_is_no_function_is_none(answer):
    number, instead = grading.one_number(answer, 1.0)
    assert number is None and instead.startswith("stopped with TypeError: ")


def test_no_warning_leaks_out_and_each_is_told(capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        verdict = grade(EXERCISES[7], lambda a: 1 / (1 + np.exp(-a)))
        grade(EXERCISES[7], lambda a: np.log(-np.exp(a)))
        grading.one_number(lambda a: np.float64(a) / 0, 1.0)
    assert verdict.kind == "almost" and "“overflow encountered in exp”" in verdict.sentence
    assert capfd.readouterr() == ("", "")


def test_what_a_function_prints_and_where_it_exits_stays_inside(capfd):
    def talks(x):
        print("0s and 1s:", x, "π")
        return x.mean()

    assert grade(EXERCISE_1, talks).kind == "right"
    assert capfd.readouterr() == ("", "")
    for leaves in (sys.exit, lambda x: exit(), lambda x: sys.exit("no more")):
        verdict = one_sentence(grade(EXERCISE_1, leaves))
        assert verdict.kind == "exception" and "with SystemExit" in verdict.sentence


def test_a_loop_without_an_end_can_be_interrupted():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(EXERCISE_1, interrupted)


@pytest.fixture(params=[signal.default_int_handler, signal.SIG_IGN], ids=["heard", "ignored"])
def interrupts(request):
    """Whether the process hears of interrupts; one that was started in the background does not."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    assert signal.signal(signal.SIGINT, before) is request.param


def test_a_loop_without_an_end_is_stopped_and_not_begun_again(interrupts, monkeypatch):
    begun = []

    def endless(x):
        begun.append(x)
        while True:
            pass

    with monkeypatch.context() as patch:
        patch.setattr(grading, "SECONDS", 0.1)
        verdict = one_sentence(grade(EXERCISE_1, endless))
        assert len(begun) == 1 and grade(EXERCISE_1, endless).kind == verdict.kind and len(begun) == 2
        assert "still running" in grading.one_number(endless, EXERCISE_1.points[0][0])[1] and len(begun) == 2
    assert verdict.kind == "exception" and "still running. Look for a loop without an end." in verdict.sentence
    line = endless.__code__.co_firstlineno + 2
    assert f"in line {line} " in verdict.sentence or f"in line {line + 1} " in verdict.sentence
    assert grade(EXERCISE_1, lambda x: x.mean()).kind == "right"


def _drawn(answer):
    return "exception" if "is not drawn" in YourSlope(answer).update(0.5) else "right"


@pytest.mark.parametrize("ask", [lambda answer: grade(EXERCISE_2, answer).kind, _drawn], ids=["graded", "drawn"])
def test_an_answer_is_called_again_once_the_loop_that_it_calls_is_mended(ask, monkeypatch):
    def endless(a):
        while True:
            pass

    helper, answer = endless, lambda a: helper(a)
    with monkeypatch.context() as patch:
        patch.setattr(grading, "SECONDS", 0.1)
        assert ask(answer) == "exception"
    helper = EXERCISE_2.truth
    assert ask(answer) == "right"


def test_one_answer_after_another_leaves_no_clock_behind():
    before = set(threading.enumerate())
    for _ in range(20):
        grading.one_number(lambda a: a, 1.0)
    clocks = [one for one in threading.enumerate() if isinstance(one, threading.Timer) and one not in before]
    for clock in clocks:
        clock.join(5)  # far less than SECONDS
        assert not clock.is_alive()


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is limited on Linux only")
def test_asking_for_gigabytes_is_refused_and_everything_else_is_as_before():
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    for greedy in (lambda x: np.zeros(2**30).mean(), lambda x: len([0.0] * 2**30)):
        verdict = one_sentence(grade(EXERCISE_1, greedy))
        assert verdict.kind == "exception" and "MemoryError" in verdict.sentence
    assert "more memory than this takes" in grade(EXERCISE_1, lambda x: np.zeros(2**30).mean()).sentence
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def through_another(a):
    return ours(a)


def ours(a):
    return models.sigmoid(a)


def through_a_class(a):
    class Slope:
        value = ours(a)

    return Slope.value


def test_what_the_text_forbids_is_not_right():
    for number, answer, name in (
        (3, lambda w, X, y: zero_one_loss(w, X, y), "zero_one_loss"),
        (7, sigmoid, None),
        (7, lambda a: sigmoid(a), "sigmoid"),
        (7, lambda a: np.array([[sigmoid(v) for v in np.ravel(a)]]).reshape(np.shape(a)), "sigmoid"),
        (7, through_another, "sigmoid"),
        (7, through_a_class, "sigmoid"),
        (9, lambda logits: softmax(logits), "softmax"),
        (10, lambda w, X, y: models.log_likelihood(w, X, y), "log_likelihood"),
        (11, lambda w, X, y: gradient(w, X, y), "gradient"),
        (13, lambda p, x: models.coin_log_likelihood(p, int(x.sum()), len(x)), "coin_log_likelihood"),
    ):
        verdict = one_sentence(grade(EXERCISES[number], answer))
        assert verdict.kind == "not yet" and f"our {name or 'sigmoid'}. Write it yourself." in verdict.sentence

    def sigmoid_(a):
        return np.exp(-np.logaddexp(0, -a))

    assert grade(EXERCISES[7], lambda a: sigmoid_(a)).kind == "right", "a student's own may have any name"

    class Mine:
        sigmoid = staticmethod(sigmoid_)

    assert grade(EXERCISES[7], lambda a: Mine.sigmoid(a)).kind == "right", "and be part of any object"
    assert grade(EXERCISE_2, lambda a: sigmoid(a) * sigmoid(-a)).kind == "right", "the text of Exercise 2 allows it"


@pytest.mark.parametrize("far", [4, 5, 7, 9, 12])
def test_whatever_cuts_off_is_told_so(far):
    for cut in (
        lambda a: np.exp(-np.logaddexp(0, -np.clip(a, -far, far))),
        lambda a: np.where(abs(a) > far, a > 0, np.exp(-np.logaddexp(0, -a))),
    ):
        verdict = one_sentence(grade(EXERCISES[7], cut))
        assert verdict.kind == "almost" and "Where you cut a off" in verdict.sentence
    for eps in (10.0 ** (-2 * far), 1e-200):
        capped = lambda w, X, y, eps=eps: np.log(np.maximum(np.where(y == 1, *of(w, X)), eps)).sum()  # noqa: E731
        verdict = one_sentence(grade(EXERCISES[10], capped))
        assert verdict.kind == "almost" and "caps what a mistake costs" in verdict.sentence


def of(w, X):
    return sigmoid(X @ w), sigmoid(-X @ w)


@pytest.mark.parametrize(("number", "huge"), [(1, np.broadcast_to(0.5, 10**12)), (5, np.broadcast_to(1.0, (10**9, 2)))])
def test_an_array_of_gigabytes_is_named_and_not_copied(number, huge):
    verdict = one_sentence(grade(EXERCISES[number], (lambda x: huge) if number == 1 else huge))
    assert verdict.kind == "not yet" and f"an array of shape {huge.shape}, but one finite number is" in verdict.sentence


def test_other_warnings_do_not_count():
    def old_fashioned(x):
        warnings.warn("out of date", DeprecationWarning, stacklevel=1)
        return x.mean()

    assert grade(EXERCISE_1, old_fashioned).kind == "right"


def test_a_serious_mistake_comes_before_a_small_one():
    verdict = grade(EXERCISE_1, lambda x: x.mean() + (1e-4 if len(x) == 10 else 0.5))
    assert verdict.kind == "not yet" and str(EXERCISE_1.points[1][0].tolist()) in verdict.sentence


def test_each_point_is_tried_once_on_its_own_copy():
    seen = []
    grade(EXERCISE_1, lambda x: seen.append(x) or x.mean())
    assert len(seen) == len(EXERCISE_1.points)
    assert not any(mine is theirs for mine in seen for (theirs,) in EXERCISE_1.points)


def test_shapes_are_named_exactly():
    sentence = grade(EXERCISES[11], lambda w, X, y: np.zeros((2, 4))).sentence
    assert "your function returned shape (2, 4), expected (2,)." in sentence
    sentence = grade(EXERCISES[11], lambda w, X, y: 7.5).sentence
    assert "your function returned one number, expected shape (2,)." in sentence
    sentence = grade(EXERCISES[3], lambda w, X, y: [0, 1]).sentence
    assert "your function returned shape (2,), expected one number." in sentence


def test_of_an_array_the_worst_entry_is_named():
    def spoilt(logits):
        table = softmax(logits)
        table[1, 0] += 0.5
        return table

    assert "; its entry (1, 0) is 0.5 too much." in grade(EXERCISES[9], spoilt).sentence
    assert "nan at index (0, 0), but finite numbers are" in grade(EXERCISES[9], lambda l: l * np.nan).sentence
    assert (
        "; its entry 1 is 1500 too little."
        in grade(EXERCISES[11], lambda w, X, y: gradient(w, X, y) - [0, 1500]).sentence
    )


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (0.02304, "right", "Right: the likelihood is 0.02304."),
        (np.float64(0.02304), "right", "Right: the likelihood is 0.02304."),
        (np.array(0.02304), "right", "Right: the likelihood is 0.02304."),
        (Fraction(2304, 100000), "right", "Right: the likelihood is 0.02304."),
        (Decimal("0.02304"), "right", "Right: the likelihood is 0.02304."),
        (np.longdouble("0.02304"), "right", "Right: the likelihood is 0.02304."),
        (0.023, "almost", "Almost: 0.023 is within 2 % of the answer; give more digits."),
        (1, "not yet", "Not yet: 1 is too large."),
        (-3.0, "not yet", "Not yet: −3 is too small."),
        (None, "not attempted", "Not attempted yet: replace None by the probability of 1, 0, 1, 1, 0 in this order."),
        ("0.4**3", "not yet", "Not yet: yours is a text; type it without quotation marks, and Python "),
        ("", "not yet", "Not yet: yours is a text; "),
        (True, "not yet", "Not yet: yours is True, but one finite number is wanted."),
        (0.02j, "not yet", "Not yet: yours is complex numbers, but"),
        (math.nan, "not yet", "Not yet: yours is nan, but one finite number is wanted."),
        (-math.inf, "not yet", "Not yet: yours is −inf, but one finite number is wanted."),
        (10**400, "not yet", "Not yet: yours is a number too large for a float, but"),
        ([], "not yet", "Not yet: yours is an empty array, but one finite number is wanted."),
        ((), "not yet", "Not yet: yours is an empty array, but one finite number is wanted."),
        ([0.02304], "not yet", "Not yet: yours has shape (1,), expected one number."),
        ((0.4, 0.6), "not yet", "Not yet: yours has shape (2,), expected one number."),
        (max, "not yet", "Not yet: yours is a function, not what it comes to, but one finite number is wanted."),
        (..., "not yet", "Not yet: yours is something of type ellipsis, but one finite number is wanted."),
    ],
)
def test_a_value_in_every_form(value, kind, words):
    verdict = one_sentence(grade(EXERCISES[5], value))
    assert verdict.kind == kind and verdict.sentence.startswith(words)


def test_a_prediction_is_answered_by_a_measurement_at_that_very_number():
    for yours in (-29.7, 29.7, 12.0, 150.3):
        said = grade(EXERCISES[4], yours).sentence
        x0, x1 = map(number, re.search(r"pass through \((.*?), (.*?)\)", said).groups())
        assert math.degrees(math.atan2(x1, x0) - math.atan2(2, 1)) % 360 == pytest.approx(yours % 360, abs=0.7)
        score = number(re.search(r"x w is ([−\d.]+)", said)[1])
        assert score == pytest.approx(-2 * x0 + 3 * x1, abs=0.03)
        assert ("as it must be" in said) == (abs(score) < 0.005)
    for p in (0.1, 0.275, 0.4):
        said = grade(EXERCISES[6], p).sentence
        assert number(re.search(r"the slope ([−\d.]+):", said)[1]) == pytest.approx(11 / p - 18 / (1 - 2 * p), abs=0.06)
    assert grade(EXERCISES[6], 0.1).sentence.endswith("a larger p is better.")
    assert grade(EXERCISES[6], 0.4).sentence.endswith("a smaller p is better.")
    assert grade(EXERCISES[6], 0.275).sentence.endswith("the slope 0.0: on the top.")
    for p in (0.4999, 1e-5, 1e-300):
        assert "could not have happened" not in grade(EXERCISES[6], p).sentence
    for p in (0.5, 0.9, -0.2):
        assert f"would make P(2) = {1 - 2 * p:.4g}, ".replace("-", "−") in grade(EXERCISES[6], p).sentence
    for far in (1e300, -1e-300, 10**15):
        assert all(len(one_sentence(grade(EXERCISES[n], far)).sentence) < 300 for n in (4, 5, 6, 8))
    assert "Measured" not in grade(EXERCISES[6], None).sentence + grade(EXERCISES[6], "p").sentence


def number(text):
    return float(text.replace("−", "-"))


def test_no_point_is_symmetric_and_no_truth_is_taken_from_the_answer():
    for (x,) in EXERCISE_1.points:
        assert 0 < sum(x) < len(x) and 2 * sum(x) != len(x)
        assert EXERCISE_1.truth(x) == pytest.approx(sum(x) / len(x))
    assert len({sum(x) / len(x) for (x,) in EXERCISE_1.points}) == len(EXERCISE_1.points)
    for (a,) in EXERCISE_2.points:
        assert abs(a) > 0.1 and type(a) is float
        assert EXERCISE_2.truth(a) == pytest.approx(1 / (2 + math.exp(a) + math.exp(-a)))
    assert min(EXERCISE_2.points) < (0,) < max(EXERCISE_2.points)
