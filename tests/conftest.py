"""What tests share: a browser, a server of the six notebooks; and which come first."""

import os

import pytest

from tests.browser.jupyterlab import browser, chromium, lab, make_predictions
from tools.workspace import update_workspace


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Two for each core: half of its time a test waits for a browser or a kernel."""
    return 2 * os.cpu_count()


@pytest.fixture(scope="module")
def chrome():
    """A browser: one for each module, as it has an event loop, and others need one of their own."""
    if chromium() is None:
        pytest.skip("no Chromium found: install Debian's package chromium, or Google Chrome")
    with browser() as chrome:
        yield chrome


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    """A student's copy of the notebooks, with all predictions made, so that no picture is veiled."""
    folder = tmp_path_factory.mktemp("lessons")
    update_workspace(workspace=folder)
    make_predictions(folder)
    return folder


@pytest.fixture(scope="module")
def server(lessons):
    """A JupyterLab that serves them."""
    with lab(lessons) as server:
        yield server


@pytest.fixture
def new_session(monkeypatch):
    """What is kept of exercises and predictions: nothing at first, as when a kernel has just started."""
    session = {"exercises": {}, "predictions": {}}
    monkeypatch.setattr("tutor.progress._session", session)
    return session


def pytest_collection_modifyitems(items):
    """Files that open a browser take longest, and are begun first."""
    long = {item.path for item in items if "chrome" in getattr(item, "fixturenames", [])}
    items.sort(key=lambda item: item.path not in long)
