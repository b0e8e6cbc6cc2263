"""A student's answers stay: whatever the course does, and whatever state their notebook is in."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest

from tests.notebooks.code import NOTEBOOKS, ROOT, read
from tools.refresh import clean
from tools.workspace import MOST, update_workspace

code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


def write(path, *cells):
    nbformat.write(nbformat.v4.new_notebook(cells=[cell for cell in cells]), path)


def sources(path):
    return [cell.source for cell in read(path).cells]


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "matplotlibrc").write_text("")
    shutil.copytree(ROOT / "lab", tmp_path / "lab")
    cells = [text("Question", id="q"), code("def answer(x):\n    return None", id="a"), code("attempt(answer)", id="t")]
    write(folder / "06.ipynb", *cells)
    return folder


@pytest.fixture
def real_course(tmp_path):
    for name in ("notebooks", "lab"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path / "notebooks"


@pytest.fixture
def workspace(course):
    folder = course.parent / "my_notebooks"
    assert update_workspace(course, folder) == []
    return folder


def edit(path, **changes):
    notebook = read(path)
    for cell in notebook.cells:
        cell.source = changes.get(cell.id, cell.source)
    nbformat.write(notebook, path)


def test_the_first_time_everything_is_laid_out(course, workspace):
    assert (workspace / "06.ipynb").read_bytes() == (course / "06.ipynb").read_bytes()
    assert (workspace / "matplotlibrc").exists()


def test_without_news_nothing_is_touched(course, workspace):
    edit(workspace / "06.ipynb", a="mine")
    before = (workspace / "06.ipynb").read_bytes()
    assert update_workspace(course, workspace) == [] == update_workspace(course, workspace)
    assert (workspace / "06.ipynb").read_bytes() == before


def test_news_reaches_a_workspace_in_which_nothing_was_typed(course, workspace):
    edit(course / "06.ipynb", q="A better question")
    assert update_workspace(course, workspace) == []
    assert sources(workspace / "06.ipynb")[0] == "A better question"


def test_news_and_answers_come_together(course, workspace):
    edit(workspace / "06.ipynb", a="def answer(x):\n    return x.mean()")
    edit(course / "06.ipynb", q="A better question", a="def answer(x):\n    return None  # write here")
    assert update_workspace(course, workspace) == [
        "06.ipynb has news. Yours stayed as you left it: cell 2 (`def answer(x):`)."
    ]
    expected = ["A better question", "def answer(x):\n    return x.mean()", "attempt(answer)"]
    assert sources(workspace / "06.ipynb") == expected
    edit(course / "06.ipynb", t="attempt(answer)  # once more")
    update_workspace(course, workspace)
    assert sources(workspace / "06.ipynb") == [*expected[:2], "attempt(answer)  # once more"]


def test_cells_of_ones_own_stay_where_they_were(course, workspace):
    notebook = read(workspace / "06.ipynb")
    notebook.cells.insert(1, code("a trial", id="mine1"))
    notebook.cells.insert(2, code("another", id="mine2"))
    nbformat.write(notebook, workspace / "06.ipynb")
    write(course / "06.ipynb", text("New start", id="n"), *read(course / "06.ipynb").cells)
    update_workspace(course, workspace)
    assert [cell.id for cell in read(workspace / "06.ipynb").cells] == ["n", "q", "mine1", "mine2", "a", "t"]


def test_a_first_cell_of_ones_own_stays_the_first(course, workspace):
    notebook = read(workspace / "06.ipynb")
    notebook.cells[0:0] = [code("my notes", id="mine1"), code("more", id="mine2")]
    nbformat.write(notebook, workspace / "06.ipynb")
    edit(course / "06.ipynb", q="News")
    (said,) = update_workspace(course, workspace)
    assert [cell.id for cell in read(workspace / "06.ipynb").cells] == ["mine1", "mine2", "q", "a", "t"]
    assert "cell 1 (`my notes`); cell 2 (`more`)." in said


def test_a_deleted_cell_stays_deleted(course, workspace):
    notebook = read(workspace / "06.ipynb")
    del notebook.cells[1]
    nbformat.write(notebook, workspace / "06.ipynb")
    for words in ("News", "More news"):
        edit(course / "06.ipynb", q=words, a=f"def answer(x):\n    return None  # {words}")
        update_workspace(course, workspace)
        assert sources(workspace / "06.ipynb") == [words, "attempt(answer)"]


def test_outputs_and_the_state_of_widgets_survive_where_nothing_is_new(course, workspace):
    notebook = read(workspace / "06.ipynb")
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"7": {}}}}
    for cell in notebook.cells[1:]:
        cell.outputs = [nbformat.v4.new_output("stream", text="as I left it")]
    nbformat.write(notebook, workspace / "06.ipynb")
    edit(course / "06.ipynb", q="News", t="attempt(answer)  # once more")
    update_workspace(course, workspace)
    merged = read(workspace / "06.ipynb")
    assert merged.metadata.widgets == notebook.metadata.widgets
    assert [len(cell.outputs) for cell in merged.cells[1:]] == [1, 0]


def test_an_answer_whose_question_is_gone_is_kept(course, workspace):
    edit(workspace / "06.ipynb", a="mine")
    write(course / "06.ipynb", text("Something else", id="z"))
    update_workspace(course, workspace)
    assert sources(workspace / "06.ipynb") == ["Something else", "mine"]


def test_an_answer_whose_question_is_gone_stays_before_what_followed(course, workspace):
    edit(workspace / "06.ipynb", a="mine")
    write(course / "06.ipynb", text("Something else", id="z"), code("attempt(answer)", id="t"))
    update_workspace(course, workspace)
    assert sources(workspace / "06.ipynb") == ["Something else", "mine", "attempt(answer)"]


def test_a_cell_of_ones_own_stays_after_what_replaces_its_question(course, workspace):
    notebook = read(workspace / "06.ipynb")
    notebook.cells.insert(2, code("a trial", id="mine1"))
    nbformat.write(notebook, workspace / "06.ipynb")
    given = read(course / "06.ipynb").cells
    write(course / "06.ipynb", given[0], text("A new question", id="n"), given[2])
    update_workspace(course, workspace)
    assert [cell.id for cell in read(workspace / "06.ipynb").cells] == ["q", "n", "mine1", "t"]


def test_a_cell_made_into_text_is_ones_own(course, workspace):
    notebook = read(workspace / "06.ipynb")
    notebook.cells[2] = text("attempt(answer)", id="t")
    nbformat.write(notebook, workspace / "06.ipynb")
    edit(course / "06.ipynb", q="News")
    update_workspace(course, workspace)
    assert read(workspace / "06.ipynb").cells[2].cell_type == "markdown"


def test_better_outputs_reach_a_cell_that_was_not_run(course, workspace):
    notebook = read(course / "06.ipynb")
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="a better picture")]
    nbformat.write(notebook, course / "06.ipynb")
    update_workspace(course, workspace)
    assert read(workspace / "06.ipynb").cells[2].outputs


def test_the_notebook_before_the_news_is_kept_too(course, workspace):
    edit(workspace / "06.ipynb", a="mine")
    edit(course / "06.ipynb", q="News")
    update_workspace(course, workspace)
    assert sources(workspace / ".as_given" / "06.before_the_news.ipynb")[:2] == ["Question", "mine"]


def test_a_notebook_that_cannot_be_read_is_left_alone(course, workspace):
    (workspace / "06.ipynb").write_text("{ half saved")
    edit(course / "06.ipynb", q="News")
    (said,) = update_workspace(course, workspace)
    assert "cannot be read" in said and (workspace / "06.ipynb").read_text() == "{ half saved"


def test_a_notebook_that_was_there_first_is_left_alone(course, tmp_path):
    workspace = tmp_path / "elsewhere"
    workspace.mkdir()
    (workspace / "06.ipynb").write_text("older")
    (said,) = update_workspace(course, workspace)
    assert "stays as it is" in said and (workspace / "06.ipynb").read_text() == "older"


def test_the_real_course_with_an_answer_in_every_code_cell(real_course, tmp_path):
    course, workspace = real_course, tmp_path / "my_notebooks"
    update_workspace(course, workspace)
    for path in NOTEBOOKS:
        notebook = read(workspace / path.name)
        for cell in notebook.cells:
            cell.source += "\n# typed by a student" if cell.cell_type == "code" else ""
        nbformat.write(notebook, workspace / path.name)
        news = read(course / path.name)
        for cell in news.cells:
            cell.source = f"News. {cell.source}"
        nbformat.write(news, course / path.name)
    assert len(update_workspace(course, workspace)) == len(NOTEBOOKS)
    for path in NOTEBOOKS:
        for cell in read(workspace / path.name).cells:
            assert cell.source.endswith("# typed by a student") or cell.source.startswith("News. ")


# The page that opens first


def start(folder):
    return (folder / "00_start_here.md").read_text("utf-8")


def test_the_first_page_names_each_notebook_with_its_minutes(tmp_path):
    update_workspace(workspace=tmp_path)
    rows = re.findall(r"^\| \[(.+?)\]\((.+?)\) \| (.+?\?) \|[^|]*\| (\d+) \|$", start(tmp_path), re.M)
    first_cells = [read(path).cells[0].source for path in NOTEBOOKS]
    assert [row[:2] for row in rows] == [
        (cell.splitlines()[0].removeprefix("# "), path.name) for cell, path in zip(first_cells, NOTEBOOKS, strict=True)
    ]
    minutes = [re.findall(r"\b(\d+) (?:minutes|more)\b", cell) for cell in first_cells]
    assert [int(row[3]) for row in rows] == [sum(map(int, each)) for each in minutes]


def test_each_word_of_the_glossary_stands_in_the_notebooks_it_names(tmp_path):
    update_workspace(workspace=tmp_path)
    assert "](glossary.md)" in start(tmp_path)
    rows = re.findall(r"^\| (.+?) \| .+ \| (\[.+) \|$", (tmp_path / "glossary.md").read_text("utf-8"), re.M)
    words = [word for word, _ in rows]
    assert len(words) > 20 and words == sorted(words, key=lambda word: (word[0].isdigit(), word.lower()))
    text = {path.name: "\n".join(cell.source for cell in read(path).cells) for path in NOTEBOOKS}
    for word, where in rows:
        for name in re.findall(r"\((\S+\.ipynb)\)", where):
            assert re.search(rf"\b{word}\b", text[name], re.I), (word, name)
        for number in re.findall(r"(?<!\])\((\d+)\)", where):
            assert f"\\tag{{{number}}}" in text[re.search(r"\((\S+\.ipynb)\)", where)[1]], (word, number)


def test_start_page_and_glossary_are_those_of_the_course(course, workspace):
    """On a hub the course is pulled, and may be newer than what runs."""
    for name, shown in (("start.md", "00_start_here.md"), ("glossary.md", "glossary.md")):
        (course.parent / "lab" / name).write_text(f"news of {name}")
        update_workspace(course, workspace)
        assert (workspace / shown).read_text() == f"news of {name}"


def test_what_a_student_writes_in_the_glossary_stays(course, workspace):
    (workspace / "glossary.md").write_text("my own words")
    for _ in range(2):
        update_workspace(course, workspace)
        assert (workspace / "glossary.md").read_text() == "my own words"


def test_the_first_page_says_which_notebook_was_saved_last(course, workspace):
    write(course / "05.ipynb", code("1 + 1", id="one"))
    update_workspace(course, workspace)
    assert "last here" not in start(workspace)
    for name, when in (("06", 1_700_000_000), ("05", 1_700_086_400)):
        edit(workspace / f"{name}.ipynb", a="mine", one="2")
        os.utime(workspace / f"{name}.ipynb", (when, when))
        update_workspace(course, workspace)
        saved = time.strftime("%d %B %Y at %H:%M", time.localtime(when))
        assert f"**You were last here:** [{name}]({name}.ipynb), saved on {saved}." in start(workspace)
    edit(course / "06.ipynb", q="News")
    update_workspace(course, workspace)
    assert "[05](05.ipynb)" in start(workspace)


def test_the_first_page_says_which_cells_the_news_left_alone(course, workspace):
    edit(workspace / "06.ipynb", a="# mine")
    edit(course / "06.ipynb", q="News")
    (said,) = update_workspace(course, workspace)
    assert "cell 2 (`# mine`)" in said and f"\n\n{said}\n\n" in start(workspace)


CHANGES = """# What has changed

