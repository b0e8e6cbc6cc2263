r"""What people write on paper, type, or copy from the notes, in the few signs that algebra.py reads.

steps_of("h/p = t/(1-p), so h(1-p) = tp.")      # ["h/p = t/(1-p)", "h(1-p) = tp"]
plain(r"\frac{\partial \log p}{\partial p}")    # "(d log p/dp)"
"""

import re
import unicodedata


class ParseError(ValueError):
    """A line that is no formula."""


LONGEST = 300
FUNCTIONS = ("exp", "log", "sqrt", "sigmoid", "sinh", "cosh", "tanh", "sech")

# Steps

ARROW = r"⇒|⇔|⟹|⟺|→|⟶|↔|∴|<?=+>|-+>|\\(?:implies|iff|therefore|to|(?:long)?(?:left)?rightarrow)(?![a-z])"
WORD = r"(?:so|hence|thus|therefore|then|and)\b"
BETWEEN = re.compile(
    rf"\s*[,;.]?\s*(?:{ARROW})|(?:^|[,;.]?\s)\s*{WORD}(?:\s+that\b)?|;|\\q?quad(?![a-z])|\\\\|\\newline", re.I
)
SECOND = re.compile(r",\s+(?=[^,=]+=)")  # u = 1 - p, y = log u
NUMBERED = r"\(\d+[a-z]?\)"
FINISHED = re.compile(  # or numbered, as in h = N p  (62), but for an argument, as in log (2)
    r"(?:[\s.,;:∎□■✓]|\bq\.?e\.?d\b|\\(?:blacksquare|square|Box|qed)(?![a-z])"
    rf"|^{NUMBERED}|(?<=[\w)\]}}'.,;]){''.join(f'(?<!{name})' for name in (*FUNCTIONS, 'ln'))}\s+{NUMBERED})+$",
    re.I,
)
LABEL = re.compile(  # • or 1. or 1) or (1), but not the number in 2. - p
    r"^\s*(?:[•*]\s+|\d+\.\s+(?!\s*[-−]\s)|\d+\)\s*|\(\d+[a-z]?\)(?:\s+|(?=[=⇒⇔→∴])))(?!\s*(?:[+*/^×·÷]|\\(?:cdot|times|div)))"
)


def steps_of(text):
    """The steps in the text: a line is one, or several with an arrow, a "so", or one = after the other between them."""
    return [step for line in text.splitlines() for step in _steps(line.split("#")[0])]


def _steps(line):
    line = re.sub(r"\\tag\*?\s*\{[^{}]*\}|\\(?:begin|end)\s*\{[^{}]*\}|\$", " ", "".join(map(_printable, line)))
    line = LABEL.sub("", re.sub(" +", " ", line))  # with many blanks what follows would take for ever
    if len(line) > 10 * LONGEST:  # which is refused as it is, and quickly
        yield line
        return
    for part in BETWEEN.split(SECOND.sub(_break, line)):
        part = FINISHED.sub("", part.replace("&=", "=").strip()).strip(" ,:")
        if part:
            yield from _links(part)


def _break(found):
    """A comma between two equations as a semicolon; one inside brackets stays."""
    before = found.string[: found.start()]
    return "; " if before.count("(") == before.count(")") else found[0]


def _printable(sign):
    return " " if sign.isspace() else sign if sign.isprintable() else "\ufffd"


def _links(text):
    """a = b = c as a = b and = c."""
    sides, depth = [""], 0
    for k, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and depth == 0 and text[k - 1 : k] not in tuple("<>!"):
            sides.append("")
        else:
            sides[-1] += sign
    sides[0] = sides[0].rstrip(": ") if len(sides) > 1 else sides[0]
    if len(sides) < 3 or not all(side.strip() for side in sides[1:]):
        return [text]
    sides = [side.strip() for side in sides]
    first = [f"{sides[0]} = {sides[1]}" if sides[0] else f"= {sides[1]}"]
    return first + [f"= {side}" for side in sides[2:]]


# Signs

SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇʰᴺⁿᵖᵗᵘᵛˣʸ]+")
OTHER_SIGNS = str.maketrans("−–—∗⋆∂∑[]{}’′‘", "---**dΣ()()'''", "\u200b\u200c\u200d\ufeff\u0302")
SUM = re.compile(r"(Σ|(?<![\w.])sum(?=[\s_^]))\s*(_\s*(\([^()]*\)|\w(\s*=\s*\d)?))?\s*(\^\s*(\([^()]*\)|\w))?")


def plain(text):
    """The text with LaTeX and mathematicians' signs replaced by those of the keyboard."""
    if len(text) > LONGEST:
        raise ParseError(f"it is {len(text)} characters long, and {LONGEST} is the most; give parts of it a name")
    text = _without_tex(text) if "\\" in text else text
    text = SUPERSCRIPTS.sub(r"^(\g<0>)", text)
    text = re.sub(r"(\^|\*\*)\s*(\d+)\s+(?=[^\W\d_])", r"\1(\2) ", text)  # σ(a)^2 e^-a, other than e^2a
    text = re.sub("x\u0304|x̄", "mean(x)", text.replace("ᵢ", "_i")).translate(OTHER_SIGNS)
    text = unicodedata.normalize("NFKC", text).translate(OTHER_SIGNS)
    text = re.sub(r"\b(np|numpy|math)\s*\.\s*", "", text)
    return re.sub(r"\bx(?:_\([a-z]\)|_[a-z]|i)(?!\w)", "x_i", SUM.sub("Σ ", text))


# LaTeX

LAYOUT = r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|limits|nonumber|notag)(?![a-z])|\\[,;:! ]|~"
TEX_SIGNS = {"partial": "d", "sum": "Σ", "cdot": "*", "times": "*", "ast": "*", "star": "*", "prime": "'", "div": "/"}
TEX_WORDS = {**{name: name for name in (*FUNCTIONS, "ln")}, "sigma": "σ", "bar": "mean", "overline": "mean"}


def _without_tex(text):
    """LaTeX as it is copied from the notes in the signs of the keyboard."""
    text = re.sub(
        r"\\(?:math(?:rm|bf|it|cal)|operatorname|text|boldsymbol|(?:wide)?hat)(?![a-z])\*?\s*(?:\{([^{}]*)\}|(\w))",
        r" \1\2 ",
        text,
    )
    text = re.sub(r"\\(bar|overline)\s+(\w)", r"\\\1{\2}", re.sub(LAYOUT, " ", text))
    while (start := re.search(r"\\[dt]?frac\s*", text)) is not None:
        above, end = _group(text, start.end())
        below, end = _group(text, end)
        text = f"{text[: start.start()]} {_fraction(above, below)} {text[end:]}"
    return re.sub(r"\\([A-Za-z]+)\s*", _command, re.sub(r"_\s*\{\s*(\w+)\s*\}", r"_\1", text))


def _group(text, start):
    """What stands in braces from there on, or the one sign there, and where it ends."""
    start += len(text[start:]) - len(text[start:].lstrip())
    if text[start : start + 1] != "{":
        end = re.compile(r"\\[A-Za-z]+|.?").match(text, start).end()
        return text[start:end], end
    depth = 0
    for end in range(start, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[start + 1 : end], end + 1
    raise ParseError("a brace `{` is opened and never closed")


def _fraction(above, below):
    r"""\frac as a quotient, or as a derivative if it is one."""
    letter = re.fullmatch(r"\s*(?:\\partial(?![a-z])|\{?\s*d\s*\}?)\s*(\\?\w+(?:\^\{?\d\}?)?)\s*", below)
    over = re.match(r"\s*(?:\\partial(?![a-z])|\{?\s*d\s*\}?)\s*(.*)", above, re.S)
    if not (letter and over):
        return f"(({above})/({below}))"
    letter = letter[1].replace("{", "").replace("}", "")
    bare = re.fullmatch(r"(\^\s*\{?\d\}?)?", over[1])
    return f"d{over[1]}/d{letter} " if bare else f"(d {over[1]}/d{letter})"


def _command(found):
    command = found[1]
    if command in TEX_SIGNS:
        return TEX_SIGNS[command]
    if command not in TEX_WORDS:
        raise ParseError(f"the LaTeX command `\\{command}` is not known here; write what it stands for")
    return f" {TEX_WORDS[command]} "
