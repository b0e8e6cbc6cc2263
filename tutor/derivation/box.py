"""Check my derivation: a text box for a student's own lines, and below it what is said of them.

derivation(SLOPE_OF_SIGMOID, my_lines)
"""

import html

from helpers.live import Button
from helpers.live.controls import TextBox
from helpers.live.widget import in_turn, replace_earlier
from tutor.box import Box, code
from tutor.derivation.checker import Task
from tutor.derivation.feedback import grade_lines
from tutor.derivation.spelling import steps_of

OUTCOMES = {  # for the style work
    "not attempted": "not-attempted",
    "not understood": "exception",
    "not yet": "not-yet",
    "almost": "almost",
    "right": "right",
}
_typed = {}  # what was typed into a box that started with these lines, so that running its cell again loses nothing


class DerivationBox(Box):
    """A text box for the lines of a derivation, and the answer to them; `verdict` is the answer as it stands."""

    def __init__(self, task, text):
        self.task, self.start = task, (task.called, text)
        lines = TextBox("Your lines", placeholder="one line for each step").named("lines", _typed.get(self.start, text))
        super().__init__({"lines": lines, "check": Button("Check").named("check", 0)}, kind="verdict tutor")
        self.check()
        self.observe(self.check, "values")

    @in_turn
    def check(self, change=None):
        """Look at the lines as they stand in the box, and answer."""
        text = _typed[self.start] = self.values["lines"]
        self.verdict = grade_lines(self.task, text)
        copied = steps_of(text) == steps_of(self.start[1])
        keep = "" if copied else "<p class='tutor-keep'>To keep these lines, copy them into the cell.</p>"
        said = f'<p class="outcome {OUTCOMES[self.verdict.kind]}">{code(self.verdict.sentence)}</p>{keep}'
        self.rich, self.sentence = _listed(self.verdict) + said, self.verdict.sentence

    def read(self):
        """The lines, and the answer to them."""
        still = f"{_listed(self.verdict)}<p>{code(self.verdict.sentence)}</p>"
        return {"text/plain": self.verdict.sentence, "text/html": still}


def _listed(verdict):
    """The lines and their remarks, as an HTML list."""
    items = (
        f"<li><code>{html.escape(text)}</code> <span>{html.escape(remark)}</span></li>"
        for text, remark in verdict.lines
    )
    return f'<ol class="tutor-lines">{"".join(items)}</ol>' if verdict.lines else ""


def derivation(task, lines=""):
    """A text box that starts with these lines and says how they do: the first that breaks, and what may be wrong.

    task: SLOPE_OF_SIGMOID or BEST_COIN. lines: text, one line for each step, or a list of such lines.
    What is typed in the box is still there when the cell is run again, unless the cell's own lines have changed.
    Raises TypeError when it is handed something else.
    """
    if not isinstance(task, Task):
        raise TypeError(f"the task must be SLOPE_OF_SIGMOID or BEST_COIN; got something of type {type(task).__name__}")
    if isinstance(lines, (list, tuple)) and all(isinstance(line, str) for line in lines):
        lines = "\n".join(lines)
    if not isinstance(lines, str):
        raise TypeError(f"the lines must be text, in quotation marks; got something of type {type(lines).__name__}")
    view = DerivationBox(task, lines.strip("\n"))
    replace_earlier(view)
    return view
