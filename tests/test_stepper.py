"""Stepping through a chain, and finding the broken line."""

import html
import re

import numpy as np
import pytest

from helpers.chains import best_coin_chain, coin_log_likelihood_chain, gradient_chain, sigmoid_slope_chain
from helpers.datasets import two_flowers
from helpers.formulas import printed
from helpers.stepper import find_the_slip, step_through, walk

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


def seen(view):
    return [number for number, row in view.rows.items() if "folded" not in row._dom_classes]


def press(button):
    button._click_handlers(button)


def test_it_begins_with_the_first_line(steps):
    assert seen(steps) == [12]
    assert text(steps.caption).startswith("Line (12), 1 of 6: the tosses are independent")


def test_next_previous_and_show_all(steps):
    buttons = steps.turns.buttons
    for expected in ([12, 13], [12, 13, 14], [12, 14, 15]):
        press(buttons["next"])
        assert seen(steps) == expected
    press(buttons["previous"])
    assert seen(steps) == [12, 13, 14] and "here" in steps.rows[14]._dom_classes
    press(buttons["all"])
    assert seen(steps) == [12, 13, 14, 15, 16, 17] and buttons["all"].description == "One by one"
    press(buttons["next"])
    assert "here" in steps.rows[15]._dom_classes
    press(buttons["all"])
    assert seen(steps) == [12, 14, 15] and buttons["all"].description == "Show all"


def test_the_ends_hold(steps):
    press(steps.turns.buttons["previous"])
    assert steps.here == 12
    for _ in range(9):
        press(steps.turns.buttons["next"])
    assert steps.here == 17


def test_a_line_stands_beside_the_first_and_follows_the_slider(steps):
    steps.turns.value = 4
    for p in (0.6, 0.3):
        steps.controls["p"].value = p
        expected = f"{7 * np.log(p) + 3 * np.log(1 - p):.12f}".replace("-", "−")
        assert re.findall("−[0-9.]+", text(steps.worths[16])) == [expected, expected]
        assert "equal" in text(steps.worths[16])
        assert text(steps.caption) == (
            "Line (16), 5 of 6: the log of a power brings the exponent down in front. "
            f"At p = {p} it is worth {expected}, as line (12) is."
        )


def test_a_line_that_differs_is_told(steps, monkeypatch):
    chain = steps.chain
    monkeypatch.setitem(printed(), 16, printed()[16].replace("1 - x_i", "1 + x_i"))
    steps.turns.value = 4
    assert "different" in text(steps.worths[16])
    assert "line (12) −6.32" in text(steps.caption) and "as line" not in text(steps.caption)
    assert "line (16) is worth" in steps.says()
    with pytest.raises(AssertionError, match=r"line \(16\) is worth .*, but line \(12\)"):
        walk(steps)
    assert chain.line(16)


@pytest.mark.parametrize(("chain", "sliders"), CHAINS, ids=["coin", "gradient", "best coin", "sigmoid"])
def test_walking_visits_every_stop_and_comes_back(chain, sliders, capsys):
    view = step_through(chain, **sliders)
    before = view.setting
    walk(view)
    said = capsys.readouterr().out.splitlines()
    assert len(said) == sum(len(spec) if isinstance(spec, list) else 5 for spec in sliders.values())
    assert all(f"{len(chain.numbers)} lines, each " in line for line in said) and len(set(said)) == len(said)
    assert view.setting == before == chain.start


def test_readers_without_a_kernel_have_the_whole_chain(steps):
    bundle = steps._repr_mimebundle_()
    for number in steps.chain.numbers:
        assert f"({number}) −6.324651561984" in bundle["text/plain"]
        assert f"<b>({number})</b>" in bundle["text/html"] and steps.chain.line(number).why in bundle["text/html"]
    assert r"\prod_{i=1}^{N} P(x_i|p)" in bundle["text/html"]


def test_side_lines_say_what_was_done():
    view = step_through(CHAINS[2][0], **CHAINS[2][1])
    view.turns.all = True
    said = {number: text(widget) for number, widget in view.worths.items()}
    assert "put into (55)" in said[56] and "÷ p (1 − p)" in said[64] and "× N ÷" in said[69]
    assert "put" not in said[63]


def test_a_hunt_gives_nothing_away(hunt):
    assert text(hunt.caption) == "Puzzle 1 of 4: one of the lines (12) to (17) is broken. Which?"
    assert all(text(widget) == "" for widget in hunt.worths.values())
    bundle = hunt._repr_mimebundle_()
    assert bundle["text/plain"] == text(hunt.caption) and "−" not in bundle["text/html"].replace("1 − p", "")
    assert "(1 - p)^{x_i}" in hunt.maths[14].value and "(1 - p)^{x_i}" not in printed()[14]


def test_the_numbers_are_shown_when_asked_for(hunt):
    hunt.numbers.value = True
    values = {number: text(widget) for number, widget in hunt.worths.items()}
    assert [n for n, said in values.items() if "−6.324651561984" not in said] == [14]


def test_a_sound_line_is_acquitted_and_the_broken_one_found(hunt):
    hunt.accuse(13)
    assert "no, line (13) is sound; at p = 0.6 it is worth −6.324651561984, as line (12) is." in text(hunt.caption)
    assert "Compare the numbers." in text(hunt.replies[13]) and text(hunt.replies[14]) == ""
    hunt.accuse(14)
    assert "yes, line (14) is broken; at p = 0.6 it is worth −9.98" in text(hunt.caption)
    assert hunt.slip.story in text(hunt.caption) and "Found so far: 1 of 4." in text(hunt.replies[14])
    press(hunt.next)
    assert text(hunt.caption).startswith("Puzzle 2 of 4: one of the lines") and hunt.found == {0}
    assert "(1 - p)^{x_i}" not in hunt.maths[14].value and hunt.slip.wrong in re.sub(
        r"\s+", " ", printed()[16]
    ).replace(hunt.slip.right, hunt.slip.wrong)


def test_where_a_slip_cannot_be_seen_the_hunt_says_so(hunt):
    press(hunt.next)
    hunt.controls["p"].value = 0.5
    hunt.accuse(12)
    assert "So is the broken one at this setting: move a slider." in text(hunt.caption)
    hunt.accuse(16)
    assert (
        "though at p = 0.5 it is worth −6.931471805599, as line (12) is, and no number would have shown it there."
        in text(hunt.caption)
    )


def test_every_puzzle_can_be_solved():
    for chain, sliders in CHAINS:
        view = find_the_slip(chain, **sliders)
        for slip in chain.slips:
            for number in chain.numbers:
                view.accuse(number)
                assert (": yes, " in text(view.caption)) == (number == slip.number)
            press(view.next)
        assert view.found == set(range(len(chain.slips))) and view.puzzle == 0


def test_a_hunt_is_walked_too(hunt, capsys, monkeypatch):
    walk(hunt)
    assert capsys.readouterr().out.startswith("4 puzzles: in each, one line leaves")
    monkeypatch.setattr(type(hunt), "tex", lambda self, number: printed()[number])
    with pytest.raises(AssertionError, match=r"puzzle 1: \[\] differ"):
        walk(hunt)


def test_a_closed_view_is_gone(steps):
    from ipywidgets.widgets.widget import _instances

    before = len(_instances)
    view = step_through(steps.chain, p=(0.05, 0.95, 0.05))
    assert len(_instances) > before
    view.close()
    assert len(_instances) == before
