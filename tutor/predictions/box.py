"""What a reader sees of a prediction, and what a class sees of it in the lecture room."""

import html

import traitlets

from helpers.live import Button
from helpers.live.controls import Choice, Slider, Tick
from helpers.live.widget import replace_earlier
from helpers.text import count
from helpers.validation import one_of
from tutor.box import Box, code
from tutor.predictions.questions import PREDICTIONS
from tutor.progress import NOT_KEPT, keep, so_far

LETTERS = "ABCDE"
MOST = 300  # votes for one option
SHOWN = "(shown)"  # what is kept in place of a choice when the answer was asked for instead


class Answered(traitlets.HasTraits):
    """Whether a question has been answered, in this session or in an earlier one, in whatever box."""

    made = traitlets.Bool(False)


_answered = {}  # for each question that was asked, by its name


class Prediction(Box):
    """A question with its options; once one is chosen, or the answer asked for, what is to be said of it.

    `prediction` makes it, with a name that there is: here it is unchecked.
    """

    def __init__(self, name, question):
        self.name, self.question = name, question
        self.answered = _answered.setdefault(name, Answered())
        kept = so_far()["predictions"].get(name)
        choice = kept if kept in question.options else None
        controls = {
            "choice": Choice(question.words, list(question.options)).named("choice", choice),
            "show": Button("Show me").named("show", int(kept is not None and choice is None)),
        }
        super().__init__(controls, kind="verdict prediction")
        self._answer()
        self.observe(self._answer, "values")

    def _answer(self, change=None):
        choice = self.values["choice"]
        if self.rich or (choice is None and not self.values["show"]):
            return
        kept = change is None or keep("predictions", self.name, choice or SHOWN)
        lines = [choice, self.question.answer] if choice not in (None, self.question.answer) else [self.question.answer]
        self.sentence = " ".join(map(self._said, lines))
        self.rich = "".join(f"<p class='outcome {self._kind(line)}'>{code(self._said(line))}</p>" for line in lines)
        self.rich += "" if kept else f"<p>{NOT_KEPT}</p>"
        for control in self.controls.values():
            control.disabled = True
        self.send_state("controls")
        self.answered.made = True

    def _kind(self, option):
        return "right" if option == self.question.answer else "not-yet"

    def _said(self, option):
        mark = "✓" if option == self.question.answer else "✗"
        return f"{mark} {option[0].upper()}{option[1:]}. {self.question.options[option]}"

    def read(self):
        """The question with its options, and the answer folded away."""
        words, options = self.question.words, list(self.question.options)
        listed = "".join(f"<li>{html.escape(option)}</li>" for option in options)
        answer = code(self._said(self.question.answer))
        fold = f"<details class='answer'><summary>Answer</summary><p>{answer}</p></details>"
        return {
            "text/plain": f"{words} {' · '.join(options)}",
            "text/html": f'<p>{html.escape(words)}</p><ol type="A">{listed}</ol>{fold}',
        }


class ClassVote(Box):
    """A question for a class: how many voted for each option, and the answer once it is asked for.

    `class_vote` makes it, of a question that is unchecked here.
    """

    def __init__(self, question):
        self.question, self.answered = question, Answered(made=True)  # a class sees the picture when it is shown
        letters = LETTERS[: len(question.options)]
        controls = {letter: Slider(0, MOST, 1).named(letter, 0) for letter in letters}
        controls["show_the_truth"] = Tick().named("show_the_truth", False)
        super().__init__(controls, kind="verdict votes")
        self._count()
        self.observe(self._count, "values")

    def _count(self, change=None):
        *votes, truth = self.values.values()
        total, answer = sum(votes), list(self.question.options).index(self.question.answer)
        rows = []
        for row, (letter, option, n) in enumerate(zip(LETTERS, self.question.options, votes, strict=False)):
            right = truth and row == answer
            width = f"{100 * n / total if total else 0:.2f}%"
            rows.append(
                f"<li class='{'right' if right else ''}'><b>{letter}</b> {html.escape(option)}{' ✓' * right}"
                f"<span class='bar' style='width:{width}'></span> {_share(n, total) if total else 0}</li>"
            )
        self.rich = f"<p><b>{html.escape(self.question.words)}</b></p><ul>{''.join(rows)}</ul>"
        self.sentence = " ".join(self._said(votes, total, answer if truth else None))

    def _said(self, votes, total, answer):
        named = [f"{letter} “{option}”" for letter, option in zip(LETTERS, self.question.options, strict=False)]
        if total:
            shares = ", ".join(f"{name} {_share(n, total)}" for name, n in zip(named, votes, strict=True))
            yield f"{count(total, 'vote')}: {shares}."
            most = [LETTERS[row] for row, n in enumerate(votes) if n == max(votes)]
            yield f"{most[0]} leads." if len(most) == 1 else f"{', '.join(most[:-1])} and {most[-1]} are level."
        else:
            yield f"No votes yet for {', '.join(named)}."
        if answer is not None:
            saw = votes[answer]
            part = "nobody" if not saw else "everybody" if saw == total else f"{_percent(saw, total)} of the class"
            yield f"The answer is {named[answer]}" + (f", which {part} saw coming." if total else ".")


def _percent(n, total):
    """A share in whole per cent that never claims to be none or all when it is not."""
    percent = 100 * n / total
    return "<1 %" if 0 < percent < 0.5 else ">99 %" if 99.5 <= percent < 100 else f"{percent:.0f} %"


def _share(n, total):
    return f"{n} ({_percent(n, total)})"


def _shown(maker, name):
    box = maker(PREDICTIONS[one_of("name", name, PREDICTIONS)])
    replace_earlier(box)
    return box


def prediction(name):
    """Ask the question of that name; `explore(…, after=…)` keeps a picture veiled until it has been answered.

    Raises ValueError when there is no question of that name.
    """
    return _shown(lambda question: Prediction(name, question), name)


def class_vote(name):
    """The question of that name with a counter for each option: type in the votes of a class, then tick for the answer.

    Raises ValueError when there is no question of that name.
    """
    return _shown(ClassVote, name)
