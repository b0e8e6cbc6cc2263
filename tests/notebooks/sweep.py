"""Moves everything that a notebook shows over its range: pictures must follow, and lines of a chain agree."""


def sweep(view):
    """Move each control of a live picture from end to end, and back where it was.

    Raises AssertionError when picture or sentence stays as it was, and whatever `update` raises.
    """
    for name in view.controls:
        shown = [(view.frame, view.layer, view.sentence) for _ in settings(view, [name])]
        assert len({(frame, layer) for frame, layer, _ in shown}) > 1, f"moving {name} does not change the picture"
        assert len({sentence for *_, sentence in shown}) > 1, f"moving {name} does not change the sentence"


def settings(live, names):
    """Each stop of each of these controls in turn, what stands there at first included; afterwards all is as before."""
    for name in names:
        start = live.values[name]
        try:
            yield
            for value in live.controls[name].stops(start):
                live.set(**{name: value})
                yield
        finally:
            live.set(**{name: start})


def assert_lines_agree(steps):
    """At every setting of its controls each line of a chain has the value of the first."""
    assert steps.names
    for _ in settings(steps.live, steps.names):
        assert len(set(steps.values_of(steps.chain.numbers).values())) == 1, steps.says()


def assert_one_is_broken(hunt):
    """In each puzzle exactly one line, the one that was broken, ever has another value than the first."""
    for puzzle, error in enumerate(hunt.chain.errors):
        hunt.puzzle, differ = puzzle, set()
        for _ in settings(hunt.live, hunt.names):
            values = hunt.values_of(hunt.chain.numbers)
            differ |= {number for number in values if values[number] != values[hunt.chain.numbers[0]]}
        assert differ == {error.number}, f"puzzle {puzzle + 1}: lines {sorted(differ)} differ"
    hunt.puzzle = 0
