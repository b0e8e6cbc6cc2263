"""Faults by rule: every way in which one place of a module is made wrong, as a slip of the hand would.

A fault replaces one field of one node of the syntax tree. Left alone are docstrings and annotations; the words inside
an f-string, because tests pin facts and not phrases (which of two messages is sent is a fact); and what only says how a
picture looks, such as the width of a line (its colour and its label have a meaning).
"""

import ast
import copy
import re
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

TURNED = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult},
    **{ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult},
}
HOLDERS = (ast.FunctionDef, ast.ClassDef)
EDGE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}

# Their arguments may stand in any order.
SYMMETRIC = {
    *("max", "min", "np.maximum", "np.minimum", "np.array_equal", "np.allclose", "np.isclose", "np.logical_or"),
    "np.clip",  # the middle one of three
}

# Keywords and functions that say how a thing looks or where on the paper it stands, not what it means.
LOOKS = {
    *("lw", "linewidth", "linewidths", "ms", "markersize", "mew", "markeredgewidth", "s", "alpha", "zorder", "pad"),
    *("fontsize", "size", "labelpad", "left", "right", "top", "bottom", "wspace", "hspace", "figsize", "width_ratios"),
    *("height_ratios", "dpi", "loc", "ha", "va", "bbox_to_anchor", "borderaxespad", "handlelength", "fontweight"),
    *("columnspacing", "xytext", "labelspacing", "handletextpad", "framealpha", "ncols", "capstyle", "joinstyle"),
    *("stacklevel", "encoding", "subplots_adjust", "tight_layout", "align_ylabels", "weight", "bbox", "clip_on"),
    "strict",  # of zip: what is as long as it should be is so either way
}


class Fault(NamedTuple):
    """`node.field = value`, somewhere in the function `where` of a module."""

    where: str
    rule: str
    node: ast.AST
    field: str
    value: Any
    within: list  # node and what it is part of, up to the module

    def apply(self):
        """Make the tree wrong; returns what was there."""
        before = getattr(self.node, self.field)
        setattr(self.node, self.field, self.value)
        return before

    def sources(self):
        """The smallest part of the code that can be understood alone, before and after."""
        shown = next(
            n for n in self.within if isinstance(n, ast.stmt) or (isinstance(n, ast.expr) and len(source(n)) > 9)
        )
        before, kept = source(shown), self.apply()
        after = source(shown)
        setattr(self.node, self.field, kept)
        return before, after

    def __str__(self):
        """One line: where, and what the place says before and after."""
        before, after = self.sources()
        if len(before) < 90:
            return f"{self.where}: {before}  ->  {after}"
        start, end = shared(before, after), shared(before[::-1], after[::-1])
        cut = [text[max(0, start - 40) : max(start, len(text) - end) + 40] for text in (before, after)]
        return f"{self.where}: {cut[0]}  ->  {cut[1]}"

    def spans(self):
        """The lines of the place, and those of the function or class around it, but for what an import runs."""
        holder = next((n for n in self.within if isinstance(n, HOLDERS)), None)
        called = function_lines(self.within[-1])
        for node in filter(None, (next(n for n in self.within if hasattr(n, "lineno")), holder)):
            yield called.intersection(lines_of(node))


def lines_of(node):
    return range(node.lineno, node.end_lineno + 1)


def function_lines(tree):
    """The lines in the bodies of functions, which an import alone does not run."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {line for body in bodies for statement in body for line in lines_of(statement)}


def shared(before, after):
    """How many characters both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )


def source(node):
    """On one line."""
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())


