"""Two hours' work in a quarter of an hour: six notebooks in one JupyterLab, and everything that can come between.

    python -m tests.browser.soak [--moves 5000] [--derivations 100] [--reruns 50] [--restarts 10] [--reopens 3]

First the troubles: restarts, a kernel that is killed, a full disk, two tabs on one notebook, notebooks saved and opened
again, in random order among a third of the other work. Then the rest of the work, with no kernel ended and no page
left, so that memory can be compared: after the troubles, which have warmed everything up, half-way, and at the end. A
cache fills once, a leak grows with every move: so the second half is what counts. Last, whether nothing was lost.

Exits with 1, and says why, when anything complained, got lost, or grew.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import Error

from tests.browser.hands import (
    KEYBOARD,
    MOUSE,
    TOUCH,
    assert_numbers_agree,
    come_to,
    corners,
    drag,
    look,
    moves,
    until,
)
from tests.browser.jupyterlab import PANEL, Lesson, browser, lab, make_predictions
from tests.browser.memory import each_choice, measure, report
from tests.browser.test_exercises import ASKED, CELLS, DERIVATIONS, LAST, answer, cells_of, said
from tests.browser.test_lessons import WINDOW, assert_back, leave_and_come_back, run_all, save
from tests.tutor.exercise_answers import RIGHT, WRONG
from tools.workspace import update_workspace
from tutor.derivation import tasks
from tutor.derivation.feedback import grade_lines
from tutor.progress import FILE, NOT_KEPT

BURST = 20  # moves of one control in a row
TROUBLES = 1 / 3  # of the work that is done while kernels and pages come and go
MOST_FAILURES = 20  # then it is given up


class Student:
    """Somebody at work in all notebooks, and what of the work has to stay.

    outcomes: for each exercise the outcome that progress.json has to have; typed: for (notebook, cell) its source
    """

    def __init__(self, chrome, server, folder, seed=0, notebooks=tuple(CELLS)):
        self.server, self.folder, self.rng = server, folder, np.random.default_rng(seed)
        self.outcomes, self.typed, self.done = {}, {}, Counter()
        self.lessons = {name: self.open(chrome, name) for name in notebooks}

    def open(self, chrome, notebook):
        lesson = Lesson(chrome.new_context(viewport=WINDOW, has_touch=True).new_page(), self.server, notebook)
        lesson.notebook = notebook
        run_all(lesson)
        return lesson

    def pick(self, options):
        """One of the options, at random."""
        return options[self.rng.integers(len(options))]

    # The work

    def move(self, lesson):
        """Move one control of one picture a few times by key, mouse or finger, or drag in the picture."""
        picture = self.pick(lesson.pictures())
        picture.canvas.scroll_into_view_if_needed()
        grips = self.rng.random() < 0.2 and [
            panel for panel in lesson.ask_pictures("panels")[picture.number] if panel["grip"]
        ]
        if grips:
            panel = self.pick(grips)
            places = 2 * corners(panel)
            drag(picture, panel["grip"], *places)
            self.done["moves"] += 3 * len(places)  # so many steps the mouse takes
        else:
            control, hand = self.pick(picture.controls()), self.pick((KEYBOARD, MOUSE, TOUCH))
            enough = self.done["moves"] + BURST
            while self.done["moves"] < enough and (ways := hand[control.kind](control)):
                for way in ways:
                    way()
                    self.done["moves"] += 1
        look(picture)
        assert_numbers_agree(picture)
        problem = picture.root.locator(".live-problem").text_content()
        assert not problem, problem
        assert not lesson.page.locator(".lm-Menu").count(), "a menu of JupyterLab's has opened"

    def derive(self, lesson):
        """Type the first lines of a derivation, right or wrong, into its box; the answer is to these lines."""
        number = self.rng.integers(len(DERIVATIONS))
        task, (wrong, _, right) = list(DERIVATIONS.items())[number]
        lines = self.pick((wrong, right))
        self.done["derivations"] += 1
        text = "\n".join(lines[: self.rng.integers(1, len(lines) + 1)]) + f"  # {self.done['derivations']}"
        view = lesson.page.locator(".tutor").nth(number)
        come_to(lesson, view)
        box = view.locator("textarea")
        expected = grade_lines(getattr(tasks, task), text).sentence.replace("`", "")
        box.click()
        box.press("ControlOrMeta+a")
        lesson.page.keyboard.type(text)
        box.press("Shift+Enter")
        assert until(lesson, lambda: expected in said(view), 30), f"{text!r}: {said(view)!r}, not {expected!r}"
        assert box.input_value() == text

    def run_again(self, lesson):
        """Run the cell of a picture again, or write another answer to an exercise and try it."""
        self.done["re-runs"] += 1
        if self.rng.random() < 0.5:
            lesson.run_cell(self.pick(picture_cells(lesson.notebook)))
        else:
            self.answer(lesson, self.pick(ASKED[lesson.notebook]))

    def answer(self, lesson, number, right=None):
        """Answer an exercise, rightly or not, and return the verdict on the page."""
        right = self.rng.random() < 0.5 if right is None else right
        words = RIGHT[number][0] if right else WRONG[number][-1][0]
        lead = "✓ Right" if right else "✗ Not yet"
        view = answer(lesson, lesson.notebook, number, words)
        assert until(lesson, lambda: said(view).startswith(lead)), f"exercise {number}, {words!r}: {said(view)}"
        blank = cells_of(lesson.notebook, number)[0]
        self.typed[lesson.notebook, blank] = source_of(lesson, blank)
        self.outcomes[str(number)] = lead[2:].lower()
        return view

    # The troubles

    def restart(self, lesson):
        """Restart the kernel and run all."""
        self.done["restarts"] += 1
        lesson.restart()
        run_all(lesson)

    def reopen(self, lesson):
        """Save, end the kernel and leave; all pictures are there again as they were left, and what was typed."""
        self.done["save–reopens"] += 1
        left, typed = save(lesson), typed_in(lesson)
        leave_and_come_back(lesson)
        assert_back(lesson, left)
        assert typed_in(lesson) == typed
        run_all(lesson)

    def kill(self, lesson):
        """The kernel dies; JupyterLab says so and starts another."""
        self.done["killed kernels"] += 1
        dead = lesson.ask_kernel("process")
        os.kill(dead, signal.SIGKILL)
        lesson.page.get_by_role("dialog").get_by_role("button", name="Ok").click()
        lesson.wait_idle()
        assert lesson.ask_kernel("process") != dead
        run_all(lesson)

    def fill_disk(self, lesson):
        """The disk is full while the progress file is written: the student is told, and nothing is lost later."""
        self.done["full disks"] += 1
        number = self.pick(ASKED[lesson.notebook])
        self.answer(lesson, number, right=False)
        new = Path(self.folder, FILE).with_suffix(f".{lesson.ask_kernel('process')}")  # see tutor.progress
        new.symlink_to("/dev/full")
        try:
            view = self.answer(lesson, number, right=True)
            assert until(lesson, lambda: NOT_KEPT in view.text_content()), view.text_content()
        finally:
            new.unlink(missing_ok=True)
        assert self.kept()[str(number)] == "not yet", "the disk was not full"
        lesson.run_cell(cells_of(lesson.notebook, number)[1])
        assert self.kept()[str(number)] == "right", "run again with room on the disk, and still not kept"

    def second_tab(self, lesson):
        """The notebook in a second tab of the browser: one kernel for both, and no tab overwrites the other's text."""
        self.done["second tabs"] += 1
        lesson.save()  # else the other tab would have the pictures of the file
        with closing(lesson.page.context.new_page()) as page:
            other = Lesson(page, self.server, lesson.notebook)
            assert other.ask_kernel("process") == lesson.ask_kernel("process")
            other.wait_rendered()
            for here, there in ((lesson, other), (other, lesson)):
                mine, theirs = here.pictures()[0], there.pictures()[0]
                for picture in (theirs, mine):
                    picture.canvas.scroll_into_view_if_needed()
                assert moves(mine, mine.controls(), 0, KEYBOARD)
                assert until(there, lambda: theirs.sentence() == mine.sentence()), theirs.sentence()  # noqa: B023
            self.answer(lesson, ASKED[lesson.notebook][0])
            lesson.save()
            written = "print('written in the second tab')"
            page.evaluate(f"{PANEL}.content.model.cells.get(0).sharedModel.setSource({json.dumps(written)})")
            page.evaluate("() => void window.jupyterapp.commands.execute('docmanager:save')")
            dialog = page.get_by_role("dialog")
            dialog.get_by_text("changed on disk").wait_for()
            dialog.get_by_role("button", name="Cancel").click()
            assert source_of(other, 0) == written
            lesson.complaints += other.complaints

    # What is left of it

    def kept(self):
        """The outcome of each exercise in progress.json."""
        exercises = json.loads(Path(self.folder, FILE).read_text("utf-8"))["exercises"]
        return {number: entry["outcome"] for number, entry in exercises.items()}

    def assert_nothing_lost(self, lesson):
        """Save: what was typed is in the page and in the file, and what was answered in progress.json."""
        lesson.save()
        cells = nbformat.read(self.folder / lesson.notebook, as_version=4).cells
        for (notebook, cell), source in self.typed.items():
            if notebook == lesson.notebook:
                assert source_of(lesson, cell) == cells[cell].source == source, f"cell {cell} of {notebook}"
        kept, here = self.kept(), map(str, ASKED[lesson.notebook])
        wanted = {number: self.outcomes[number] for number in here if number in self.outcomes}
        assert wanted.items() <= kept.items(), f"{FILE} should have {wanted}; it has {kept}"

    def assert_alive(self, lesson):
        """Each picture still follows some control."""
        for picture in lesson.pictures():
            picture.canvas.scroll_into_view_if_needed()
            controls = picture.controls()
            moved = any(moves(picture, controls, n, KEYBOARD) for n in range(len(controls)))
            assert moved, f"picture {picture.number} moves no more"

    def measure(self):
        """For each notebook, what its page and its kernel hold."""
        return {name: measure(lesson) for name, lesson in self.lessons.items()}


