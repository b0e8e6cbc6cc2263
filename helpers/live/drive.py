"""Moves every control of a view over its range, to see that picture and sentence follow."""

import textwrap


def drive(view, **positions):
    """Move each control of `view` over its range, and print what the picture says at the ends and in between.

    `positions` may name, for a control, the values worth reading; the whole range is swept all the same, in silence.
    Every control is put back where it was.
    Raises AssertionError when a control leaves the picture or its sentence as it was: it is not wired up.
    """
    with view.hold_sync():  # the browser hears only of the end
        for name, control in view.controls.items():
            chosen = positions.get(name, [])
            said = _sweep(view, name, [*control.stops(view.values[name]), *chosen])[-len(chosen) :]
            for value, sentence in said if chosen or len(said) < 5 else (said[0], said[len(said) // 2], said[-1]):
                shown = f"{value:g}".replace("-", "−") if isinstance(value, float) else value
                print(textwrap.fill(f"{name} = {shown}: {sentence}", width=100, subsequent_indent="    "))


def _sweep(view, name, values):
    """Move one control through the values and back; the (value, sentence) pairs it gave."""
    start, drawn, said = view.values[name], set(), []
    for value in values:
        view.set(**{name: value})
        said.append((value, view.sentence))
        drawn.add((view.layer, view.frame))
    view.set(**{name: start})
    assert len(drawn) > 1, f"moving {name} does not change the picture"
    assert len({sentence for _, sentence in said}) > 1, f"moving {name} does not change the sentence"
    return said
