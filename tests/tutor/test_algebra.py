"""The reader of formulas: what it takes, what it refuses and in which words, and that nothing makes it stumble."""

import contextlib
from decimal import Decimal

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.derivation.algebra import (
    Apply,
    Name,
    Number,
    ParseError,
    Vocabulary,
    functions_in,
    names_in,
    read,
    subtrees,
    written,
)
from tutor.derivation.evaluation import (
    FUNCTIONS,
    OPERATORS,
    Bounded,
    BudgetExceeded,
    EvaluationPoint,
    StepBudget,
    Undefined,
    evaluate,
)
from tutor.equations.decimals import exact, fifty_digits

HERE = {"a": "0.7", "p": "0.3", "u": "1.9"}
MP = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "**": mpmath.power,
    "neg": lambda x: -x,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}


def by_mpmath(tree, values):
    """The value of a tree, worked out by another library and another recursion; complex where ours has none."""
    if isinstance(tree, Number):
        return mpmath.mpf(tree.text)
    if isinstance(tree, Name):
        return mpmath.mpf(values[tree.name])
    if tree.f == "d":
        return mpmath.diff(
            lambda x: by_mpmath(tree.parts[0], {**values, tree.parts[1].name: x}), mpmath.mpf(values["a"])
        )
    return MP[tree.f](*(by_mpmath(part, values) for part in tree.parts))


def value(text, definitions=None, **values):
    with fifty_digits():
        given = {name: exact(number) for name, number in (values or HERE).items()}
        return evaluate(
            read(text), EvaluationPoint(given, {name: read(line) for name, line in (definitions or {}).items()})
        )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 + 2*3 - 4/5", "6.2"),
        ("2**3**2", "512"),
        ("-2**2", "-4"),
        ("2**-1", "0.5"),
        ("(1+2)*3", "9"),
        ("1-2-3", "-4"),
        ("1-(2-3)", "2"),
        ("8/4/2", "1"),
        ("8/(4/2)", "4"),
        ("+-+-5", "5"),
        ("0.5 + .5 + 1e-2 + 2.", "3.01"),
        ("2^3", "8"),
        ("3² + 2⁻¹", "9.5"),
        ("6 − 2·3 ÷ 4 × 2", "3"),
        ("½", "0.5"),
        ("= 7", "7"),
        ("⇒ 7,", "7"),
        ("let 7", "7"),
        ("sqrt(9)", "3"),
        ("log(1) + ln(1)", "0"),
        ("exp(0) + np.exp(0) + math . exp(0)", "3"),
        ("σ(0) + sigma(0) + sigmoid(0) + s(0)", "2"),
    ],
)
def test_numbers(text, number):
    assert value(text) == Decimal(number)


@mpmath.workdps(60)
def in_sixty_digits(text, values):
    return Decimal(mpmath.nstr(by_mpmath(read(text), values), 50))


@pytest.mark.parametrize("text", ["d(exp(-a), a)", "d(a*a*a, a)", "d(1/(1+exp(-a)), a)", "d(log(a), a)*sigmoid(a)"])
def test_a_derivative_is_measured_to_twenty_five_digits(text):
    assert abs(value(text) - in_sixty_digits(text, HERE)) < Decimal("1e-25")


