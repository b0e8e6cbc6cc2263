"""The lecture room without a browser: the lecturer's notes, and the copies for the projector."""

import html
import re
import subprocess
import sys

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from helpers.pictures.vote import ClassVote
from tests.notebooks.code import NOTEBOOKS, ROOT, calls, code_cells, parse, read
from tools.lecture import build as lecture
from tools.lecture.build import lay_out, timetable
from tools.notebook_cells import fold

PREDICTION = re.compile(r"\*\*[^*]*predict[^*]*\*\*", re.I)


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


def notes(notebook):
    """(cell, what its metadata has for the lecturer) for each cell that has something."""
    return [(cell, cell.metadata["lecture"]) for cell in notebook.cells if "lecture" in cell.metadata]


# The notes


def faults(notebook):
    """What is wrong with the lecturer's notes in a notebook, one sentence for each fault."""
    stated = sum(map(int, re.findall(r"(?:About|and) (\d+) (?:minutes|more)", notebook.cells[0].source)))
    found = sum(note.get("minutes", 0) for _, note in notes(notebook))
    if stated != found:
        yield f"the sections take {found} minutes, and the title says {stated}"
    for cell in notebook.cells:
        note, text = cell.metadata.get("lecture", {}), cell.source if cell.cell_type == "markdown" else ""
        if bool(re.search("^##? ", text, re.M)) != ("minutes" in note):
            yield f"{cell.id}: a section and its minutes belong together"
        if bool(PREDICTION.search(text)) != ("ask" in note):
            yield f"{cell.id}: a prediction and a question to the class belong together"
        if ("ask" in note) != bool(note.get("wrong")):
            yield f"{cell.id}: a question has wrong answers"
        if unknown := note.keys() - {"minutes", "ask", "wrong", "vote"}:
            yield f"{cell.id}: {unknown} means nothing"
        if "vote" in note:
            try:
                ClassVote(**note["vote"])
            except (ValueError, TypeError) as error:
                yield f"{cell.id}: {error}"


def test_the_notes_are_complete_and_the_minutes_add_up(notebook):
    assert list(faults(notebook)) == []
    assert sum("vote" in note for _, note in notes(notebook)) >= 2


SPOILINGS = {
    "the sections take": lambda note: note.update(minutes=note["minutes"] + 1),
    "a section and its minutes": lambda note: note.pop("minutes"),
    "a prediction and a question": lambda note: note.pop("ask"),
    "a question has wrong answers": lambda note: note.update(wrong=[]),
    "means nothing": lambda note: note.update(asks=note["ask"]),
    "answer must be": lambda note: note["vote"].update(answer=len(note["vote"]["options"])),
    "must differ": lambda note: note["vote"].update(options=["same", "same", "same"]),
}


@pytest.mark.parametrize("fault", SPOILINGS)
def test_a_fault_in_the_notes_is_found(fault):
    spoiled = read(NOTEBOOKS[0])
    victim = next(note for _, note in notes(spoiled) if {"minutes", "ask", "vote"} <= note.keys())
    SPOILINGS[fault](victim)
    assert any(fault in found for found in faults(spoiled))


def test_what_the_class_reads_fits_the_picture(notebook):
    for _, note in notes(notebook):
        if "vote" in note:
            picture = ClassVote(**note["vote"])
            picture.show(show_the_truth=True)
            for text in picture.words:
                assert text.get_window_extent().x1 < 0.92 * picture.figure.bbox.width, text.get_text()


def test_the_clock_runs_from_the_beginning_to_the_end(notebook):
    sections = timetable(notebook)
    clock = 0
    for section in sections:
        hours, minutes = map(int, section["at"].split(":"))
        assert 60 * hours + minutes == clock
        clock += section["minutes"]
    named = [name for cell in notebook.cells for name in re.findall("^##? (.+)", cell.source, re.M)]
    assert " · ".join(section["name"] for section in sections) == " · ".join(named).replace("$p^*$", "p*")
    asked = [question["ask"] for section in sections for question in section["questions"]]
    assert asked == [note["ask"] for _, note in notes(notebook) if "ask" in note]


def test_the_page_for_the_lecturer_has_every_note_and_needs_nothing_else(room):
    page = (room / "lecturer.html").read_text("utf-8")
    text = html.unescape(page)
    for path in NOTEBOOKS:
        for _, note in notes(read(path)):
            for words in (note.get("ask", ""), *note.get("wrong", []), *note.get("vote", {}).get("options", [])):
                assert words in text
    assert not re.search(r"""(src|href)=["'](?!#)|url\(|@import""", page)


def test_a_student_sees_nothing_of_it(path, notebook):
    shown = HTMLExporter().from_notebook_node(notebook)[0]
    for _, note in notes(notebook):
        for words in note.get("wrong", []):
            assert words not in shown
    assert "class_vote" not in path.read_text("utf-8")


# The copies


def test_a_copy_has_no_outputs_and_says_nothing_to_the_lecturer_alone(room, path):
    for cell in read(room / "notebooks" / path.name).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        assert "lecture" not in cell.metadata


def test_a_copy_says_what_the_notebook_says_in_the_same_order(room, path, notebook):
    copied = [cell for cell in read(room / "notebooks" / path.name).cells[1:] if not cell.id.endswith("-vote")]

    def words(cells):
        return " ".join(cell.source for cell in cells).split()

    assert words(copied) == words(notebook.cells)
    assert len({cell.id for cell in copied}) == len(copied)


def test_each_section_begins_a_cell(room, path):
    for cell in read(room / "notebooks" / path.name).cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\n#{2,3} ", cell.source)


def test_in_a_copy_the_code_of_every_picture_is_folded_and_the_rest_is_open(room, path, notebook):
    cells = code_cells(read(room / "notebooks" / path.name))
    folded = {cell.id for cell in cells if cell.metadata.get("jupyter", {}).get("source_hidden")}
    assert folded == {cell.id for cell in code_cells(notebook) if fold(cell)} | {
        cell.id for cell in cells if cell.id.endswith("-vote")
    }
    assert 0 < len(folded) < len(cells)


def test_the_vote_comes_right_behind_the_question_and_has_the_right_answer(room, path, notebook):
    cells = read(room / "notebooks" / path.name).cells
    votes = {cell.id.removesuffix("-vote"): number for number, cell in enumerate(cells) if cell.id.endswith("-vote")}
    expected = {cell.id: note["vote"] for cell, note in notes(notebook) if "vote" in note}
    assert votes.keys() == expected.keys()
    for identity, number in votes.items():
        before = cells[number - 1]
        assert before.id.startswith(identity)
        assert "\n\n" not in before.source[PREDICTION.search(before.source).start() :]
        (call,) = calls(parse(cells[number].source), "class_vote")
        (answer,) = (word.value.value for word in call.keywords)
        question, options = call.args[0].value, [option.value for option in call.args[1].elts]
        assert {"question": question, "options": options, "answer": answer} == expected[identity]


def test_a_copy_runs_from_the_top_with_all_its_votes(room, path):
    notebook = read(room / "notebooks" / path.name)
    options = {"timeout": 120, "store_widget_state": False, "resources": {"metadata": {"path": room / "notebooks"}}}
    NotebookClient(notebook, **options).execute()
    votes = [cell for cell in notebook.cells if cell.id.endswith("-vote")]
    assert len(votes) >= 2
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
