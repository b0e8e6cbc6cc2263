"""Algebra typed as text: read by a whitelist into a tree, never executed.

    tree = read("exp(-a) / (1 + exp(-a))^2")
    written(tree)                                   # "exp(-a)/(1+exp(-a))**2"

A line may hold numbers, names, + - * / **, brackets, one =, and the functions below; d(u*a, a) is a derivative, and so
are du/da, d/da (u), u' and d²u/da²; Σ stands before what is summed over the tosses x_i. Whatever else stands there
raises ParseError, whose words say what was read and what to write instead.
"""

import difflib
import re
from dataclasses import dataclass, field

from tutor.derivation.spelling import FUNCTIONS, ParseError, plain

DEEPEST, MOST_DIGITS = 60, 30


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


OTHER_NAMES = {"σ": "sigmoid", "sigma": "sigmoid", "s": "sigmoid", "ln": "log"}
CALLED = (*FUNCTIONS, "ln", "sigma", "σ")
WORDS = (*CALLED, "d")
SUMS = ("Σ", "sum")
TOSS, ZERO, ONE = Name("x_i"), Number("0"), Number("1")


# Reading


@dataclass(frozen=True)
class Vocabulary:
    """What a line may speak of, and examples to show where it cannot be read.

    letter: the one it is about. names: those with a value, each with whether that value moves with the letter. With
    names given, a product may do without its sign where that can mean one thing only: 2p, h(1-p), σ(a)σ(-a), Np.
    """

    letter: str | None = None
    names: dict = field(default_factory=dict)
    formula: str = "exp(-a)/(1+exp(-a))**2"
    slope: str = "d(sigmoid(a), a)"


TOKEN = re.compile(r"([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)|([^\W\d]\w*)|(\*\*|[-+*/(),=^'×·∙⋅÷∕⁄])|(\S)")
SIGNS = {"^": "**", **dict.fromkeys("×·∙⋅", "*"), **dict.fromkeys("÷∕⁄", "/")}
STRANGE = {
    "'": "for a derivative, write `{0.slope}`",
    **dict.fromkeys('"`', "quotation marks have no meaning in a formula"),
    **dict.fromkeys("<>≤≥≠≈!", "only `=` can stand between two sides"),
    ":": "a remark goes behind a `#`",
    ".": "a point has a meaning only inside a number, as in `0.5`",
}
NO_THIRD = "only a first or a second derivative is understood"
PYTHON = {"lambda", "return", "def", "import", "if", "else", "for", "while", "None", "True", "False", "print"}


def read(text, spellings=(), known=None):
    """The tree of one line of algebra; of an equation, Apply("=", (left, right)).

    spellings: pairs (pattern, what it is read as). Also understood are ^ and ² for powers, σ(a), −, ·, np.exp, LaTeX,
    "let u = …", and a line that begins with =. known: see `Vocabulary`.
    Raises ParseError, whatever else the text may be.
    """
    text = plain(text)
    for pattern, instead in spellings:
        text = re.sub(pattern, instead, text)
    known = known or Vocabulary()
    tokens = _tokens(re.sub(r"(?i)^(let|with|where)\b", "", text.strip(" ,;").lstrip("=⇒⟹→> ")), known)
    tree = _Reader(tokens, known).line()
    if _depth(tree) > DEEPEST:
        raise ParseError("it is too long, or nested too deeply; give parts of it a name")
    return tree


def _depth(tree):
    """How many steps lead from the root of the tree to its farthest leaf."""
    return 1 + max(map(_depth, tree.parts)) if isinstance(tree, Apply) else 0


class Token(str):
    """A number, a name or a sign, as it is read; typed: as it was typed."""

    typed = ""

    @classmethod
    def of(cls, typed):
        """The token for what was typed."""
        token = cls(SIGNS.get(typed, typed))
        token.typed = typed
        return token


