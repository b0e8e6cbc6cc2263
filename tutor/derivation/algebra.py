"""Algebra typed as text: read by a whitelist into a tree, never executed.

    tree = read("exp(-a) / (1 + exp(-a))^2")
    written(tree)                                   # "exp(-a)/(1+exp(-a))**2"

A line may hold numbers, names, + - * / **, brackets, one =, and the functions below; d(u*a, a) is a derivative.
Whatever else stands there raises ParseError, whose words say what was read and what to write instead.
"""

import difflib
import keyword
import re
import unicodedata
from dataclasses import dataclass, field

LONGEST, DEEPEST, MOST_DIGITS = 300, 60, 30


class ParseError(ValueError):
    """A line that is no formula."""


@dataclass(frozen=True)
class Number:
    """A number as it was typed."""

    text: str


@dataclass(frozen=True)
class Name:
    """A letter or word that stands for a value."""

    name: str


@dataclass(frozen=True)
class Apply:
    """A function or an operator, and what it is applied to: Apply("+", (x, y)); "neg" is a minus with one argument."""

    f: str
    parts: tuple


FUNCTIONS = ("exp", "log", "sqrt", "sigmoid")
OTHER_NAMES = {"σ": "sigmoid", "sigma": "sigmoid", "s": "sigmoid", "ln": "log"}
CALLED = ["exp", "log", "ln", "sqrt", "sigmoid", "sigma", "σ"]
WORDS = [*CALLED, "d"]


# Reading


@dataclass(frozen=True)
class Vocabulary:
    """What a line may speak of, and examples to show where it cannot be read.

    letter: the one it is about. names: those with a value, each with whether that value moves with the letter. With
    names given, a product may do without its sign where that can mean one thing only: 2p, h(1-p), σ(a)σ(-a).
    """

    letter: str | None = None
    names: dict = field(default_factory=dict)
    formula: str = "exp(-a)/(1+exp(-a))**2"
    slope: str = "d(sigmoid(a), a)"


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
OTHER_SIGNS = str.maketrans("−–—×·∙⋅∗÷∕⁄∂", "---*****///d", "\u200b\u200c\u200d\ufeff\u0302")
TOKEN = re.compile(r"([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)|([^\W\d]\w*)|(\*\*|[-+*/(),=])|(\S)")
STRANGE = {
    "\\": "this looks like LaTeX; write it as in Python: `{0.formula}`",
    **dict.fromkeys("[]{}", "only round brackets are understood"),
    **dict.fromkeys("'’", "for a derivative, write `{0.slope}`"),
    **dict.fromkeys('"`', "quotation marks have no meaning in a formula"),
    **dict.fromkeys("<>≤≥≠≈!", "only `=` can stand between two sides"),
    ".": "a point has a meaning only inside a number, as in `0.5`",
}


def read(text, spellings=(), known=None):
    """The tree of one line of algebra; of an equation, Apply("=", (left, right)).

    spellings: pairs (pattern, what it is read as). Also understood are ^ and ² for powers, σ(a), −, ·, np.exp,
    du/da for d(u, a), "let u = …", and a line that begins with = or with its number. known: see `Vocabulary`.
    Raises ParseError, whatever else the text may be.
    """
    text = _plain(text)
    for pattern, instead in spellings:
        text = re.sub(pattern, instead, text)
    text = re.sub(r"^\d+(\.\s+(?=[^\W\d]|\()|\)\s*)", "", text.strip(" ,;"))  # 1. or 1)
    known = known or Vocabulary()
    tree = _Reader(_tokens(re.sub(r"^(let|with|where)\b", "", text.lstrip("=⇒⟹→> ")), known), known).line()
    if _depth(tree) > DEEPEST:
        raise ParseError("it is too long, or nested too deeply; give parts of it a name")
    return tree


def _depth(tree):
    """How many steps lead from the root of the tree to its farthest leaf."""
    return 1 + max(map(_depth, tree.parts)) if isinstance(tree, Apply) else 0


