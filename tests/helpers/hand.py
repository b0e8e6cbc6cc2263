"""A pointer for tests: the messages that a browser sends to a view."""

import itertools

_turns = itertools.count(1)
CLIENT = "a hand"


def tell(view, do, client=CLIENT, **more):
    """Send the view one message, later than all before it."""
    view.receive(None, {"do": do, "client": client, "turn": next(_turns), **more}, [])


def move(view, **values):
    """Move controls, the last one last, as a browser does: values as the browser knows them."""
    name = [*values][-1]
    before = {} if isinstance(values[name], dict) else {name: view.sent(view.values)[name]}
    tell(view, "move", values=values, before=before)


def drag(view, axes, start, *stops):
    """Press the button at one place of the axes, move to the others and let go there; returns the values after it."""
    tell(view, "grab", at=_pixels(axes, start))
    for stop in stops:
        tell(view, "drag", at=_pixels(axes, stop))
    return view.values


def cursor(view, axes, x, y):
    """What the pointer looks like over a place of the axes: "grab" where there is something to drag, else ""."""
    heard, send = [], view.send
    view.send = lambda content, buffers=None: heard.append(content)
    try:
        tell(view, "hover", at=_pixels(axes, (x, y)))
    finally:
        view.send = send
    (answer,) = heard
    return "grab" if answer["grab"] else ""


def _pixels(axes, place):
    """A place of the axes in pixels of the figure."""
    return axes.transData.transform(place).tolist()
