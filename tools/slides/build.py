"""The slides: a file for each notebook, beside one copy of reveal.js."""

import re
import shutil
from pathlib import Path

from nbconvert import SlidesExporter

from tools.notebook_cells import ROOT, all_notes, equation_pages
from tools.pages.build import with_formulas
from tools.pages.reading import TEMPLATE, exported, link_equations, link_notebooks
from tools.slides.deck import deck

HERE = Path(__file__).with_name("template")
REVEAL = ROOT / "node_modules" / "reveal.js"
PARTS = ("LICENSE", "dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js")

FORMULA = re.compile(r"<mjx-container[^>]*><svg[^>]*>")
WIDEST = 36  # em, of the 38 that a slide is wide


def build(folder=ROOT / "build" / "slides"):
    """Build the slides in `folder`.

    Raises RuntimeError when MathJax or reveal.js is missing.
    """
    if not REVEAL.exists():
        raise RuntimeError(
            "reveal.js should be in node_modules/, and is not. Say: make slides. That installs it first."
        )
    notes = all_notes()
    where, names = equation_pages(notes), {one.name for one in notes}
    style = (TEMPLATE / "shared.css").read_text("utf-8") + (HERE / "slides.css").read_text("utf-8")
    texts = {}
    for one in notes:
        soup = exported(SlidesExporter, HERE, deck(one), title=one.title, style=style)
        link_notebooks(soup, names)
        link_equations(soup, one.name, where)
        texts[one.name] = str(soup)
    for part in PARTS:
        (folder / "reveal" / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REVEAL / part, folder / "reveal" / part)
    for name, text in with_formulas(texts).items():
        (folder / f"{name}.html").write_text(FORMULA.sub(fitted, text), "utf-8")
    print(f"The slides are built: open {folder / (notes[0].name + '.html')} in a browser. S shows your notes.")


def fitted(formula):
    """The beginning of a formula, with smaller letters where it would be wider than a slide."""
    start = formula[0]
    width = max(map(float, re.findall(r"width[:=]\W*([\d.]+)em", start)), default=0)
    return start.replace('style="', f'style="font-size: {WIDEST / width:.0%}; ', 1) if width > WIDEST else start
