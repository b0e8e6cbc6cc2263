"""make refresh: run every notebook from the top and store clean outputs, the same ones however often it runs.

Before that, the equations that are typeset in them go to where the stepper reads them.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient

from tools.notebook_cells import ROOT, equations
from tutor.progress import FILE

PRINTED = ROOT / "tutor" / "equations" / "printed.json"

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LIVE = "application/vnd.jupyter.widget-view+json"


def clean(notebook):
    """Drop what differs from run to run or from machine to machine, and return the notebook.

    A stored widget view points to a kernel that is gone; without it every reader sees the still picture.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(LIVE, None)
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def refresh(path):
    """Execute the notebook at `path` and write it back, cleaned."""
    notebook = nbformat.read(path, as_version=4)
    options = {"timeout": 60, "store_widget_state": False, "record_timing": False, "coalesce_streams": True}
    NotebookClient(notebook, resources={"metadata": {"path": "notebooks"}}, **options).execute()
    nbformat.write(clean(notebook), path)


def printed():
    """What printed.json should contain."""
    return json.dumps(equations(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / "notebooks" / FILE).unlink(missing_ok=True)  # a reader begins with no prediction made
    PRINTED.write_text(printed(), "utf-8")
    for name in sys.argv[1:]:
        refresh(name)
        print(f"refreshed {name}")
