"""Predictions: what is asked and said, that nothing gives the answer away before, and how a class votes."""

import re
from dataclasses import replace

import pytest

from helpers.live import explore
from helpers.pictures.zero_one import Heaviside
from tests.helpers.hand import move
from tests.tutor.markup import text
from tutor.predictions import PREDICTIONS, ClassVote, Prediction, Question, class_vote, prediction

SHARE = Question(
    "The share of zeros",
    {"rises": "More bars fit.", "falls": "Less & less?", "stays": "It `stays`."},
    answer="stays",
)


@pytest.fixture(autouse=True)
def kept(new_session, monkeypatch):
    monkeypatch.setattr("tutor.predictions.box._answered", {})
    return new_session["predictions"]


@pytest.fixture
def box():
    return Prediction("share", SHARE)


def test_before_a_choice_nothing_is_said(box, kept):
    assert (box.sentence, box.rich, box.answered.made, kept) == ("", "", False, {})
    controls = [control.described() for control in box.controls.values()]
    assert controls[0]["label"] == SHARE.words and controls[0]["options"] == ["rises", "falls", "stays"]
    assert not any(control["disabled"] for control in controls)


@pytest.mark.parametrize("choice", range(3))
def test_a_choice_is_answered_by_what_is_said_of_it_and_of_the_right_one(box, kept, choice):
    move(box, choice=choice)
    chosen = list(SHARE.options)[choice]
    assert box.answered.made and kept == {"share": chosen}
    expected = [f"✗ {chosen.capitalize()}. {SHARE.options[chosen]}"] * (choice != 2) + ["✓ Stays. It `stays`."]
    assert box.sentence == " ".join(expected) and text(box.rich) == "".join(expected).replace("`", "")
    assert re.findall(r"outcome ([\w-]+)", box.rich) == ["not-yet"] * (choice != 2) + ["right"]
    assert all(control.described()["disabled"] for control in box.controls.values())


def test_show_me_gives_the_answer_alone(box, kept):
    move(box, show=1)
    assert box.answered.made and box.sentence == "✓ Stays. It `stays`." and kept == {"share": "(shown)"}


@pytest.mark.parametrize("made", [{"choice": 0}, {"show": 1}])
def test_a_prediction_is_still_made_when_its_cell_is_run_again(box, made):
    move(box, **made)
    again = Prediction("share", SHARE)
    assert again.answered.made and again.sentence == box.sentence and again.rich == box.rich


def test_a_choice_that_is_no_option_any_more_counts_as_made(kept):
    kept["share"] = "an option of last year"
    assert Prediction("share", SHARE).answered.made


def test_a_full_disk_is_said(box, monkeypatch):
    monkeypatch.setattr("tutor.predictions.box.keep", lambda *entry: False)
    move(box, choice=2)
    assert box.answered.made and "could not be kept" in box.rich


def test_a_reader_without_a_kernel_has_the_options_and_the_answer_folded_away(box):
    bundle = box.read()
    assert bundle["text/plain"] == "The share of zeros rises · falls · stays"
    before, fold = bundle["text/html"].split("<details class='answer'>")
    assert text(before) == "The share of zerosrisesfallsstays"
    assert text(fold) == "Answer✓ Stays. It stays."


def test_a_picture_is_veiled_until_the_prediction_is_made(box):
    view = explore(Heaviside(), after=box, a=(-2.0, 2.0, 0.1))
    assert view.veiled and view.read()["text/html"].startswith('<details class="answer"><summary>')
    move(box, choice=0)
    assert not view.veiled and view.read()["text/html"].startswith("<figure>")
    assert not explore(Heaviside(), after=Prediction("share", SHARE), a=(-2.0, 2.0, 0.1)).veiled
    assert not explore(Heaviside(), after=ClassVote(SHARE), a=(-2.0, 2.0, 0.1)).veiled
    assert not explore(Heaviside(), a=(-2.0, 2.0, 0.1)).veiled


def test_it_opens_whichever_box_is_answered():
    """The cell of the question may be run again, or copied, after the picture's."""
    view = explore(Heaviside(), after=Prediction("share", SHARE), a=(-2.0, 2.0, 0.1))
    move(Prediction("share", SHARE), show=1)
    assert not view.veiled


def test_the_first_choice_counts(box, kept):
    move(box, choice=0)
    said = box.sentence
    move(box, choice=2)
    move(box, show=1)
    assert box.sentence == said and kept == {"share": "rises"}


@pytest.mark.parametrize("maker", [prediction, class_vote])
def test_a_name_that_is_none_is_refused(maker):
    with pytest.raises(ValueError, match=r"^name must be one of error count, .*; got the text 'bowl'$"):
        maker("bowl")