KNOWN = Vocabulary("a", {"a": True, "u": True, "σ": True, "k": False, "h": False})


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2a", "2*a"),
        ("2exp(-a)", "2*exp(-a)"),
        ("2(1-a)", "2*(1-a)"),
        ("k(1-a)", "k*(1-a)"),
        ("k(a)", "k*a"),
        ("a(1+a)", "a*(1+a)"),
        ("(1-a)(1+a)", "(1-a)*(1+a)"),
        ("(1-a)k", "(1-a)*k"),
        ("σ(a)σ(-a)", "σ(a)*σ(-a)"),
        ("σ(a)(1-σ(a))", "σ(a)*(1-σ(a))"),
        ("σ(1-σ)", "σ*(1-σ)"),
        ("σ(1-σ(a))", "σ*(1-σ(a))"),
        ("σ(1-a)", "sigmoid(1-a)"),
        ("σ(u)", "sigmoid(u)"),
        ("u(a) = 1 + k", "u = 1 + k"),
        ("L(a) = 1", "L = 1"),
        ("a²(1-a)²", "a**2*(1-a)**2"),
        ("a^k(1-a)^h", "a**k*(1-a)**h"),
        ("(1-a)²k", "(1-a)**2*k"),
        ("-2a/3", "-2*a/3"),
        ("du/da (1-a)", "du/da*(1-a)"),
        ("dy/du du/da", "dy/du*du/da"),
        ("k h - a u", "k*h - a*u"),
        ("k log(a) + h d(a,a)", "k*log(a) + h*d(a,a)"),
        ("2.*exp(-a)", "2.*exp(-a)"),
    ],
)
def test_a_product_needs_no_sign_where_it_can_only_be_one(text, same):
    assert read(text, known=KNOWN) == read(same)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/2a", "there is no sign between 2 and a; for a product, write 2*a, or brackets"),
        ("1/k(1-a)", "there is no sign between k and (; for a product, write * between them, or brackets"),
        ("2^3a", "no sign between 3 and a"),
        ("b k", "write b*k"),
        ("exp' = exp", "exp' wants its argument in brackets: exp'(a)"),
        ("σ k", "σ wants its argument in brackets"),
        ("a 2", "write a*2"),
        ("u(-a)", "u(-a) may be a product, or u at −a; write it out"),
        ("now σ(a) = 1/u", "now σ reads like words; a remark goes behind a #"),
        ("exp(-a)/u^2 by the chain rule", "by reads like words; a remark goes behind a #"),
        ("sin(a)", "sin is not a function that is known here; those that are"),
        ("d/da (a) (1-a)", "d/da wants all that it differentiates in one pair of brackets"),
        ("log a (1-a)", "log wants its argument in brackets: log( … )"),
        ("a, obviously", "obviously reads like a word; a remark goes behind a #"),
        ("a (as wanted)", "as wanted reads like words; a remark goes behind a #"),
    ],
)
def test_a_product_that_could_be_something_else_is_asked_for(text, words):
    with pytest.raises(ParseError) as error:
        read(text, known=KNOWN)
    assert words in str(error.value).replace("`", "")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("d/da (1+a)^-1", "d((1+a)**-1, a)"),
        ("d/da(a)² + 1", "d(a**2, a) + 1"),
        ("d/da (1+a)*2", "d(1+a, a)*2"),
        ("dlog(a)/da", "d(log(a), a)"),
        ("d log(1-a)/da", "d(log(1-a), a)"),
        ("dsigmoid(a)/da", "d(sigmoid(a), a)"),
        ("dσ(a)/da", "d(sigmoid(a), a)"),
    ],
)
def test_what_a_derivative_is_taken_of(text, same):
    assert read(text) == read(same)


