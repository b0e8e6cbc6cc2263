"""The lecture room: copies of the six notebooks for the projector, and a page of notes for the lecturer.

    python -m tools.lecture.build

lays both out afresh in build/lecture/, and says where the notes are. `make lecture` then opens JupyterLab there.
Where a reader makes a prediction, the class votes. How long a section takes stands in the metadata of the notebooks'
Markdown cells, {"lecture": {"minutes": 4}}, on the title and on each cell in which a section begins. {"lecture":
{"minutes": 4, "fifty": 2}} takes the section into the path through all six notebooks in 50 minutes, with two of them.
The pictures, chains and votes of the path are the code cells with {"lecture": {"fifty": true}}.
"""

import json
import re
import shutil
from pathlib import Path

import jinja2
import nbformat

from tools.notebook_cells import fold, kind
from tutor.predictions import PREDICTIONS

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DPI = 140  # of the copies' pictures: the room on the projector then says how large they are, not their design
FOLDED = {"jupyter": {"source_hidden": True}}
KEYS = "**↓ ↑** stops · **→ ←** sections · **O** opens and folds code and answers · **Shift Enter** runs a cell"


def lay_out(folder=ROOT / "build" / "lecture"):
    """Write the copies, the settings of their JupyterLab and the lecturer's notes; what was there before is gone.

    Returns the path of the notes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    room = folder / "notebooks"
    room.mkdir(parents=True)
    for path in NOTEBOOKS:
        nbformat.write(copy_of(nbformat.read(path, as_version=4)), room / path.name)
    look = (ROOT / "notebooks" / "matplotlibrc").read_text("utf-8")
    (room / "matplotlibrc").write_text(re.sub("figure.dpi: .*", f"figure.dpi: {DPI}", look), "utf-8")
    for plugin, values in json.loads((ROOT / "lab" / "projector" / "settings.json").read_text("utf-8")).items():
        _write_json((folder / "settings").joinpath(*plugin.split(":")).with_suffix(".jupyterlab-settings"), values)
    _write_json(folder / "jupyter_lab_config.json", configuration(folder))
    notes = folder / "lecturer.html"
    notes.write_text(page(), "utf-8")
    return notes


def _write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), "utf-8")


def configuration(folder):
    """How JupyterLab is to start: one notebook at a time, on this machine only, with no habits of an earlier run.

    What the students have as JupyterLab's defaults holds here too; the projector's settings stand in for a user's own.
    """
    return {
        "ServerApp": {"ip": "127.0.0.1", "root_dir": str(folder / "notebooks")},
        "LabApp": {
            "default_url": f"/doc/tree/{NOTEBOOKS[0].name}",
            "app_settings_dir": str(ROOT / "lab"),
            "user_settings_dir": str(folder / "settings"),
            "workspaces_dir": str(folder / "workspaces"),
            "extra_labextensions_path": [str(ROOT / "lab" / name) for name in ("extensions", "projector")],
        },
    }


# The copies


def copy_of(notebook):
    """The notebook for the projector: no outputs, nothing for Colab, code of pictures folded, each section a cell."""
    copy = nbformat.v4.new_notebook(metadata=notebook.metadata)
    copy.cells.append(nbformat.v4.new_markdown_cell(f"{KEYS} · notebooks {_links()}", id="lecture-keys"))
    for cell in notebook.cells:
        if kind(cell) == "colab":
            continue
        if cell.cell_type == "code":
            metadata = FOLDED if fold(cell) else {}
            source = cell.source
            if kind(cell) in ("setup", "prediction"):  # there the class votes
                source = re.sub(r"\bprediction\b", "class_vote", source)
            copy.cells.append(nbformat.v4.new_code_cell(source, id=cell.id, metadata=metadata))
        else:
            copy.cells += _pieces(cell)
    return copy


def _links():
    return " ".join(f"[{path.stem[:2].lstrip('0')}]({path.name})" for path in NOTEBOOKS)


def _pieces(cell):
    """A Markdown cell, cut before each heading."""
    metadata = {name: value for name, value in cell.metadata.items() if name != "lecture"}
    for number, piece in enumerate(re.split(r"\n+(?=#{2,3} )", cell.source)):
        identity = f"{cell.id}-{number}" if number else cell.id
        yield nbformat.v4.new_markdown_cell(piece, id=identity, metadata=metadata)


# The lecturer's notes


def timetable(notebook):
    """What the notes say about a notebook: its sections in order, each with its clock, its minutes and its questions.

    A section is {"name", "at", "minutes", "questions", "fifty", "shown"}, with `Question`s; at is "0:04", from the
    beginning of the notebook. fifty is its minutes on the 50-minute path, 0 if it is not on it, and shown names what is
    shown of it then.
    """
    sections, minutes_so_far = [], 0
    for cell in notebook.cells:
        notes = cell.metadata.get("lecture", {})
        if "minutes" in notes:
            name = " · ".join(re.findall(r"^#{1,2} (.+)", cell.source, re.M)).replace("$p^*$", "p*")
            section = {"name": name, "at": clock(minutes_so_far), "questions": [], "fifty": 0, "shown": []} | notes
            sections.append(section)
            minutes_so_far += section["minutes"]
        shown = cell.source.split("\n")[-1]
        if kind(cell) == "prediction":
            (asked,) = re.findall(r'\bprediction\("(.+)"\)', cell.source)
            sections[-1]["questions"].append(PREDICTIONS[asked])
            shown = f"vote “{asked}”"
        if notes.get("fifty") and cell.cell_type == "code":
            sections[-1]["shown"].append(shown)
    return sections


def clock(minutes):
    """So many minutes from the beginning, as a clock shows them: "0:04"."""
    return f"{minutes // 60}:{minutes % 60:02}"


def fifty_minutes(lessons):
    """The path of 50 minutes: the sections that are on it, each {"notebook", "at", "fifty", "name", "shown", ...}."""
    path, minutes_so_far = [], 0
    for number, lesson in enumerate(lessons, 1):
        for section in lesson["sections"]:
            if section["fifty"]:
                path.append(section | {"notebook": number, "at": clock(minutes_so_far)})
                minutes_so_far += section["fifty"]
    return path


def page():
    """The lecturer's notes on all notebooks: one HTML page that needs nothing else."""
    lessons = []
    for path in NOTEBOOKS:
        sections = timetable(nbformat.read(path, as_version=4))
        lessons.append({"id": path.stem, "sections": sections, "minutes": sum(s["minutes"] for s in sections)})
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("lecturer.html").render(lessons=lessons, path=fifty_minutes(lessons))


if __name__ == "__main__":
    print(f"Fresh copies for the projector. Your notes, for a second screen or to print: {lay_out()}")
