"""Stepping through a chain, and finding the broken line."""

import html
import re

import numpy as np
import pytest
from ipywidgets import Widget

from helpers.datasets import two_flowers
from tests.helpers.hand import move
from tests.notebooks.sweep import assert_lines_agree, assert_one_is_broken
from tutor.equations.chains import best_coin_chain, coin_log_likelihood_chain, gradient_chain, sigmoid_slope_chain
from tutor.equations.latex import printed
from tutor.equations.stepper import find_the_slip, step_through

TOSSES = np.array([1, 1, 0, 1, 1, 1, 0, 0, 1, 1])
CHAINS = [
    (coin_log_likelihood_chain(TOSSES), {"p": (0.05, 0.95, 0.05)}),
    (gradient_chain(*two_flowers()), {"w0": (-2.0, 2.0, 0.1), "w1": (-2.0, 2.0, 0.1), "nu": [0, 1]}),
    (best_coin_chain(10), {"p": (0.01, 0.99, 0.01), "heads": (0, 10, 1)}),
    (sigmoid_slope_chain(), {"a": (-6.0, 6.0, 0.1)}),
]


@pytest.fixture
def steps():
    return step_through(*CHAINS[0][:1], **CHAINS[0][1])


@pytest.fixture
def hunt():
    return find_the_slip(*CHAINS[0][:1], **CHAINS[0][1])


def text(widget):
    return html.unescape(re.sub("<[^>]*>", " ", widget.value)).strip()


def said(hunt):
    """What stands under the controls once a line was named."""
    return html.unescape(re.sub("<[^>]*>", "", hunt.live.rich))


def seen(view):
    return [number for number, row in view.rows.items() if "folded" not in row._dom_classes]


def next_puzzle(hunt):
    move(hunt.live, next=hunt.live.values["next"] + 1)


def test_it_begins_with_the_first_line(steps):
    assert seen(steps) == [12]
    assert steps.live.sentence.startswith("Line (12), 1 of 6: the tosses are independent")


def test_one_line_after_the_other_and_all_at_once(steps):
    for at, expected in ((1, [12, 13]), (2, [12, 13, 14]), (3, [12, 14, 15]), (0, [12]), (3, [12, 14, 15])):
        move(steps.live, line=[at, False])
        assert seen(steps) == expected
        states = [set(row._dom_classes) - {"line"} for row in steps.rows.values()]
        assert sorted(map(len, states)) == [1] * 6 and states[at] == {"here"}
    move(steps.live, line=[2, False])
    assert seen(steps) == [12, 13, 14] and "here" in steps.rows[14]._dom_classes
    move(steps.live, line=[2, True])
    assert seen(steps) == [12, 13, 14, 15, 16, 17]
    move(steps.live, line=[3, True])
    assert "here" in steps.rows[15]._dom_classes and "done" in steps.rows[14]._dom_classes
    move(steps.live, line=[3, False])
    assert seen(steps) == [12, 14, 15]


def test_the_whole_chain_is_one_sentence(steps):
    assert steps.says() == (
        "At p = 0.6 each of the 6 lines (12) to (17) has the value −6.324651561984: the log-likelihood of the tosses."
    )


def test_the_ends_hold(steps):
    for at, line in ((-1, 12), (9, 17)):
        move(steps.live, line=[at, False])
        assert steps.here == line


def test_a_line_stands_beside_the_first_and_follows_the_slider(steps):
    steps.live.set(line=(4, False))
    for p in (0.6, 0.3):
        move(steps.live, p=p)
        expected = f"{7 * np.log(p) + 3 * np.log(1 - p):.12f}".replace("-", "−")
        assert text(steps.value_boxes[16]).split() == ["(16)", expected, "(12)", expected, "equal"]
        assert steps.live.sentence == (
            "Line (16), 5 of 6: the log of a power brings the exponent down in front. "
            f"At p = {p} it has the value {expected}, as line (12) has."
        )


