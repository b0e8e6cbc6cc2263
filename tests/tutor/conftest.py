"""What the tests of the tutor share."""

import pytest


@pytest.fixture
def new_session(monkeypatch):
    """What is kept: nothing at first, as when a kernel has just started."""
    session = {"exercises": {}, "predictions": {}}
    monkeypatch.setattr("tutor.progress._session", session)
    return session