def picture_cells(notebook):
    """The places in a notebook of the cells that show a live picture."""
    return [n for n, cell in enumerate(CELLS[notebook]) if "picture" in cell.metadata.get("tags", ())]


def source_of(lesson, cell):
    """What is written in a cell, counted from 0."""
    return lesson.page.evaluate(f"{PANEL}.content.model.cells.get({cell}).sharedModel.getSource()")


def typed_in(lesson):
    """What stands in the boxes for derivations."""
    return lesson.page.locator(".tutor textarea").evaluate_all("boxes => boxes.map(box => box.value)")


# All of it


def work(student, failures, **times):
    """Do each kind of work so many times, in random order. What fails or complains is added to `failures`."""
    start = time.monotonic()
    kinds = student.rng.permutation([kind for kind, count in times.items() for _ in range(count)])
    for kind in kinds.tolist():
        notebook = LAST if kind == "derive" else student.pick(list(student.lessons))
        attempt(failures, f"{kind} in {notebook}", student, getattr(student, kind), student.lessons[notebook])
        if time.monotonic() > start + 60:
            print(f"  {time.strftime('%H:%M:%S')} {dict(student.done)}", flush=True)
            start = time.monotonic()
        if len(failures) > MOST_FAILURES:
            sys.exit("\n".join(["Given up:", *failures]))


