"""Your desk: the folder my_notebooks/ with a copy of the course that is yours.

    python -m tools.workspace

lays out what is missing. When the course has changed, its new text comes to your desk too, and each cell you have
changed or added stays as you left it. Beneath, in my_notebooks/.as_given/, lies what you were last given: what differs
from that is yours.
"""

import shutil
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]


def lay_out(course=ROOT / "notebooks", desk=ROOT / "my_notebooks"):
    """Bring the desk up to date with the course; returns a sentence for each notebook that had both your work and news.

    course, desk: folders. A notebook on the desk that cannot be read is left alone, and the sentence says so.
    """
    given = desk / ".as_given"
    given.mkdir(parents=True, exist_ok=True)
    shutil.copy(course / "matplotlibrc", desk)
    said = []
    for path in sorted(course.glob("*.ipynb")):
        mine, last = desk / path.name, given / path.name
        if not mine.exists() or not last.exists():
            if mine.exists():
                said.append(f"{path.name} was on your desk before the course was: it stays as it is.")
                continue
            shutil.copy(path, mine)
        elif path.read_bytes() != last.read_bytes():
            try:
                merged, kept = carried_over(_read(mine), _read(last), _read(path))
            except Exception as error:
                said.append(f"{path.name} has news, but yours cannot be read ({error}): it stays as it is.")
                continue
            shutil.copy(mine, given / f"{path.stem}.before_the_news.ipynb")
            nbformat.write(merged, mine)
            if kept:
                said.append(f"{path.name} has news; {kept} cell{'s' * (kept != 1)} of yours stayed as you left them.")
        shutil.copy(path, last)
    return said


def carried_over(mine, given, new):
    """The new edition with your cells in it, and how many they are.

    A cell is yours when it is not as it was given. It takes the place of the cell with its id; if there is none, it
    follows the cell it followed before.
    """
    was = {cell.id: cell.source for cell in given.cells}
    ids = {cell.id for cell in new.cells}
    cells, kept, before = list(new.cells), 0, None
    for cell in mine.cells:
        if was.get(cell.id) != cell.source:
            kept += 1
            places = [place for place, other in enumerate(cells) if other.id == (cell.id if cell.id in ids else before)]
            place = places[0] if places else len(cells) - 1
            if cell.id in ids:
                cells[place] = cell
            else:
                cells.insert(place + 1, cell)
        before = cell.id
    return nbformat.v4.new_notebook(cells=cells, metadata=new.metadata), kept


def _read(path):
    return nbformat.read(path, as_version=4)


if __name__ == "__main__":
    for sentence in lay_out():
        print(sentence)
