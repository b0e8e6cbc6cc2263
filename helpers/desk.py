"""Your desk: the folder my_notebooks/ with a copy of the course that is yours.

    python -m helpers.desk

lays out what is missing. When the course has changed, its new text comes to your desk too, and each cell you have
changed or added stays as you left it. Beneath, in my_notebooks/.as_given/, lies what you were last given: what differs
from that is yours.

On a hub, a student's Jupyter server does it: the address desk/01_zero_one_loss.ipynb lays out the desk of the course
that was pulled, and opens the notebook there. It does so where its configuration names this module an extension.
"""

import os
import shutil
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
PULLED = "linear-classification"  # the folder on a hub, beneath the student's home


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


def _load_jupyter_server_extension(app):
    """Serve the address `desk/NOTEBOOK`, and let the kernels use the helpers that were pulled with the notebooks."""
    from jupyter_server.base.handlers import JupyterHandler
    from jupyter_server.utils import url_path_join
    from tornado.web import HTTPError, authenticated

    course = Path(app.root_dir, PULLED)
    os.environ["PYTHONPATH"] = str(course)

    class Desk(JupyterHandler):
        @authenticated
        def get(self, notebook):
            if not (course / "notebooks" / notebook).is_file():
                raise HTTPError(404, f"{PULLED}/notebooks/{notebook} is not here: follow the link to the course again.")
            for sentence in lay_out(course / "notebooks", course / "my_notebooks"):
                self.log.info(sentence)
            self.redirect(url_path_join(self.base_url, "lab/tree", PULLED, "my_notebooks", notebook))

    app.web_app.add_handlers(".*", [(url_path_join(app.web_app.settings["base_url"], r"desk/(\w+\.ipynb)"), Desk)])


if __name__ == "__main__":
    for sentence in lay_out():
        print(sentence)