def test_names_may_be_defined_and_move_with_what_they_are_made_of():
    u = {"u": "1+exp(-a)", "y": "1/u"}
    direct = value("d(1/(1+exp(-a)), a)", a=0.7)
    for text in ("d(1/u, u)*d(u, a)", "d(y, a)", "dy/da", "dy/du*du/da", "d/da (1/u)", "d/da(y)", "dy(a)/da"):
        assert abs(value(text, u, a=0.7) - direct) < Decimal("1e-25")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/(1+a", "opened and never closed"),
        ("1+a)", "closed that was never opened"),
        ("()", "nothing between ( and )"),
        ("exp()", "nothing between ( and )"),
        ("a +", "missing after the + at its end"),
        ("* a", "missing before the * at its beginning"),
        ("a * / 2", "missing between * and /"),
        ("a // 2", "a division is written with one /"),
        ("a =", "nothing stands on the right of ="),
        ("let = 2", "nothing stands on the left of ="),
        ("a = = 2", "write one = where Python"),
        ("a == 2", "write one = where Python"),
        ("a = 2 = 3", "more than one ="),
        ("(a = 2)", "opened and never closed"),
        ("", "nothing to read"),
        ("2a", "write 2*a"),
        ("a b", "write a*b"),
        ("(a)(a)", "write * between them"),
        ("sigmoid(a)sigmoid(a)", "write * between them"),
        ("a(1+a)", "a is not a function that is known here; for a product, write a*( … )"),
        ("sigmiod(a)", "did you mean sigmoid?"),
        ("set the slope to zero", "set the reads like words; a remark goes behind a #"),
        ("exp a", "exp wants its argument in brackets: exp(a)"),
        ("exp(a, a)", "exp takes one argument, and 2 came"),
        ("d(a)", "as in d(exp(-a), a)"),
        ("d/da", "something is missing after d/da"),
        ("d²a/da", "a second derivative has its 2 in the denominator, too: /da^2"),
        ("d³a/da³", "only a first or a second derivative is understood, such as d²/da²"),
        ("d^4/da^4 (a)", "only a first or a second derivative is understood"),
        ("d(a, 3)", "as in d(exp(-a), a)"),
        ("1,5", "a decimal is written with a point"),
        ("(1,5)", "a decimal is written with a point"),
        ("a ^ = 2", "something is missing between ^ and ="),
        ("a ×", "something is missing after the × at its end"),
        ("\\frac{1}{2", "a brace { is opened and never closed"),
        ("\\binom{1}{2}", "the LaTeX command \\binom is not known here"),
        ('"a"', "quotation marks"),
        ("σ'(a)", "for a derivative, write d(sigmoid(a), a)"),
        ("a < 2", "only = can stand between two sides"),
        ("a <= 2", "only = can stand between two sides"),
        ("a.b", "a point has a meaning only inside a number"),
        ("a % 2", "the sign % has no meaning here"),
        ("lambda a: a", "lambda is a word of Python"),
        *(
            (f"{word} a", f"{word} is a word of Python")
            for word in "return def import if else for while None True False print".split()
        ),
        ("__import__('os')", "quotation marks have no meaning"),
        ("__import__(os)", "__import__ is not a function that is known here"),
        ("1" * 31, "a number in it has 31 digits, and 30 is the most"),
        ("a" * 301, "301 characters long, and 300 is the most"),
        ("(" * 31 + "a" + ")" * 31, "brackets within brackets, more than 30 deep"),
        ("-" * 61 + "a", "nested too deeply"),
        ("+".join(["a"] * 100), "nested too deeply"),
        ("sin(1+a)", "sin is not a function that is known here; those that are: exp, log, sqrt, σ, cosh and tanh"),
        ("u' = -1", "for a derivative, write d(sigmoid(a), a)"),
        ("(1/u)' = -u'/u^2", "for a derivative, write"),
        ("a\x00", "has no meaning here"),
        ("\ud800", "has no meaning here"),
    ],
)
def test_nonsense_gets_an_exact_sentence(text, words):
    with pytest.raises(ParseError) as error:
        read(text)
    assert words in str(error.value).replace("`", "")
    assert str(error.value).count("`") % 2 == 0


@pytest.mark.parametrize("text", ["1" * 30, "a" * 300, "(" * 30 + "a" + ")" * 30, "-" * 60 + "a", "(a)+" * 50 + "a"])
def test_what_is_just_not_too_much_is_read(text):
    read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/(a-a)", "divides by zero"),
        ("log(-a)", "takes the logarithm of −0.7"),
        ("log(a-a)", "takes the logarithm of 0"),
        ("sqrt(-1)", "takes the square root of −1"),
        ("sqrt(-0.12378)", "takes the square root of −0.124"),
        ("log(-0.12378)", "takes the logarithm of −0.124"),
        ("(-0.12378)**0.12378", "takes −0.124, a negative number, to the power 0.124"),
        ("(-1)**0.5", "takes −1, a negative number, to the power 0.5"),
        ("0**0", "takes 0 to the power 0"),
        ("0**-1", "takes 0 to the power −1"),
        ("0**-0.12378", "takes 0 to the power −0.124"),
        ("9**9**9**9", "beyond all bounds"),
        ("1e999999999", "beyond all bounds"),
        ("-9**9**9", "beyond all bounds"),
        ("exp(exp(exp(exp(exp(a)))))", "beyond all bounds"),
        ("d(sqrt(0.7-a), a)", "takes the square root of −"),
    ],
)
def test_a_formula_without_a_value_says_why(text, words):
    with pytest.raises(Undefined) as error:
        value(text)
    assert words in str(error.value)


def test_a_slope_claims_no_more_digits_than_it_has():
    with fifty_digits():
        found = EvaluationPoint({"a": Decimal("0.7")}).slope(read("(10**99 + a) - 10**99"), "a")
        assert abs(found.value - 1) <= found.error


def test_a_whole_exponent_is_one_although_it_is_rounded():
    assert abs(value("(-a)**(a/3*3/a)") + value("a")) < Decimal("1e-40")


