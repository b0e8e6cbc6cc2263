"""The slides that `make slides` builds: read here as files, and each of them measured in a browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.browser.hands import assert_accessible
from tests.notebooks.code import NOTEBOOKS, read
from tests.tools.test_pages import EQUATIONS, NAMES, built, dead_links, opened, stored_sentences, unlinked
from tools.slides.deck import blocks, deck, spoken

BOTTOM, RIGHT = 690, 1240  # of a slide of 1280 × 720, less the margins
LECTURE = {
    "minutes": 6,
    "ask": "Which side?",
    "wrong": ["The left: look again."],
    "vote": {"question": "Which?", "options": ["left", "right"], "answer": 1},
}


class Stub:
    """Notes with the cells of a notebook made here."""

    def __init__(self, *cells):
        self.notebook = nbformat.v4.new_notebook(cells=cells)
        self.cells = self.notebook.cells


def dealt(*sources):
    """The slide type and the text of each part of a deck of Markdown cells."""
    cells = deck(Stub(*map(nbformat.v4.new_markdown_cell, sources))).cells
    return [(cell.metadata["slideshow"]["slide_type"], cell.source) for cell in cells]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("slides")


@pytest.fixture(scope="module")
def soups(folder):
    return {name: BeautifulSoup(text, "html.parser") for name, text in built("slides", folder).items()}


# What stands on which slide


def test_a_heading_begins_a_slide():
    parts = dealt("# One\n\nwords", "more\n\n## Two\n\nwords")
    assert parts == [("slide", "# One"), ("-", "words"), ("-", "more"), ("slide", "## Two"), ("-", "words")]


def test_what_follows_a_prediction_waits():
    parts = dealt("## One\n\n**Predict:** up or down?", "Up.\n\nIndeed.")
    assert parts[1:] == [("-", "**Predict:** up or down?"), ("subslide", "Up."), ("-", "Indeed.")]


def test_what_does_not_fit_goes_below():
    parts = dealt("## One\n\n" + "\n\n".join(["word " * 80] * 4))
    assert [kind for kind, _ in parts] == ["slide", "-", "-", "subslide", "-"]


def test_pieces_stay_whole():
    assert blocks("Put it in:\n\n$$a\n\nb$$\n\nand on") == ["Put it in:\n\n$$a\n\nb$$", "and on"]
    assert blocks("```python\na = 1\n\nb = 2\n```") == ["```python\na = 1\n\nb = 2\n```"]
    assert blocks("<details>\n<summary>Answers</summary>\n\n1. Yes.\n\n</details>") == ["### Answers", "1. Yes."]


def test_lecturers_notes_come_along():
    cell = nbformat.v4.new_markdown_cell("## One\n\nwords", metadata={"lecture": LECTURE})
    (notes,) = [part.source for part in deck(Stub(cell)).cells if part.metadata["slideshow"]["slide_type"] == "notes"]
    assert notes == spoken(LECTURE)
    for words in ("6 minutes", "Ask: Which side?", "Wrong: The left", "Vote: Which? left · right. Right: right"):
        assert words in notes


# The files


def test_a_deck_for_each_notebook(soups):
    assert [*soups] == NAMES


def test_every_link_leads_somewhere(soups):
    assert not dead_links(soups)
    for soup in soups.values():
        assert not unlinked(soup)


def test_every_equation_is_on_a_slide_of_its_deck(soups):
    for tags, name in zip(EQUATIONS.values(), NAMES, strict=True):
        slides = soups[name].select("section section")
        ids = [node["id"] for slide in slides for node in slide.select('[id^="eq-"]')]
        assert ids == [f"eq-{tag}" for tag in tags]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_section_and_picture_is_there(soups, path):
    soup = soups[path.stem]
    sections = [line for cell in read(path).cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    assert len(soup.select(".slides > section")) == 1 + sum(line.startswith("## ") for line in sections)
    assert [image["alt"] for image in soup.select("figure img")] == stored_sentences(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notes_are_where_the_notebook_has_them(soups, path):
    assert len(soups[path.stem].select("aside.notes")) == sum("lecture" in cell.metadata for cell in read(path).cells)


# In a browser


def too_big(page):
    """The slides on which something reaches beyond the margins: (column, row, bottom, right) each."""
    measured = page.evaluate("""() => [...document.querySelectorAll('.slides section section')].map(slide => {
        const {h, v} = Reveal.getIndices(slide);
        Reveal.slide(h, v);
        const edge = slide.getBoundingClientRect();
        const shown = [...slide.querySelectorAll('*')].filter(node => !node.closest('aside, mjx-assistive-mml, svg *'));
        const boxes = shown.map(node => node.getBoundingClientRect());
        const reach = side => Math.round(Math.max(...boxes.map(box => box[side])));
        return [h, v, reach('bottom') - edge.top, reach('right') - edge.left];
    })""")
    assert len(measured) > 20 and all(bottom > 60 for _, _, bottom, _ in measured)
    return [slide for slide in measured if slide[2] > BOTTOM or slide[3] > RIGHT]


@pytest.mark.parametrize("name", NAMES)
def test_everything_fits(chrome, folder, soups, name):
    with opened(chrome, folder / f"{name}.html") as page:
        page.wait_for_function("window.Reveal?.isReady()")
        assert not too_big(page)
        assert not page.complaints and not page.strangers
        assert_accessible(page, ".slides")  # last: axe asks for the style sheets, and a page from a file may not


def test_too_much_is_noticed(chrome, folder, soups):
    with opened(chrome, folder / f"{NAMES[0]}.html") as page:
        page.wait_for_function("window.Reveal?.isReady()")
        page.add_style_tag(content=".reveal { font-size: 45px !important; }")
        assert too_big(page)


def test_a_link_leads_to_the_slide_of_its_equation(chrome, folder, soups):
    with opened(chrome, folder / f"{NAMES[2]}.html") as page:
        page.wait_for_function("window.Reveal?.isReady()")
        page.evaluate("document.querySelector('a[href$=\"05_gradient_derivation.html#eq-28\"]').click()")
        page.wait_for_url("**/05_gradient_derivation.html*")
        page.wait_for_function("window.Reveal?.isReady()")
        assert page.evaluate("Reveal.getCurrentSlide().querySelector('[id=\"eq-28\"]') !== null")
        page.evaluate("document.querySelector('a[href=\"#eq-52\"]').click()")
        page.wait_for_function("Reveal.getCurrentSlide().querySelector('[id=\"eq-52\"]') !== null")
        assert not page.complaints and not page.strangers
