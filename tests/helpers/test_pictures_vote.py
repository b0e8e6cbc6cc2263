"""The class vote: what it draws and says for no votes and for many, and that it keeps the answer to itself."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.pictures.vote import LETTERS, OTHERS, VOTES, ClassVote, class_vote
from tests.notebooks.sweep import sweep

OPTIONS = ["rises", "falls", "stays"]


@pytest.fixture
def vote():
    return ClassVote("The share of zeros", OPTIONS, answer=2)


def widths(vote):
    return [bar.get_width() for bar in vote.bars]


def words(texts):
    return [text.get_text() for text in texts]


def test_bars_are_shares_and_the_sentence_says_so(vote):
    said = vote.show(A=12, B=25, C=3)
    assert said == "40 votes: A “rises” 12 (30 %), B “falls” 25 (62 %), C “stays” 3 (8 %). B leads."
    assert widths(vote) == pytest.approx([12 / 40, 25 / 40, 3 / 40])
    assert words(vote.shares) == ["12 (30 %)", "25 (62 %)", "3 (8 %)"]
    assert [text.get_position()[0] for text in vote.shares] == pytest.approx(np.array(widths(vote)) + 0.012)


def test_the_truth_is_marked_when_it_is_asked_for(vote):
    said = vote.show(A=12, B=25, C=3, show_the_truth=True)
    assert said.endswith("B leads. The answer is C “stays”, which 8 % of the class saw coming.")
    assert [word.endswith("✓") for word in words(vote.words)] == [False, False, True]
    assert vote.truth.get_visible() and vote.truth.get_width() == 1 and vote.truth.get_y() == vote.bars[2].get_y()
    assert [bar.get_facecolor() for bar in vote.bars] == [to_rgba(OTHERS), to_rgba(OTHERS), to_rgba(VOTES)]


@pytest.mark.parametrize("votes", [{}, {"A": 1}, {"A": 12, "B": 25, "C": 3}])
def test_nothing_gives_the_answer_away_before(votes):
    pictures = [ClassVote("The share of zeros", OPTIONS, answer) for answer in range(3)]
    said = {picture.show(**votes) for picture in pictures}
    first, *others = [picture.pixels() for picture in pictures]
    assert len(said) == 1 and all(np.array_equal(first, other) for other in others)
    told = {picture.show(**votes, show_the_truth=True) for picture in pictures}
    first, *others = [picture.pixels() for picture in pictures]
    assert len(told) == 3 and not any(np.array_equal(first, other) for other in others)


@pytest.mark.parametrize(
    ("votes", "beginning", "end"),
    [
        ({}, "No votes yet for A “rises”, B “falls”, C “stays”.", "The answer is C “stays”."),
        ({"A": 1}, "1 vote: A “rises” 1 (100 %),", "A leads. The answer is C “stays”, which nobody saw coming."),
        ({"C": 1}, "1 vote: ", "C leads. The answer is C “stays”, which everybody saw coming."),
        ({"C": 30}, "30 votes: ", "C leads. The answer is C “stays”, which everybody saw coming."),
        ({"A": 5, "B": 5}, "10 votes: ", "A and B are level. The answer is C “stays”, which nobody saw coming."),
        ({"A": 2, "B": 2, "C": 2}, "6 votes: ", "level. The answer is C “stays”, which 33 % of the class saw coming."),
        ({"A": 299, "C": 1}, "300 votes: A “rises” 299 (>99 %),", "which <1 % of the class saw coming."),
    ],
)
def test_no_votes_one_vote_ties_and_all_right_read_well(vote, votes, beginning, end):
    assert vote.show(**votes).startswith(beginning)
    assert vote.show(**votes, show_the_truth=True).endswith(end)


def test_without_votes_there_are_no_bars(vote):
    vote.show()
    assert widths(vote) == [0, 0, 0] and words(vote.shares) == ["0", "0", "0"]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_every_control_moves_the_picture(count):
    view = class_vote("Which?", [f"number {n}" for n in range(count)], answer=0)
    assert list(view.controls) == [*LETTERS[:count], "show_the_truth"]
    assert all((view.controls[letter].low, view.controls[letter].high) == (0, 300) for letter in LETTERS[:count])
    sweep(view)


def test_a_question_may_be_missing_or_long():
    for question in ("", "Why? " * 40):
        picture = ClassVote(question, OPTIONS, 0)
        picture.show(A=3)
        title = picture.figure.axes[0].title.get_window_extent()
        assert title.x1 < picture.figure.bbox.width and title.y1 < picture.figure.bbox.height


@pytest.mark.parametrize(
    ("options", "answer", "message"),
    [
        (["only one"], 0, "options must be two to 5, got 1"),
        (list("abcdef"), 0, "options must be two to 5, got 6"),
        (["a", ""], 0, "each option must be words, at most 70 characters of them; got ''"),
        (["a", 2], 0, "each option must be words, at most 70 characters of them; got 2"),
        (["a", "b" * 71], 0, "each option must be words"),
        (["a", "b", "a"], 0, r"options must differ from each other, got \['a', 'b', 'a'\]"),
        (["a", "b"], 2, "answer must be the index of an option, 0 to 1; got 2"),
        (["a", "b"], -1, "answer must be the index of an option, 0 to 1; got -1"),
        (["a", "b"], "a", "answer must be the index of an option, 0 to 1; got 'a'"),
        (["a", "b"], True, "answer must be the index of an option, 0 to 1; got True"),
    ],
)
def test_what_cannot_be_voted_on_is_refused(options, answer, message):
    with pytest.raises(ValueError, match=message):
        ClassVote("?", options, answer)
