"""How an answer is graded: grade(exercise, answer) tries it, and says in one sentence what came out.

An answer is a function, which is called with the arguments of each point, or a value, where there are no arguments.
"""

import _thread
import copy
import dis
import linecache
import math
import os
import re
import signal
import threading
import traceback
import types
import warnings
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import numpy as np

from helpers import validation
from helpers.text import num

CLOSE = 0.02  # an answer off by no more than this share of the largest number is nearly there
SAME = 0.005  # as far as a value typed by hand may be rounded and still be known as a mistake
LARGEST = 10**6  # an array with more entries is not looked into
SECONDS = 20  # as long as an answer may take at one point
MEMORY = 2**31  # as many bytes more as it may ask for

# What an error often means: a pattern found in its message, and the words to add.
REMEDIES = (
    ("truth value of an array", "An if can ask about one number only; np.where answers for each entry of an array"),
    ("only (0-dimensional|length-1) arrays", "The functions of math take one number; those of np take whole arrays"),
    ("math range error", "The result is too large for a float"),
    ("math domain error", "That function of math has no value there: a logarithm, for example, has none at 0"),
    (
        "core dimension|not aligned",
        "The shapes do not fit: compare the last number of the left one with the first of the right one",
    ),
    (r"bitwise_xor|type\(s\) for \^", "A power is written `**`; in Python `^` means something else"),
    ("be broadcast together", "The shapes do not fit: look at the shape of each part"),
    ("is not defined", "Check how that name is spelt, and whether the cell that gives it a value has been run"),
    ("seconds it was still running", "Look for a loop without an end"),
    ("nable to allocate", "That is more memory than this takes: look at the shape of each part"),
    ("positional argument", "Check the names in the brackets after def: they are what your function is called with"),
)


LEADS = {"exception": "There is an exception in your code", "not yet": "Not yet", "almost": "Almost"}


class Verdict(NamedTuple):
    """How an answer did. kind: "not attempted", "exception", "not yet", "almost" or "right"."""

    kind: str
    sentence: str


class Response(NamedTuple):
    """What came back. kind: "numbers", "nothing", "exception" or "odd"; of the last two, words say what it was.

    line: where in the student's own code an exception came up. warning: what numpy or Python had to say against the
    calculation. changed: the names of arguments that are not what they were.
    """

    kind: str
    numbers: np.ndarray | None = None
    words: str = ""
    line: str = ""
    warning: str = ""
    changed: tuple = ()


class Problem(NamedTuple):
    """What is wrong at one point. kind: "exception", "not yet" or "almost"."""

    kind: str
    words: str


@dataclass(frozen=True)
class Exercise:
    """A question, the points at which an answer is tried, and what there is to say about it.

    todo completes "replace None by …", wanted "but … is 0.2416", places "each of the 7 … tried".
    arguments: the names of what the answer is called with, none where the answer is a value typed in a cell.
    points: tuples of arguments, never symmetric, so that an answer that mixes up heads and tails, or a and -a, is found
    out. hard: more of them, where only a careful answer is still right. truth(*point) is right there; for a value it is
    that value. tol: how far off is still right.
    mistakes: wrong answers that people do give, each as they would give it, and the words that name it.
    hints: a nudge, a method, and nearly the line. measured(value): what the machine finds at a value that was typed.
    compared(answer, *point): what is held against the truth, where answers may differ and be right all the same. It
    raises ValueError to say what an answer is that it cannot use, and form says what is wanted. entries: words for each
    entry of a value, when that is wrong. nearly: words for numbers that are almost right. capped: words for finite
    numbers that are wrong at the hard points alone. without: functions of ours that the answer may not call.
    """

    number: int
    title: str
    todo: str
    wanted: str
    truth: Any
    hints: tuple
    mistakes: tuple
    arguments: tuple = ()
    points: tuple = ((),)
    hard: tuple = ()
    places: str = "points"
    tol: float = 1e-6
    measured: Callable | None = None
    compared: Callable | None = None
    form: str = "one finite number is"
    entries: tuple = ()
    nearly: str = ""
    capped: str = ""
    without: tuple = ()

    def truths(self, points):
        """The right numbers at the points, as arrays."""
        return [np.asarray(self.truth(*point) if self.arguments else self.truth, dtype=float) for point in points]

    def responses(self, answer, points):
        """What the answer says at the points."""
        if not self.arguments:
            return [read(answer, self.compared)]
        return [call(answer, *point, names=self.arguments, compared=self.compared) for point in points]

    def where(self, point):
        """The point in words: "w = [0.5, −1], y = [1, 0]"."""
        return ", ".join(f"{name} = {_written(value)}" for name, value in zip(self.arguments, point, strict=True))


