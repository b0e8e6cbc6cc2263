"""Exercises that answer back: attempt(3, my_answer) tries an answer, progress() says how far you are."""

from tutor.exercises.box import Attempt, Progress, attempt, progress
from tutor.exercises.grading import Exercise, Verdict, grade, one_number
from tutor.exercises.questions import EXERCISE_1, EXERCISE_2, EXERCISES
from tutor.exercises.your_slope import YourSlope

__all__ = [
    "EXERCISES",
    "EXERCISE_1",
    "EXERCISE_2",
    "Attempt",
    "Exercise",
    "Progress",
    "Verdict",
    "YourSlope",
    "attempt",
    "grade",
    "one_number",
    "progress",
]
