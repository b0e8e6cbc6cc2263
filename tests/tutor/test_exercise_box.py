"""The verdict as a widget and as plain text, hints one at a time, and the table of progress."""

import html
import re

import pytest
from ipywidgets import Widget

from tests.helpers.hand import move
from tests.tutor.exercise_answers import ALMOST, RIGHT, WRONG, made
from tests.tutor.markup import text
from tutor.box import code
from tutor.exercises import EXERCISES, YourSlope, attempt, progress
from tutor.progress import keep

pytestmark = pytest.mark.usefixtures("new_session")

ALL = len(EXERCISES)
MARKS = {"right": "✓", "almost": "≈", "not yet": "✗", "exception": "!", "not attempted": "○"}


def broken(w, X, y):
    return X @ weights  # noqa: F821


ATTEMPTS = {
    "not attempted": (11, lambda w, X, y: None),
    "exception": (11, broken),
    "not yet": (11, made(11, WRONG[11][0][0])),
    "almost": (11, made(11, ALMOST[11][0][0])),
    "right": (11, made(11, RIGHT[11][0])),
}


@pytest.fixture(params=ATTEMPTS)
def view(request):
    return attempt(*ATTEMPTS[request.param])


def press(view):
    """Press the hint button."""
    move(view, hint=view.values["hint"] + 1)


def button(view):
    """What the hint button says, and whether it is disabled; None where there is no button."""
    found = [control.described() for control in view.controls.values()]
    return (found[0]["label"], found[0]["disabled"]) if found else None


def test_the_five_outcomes_are_told_apart_by_words_and_mark():
    said = {kind: attempt(*which) for kind, which in ATTEMPTS.items()}
    assert {kind: view.verdict.kind for kind, view in said.items()} == {kind: kind for kind in ATTEMPTS}
    starts = ("Not attempted yet: ", "There is an exception in your code: ", "Not yet: ", "Almost: ", "Right: ")
    for (kind, view), start in zip(said.items(), starts, strict=True):
        assert text(view.rich).startswith(f"{MARKS[kind]} {start}")
        assert f'<span aria-hidden="true">{MARKS[kind]}</span>' in view.rich
        assert f'<p class="outcome {kind.replace(" ", "-")}">' in view.rich, "for the style sheet"
        assert view.verdict.sentence.startswith(start)


def test_what_is_read_out_is_the_verdict_and_then_the_new_hint(view):
    assert {"verdict", "attempt"} == set(view.kind.split())
    assert view.sentence == view.verdict.sentence
    if button(view):
        for hint in view.exercise.hints:
            press(view)
            assert view.sentence.startswith(view.verdict.sentence) and view.sentence.endswith(hint)


def test_without_a_kernel_there_is_the_sentence_and_the_hints_folded_into_each_other(view):
    bundle, _ = view._repr_mimebundle_()
    assert bundle["text/plain"] == view.verdict.sentence
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert text(bundle["text/html"]).startswith(view.verdict.sentence.replace("`", ""))
    folds = re.findall(r"<details><summary>(.*?)</summary><p>(.*?)</p>", bundle["text/html"])
    if view.verdict.kind == "right":
        assert folds == [] and button(view) is None
    else:
        assert [title for title, _ in folds] == [f"Hint {k} of 3" for k in (1, 2, 3)]
        assert [text(words) for _, words in folds] == [hint.replace("`", "") for hint in EXERCISES[11].hints]
        assert bundle["text/html"].endswith("</p></details></details></details>")


def test_each_press_gives_one_more_hint_and_the_last_one_is_the_end():
    view = attempt(9, None)
    hints = [hint.replace("`", "") for hint in EXERCISES[9].hints]
    for k in range(4):
        said = text(view.rich)
        assert [hint in said for hint in hints] == [True] * k + [False] * (3 - k)
        assert button(view) == (("No more hints", True) if k == 3 else (f"Hint {k + 1} of 3", False))
        press(view)
    assert said == text(view.rich)


def test_code_in_a_hint_is_set_as_code_and_nothing_is_taken_for_markup():
    view = attempt(9, None)
    for _ in range(3):
        press(view)
    assert "<code>e / np.sum(e, axis=1, keepdims=True)</code>" in view.rich
    assert code("a < b & `c < d`") == "a &lt; b &amp; <code>c &lt; d</code>"
    view = attempt(2, lambda a: eval("1 < <b>"))
    assert "<b>" not in view.rich and "&lt;b&gt;" in view.rich
    assert "<b>" not in view._repr_mimebundle_()[0]["text/html"]


