"""The two exercises: attempt(EXERCISE_1, my_best_p) tries an answer and says in one sentence how it went."""

import copy
import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helpers.live import num
from helpers.models import best_p, complex_step, sigmoid


class Verdict(NamedTuple):
    """How an answer did. kind: "not attempted", "exception", "not a number", "wrong" or "right"."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """A question whose answer is a function of one argument, and the points at which an answer is tried.

    todo completes "replace None by …", wanted "but … is 0.2416", places "each of the 7 … tried".
    where(point) names a point; truth(point) is the right number there; points are never symmetric, so that an answer
    that mixes up heads and tails, or a and -a, is found out. mistakes: wrong answers that people do give, each a
    function and the words that name it.
    """

    todo: str
    wanted: str
    places: str
    points: tuple
    where: Callable
    truth: Callable
    mistakes: tuple = ()


def attempt(exercise, answer):
    """Try the function `answer` on the exercise, and print one sentence: what is missing, or that it is right."""
    print(judge(exercise, answer).sentence)


def judge(exercise, answer, tol=1e-6):
    """The Verdict on the function `answer`; the first point where it fails decides. tol: how far off is still right."""
    for point in exercise.points:
        where = exercise.where(point)
        number, kind, words = reply(answer, point)
        if kind == "not attempted":
            return Verdict(kind, f"Not attempted yet: replace None by {exercise.todo}, and keep the word return.")
        if kind == "exception":
            return Verdict(kind, f"Your function stopped at {where} with {words}.")
        if kind == "not a number":
            return Verdict(kind, f"At {where} your function returned {words}, but one finite number is wanted.")
        truth = exercise.truth(point)
        if abs(number - truth) > tol:
            off = f"{abs(number - truth):.2g} too {'much' if number > truth else 'little'}"
            gives = f"at {where} yours gives {_shown(number)}, but {exercise.wanted} is {_shown(truth)}"
            return Verdict("wrong", f"Not yet: {gives}; {off}{_name_of_mistake(exercise, answer, tol)}.")
    tried = f"each of the {len(exercise.points)} {exercise.places} tried"
    return Verdict("right", f"Right: yours gives {exercise.wanted} at {tried}.")


def reply(answer, point):
    """What answer(point) came to: (number, "number", ""), or (None, kind, words that say what came instead)."""
    try:
        value = answer(copy.copy(point))
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        number = float(value) if is_number else math.nan
    except Exception as error:
        message = " ".join(str(error).split()).rstrip(".")
        return None, "exception", f"{type(error).__name__}{': ' * bool(message)}{message}"
    if value is None:
        return None, "not attempted", "None"
    if math.isfinite(number):
        return number, "number", ""
    if isinstance(value, np.ndarray):
        return None, "not a number", f"an array of shape {value.shape}"
    return None, "not a number", f"{value}" if is_number else f"something of type {type(value).__name__}"


def _name_of_mistake(exercise, answer, tol):
    """What to add when the answer is a well-known mistake, the same as it at every point; else nothing."""
    numbers = [reply(answer, point)[0] for point in exercise.points]
    if None in numbers:
        return ""
    for mistake, words in exercise.mistakes:
        if np.allclose(numbers, [mistake(point) for point in exercise.points], rtol=0, atol=tol):
            return f" ({words})"
    return ""


def _shown(number):
    return num(number, 4) if abs(number) < 1e6 else f"{number:.3g}".replace("-", "−")


def _tosses(rng, heads, tosses):
    """A row of tosses with this many ones, in random order."""
    return rng.permutation(np.repeat([1, 0], [heads, tosses - heads]))


def _slope_of_sigmoid(a):
    """Measured with an imaginary step, so without knowing any formula for the slope."""
    return complex_step(lambda z: 1 / (1 + np.exp(-z)), a)


_rng = np.random.default_rng(6)

EXERCISE_1 = Exercise(
    todo="the p that makes the tosses x most probable",
    wanted="the best p",
    places="rows of tosses",
    points=tuple(_tosses(_rng, heads, tosses) for heads, tosses in ((7, 10), (2, 9), (1, 4), (5, 6), (3, 8))),
    where=lambda x: f"x = {x.tolist()}",
    truth=best_p,
    mistakes=(
        (lambda x: 1 - x.mean(), "that is the share of tails"),
        (lambda x: x.sum(), "that is the number of heads, and a probability is at most 1"),
        (lambda x: x.sum() / (len(x) - x.sum()), "that is heads per tail; count all the tosses"),
    ),
)
EXERCISE_2 = Exercise(
    todo="the slope of the sigmoid at a",
    wanted="the slope",
    places="points",
    points=(0.37, *(_rng.uniform(0.5, 5, 6) * [1, -1, 1, -1, 1, -1]).round(2).tolist()),
    where=lambda a: f"a = {num(a)}",
    truth=_slope_of_sigmoid,
    mistakes=(
        (sigmoid, "that is the height of the sigmoid, not its slope"),
        (lambda a: sigmoid(-a), "that is what remains when the square is forgotten: the slope of 1/u is −1/u²"),
        (lambda a: -sigmoid(a) * sigmoid(-a), "only the sign is wrong: two negative slopes are multiplied"),
        (lambda a: -(sigmoid(a) ** 2), "that is the slope of 1/u alone; the slope of u is still to come"),
        (lambda a: sigmoid(a) ** 2, "the slope of u is missing, or is not yet right"),
    ),
)