def _plain(text):
    """The text with mathematicians' signs replaced by those of the keyboard."""
    if len(text) > LONGEST:
        raise ParseError(f"it is {len(text)} characters long, and {LONGEST} is the most; give parts of it a name")
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda power: f"**({power[0].translate(SUPERSCRIPTS)})", text)
    text = unicodedata.normalize("NFKC", text.translate(OTHER_SIGNS)).translate(OTHER_SIGNS)
    text = re.sub(r"\b(np|numpy|math)\s*\.\s*", "", text)
    text = re.sub(rf"\bd\s*({'|'.join(CALLED)})\s*(\([^()]*\))\s*/\s*d(\w+)", r"d(\1\2, \3)", text)  # dlog(p)/dp
    return re.sub(r"\b(d\w+)\s*\(\s*\w\s*\)(?=\s*/\s*d\w)", r"\1", text).replace("^", "**")  # dy(a)/da


def _tokens(text, known):
    """The numbers, names and signs in the text, in order."""
    tokens = []
    if re.search(r"(?<![\w)])['’]", text):  # rather than a prime, as in σ'(a)
        raise ParseError(STRANGE['"'])
    for number, name, sign, strange in TOKEN.findall(text):
        if strange:
            raise ParseError(STRANGE.get(strange, f"the sign `{strange}` has no meaning here").format(known))
        if keyword.iskeyword(name):
            raise ParseError(f"`{name}` is a word of Python; leave it out, only the formula is wanted")
        if len(number) > MOST_DIGITS:
            raise ParseError(f"a number in it has {len(number)} digits, and {MOST_DIGITS} is the most")
        tokens.append(number or name or sign)
    if not tokens:
        raise ParseError("there is nothing to read in it")
    if "=" in tokens:
        _look_at_equals(tokens)
    return tokens


def _look_at_equals(tokens):
    first = tokens.index("=")
    if tokens[first + 1 : first + 2] == ["="]:
        raise ParseError("write one `=` where Python would have `==`")
    if tokens.count("=") > 1:
        raise ParseError("it has more than one `=`; give each step a line of its own")
    if first == len(tokens) - 1:
        raise ParseError("nothing stands on the right of `=`")


def _begins_a_part(token):
    """Whether the token is a number, a name or an opening bracket."""
    return token is not None and (token == "(" or token[0].isalnum() or token[0] in "._")


