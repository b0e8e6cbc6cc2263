"""Chains of equations you step through, and chains with one broken line to find.

steps = step_through(coin_log_likelihood_chain(x), p=(0.05, 0.95, 0.05))
steps                # Previous, Next, Show all; a slider; and under each line its value
hunt = find_the_slip(coin_log_likelihood_chain(x), p=(0.05, 0.95, 0.05))
"""

import html
from decimal import DecimalException

import ipywidgets as widgets
import traitlets

from helpers.live.controls import Button, Pager, Tick, make_control
from helpers.live.widget import in_turn, replace_earlier
from helpers.validation import described
from tutor.box import Box, close
from tutor.equations.chains import Chain
from tutor.equations.decimals import fifty_digits, shown
from tutor.equations.latex import printed
from tutor.equations.tex_diff import marked

__all__ = ["ErrorHunt", "Stepper", "find_the_slip", "step_through"]

VIEW = "application/vnd.jupyter.widget-view+json"


class _Board(widgets.VBox):
    """The lines of a chain one under the other, each with its value, under their controls and a sentence.

    controls: the sliders by name. more: further controls, named as well.
    """

    _ipython_display_ = None  # as in `Live`

    def __init__(self, chain, controls, more):
        self.chain, self.names, self.look = chain, list(controls), widgets.Layout()
        self.live = Box(controls | more, kind="verdict")
        self.maths = {number: widgets.HTMLMath(self._line(number), layout=self.look) for number in chain.numbers}
        self.value_boxes = {number: _html("value", self.look) for number in chain.numbers}
        self.rows = {number: widgets.Box(self._row(number), layout=self.look) for number in chain.numbers}
        for row in self.rows.values():
            row.add_class("line")
        board = widgets.VBox(list(self.rows.values()), layout=self.look)
        board.add_class("board")
        super().__init__([self.live, board])
        self.add_class("chain")
        self.live.observe(self.refresh, "values")
        self.refresh()

    def _row(self, number):
        """The widgets of one line."""
        return [self.maths[number], self.value_boxes[number]]

    def tex(self, number):
        """The line as it stands here."""
        return printed()[number]

    @property
    def setting(self):
        """What each slider stands at, by name."""
        return {name: self.live.values[name] for name in self.names}

    def mark(self, number, state):
        """Let the style sheet know what state a line is in: folded, here or done."""
        row = self.rows[number]
        for other in {"folded", "here", "done"} - {state}:
            row.remove_class(other)
        row.add_class(state)

    def values_of(self, numbers):
        """What each of these lines comes to at the sliders' positions, by number, in twelve decimals."""
        with fifty_digits():
            values = self.chain.at(**self.setting)
            return {number: _shown_value(self.chain, number, values, self.tex(number)) for number in numbers}

    def _line(self, number):
        """A line with its number, what changed underlined, and the reason."""
        before = self.chain.before(number)
        tex = marked(self.tex(number), printed()[before]) if before else self.tex(number)
        why = self.chain.line(number).why
        return f'<b>({number})</b> $\\displaystyle {html.escape(tex)}$<br><span class="why">{html.escape(why)}</span>'

    def _own(self, number, values):
        """The value of a line, and how it was found."""
        return f"<span>({number})</span><b>{values[number]}</b><i>{self.chain.line(number).how}</i>"

    def refresh(self, change=None):
        """Show what stands at the controls now."""

    def close(self):
        """Let go of every widget, here and in the browser."""
        close(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """For readers without a kernel: the whole chain, as a list and as plain text."""
        said, values = self.says(), self._told()
        lines = "".join(f"<li>{self._line(n)}{value and ': '}{value}</li>" for n, value in values.items())
        text = [f"({number}) {value}" for number, value in values.items() if value]
        data = {
            VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id},
            "text/plain": "\n".join([said, *text]),
            "text/html": f"<p>{html.escape(said)}</p><ul>{lines}</ul>",
        }
        _, metadata = self.live._repr_mimebundle_()  # it names what shows widgets in Colab
        return data, metadata

    def _told(self):
        """For each line, what a reader without a kernel is told of its value."""
        values = self.values_of(self.chain.numbers)
        return {number: f"{values[number]} {self.chain.line(number).how}".rstrip() for number in values}