# What an answer says


def call(answer, *arguments, names=(), compared=None):
    """Call the function `answer` with copies of the arguments; the Response says what came back. Nothing leaks out.

    What it prints is not shown. It may take SECONDS; one that took longer is not called again in this round.
    """
    global _endless
    if _endless and answer is _endless[0]:
        return _endless[1]
    given = copy.deepcopy(arguments)
    with (
        limited_memory(),
        warnings.catch_warnings(record=True) as caught,
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        redirect_stdout(nowhere),
    ):
        warnings.simplefilter("always")
        try:
            with limited_time():
                value = answer(*given)
        except (Exception, SystemExit) as error:
            response = Response("exception", words=_error_words(error), line=_own_line(answer, error))
            if isinstance(error, StillRunning):
                _endless = answer, response
            return response
    warning = next((str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)), "")
    changed = [name for name, old, new in zip(names, arguments, given, strict=False) if not np.array_equal(old, new)]
    return read(value, compared, arguments)._replace(warning=warning, changed=tuple(changed))


_endless = ()  # the last answer that took too long in this round, and what it got


def new_round():
    """Forget which answer took too long: what it calls may have been mended."""
    global _endless
    _endless = ()


class StillRunning(TimeoutError):
    """What an answer is stopped with that takes too long."""


