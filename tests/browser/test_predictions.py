"""Predictions in a real JupyterLab: a veil until one has chosen, by the keyboard as well, and the choice is kept."""

import json

import pytest

from tests.browser.jupyterlab import Lesson


@pytest.fixture(scope="module")
def lesson(chrome, server, lessons):
    (lessons / "progress.json").unlink()
    lesson = Lesson(chrome.new_page(), server, "01_zero_one_loss.ipynb")
    lesson.run_all()
    return lesson


def test_the_picture_opens_when_the_question_above_it_is_answered(lesson, lessons):
    question = lesson.page.locator(".live.prediction").first
    veiled = lesson.page.locator(".live.veiled")
    count = veiled.count()
    picture = veiled.first.element_handle()
    canvas, slider = picture.query_selector("canvas"), picture.query_selector("input")
    assert (
        not canvas.is_visible() and not slider.is_visible() and veiled.first.get_by_text("question above").is_visible()
    )
    question.get_by_role("button", name="a smooth bowl").press("Enter")
    canvas.wait_for_element_state("visible")
    assert slider.is_visible() and veiled.count() == count - 1
    said = question.locator(".sentence").inner_text()
    assert said.startswith("✗ A smooth bowl.") and "✓ Flat steps" in said
    assert question.get_by_role("button", disabled=True).count() == question.get_by_role("button").count() == 4
    kept = json.loads((lessons / "progress.json").read_text())
    assert kept["predictions"] == {"error count": "a smooth bowl"}


def test_what_was_chosen_stands_there_when_one_comes_back(lesson):
    count = lesson.page.locator(".live.veiled").count()
    lesson.save()
    lesson.open()
    lesson.wait_rendered()
    lesson.run_all()
    question = lesson.page.locator(".live.prediction").first
    assert question.get_by_role("button", pressed=True).text_content() == "a smooth bowl"
    assert lesson.page.locator(".live.veiled").count() == count
    assert lesson.complaints == []
