"""From a stored notebook to what a reader gets: a page with its links, folds and pictures as they should be."""

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from tools.notebook_cells import TAG, fold, kind

REFERENCE = re.compile(r"(?<![\w)\]])\((\d{1,2}[ab]?)\)")
UNLINKED = ["a", "pre", "code", "script", "style", "figcaption", "h1", "h2", "h3", "summary"]
TEMPLATE = Path(__file__).with_name("template")


def soup_of(html):
    """The tree of a piece of HTML."""
    return BeautifulSoup(html, "html.parser")


def exported(notebook):
    """The tree of what nbconvert makes of a notebook with the template of the pages."""
    exporter = HTMLExporter(template_name=TEMPLATE.name, extra_template_basedirs=[str(TEMPLATE.parent)])
    exporter.register_filter("fold", fold)
    exporter.register_filter("kind", kind)
    html, _ = exporter.from_notebook_node(notebook)
    soup = soup_of(html)
    for pilcrow in soup.select("a.anchor-link"):
        pilcrow.decompose()
    return soup


def link_notebooks(soup, names):
    """Links to notebooks lead to their pages."""
    for link in soup.find_all("a", href=re.compile(r"^[\w.]+\.ipynb")):
        name = link["href"].removesuffix(".ipynb")
        if name not in names:
            raise ValueError(f"a link leads to {link['href']}, which is no notebook of this course")
        link["href"] = f"{name}.html"


def link_equations(soup, here, pages):
    """Every "(39)" in the text becomes a link to the equation of that number.

    here: the name of this page  pages: the name of the page of each equation
    """
    for text in soup.find_all(string=REFERENCE):
        if text.find_parent(UNLINKED):
            continue
        parts, end = [], 0
        for match in REFERENCE.finditer(text):
            if match[1] in pages:
                page = "" if pages[match[1]] == here else f"{pages[match[1]]}.html"
                link = soup.new_tag("a", attrs={"class": "equation-number", "href": f"{page}#eq-{match[1]}"})
                link.string = match[0]
                parts += [text[end : match.start()], link]
                end = match.end()
        if parts:
            text.replace_with(*(part for part in [*parts, text[end:]] if part))


def fold_sections(soup):
    """What a notebook keeps folded is folded here: a heading's section, up to the next heading of its rank."""
    for cell in soup.select(".cell[data-folded]"):
        heading = cell.find(["h1", "h2", "h3"])
        rest = []
        for later in cell.find_next_siblings(class_="cell"):
            first = later.find(["h1", "h2", "h3"])
            if first and first.name <= heading.name:
                break
            rest.append(later)
        details = soup.new_tag("details", attrs={"class": "answer"})
        summary = soup.new_tag("summary")
        cell.replace_with(details)
        summary.append(heading.extract())
        del cell["data-folded"]
        details.extend([summary, cell, *rest])


def mark_answers(soup):
    """The folds of the text itself are answers: on paper they are open."""
    for details in soup.select(".text details"):
        details["class"] = "answer"


def scroll_sideways(soup):
    """Tables scroll in themselves where the window is too narrow for them."""
    for table in soup.find_all("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "wide"}))


@dataclass
class Section:
    """A heading of the second rank: its id, its words as HTML, and the numbers of the equations below it."""

    id: str
    title: str
    tags: list


def contents(soup):
    """The sections of a page, in order, while its formulas are still TeX."""
    found = []
    for part in soup.descendants:
        if part.name == "h2":
            found.append(Section(part["id"], part.decode_contents(), []))
        elif isinstance(part, str) and not part.find_parent(["pre", "code"]) and (tags := TAG.findall(part)):
            found[-1].tags += tags
    return found
