"""The site: a page for each notebook and an index, in one folder that can be copied anywhere."""

import shutil
from pathlib import Path

import matplotlib
from jinja2 import Environment, FileSystemLoader
from nbconvert.filters import markdown2html

from helpers import live
from helpers.live import EditablePoints
from tools.notebook_cells import ROOT, all_notes, equation_pages, kind
from tools.pages.frames import run, stored
from tools.pages.maths import Formulas, typeset
from tools.pages.reading import (
    TEMPLATE,
    contents,
    exported,
    fold_sections,
    link_equations,
    link_notebooks,
    mark_answers,
    scroll_sideways,
    soup_of,
)

LIVE = Path(live.__file__).parent
HOW = {
    "picture": "Here one control moves at a time. To move all together{points}, open notebook {number} in JupyterLab: ",
    "chain": "To step through these lines, with sliders, open notebook {number} in JupyterLab: ",
    "puzzle": "To hear whether you have found it, open notebook {number} in JupyterLab: ",
}
LICENCES = {  # of what the pages contain
    "text": ROOT / "LICENSE-TEXT",
    "code": ROOT / "LICENSE",
    "MathJax": ROOT / "node_modules" / "mathjax-full" / "LICENSE",
    "DejaVu": Path(matplotlib.get_data_path(), "fonts", "ttf", "LICENSE_DEJAVU"),
}


def build(folder=ROOT / "build" / "pages"):
    """Build the site in `folder`.

    Raises RuntimeError when MathJax is missing, or when a notebook's stored pictures are not those it draws now.
    """
    notes = all_notes()
    where, names = equation_pages(notes), {one.name for one in notes}
    articles, sections = {}, {}
    for number, one in enumerate(notes, 1):
        soup = exported(one.notebook)
        sections[one.name] = contents(soup)
        link_notebooks(soup, names)
        link_equations(soup, one.name, where)
        bring_to_life(soup, one, number)
        mark_answers(soup)
        fold_sections(soup)
        scroll_sideways(soup)
        articles[one.name] = soup
    pages = {"index": page(notes, title="Linear classification, live", sections=sections, count=len(where) - 1)}
    for one in notes:
        pages[one.name] = page(
            notes,
            title=one.title,
            here=one.name,
            contents=sections[one.name],
            article=articles[one.name],
            credits="".join(markdown2html(cell.source) for cell in one.cells if kind(cell) == "credits"),
        )
    (folder / "licences").mkdir(parents=True, exist_ok=True)
    for name, path in LICENCES.items():
        shutil.copy(path, folder / "licences" / f"{name}.txt")
    for name, text in with_formulas(pages).items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    print(f"The site is built: open {folder / 'index.html'} in a browser.")


def page(notes, **values):
    """A page's text, from the template; its formulas are still TeX."""
    template = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=False).get_template("page.html.j2")
    style = _texts(LIVE / "live.css", TEMPLATE / "style.css")
    script = _texts(LIVE / "live.js", TEMPLATE / "page.js")
    return template.render(notes=notes, style=style, script=script, **values)


def _texts(*paths):
    return "".join(path.read_text("utf-8") for path in paths)


def with_formulas(pages):
    """The same pages, by name, with their formulas set."""
    formulas, texts = {}, {}
    for name, text in pages.items():
        soup, formulas[name] = soup_of(text), Formulas()
        formulas[name].take(soup)
        texts[name] = str(soup)
    made = typeset(formulas.values())
    return {name: formulas[name].put(texts[name], one) for name, one in zip(pages, made, strict=True)}


def bring_to_life(soup, notes, number):
    """Give each picture its frames, and say of all that does not move here how to get it live."""
    shown = run(notes)
    for cell in soup.select(".cell.code"):
        index = int(cell["data-cell"])
        del cell["data-cell"]
        view, words = shown.get(index), HOW.get(kind(notes.cells[index]))
        if view:
            store(soup, cell.figure, view)
        if words and (view is None or len(view.controls) > 1):
            note = soup.new_tag("p", attrs={"class": "how"})
            editable = view and any(isinstance(one, EditablePoints) for one in view.controls.values())
            note.append(words.format(points=" and edit the points" * bool(editable), number=number))
            note.append(soup.new_tag("code", string="make lab"))
            note.append(".")
            cell.append(note)


def store(soup, figure, view):
    """Put the frames of a view into the figure with its still picture.

    Raises RuntimeError when the still picture is not the one that it draws now.
    """
    if figure.img["alt"] != view.sentence:
        said = f"A stored picture says “{figure.img['alt']}”, but now “{view.sentence}” is drawn."
        raise RuntimeError(f"{said} Say: make refresh.")
    figure.append(soup.new_tag("script", attrs={"type": "application/octet-stream"}, string=stored(view)))