class _Reader:
    """Goes through the tokens once, from left to right; each method reads the longest piece of its kind."""

    def __init__(self, tokens, known):
        self.tokens, self.known, self.at, self.depth = tokens, known, 0, 0

    def token(self, ahead=0):
        """The token to be read next, or None at the end."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def take(self, *wanted):
        """Read the next token if it is a wanted one; returns it, or None."""
        token = self.token()
        if token is None or (wanted and token not in wanted):
            return None
        self.at += 1
        return token

    def line(self):
        left = self.sum()
        if self.take("="):
            left = Apply("=", (left, self.sum()))
        if self.token() == ")":
            raise ParseError("a bracket is closed that was never opened")
        if self.token() == ",":
            raise ParseError("a comma has no place there; a decimal is written with a point")
        if self.token():
            raise ParseError("it has more than one `=`; give each step a line of its own")
        return left

    def sum(self):
        left = self.product()
        while sign := self.take("+", "-"):
            left = Apply(sign, (left, self.product()))
        return left

    def product(self):
        left, sign = self.signed(), None
        while True:
            before, sign = sign, self.take("*", "/")
            if sign:
                left = Apply(sign, (left, self.signed()))
            elif not _begins_a_part(self.token()):
                return left
            elif before == "/":
                raise ParseError(f"{self.no_sign()}, or brackets if it stands below the stroke")
            else:
                left = Apply("*", (left, self.power()))

    def signed(self):
        if self.take("-"):
            return Apply("neg", (self.signed(),))
        return self.signed() if self.take("+") else self.power()

    def power(self):
        return self.raised(self.part())

    def raised(self, base):
        """The base, or its power if ** follows."""
        if not self.take("**"):
            return base
        power = Apply("**", (base, self.signed()))
        if _begins_a_part(self.token()) and self.token() != "(" and self.tokens[self.at - 1] != ")":
            raise ParseError(self.no_sign())  # 2^3p
        return power

    def part(self):
        """A number, a name, a function with its arguments, or something in brackets."""
        before, token = self.tokens[self.at - 1] if self.at else None, self.take()
        if token == "(":
            part = self.inside()[0]
        elif not _begins_a_part(token):
            raise ParseError(_missing(before, token))
        elif token[0] in ".0123456789":
            part = Number(token)
        elif derivative := self.fraction(token):
            part = derivative
        elif self.token() != "(":
            part = Name(token)
        else:
            part = Name(token) if self.is_value(token) else self.call(token)
        if _begins_a_part(self.token()) and not self.may_multiply(part):
            raise ParseError(self.no_sign())
        return part

    def is_value(self, word):
        """Whether a word before a bracket is a factor, or u in u(a), rather than a function; of u(a), (a) is read."""
        names, letter, bracket = self.known.names, self.known.letter, self.tokens[self.at : self.at + 4]
        if word in WORDS:
            return word in names and bracket[1:3] == ["1", "-"] and self.holds_value()
        if letter and bracket[1:] == ["-", letter, ")"] and names.get(word) and word != letter:
            raise ParseError(f"`{word}(-{letter})` may be a product, or `{word}` at −{letter}; write it out")
        if word not in names and self.function(word):
            return False
        if letter and bracket[:3] == ["(", letter, ")"] and word != letter:
            new = word not in names and (len(word) == 1 or bracket[3:] == ["="])
            if new or names.get(word):
                self.at += 3
                return True
        return word in names

    def holds_value(self):
        """Whether the bracket ahead, as in σ(1-σ), holds names with values or σ again: σ of that is never meant."""
        start = self.at
        self.take("(")
        tree = self.inside()[0]
        self.at = start
        return "sigmoid" in functions_in(tree) or bool({*names_in(tree)} & {*self.known.names} - {self.known.letter})

    def may_multiply(self, part):
        """Whether the part just read and the next token are factors that can only be meant as a product."""
        before, token = self.tokens[self.at - 1], self.token()
        if not self.known.names or token[0] in ".0123456789" or self.is_word(token):
            return False
        known = before in self.known.names and before not in WORDS
        return known or token == "(" or before == ")" or not isinstance(part, Name)

    def is_word(self, token):
        """Whether the token is a word of a language, and neither known nor a product of known letters."""
        names, quotient = {*self.known.names, *WORDS, *OTHER_NAMES}, token[0] == "d" and self.token(1) == "/"
        return token.isalpha() and len(token) > 1 and not names & {token} and not {*token} <= names and not quotient

    def no_sign(self):
        """Words for two parts with no sign between them."""
        before, token = self.tokens[self.at - 1], self.token()
        if before in WORDS:
            return f"`{before}` wants its argument in brackets: `{before}({token})`"
        long = before.isalpha() and token.isalpha() and min(len(before), len(token)) > 2
        if long or (self.known.names and (self.is_word(token) or self.is_word(before))):
            what = f"{before} {token}" if before.isalpha() else token
            return f"`{what}` reads like words; a remark goes behind a `#`"
        product = f"`{before}*{token}`" if before != ")" and token != "(" else "`*` between them"
        return f"there is no sign between `{before}` and `{token}`; for a product, write {product}"

    def fraction(self, token):
        """The rest of du/da or of d/da (…), read as d(u, a); None when it is neither."""
        below = self.token(1)
        if token[0] != "d" or self.token() != "/" or not (below and re.fullmatch(r"d\w+", below)):
            return None
        self.at += 2
        if token != "d":
            return Apply("d", (Name(token[1:]), Name(below[1:])))
        if not self.take("("):
            raise ParseError(f"`d/{below}` wants what it differentiates in brackets: `d/{below} ( … )`")
        body = self.raised(self.inside()[0])
        if _begins_a_part(self.token()):
            raise ParseError(f"`d/{below}` wants all that it differentiates in one pair of brackets")
        return Apply("d", (body, Name(below[1:])))

    def function(self, word):
        """The function of that name; the alias s is one only where σ is at home."""
        f = OTHER_NAMES.get(word, word)
        at_home = word in WORDS or not self.known.names or "σ" in self.known.names
        return f if at_home and (f == "d" or f in FUNCTIONS) else None

    def call(self, word):
        f = self.function(word)
        if f is None:
            close = difflib.get_close_matches(word, WORDS, 1)
            hint = f"for a product, write `{word}*( … )`"
            hint = hint if len(word) == 1 else "those that are: `exp`, `log`, `sqrt` and `σ`"
            hint = f"did you mean `{close[0]}`?" if close else hint
            raise ParseError(f"`{word}` is not a function that is known here; {hint}")
        self.take("(")
        parts = self.inside(commas=True)
        if f == "d" and not (len(parts) == 2 and isinstance(parts[1], Name)):
            x = self.known.letter or "a"
            raise ParseError(f"`d` wants an expression and the letter to differentiate by, as in `d(exp(-{x}), {x})`")
        if f != "d" and len(parts) > 1:
            raise ParseError(f"`{word}` takes one argument, and {len(parts)} came")
        return Apply(f, parts)

    def inside(self, commas=False):
        """What stands in brackets, up to the closing one."""
        self.depth += 1
        if self.depth > DEEPEST // 2:
            raise ParseError(f"it has brackets within brackets, more than {DEEPEST // 2} deep")
        parts = [self.sum()]
        while commas and self.take(","):
            parts.append(self.sum())
        if not self.take(")"):
            if self.token() == ",":
                raise ParseError("a comma has no place there; a decimal is written with a point")
            raise ParseError("a bracket is opened and never closed")
        self.depth -= 1
        return tuple(parts)


def _missing(before, token):
    """Words for a place where something should stand and does not."""
    if token is None:
        return f"something is missing after the `{before}` at its end" if before else "there is nothing to read in it"
    if before == "(" and token == ")":
        return "there is nothing between `(` and `)`"
    if token == "=" and before is None:
        return "nothing stands on the left of `=`"
    if before is None:
        return f"something is missing before the `{token}` at its beginning"
    if (before, token) == ("/", "/"):
        return "a division is written with one `/`"
    return f"something is missing between `{before}` and `{token}`"


# Writing


STRENGTH = {"=": 0, "+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4}


def written(tree):
    """The tree as text with no more brackets than needed: "exp(-a)/(1+exp(-a))**2"."""
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Name):
        return tree.name
    if tree.f not in STRENGTH:
        return f"{tree.f}({', '.join(map(written, tree.parts))})"
    own = STRENGTH[tree.f]
    if tree.f == "neg":
        return "-" + _bracketed(tree.parts[0], own)
    left, right = tree.parts
    space = " " if tree.f == "=" else ""
    left = _bracketed(left, own + (tree.f == "**"))
    right = _bracketed(right, own + (tree.f != "**"), minus=tree.f == "=")
    return f"{left}{space}{tree.f}{space}{right}"


def _bracketed(tree, least, minus=True):
    """The tree as text, in brackets if it binds less than `least`, or if it begins with a minus that may not stand."""
    weak = isinstance(tree, Apply) and (STRENGTH.get(tree.f, 9) < least or (tree.f == "neg" and not minus))
    return f"({written(tree)})" if weak else written(tree)


def names_in(tree):
    """The names that stand in the tree, in order."""
    if isinstance(tree, Name):
        return [tree.name]
    return [name for part in tree.parts for name in names_in(part)] if isinstance(tree, Apply) else []


def functions_in(tree):
    """The functions and operators in the tree."""
    return {tree.f}.union(*map(functions_in, tree.parts)) if isinstance(tree, Apply) else set()


def subtrees(tree):
    """Every part of the tree, the whole first, each with a function that puts something else in its place.

    The letter that a d differentiates by is not one of them.
    """
    yield tree, lambda new: new
    if isinstance(tree, Apply):
        for k, part in enumerate(tree.parts[:1] if tree.f == "d" else tree.parts):
            for spot, put in subtrees(part):
                yield (
                    spot,
                    lambda new, k=k, put=put: Apply(tree.f, (*tree.parts[:k], put(new), *tree.parts[k + 1 :])),
                )