def _shown_value(chain, number, values, tex):
    try:
        return shown(chain.value(number, values, tex))
    except DecimalException:
        return "no number"


def _setting_words(setting):
    return ", ".join(f"{_label(name)} = {value:g}".replace("-", "−") for name, value in setting.items())


def _label(name):
    return {"nu": "ν"}.get(name, name).translate(str.maketrans("01", "₀₁"))


class Stepper(_Board):
    """A chain that is written line by line; the line that came last is pointed out.

    `step_through` makes it, with a chain and controls that are unchecked here.
    """

    def __init__(self, chain, controls):
        super().__init__(chain, controls, {"line": Pager(len(chain.numbers) - 1).named("line", (0, False))})

    @property
    def here(self):
        """The number of the line that came last."""
        return self.chain.numbers[self.live.values["line"][0]]

    @in_turn
    def refresh(self, change=None):
        """Show this line, the one before and the first, or all of them, each with its value."""
        numbers, (at, everything) = self.chain.numbers, self.live.values["line"]
        shown_lines = numbers if everything else {numbers[0], numbers[max(at - 1, 0)], numbers[at]}
        values = self.values_of(shown_lines)
        for number in numbers:
            self.mark(number, "folded" if number not in values else "here" if number == self.here else "done")
            if number in values:
                self.value_boxes[number].value = self._beside(number, values)
        self.live.sentence = self._said(values)

    def _beside(self, number, values):
        """A line's value, under it the first line's, and whether they are the same."""
        first = self.chain.numbers[0]
        if number == first:
            return self._own(number, values)
        verdict = "equal" if values[number] == values[first] else "different"
        other = f'<span>({first})</span><b>{values[first]}</b><i class="{verdict}">{verdict}</i>'
        return f"{self._own(number, values)}<br>{other}"

    def _said(self, values):
        first = self.chain.numbers[0]
        place = f"Line ({self.here}), {self.live.values['line'][0] + 1} of {len(self.chain.numbers)}"
        same = f"as line ({first}) has" if values[self.here] == values[first] else f"line ({first}) {values[first]}"
        tail = "" if self.here == first else f", {same}"
        why = self.chain.line(self.here).why
        return f"{place}: {why}. At {_setting_words(self.setting)} it has the value {values[self.here]}{tail}."

    def says(self):
        """The whole chain in one sentence."""
        values = self.values_of(self.chain.numbers)
        first, last = self.chain.numbers[0], self.chain.numbers[-1]
        at = f"At {_setting_words(self.setting)}"
        different = [number for number in values if values[number] != values[first]]
        if different:
            wrong = f"line ({different[0]}) has the value {values[different[0]]}"
            return f"{at} {wrong}, but line ({first}) {values[first]}."
        lines = f"each of the {len(values)} lines ({first}) to ({last})"
        return f"{at} {lines} has the value {values[first]}: {self.chain.about}."


