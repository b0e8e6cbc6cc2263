"""The five chains: every line has the value of the first, everywhere; every error breaks its line, and no other."""

import re
from decimal import InvalidOperation

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import models
from helpers.datasets import two_flowers
from tutor.equations import decimals
from tutor.equations.chains import (
    best_coin_chain,
    coin_log_likelihood_chain,
    gradient_chain,
    labels_log_likelihood_chain,
    sigmoid_slope_chain,
)
from tutor.equations.latex import Formula, printed, side_texts
from tutor.equations.tex_diff import MARK, marked

TOSSES = np.array([1, 1, 0, 1, 1, 1, 0, 0, 1, 1])
X, y = two_flowers()
SOME = np.r_[3:100:14]
P, W = st.floats(0.01, 0.99), st.floats(-2, 2)
CHAINS = {
    "coin": (coin_log_likelihood_chain(TOSSES), {"p": P}),
    "labels": (labels_log_likelihood_chain(X[SOME], y[SOME]), {"w0": W, "w1": W}),
    "gradient": (gradient_chain(X[SOME], y[SOME]), {"w0": W, "w1": W, "nu": st.integers(0, 1)}),
    "best coin": (best_coin_chain(10), {"p": P, "heads": st.integers(0, 10)}),
    "sigmoid": (sigmoid_slope_chain(), {"a": st.floats(-6, 6)}),
}
BY_NAME = pytest.mark.parametrize("name", CHAINS)
ERRORS = [(name, error) for name, (chain, _) in CHAINS.items() for error in chain.errors]
BY_ERROR = pytest.mark.parametrize(
    ("name", "error"), ERRORS, ids=lambda it: it if isinstance(it, str) else str(it.number)
)


def values_of(chain, setting, **spoiled):
    with decimals.fifty_digits():
        values = chain.at(**setting)
        return {n: decimals.shown(chain.value(n, values, spoiled.get(str(n)))) for n in chain.numbers}


def test_the_chains_are_those_of_the_lecture():
    ranges = [(12, 17), (28, 39), (44, 52), (54, 69), (70, 77)]
    for (chain, _), (first, last) in zip(CHAINS.values(), ranges, strict=True):
        assert chain.numbers == tuple(range(first, last + 1))


@BY_NAME
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_line_is_worth_the_same_to_the_last_digit_everywhere(name, data):
    chain, sliders = CHAINS[name]
    setting = {slider: data.draw(values) for slider, values in sliders.items()}
    assert len(set(values_of(chain, setting).values())) == 1


def truth(name, w0=None, w1=None, nu=None, p=None, heads=7, a=None):
    """The value of the chain, from the helpers, in floats."""
    if name == "coin":
        return models.coin_log_likelihood(p, 7, 10)
    if name == "labels":
        return models.log_likelihood(np.array([w0, w1]), X[SOME], y[SOME])
    if name == "gradient":
        return models.gradient(np.array([w0, w1]), X[SOME], y[SOME])[nu]
    if name == "best coin":
        return models.coin_slope(p, heads, 10)
    return models.sigmoid(a) * models.sigmoid(-a)


@BY_NAME
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_it_has_the_value_that_the_helpers_compute(name, data):
    chain, sliders = CHAINS[name]
    setting = {slider: data.draw(values) for slider, values in sliders.items()}
    value = float(values_of(chain, setting)[chain.numbers[-1]].replace("−", "-"))
    assert value == pytest.approx(truth(name, **setting), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("name", "sides"), [("gradient", 26), ("sigmoid", 19)])
def test_within_a_line_all_sides_agree(name, sides):
    chain, sliders = CHAINS[name]
    values = {"w0": -0.9, "w1": 1.1, "nu": 1, "a": 0.8}
    compared = 0
    with decimals.fifty_digits():
        at = chain.at(**{slider: values[slider] for slider in sliders})
        for number in chain.numbers:
            found = [np.atleast_1d(side(at)) for side in Formula(printed()[number]).sides]
            for other in found:
                assert np.all(abs(other - found[0]) < decimals.exact(1e-20)), number
            compared += len(found)
    assert compared == sides


# For each line that is not just compared with the line before: with which one instead, and how its value was got.
COMPARED = {
    "coin": {},
    "labels": {},
    "gradient": {
        **{n: (None, "put into (45)") for n in range(46, 51)},
        51: (45, "with (46) to (50) put in"),
    },
    "best coin": {
        **{n: (None, "put into (55)") for n in range(56, 60)},
        **{n: (n - 1, "put into (55)") for n in range(60, 63)},
        63: (55, ""),
        **{n: (n - 1, "÷ p (1 − p)") for n in range(64, 69)},
        69: (68, "× N ÷ p (1 − p)"),
    },
    "sigmoid": {72: (None, "put into (71)"), 73: (None, "put into (71)"), 74: (71, "")},
}


@BY_NAME
def test_each_line_is_compared_with_what_it_follows_from(name):
    chain, _ = CHAINS[name]
    first = chain.numbers[0]
    assert {n: (chain.before(n), chain.line(n).how) for n in chain.numbers} == {
        **{n: (n - 1 if n > first else None, "") for n in chain.numbers},
        **COMPARED[name],
    }