def is_text(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_look(key):
    return isinstance(key, ast.Constant) and key.value in LOOKS


def negated(node):
    """-node, for a tuple entry by entry."""
    if isinstance(node, ast.Tuple):
        return ast.Tuple([negated(part) for part in node.elts], node.ctx)
    return ast.UnaryOp(ast.USub(), node)


def is_formula_argument(call, argument):
    """Whether a minus sign in front of it is a slip in a formula, not in a check, a shape or a text; -0 is 0."""
    called = ast.unparse(call.func)
    is_check_or_shape = called.startswith(("_", "validation.")) or called in {
        "ValueError",
        "contextlib.suppress",
        "len",
        "range",
        "np.ones_like",
    }
    is_zero = isinstance(argument, ast.Constant) and argument.value == 0
    return not is_check_or_shape and not is_zero and not isinstance(argument, (ast.List, ast.Starred))


def replaced(items, i, new):
    return [*items[:i], new, *items[i + 1 :]]


def signs(node):
    """A flipped sign in a formula: (field, value) for each."""
    match node:
        case ast.BinOp() | ast.AugAssign() if type(node.op) in TURNED:
            yield "op", TURNED[type(node.op)]()
        case ast.Compare() if type(node.ops[0]) in TURNED:
            yield "ops", replaced(node.ops, 0, TURNED[type(node.ops[0])]())
        case ast.UnaryOp(op=ast.USub()):
            yield "op", ast.UAdd()


def negations(node):
    """A minus sign in front of an argument or of the result, where formulas are and every value is a number."""
    match node:
        case ast.Return(value=ast.expr()):
            yield "value", negated(node.value)
        case ast.Call():
            for k, argument in enumerate(node.args):
                if is_formula_argument(node, argument):
                    yield "args", replaced(node.args, k, negated(argument))


def conditions(node):
    """The edge of a range, and the other branch."""
    match node:
        case ast.Compare() if type(node.ops[0]) in EDGE:
            yield "ops", replaced(node.ops, 0, EDGE[type(node.ops[0])]())
        case ast.BoolOp():
            yield "op", TURNED[type(node.op)]()
        case ast.UnaryOp(op=ast.Not()):
            yield "operand", ast.UnaryOp(ast.Not(), node.operand)
        case ast.If() | ast.While() | ast.IfExp() if not isinstance(node.test, (ast.Compare, ast.BoolOp)):
            yield "test", ast.UnaryOp(ast.Not(), node.test)
        case ast.comprehension(ifs=[_, *_]):
            yield "ifs", []


def numbers(node):
    """Off by one, a tenth too much, yes for no."""
    match node:
        case ast.Constant(value=bool()):
            yield "value", not node.value
        case ast.Constant(value=int()):
            yield "value", node.value + 1
        case ast.Constant(value=float()):
            yield "value", node.value * 1.1 or 1.0


def arguments(node):
    """Two arguments exchanged, two values of a table, two numbers in a sentence; a call that is not made."""
    match node:
        case ast.Call() if ast.unparse(node.func) not in SYMMETRIC:
            if len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
                first, second, *rest = node.args
                yield "args", [second, first, *rest]
            for i, (a, b) in enumerate(pairwise(node.keywords)):
                if a.arg and b.arg and not {a.arg, b.arg} & LOOKS:
                    swapped = [ast.keyword(a.arg, b.value), ast.keyword(b.arg, a.value)]
                    yield "keywords", [*node.keywords[:i], *swapped, *node.keywords[i + 2 :]]
        case ast.Dict():
            for i in range(len(node.values) - 1):
                if not any(map(is_look, node.keys[i : i + 2])):
                    a, b = node.values[i : i + 2]
                    yield "values", [*node.values[:i], b, a, *node.values[i + 2 :]]
        case ast.JoinedStr():
            places = [i for i, part in enumerate(node.values) if isinstance(part, ast.FormattedValue)]
            for i, k in pairwise(places):
                yield "values", replaced(replaced(node.values, i, node.values[k]), k, node.values[i])
        case ast.Expr(value=ast.Call()):
            yield "value", ast.Constant(None)


def texts(holder):
    """(node, field, value) where a text gives place to the next one of its function or table, or to none at all."""
    found = []
    for node in own_nodes(holder):
        if isinstance(node, (ast.JoinedStr, ast.Subscript)):
            continue  # the words of a sentence; a key
        for field, value in ast.iter_fields(node):
            if field == "keys":
                continue
            values = value if isinstance(value, list) else [value]
            meant = [is_text(text) and not is_look(key) for text, key in zip_longest(values, getattr(node, "keys", []))]
            found += [(node, field, value, i, text) for i, text in enumerate(values) if meant[i]]
    for k, (node, field, value, i, text) in enumerate(found):
        others = [t for *_, t in found[k + 1 :] + found[:k] if ast.dump(t) != ast.dump(text)]
        new = copy.deepcopy(others[0]) if others else ast.Constant("")
        yield node, field, replaced(value, i, new) if isinstance(value, list) else new


def own_nodes(holder):
    """What a function, class or module says itself: no function or class inside it, no import, no annotation."""
    body = holder.body
    if body and isinstance(body[0], ast.Expr) and is_text(body[0].value):
        body = body[1:]
    waiting = [*getattr(holder, "decorator_list", []), *([holder.args] if hasattr(holder, "args") else []), *body]
    while waiting:
        node = waiting.pop(0)
        is_names = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        if isinstance(node, (*HOLDERS, ast.Import, ast.ImportFrom)) or is_names:
            continue
        called = getattr(node, "func", None)
        if (isinstance(node, ast.keyword) and node.arg in LOOKS) or getattr(called, "attr", None) in LOOKS:
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns", "format_spec"):
                parts = value if isinstance(value, list) else [value]
                if isinstance(node, ast.Dict) and name == "values":
                    parts = [part for key, part in zip(node.keys, value, strict=True) if not is_look(key)]
                waiting += [part for part in parts if isinstance(part, ast.AST)]


def holders(node, names=()):
    """(name, node) of the module and of each function and class, however deep."""
    if isinstance(node, (ast.Module, *HOLDERS)):
        names = (*names, node.name) if hasattr(node, "name") else names
        yield ".".join(names) or "module", node
    for child in ast.iter_child_nodes(node):
        yield from holders(child, names)


RULES = (signs, conditions, numbers, arguments)


def faults(tree, rules=RULES, texts=texts):
    """Every fault of a tree, function by function."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for where, holder in holders(tree):
        places = [(rule.__name__, node, *f) for node in own_nodes(holder) for rule in rules for f in rule(node)]
        for rule, node, field, value in places + [("texts", *text) for text in (texts(holder) if texts else ())]:
            fault = Fault(where, rule, node, field, value, list(up(node, parents)))
            before, after = fault.sources()
            if before != after and not same_range(before, after):
                yield fault


def same_range(before, after):
    """Whether both are ranges of the same numbers: the end of one may lie between two steps."""
    if not all(re.fullmatch(r"range\([-+\d]+(, [-+\d]+)+\)", source) for source in (before, after)):
        return False
    one, other = (range(*ast.literal_eval(source.removeprefix("range"))) for source in (before, after))
    return one == other


def up(node, parents):
    while node:
        yield node
        node = parents.get(node)
