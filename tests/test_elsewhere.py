"""Places without ipympl: the same pictures, as whole images, and a line that says so."""

import base64
import html
import io
import re
import shutil
import sys

import ipywidgets as widgets
import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances
from PIL import Image

from helpers.live import NO_IPYMPL, drive, explore
from helpers.pictures.sigmoid import Sigmoid
from helpers.still import SLOWER, Still
from tests.browser import PANEL, Lesson, browser, chromium, lab
from tests.browser_hands import until
from tests.notebook_code import NOTEBOOKS, ROOT, live_pictures, read


@pytest.fixture
def not_installed(monkeypatch):
    """As if ipympl had not been installed."""
    monkeypatch.setitem(sys.modules, "ipympl.backend_nbagg", None)
    monkeypatch.delitem(sys.modules, "helpers.canvas", raising=False)


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())


def sigmoid():
    return explore(Sigmoid(), l=(-6.0, 6.0, 0.1))


def shown(view):
    """The pixels of the image and its alternative text."""
    alt, source = re.search(r'alt="([^"]*)".*base64,([^"]*)"', view.screen.value).groups()
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source)))), html.unescape(alt)


@pytest.mark.parametrize("place", ["not_installed", "colab"])
def test_whole_images_follow_the_controls(place, request):
    request.getfixturevalue(place)
    view = sigmoid()
    assert isinstance(view.screen, Still) and view.screen in view.children and SLOWER in view.screen.value
    before, _ = shown(view)
    view.controls["l"].value = -3.0
    after, alt = shown(view)
    assert not np.array_equal(before, after) and np.array_equal(after, view.picture.pixels())
    assert alt == view.picture.sentence and alt in html.unescape(view.caption.value)
    fresh = Sigmoid()
    fresh.show(l=-3.0)
    assert np.array_equal(after, fresh.pixels())


def test_an_image_is_not_sent_while_a_picture_is_driven(not_installed, capsys):
    view, sent = sigmoid(), []
    view.screen.observe(sent.append, "value")
    drive(view)
    assert not sent and "l = 6" in capsys.readouterr().out


def test_with_ipympl_there_is_no_stand_in():
    assert not isinstance(sigmoid().screen, Still)


def test_a_front_end_that_asks_for_images_gets_them_and_nothing_is_left_behind():
    sigmoid().close()
    before = set(_instances)
    view = sigmoid()
    view.controls["l"].value = -1.0
    canvas, room = view.screen, next(child for child in view.children if isinstance(child, widgets.IntText))
    room.value = NO_IPYMPL
    assert isinstance(view.screen, Still) and view.screen in view.children and canvas not in view.children
    view.controls["l"].value = 2.0
    assert np.array_equal(shown(view)[0], view.picture.pixels())
    drive(view)
    view.close()
    assert set(_instances) == before


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs_without_ipympl(path, not_installed):
    """The pictures and the words are those of every other place: `drive` has moved each of them on the way."""
    for name, view, _ in live_pictures(path):
        assert isinstance(view.screen, Still), name
        assert shown(view)[1] == view.picture.sentence


@pytest.mark.skipif(chromium() is None, reason="no Chromium found: install Debian's package chromium, or Google Chrome")
def test_a_jupyterlab_that_cannot_load_ipympl_gets_images(tmp_path):
    notebook = ROOT / "notebooks" / "03_sigmoid.ipynb"
    for path in (notebook, notebook.with_name("matplotlibrc")):
        shutil.copy(path, tmp_path)
    place = next(n for n, cell in enumerate(read(notebook).cells) if "explore(Sigmoid()" in cell.source)
    with lab(tmp_path) as server, browser() as chrome:
        page = chrome.new_page(viewport={"width": 1280, "height": 900})
        page.route("**/lab/extensions/jupyter-matplotlib/**", lambda route: route.abort())
        lesson = Lesson(page, server, notebook.name)
        for n in range(place + 1):
            if lesson.page.evaluate(f"{PANEL}.content.widgets[{n}].model.type") == "code":
                lesson.run_cell(n)
        view = page.locator(".jp-Cell").nth(place).locator(".live")
        image = view.locator(".live-still img")
        image.wait_for(timeout=20_000)
        said, source = image.get_attribute("alt"), image.get_attribute("src")
        assert said == " ".join(view.locator(".sentence").text_content().split())
        assert SLOWER in view.text_content()
        handle = view.locator(".noUi-handle").first
        handle.press("ArrowRight")
        assert until(lesson, lambda: image.get_attribute("alt") != said and image.get_attribute("src") != source, 10)
        assert image.bounding_box()["width"] > 600
        lesson.shut_down()
