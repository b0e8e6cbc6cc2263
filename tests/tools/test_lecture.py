"""The lecture room without a browser: the lecturer's notes, and the copies for the projector."""

import html
import re
import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.kernels import AsyncFileKernelManager
from tests.notebooks.code import NOTEBOOKS, ROOT, code_cells, read
from tools.lecture import build as lecture
from tools.lecture.build import lay_out, timetable
from tools.notebook_cells import Notes, fold, kind, minutes, words
from tutor.predictions import PREDICTIONS


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return read(path)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Everything that `make lecture` lays out."""
    folder = tmp_path_factory.mktemp("lecture") / "build"
    lay_out(folder)
    return folder


def asked(notebook):
    """The questions of a notebook, by name, in order."""
    sources = [cell.source for cell in notebook.cells if kind(cell) == "prediction"]
    return [re.search(r'= prediction\("(.+)"\)', source)[1] for source in sources]


# The notes


def problems(notes):
    """What is wrong with the minutes of a notebook, one sentence for each problem."""
    main_road, side_trips = notes.parts()
    for name, stated, cells in (
        ("main road", notes.minutes, main_road),
        ("side trips", notes.side_trips, side_trips),
    ):
        takes = sum(cell.metadata.get("lecture", {}).get("minutes", 0) for cell in cells)
        if stated != takes:
            yield f"the {name} takes {takes} minutes, and the title says {stated}"
        if abs(stated - minutes(cells)) > 2.5:
            yield f"the {name} should take {minutes(cells):.1f} minutes, and the title says {stated}"
    for cell in notes.cells:
        section = cell.cell_type == "markdown" and bool(re.search("^##? ", cell.source, re.M))
        if section != ("minutes" in cell.metadata.get("lecture", {})):
            yield f"{cell.id}: a section and its minutes belong together"


def test_the_minutes_are_honest_and_add_up(path):
    assert list(problems(Notes(path))) == []


def test_the_main_road_is_short(path):
    assert words(Notes(path).parts()[0]) <= {"05_gradient_derivation": 2600, "06_exercises": 3500}.get(path.stem, 2000)


@pytest.mark.parametrize("problem", ["main road takes", "side trips takes", "a section and its minutes", "should take"])
def test_a_problem_in_the_minutes_is_found(problem):
    notes = next(notes for notes in map(Notes, NOTEBOOKS) if notes.side_trips)
    victim = next(cell for cell in notes.parts()["side" in problem] if "lecture" in cell.metadata)
    if problem == "should take":
        victim.source += 1000 * " word"
    elif problem == "a section and its minutes":
        del victim.metadata["lecture"]
    else:
        victim.metadata.lecture.minutes += 1
    assert any(problem in found for found in problems(notes))


def problems_of_the_path(notebooks):
    """What is wrong with the path of 50 minutes, one sentence for each problem."""
    total = 0
    for number, notebook in enumerate(notebooks, 1):
        sections = timetable(notebook)
        total += sum(section["fifty"] for section in sections)
        if not any(section["fifty"] and section["shown"] for section in sections):
            yield f"nothing of notebook {number} is shown"
        for section in sections:
            if not 0 <= section["fifty"] <= section["minutes"]:
                yield f"{section['name']}: {section['fifty']} minutes of {section['minutes']}"
            if section["shown"] and not section["fifty"]:
                yield f"{section['name']}: shows {section['shown']}, and has no minutes"
        for cell in notebook.cells:
            notes = cell.metadata.get("lecture", {})
            if "fifty" in notes and "minutes" not in notes and kind(cell) in ("", "setup"):
                yield f"{cell.id}: neither a section nor anything to be shown"
    if total > 50:
        yield f"the path takes {total} minutes"


def test_a_path_leads_through_all_notebooks_in_50_minutes():
    assert list(problems_of_the_path(map(read, NOTEBOOKS))) == []


def example(fifty=25, minutes=30, kind="picture", shown=True):
    """A notebook of one section with one picture."""
    heading = new_markdown_cell("# 1 · Hills", metadata={"lecture": {"minutes": minutes, "fifty": fifty}})
    hill = new_code_cell("hill = explore(Hill())\nhill", metadata={"tags": [kind], "lecture": {"fifty": shown}})
    return new_notebook(cells=[heading, hill])


@pytest.mark.parametrize(
    ("spoiling", "problem"),
    [
        ({}, ""),
        ({"fifty": 26}, "the path takes 51 minutes"),
        ({"fifty": 0}, "has no minutes"),
        ({"minutes": 24}, "25 minutes of 24"),
        ({"shown": False}, "nothing of notebook 2 is shown"),
        ({"kind": "setup"}, "neither a section nor anything to be shown"),
    ],
)
def test_a_problem_in_the_path_is_found(spoiling, problem):
    found = list(problems_of_the_path([example(), example(**spoiling)]))
    assert any(problem in one for one in found) if problem else not found


def test_the_path_has_a_clock_of_its_own():
    lessons = [{"sections": timetable(example(fifty))} for fifty in (25, 0, 4)]
    stops = [(stop["notebook"], stop["at"], stop["shown"]) for stop in lecture.fifty_minutes(lessons)]
    assert stops == [(1, "0:00", ["hill"]), (3, "0:25", ["hill"])]


def test_there_are_at_most_25_predictions_and_each_is_asked_once():
    assert [name for path in NOTEBOOKS for name in asked(read(path))] == list(PREDICTIONS)
    assert len(PREDICTIONS) <= 25


def test_the_clock_runs_from_the_beginning_to_the_end(notebook):
    sections = timetable(notebook)
    clock = 0
    for section in sections:
        hours, minutes = map(int, section["at"].split(":"))
        assert 60 * hours + minutes == clock
        clock += section["minutes"]
    text = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    named = [name for source in text for name in re.findall("^##? (.+)", source, re.M)]
    assert " · ".join(section["name"] for section in sections) == " · ".join(named).replace("$p^*$", "p*")
    questions = [question for section in sections for question in section["questions"]]
    assert questions == [PREDICTIONS[name] for name in asked(notebook)] != []


def test_the_page_for_the_lecturer_has_every_note_and_needs_nothing_else(room):
    page = (room / "lecturer.html").read_text("utf-8")
    text = html.unescape(page)
    for question in PREDICTIONS.values():
        for said in (question.words, *question.options, *question.options.values()):
            assert said in text
    for path in NOTEBOOKS:
        for section in timetable(read(path)):
            assert all(name in text for name in section["shown"])
    assert not re.search(r"""(src|href)=["'](?!#)|url\(|@import""", page)