def _tokens(text, known):
    """The numbers, names and signs in the text, in order."""
    tokens = []
    if re.search(r"(?<![\w)' ])'", text):  # rather than a prime, as in σ'(a)
        raise ParseError(STRANGE['"'])
    for number, name, sign, strange in TOKEN.findall(text):
        if strange:
            raise ParseError(STRANGE.get(strange, f"the sign `{strange}` has no meaning here").format(known))
        if name in PYTHON:
            raise ParseError(f"`{name}` is a word of Python; leave it out, only the formula is wanted")
        if len(number) > MOST_DIGITS:
            raise ParseError(f"a number in it has {len(number)} digits, and {MOST_DIGITS} is the most")
        if name.isascii() and name.lower() in CALLED and name not in known.names:
            name = name.lower()
        pair = len(name) == 2 and name not in {*known.names, *WORDS} and {*name} <= {*known.names}
        tokens += map(Token.of, name if pair else [number or name or sign])
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

    def __init__(self, tokens, known, depth=0):
        self.tokens, self.known, self.at, self.depth = tokens, known, 0, depth

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
        if self.token():
            raise ParseError(self.out_of_place())
        return left

    def out_of_place(self):
        """Words for the next token, with which neither a line nor a pair of brackets can go on."""
        if self.token() == ")":
            return "a bracket is closed that was never opened"
        if self.token() == "'":
            return STRANGE["'"].format(self.known)
        if self.token() != ",":
            return "a bracket is opened and never closed"
        if self.known.names and self.is_word(self.token(1) or ""):
            return f"`{self.token(1)}` reads like a word; a remark goes behind a `#`"
        return "a comma has no place there; a decimal is written with a point"

    def sum(self):
        left = self.product()
        while sign := self.take("+", "-"):
            left = Apply(sign, (left, self.product()))
        return left

    def product(self, enough=None):
        """Factors with * or / or nothing between them: up to one that is enough, or all that there are."""
        factor, sign = self.signed(), None
        left = factor
        while not (enough and enough(factor)):
            before, sign = sign, self.take("*", "/")
            if sign:
                factor = self.signed()
                left = Apply(sign, (left, factor))
            elif not _begins_a_part(self.token()):
                return left
            elif before == "/" and not (self.token() in SUMS or self.slash_ahead() or self.is_coefficient(factor)):
                raise ParseError(f"{self.no_sign()}, or brackets if it stands in the denominator")
            else:
                factor = self.power()
                left = Apply("*", (left, factor))
        return left

    def signed(self):
        if self.take("-"):
            return Apply("neg", (self.signed(),))
        return self.signed() if self.take("+") else self.power()

    def power(self):
        base = self.part()
        if not self.take("**"):
            return base
        power = Apply("**", (base, self.signed()))
        unclear = _begins_a_part(self.token()) and self.token() != "(" and self.tokens[self.at - 1] != ")"
        if unclear and not (self.is_call() or self.slash_ahead()):
            raise ParseError(self.no_sign())  # 2^3p
        return power

    def is_coefficient(self, factor):
        """Whether a fraction ends with this number and a function comes next: 1/4 cosh(a) is (1/4)*cosh(a)."""
        return isinstance(factor, Number) and self.token() in FUNCTIONS

    def is_call(self):
        """Whether a function with its argument comes next."""
        return self.token() in CALLED and self.token(1) == "("

    def part(self):
        """A number, a name, a function with its arguments, something in brackets, or a derivative of any of these."""
        before, token = self.tokens[self.at - 1] if self.at else None, self.token()
        slash = self.slash_ahead()
        self.take()
        if token == "(":
            part = self.inside()[0]
        elif not _begins_a_part(token):
            raise ParseError(_missing(before, token))
        elif token[0] in ".0123456789":
            part = Number(str(token))
        elif slash:
            part = self.fraction(token, slash)
        elif token in SUMS and "heads" in self.known.names and token not in self.known.names:
            part = Apply("sum", (self.operand(token, lambda factor: "x_i" in _letters_of(factor)),))
        elif self.function(token) in FUNCTIONS and (power := self.power_of_function()):
            part = Apply("**", (self.call(token), power))
        elif self.function(token) and self.token() == "'":
            part = self.prime(token)
        elif token in ("log", "ln") and _begins_a_part(self.token()) and self.token() != "(":
            part = self.logarithm(token)
        elif self.token() != "(":
            part = Name(str(token))
        else:
            part = Name(str(token)) if self.is_value(token) else self.call(token)
        if self.token() == "'" and self.known.letter:
            part = self.derived(part)
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

    def power_of_function(self):
        """The 2 of cosh²(a) and of σ^2(a), which is read; None if none stands there, or if σ is a factor by itself."""
        start = self.at
        if self.take("**"):
            bracket = self.take("(")
            power = self.take()
            if (not bracket or self.take(")")) and power and power.isdigit() and self.token() == "(":
                if not (self.tokens[start - 1] in self.known.names and self.holds_value()):
                    return Number(str(power))
        self.at = start
        return None

    def logarithm(self, word):
        """A log without brackets, of a number or a name or a function: log p, ln 2, log σ(a)²."""
        tree = Apply("log", (self.power(),))
        if _begins_a_part(self.token()) and self.token() not in CALLED and not self.slash_ahead():
            raise ParseError(f"`{word}` wants its argument in brackets: `{word}( … )`")
        return tree

    def may_multiply(self, part):
        """Whether the part just read and the next token are factors that can only be meant as a product."""
        before, token = self.tokens[self.at - 1], self.token()
        if not self.known.names or token[0] in ".0123456789" or self.is_word(token):
            return False
        known = before in self.known.names and before not in WORDS
        return known or token == "(" or before in (")", "'") or not isinstance(part, Name) or bool(self.slash_ahead())

    def is_word(self, token):
        """Whether the token is a word of a language, and neither known nor the beginning of a derivative."""
        names = {*self.known.names, *WORDS, *OTHER_NAMES, *SUMS}
        return token.isalpha() and len(token) > 1 and token not in names and not self.slash_ahead()

    def no_sign(self):
        """Words for two parts with no sign between them."""
        before, token = self.tokens[self.at - 1], self.token()
        if before in WORDS:
            return f"`{before}` wants its argument in brackets: `{before}({token})`"
        inside = self.token(1) if token == "(" else None
        if self.known.names and inside and self.is_word(inside) and inside not in CALLED:
            return f"`{inside}` reads like a word; a remark goes behind a `#`"
        long = before.isalpha() and token.isalpha() and min(len(before), len(token)) > 2
        if long or (self.known.names and (self.is_word(token) or self.is_word(before))):
            what = f"{before} {token}" if before.isalpha() else token
            return f"`{what}` reads like words; a remark goes behind a `#`"
        product = f"`{before}*{token}`" if before != ")" and token != "(" else "`*` between them"
        return f"there is no sign between `{before}` and `{token}`; for a product, write {product}"

    # Derivatives

    def slash_ahead(self):
        """The index of the slash in du/da, d(u)/da or d/da, if one of these comes next; otherwise None."""
        if not (self.token() or "").startswith("d"):
            return None
        depth = 0
        for at in range(self.at + 1, len(self.tokens) - 1):
            token, before = self.tokens[at], self.tokens[at - 1]
            depth += (token == "(") - (token == ")")
            if depth == 0 and token == "/":
                return at if re.fullmatch(r"d\w+", self.tokens[at + 1]) else None
            if depth < 0 or (depth == 0 and (token in "+*,=" or (token == "-" and before != "**"))):
                return None
        return None

    def fraction(self, token, slash):
        """The rest of du/da, d(u)/da or d²u/da² up to its end, or of d/da with what it stands before."""
        start, letter = self.at, Name(str(self.tokens[slash + 1][1:]))
        tokens = ([] if token == "d" else [Token.of(token[1:])]) + self.tokens[start:slash]
        if tokens[1:] == ["(", letter.name, ")"] and not self.function(tokens[0]):  # dy(a)/da
            tokens = tokens[:1]
        above = _Reader(tokens, self.known, self.depth)
        twice = token == "d" and above.order()
        if token == "d" and above.token() == "**":
            raise ParseError(f"{NO_THIRD}, such as `d²/d{letter.name}²`")
        self.at = slash + 2
        if twice and not self.order():
            raise ParseError(f"a second derivative has its `2` in the denominator, too: `/{self.tokens[slash + 1]}^2`")
        if above.token():
            body = above.line()
        else:
            word = f"d/d{letter.name}"
            body = self.operand(word, lambda factor: self.moves(factor, letter.name))
        for _ in range(2 if twice else 1):
            body = Apply("d", (body, letter))
        return body

    def order(self):
        """Whether a power of 2 comes next, as in d²u/da²; it is read."""
        start = self.at
        if self.take("**") and (self.take("2") or (self.take("(") and self.take("2") and self.take(")"))):
            return True
        self.at = start
        return False

    def moves(self, tree, letter):
        """Whether the tree may depend on the letter."""
        return any(name == letter or self.known.names.get(name, True) for name in _letters_of(tree))

    def operand(self, word, enough):
        """What an operator stands before, up to the first factor that is enough."""
        if not (_begins_a_part(self.token()) or self.token() == "-"):
            raise ParseError(f"something is missing after `{word}`")
        body = self.product(enough)
        if _begins_a_part(self.token()) and not self.slash_ahead() and word not in SUMS:
            raise ParseError(f"`{word}` wants all that it differentiates in one pair of brackets")
        return body

    def derived(self, part):
        """The derivative by the letter, of which the primes are read, and (a) behind them."""
        letter = self.known.letter
        while self.take("'"):
            part = Apply("d", (part, Name(letter)))
        if self.tokens[self.at : self.at + 3] == ["(", letter, ")"]:
            self.at += 3
        return part

    def prime(self, word):
        """The rest of σ'(a), or of σ' alone."""
        order, letter = 0, self.known.letter
        if not letter:
            raise ParseError(STRANGE["'"].format(self.known))
        while self.take("'"):
            order += 1
        if self.token() == "(":
            tree = self.call(word)
        elif word in self.known.names:
            tree = Name(str(word))
        else:
            raise ParseError(f"`{word}'` wants its argument in brackets: `{word}'({letter})`")
        at = tree.parts[0] if isinstance(tree, Apply) else Name(letter)
        for _ in range(order):
            by = at if isinstance(at, Name) else Name(letter)
            tree = Apply("d", (tree, by))
            if by != at:  # σ'(-a) is dσ(-a)/da over d(-a)/da
                tree = Apply("/", (tree, Apply("d", (at, by))))
        return tree

    # Functions

    def function(self, word):
        """The function of that name; the alias s is one only where σ is at home."""
        f, names = str(OTHER_NAMES.get(word, word)), self.known.names
        at_home = word in WORDS or not names or ("σ" in names and word not in names)
        return f if at_home and (f == "d" or f in FUNCTIONS) else None

    def call(self, word):
        f = self.function(word)
        if f is None:
            close = [] if word in ("sin", "cos", "tan") else difflib.get_close_matches(word, WORDS, 1)
            hint = f"for a product, write `{word}*( … )`"
            hint = hint if len(word) == 1 else "those that are: `exp`, `log`, `sqrt`, `σ`, `cosh` and `tanh`"
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
            raise ParseError(self.out_of_place())
        self.depth -= 1
        return tuple(parts)