def test_a_line_that_differs_is_told(steps, monkeypatch):
    monkeypatch.setitem(printed(), 16, printed()[16].replace("1 - x_i", "1 + x_i"))
    steps.live.set(line=(4, False))
    assert "different" in text(steps.value_boxes[16])
    assert "line (12) −6.32" in steps.live.sentence and "as line" not in steps.live.sentence
    assert "line (16) has the value" in steps.says()
    with pytest.raises(AssertionError, match=r"line \(16\) has the value .*, but line \(12\)"):
        assert_lines_agree(steps)


def test_its_lines_are_compared_at_every_stop_and_it_comes_back(steps, hunt):
    before, visited = steps.setting, []
    steps.live.observe(lambda change: visited.append(change.new["p"]), "values")
    assert_lines_agree(steps)
    assert {0.05, 0.95} < set(visited) and steps.setting == before
    assert_one_is_broken(hunt)
    assert hunt.puzzle == 0 and hunt.setting == before


def test_readers_without_a_kernel_have_the_whole_chain(steps):
    bundle, _ = steps._repr_mimebundle_()
    view = {"version_major": 2, "version_minor": 0, "model_id": steps.model_id}
    assert bundle["application/vnd.jupyter.widget-view+json"] == view
    for number in steps.chain.numbers:
        assert f"({number}) −6.324651561984" in bundle["text/plain"]
        assert f"<b>({number})</b>" in bundle["text/html"] and steps.chain.line(number).why in bundle["text/html"]
    assert r"\prod_{i=1}^{N} P(x_i|p)" in bundle["text/html"]


def test_side_lines_say_what_was_done():
    view = step_through(CHAINS[2][0], **CHAINS[2][1])
    view.live.set(line=(0, True))
    said = {number: text(widget) for number, widget in view.value_boxes.items()}
    assert "put into (55)" in said[56] and "÷ p (1 − p)" in said[64] and "× N ÷" in said[69]
    assert "put" not in said[63]


def test_a_hunt_gives_nothing_away(hunt):
    assert hunt.live.sentence == "Puzzle 1 of 4: one of the lines (12) to (17) is broken. Which?"
    assert all(text(widget) == "" for widget in hunt.value_boxes.values())
    bundle, _ = hunt._repr_mimebundle_()
    assert bundle["text/plain"] == hunt.live.sentence and "−" not in bundle["text/html"].replace("1 − p", "")
    assert "(1 - p)^{x_i}" in hunt.maths[14].value and "(1 - p)^{x_i}" not in printed()[14]


def test_the_numbers_are_shown_when_asked_for(hunt):
    move(hunt.live, numbers=True)
    values = {number: text(widget) for number, widget in hunt.value_boxes.items()}
    assert [n for n, said in values.items() if "−6.324651561984" not in said] == [14]


def test_a_sound_line_is_acquitted_and_the_broken_one_found(hunt):
    assert hunt.live.rich == ""
    hunt.name_line(13)
    assert "✗ No, (13) is right; at p = 0.6 it has the value −6.324651561984, as line (12) has." in hunt.live.sentence
    assert 'class="outcome not-yet"' in hunt.live.rich and said(hunt) == hunt.live.sentence
    assert {n for n, row in hunt.rows.items() if "here" in row._dom_classes} == {13}
    assert all("done" in row._dom_classes for n, row in hunt.rows.items() if n != 13)
    hunt.name_line(14)
    assert {n for n, row in hunt.rows.items() if "here" in row._dom_classes} == {14}
    assert "✓ Yes, (14) is broken; at p = 0.6 it has the value −9.98" in hunt.live.sentence
    assert 'class="outcome right"' in hunt.live.rich and said(hunt) == hunt.live.sentence
    assert hunt.error.story in hunt.live.sentence and "Found so far: 1 of 4." in hunt.live.sentence
    assert [button.description[0] for button in hunt.buttons.values()] == list("(✗✓(((")
    next_puzzle(hunt)
    assert {button.description[0] for button in hunt.buttons.values()} == {"("} and hunt.live.rich == ""
    assert hunt.live.sentence.startswith("Puzzle 2 of 4: one of the lines") and hunt.found == {0}
    assert "(1 - p)^{x_i}" not in hunt.maths[14].value and hunt.error.wrong in re.sub(
        r"\s+", " ", printed()[16]
    ).replace(hunt.error.right, hunt.error.wrong)