# The copies


def test_a_copy_has_no_outputs_and_says_nothing_to_the_lecturer_alone(room, path):
    for cell in read(room / "notebooks" / path.name).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert "lecture" not in cell.metadata


def test_a_copy_says_what_the_notebook_says_in_the_same_order(room, path, notebook):
    copied = read(room / "notebooks" / path.name).cells[1:]

    def text(cells):
        return " ".join(cell.source for cell in cells).replace("class_vote", "prediction").split()

    assert text(copied) == text(cell for cell in notebook.cells if kind(cell) != "colab")
    assert len({cell.id for cell in copied}) == len(copied)


def test_each_section_begins_a_cell(room, path):
    for cell in read(room / "notebooks" / path.name).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\n#{2,3} ", cell.source)


def test_in_a_copy_the_code_of_every_picture_is_folded_and_the_rest_is_open(room, path, notebook):
    cells = code_cells(read(room / "notebooks" / path.name))
    folded = {cell.id for cell in cells if cell.metadata.get("jupyter", {}).get("source_hidden")}
    assert folded == {cell.id for cell in code_cells(notebook) if fold(cell) and kind(cell) != "colab"}
    assert 0 < len(folded) < len(cells)


def test_a_copy_runs_from_the_top_with_all_its_votes(room, path):
    notebook = read(room / "notebooks" / path.name)
    options = {"timeout": 120, "store_widget_state": False, "resources": {"metadata": {"path": room / "notebooks"}}}
    NotebookClient(notebook, kernel_manager_class=AsyncFileKernelManager, **options).execute()
    votes = [cell for cell in notebook.cells if "class_vote(" in cell.source]
    assert votes
    for cell in votes:
        (output,) = cell.outputs
        assert output.data["text/plain"].startswith("No votes yet for A “")


def test_each_time_the_copies_are_fresh(tmp_path):
    lay_out(tmp_path / "lecture")
    copied = tmp_path / "lecture" / "notebooks" / NOTEBOOKS[0].name
    fresh = copied.read_bytes()
    copied.write_text("the wake of yesterday")
    (tmp_path / "lecture" / "workspaces").mkdir()
    lay_out(tmp_path / "lecture")
    assert copied.read_bytes() == fresh and not (tmp_path / "lecture" / "workspaces").exists()


def test_the_command_lays_out_and_says_where_the_notes_are(tmp_path, monkeypatch, capsys):
    told = subprocess.run(
        [sys.executable, "-m", "tools.lecture.build"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert str(ROOT / "build" / "lecture" / "lecturer.html") in told.stdout and not told.stderr
    ignored = subprocess.run(["git", "check-ignore", "build/lecture/lecturer.html"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 0


def test_the_copies_open_on_this_machine_only_and_with_their_token(room):
    wanted = lecture.configuration(room)
    assert wanted["ServerApp"]["ip"] == "127.0.0.1"
    assert "token" not in str(wanted).lower() and "password" not in str(wanted).lower()