# A few words of each question, and of what is said to its options, one after another; "✓" stands before the answer.
SAID = {
    "error count": ("the curve of the error count", "whole number | 12.4 flowers | ✓ changes sides"),
    "one flower": (
        "straight towards the boundary",
        "But the flower now | ✓ where its edge is | only when the flower crosses",
    ),
    "opposite weights": ("8 mistakes", "changed their classes | ✓ what w got right | The 8 flowers | Every flower off"),
    "shrinking h": ("With h = 1", "✓ lie on the same step | closer to the derivative | fewer of its edges"),
    "logarithm": ("the logarithm of the likelihood", "changes heights | ✓ always increases | changes heights"),
    "1100 halves": ("multiplies 1100 halves", "smallest positive float | ✓ 1075th toss | without a warning"),
    "largest rate": ("With 0.035", "to and fro | ✓ closes in on it | With 0.04"),
    "four times": ("four times as often", "300 together | ✓ √4 is 2 | cancel only in part"),
    "logits": ("of the 100 logits", "A few do | ✓ Eight of them | above 0, but | They run"),
    "steepest": ("sigmoid is steepest", "✓ ½ · ½ | its height | different scales | has no jump"),
    "twenty times": ("multiplied by 20", "sure of them | ✓ a positive logit | Only the probabilities"),
    "longer weights": ("keep their ratio", "and logits grow | ✓ reached nearer | became smaller | ten times 0"),
    "far from the top": ("along one weight", "and no more | The sigmoid does | ✓ very nearly a straight line"),
    "shift": ("All three logits rise", "add up to 1 | ✓ every term | every term | every term"),
    "other two": ("ratio between the other two", "same factor | ✓ of their own logits | same factor"),
    "equal bars": ("Two classes", "Try 3 and 3 | ✓ σ(0) is one half | Try −1 and 1"),
    "new digits": ("100 digits", "guessing | better than that | first step | ✓ And all it does"),
    "hole": ("in the very middle", "The ring | ✓ has a hole there | tells them apart"),
    "sign": ("taken for a versicolor", "✓ probability of its class | its share larger | never zero"),
    "pulls": ("the pulls of the single flowers", "near the boundary | ✓ each of them is not"),
    "a little bolder": ("With 0.005", "no longer shrink | no longer shrink | ✓ further out"),
    "standardised": ("stretched to standard deviation 1", "counted per unit | ✓ 2000 | Not quite"),
    "separable": ("separates the two species", "the boundary stays | Double one | ✓ without end"),
    "balance": ("Seven heads", "above zero | below zero | ✓ their difference"),
    "four lines": ("(64) to (67)", "tidied up | ✓ multiplied by p(1 − p) | multiplied by p(1 − p)"),
}


@pytest.mark.parametrize("name", PREDICTIONS)
def test_each_option_has_its_own_said_of_it(name):
    question, (asked, said) = PREDICTIONS[name], SAID[name]
    assert asked in question.words and question.words[0].isupper()
    for (option, reply), phrase in zip(question.options.items(), said.split(" | "), strict=True):
        assert option.strip() and reply.endswith(".") and phrase.removeprefix("✓ ") in reply
        assert phrase.startswith("✓") == (option == question.answer)


@pytest.mark.parametrize(
    "change",
    [{"answer": "grows"}, {"options": {"stays": "."}}, {"options": dict.fromkeys("abcdef", ".") | {"stays": "."}}],
)
def test_what_cannot_be_asked_is_refused(change):
    with pytest.raises(ValueError, match="a question should have 2 to 5 options"):
        replace(SHARE, **change)


# A class


def widths(box):
    return [float(width) for width in re.findall(r"width:([\d.]+)%", box.rich)]


def voted(question=SHARE, **values):
    box = ClassVote(question)
    box.set(**values)
    return box


def test_bars_are_shares_and_the_sentence_says_so():
    box = voted(A=12, B=25, C=3)
    assert box.sentence == "40 votes: A “rises” 12 (30 %), B “falls” 25 (62 %), C “stays” 3 (8 %). B leads."
    assert widths(box) == pytest.approx([30, 62.5, 7.5])
    rows = [text(row) for row in re.findall("<li.*?</li>", box.rich)]
    assert rows == ["A rises 12 (30 %)", "B falls 25 (62 %)", "C stays 3 (8 %)"]
    assert box.rich.count("</li><li") == 2  # nothing stands between them


def test_the_truth_is_marked_when_it_is_asked_for():
    box = voted(A=12, B=25, C=3, show_the_truth=True)
    assert box.sentence.endswith("B leads. The answer is C “stays”, which 8 % of the class saw coming.")
    assert re.findall("<li class='(.*?)'>", box.rich) == ["", "", "right"]
    assert [" ✓" in row for row in re.findall("<li.*?</li>", box.rich)] == [False, False, True]


@pytest.mark.parametrize("votes", [{}, {"A": 1}, {"A": 12, "B": 25, "C": 3}])
def test_nothing_gives_the_answer_away_before(votes):
    questions = [replace(SHARE, answer=option) for option in SHARE.options]
    boxes = [voted(question, **votes) for question in questions]
    assert len({(box.sentence, box.rich) for box in boxes}) == 1
    boxes = [voted(question, **votes, show_the_truth=True) for question in questions]
    assert len({box.sentence for box in boxes}) == len({box.rich for box in boxes}) == 3


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
def test_no_votes_one_vote_ties_and_all_right_read_well(votes, beginning, end):
    assert voted(**votes).sentence.startswith(beginning)
    assert voted(**votes, show_the_truth=True).sentence.endswith(end)


def test_without_votes_there_are_no_bars():
    assert widths(voted()) == [0, 0, 0]


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_class_has_a_number_for_each_option(name):
    box = class_vote(name)
    assert list(box.controls) == [*"ABCDE"[: len(PREDICTIONS[name].options)], "show_the_truth"]