## 2 March

- Notebook 6 asks more.
- A word is explained.
- A picture moves.

## 1 March

- All is new.
"""
LINES = [line for line in CHANGES.splitlines() if line.startswith("- ")]


@pytest.fixture
def changes(course):
    """A list of changes beside the course of which a student has seen the oldest part only."""
    changes = course.parent / "CHANGELOG.md"
    changes.write_text("## 1 March\n\n- All is new.\n")
    return changes


def listed(workspace):
    return [line for line in start(workspace).splitlines() if line.startswith("- ")]


def test_the_first_page_lists_what_is_new_at_the_start_that_brings_it(course, changes, workspace):
    assert listed(workspace) == []  # to someone who has just begun, nothing is news
    changes.write_text(CHANGES)
    update_workspace(course, workspace)
    assert listed(workspace) == LINES[:3] and "](what_changed.md)" in start(workspace)
    assert (workspace / "what_changed.md").read_text() == CHANGES
    update_workspace(course, workspace)
    assert listed(workspace) == []
    assert (workspace / "what_changed.md").read_text() == CHANGES


def test_one_who_has_an_older_course_hears_of_every_change(course, workspace):
    """In it there was no list of changes."""
    (course.parent / "CHANGELOG.md").write_text(CHANGES)
    update_workspace(course, workspace)
    assert listed(workspace) == LINES


def test_of_many_changes_the_first_page_has_the_newest_only(course, changes, workspace):
    lines = [f"- Change {k}." for k in range(20)]
    changes.write_text("\n".join(lines))
    update_workspace(course, workspace)
    assert listed(workspace) == lines[:MOST]


def test_each_change_is_a_line_under_its_date_and_the_newest_come_first():
    parts = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n\n## ")
    dates = [time.strptime(part.split("\n")[0].split(" ·")[0], "%d %B %Y") for part in parts[1:]]
    assert len(dates) >= 2 and dates == sorted(set(dates), reverse=True)
    for part in parts[1:-1]:  # the last says in a paragraph what was there first: it is no change
        assert all(line.startswith("- ") for line in part.strip().splitlines()[2:]), part


def test_news_are_nothing_that_one_has_saved(real_course, tmp_path):
    course, workspace = real_course, tmp_path / "my_notebooks"
    update_workspace(course, workspace)
    edit(course / NOTEBOOKS[0].name, **{read(NOTEBOOKS[0]).cells[0].id: "# News"})
    update_workspace(course, workspace)
    assert sources(workspace / NOTEBOOKS[0].name)[0] == "# News" and "last here" not in start(workspace)


def test_the_ends_of_lines_are_nothing_that_one_has_saved(course, workspace):
    """On Windows, whatever saves a notebook ends its lines with \\r\\n."""
    mine = workspace / "06.ipynb"
    mine.write_bytes(mine.read_bytes().replace(b"\n", b"\r\n"))
    update_workspace(course, workspace)
    assert "last here" not in start(workspace)


def test_refresh_keeps_what_is_typed_in_the_course_itself():
    notebook = read(NOTEBOOKS[0])
    notebook.cells[2].source += "\n# typed by a student"
    assert clean(notebook).cells[2].source.endswith("# typed by a student")


def test_neither_make_test_nor_make_refresh_knows_of_the_workspace():
    recipes = (ROOT / "Makefile").read_text().split("\nlab:")[1].split("\n\n", 1)[1]
    assert "my_notebooks" not in recipes and "workspace" not in recipes
    ignored = subprocess.run(["git", "check-ignore", "my_notebooks/06.ipynb"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 0
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "notebooks"], cwd=ROOT, capture_output=True, text=True
    )
    assert "my_notebooks" not in listed.stdout


def test_the_start_page_says_how_far_one_is(tmp_path, new_session):
    update_workspace(workspace=tmp_path)
    start = tmp_path / "00_start_here.md"
    assert "So far" not in start.read_text()
    exercises = {"3": {"outcome": "right", "hints": 0}, "4": {"outcome": "almost", "hints": 2}}
    (tmp_path / "progress.json").write_text(json.dumps({"exercises": exercises, "predictions": {"hole": "(shown)"}}))
    update_workspace(workspace=tmp_path)
    assert "exercises right, 1; predictions made, 1." in start.read_text()
    assert json.loads((tmp_path / "progress.json").read_text())["exercises"] == exercises
