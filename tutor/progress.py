"""What a student has done so far, kept across notebooks in the file progress.json beside them, and sent nowhere.

    {"exercises": {"3": {"outcome": "right", "hints": 1}}, "predictions": {"error count": "a smooth bowl"}}

A notebook's kernel works in the folder of the notebook, so all six share the file. Should two of them write in the same
instant, the entry of one may be lost. Outside a notebook no file is written, and only the session remembers.
What the boxes hand in is unchecked.
"""

import contextlib
import json
import os
from pathlib import Path

FILE = Path("progress.json")
PARTS = {"exercises": dict, "predictions": str}  # and what an entry of each is
NOT_KEPT = f"This could not be kept: {FILE} cannot be written in this folder."

_session = {part: {} for part in PARTS}  # what is in no file: outside a notebook, or because it could not be written


def so_far(file=FILE):
    """What has been kept; a file that cannot be read counts as empty, and so does an entry that makes no sense."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        read = {part: {n: e for n, e in kept[part].items() if isinstance(e, kind)} for part, kind in PARTS.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        read = {part: {} for part in PARTS}
    return {part: read[part] | _session[part] for part in PARTS}


def keep(part, name, entry):
    """Keep an entry of "exercises" or "predictions"; returns False if only this session will remember it."""
    from IPython import get_ipython  # here, as the start page is written without it

    if entry == so_far()[part].get(name) and not any(_session.values()):
        return True
    _session[part][name] = entry
    if get_ipython() is None:
        return True
    new = FILE.with_suffix(f".{os.getpid()}")  # put in place as a whole, so that no reader ever finds half of it
    try:
        new.write_text(json.dumps(so_far(), ensure_ascii=False, indent=1), "utf-8")
        os.replace(new, FILE)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        return False
    for entries in _session.values():
        entries.clear()
    return True