@pytest.mark.parametrize("x", ["-3", "-0.4", "0.7", "2.5"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_error_of_a_function_holds_at_both_ends_of_its_argument(name, x):
    f, slope = FUNCTIONS[name]
    x, error = abs(Decimal(x)) if name in ("log", "sqrt") else Decimal(x), Decimal("1e-20")
    with fifty_digits():
        y = f(x, 50)
        assert all(abs(f(x + end, 50) - y) <= abs(slope(x, y)) * error * (1 + error.sqrt()) for end in (error, -error))


@pytest.mark.parametrize("power", ["-20", "-1", "-0.5", "0", "0.5", "1", "1.5", "2", "20"])
@pytest.mark.parametrize("error", ["0.001", "0.05", "0.2", "0.9"])
def test_the_error_of_a_power_holds_at_both_ends_of_its_base(power, error):
    base, error, power = Decimal("1.1"), Decimal(error), Decimal(power)
    value, bound = OPERATORS["**"](Bounded(base, error), Bounded(power))
    assert all(abs((base + end) ** power - value) <= bound for end in (error, -error))


def test_a_second_derivative_is_measured_and_a_third_refused_even_behind_a_name():
    for text in ("d(v, a)", "d²(a*a*a)/da²"):
        assert abs(value(text, {"v": "d(a*a*a, a)"}) - value("6*a")) < Decimal("1e-40")
    with pytest.raises(ParseError, match="only a first or a second derivative"):
        value("d(d(v, a), a)", {"v": "d(a*a*a, a)"})


def test_arithmetic_without_end_is_stopped():
    doubling = {f"u{k + 1}": f"d(u{k}, a)" for k in range(3)} | {"u0": "a"}
    with fifty_digits(), pytest.raises(BudgetExceeded):
        evaluate(
            read("u0+u0+u0"),
            EvaluationPoint({"a": Decimal(2)}, {k: read(v) for k, v in doubling.items()}, StepBudget(4)),
        )


def test_spellings_are_replaced_before_reading():
    assert read("sum(x)/2", [(r"\bsum\(x\)", "heads")]) == read("heads/2")


def test_what_stands_in_a_tree():
    tree = read("u = d(exp(-a), a)*p")
    assert names_in(tree) == ["u", "a", "a", "p"]
    assert functions_in(tree) == {"=", "*", "d", "exp", "neg"}
    assert [written(put(Name("z"))) for _, put in subtrees(read("a+exp(p)"))] == ["z", "z+exp(p)", "a+z", "a+exp(z)"]
    assert [written(read(text)) for text in ("a^(p^u)", "(a^p)^u", "a-(p-u)")] == ["a**p**u", "(a**p)**u", "a-(p-u)"]
    assert [written(read(text)) for text in ("p=h", "p=-h", "p-(-h)")] == ["p = h", "p = -h", "p-(-h)"]
    assert "d(exp(-a), z)" not in {written(put(Name("z"))) for _, put in subtrees(read("d(exp(-a), a)"))}


LEAVES = st.sampled_from(["a", "p", "u", "1", "2", "0.5", "3"])
TREES = st.recursive(
    LEAVES.map(lambda leaf: Number(leaf) if leaf[0].isdigit() else Name(leaf)),
    lambda part: st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "**"]), st.tuples(part, part)).map(lambda t: Apply(*t)),
        st.tuples(st.sampled_from(["neg", "exp", "log", "sqrt", "sigmoid"]), st.tuples(part)).map(lambda t: Apply(*t)),
    ),
    max_leaves=12,
)


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_what_is_written_reads_the_same(tree):
    text = written(tree)
    if len(text) <= 300:
        assert read(text) == tree
        assert read(text.replace("**", "^").replace("*", " · ").replace("-", "−")) == tree


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_values_agree_with_mpmath(tree):
    with fifty_digits():
        try:
            ours = evaluate(tree, EvaluationPoint({name: exact(number) for name, number in HERE.items()}))
        except Undefined:
            return
    if ours == 0 or not -40 < ours.adjusted() < 40:  # mpmath would need all its digits to agree on a tiny difference
        return
    theirs = in_sixty_digits(written(tree), HERE)
    assert abs(ours - theirs) <= Decimal("1e-8") * abs(theirs)


@given(st.text(max_size=80))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(ParseError):
        read(text, known=KNOWN)
    try:
        tree = read(text)
    except ParseError as error:
        assert str(error)
    else:
        assert read(written(tree)) == tree


@given(st.text(alphabet="ap12.()+-*/=,^ exdsigmolqr", max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_formula_like_text_is_read_and_has_a_value_or_says_why(text):
    try:
        read(text, known=KNOWN)
        tree = read(text)
        with fifty_digits():
            for side in tree.parts if isinstance(tree, Apply) and tree.f == "=" else (tree,):
                evaluate(side, EvaluationPoint({"a": Decimal("0.7"), "p": Decimal("0.3")}))
    except (ParseError, Undefined, BudgetExceeded) as error:
        assert str(error)
