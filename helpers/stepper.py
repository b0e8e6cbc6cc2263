"""Chains of equations you step through, and chains with one broken line to find.

steps = step_through(coin_log_likelihood_chain(x), p=(0.05, 0.95, 0.05))
steps                # Previous, Next, Show all; a slider; and under each line what it is worth
walk(steps)          # every line at every setting: all worth the same?
hunt = find_the_slip(coin_log_likelihood_chain(x), p=(0.05, 0.95, 0.05))
"""

import html
from decimal import DecimalException

import ipywidgets as widgets
import traitlets

from helpers.controls import stops
from helpers.digits import fifty_digits, shown
from helpers.formulas import printed
from helpers.live import family, hook, in_turn, make_control, replace_earlier
from helpers.marks import marked


class Turns(widgets.HBox):
    """Previous and Next, on one number `value` between 0 and `last`, and Show all, on `all`."""

    value = traitlets.Int(0)
    all = traitlets.Bool(False)

    def __init__(self, last):
        self.last = last
        look = {"layout": widgets.Layout(width="8em"), "style": widgets.ButtonStyle()}
        self.buttons = {
            name: widgets.Button(description=words, _dom_classes=(name,), **look)
            for name, words in (("previous", "Previous"), ("next", "Next"), ("all", "Show all"))
        }
        self.buttons["previous"].on_click(lambda _: self.set_trait("value", self.value - 1))
        self.buttons["next"].on_click(lambda _: self.set_trait("value", self.value + 1))
        self.buttons["all"].on_click(lambda _: self.set_trait("all", not self.all))
        super().__init__(list(self.buttons.values()), _dom_classes=("turns",))

    @traitlets.validate("value")
    def _inside(self, proposal):
        return min(max(proposal.value, 0), self.last)

    @traitlets.observe("all")
    def _rename(self, change):
        self.buttons["all"].description = "One by one" if change.new else "Show all"


class _Board(widgets.VBox):
    """The lines of a chain one under the other, each with its worth, under their controls.

    controls: the sliders by name. more: further controls.
    """

    def __init__(self, chain, controls, more):
        self.chain, self.controls, self.look = chain, controls, widgets.Layout()
        self.maths = {number: widgets.HTMLMath(self._line(number), layout=self.look) for number in chain.numbers}
        self.worths = {number: widgets.HTML(layout=self.look, _dom_classes=("worth",)) for number in chain.numbers}
        self.rows = {number: widgets.Box(self._row(number), layout=self.look) for number in chain.numbers}
        self.caption = widgets.HTML(layout=self.look, _dom_classes=("sentence",))
        wrap = widgets.Layout(flex_flow="row wrap", align_items="center")
        row = widgets.Box([*controls.values(), *more], layout=wrap, _dom_classes=("live-controls",))
        board = widgets.VBox(list(self.rows.values()), layout=self.look, _dom_classes=("board",))
        super().__init__([row, *self._order(self.caption, board), hook(self.look)], _dom_classes=("live", "chain"))
        for control in (*controls.values(), *more):
            control.observe(self.refresh, tuple({"value", "all"} & control.traits().keys()))
        self.refresh()

    def _row(self, number):
        """The widgets of one line."""
        return [self.maths[number], self.worths[number]]

    def _order(self, caption, board):
        """What comes first."""
        return board, caption

    def tex(self, number):
        """The line as it stands here."""
        return printed()[number]

    @property
    def setting(self):
        """What each slider stands at, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def worth(self, numbers):
        """What each of these lines comes to at the sliders' positions, by number, in twelve decimals."""
        with fifty_digits():
            values = self.chain.values(**self.setting)
            return {number: _shown_worth(self.chain, number, values, self.tex(number)) for number in numbers}

    def _line(self, number):
        """A line with its number, what changed underlined, and the reason."""
        before = self.chain.before(number)
        tex = marked(self.tex(number), printed()[before]) if before else self.tex(number)
        why = self.chain.line(number).why
        return f'<b>({number})</b> $\\displaystyle {html.escape(tex)}$<br><span class="why">{html.escape(why)}</span>'

    def _own(self, number, worths):
        """What a line is worth, and how that was found."""
        return f"<span>({number})</span><b>{worths[number]}</b><i>{self.chain.line(number).how}</i>"

    def refresh(self, change=None):
        """Show what stands at the controls now."""

    def close(self):
        """Let go of every widget, here and in the browser."""
        members = family(self)
        self.controls, self.children = {}, ()
        for widget in members:
            widget.unobserve_all()
            super(_Board, widget).close() if widget is self else widget.close()

    def _repr_mimebundle_(self, include=None, exclude=None):
        """For readers without a kernel: the whole chain, as a list and as plain text."""
        said, worths = self.says(), self._told()
        lines = "".join(f"<li>{self._line(n)}{worth and ': '}{worth}</li>" for n, worth in worths.items())
        text = [f"({number}) {worth}" for number, worth in worths.items() if worth]
        return {
            **super()._repr_mimebundle_(),
            "text/plain": "\n".join([said, *text]),
            "text/html": f"<p>{html.escape(said)}</p><ul>{lines}</ul>",
        }

    def _told(self):
        """For each line, what a reader without a kernel is told of its worth."""
        worths = self.worth(self.chain.numbers)
        return {number: f"{worths[number]} {self.chain.line(number).how}".rstrip() for number in worths}


