"""A mouse for tests: real matplotlib events on the canvas of a view."""

from matplotlib.backend_bases import MouseEvent


def drag(view, axes, start, *stops):
    """Press the button at one place of the axes, move to the others and let go there; returns the values after it."""
    canvas = view.picture.figure.canvas

    def event(kind, place, **more):
        MouseEvent(kind, canvas, *axes.transData.transform(place), **more)._process()

    event("button_press_event", start, button=1)
    for stop in stops:
        event("motion_notify_event", stop)
    event("button_release_event", [start, *stops][-1], button=1)
    return view.values


def cursor(view, axes, x, y):
    """What the pointer looks like over a place of the axes: "grab" where there is something to take."""
    canvas = view.picture.figure.canvas
    MouseEvent("motion_notify_event", canvas, *axes.transData.transform((x, y)))._process()
    return canvas._cursor
