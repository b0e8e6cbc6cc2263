"""The site: a page for each notebook and an index, in one folder that can be copied anywhere."""

import json

from jinja2 import Environment, FileSystemLoader
from nbconvert import HTMLExporter

from helpers.live import View
from places.pages.frames import frames, only_slider, run
from places.pages.maths import Formulas, typeset
from places.pages.notes import ROOT, all_notes, equation_pages
from places.pages.reading import (
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

HOW = {
    "explore": "To move this picture ({controls}), open notebook {number} in JupyterLab: ",
    "step_through": "To step through these lines, with sliders, open notebook {number} in JupyterLab: ",
    "find_the_slip": "To hear whether you have found it, open notebook {number} in JupyterLab: ",
}


def build(folder=ROOT / "build" / "pages"):
    """Build the site in `folder`.

    Raises RuntimeError when MathJax is missing, or when a notebook's stored pictures are not those it draws now.
    """
    notes = all_notes()
    where, names = equation_pages(notes), {one.name for one in notes}
    articles, sections = {}, {}
    for number, one in enumerate(notes, 1):
        soup = exported(HTMLExporter, TEMPLATE, one.notebook)
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
            notes, title=one.title, here=one.name, contents=sections[one.name], article=articles[one.name]
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in with_formulas(pages).items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    print(f"The site is built: open {folder / 'index.html'} in a browser.")


def page(notes, **values):
    """A page's text, from the template; its formulas are still TeX."""
    template = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=False).get_template("page.html.j2")
    shared, style, script = ((TEMPLATE / name).read_text("utf-8") for name in ("shared.css", "style.css", "page.js"))
    return template.render(notes=notes, style=shared + style, script=script, **values)


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
    """Give each picture with one slider its frames, and say of all others how to get them live."""
    shown, read_out = run(notes)
    for cell in soup.select(".cell.code"):
        index = int(cell["data-cell"])
        del cell["data-cell"]
        widget, source = shown.get(index), notes.cells[index].source
        if name := only_slider(widget):
            slide(soup, cell.figure, frames(widget, read_out.get(widget, {}).get(name, [])))
        for function, words in HOW.items():
            if f"{function}(" in source and not (cell.figure and "live" in cell.figure.get("class", [])):
                note = soup.new_tag("p", attrs={"class": "how"})
                controls = ", ".join(widget.controls) if isinstance(widget, View) else ""
                note.append(words.format(controls=controls, number=number))
                note.append(soup.new_tag("code", string="make lab"))
                note.append(".")
                cell.append(note)


def slide(soup, figure, frames):
    """Put the frames into the figure, whose still picture becomes one of them."""
    stored, drawn = figure.img["alt"], frames.said[frames.start]
    if stored != drawn:
        raise RuntimeError(f"A stored picture says “{stored}”, but now “{drawn}” is drawn. Say: make refresh.")
    figure["class"] = "live"
    figure.img["src"] = frames.still()
    data = soup.new_tag("script", attrs={"type": "application/json"})
    data.string = json.dumps(frames.script(), ensure_ascii=False).replace("</", r"<\/")
    figure.append(data)