def test_hints_stay_when_the_answer_is_tried_again_and_belong_to_their_exercise():
    press(attempt(3, None))
    assert "Hint 1." in attempt(3, lambda w, X, y: 0).rich
    assert "Hint 1." not in attempt(4, None).rich
    right = attempt(3, made(3, RIGHT[3][0]))
    assert "Hint" not in right.rich and button(right) is None
    assert "3 · Count the mistakes: right, 1 hint" in repr(progress())


def test_closing_lets_go_of_every_widget():
    before = Widget.get_manager_state()["state"].keys()
    view = attempt(3, None)
    assert Widget.get_manager_state()["state"].keys() > before
    view.close()
    assert Widget.get_manager_state()["state"].keys() == before


@pytest.mark.parametrize("number", [0, ALL + 1, "3", None, 2.5])
def test_there_are_exercises_from_1_on(number):
    with pytest.raises(ValueError, match=rf"^number must be a whole number from 1 to {ALL}; got "):
        attempt(number, None)


@pytest.mark.parametrize("answer", [None, 0.25, "my_slope"])
def test_your_slope_wants_a_function(answer):
    with pytest.raises(ValueError, match=r"^answer must be a function; got "):
        YourSlope(answer)


# Progress


def test_progress_at_the_start():
    said = repr(progress()).splitlines()
    assert said[0] == f"0 of {ALL} right, 0 begun, {ALL} not attempted yet; hints used in 0."
    assert said[1:] == [f"○ {number} · {exercise.title}: not attempted" for number, exercise in EXERCISES.items()]


def test_progress_counts_the_last_attempt_at_each_and_the_hints():
    attempt(3, made(3, RIGHT[3][0]))
    attempt(4, 29.7)
    attempt(5, 0.1)
    attempt(5, 0.02304)
    attempt(7, made(7, RIGHT[7][0]))
    press(attempt(7, made(7, ALMOST[7][0][0])))
    view = attempt(11, broken)
    press(view)
    press(view)
    attempt(12, None)
    said = repr(progress()).splitlines()
    assert said[0] == f"2 of {ALL} right, 3 begun, {ALL - 5} not attempted yet; hints used in 2."
    assert said[3] == "✓ 3 · Count the mistakes: right"
    assert said[4] == "✗ 4 · Which way does the boundary turn?: not yet"
    assert said[5] == "✓ 5 · How probable are five tosses?: right"
    assert said[7] == "≈ 7 · A sigmoid that does not overflow: almost, 1 hint"
    assert said[11] == "! 11 · The gradient: exception in the code, 2 hints"
    assert said[12] == "○ 12 · One step uphill: not attempted"


def test_progress_is_what_it_was_when_it_was_asked_for():
    early = progress()
    attempt(5, 0.02304)
    assert early.sentence.startswith("0 of ") and progress().sentence.startswith("1 of ")


def test_the_table_can_be_read_aloud():
    press(attempt(5, 1))
    table = progress()._repr_html_()
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", table) == [progress().sentence]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table) == ["Exercise", "Outcome", "Hints used"]
    titles = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table)
    assert [html.unescape(title) for title in titles] == [f"{n} · {e.title}" for n, e in EXERCISES.items()]
    rows = [text(row.replace("</td><td", "</td>|<td")) for row in re.findall("<tr>.*?</tr>", table)]
    assert rows[5] == "5 · How probable are five tosses?✗ not yet|1"
    assert len(rows) == 1 + ALL


def test_a_progress_of_everything_right():
    for number in EXERCISES:
        keep("exercises", str(number), {"outcome": "right", "hints": 0})
    done = progress()
    assert done.sentence == f"{ALL} of {ALL} right, 0 begun, 0 not attempted yet; hints used in 0."


def test_an_empty_stub_takes_nothing_away():
    """As in a fresh copy of a notebook that is run from the top."""
    press(attempt(5, 1))
    attempt(5, 0.02304)
    view = attempt(5, None)
    assert view.verdict.kind == "not attempted" and view.values["hint"] == 1
    assert repr(progress()).splitlines()[5].endswith(": right, 1 hint")


@pytest.mark.parametrize("entry", [{}, {"outcome": "grand", "hints": 0}, {"outcome": "right", "hints": "many"}])
def test_an_entry_that_makes_no_sense_counts_as_none(entry):
    keep("exercises", "5", entry)
    assert "○ 5 ·" in repr(progress())
    assert attempt(5, None).values == {"hint": 0}
