"""What a student's notebooks are graded as. Of what the sandbox says, nothing is believed but that it is an answer."""

import json
import os
import pickle
import re
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tools.collect.sandbox import FORGED, ROOT, Interrupted, Sandbox
from tutor.derivation import BEST_COIN, SLOPE_OF_SIGMOID
from tutor.derivation.feedback import grade_lines
from tutor.exercises import EXERCISES, grade
from tutor.progress import FILE, so_far

LARGEST = 20 * 2**20  # bytes of a notebook
MOST_CODE = 10**6  # letters of code in it
MOST_LETTERS = 10_000  # of a derivation
TASKS = {"BEST_COIN": BEST_COIN, "SLOPE_OF_SIGMOID": SLOPE_OF_SIGMOID}
TITLES = {
    **{number: f"{number} · {exercise.title}" for number, exercise in EXERCISES.items()},
    "BEST_COIN": f"{EXERCISES[1].title}, line by line",
    "SLOPE_OF_SIGMOID": f"{EXERCISES[2].title}, line by line",
}
KINDS = ("right", "almost", "not yet", "exception", "not understood", "not graded", "not attempted")  # best first
CALLS = re.compile(r"^(?:attempt\(\s*(\d{1,3})|derivation\(\s*(\w+))", re.M)


class Outcome(NamedTuple):
    """How one exercise went. mistake: the words for a well-known one, or nothing."""

    kind: str = "not attempted"
    mistake: str = ""
    hints: int = 0

    def __str__(self):
        return f"{self.kind}, {self.hints} hint{'s' * (self.hints > 1)}" if self.hints else self.kind


@dataclass
class Student:
    """One submission: an Outcome for each of TITLES, and notes on what went wrong with it."""

    name: str
    outcomes: dict = field(default_factory=lambda: dict.fromkeys(TITLES, Outcome()))
    notes: list = field(default_factory=list)

    def put(self, key, outcome):
        """Keep the outcome, unless there is a better one from elsewhere."""
        self.outcomes[key] = min(self.outcomes[key], outcome, key=lambda one: KINDS.index(one.kind))


class Unreadable(Exception):
    """A file that is no notebook, or that is not opened for safety's sake."""


def collect(folder):
    """The paths of the submissions in the folder, in order."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def grade_student(path, seconds):
    """The Student at the path: a folder with notebooks, or one notebook; each may take so many seconds."""
    student = Student(path.stem if path.suffix == ".ipynb" else path.name)
    files = _files(path)
    notebooks = [file for file in files if file.suffix == ".ipynb"]
    if not notebooks:
        student.notes.append("cannot be read: no notebook in it")
    for file in notebooks:
        try:
            cells = code_cells(file)
        except Unreadable as error:
            student.notes.append(f"{file.name} cannot be read: {error}")
            continue
        if CALLS.search("\n".join(cells)) and cells not in given():
            student.notes += [f"{file.name} {note}" for note in run(student, cells, seconds)]
    for file in files:
        if file.name == FILE.name:
            _add_hints(student, file)
    return student


def _files(path):
    """The files of a submission, but for hidden ones and JupyterLab's own copies. No link is followed."""
    if path.is_symlink() or not path.is_dir():
        return [path]
    files = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
    return files


def read_plain(path):
    """The text of a file that is one, and no link, no pipe, and not too large. Raises Unreadable."""
    if path.is_symlink() or not path.is_file():
        raise Unreadable("it is a link, and not a file" if path.is_symlink() else "it is not a file")
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"it has more than {LARGEST // 2**20} MB")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Unreadable("it is not text") from None