@contextmanager
def limited_time():
    """A block that is stopped with StillRunning when it takes longer than SECONDS; in the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    late, done = threading.Event(), threading.Lock()

    def interrupt():
        if done.acquire(blocking=False):
            late.set()
            _thread.interrupt_main()

    clock = threading.Timer(SECONDS, interrupt)
    clock.daemon = True
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # where signals are ignored, no interrupt comes
    clock.start()
    try:
        try:
            yield
        finally:
            clock.cancel()
            if not done.acquire(blocking=False):
                threading.Event().wait(1)  # for an interrupt that is still on its way
    except KeyboardInterrupt as error:
        if not late.is_set():
            raise
        running = StillRunning(f"after {SECONDS:g} seconds it was still running")
        raise running.with_traceback(error.__traceback__) from None
    finally:
        signal.signal(signal.SIGINT, handler or signal.SIG_DFL)


@contextmanager
def limited_memory():
    """A block in which asking for more than MEMORY bytes raises MemoryError; where the system cannot, any block."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = used + MEMORY
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def ours_called(answer, functions):
    """The name of the first of these functions that the answer calls, itself or through another of its file; or ""."""
    if any(answer is function for function in functions):
        return answer.__name__
    code = getattr(answer, "__code__", None)
    names, waiting, seen = getattr(answer, "__globals__", {}), [code], set()
    while waiting:
        code = waiting.pop()
        if not isinstance(code, types.CodeType) or code in seen:
            continue
        seen.add(code)
        loaded = [step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
        things = [names.get(name) for name in loaded]
        modules = [thing for thing in things if isinstance(thing, types.ModuleType)]
        things += [vars(module).get(name) for module in modules for name in code.co_names]
        for thing in things:
            if any(thing is function for function in functions):
                return thing.__name__
        own = [thing for thing in things if getattr(thing, "__globals__", None) is names]
        waiting += [*code.co_consts, *(thing.__code__ for thing in own)]
    return ""


def one_number(answer, *arguments):
    """The one number that the function `answer` returns, and ""; or None, and what it did instead."""
    response = call(answer, *arguments)
    if response.kind == "exception":
        return None, f"stopped with {response.words}"
    if response.kind != "numbers":
        return None, f"returned {response.words}"
    if response.numbers.ndim:
        return None, f"returned an array of shape {response.numbers.shape}"
    return response.numbers.item(), ""


def read(value, compared=None, point=()):
    """The Response for a value, whatever it is: numbers in any form, or words that say what came instead."""
    if value is None:
        return Response("nothing", words="None")
    if callable(value):
        return Response("odd", words="a function, not what it comes to")
    rows = isinstance(value, (list, tuple, range))
    shape = value.shape if isinstance(value, np.ndarray) else (len(value),) if rows else ()
    if math.prod(shape) > LARGEST:
        return Response("odd", words=f"an array of shape {shape}")
    try:
        array = _floats(compared(value, *point) if compared else value)
    except ValueError as error:
        return Response("odd", words=str(error))
    bad = np.argwhere(~np.isfinite(array))
    if not len(bad):
        return Response("numbers", array)
    place = f" at index {_index(bad[0])}" if array.ndim else ""
    return Response("odd", words=f"{_written(float(array[tuple(bad[0])]))}{place}")


def numbers_of_shape(shape, value):
    """The value as an array of this shape. A ValueError says what it is instead."""
    response = read(value)
    if response.kind != "numbers":
        raise ValueError(response.words)
    if response.numbers.shape != shape:
        raise ValueError(f"an array of {_shape_words(response.numbers)}" if response.numbers.ndim else "one number")
    return response.numbers


def _floats(value):
    """The value as an array of floats. A ValueError says what it is instead."""
    empty = not value.size if isinstance(value, np.ndarray) else isinstance(value, (list, tuple, range)) and not value
    if empty:
        raise ValueError("an empty array")
    try:
        array = validation.array("answer", value)
    except ValueError as error:
        came = str(error).partition("; got ")[2]
        raise ValueError("rows of different lengths" if came == "ragged rows" else came) from None
    if array.dtype.kind == "b":
        raise ValueError("True and False" if array.ndim else f"{array}")
    return array.astype(float)


def _error_words(error):
    message = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}{': ' * bool(message)}{message}"


