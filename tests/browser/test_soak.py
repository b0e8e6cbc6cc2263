"""The troubles of the soak once each, on one notebook; and what its report finds."""

import pytest

from tests.browser.memory import report
from tests.browser.soak import Student
from tests.browser.test_exercises import ASKED
from tests.browser.test_lessons import assert_quiet

NOTEBOOK = "01_zero_one_loss.ipynb"


@pytest.fixture(scope="module")
def student(chrome, server, lessons):
    return Student(chrome, server, lessons, notebooks=[NOTEBOOK])


def test_two_tabs_a_full_disk_and_a_killed_kernel_lose_nothing(student):
    lesson = student.lessons[NOTEBOOK]
    student.second_tab(lesson)
    student.fill_disk(lesson)
    student.kill(lesson)
    student.move(lesson)
    student.assert_nothing_lost(lesson)
    assert_quiet(lesson)


def test_what_is_lost_is_red(student):
    lesson, number = student.lessons[NOTEBOOK], str(ASKED[NOTEBOOK][-1])
    student.outcomes[number] = "almost"  # nobody came so far
    with pytest.raises(AssertionError, match=f"should have .*'{number}': 'almost'"):
        student.assert_nothing_lost(lesson)
    del student.outcomes[number]
    student.typed[NOTEBOOK, 0] = "what a student typed"
    with pytest.raises(AssertionError, match=f"cell 0 of {NOTEBOOK}"):
        student.assert_nothing_lost(lesson)


HELD = {"kernel": 200, "page": 60, "nodes": 20_000, "listeners": 2_000, "choices": 0, "figures": 6, "widgets": 9}
CHOICE = {"page": 0.5, "nodes": 300, "listeners": 800}


def held(**more):
    """What one notebook holds."""
    return {NOTEBOOK: {what: number + more.get(what, 0) for what, number in HELD.items()}}


@pytest.mark.parametrize(
    ("middle", "end", "found"),
    [
        ({"kernel": 50, "page": 50, "widgets": 4}, {"kernel": 51, "page": 51, "widgets": 4}, []),  # a cache fills once
        ({}, {"choices": 60, "page": 30}, []),  # that is JupyterLab's own
        ({"kernel": 30}, {"kernel": 60}, ["kernels have grown by 30.0 MB in the second half"]),
        ({"page": 30}, {"page": 60}, ["pages have grown by 30.0 MB in the second half"]),
        ({}, {"figures": 1}, [f"{NOTEBOOK}: 7 figures, half-way 6"]),
    ],
)
def test_what_grows_in_the_second_half_is_a_leak(middle, end, found):
    assert report([held(), held(**middle), held(**end)], [1000, 1000], CHOICE) == found
