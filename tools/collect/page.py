"""The page that shows the class: how each exercise went, and which mistakes were made. It has no names."""

from collections import Counter
from pathlib import Path

import jinja2
from markupsafe import Markup

from tools.collect.grading import KINDS, TITLES
from tutor.box import code


def page(students):
    """The page as HTML, which needs nothing else."""
    rows, mistakes = [], []
    for key, title in TITLES.items():
        outcomes = [student.outcomes[key] for student in students]
        kinds = Counter(one.kind for one in outcomes)
        attempted = len(outcomes) - kinds["not attempted"] - kinds["not graded"]
        rows.append((title, [kinds[kind] for kind in KINDS], sum(one.hints > 0 for one in outcomes)))
        named = Counter(one.mistake for one in outcomes if one.mistake)
        mistakes += [(count, Markup(code(words)), title, attempted) for words, count in named.items()]
    mistakes.sort(key=lambda row: -row[0])
    template = Path(__file__).with_name("class.html").read_text("utf-8")
    environment = jinja2.Environment(autoescape=True)
    noted = sum(bool(student.notes) for student in students)
    return environment.from_string(template).render(
        students=len(students), noted=noted, kinds=KINDS, rows=rows, mistakes=mistakes
    )
