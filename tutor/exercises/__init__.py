"""Exercises that answer back: attempt(3, my_answer) tries an answer, progress() says how far you are."""

from tutor.exercises.box import attempt, progress
from tutor.exercises.grading import grade
from tutor.exercises.questions import EXERCISE_1, EXERCISE_2, EXERCISES
from tutor.exercises.your_slope import YourSlope

__all__ = ["EXERCISES", "EXERCISE_1", "EXERCISE_2", "YourSlope", "attempt", "grade", "progress"]