def attempt(failures, name, student, do, lesson):
    """Do something in a lesson; what fails and what complains meanwhile is printed, and added to `failures`."""
    known = len(failures)
    try:
        do(lesson)
    except (AssertionError, TimeoutError, Error, OSError) as error:
        failures.append(f"{name}, with {lesson.page.title()!r} in front: {type(error).__name__}: {error}")
    for lesson in student.lessons.values():
        failures += [f"{name}: {lesson.notebook} complains: {said}" for said in lesson.complaints]
        failures += [f"{name}: {lesson.notebook} asks {stranger}" for stranger in lesson.strangers]
        lesson.complaints.clear()
        lesson.strangers.clear()
    for failure in failures[known:]:
        print(f"  {time.strftime('%H:%M:%S')} {failure[:2000]}", flush=True)


def soak(folder, options):
    """All the work; returns what went wrong, in words."""
    update_workspace(workspace=folder)
    make_predictions(folder)
    every = {"move": -(-options.moves // BURST), "derive": options.derivations, "run_again": options.reruns}
    first = {kind: round(TROUBLES * times) for kind, times in every.items()}
    ends = {"restart": options.restarts, "reopen": options.reopens, "kill": 1, "fill_disk": 1, "second_tab": 1}
    failures, halves = [], []
    with lab(folder) as server, browser() as chrome:
        student = Student(chrome, server, folder, options.seed)
        work(student, failures, **first, **ends)
        stages = [student.measure()]
        for half in (0, 1):
            before = student.done["moves"]
            work(student, failures, **{kind: (times - first[kind] + half) // 2 for kind, times in every.items()})
            halves.append(student.done["moves"] - before)
            stages.append(student.measure())
        for name, lesson in student.lessons.items():
            for check in (student.assert_alive, student.assert_nothing_lost):
                attempt(failures, f"at the end of {name}", student, check, lesson)
        print(", ".join(f"{count:,} {kind}" for kind, count in student.done.items()))
        choice = each_choice(student.lessons[LAST], picture_cells(LAST))
    return failures + report(stages, halves, choice)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    amounts = {"moves": 5000, "derivations": 100, "reruns": 50, "restarts": 10, "reopens": 3, "seed": 0}
    for name, default in amounts.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        failures = soak(Path(folder), parser.parse_args())
    print(f"{(time.monotonic() - start) / 60:.0f} minutes; {len(failures)} faults")
    sys.exit("\n".join(failures) or None)


if __name__ == "__main__":
    main()
