"""Exercises that answer back: attempt(3, my_answer) tries an answer, progress() says how far you are."""

from helpers.exercises.attempts import Attempt, Progress, attempt, progress
from helpers.exercises.judging import Exercise, Verdict, judge, one_number
from helpers.exercises.questions import EXERCISE_1, EXERCISE_2, EXERCISES

__all__ = [
    "EXERCISES",
    "EXERCISE_1",
    "EXERCISE_2",
    "Attempt",
    "Exercise",
    "Progress",
    "Verdict",
    "attempt",
    "judge",
    "one_number",
    "progress",
]