def _own_line(answer, error):
    """The last line that the error passed through in the file, or the cell, in which `answer` is written."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    if not own:
        return ""
    text = linecache.getline(file, own[-1]).strip()
    return f"in line {own[-1]}{f' (`{text}`)' if text and '`' not in text else ''} "


# What is to be said about it


def grade(exercise, answer):
    """The Verdict on an answer, whatever that is. The first point where it fails decides, and the hard ones come last.

    exercise: one of EXERCISES. Raises ValueError for anything else.
    """
    if not isinstance(exercise, Exercise):
        raise ValueError(f"exercise must be an Exercise, such as EXERCISES[3]; got {validation.described(exercise)}")
    if answer is None:
        return _nothing(exercise, answer)
    if exercise.arguments and not callable(answer):
        handed = f"attempt was handed {validation.described(answer)}, but the answer here is a function"
        return Verdict("not yet", f"Not yet: {handed}. Give its name, and no brackets.")
    new_round()
    points, here = exercise.points + exercise.hard, len(exercise.points)
    responses, truths = exercise.responses(answer, points), exercise.truths(points)
    if all(response.kind == "nothing" for response in responses):
        return _nothing(exercise, answer)
    problems = [problem(exercise, response, truth) for response, truth in zip(responses, truths, strict=True)]
    serious = [k for k in range(here) if problems[k] and problems[k].kind != "almost"]
    failed = serious or [k for k in range(len(points)) if problems[k]]
    if not failed and (name := ours_called(answer, exercise.without)):
        return Verdict("not yet", f"Not yet: your function is right, but it calls our {name}. Write it yourself.")
    if not failed:
        return Verdict("right", f"Right: {_praise(exercise, answer)}.{_measured(exercise, responses)}")
    k, kind = failed[0], problems[failed[0]].kind
    looked_at = points[:here] if k < here else points
    at = f"at {exercise.where(points[k])} " if exercise.arguments else ""
    if k >= here:
        kind, at = "almost", f"right at ordinary {exercise.places}, but {at}"
    off = responses[k].kind == "numbers" and not _right(exercise, responses[k], truths[k])
    nearly = exercise.nearly if kind == "almost" and off else ""
    nearly = (exercise.capped if k >= here and off and _is_capped(responses[k], truths[k]) else "") or nearly
    name = name_of_mistake(exercise, responses, truths, looked_at) or nearly
    named = f" {name}." if name else ""
    return Verdict(kind, f"{LEADS[kind]}: {at}{problems[k].words}.{named}{_measured(exercise, responses)}")


def _nothing(exercise, answer):
    """The Verdict on an answer that is None everywhere: an untouched one, or one that forgot to return."""
    code = getattr(answer, "__code__", None)
    if code and (code.co_names or code.co_nlocals > code.co_argcount):
        no_return = "your function calculates, but hands nothing back. Is the word return missing?"
        return Verdict("not yet", f"Not yet: {no_return}")
    keep = ", and keep the word return" if exercise.arguments else ""
    return Verdict("not attempted", f"Not attempted yet: replace None by {exercise.todo}{keep}.")


def _praise(exercise, answer):
    if exercise.entries:
        return exercise.wanted
    if not exercise.arguments:
        return f"{exercise.wanted} is {_written(float(read(answer).numbers))}"
    tried = f"{len(exercise.points + exercise.hard)} {exercise.places} tried"
    return f"yours gives {exercise.wanted} at each of the {tried}"


def _measured(exercise, responses):
    """What the machine has to say about a number that was typed."""
    response = responses[0]
    if exercise.measured is None or response.kind != "numbers" or response.numbers.ndim:
        return ""
    return f" {exercise.measured(response.numbers.item())}"


def problem(exercise, response, truth):
    """The Problem in a Response, where `truth` is right; None when it is right."""
    if not exercise.arguments:
        return _problem_of_value(exercise, response, truth)
    if response.kind == "exception":
        remedy = next((f". {words}" for pattern, words in REMEDIES if re.search(pattern, response.words)), "")
        return Problem("exception", f"your function stopped {response.line}with {response.words}{remedy}")
    if response.kind != "numbers":
        form = "finite numbers are" if truth.ndim and not exercise.compared else exercise.form
        return Problem("not yet", f"your function returned {response.words}, but {form} wanted")
    yours = response.numbers
    if yours.shape != truth.shape:
        sizes = f"{_shape_words(yours)}, expected {truth.shape if yours.ndim and truth.ndim else _shape_words(truth)}"
        if yours.size == truth.size and _near(yours.reshape(truth.shape), truth, exercise.tol):
            return Problem("almost", f"the numbers are right, but your function returned {sizes}")
        return Problem("not yet", f"your function returned {sizes}")
    if not _near(yours, truth, exercise.tol):
        gives, is_ = _apart(yours, truth)
        kind = "almost" if _near(yours, truth, CLOSE * np.abs(truth).max()) else "not yet"
        return Problem(kind, f"yours gives {gives}, but {exercise.wanted} is {is_}; {_off(yours, truth)}")
    if response.warning:
        return Problem("almost", f"yours gives the right {_numbers_word(truth)}, with the warning “{response.warning}”")
    if response.changed:
        which = " and ".join(response.changed)
        right = f"yours gives the right {_numbers_word(truth)}"
        return Problem("almost", f"{right}, and changes its argument {which} on the way")
    return None


def _problem_of_value(exercise, response, truth):
    if response.words == "text":
        return Problem("not yet", "yours is a text; type it without quotation marks, and Python will calculate it")
    if response.kind != "numbers":
        return Problem("not yet", f"yours is {response.words}, but {exercise.form} wanted")
    yours = response.numbers
    if exercise.entries:
        wrong = np.flatnonzero(yours != truth)
        return Problem("not yet", exercise.entries[wrong[0]]) if len(wrong) else None
    if yours.ndim:
        return Problem("not yet", f"yours has shape {yours.shape}, expected one number")
    off = abs(yours - truth)
    if off <= exercise.tol:
        return None
    if off <= CLOSE * abs(truth):
        todo = "; give more digits" if _shortened(yours.item(), truth) else ", but not all of its digits are right"
        return Problem("almost", f"{_written(yours.item())} is within 2 % of the answer{todo}")
    return Problem("not yet", f"{_written(yours.item())} is too {'large' if yours > truth else 'small'}")


def _shortened(value, truth):
    """Whether the value as it is typed has only right digits: it is the truth rounded, or cut off."""
    typed = Decimal(repr(value)).normalize()
    return any(Decimal(repr(float(truth))).quantize(typed, how) == typed for how in (ROUND_HALF_UP, ROUND_DOWN))


def _near(yours, truth, tol):
    return bool(np.all(np.abs(yours - truth) <= tol))


def _is_capped(response, truth):
    """Whether numbers of the right shape are off by more than single precision rounds, and none is all but infinite."""
    if response.numbers.shape != truth.shape or np.any(np.abs(response.numbers) > 1e300):
        return False
    return not _near(response.numbers, truth, 1e-5 * np.abs(truth))


def _right(exercise, response, truth):
    """Whether the numbers are right, and in the right shape."""
    return response.numbers.shape == truth.shape and _near(response.numbers, truth, exercise.tol)


def name_of_mistake(exercise, responses, truths, points):
    """The words for a well-known mistake, if the responses are the same as its own at every point; else nothing."""
    for mistake, words in exercise.mistakes:
        if all(
            _same(exercise, response, *exercise.responses(mistake, [point]), truth)
            for response, point, truth in zip(responses, points, truths, strict=False)
        ):
            return words
    return ""


def _same(exercise, response, other, truth):
    """Whether two responses make the same mistake. A warning counts only where the numbers are right all the same."""
    if response.kind != other.kind or response.kind == "nothing":
        return False
    if response.kind == "numbers":
        tol = exercise.tol if exercise.arguments else SAME * np.abs(other.numbers).max()
        if response.numbers.shape != other.numbers.shape or not _near(response.numbers, other.numbers, tol):
            return False
        return not _right(exercise, other, truth) or (response.warning.split()[:1], response.changed) == (
            other.warning.split()[:1],
            other.changed,
        )
    return response.words.split(":")[0] == other.words.split(":")[0]


# Numbers in words


def _written(value):
    """An argument or a value as a sentence shows it: 0.5, or [[1, −2], [0.5, 3]]."""
    if np.ndim(value):
        shown = [_written(part) for part in (value if len(value) <= 10 else value[:3])]
        return f"[{', '.join(shown)}{', …' * (len(value) > 10)}]"
    return f"{value:.6g}".replace("-", "−")


def _apart(yours, truth):
    """The two, with as many decimals as it takes to see that they differ."""
    whole = np.array_equal(yours, np.round(yours)) and np.array_equal(truth, np.round(truth))
    for places in (0,) if whole else (4, 6, 8, 10):
        shown = _rounded(yours, places), _rounded(truth, places)
        if shown[0] != shown[1]:
            break
    return shown


def _rounded(value, places):
    if value.ndim:
        return f"[{', '.join(_rounded(part, places) for part in value)}]"
    return num(value, places) if abs(value) < 1e6 else f"{value:.3g}".replace("-", "−")


def _off(yours, truth):
    """How far off the worst entry is: "0.4 too much"."""
    difference = yours - truth
    worst = np.unravel_index(np.argmax(np.abs(difference)), difference.shape)
    entry = f"its entry {_index(worst)} is " if difference.ndim else ""
    size, way = abs(difference[worst]), "much" if difference[worst] > 0 else "little"
    return f"{entry}{size:{'.0f' if 100 <= size < 1e6 else '.2g'}} too {way}"


def _index(place):
    place = tuple(int(k) for k in place)
    return place[0] if len(place) == 1 else place


def _shape_words(array):
    return f"shape {array.shape}" if array.ndim else "one number"


def _numbers_word(truth):
    return "numbers" if truth.ndim else "number"
