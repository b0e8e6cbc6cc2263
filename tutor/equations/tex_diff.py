r"""What changed from one line of TeX to the next, underlined: marked(r"\frac{a}{b} + c", r"\frac{a}{d} + c").

The lines are those that `latex` reads: here they are unchecked.
"""

import re
from difflib import SequenceMatcher

MARK = r"\bbox[border-bottom:3px solid #CC79A7]"
TOKEN = re.compile(r"\\(?:text|mathbf|mathcal)\{[^{}]*\}|\\[A-Za-z]+|\\.|\s+|.", re.S)
CLOSING = {"(": ")", "[": "]", "{": "}"}


class Piece(tuple):
    """A piece of a formula that can be underlined as a whole: fixed TeX and lists of smaller pieces, in turn."""

    def __str__(self):
        return "".join(part if isinstance(part, str) else joined(part) for part in self)

    @property
    def frame(self):
        """The fixed TeX alone: two fractions have the same frame."""
        return [part for part in self if isinstance(part, str)]

    @property
    def insides(self):
        """The lists of smaller pieces."""
        return [part for part in self if not isinstance(part, str)]


def joined(pieces):
    """The TeX of these pieces in a row."""
    return "".join(f"{piece} " for piece in pieces).rstrip()


def marked(tex, before):
    """`tex` with what is not in the line `before` underlined; where something only fell away, its place."""
    return _compare(_pieces(before), _pieces(tex), top=True)


def _compare(old, new, top=False):
    out, anything_new = [], False
    for change, i, j, k, l in _matcher(old, new).get_opcodes():
        if change == "equal":
            out += map(str, new[k:l])
        elif change in ("insert", "replace"):
            anything_new = True
            pairs = list(zip(old[i:j], new[k:l], strict=False))
            if j - i == l - k and all(_alike(*pair) for pair in pairs):
                out += [_inside(*pair) for pair in pairs]
            else:
                out.append(_underlined(new[k:l]))
    if not anything_new and len(old) > len(new) and not top:
        return _underlined(new)
    return " ".join(out)


def _alike(old, new):
    """Whether two pieces differ only in part of one thing inside them."""
    if old.frame != new.frame:
        return False
    changed = [pair for pair in zip(old.insides, new.insides, strict=True) if joined(pair[0]) != joined(pair[1])]
    return len(changed) == 1 and _matcher(*changed[0]).ratio() > 0.3


def _matcher(old, new):
    return SequenceMatcher(None, [str(piece) for piece in old], [str(piece) for piece in new], autojunk=False)


def _inside(old, new):
    """The new piece with the marks inside it."""
    insides = iter(zip(old.insides, new.insides, strict=True))
    return "".join(part if isinstance(part, str) else _compare(*next(insides)) for part in new)


def _underlined(pieces):
    return f"{MARK}{{{joined(pieces)}}}"


def _pieces(tex):
    """The formula as a list of pieces."""
    tokens = [token for token in TOKEN.findall(tex) if not token.isspace()]
    tokens.reverse()  # the next one is at the end
    return _until(tokens, None)


def _until(tokens, end):
    """The pieces up to the token `end`, which is taken too."""
    pieces = []
    while tokens and tokens[-1] != end:
        pieces.append(_piece(tokens))
    if end:
        tokens.pop()
    return pieces


def _piece(tokens):
    """The next piece, with all that stands above and below it."""
    parts = _bare(tokens)
    while tokens and tokens[-1] in ("^", "_"):
        parts += [tokens.pop(), [Piece(_bare(tokens))]]
    return Piece(parts)


def _bare(tokens):
    token = tokens.pop()
    if token in CLOSING:
        return [token, _until(tokens, CLOSING[token]), CLOSING[token]]
    if token == r"\left":
        opening = tokens.pop()
        inside = _until(tokens, r"\right")
        return [token + opening, inside, rf"\right{tokens.pop()}"]
    if token == r"\frac":
        tokens.pop()
        above = _until(tokens, "}")
        tokens.pop()
        return [r"\frac{", above, "}{", _until(tokens, "}"), "}"]
    if token == r"\underbrace":
        tokens.pop()
        return [r"\underbrace{", _until(tokens, "}"), "}"]
    return [token]
