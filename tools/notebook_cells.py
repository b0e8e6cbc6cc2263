"""The notebooks as they are stored: what each is called, promises and contains."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
# What a cell can be tagged as. A code cell sets things up, asks for a prediction, or shows a live picture, a still one,
# a chain or a puzzle. Links to Colab and the code that fetches the course there are "colab"; credits are the data's.
KINDS = ("colab", "setup", "prediction", "picture", "still", "chain", "puzzle", "credits")
LONG = 8  # lines of code: more than these are folded away
TAG = re.compile(r"\\tag\{(\w+)\}")


@dataclass
class Notes:
    """One notebook."""

    path: Path

    @cached_property
    def notebook(self):
        """The notebook, as nbformat reads it."""
        return nbformat.read(self.path, as_version=4)

    @property
    def cells(self):
        """Its cells."""
        return self.notebook.cells

    @property
    def name(self):
        """The name of its page, without the ending."""
        return self.path.stem

    @property
    def title(self):
        """Its heading."""
        return self._in_first_cell(r"# (.+)")

    @property
    def promise(self):
        """The sentence that its reader will believe afterwards."""
        return self._in_first_cell(r"\*\*What you will be able to say afterwards\.\*\* \*(.+)\*\n")

    @property
    def minutes(self):
        """How long its main road takes, as its first cell says."""
        return int(self._in_first_cell(r"About (\d+) minutes"))

    @property
    def side_trips(self):
        """How many more minutes its side trips take, if it has some, as its first cell says."""
        return int(self._in_first_cell(r"and (\d+) more for the side trips?")) if self.parts()[1] else 0

    def parts(self):
        """The cells of the main road, and those of the side trips: sections whose heading begins "Side trip"."""
        parts, aside = ([], []), False
        for cell in self.cells:
            heading = re.match(r"##? (.+)", cell.source) if cell.cell_type == "markdown" else None
            aside = heading[1].startswith("Side trip") if heading else aside
            parts[aside].append(cell)
        return parts

    def _in_first_cell(self, pattern):
        found = re.search(pattern, self.cells[0].source)
        if not found:
            raise ValueError(
                f"{self.path.name}: its first cell should match {pattern}; it begins {self.cells[0].source[:60]!r}"
            )
        return found[1]

    @cached_property
    def tags(self):
        """The numbers of its equations, in order."""
        return [tag for cell in self.cells if cell.cell_type == "markdown" for tag in TAG.findall(cell.source)]


def kind(cell):
    """Which of `KINDS` a cell is tagged as; "" if it is text or code to be read."""
    return next((tag for tag in cell.metadata.get("tags", []) if tag in KINDS), "")


def words(cells):
    """How many words of text to be read there are in these cells, displayed equations and folded answers left out."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown" and not kind(cell))
    text = re.sub(r"(?s)\$\$.*?\$\$|\\begin\{align\}.*?\\end\{align\}|<details>.*?</details>", "", text)
    return len(re.findall(r"\S*\w\S*", text))


def minutes(cells):
    """How long these cells take: 150 words a minute, two for a picture, a chain or a puzzle, one for a prediction, and
    five for an answer to be written.
    """
    code = [cell for cell in cells if cell.cell_type == "code"]
    looked_at = sum(kind(cell) in ("picture", "still", "chain", "puzzle") for cell in code)
    answers = sum(bool(re.search(r"^(attempt|derivation)\(", cell.source, re.M)) for cell in code)
    return words(cells) / 150 + 2 * looked_at + sum(kind(cell) == "prediction" for cell in code) + 5 * answers


def fold(cell):
    """Under which words the code of a cell is folded away, for a class and on the pages; "" where it stands open."""
    lines = len(cell.source.splitlines())
    if kind(cell):
        return "Code that sets things up" if kind(cell) == "setup" else "Code that shows this"
    return f"Code, {lines} lines" if lines > LONG else ""


def all_notes():
    """The notebooks, in order."""
    return [Notes(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


def equation_pages(notes):
    """The name of the page of each equation, by its number."""
    return {tag: one.name for one in notes for tag in one.tags}


def equations():
    r"""The TeX of every equation in the notebooks by its number, as written before its \tag.

    A row that continues the row above begins with that row's left side.
    """
    found = {}
    for cell in (cell for one in all_notes() for cell in one.cells if cell.cell_type == "markdown"):
        left = ""
        for block in re.findall(r"\$\$(.*?)\$\$|\\begin\{align\}(.*?)\\end\{align\}", cell.source, re.S):
            for row in "".join(block).split(r"\\"):
                tex, *tags = re.split(TAG, row.strip())
                start, _, rest = tex.replace("&", "").partition("=")
                left = start.strip() or left
                if tags:
                    found[tags[0]] = f"{left} = {rest.strip()}"
    return found
