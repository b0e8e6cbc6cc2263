"""Which part of a notebook stands on which slide: computed from the notebook alone."""

import re
from copy import deepcopy

import nbformat
from bs4 import BeautifulSoup

from tools.pages.frames import says_only
from tools.pages.reading import PICTURE, SHORT

# What a slide of 1280 × 720 holds, in the sizes of template/slides.css. All heights are in pixels.
ROOM = 650
LINE, LETTERS = 41, 68
CODE_LINE, CODE_LETTERS = 29, 88
APART = 20
TALL = re.compile(r"\\(?:d?frac|sum|prod|begin\{cases\}|begin\{bmatrix\})")
WORDLESS = re.compile(r"\\(?:mathbf|mathcal|left|right|displaystyle|bbox\[[^]]*\])|[{}$*`]")
TO_FILL_IN = re.compile(r"^(attempt|progress)\(|(= |return )None$", re.M)
OPEN = ("$$", "```")
DISPLAY = ("$$", r"\begin")


def deck(notes):
    """A notebook whose cells are the parts of slides, with the slide types that nbconvert reads."""
    parts = []
    for cell in notes.cells:
        if cell.cell_type == "markdown":
            here = [_cell(block) for block in blocks(cell.source)]
            here[0].metadata.update({"lecture": cell.metadata["lecture"]} if "lecture" in cell.metadata else {})
            parts += here
        elif not says_only(cell.source) and not TO_FILL_IN.search(cell.source):
            parts += _shown(cell)
    return nbformat.v4.new_notebook(cells=list(_dealt(parts)), metadata=notes.notebook.metadata)


def blocks(source):
    """A Markdown text in pieces that can stand on different slides: paragraphs, lists, displays, answers.

    An answer is unfolded: on a slide there is nothing to open.
    """
    source = re.sub(r"<details>\s*<summary>(.*?)</summary>", r"### \1", source).replace("</details>", "")
    found = []
    for piece in re.split(r"\n\s*\n", source.strip()):
        unfinished = found and any(found[-1].count(mark) % 2 for mark in OPEN)
        announced = found and found[-1].endswith((":", ",")) and piece.startswith(DISPLAY)
        if unfinished or announced:
            found[-1] += "\n\n" + piece
        elif piece.strip():
            found.append(piece)
    return [part for block in found for part in _halved(block)]


def _halved(block):
    """The block, or its two halves where a list is too long for one slide."""
    items = re.split(r"\n(?=- |\d+\. )", block)
    if height(block) <= ROOM - 80 or len(items) < 2:
        return [block]
    middle = len(items) // 2
    return [*_halved("\n".join(items[:middle])), *_halved("\n".join(items[middle:]))]


def height(block):
    """About how high a Markdown block is on a slide, rather more than less."""
    if block.startswith("```"):
        return code_height(block) - 2 * CODE_LINE + APART
    return sum(_piece_height(piece) for piece in block.split("\n\n"))


def _piece_height(piece):
    if piece.startswith("#"):
        return 90
    if piece.startswith(DISPLAY):
        rows = piece.split(r"\\") if "align" in piece else [piece]
        return sum(125 if TALL.search(row) else 65 for row in rows) + 70 * ("underbrace" in piece) + APART
    lines = sum(-(-len(WORDLESS.sub("", line)) // LETTERS) for line in piece.splitlines())
    return lines * LINE + 40 * bool(re.search(r"\\frac|\\sum", piece)) + APART


def code_height(text):
    """How high program text or its output is on a slide."""
    return sum(max(1, -(-len(line) // CODE_LETTERS)) for line in text.rstrip().splitlines()) * CODE_LINE + APART + 20


def _cell(source):
    return nbformat.v4.new_markdown_cell(source, metadata={"height": height(source)})


def _shown(cell):
    """What a code cell shows on slides: a picture alone, a chain in portions, or short code with its output."""
    cell = deepcopy(cell)
    html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    if "<img" in html:
        return [_output(html, ROOM)]
    if "<ul>" in html:
        return list(_portions(BeautifulSoup(html, "html.parser")))
    lines = cell.source.splitlines()
    if len(lines) > SHORT or PICTURE.search(cell.source) or lines[0].startswith(("%", "import ", "from ")):
        return []
    said = "".join(output.get("text") or output["data"].get("text/plain", "") for output in cell.outputs)
    cell.metadata["height"] = code_height(cell.source) + code_height(said) * bool(said)
    return [cell]


def _output(html, height):
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    return nbformat.v4.new_code_cell("", outputs=[output], metadata={"height": height})


def _portions(soup):
    """The lines of a chain, a slide's worth at a time; each waits for its turn."""
    said, used, portion = str(soup.p), height(soup.p.text), []
    for item in soup.find_all("li"):
        item["class"] = "fragment"
        needs = (118 if TALL.search(str(item)) else 62) + 70 * ("underbrace" in str(item)) + 52
        if portion and used + needs > ROOM:
            yield _output(f"{said}<ul>{''.join(portion)}</ul>", ROOM)
            said, used, portion = "", 0, []
        used += needs
        portion.append(str(item))
    yield _output(f"{said}<ul>{''.join(portion)}</ul>", used)


def _dealt(parts):
    """The parts with their slide types: a heading begins a slide, a part that no longer fits the next one below."""
    used, waiting, title = 0, False, ""
    for part in parts:
        source = part.source
        if source.startswith(("# ", "## ")):
            kind, used, title = "slide", 0, source.lstrip("# ")
        elif waiting or used + part.metadata["height"] > ROOM or source.startswith("### "):
            kind, used = "subslide", 0
        else:
            kind = "-"
        used += part.metadata["height"]
        waiting = bool(re.search(r"\*\*[^*]*Predict", source))
        part.metadata.update(slideshow={"slide_type": kind}, running=title)
        yield part
        if "lecture" in part.metadata:
            notes = nbformat.v4.new_markdown_cell(spoken(part.metadata["lecture"]))
            notes.metadata["slideshow"] = {"slide_type": "notes"}
            yield notes


def spoken(lecture):
    """What a lecturer's notes say: minutes, what to ask, the usual wrong answers, and the vote."""
    lines = []
    if "minutes" in lecture:
        lines.append(f"**{lecture['minutes']} minutes**")
    if "ask" in lecture:
        lines.append(f"Ask: {lecture['ask']}")
    lines += [f"Wrong: {wrong}" for wrong in lecture.get("wrong", [])]
    if vote := lecture.get("vote"):
        lines.append(
            f"Vote: {vote['question']} {' · '.join(vote['options'])}. Right: {vote['options'][vote['answer']]}"
        )
    return "\n\n".join(lines)
