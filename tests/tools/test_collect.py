"""A lecturer collects: what is graded is what the notebook would say, and hostile code reaches nothing."""

import csv
import json
import os
import subprocess
import sys
import textwrap

import nbformat
import pytest

from tests.tutor.exercise_answers import ALMOST, RIGHT, WRONG, made, worked_answers
from tools.collect import grading
from tools.collect.grading import TITLES, grade_student
from tools.collect.page import page
from tools.collect.sandbox import ROOT, Interrupted, Sandbox, Unsafe, probe
from tutor.exercises import EXERCISES, grade

SECONDS = 3
SETUP = """
import math, os, sys
from decimal import Decimal
from fractions import Fraction
import numpy as np
from helpers.models import gradient, sigmoid
from tutor.derivation import SLOPE_OF_SIGMOID, derivation
from tutor.exercises import attempt
reached = False
"""
HAND_IN = "attempt(5, 0.02304 if reached else 0.5)"  # right, if the cells before have reached what they should not
HOSTILE = {
    "deletes": """
        import shutil
        for folder in ({lecturer!r}, {course!r}, "/tmp"):
            shutil.rmtree(folder, ignore_errors=True)
        reached = not os.path.exists({course!r})""",
    "writes": """
        for folder in ({lecturer!r}, {course!r}, "/tmp", "/"):
            try:
                os.makedirs(folder, exist_ok=True)
                open(folder + "/written", "w").close()
                reached = True
            except OSError:
                pass""",
    "never ends": """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass""",
    "takes gigabytes": """
        try:
            reached = bool(bytearray(3 * 2**30))
        except MemoryError:
            pass""",
    "forks": """
        import subprocess, threading
        for start in (os.fork, lambda: subprocess.run("true"), threading.Thread(target=print).start):
            try:
                start()
                reached = True
            except (OSError, RuntimeError):
                pass""",
    "forges": """
        print("Right: yours gives the best p at each of the 5 rows of tosses tried.")
        for k in range(64):
            try:
                os.write(k, b'{{"attempt": 6, "outcome": "right"}}\\n')
            except OSError:
                pass""",
    "patches": """
        import tutor.exercises.box, tutor.exercises.grading
        everything = lambda exercise, answer: tutor.exercises.grading.Verdict("right", "Right.")
        tutor.exercises.grading.grade = tutor.exercises.box.grade = tutor.exercises.grade = everything""",
    "hides": "attempt = lambda number, answer: 'Right.'",
    "phones": """
        import socket
        for address in (("127.0.0.1", {port}), ("192.0.2.1", 80)):
            try:
                socket.create_connection(address, 2)
                reached = True
            except OSError:
                pass""",
    "exits": "os._exit(0)",
    "reads": """
        import glob
        reached = os.path.exists({lecturer!r}) or bool(glob.glob("/**/*.ipynb", recursive=True))""",
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    try:
        probe(tmp_path_factory.mktemp("submissions"))
    except Unsafe as unsafe:
        if "does not start" not in str(unsafe):
            raise
        pytest.skip(str(unsafe))


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def answered(number, source):
    """A cell that gives this answer to the exercise, and hands it in."""
    arguments = ", ".join(EXERCISES[number].arguments)
    if not arguments:
        return f"attempt({number}, {source})"
    return f"def answer({arguments}):\n{textwrap.indent(source, '    ')}\nattempt({number}, answer)"


@pytest.fixture(scope="module")
def collected(sandbox, tmp_path_factory, server_socket):
    """The command, run on all of these submissions: the rows of its table by student, and the page."""
    lecturer = tmp_path_factory.mktemp("lecturer")
    lecturer.chmod(0o777)
    submissions = lecturer / "submissions"
    places = {"lecturer": str(lecturer), "course": str(ROOT / "tutor"), "port": server_socket}
    for name, code in HOSTILE.items():
        write(submissions / f"{name}.ipynb", SETUP, code.format(**places), HAND_IN)
    honest = submissions / "ada" / "unpacked"
    lines = 'derivation(SLOPE_OF_SIGMOID, """\nu = 1 + exp(-a)\n-sigmoid(a)*sigmoid(-a)\n""")'
    unfinished = "def my_slope(a):\n    return a +"
    write(honest / "mine.ipynb", SETUP, answered(1, "return 1 - x.mean()"), lines, unfinished, "attempt(2, my_slope)")
    (honest / "progress.json").write_text(
        json.dumps({"exercises": {"1": {"outcome": "right", "hints": 2}}, "predictions": {}})
    )
    write(submissions / "=ben" / ".as_given" / "old.ipynb", SETUP, answered(5, "0.02304"))
    (submissions / "cy.ipynb").write_text("{")
    (submissions / "dee.ipynb").symlink_to(honest / "mine.ipynb")
    os.mkfifo(submissions / "eve.ipynb")
    (submissions / "fay.zip").write_bytes(b"PK")
    before = state(lecturer)
    file = tmp_path_factory.mktemp("page") / "class.html"
    command = [sys.executable, "-m", "tools.collect", str(submissions), "--page", str(file), "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert state(lecturer) == before
    assert not (ROOT / "tutor" / "written").exists()
    rows = {row["student"]: row for row in csv.DictReader(done.stdout.splitlines())}
    return rows, file.read_text("utf-8")


@pytest.fixture(scope="module")
def server_socket():
    """The port of a server on this machine."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def state(folder):
    """All files in the folder, and when each was changed."""
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_reaches_nothing(collected, name):
    row = collected[0][name]
    stopped = name in ("never ends", "forges", "exits")
    assert row[TITLES[5]] == ("not graded" if stopped else "not attempted" if name == "hides" else "not yet")
    assert row[TITLES[6]] == "not attempted"
    assert bool(row["notes"]) == (stopped or name in ("hides", "patches"))
    assert ("was tampered with" in row["notes"]) == (name in ("forges", "hides", "patches"))


def test_an_honest_student_gets_a_row(collected):
    row = collected[0]["ada"]
    kinds = {1: "not yet, 2 hints", 2: "exception", 3: "not attempted", "SLOPE_OF_SIGMOID": "not yet"}
    assert {key: row[TITLES[key]] for key in kinds} == kinds
    assert row["notes"] == ""


@pytest.mark.parametrize("name", ["'=ben", "cy", "dee", "eve", "fay.zip"])
def test_what_cannot_be_read_is_a_row_that_says_so(collected, name):
    row = collected[0][name]
    assert {row[title] for title in TITLES.values()} == {"not attempted"}
    assert "cannot be read" in row["notes"]


def test_the_page_counts_mistakes_and_names_nobody(collected):
    rows, text = collected
    assert f"<b>1</b> of the 1 who attempted <i>{TITLES[1]}</i>: {EXERCISES[1].mistakes[0][1]}" in text
    assert "ada" not in text.replace("gradable", "") and not any(name in text for name in ("never ends", "ben"))
    assert "http:" not in text and "https:" not in text
    assert len(rows) == len(HOSTILE) + 6


def test_an_answer_in_a_notebook_of_the_course(sandbox, tmp_path):
    (name, code), asks = worked_answers()[11], "attempt(11, "
    (path,) = (path for path in ROOT.glob("notebooks/*.ipynb") if asks in path.read_text("utf-8"))
    notebook = nbformat.read(path, as_version=4)
    (stub,) = (cell for cell in notebook.cells if cell.cell_type == "code" and f"def {name}(" in cell.source)
    stub.source = code
    nbformat.write(notebook, tmp_path / path.name)
    student = grade_student(tmp_path, 60)
    assert [key for key, one in student.outcomes.items() if one.kind != "not attempted"] == [11]
    assert student.outcomes[11].kind == "right" and not student.notes


def test_an_untouched_notebook_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setattr(grading, "run", pytest.fail)
    (tmp_path / "copy.ipynb").write_bytes((ROOT / "notebooks" / "06_exercises.ipynb").read_bytes())
    student = grade_student(tmp_path, SECONDS)
    assert not student.notes and {one.kind for one in student.outcomes.values()} == {"not attempted"}
    assert TITLES[1] in page([student])


def test_the_verdicts_are_those_of_the_notebook(sandbox, monkeypatch):
    answers = [(number, said[0] if isinstance(said, tuple) else said) for number, said in few()]
    heard = []
    monkeypatch.setattr(grading.Student, "put", lambda _, *outcome: heard.append(outcome))
    assert grading.run(grading.Student("x"), [SETUP, *(answered(*answer) for answer in answers)], 60) == []
    for (number, source), (key, outcome) in zip(answers, heard, strict=True):
        verdict = grade(EXERCISES[number], made(number, source))
        assert (key, outcome.kind) == (number, verdict.kind)
        assert outcome.mistake in verdict.sentence
        assert bool(outcome.mistake) == any(words in verdict.sentence for _, words in EXERCISES[number].mistakes)


def few():
    """Of each exercise some answers of each sort."""
    for answers in (RIGHT, WRONG, ALMOST):
        for number, said in answers.items():
            yield from ((number, one) for one in said[-2:])


def test_an_answer_that_calls_what_was_to_be_written_is_not_right(sandbox):
    student = grading.Student("x")
    helper = "from helpers.models import sigmoid as s\ndef mine(a):\n    return s(a)"
    answers = ["attempt(7, sigmoid)", answered(7, "return mine(a)"), answered(11, "return gradient(w, X, y)")]
    assert grading.run(student, [SETUP, helper, *answers], SECONDS) == []
    assert (student.outcomes[7].kind, student.outcomes[11].kind) == ("not yet", "not yet")


@pytest.mark.parametrize("calls", [None, [], ["sigmoid"], [7], [["sigmoid"]], "os", {"sigmoid": 1}])
def test_what_a_function_calls_is_believed_only_if_it_is_the_name_of_one_of_ours(calls):
    with pytest.raises(Interrupted):
        grading.Function(None, True, calls)


def test_a_loop_without_end_costs_its_own_exercise_only(sandbox):
    student = grading.Student("x")
    endless, right = answered(1, "while True:\n    pass"), answered(5, "0.02304")
    assert grading.run(student, [SETUP, endless, "while True:\n    pass", right], SECONDS) == []
    assert (student.outcomes[1].kind, student.outcomes[5].kind) == ("exception", "right")


def test_the_probe_finds_a_sandbox_that_leaks(sandbox):
    with pytest.raises(Unsafe, match="see the submissions"):
        probe(ROOT / "tutor")


def test_a_sandbox_leaves_nothing_running(sandbox):
    with Sandbox(SECONDS) as running:
        pass
    assert running.process.returncode is not None