def code_cells(path):
    """The text of each code cell of a notebook. Raises Unreadable."""
    try:
        cells = [cell["source"] for cell in json.loads(read_plain(path))["cells"] if cell["cell_type"] == "code"]
        cells = ["".join(cell) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("it is not a notebook") from None
    if sum(map(len, cells)) > MOST_CODE:
        raise Unreadable(f"there are more than {MOST_CODE:,} letters of code in it")
    return cells


@cache
def given():
    """The code cells of the course's own notebooks, in which nothing has been attempted."""
    return [code_cells(path) for path in ROOT.glob("notebooks/*.ipynb")]


def _add_hints(student, file):
    try:
        read_plain(file)
        kept = so_far(file)["exercises"]
    except (Unreadable, RecursionError):
        student.notes.append(f"{file.name} cannot be read, so hints are not known")
        return
    for number, exercise in EXERCISES.items():
        hints = kept.get(str(number), {}).get("hints")
        if isinstance(hints, int) and 0 < hints <= len(exercise.hints):
            student.outcomes[number] = student.outcomes[number]._replace(hints=hints)


# One notebook


def run(student, cells, seconds):
    """Run the cells in a sandbox and put the outcomes. Returns notes on what went wrong."""
    asked = [{_key(*call) for call in CALLS.findall(cell)} & TITLES.keys() for cell in cells]
    heard, failed, notes, unheard = set(), set(), [], "not graded"
    with Sandbox(seconds) as sandbox:
        try:
            sandbox.say(cells)
            while "replaced" not in (message := sandbox.hear()):
                if "failed" in message:
                    failed.add(range(len(cells))[message["failed"]])
                else:
                    key, outcome = _outcome(message, sandbox)
                    heard.add(key)
                    student.put(key, outcome)
            if message["replaced"]:
                notes.append(f"was tampered with: it replaces {', '.join(message['replaced'])[:200]}")
            asked, unheard = [keys for place, keys in enumerate(asked) if place in failed], "exception"
        except Interrupted as error:
            notes.append(str(error))
        except Exception as error:
            notes.append(f"was tampered with, or there is a fault in the course: {type(error).__name__}")
    for key in set().union(*asked) - heard:
        student.put(key, Outcome(unheard))
    return notes


def _key(number, task):
    return int(number) if number else task


def _outcome(message, sandbox):
    """The key and the Outcome of what is handed in."""
    if "derivation" in message:
        key = message["derivation"]
        task, mistakes = TASKS[key], [words for _, words, _ in TASKS[key].mistakes]
        verdict = grade_lines(task, message["lines"][:MOST_LETTERS])
        mistakes += [row[-1] for row in (*task.slopes, *task.wrong_tops)]
    else:
        key, answer = message["attempt"], message["answer"]
        function = "function" in answer
        told = [answer["function"][what] for what in ("calculates", "calls")] if function else []
        verdict = grade(EXERCISES[key], Function(sandbox, *told) if function else answer["value"])
        mistakes = [words for _, words in EXERCISES[key].mistakes]
        sandbox.say(None)
    named = [words for words in mistakes if words in verdict.sentence] if verdict.kind != "right" else []
    return key, Outcome(verdict.kind, max(named, key=len, default=""))


class Function:
    """A student's function, which is in the sandbox; it is called as if it were here.

    calculates: whether there is anything in it. calls: the name of the course's function that it calls, or "". Both are
    what the sandbox says, and a student who wants to can make it say something else.
    """

    def __init__(self, sandbox, calculates, calls):
        known = {function.__name__: function for exercise in EXERCISES.values() for function in exercise.without}
        if calls not in ("", *known):
            raise Interrupted(FORGED)
        self.sandbox, self.__globals__ = sandbox, known
        loads_one = (lambda: FORGED).__code__
        self.__code__ = loads_one.replace(co_names=(calls,)) if calculates else (lambda: None).__code__

    def __call__(self, *given):
        """Ask for what it returns, and do here what it did there: warn, change an argument, fail."""
        self.sandbox.say(pickle.dumps(given).hex())
        reply = self.sandbox.hear()
        try:
            warning, changed, value = reply["warning"], reply["changed"], reply.get("value")
            for k in changed:
                given[k][...] += 1
            error = type(reply["error"][0], (Exception,), {})(reply["error"][1]) if "error" in reply else None
        except (KeyError, TypeError, ValueError, IndexError):
            raise Interrupted(FORGED) from None
        if warning:
            warnings.warn(str(warning), RuntimeWarning, stacklevel=2)
        if error:
            raise error
        return value
