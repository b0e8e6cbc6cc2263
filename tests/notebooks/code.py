"""The notebooks' code outside Jupyter: parsed, or run from the top in this process."""

import ast
import contextlib
import io
from pathlib import Path
from unittest.mock import MagicMock

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from helpers.live import Picture, View

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parse(source):
    """The syntax tree of a cell; a magic such as %precision becomes an ordinary call."""
    return ast.parse(TransformerManager().transform_cell(source))


def calls(tree, function):
    """The calls of the function of that name, in the order in which they are written."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
    ]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def fresh_namespace():
    return {"get_ipython": MagicMock(), "display": MagicMock()}


def run(tree, namespace):
    """Run a tree; returns what it prints, and after that what the value at its end says, if it has one."""
    *body, last = ast.fix_missing_locations(tree).body
    ends = isinstance(last, ast.Expr)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(ast.Module(body if ends else tree.body, []), "cell", "exec"), namespace)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) if ends else None
    return printed.getvalue() + said(value)


def said(value):
    """What a reader without a picture gets of what a cell ends with."""
    if isinstance(value, (Picture, View)):
        return value.sentence or value.show()
    if not hasattr(value, "_repr_mimebundle_"):
        return repr(value)
    bundle = value._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle)["text/plain"]


def live_pictures(path):
    """Run a notebook and return (name, view, afresh) for each view; afresh() makes the same picture once more."""

    def afresh(picture, namespace):
        return lambda: eval(compile(ast.Expression(picture), "picture", "eval"), namespace)

    return [(name, view, afresh(call.args[0], names)) for name, view, call, names in _shown(path, "explore")]


def chains(path, maker):
    """Run a notebook and return (what made the chain, view) for each view that `maker` shows."""
    return [(call.args[0].func.id, view) for _, view, call, _ in _shown(path, maker)]


def _shown(path, maker):
    """Run a notebook and return (name, view, call, namespace) for each call of `maker`; what it makes has a name."""
    namespace, found = fresh_namespace(), []
    for cell in code_cells(read(path)):
        tree = parse(cell.source)
        run(tree, namespace)
        for statement in tree.body:
            for call in calls(statement, maker):
                name = statement.targets[0].id
                found.append((name, namespace[name], call, namespace))
    return found
