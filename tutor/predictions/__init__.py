"""Predictions to make before a picture answers: prediction("error count") for a reader, class_vote(…) for a class."""

from tutor.predictions.box import ClassVote, Prediction, class_vote, prediction
from tutor.predictions.questions import PREDICTIONS, Question

__all__ = ["PREDICTIONS", "ClassVote", "Prediction", "Question", "class_vote", "prediction"]