def _shown_worth(chain, number, values, tex):
    try:
        return shown(chain.worth(number, values, tex))
    except DecimalException:
        return "no number"


def _setting_words(setting):
    return ", ".join(f"{_label(name)} = {value:g}".replace("-", "−") for name, value in setting.items())


def _label(name):
    return {"nu": "ν"}.get(name, name).translate(str.maketrans("01", "₀₁"))


class Stepper(_Board):
    """A chain that is written line by line; the line that came last is pointed out."""

    def __init__(self, chain, controls):
        self.turns = Turns(len(chain.numbers) - 1)
        super().__init__(chain, controls, [self.turns])

    @property
    def here(self):
        """The number of the line that came last."""
        return self.chain.numbers[self.turns.value]

    @in_turn
    def refresh(self, change=None):
        """Show this line, the one before and the first, or all of them, and what each is worth."""
        numbers, at = self.chain.numbers, self.turns.value
        shown_lines = numbers if self.turns.all else {numbers[0], numbers[max(at - 1, 0)], numbers[at]}
        worths = self.worth(shown_lines)
        for number, row in self.rows.items():
            state = "folded" if number not in worths else "here" if number == self.here else "done"
            row._dom_classes = ("line", state)
            if number in worths:
                self.worths[number].value = self._beside(number, worths)
        self.caption.value = f"<p>{html.escape(self._said(worths))}</p>"

    def walk(self):
        """All lines at every stop of every slider: see `walk`."""
        for _ in _settings(self):
            worths = set(self.worth(self.chain.numbers).values())
            assert len(worths) == 1, self.says()
            print(f"{_setting_words(self.setting)}: {len(self.chain.numbers)} lines, each {worths.pop()}")

    def _beside(self, number, worths):
        """A line's worth, under it the first line's, and whether they are the same."""
        first = self.chain.numbers[0]
        if number == first:
            return self._own(number, worths)
        verdict = "equal" if worths[number] == worths[first] else "different"
        other = f'<span>({first})</span><b>{worths[first]}</b><i class="{verdict}">{verdict}</i>'
        return f"{self._own(number, worths)}<br>{other}"

    def _said(self, worths):
        first = self.chain.numbers[0]
        place = f"Line ({self.here}), {self.turns.value + 1} of {len(self.chain.numbers)}"
        same = f"as line ({first}) is" if worths[self.here] == worths[first] else f"line ({first}) {worths[first]}"
        tail = "" if self.here == first else f", {same}"
        why = self.chain.line(self.here).why
        return f"{place}: {why}. At {_setting_words(self.setting)} it is worth {worths[self.here]}{tail}."

    def says(self):
        """The whole chain in one sentence."""
        worths = self.worth(self.chain.numbers)
        first, last = self.chain.numbers[0], self.chain.numbers[-1]
        at = f"At {_setting_words(self.setting)}"
        different = [number for number in worths if worths[number] != worths[first]]
        if different:
            return f"{at} line ({different[0]}) is worth {worths[different[0]]}, but line ({first}) {worths[first]}."
        return (
            f"{at} each of the {len(worths)} lines ({first}) to ({last}) is worth {worths[first]}: {self.chain.about}."
        )