class ErrorHunt(_Board):
    """A chain in which one line is broken: read, measure, and say which. `find_the_slip` makes it; unchecked.

    puzzle counts the planted errors of the chain; `found` holds those that were found.
    """

    puzzle = traitlets.Int(0)

    def __init__(self, chain, controls):
        self.found, self.named, self.buttons = set(), None, {}
        more = {
            "numbers": Tick("Show the numbers").named("numbers", False),
            "next": Button("Next puzzle").named("next", 0),
        }
        super().__init__(chain, controls, more)
        self.add_class("hunt")
        self.observe(self._new_puzzle, "puzzle")

    def _row(self, number):
        self.buttons[number] = button = widgets.Button(layout=widgets.Layout(width="auto"))
        button.description = f"({number}) is broken"
        button.on_click(lambda _: self.name_line(number))
        measured = widgets.VBox([self.value_boxes[number], button], layout=self.look)
        measured.add_class("measured")
        return [self.maths[number], measured]

    @property
    def error(self):
        """What is broken in this chain."""
        return self.chain.errors[self.puzzle]

    def tex(self, number):
        """The line as it stands here, one of them broken."""
        tex = printed()[number]
        return tex.replace(self.error.right, self.error.wrong) if number == self.error.number else tex

    def _told(self):
        """Nothing: the readers have yet to search."""
        return dict.fromkeys(self.chain.numbers, "")

    @in_turn
    def name_line(self, number):
        """Say that this line is the broken one."""
        self.named = number
        if number == self.error.number:
            self.found.add(self.puzzle)
        self.buttons[number].description = self._verdict()
        self.refresh()

    def _verdict(self):
        """What became of the line that was named, with a mark."""
        if self.named == self.error.number:
            return f"✓ Yes, ({self.named}) is broken"
        return f"✗ No, ({self.named}) is right"

    @in_turn
    def _new_puzzle(self, change):
        self.named = None
        for number in self.chain.numbers:
            self.maths[number].value = self._line(number)
            self.buttons[number].description = f"({number}) is broken"
        self.live.set(numbers=False)
        self.refresh()

    @in_turn
    def refresh(self, change=None):
        """Show the numbers if asked for, and say what became of the line that was named."""
        pressed = self.live.values["next"] % len(self.chain.errors)
        if pressed != self.puzzle and change and change.old["next"] != change.new["next"]:
            self.puzzle = pressed
            return
        values = self.values_of(self.chain.numbers) if self.live.values["numbers"] else {}
        for number in self.rows:
            self.mark(number, "here" if number == self.named else "done")
            self.value_boxes[number].value = self._own(number, values) if values else ""
        self.live.sentence = said = self.says()
        kind = "right" if self.named == self.error.number else "not-yet"
        self.live.rich = f'<p class="outcome {kind}">{html.escape(said)}</p>' if self.named else ""

    def says(self):
        """What is known of the puzzle so far."""
        first, last = self.chain.numbers[0], self.chain.numbers[-1]
        where = f"Puzzle {self.puzzle + 1} of {len(self.chain.errors)}"
        if self.named is None:
            return f"{where}: one of the lines ({first}) to ({last}) is broken. Which?"
        values = self.values_of((first, self.named))
        mine, reference = values[self.named], values[first]
        here = f"at {_setting_words(self.setting)} it has the value {mine}"
        if self.named == self.error.number:
            proof = (
                f"{here}, line ({first}) {reference}"
                if mine != reference
                else f"though {here}, as line ({first}) has, and no number would have shown it there"
            )
            score = f"Found so far: {len(self.found)} of {len(self.chain.errors)}"
            return f"{where}: {self._verdict()}; {proof}. {self.error.story} {score}."
        broken = self.values_of((self.error.number,))[self.error.number]
        advice = "So is the broken one at this setting: move a slider" if broken == reference else "Compare the numbers"
        return f"{where}: {self._verdict()}; {here}, as line ({first}) has. {advice}."


def _html(name, layout):
    """Words that change, of a class for the style sheet."""
    words = widgets.HTML(layout=layout)
    words.add_class(name)
    return words


def step_through(chain, **sliders):
    """A `Stepper` for the chain, with a slider (low, high, step) or a menu [values] for each of its names.

    Raises TypeError when it is no chain, and ValueError when a slider is missing, too many, or makes no sense.
    """
    return _shown(Stepper, chain, sliders)


def find_the_slip(chain, **sliders):
    """An `ErrorHunt` in the chain, with the same controls as `step_through`."""
    return _shown(ErrorHunt, chain, sliders)


def _shown(board, chain, sliders):
    if not isinstance(chain, Chain):
        raise TypeError(f"chain must be a chain, such as sigmoid_slope_chain(); got {described(chain)}")
    if sliders.keys() != chain.start.keys():
        got = ", ".join(sliders) or "none"
        raise ValueError(f"the chain must have sliders for {', '.join(chain.start)}; got {got}")
    view = board(chain, {name: make_control(name, spec, chain.start[name]) for name, spec in sliders.items()})
    replace_earlier(view)
    return view


def __getattr__(name):
    if name == "walk":  # in copies that students have changed
        raise ImportError("walk is gone: take it out of this line, and delete the cells that begin with walk(")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
