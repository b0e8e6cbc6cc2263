"""What runs in the sandbox: the code cells of one notebook, with an `attempt` that hands answers out to be graded.

Line by line, in JSON, it says what happens, {"attempt": 3, "answer": …}, {"derivation": "BEST_COIN", "lines": …},
{"failed": 7} for a cell, and at the end {"replaced": […]}, what of the course is no longer what it was. An answer that
is a function is then called as often as the other side asks. A student's code can say all this too, so whoever listens
must take it for the student's answer, and nothing else.
"""

import json
import math
import os
import pickle
import resource
import signal
import sys
import time
import warnings
from decimal import Decimal
from numbers import Integral, Real

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import helpers.models  # noqa: F401 - for `replaced`
import tutor.derivation.box
import tutor.exercises.box
from helpers import validation
from tutor.exercises.grading import ours_called

GB = 2**30
MOST = 10_000  # entries of an array


class TooLong(Exception):
    """A cell or a call takes too long. A TimeoutError would be an OSError, which students do catch."""


class Outside:
    """The other side. From here on nothing else is read or written: print and input lead nowhere."""

    def __init__(self):
        self.lines, self.out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)

    def hear(self):
        """The next line."""
        return json.loads(self.lines.readline())

    def say(self, **message):
        """Say a line."""
        self.out.write(json.dumps(message).encode() + b"\n")
        self.out.flush()


def plain(value):
    """The value in what JSON has; what does not fit is {"odd": its type}."""
    if isinstance(value, np.ndarray) and value.size <= MOST:
        value = value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool) or (isinstance(value, str) and len(value) <= MOST):
        return value
    if isinstance(value, (list, tuple, set, frozenset)) and len(value) <= MOST:
        return [plain(part) for part in value]
    if isinstance(value, Integral) and abs(value) < 2**63:
        return int(value)
    try:
        return float(value) if isinstance(value, (Real, Decimal)) else {"odd": type(value).__name__}
    except OverflowError:
        return {"odd": "number too large for a float"}


class Notebook:
    """One run of a notebook; each cell, and each call of an answer, may compute for `patience` seconds."""

    def __init__(self, outside, patience):
        self.outside, self.patience = outside, patience
        signal.signal(signal.SIGPROF, self._too_long)
        config = Config(HistoryManager={"enabled": False})
        self.shell = InteractiveShell.instance(config=config, ast_node_interactivity="none")
        tutor.exercises.attempt = tutor.exercises.box.attempt = self.attempt
        tutor.derivation.derivation = tutor.derivation.box.derivation = self.derivation
        course = [module for name, module in sys.modules.items() if name.split(".")[0] in ("helpers", "tutor")]
        self.as_it_was = [(module, {**vars(module)}) for module in course]

    def _allow(self, seconds):
        signal.setitimer(signal.ITIMER_PROF, seconds)

    def _too_long(self, *_):
        raise TooLong(f"it computed for more than {self.patience:g} seconds")

    def run(self, cells):
        """Run the cells, whatever happens in one of them."""
        for place, cell in enumerate(cells):
            self._allow(self.patience)
            success = self.shell.run_cell(cell).success
            self._allow(0)
            if not success:
                self.outside.say(failed=place)
        self.outside.say(replaced=self.replaced())

    def attempt(self, number, answer):
        """Hand in an answer."""
        number = validation.whole("number", number, 1, len(tutor.exercises.EXERCISES))
        self._allow(0)
        code = getattr(answer, "__code__", None)
        calculates = bool(code and (code.co_names or code.co_nlocals > code.co_argcount))
        calls = ours_called(answer, tutor.exercises.EXERCISES[number].without) if callable(answer) else ""
        function = {"calculates": calculates, "calls": calls}
        said = {"function": function} if callable(answer) else {"value": plain(answer)}
        self.outside.say(attempt=number, answer=said)
        reply = {}
        while given := self.outside.hear():
            if TooLong.__name__ not in reply.get("error", ()):  # else so would it be at each other point
                reply = self.call(answer, pickle.loads(bytes.fromhex(given)))
            self.outside.say(**reply)
        self._allow(self.patience)

    def call(self, answer, given):
        """What comes of calling it: a value or an error, and what else the grader looks at."""
        before = pickle.loads(pickle.dumps(given))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self._allow(self.patience)
                result = {"value": plain(answer(*given))}
            except (Exception, SystemExit) as error:
                result = {"error": [type(error).__name__, str(error)[:500]]}
            finally:
                self._allow(0)
        changed = [k for k, (old, new) in enumerate(zip(before, given, strict=True)) if not np.array_equal(old, new)]
        warned = [str(one.message)[:500] for one in caught if issubclass(one.category, RuntimeWarning)]
        return {**result, "changed": changed, "warning": warned[0] if warned else ""}

    def derivation(self, task, lines=""):
        """Hand in the lines of a derivation."""
        tasks = {"BEST_COIN": tutor.derivation.BEST_COIN, "SLOPE_OF_SIGMOID": tutor.derivation.SLOPE_OF_SIGMOID}
        name = next(name for name, known in tasks.items() if known is task)
        self.outside.say(derivation=name, lines="\n".join(lines) if isinstance(lines, (list, tuple)) else lines)

    def replaced(self):
        """The names of the course, in its modules and in the notebook, that now stand for something else."""
        mine = {"attempt": self.attempt, "derivation": self.derivation}
        return [name for name, thing in mine.items() if self.shell.user_ns.get(name, thing) != thing] + [
            f"{module.__name__}.{name}"
            for module, was in self.as_it_was
            for name, thing in was.items()
            if vars(module).get(name) is not thing and not name.startswith("__")
        ]


def limit(seconds):
    """What this process may use. It cannot take it back."""
    for name, most in {"AS": 2 * GB, "FSIZE": 2**24, "NOFILE": 64, "NPROC": 0, "CORE": 0, "MEMLOCK": 0}.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    used = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (used, used + 1))


if __name__ == "__main__":
    seconds = float(sys.argv[1])
    limit(seconds)
    outside = Outside()
    notebook = Notebook(outside, seconds / 10)
    outside.out.write(b"ready\n")
    outside.out.flush()
    notebook.run(outside.hear())