def _missing(before, token):
    """Words for a place where something should stand and does not."""
    was, now = (sign and sign.typed for sign in (before, token))
    if token is None:
        return f"something is missing after the `{was}` at its end" if before else "there is nothing to read in it"
    if before == "(" and token == ")":
        return "there is nothing between `(` and `)`"
    if token == "=" and before is None:
        return "nothing stands on the left of `=`"
    if before is None:
        return f"something is missing before the `{now}` at its beginning"
    if (before, token) == ("/", "/"):
        return "a division is written with one `/`"
    return f"something is missing between `{was}` and `{now}`"


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
    """The names that stand in the tree, in order; a sum over the tosses speaks of heads and tails, not of x_i."""
    if isinstance(tree, Apply) and tree.f == "sum":
        return ["heads", "tails", *(name for name in _letters_of(tree) if name != TOSS.name)]
    if isinstance(tree, Name):
        return [tree.name]
    return [name for part in tree.parts for name in names_in(part)] if isinstance(tree, Apply) else []


def _letters_of(tree):
    """All names in the tree, x_i in a sum included."""
    if isinstance(tree, Name):
        return [tree.name]
    return [name for part in tree.parts for name in _letters_of(part)] if isinstance(tree, Apply) else []


def functions_in(tree):
    """The functions and operators in the tree."""
    return {tree.f}.union(*map(functions_in, tree.parts)) if isinstance(tree, Apply) else set()


