"""The sweep over every control turns red for a control that is not wired up, and leaves everything where it was."""

import pytest

from helpers.live import explore
from helpers.pictures.zero_one import Heaviside
from tests.notebooks.spoilt import Fails, Mute, Still
from tests.notebooks.sweep import settings, sweep

A = (-2.0, 2.0, 0.1)


def test_it_visits_both_ends_and_comes_back():
    view = explore(Heaviside(), a=A)
    start = view.values
    visited = [view.values["a"] for _ in settings(view, ["a"])]
    assert {-2.0, 2.0} < set(visited) and view.values == start
    sweep(view)
    assert view.values == start


@pytest.mark.parametrize(
    ("picture", "error", "message"),
    [
        (Still, AssertionError, "moving a does not change the picture"),
        (Mute, AssertionError, "moving a does not change the sentence"),
        (Fails, ZeroDivisionError, "division by zero"),
    ],
)
def test_what_is_not_wired_up_is_red(picture, error, message):
    with pytest.raises(error, match=message):
        sweep(explore(picture(), a=A))
