"""What a student sees: the verdict on an attempt, hints one at a time, and a table of progress."""

import html

from helpers import validation
from helpers.live import Button
from helpers.live.widget import replace_earlier
from tutor.box import Box, code
from tutor.exercises.grading import grade
from tutor.exercises.questions import EXERCISES
from tutor.progress import NOT_KEPT, keep, so_far

MARKS = {"right": "✓", "almost": "≈", "not yet": "✗", "exception": "!", "not attempted": "○"}
OUTCOMES = {"exception": "exception in the code"}  # the other outcomes go by their own name
NEW = {"outcome": "not attempted", "hints": 0}


def entry_of(number):
    """What is kept of an exercise: its last outcome, and how many hints were asked for."""
    entry = so_far()["exercises"].get(str(number), NEW)
    return entry if entry.get("outcome") in MARKS and isinstance(entry.get("hints"), int) else NEW


class Attempt(Box):
    """The verdict on one attempt, and a button that gives one hint after the other."""

    def __init__(self, exercise, verdict):
        self.exercise, self.verdict = exercise, verdict
        self.used = entry_of(exercise.number)["hints"]
        controls = {} if verdict.kind == "right" else {"hint": Button("").named("hint", self.used)}
        super().__init__(controls, kind="verdict attempt")
        self._show_hints()
        self.observe(self._show_hints, "values")

    def _show_hints(self, change=None):
        hints, kind = self.exercise.hints, self.verdict.kind
        self.used = min(self.values.get("hint", self.used), len(hints))
        number, former = self.exercise.number, entry_of(self.exercise.number)
        entry = {"outcome": former["outcome"] if kind == "not attempted" else kind, "hints": self.used}
        kept = entry == NEW or keep("exercises", str(number), entry)
        (lead, colon, rest), mark = (
            self.verdict.sentence.partition(":"),
            f'<span aria-hidden="true">{MARKS[kind]}</span>',
        )
        said = f'<p class="outcome {kind.replace(" ", "-")}">{mark} <strong>{lead}{colon}</strong>{code(rest)}</p>'
        self.sentence = self.verdict.sentence
        if kind != "right":
            used = self.used
            given = "".join(f"<p>{words}</p>" for words in map(_hint_words, range(1, used + 1), hints))
            said += f'<div class="hints">{given}</div>' if given else ""
            self.sentence += f" Hint {used}. {hints[used - 1]}" if used else ""
            button = self.controls["hint"]
            button.disabled = used == len(hints)
            button.label = "No more hints" if button.disabled else f"Hint {used + 1} of {len(hints)}"
            self.send_state("controls")
        said += "" if kept else f"<p>{NOT_KEPT}</p>"
        self.rich = said

    def read(self):
        """The verdict, and all hints folded away."""
        return {
            "text/plain": self.verdict.sentence,
            "text/html": f"<p>{code(self.verdict.sentence)}</p>{self._folded()}",
        }

    def _folded(self):
        """All hints for a reader without a kernel, each folded inside the one before."""
        folded, hints = "", self.exercise.hints
        if self.verdict.kind == "right":
            return folded
        for k, hint in reversed(list(enumerate(hints, 1))):
            folded = f"<details><summary>Hint {k} of {len(hints)}</summary><p>{code(hint)}</p>{folded}</details>"
        return folded


def _hint_words(number, hint):
    return f"<strong>Hint {number}.</strong> {code(hint)}"


def attempt(number, answer):
    """Try the answer to exercise `number` and show how it went, with a button for hints.

    answer: a function or a value, as the exercise asks. Raises ValueError when there is no exercise of that number.
    """
    number = validation.whole("number", number, 1, len(EXERCISES))
    verdict = grade(EXERCISES[number], answer)
    view = Attempt(EXERCISES[number], verdict)
    replace_earlier(view)
    return view


class Progress:
    """Each exercise with the outcome of its last attempt and the hints it took, and a sentence that counts them."""

    def __init__(self):
        entries = {number: entry_of(number) for number in EXERCISES}
        self.rows = [
            (f"{number} · {EXERCISES[number].title}", entry["outcome"], entry["hints"])
            for number, entry in entries.items()
        ]

    @property
    def sentence(self):
        """How many are right, under way and open, and in how many there were hints."""
        kinds = [kind for _, kind, _ in self.rows]
        right, new, helped = kinds.count("right"), kinds.count("not attempted"), sum(used > 0 for *_, used in self.rows)
        begun = len(kinds) - right - new
        return f"{right} of {len(kinds)} right, {begun} begun, {new} not attempted yet; hints used in {helped}."

    def __repr__(self):
        lines = [f"{MARKS[kind]} {title}: {_outcome(kind)}{_with_hints(used)}" for title, kind, used in self.rows]
        return "\n".join([self.sentence, *lines])

    def _repr_html_(self):
        left = 'style="text-align: left"'
        head = "".join(f'<th scope="col" {left}>{word}</th>' for word in ("Exercise", "Outcome", "Hints used"))
        rows = "".join(
            f'<tr><th scope="row" {left}>{html.escape(title)}</th>'
            f'<td {left}><span aria-hidden="true">{MARKS[kind]}</span> {_outcome(kind)}</td>'
            f"<td>{used}</td></tr>"
            for title, kind, used in self.rows
        )
        caption = f"<caption {left}>{self.sentence}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _outcome(kind):
    return OUTCOMES.get(kind, kind)


def _with_hints(used):
    return f", {used} hint{'s' * (used > 1)}" if used else ""


def progress():
    """How far you are: every exercise, in whatever notebook. Run the cell again to bring it up to date."""
    return Progress()