def replaced(tree, name, new):
    """The tree with something else in place of a Name, but not as what a d differentiates by."""
    if not isinstance(tree, Apply):
        return new if tree == name else tree
    kept = tree.parts[1:] if tree.f == "d" else ()
    return Apply(tree.f, (*(replaced(part, name, new) for part in tree.parts[: len(tree.parts) - len(kept)]), *kept))


def minus(tree):
    """−tree, with two minus signs cancelled."""
    return tree.parts[0] if isinstance(tree, Apply) and tree.f == "neg" else Apply("neg", (tree,))


def terms(tree):
    """The terms of a sum, each with its sign, or the tree alone."""
    if not isinstance(tree, Apply) or tree.f not in ("+", "-", "neg"):
        return [tree]
    *first, last = tree.parts
    last = terms(last) if tree.f == "+" else [minus(term) for term in terms(last)]
    return [term for part in first for term in terms(part)] + last


def factors(tree, below=False):
    """The factors of a product, 1/x for each x in a denominator, or the tree alone."""
    if not isinstance(tree, Apply) or tree.f not in ("*", "/"):
        return [Apply("/", (ONE, tree)) if below else tree]
    left, right = tree.parts
    return factors(left, below) + factors(right, below != (tree.f == "/"))


def subtrees(tree):
    """Every part of the tree, the whole first, each with a function that puts something else in its place.

    The letter that a d differentiates by is not one of them.
    """
    yield tree, lambda new: new
    if isinstance(tree, Apply):
        for k, part in enumerate(tree.parts[:1] if tree.f == "d" else tree.parts):
            for spot, put in subtrees(part):
                yield spot, lambda new, k=k, put=put: Apply(tree.f, (*tree.parts[:k], put(new), *tree.parts[k + 1 :]))