class Hunt(_Board):
    """A chain in which one line is broken: read, measure, and say which.

    puzzle counts the slips of the chain; `found` holds those that were found.
    """

    puzzle = traitlets.Int(0)

    def __init__(self, chain, controls):
        self.found, self.accused, self.replies = set(), None, {}
        narrow = widgets.Layout(width="auto")
        self.numbers = widgets.Checkbox(description="Show the numbers", indent=False, layout=narrow)
        self.next = widgets.Button(description="Next puzzle", layout=narrow)
        self.next.on_click(lambda _: self.set_trait("puzzle", (self.puzzle + 1) % len(chain.slips)))
        super().__init__(chain, controls, [self.numbers, self.next])
        self.observe(self._new_puzzle, "puzzle")

    def _row(self, number):
        button = widgets.Button(description=f"({number}) is broken", layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self.accuse(number))
        self.replies[number] = widgets.HTML(layout=self.look, _dom_classes=("reply",))
        measured = widgets.VBox([self.worths[number], button], layout=self.look, _dom_classes=("measured",))
        return [self.maths[number], measured, self.replies[number]]

    def _order(self, caption, board):
        return caption, board

    @property
    def slip(self):
        """The slip that breaks this chain."""
        return self.chain.slips[self.puzzle]

    def tex(self, number):
        """The line as it stands here, one of them broken."""
        tex = printed()[number]
        return tex.replace(self.slip.right, self.slip.wrong) if number == self.slip.number else tex

    def walk(self):
        """Every puzzle at every stop of every slider: see `walk`."""
        for puzzle in range(len(self.chain.slips)):
            self.puzzle = puzzle
            astray = set()
            for _ in _settings(self):
                worths = self.worth(self.chain.numbers)
                astray |= {number for number in worths if worths[number] != worths[self.chain.numbers[0]]}
            assert astray == {self.slip.number}, f"puzzle {self.puzzle + 1}: {sorted(astray)} differ"
        self.puzzle = 0
        print(f"{len(self.chain.slips)} puzzles: in each, one line leaves the value of the others, and no other does")

    def _told(self):
        """Nothing: the readers have yet to search."""
        return dict.fromkeys(self.chain.numbers, "")

    @in_turn
    def accuse(self, number):
        """Say that this line is the broken one."""
        self.accused = number
        if number == self.slip.number:
            self.found.add(self.puzzle)
        self.refresh()

    @in_turn
    def _new_puzzle(self, change):
        self.accused, self.numbers.value = None, False
        for number in self.chain.numbers:
            self.maths[number].value = self._line(number)
        self.refresh()

    @in_turn
    def refresh(self, change=None):
        """Show the numbers if asked for, and beside the accused line what came of that."""
        worths = self.worth(self.chain.numbers) if self.numbers.value else {}
        said = html.escape(self.says())
        for number, row in self.rows.items():
            accused = number == self.accused
            row._dom_classes = ("line", "here" if accused else "done")
            self.worths[number].value = self._own(number, worths) if worths else ""
            self.replies[number].value = f'<p aria-hidden="true">{said}</p>' if accused else ""
        self.caption.value = f'<p class="{"heard" if self.accused else "read"}">{said}</p>'

    def says(self):
        """What is known of the puzzle so far."""
        first, last = self.chain.numbers[0], self.chain.numbers[-1]
        where = f"Puzzle {self.puzzle + 1} of {len(self.chain.slips)}"
        if self.accused is None:
            return f"{where}: one of the lines ({first}) to ({last}) is broken. Which?"
        worths = self.worth((first, self.accused))
        mine, reference = worths[self.accused], worths[first]
        at = f"at {_setting_words(self.setting)}"
        if self.accused == self.slip.number:
            proof = (
                f"{at} it is worth {mine}, line ({first}) {reference}"
                if mine != reference
                else f"though {at} it is worth {mine}, as line ({first}) is, and no number would have shown it there"
            )
            score = f"Found so far: {len(self.found)} of {len(self.chain.slips)}"
            return f"{where}: yes, line ({self.accused}) is broken; {proof}. {self.slip.story} {score}."
        broken = self.worth((self.slip.number,))[self.slip.number]
        advice = "So is the broken one at this setting: move a slider" if broken == reference else "Compare the numbers"
        return f"{where}: no, line ({self.accused}) is sound; {at} it is worth {mine}, as line ({first}) is. {advice}."


def step_through(chain, **sliders):
    """A `Stepper` for the chain, with a slider (low, high, step) or a menu [values] for each of its names."""
    return _shown(Stepper, chain, sliders)


def find_the_slip(chain, **sliders):
    """A `Hunt` in the chain, with the same controls as `step_through`."""
    return _shown(Hunt, chain, sliders)


def _shown(board, chain, sliders):
    view = board(chain, {name: make_control(name, spec, chain.start[name]) for name, spec in sliders.items()})
    replace_earlier(view)
    return view


def walk(view):
    """Take every slider over its range, evaluate every line at every stop, and print what came of it.

    Raises AssertionError when a line of a `Stepper` is not worth what its first line is; of a `Hunt`, when any line but
    the broken one ever is not, or when the broken one always is.
    """
    view.walk()


def _settings(view):
    """Each stop of each control in turn; afterwards all are back where they were."""
    for control in view.controls.values():
        start = control.value
        for value in stops(control):
            control.value = value
            yield
        control.value = start