@BY_ERROR
def test_an_error_breaks_its_line_and_is_explained(name, error):
    chain, sliders = CHAINS[name]
    tex = printed()[error.number]
    assert tex.count(error.right) == 1
    broken = tex.replace(error.right, error.wrong)
    rng = np.random.default_rng(error.number)
    ranges = {"p": (0.05, 0.95), "w0": (-2, 2), "w1": (-2, 2), "nu": (0, 0), "heads": (3, 3), "a": (-3, 3)}
    for _ in range(5):
        setting = {slider: round(float(rng.uniform(*ranges[slider])), 2) for slider in sliders}
        values = values_of(chain, setting, **{str(error.number): broken})
        wrong = values.pop(error.number)
        assert len(set(values.values())) == 1 and wrong not in values.values(), setting
    assert error.story.endswith(".") and len(error.story) > 40


def test_there_are_enough_slips_and_no_two_are_the_same():
    assert len(ERRORS) >= 12
    assert len({(error.number, error.wrong, error.right) for _, error in ERRORS}) == len(ERRORS)
    assert len({error.story for _, error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("coin", {"p": 0.5}),
        ("labels", {"w0": 0, "w1": 0}),
        ("gradient", {"w0": 0, "w1": 0, "nu": 0}),
        ("sigmoid", {"a": 0}),
    ],
)
def test_some_slips_cannot_be_seen_at_a_special_place(name, setting):
    chain, _ = CHAINS[name]
    hidden = 0
    for error in chain.errors:
        broken = printed()[error.number].replace(error.right, error.wrong)
        hidden += len(set(values_of(chain, setting, **{str(error.number): broken}).values())) == 1
    assert hidden >= 1


@BY_NAME
def test_a_misprint_in_a_notebook_would_be_seen(name, monkeypatch):
    """Turn each sign on the right side of each printed line, one at a time: the lines no longer agree."""
    chain, sliders = CHAINS[name]
    generic = {"p": 0.37, "w0": -0.9, "w1": 1.1, "nu": 0, "heads": 3, "a": 0.8}
    setting = {slider: generic[slider] for slider in sliders}
    turned = 0
    for number in chain.numbers:
        tex = printed()[number]
        for sign in re.finditer(r"[+-]", tex):
            if sign.start() < len(tex) - len(side_texts(tex)[-1]):
                continue
            misprint = tex[: sign.start()] + {"+": "-", "-": "+"}[sign.group()] + tex[sign.end() :]
            with monkeypatch.context() as patch:
                patch.setitem(printed(), number, misprint)
                try:
                    assert len(set(values_of(chain, setting).values())) > 1, misprint
                except InvalidOperation:
                    pass  # the logarithm of a negative number is seen too
            turned += 1
    assert turned >= 5


@BY_NAME
def test_what_changed_is_marked_and_nothing_is_lost(name):
    chain, _ = CHAINS[name]
    for number in chain.numbers:
        before = chain.before(number)
        if before:
            tex = marked(printed()[number], printed()[before])
            assert "".join(tex.replace(MARK, "").split()).translate(BRACES) == "".join(
                printed()[number].split()
            ).translate(BRACES)
            assert MARK in tex or number in (51, 67)


BRACES = str.maketrans("", "", "{}")


@pytest.mark.parametrize(
    ("tex", "before", "expected"),
    [
        ("a + b", "a + b", "a + b"),
        ("a + c", "a + b", rf"a + {MARK}{{c}}"),
        (r"\frac{a}{c}", r"\frac{a}{b}", rf"{MARK}{{\frac{{a}}{{c}}}}"),
        (r"\frac{a + c}{d}", r"\frac{a + b}{d}", rf"\frac{{a + {MARK}{{c}}}}{{d}}"),
        (r"\frac{c}{d}", r"\frac{a}{b}", rf"{MARK}{{\frac{{c}}{{d}}}}"),
        (r"\left(a\right) b", "b", rf"{MARK}{{\left(a\right)}} b"),
        ("x_i^2", "x_i", rf"{MARK}{{x_i^2}}"),
        (r"\log \left( b \right)", r"\log \left( 1 + b \right)", rf"\log \left({MARK}{{b}}\right)"),
    ],
)
def test_marks(tex, before, expected):
    assert marked(tex, before) == expected


# A few words of what is said of each planted error, in order.
STORIES = {
    "coin": "14 switch for tails | 16 tails are swapped | 17 N less the number of heads | 15 log of a product",
    "labels": "30 flowers of class 0 | 33 1 − σ has become σ | 36 The ones cancel | 38 1 into e to the logit | "
    "39 classes are swapped",
    "gradient": "46 takes the weight away | 47 inside this sigmoid stands −a | 48 both factors are the same | "
    "50 slip in the printed notes | 52 class 0 has to lower its logit | 52 features are gone",
    "best coin": "62 inside the log stands 1 − p, and its slope | 60 the inside shrinks | 64 one of the two terms | "
    "65 1 − p is what remains | 66 second bracket | 69 divided by N",
    "sigmoid": "72 one over u shrinks | 73 the exponent is −a | 74 square is forgotten | 76 turns the 1 into e | "
    "77 a product, not a difference",
}


@BY_NAME
def test_each_planted_error_has_its_own_story(name):
    for error, said in zip(CHAINS[name][0].errors, STORIES[name].split(" | "), strict=True):
        number, words = said.split(" ", 1)
        assert error.number == int(number) and words in error.story
