"""The student's copy of the notebooks, in my_notebooks/, and how news reaches it.

    python -m tools.workspace

copies what is missing. When the course has changed, its new text comes to the copy, and each cell that the student has
changed, added or deleted stays so. In my_notebooks/.as_given/ lies what was last given: what differs from that is the
student's own. The page that JupyterLab opens first, 00_start_here.md, is written afresh each time: it says which
notebook they saved last, how far they are, and, when this very start brought news, what is new and which of their cells
it left alone. All that ever was new is in what_changed.md, a copy of CHANGELOG.md.
"""

import os
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import nbformat

from tutor.progress import FILE, so_far

ROOT = Path(__file__).parents[1]
MOST = 5  # changes on the start page: what it is for stays in sight


def update_workspace(course=ROOT / "notebooks", workspace=ROOT / "my_notebooks"):
    """Bring the copy up to date with the course; returns a sentence for each notebook that had both own work and news.

    course, workspace: folders. Start page and glossary come from the folder lab beside the course, and CHANGELOG.md
    lies beside it, too. A copy that cannot be read is left alone, and the sentence says so.
    """
    given = workspace / ".as_given"
    changes, seen = course.parent / "CHANGELOG.md", workspace / "what_changed.md"
    changed = what_is_new(changes, seen) if given.exists() else ""  # to whoever begins, nothing is
    given.mkdir(parents=True, exist_ok=True)
    if changes.exists():
        shutil.copy(changes, seen)
    shutil.copy(course / "matplotlibrc", workspace)
    said = []
    for path in sorted(course.glob("*.ipynb")):
        mine, last = workspace / path.name, given / path.name
        if not mine.exists() or not last.exists():
            if mine.exists():
                said.append(f"{path.name} was in {workspace.name} before the course was: it stays as it is.")
                continue
            shutil.copy(path, mine)
        elif path.read_bytes() != last.read_bytes():
            try:
                merged, own = merge_notebook(*(nbformat.read(each, as_version=4) for each in (mine, last, path)))
            except Exception as error:
                said.append(f"{path.name} has news, but yours cannot be read ({error}): it stays as it is.")
                continue
            shutil.copy(mine, given / f"{path.stem}.before_the_news.ipynb")
            saved = mine.stat().st_mtime
            nbformat.write(merged, mine)
            os.utime(mine, (saved, saved))
            if own:
                first_lines = [(merged.cells[place].source.strip() or "empty").splitlines()[0] for place in own]
                cells = "; ".join(f"cell {place + 1} (`{line}`)" for place, line in zip(own, first_lines, strict=True))
                said.append(f"{path.name} has news. Yours stayed as you left it: {cells}.")
        shutil.copy(path, last)
    pages = course.parent / "lab"
    if _bytes(workspace / "glossary.md") in (None, _bytes(given / "glossary.md")):  # else the student has written in it
        shutil.copy(pages / "glossary.md", workspace)
        shutil.copy(pages / "glossary.md", given)
    start = (pages / "start.md").read_text("utf-8")
    news = "".join(f"{sentence}\n\n" for sentence in said)
    here = where_one_was(workspace) + how_far(workspace) + changed + news
    (workspace / "00_start_here.md").write_text(start.replace("LAST\n\n", here), "utf-8")
    return said


def where_one_was(workspace):
    """A paragraph that names the notebook which the student saved last, and when; empty, if they have saved none."""
    given = workspace / ".as_given"
    saved = [path for path in workspace.glob("*.ipynb") if _bytes(path) != _bytes(given / path.name)]
    if not saved:
        return ""
    last = max(saved, key=lambda path: path.stat().st_mtime)
    when = time.strftime("%d %B %Y at %H:%M", time.localtime(last.stat().st_mtime)).lstrip("0")
    return f"**You were last here:** [{last.stem}]({quote(last.name)}), saved on {when}.\n\n"


def how_far(workspace):
    """A paragraph that counts the exercises that are right and the predictions made; empty, if there are none."""
    kept = so_far(workspace / FILE)
    right = sum(entry.get("outcome") == "right" for entry in kept["exercises"].values())
    made = len(kept["predictions"])
    return f"**So far:** exercises right, {right}; predictions made, {made}.\n\n" if right + made else ""


def what_is_new(changes, seen):
    """A paragraph and a list, of the newest changes in one file that are not in the other; empty, if there are none."""
    lines, old = ((_bytes(path) or b"").decode().splitlines() for path in (changes, seen))
    new = [line for line in lines if line.startswith("- ") and line not in old]
    return "\n".join(["**New in the course** ([all changes](what_changed.md)):\n", *new[:MOST], "\n"]) if new else ""


def _bytes(path):
    return path.read_bytes().replace(b"\r\n", b"\n") if path.exists() else None  # Windows ends its lines with both


def merge_notebook(mine, given, new):
    """The new edition with the student's work in it, and the places of the cells that are their own, counted from 0.

    A cell is their own when its text is not as it was given. It takes the place of the cell with its id; if there is
    none, it stays where it was between others. A cell they have deleted stays away. A cell they have run keeps its
    outputs, if its text is not new, and widgets keep their state.
    """
    was, edition, left = ({cell.id: cell for cell in notebook.cells} for notebook in (given, new, mine))
    own = {cell.id for cell in mine.cells if cell.id not in was or _text(cell) != _text(was[cell.id])}
    ran = {cell.id for cell in mine.cells if cell.id not in own and cell.get("outputs") != was[cell.id].get("outputs")}
    cells = []
    for cell in new.cells:
        stays = cell.id in own or (cell.id in ran and _text(left[cell.id]) == _text(cell))
        if cell.id in left or cell.id not in was:
            cells.append(left[cell.id] if stays else cell)
    place = -1
    for k, cell in enumerate(mine.cells):
        ids = [other.id for other in cells]
        if cell.id in edition:
            place = ids.index(cell.id)
            continue
        if cell.id in was:  # the course has it no more: go on before what came next
            place = next((ids.index(other.id) for other in mine.cells[k:] if other.id in edition), len(ids)) - 1
        if cell.id in own:
            place += 1
            cells.insert(place, cell)
    state = {"widgets": mine.metadata.widgets} if "widgets" in mine.metadata else {}
    merged = nbformat.v4.new_notebook(cells=cells, metadata={**new.metadata, **state})
    return merged, [place for place, cell in enumerate(cells) if cell.id in own]


def _text(cell):
    return cell.cell_type, cell.source


if __name__ == "__main__":
    for sentence in update_workspace():
        print(sentence)
