"""The reader of TeX: what it reads, what it refuses, and that what is printed in the notebooks is true as printed."""

import re

import numpy as np
import pytest

from helpers.models import log_likelihood, sigmoid
from tutor.equations import decimals
from tutor.equations.chains import label_names
from tutor.equations.latex import Formula, Values, printed, side, side_texts

THREE = {"a": decimals.exact(0.3), "b": decimals.exact(-1.2), "p": decimals.exact(0.7)}


def value_of(tex, **names):
    with decimals.fifty_digits():
        return float(np.squeeze(side(tex)(Values({**THREE, **names}))))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("a + b - p", 0.3 - 1.2 - 0.7),
        ("-a b", 0.36),
        (r"a \times b", -0.36),
        ("a - (b - p)", 0.3 + 1.2 + 0.7),
        (r"\frac{a}{b} p", -0.3 / 1.2 * 0.7),
        ("2 p^2 a", 2 * 0.49 * 0.3),
        ("p^{-2}", 0.7**-2),
        ("-p^2", -0.49),
        ("e^{-a}", np.exp(-0.3)),
        (r"\log p a", np.log(0.7) * 0.3),
        (r"\log (p) + 1", np.log(0.7) + 1),
        (r"\log p^2", np.log(0.49)),
        (r"\sigma(-a)\sigma(a)", sigmoid(0.3) * sigmoid(-0.3)),
        (r"\left[ a - \left(1 - p\right) \right]\,b", 0),
        (r"\frac{\partial \log p}{\partial p}", 1 / 0.7),
        (r"\frac{\partial}{\partial a}\left[a^2 p\right] b", 2 * 0.3 * 0.7 * -1.2),
        (r"\underbrace{a b}_{\text{two words}} p", -0.36 * 0.7),
        (r"\frac{\partial \sigma(a)}{\partial a}", sigmoid(0.3) * sigmoid(-0.3)),
    ],
)
def test_reads_what_a_lecturer_means(tex, expected):
    assert value_of(tex) == pytest.approx(expected, rel=1e-14, abs=1e-14)


def test_sums_and_products_run_over_the_data():
    x = decimals.exact(np.array([[1], [0], [1]]))
    assert value_of(r"\sum_{i=1}^{N} x_i p + 1", x_i=x) == pytest.approx(2.4)
    assert value_of(r"\prod_{i=1}^{N} (1 + x_i)", x_i=x) == 4
    assert value_of(r"\sum_{i=1}^{N} (p - x_i)^2", x_i=x) == pytest.approx(0.09 * 2 + 0.49)


def test_a_chain_of_names_is_differentiated_through():
    names = {"u": "1 + e^{-a}", "y": r"\log u"}
    assert value_of(r"\frac{\partial y}{\partial u}", **names) == pytest.approx(1 / (1 + np.exp(-0.3)))
    assert value_of(r"\frac{\partial y}{\partial a}", **names) == pytest.approx(-np.exp(-0.3) / (1 + np.exp(-0.3)))


@pytest.mark.parametrize("tex", ["a +", "(a", "a)", r"\frac{a}", r"\sin a", "", "a = b", r"\sum_{i=1}^{N}"])
def test_refuses_what_it_cannot_read(tex):
    with pytest.raises(ValueError, match=r"^tex must have .*; got "):
        side(tex)


@pytest.mark.parametrize("number", list(printed()))
def test_broken_tex_is_read_or_refused_in_one_sentence(number):
    tokens = re.findall(r"\\[A-Za-z]+|\\.|.", printed()[number])
    refused = 0
    for k in range(len(tokens)):
        for broken in (tokens[:k], tokens[k:], tokens[:k] + tokens[k + 1 :], [*tokens[:k], "}", *tokens[k:]]):
            try:
                Formula("".join(broken))
            except ValueError as error:
                assert re.match("tex must have .*; got .* in ", str(error))
                refused += 1
    assert refused > len(tokens) / 2


@pytest.mark.parametrize(
    "tex", ["(" * 10_000, "{" * 30 + "a" + "}" * 30, "\\", r"\Alpha", r"a \\ b", r"\sum_{k} a", r"\sum_{} a"]
)
def test_refuses_what_it_has_no_end_or_no_meaning_for(tex):
    with pytest.raises(ValueError, match=r"^tex must have .*; got "):
        side(tex)


def test_brackets_go_so_deep_and_no_deeper():
    assert value_of("{" * 29 + "a" + "}" * 29) == value_of("a")
    assert value_of("(a)+" * 40 + "a") == pytest.approx(41 * value_of("a"))
    with pytest.raises(ValueError, match="at most 30 brackets in brackets"):
        side("{" * 30 + "a" + "}" * 30)


def test_an_unknown_name_is_named():
    with pytest.raises(KeyError, match="q has no value here; known are a, b, p"):
        value_of("a q")


def test_of_two_equations_in_a_row_the_last_or_the_named_counts():
    tex = r"s_0^i = \sigma(-a^i) \qquad s_1^i = \sigma(a^i)"
    assert side_texts(tex)[-1] == r"\sigma(a^i)"
    assert side_texts(tex, "s_0^i")[-1] == r"\sigma(-a^i)"


def test_every_equation_of_the_notebooks_is_found():
    numbers = [*range(1, 5), "5a", "5b", *range(6, 78)]
    assert list(printed()) == numbers


def test_a_row_without_a_left_side_has_that_of_the_row_above():
    assert printed()[60].startswith(r"\frac{\partial y}{\partial p} = \frac{\partial \log u}{\partial u}")
    assert printed()[62] == r"\frac{\partial y}{\partial p} = -\frac{1}{1-p}"


# Equations outside the chains, read as printed and compared with the helpers.

COIN = {"p": decimals.exact(0.3), "P(x=1|p)": decimals.exact(0.3), "P(x=0|p)": decimals.exact(0.7)}


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (6, COIN),
        (53, {"a": decimals.exact(0.8)}),
        (8, COIN),
        (9, COIN),
        *((n, {"p": decimals.exact(0.3), "a": 7, "b": 3, r"\mathcal{L}(p)": r"7 \log p + 3 \log(1-p)"}) for n in (18,)),
    ],
)
def test_all_sides_are_equal(number, names):
    formula = Formula(printed()[number])
    with decimals.fifty_digits():
        sides = [np.squeeze(f(Values(names))) for f in formula.sides]
    assert len({decimals.shown(value * decimals.exact(1), 25) for value in sides}) == 1


def test_read_in_floats_it_agrees_with_the_helpers():
    rng = np.random.default_rng(3)
    X, y, w = rng.normal(size=(7, 2)), rng.integers(0, 2, size=7), rng.normal(size=2)
    values = Values(label_names(X, y[:, None], w[None]), np.exp, np.log)
    for number in range(28, 40):
        assert Formula(printed()[number]).right(values).item() == pytest.approx(log_likelihood(w, X, y), rel=1e-12)