def test_where_a_slip_cannot_be_seen_the_hunt_says_so(hunt):
    next_puzzle(hunt)
    move(hunt.live, p=0.5)
    hunt.name_line(12)
    assert "So is the broken one at this setting: move a slider." in hunt.live.sentence
    hunt.name_line(16)
    assert (
        "though at p = 0.5 it has the value −6.931471805599, as line (12) has, and no number would have shown it there."
        in hunt.live.sentence
    )


def test_every_puzzle_can_be_solved():
    for chain, sliders in CHAINS:
        view = find_the_slip(chain, **sliders)
        for slip in chain.errors:
            for number in chain.numbers:
                view.name_line(number)
                assert ("✓" in view.live.sentence) == (number == slip.number) != ("✗" in view.live.sentence)
            next_puzzle(view)
        assert view.found == set(range(len(chain.errors))) and view.puzzle == 0


def test_a_puzzle_in_which_nothing_is_broken_is_red(hunt, monkeypatch):
    assert_one_is_broken(hunt)
    monkeypatch.setattr(type(hunt), "tex", lambda self, number: printed()[number])
    with pytest.raises(AssertionError, match=r"puzzle 1: lines \[\] differ"):
        assert_one_is_broken(hunt)


def test_a_new_puzzle_hides_the_numbers_and_forgets_the_accused(hunt):
    move(hunt.live, numbers=True)
    hunt.name_line(13)
    next_puzzle(hunt)
    assert not hunt.live.values["numbers"] and all(text(widget) == "" for widget in hunt.value_boxes.values())
    assert "✗" not in hunt.live.sentence + hunt.buttons[13].description
    for _ in range(3):
        next_puzzle(hunt)
    assert hunt.puzzle == 0 and hunt.live.sentence.startswith("Puzzle 1 of 4")


def test_the_style_sheet_finds_its_parts(steps, hunt):
    assert steps._dom_classes == ("chain",) and hunt._dom_classes == ("chain", "hunt")
    for board in (steps, hunt):
        assert board.children[1]._dom_classes == ("board",)
        assert all(row._dom_classes[0] == "line" for row in board.rows.values())
        assert all(box._dom_classes == ("value",) for box in board.value_boxes.values())
    assert all(row.children[1]._dom_classes == ("measured",) for row in hunt.rows.values())


def test_each_line_of_a_hunt_has_its_button(hunt):
    for number, row in hunt.rows.items():
        row.children[1].children[1].click()
        assert hunt.named == number


def test_a_closed_view_is_gone(steps):
    before = Widget.get_manager_state()["state"].keys()
    view = step_through(steps.chain, p=(0.05, 0.95, 0.05))
    assert Widget.get_manager_state()["state"].keys() > before
    view.close()
    assert Widget.get_manager_state()["state"].keys() == before


@pytest.mark.parametrize("show", [step_through, find_the_slip])
@pytest.mark.parametrize(
    "sliders",
    [{}, {"p": (0.1, 0.9, 0.1), "q": (0.1, 0.9, 0.1)}, {"q": (0.1, 0.9, 0.1)}, {"p": (0.9, 0.1, 0.1)}, {"p": None}],
)
def test_sliders_that_do_not_fit_the_chain_are_refused(show, sliders):
    with pytest.raises(ValueError, match=r"\bp\b.*; got "):
        show(CHAINS[0][0], **sliders)
