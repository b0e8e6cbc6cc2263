"""Runs tests on a faulty module: each time in a fork of a process that has imported all that the fault cannot reach."""

import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.util
import os
import pickle
import resource
import select
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import coverage
import hypothesis
import pytest

from tests.faults.rules import function_lines

ROOT = Path(__file__).parents[2]
PACKAGES = ("helpers", "tutor")
# Left out: other mutation tests, other Pythons, the sources as text, and a kernel of its own.
LEFT_OUT = {"test_mutants.py", "test_oldest.py", "test_gate.py"}
TEST_FILES = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("test_*.py", "helpers/test_*.py", "tutor/test_*.py", "notebooks/test_*.py")
    for path in ROOT.glob(f"tests/{pattern}")
    if path.name not in LEFT_OUT
)
# No plugin that looks for work elsewhere, no file left behind; shown is nothing.
OPTIONS = ["-q", "-o", "addopts=", "-p", "no:cacheprovider", "--import-mode=prepend"]


def module_name(path):
    """helpers.live for helpers/live/__init__.py."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def python_files(*folders):
    return {module_name(p.relative_to(ROOT)): p for folder in folders for p in sorted(ROOT.glob(f"{folder}/**/*.py"))}


LIBRARIES = [
    *("matplotlib.pyplot", "IPython.display", "anywidget", "nbval.kernel", "nbformat", "nbclient", "PIL.Image"),
    *("sklearn.linear_model", "scipy.optimize", "mpmath", "playwright.sync_api", "playwright.async_api"),
    *("hypothesis.extra.numpy", "psutil", "httpx", "unittest.mock"),
]
NO_ANSWER = "no answer"
MODULES = python_files(*PACKAGES)


def imported(path):
    """The names of modules, or of things in them, that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def users(module, files):
    """The modules among these files that import it, be it by way of others; a module imports its packages too."""
    needs = {name: {*imported(path), *packages(name)} for name, path in files.items()}
    for name in needs:
        needs[name] |= {package for need in list(needs[name]) for package in packages(need)}
    found = {module}
    while more := {name for name, need in needs.items() if need & found} - found:
        found |= more
    return found


def packages(name):
    """helpers and helpers.live for helpers.live.widget."""
    parts = name.split(".")
    return {".".join(parts[:n]) for n in range(1, len(parts))}


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from a syntax tree instead of its file."""

    def __init__(self, name, tree):
        self.name, self.tree, self.path = name, tree, str(MODULES[name])

    def find_spec(self, name, path, target=None):
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_filename(self, name):
        return self.path

    def get_data(self, path):
        return Path(path).read_bytes()

    def get_code(self, name):
        return compile(ast.fix_missing_locations(self.tree), self.path, "exec")


class Watch:
    """A pytest plugin: which of the tests are run, in which order, how long each takes, and which fails."""

    def __init__(self, order=None, limits=None, cover=None):
        self.order, self.limits, self.cover = order, limits, cover
        self.seconds, self.failed = Counter(), []

    def pytest_collection_modifyitems(self, items):
        if self.order is not None:
            rank = {test: i for i, test in enumerate(self.order)}
            items[:] = sorted((i for i in items if i.nodeid in rank), key=lambda i: rank[i.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        if self.cover:
            self.cover.switch_context(item.nodeid)
        if self.limits:
            signal.setitimer(signal.ITIMER_PROF, self.limits[item.nodeid])
        start = time.process_time()
        yield
        self.seconds[item.nodeid] = time.process_time() - start
        return True

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)


def in_a_fork(function, *args, wall):
    """What the function returns when it is called in a fork; NO_ANSWER if it dies, or takes more seconds than that."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        os.setpgid(0, 0)
        with contextlib.suppress(BaseException), tempfile.TemporaryDirectory() as folder:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            tempfile.tempdir = folder
            os.environ["TMPDIR"] = folder
            resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
            answer = pickle.dumps(function(*args))
            with os.fdopen(write, "wb") as out:
                out.write(answer)
        os._exit(0)
    os.close(write)
    answer, end = b"", time.monotonic() + wall
    with os.fdopen(read, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(0, end - time.monotonic()))[0] and (part := pipe.read(1 << 20)):
            answer += part
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    try:
        return pickle.loads(answer)
    except (EOFError, pickle.UnpicklingError):  # killed before all of it was written
        return NO_ANSWER


def run(file, watch, *options):
    warnings.simplefilter("ignore", pytest.PytestAssertRewriteWarning)
    return pytest.main(
        [*OPTIONS, "-W", "ignore::pytest.PytestAssertRewriteWarning", *options, str(ROOT / file)], [watch]
    )


def measure(file):
    """{test: (CPU seconds, {module: lines it runs})} of each test of a file that passes.

    So also for what the file runs of their functions when it is imported: its name with :: stands for that.
    """
    cover = coverage.Coverage(data_file=None, config_file=False, source=[str(ROOT / p) for p in PACKAGES])
    cover.start()
    watch = Watch(cover=cover)
    run(file, watch)
    cover.stop()
    imported = f"{file}::"
    lines = {test: {} for test in (*watch.seconds, imported) if test not in watch.failed}
    data = cover.get_data()
    for path in data.measured_files():
        module = module_name(Path(path).relative_to(ROOT))
        in_functions = function_lines(ast.parse(Path(path).read_text(encoding="utf-8")))
        for line, tests in data.contexts_by_lineno(path).items():
            for test in tests:
                if test in lines or line in in_functions:
                    lines.get(test, lines[imported]).setdefault(module, set()).add(line)
    return {test: (watch.seconds[test], lines[test]) for test in lines}


def kill(module, tree, fault, groups, limits):
    """The test that goes red on the faulty module, or None; the tests are given file by file."""
    if fault:
        fault.apply()
    sys.meta_path.insert(0, Faulty(module, tree))
    signal.setitimer(signal.ITIMER_PROF, 10)  # the import, too, may not come to an end
    for tests in groups:
        watch = Watch(order=tests, limits=limits)
        code = run(tests[0].partition("::")[0], watch, "-x")
        if watch.failed or code != pytest.ExitCode.OK:
            return [*watch.failed, "import"][0]
    return None


def prepare(module=None):
    """Import what the tests need, except what imports the module."""
    hypothesis.settings.register_profile(
        "faults", database=None, derandomize=True, deadline=None, phases=list(hypothesis.Phase)[:3]
    )
    hypothesis.settings.load_profile("faults")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    for name in LIBRARIES:
        importlib.import_module(name)
    if module:
        for name in sorted(set(MODULES) - users(module, python_files("helpers", "tutor", "tools"))):
            importlib.import_module(name)
    gc.freeze()  # pytest collects garbage again and again; nothing of this is any
