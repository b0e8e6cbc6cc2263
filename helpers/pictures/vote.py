"""The class votes on a question: bars of the votes, and, once it is asked for, the truth beside them."""

import textwrap

from helpers.live import Picture, explore
from helpers.pictures.style import count, words_at

LETTERS = "ABCDE"
MOST = 300  # votes for one option
WIDTH = 70  # characters on one line of the picture
VOTES, OTHERS = "#56B4E9", "0.78"  # no class has either colour


class ClassVote(Picture):
    """How many voted for each option; with the truth shown, the right one is marked."""

    def __init__(self, question, options, answer):
        """question: may be ""  options: two to five different lines of words  answer: the index of the right one.

        Raises ValueError for anything else.
        """
        self.options, self.answer = _checked(options, answer), answer
        title = textwrap.wrap(question, WIDTH)
        rows, head = len(options), 0.25 + 0.27 * len(title)
        high = head + 0.72 * rows + 0.05
        axes = self.subplots(size=(8.4, high))
        self.figure.subplots_adjust(left=0.02, right=0.98, bottom=0.05 / high, top=1 - head / high)
        axes.set(xlim=(0, 1.2), ylim=(rows - 0.42, -0.6))
        axes.set_axis_off()
        axes.set_title("\n".join(title), loc="left", fontweight="bold")
        frame = {"height": 0.42, "left": 0, "edgecolor": "black", "facecolor": "none", "linewidth": 2}
        self.bars = [self.animated(bar) for bar in axes.barh(range(rows), 0, height=0.42, color=VOTES)]
        (self.truth,) = axes.barh([answer], [1], **frame)
        self.animated(self.truth)
        self.words = [self.animated(words_at(axes, 0, row - 0.42)) for row in range(rows)]
        self.shares = [self.animated(words_at(axes, 0, row)) for row in range(rows)]

    def update(self, A=0, B=0, C=0, D=0, E=0, show_the_truth=False):
        """Draw the share of each option, and mark the right one if the truth is to be shown."""
        votes = [A, B, C, D, E][: len(self.options)]
        total = sum(votes)
        shares = [n / total if total else 0.0 for n in votes]
        for row, bar in enumerate(self.bars):
            bar.set(width=shares[row], facecolor=OTHERS if show_the_truth and row != self.answer else VOTES)
        self.truth.set_visible(show_the_truth)
        for row, n in enumerate(votes):
            right = show_the_truth and row == self.answer
            self.words[row].set_text(f"{LETTERS[row]}   {self.options[row]}{'   ✓' * right}")
            self.shares[row].set(text=_share(n, total) if total else "0", x=max(shares[row], right) + 0.012)
        return " ".join(self._said(votes, total, show_the_truth))

    def _said(self, votes, total, show_the_truth):
        named = [f"{letter} “{option}”" for letter, option in zip(LETTERS, self.options, strict=False)]
        if total:
            yield (
                f"{count(total, 'vote')}: "
                + ", ".join(f"{name} {_share(n, total)}" for name, n in zip(named, votes, strict=True))
                + "."
            )
            most = [LETTERS[row] for row, n in enumerate(votes) if n == max(votes)]
            yield f"{most[0]} leads." if len(most) == 1 else f"{', '.join(most[:-1])} and {most[-1]} are level."
        else:
            yield "No votes yet for " + ", ".join(named) + "."
        if show_the_truth:
            saw = votes[self.answer]
            part = "nobody" if not saw else "everybody" if saw == total else f"{_percent(saw, total)} of the class"
            yield f"The answer is {named[self.answer]}" + (f", which {part} saw coming." if total else ".")


def _checked(options, answer):
    """The options, if they can be voted on."""
    options = list(options)
    if not 2 <= len(options) <= len(LETTERS):
        raise ValueError(f"options must be two to {len(LETTERS)}, got {len(options)}")
    for option in options:
        if not isinstance(option, str) or not option.strip() or len(option) > WIDTH:
            raise ValueError(f"each option must be words, at most {WIDTH} characters of them; got {option!r}")
    if len(set(options)) < len(options):
        raise ValueError(f"options must differ from each other, got {options}")
    if not isinstance(answer, int) or isinstance(answer, bool) or not 0 <= answer < len(options):
        raise ValueError(f"answer must be the index of an option, 0 to {len(options) - 1}; got {answer!r}")
    return options


def _percent(n, total):
    """A share in whole per cent that never claims to be none or all when it is not."""
    percent = 100 * n / total
    return "<1 %" if 0 < percent < 0.5 else ">99 %" if 99.5 <= percent < 100 else f"{percent:.0f} %"


def _share(n, total):
    return f"{n} ({_percent(n, total)})"


def class_vote(question, options, answer):
    """The vote with its controls: a number for each option, and a tick that shows the truth.

    Raises ValueError as `ClassVote` does.
    """
    picture = ClassVote(question, options, answer)
    return explore(picture, **{letter: (0, MOST, 1) for letter in LETTERS[: len(options)]}, show_the_truth=False)
