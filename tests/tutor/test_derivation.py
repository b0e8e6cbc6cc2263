"""Check my derivation in front of students who err, students who go their own way, and people who type nonsense."""

import itertools
import random
import threading

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import Widget

from tests.helpers.hand import move
from tests.tutor.test_algebra import by_mpmath
from tutor.derivation import BEST_COIN, SLOPE_OF_SIGMOID, box, derivation, feedback
from tutor.derivation.algebra import Apply, Name, Number, ParseError, read, subtrees, written
from tutor.derivation.evaluation import StepBudget
from tutor.derivation.feedback import grade_lines
from tutor.derivation.tasks import COUNTS

E74, E63 = "exp(-a)/(1+exp(-a))**2", "0 = heads/p - tails/(1-p)"
COIN_ROUTES = {
    "the notes": """
        0 = dL/dp
        0 = heads*d(log(p), p) + (N - heads)*d(log(1-p), p)
        d(log(p), p) = 1/p
        u = 1 - p
        y = log(u)
        dy/dp = dy/du * du/dp
        dy/du * du/dp = 1/u * (-1)
        0 = heads/p - (N - heads)/(1-p)
        0 = heads*p*(1-p)/p - (N-heads)*p*(1-p)/(1-p)
        0 = heads*(1-p) - (N-heads)*p
        0 = heads - heads*p - N*p + heads*p
        0 = heads - N*p
        N*p = sum(x)
        p = sum(x)/N""",
    "odds": """
        heads/p - tails/(1-p)
        heads/p = tails/(1-p)
        (1-p)/p = tails/heads
        1/p - 1 = tails/heads
        1/p = (tails + heads)/heads
        p = heads/N""",
    "logarithms": """
        h/p = t/(1-p)
        log(h) - log(p) = log(t) - log(1-p)
        log(p/(1-p)) = log(h/t)
        p = 1/(1 + t/h)""",
    "squares": """
        a/p = b/(1-p)
        (a/p)^2 = (b/(1-p))^2
        a²(1-p)² = b²p²
        a*(1-p) = b*p
        (a+b)*p = a
        mean(x) = p""".replace("²(1", "²*(1").replace("b²p", "b²*p"),
    "with few signs": """
        s = sum(x)
        s/p = (N-s)/(1-p)
        s(1-p) = (N-s)p
        h - h p = N p - h p
        Σx(1-p) = (N - Σx)p
        p = s/N""",
    "as a sigmoid": """
        0 = heads/p - tails/(1-p)
        p/(1-p) = heads/tails
        p = sigmoid(log(heads/tails))""",
}
SIGMOID_ROUTES = {
    "the notes": """
        u = 1 + exp(-a)
        σ(a) = u^-1
        dσ/da = d(1/u, u)*d(u, a)
        d(1/u, u) = -u^-2
        du/da = -exp(-a)
        dσ/da = exp(-a)/u²
        = exp(-a)/(1+exp(-a))**2
        = 1/(1+exp(-a)) * exp(-a)/(1+exp(-a))
        = σ(a) * 1/(1+exp(a))
        = σ(a)*σ(-a)""",
    "the quotient rule": """
        (0*(1+exp(-a)) - 1*d(1+exp(-a), a))/(1+exp(-a))**2
        (0 - (-exp(-a)))/(1+exp(-a))**2
        e^(-a)/(1+e^(-a))^2
        sigmoid(a)*(1-sigmoid(a))""",
    "one minus": """
        exp(-a)/(1+exp(-a))**2
        (1 + exp(-a) - 1)/(1+exp(-a))**2
        1/(1+exp(-a)) - 1/(1+exp(-a))**2
        sigmoid(a) - sigmoid(a)**2
        sigmoid(a)*(1 - sigmoid(a))""",
    "growing exponentials": """
        σ(a) = exp(a)/(1+exp(a))
        (exp(a)*(1+exp(a)) - exp(a)*exp(a))/(1+exp(a))**2
        exp(a)/(1+exp(a))**2
        1/(exp(-a/2)+exp(a/2))**2
        σ(-a)*σ(a)""",
    "logarithms": """
        s = sigmoid(a)
        slope = s*d(log(s), a)
        slope = s*d(-log(1+exp(-a)), a)
        slope = s*exp(-a)/(1+exp(-a))
        slope = s*(1-s)""",
    "the inverse function": """
        y = σ(a)
        a = log(y/(1-y))
        d(log(y/(1-y)), y) = 1/(y*(1-y))
        dy/da = 1/d(log(y/(1-y)), y)
        dy/da = y(1-y)""",
    "with few signs": """
        s = σ(a)
        d/da (1+e^-a)^-1
        1. exp(-a)/(1+exp(-a))^2
        s(1-s)""",
    "a name of one's own": """
        s = 1/(1+exp(-a))
        r = 1 - s
        ds/da = exp(-a)*s**2
        ds/da = s*r""",
}
ROUTES = [(BEST_COIN, text) for text in COIN_ROUTES.values()]
ROUTES += [(SLOPE_OF_SIGMOID, text) for text in SIGMOID_ROUTES.values()]


def well_said(verdict):
    assert "\n" not in verdict.sentence and verdict.sentence[0].isupper() and verdict.sentence[-1] in ".?"
    assert verdict.sentence.count("`") % 2 == 0
    assert ".." not in verdict.sentence and "  " not in verdict.sentence and " ." not in verdict.sentence
    assert "?." not in verdict.sentence
    assert verdict.kind in ("not attempted", "not understood", "not yet", "almost", "right")
    assert not verdict.sentence.startswith("Not yet") or verdict.kind == "not yet"
    return verdict


def say(task, *lines):
    """The verdict on these lines, its sentence without the marks for code."""
    verdict = well_said(grade_lines(task, "\n".join(lines)))
    return verdict._replace(sentence=verdict.sentence.replace("`", ""))


@pytest.mark.parametrize(("task", "text"), ROUTES)
def test_every_right_route_is_right_and_almost_right_until_its_end(task, text):
    lines = text.strip().splitlines()
    assert say(task, *lines).kind == "right"
    for n in range(1, len(lines)):
        assert say(task, *lines[:n]).kind == "almost"


@pytest.mark.parametrize(("task", "text"), ROUTES)
def test_the_goal_alone_is_not_enough(task, text):
    goal = text.strip().splitlines()[-1].replace("s*(1-s)", "σ*(1-σ)").replace("ds/da = s*r", "σ*(1-σ)")
    goal = goal.replace("dy/da = y(1-y)", "σ(1-σ)").replace("p = s/N", "p = sum(x)/N").replace("s(1-s)", "σ(1-σ)")
    verdict = say(task, goal)
    assert verdict.kind == "almost" and "Line 1 is where you should arrive" in verdict.sentence
    asked_again = "0 = dL/dp" if task is BEST_COIN else "d(sigmoid(a), a)"
    assert say(task, asked_again, goal).kind == "almost"


@pytest.mark.parametrize(
    ("task", "lines"),
    [
        (SLOPE_OF_SIGMOID, ["σ(a)*σ(-a)*1"]),
        (SLOPE_OF_SIGMOID, ["σ(a)-σ(a)^2"]),
        (SLOPE_OF_SIGMOID, ["s = 1/(1+exp(-a))", "s - s^2"]),
        (SLOPE_OF_SIGMOID, ["d(1/(1+exp(-a)), a)"]),
        (SLOPE_OF_SIGMOID, ["σ(a) = 1/(1+exp(-a))"]),
        (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)"]),
        (BEST_COIN, ["2*p = 2*h/N"]),
        (BEST_COIN, ["N*p = h"]),
        (BEST_COIN, ["0 = h - N*p"]),
        (BEST_COIN, ["0 = slope"]),
        (BEST_COIN, ["-dL/dp = 0"]),
        (BEST_COIN, ["0*dL/dp = p - p"]),
        (BEST_COIN, ["dL/dp + p + p^2 - dL/dp = p + p^2"]),
        (BEST_COIN, ["d(p*p, p) = p + p"]),
        (SLOPE_OF_SIGMOID, ["σ'/σ = 1-σ"]),
        (SLOPE_OF_SIGMOID, ["2σ' = 2σ(1-σ)"]),
        (SLOPE_OF_SIGMOID, ["σ' e^-a = σ(a)σ(-a) e^-a"]),
        (SLOPE_OF_SIGMOID, ["v = exp(-a)", "σ' v = σ(a)σ(-a) v"]),
    ],
)
def test_a_line_that_says_the_goal_again_shows_nothing(task, lines):
    goal = "p = h/N" if task is BEST_COIN else "σ(a)*(1-σ(a))"
    verdict = say(task, *lines, goal)
    assert verdict.kind == "almost" and "nothing shows why it is true. Show at least one line" in verdict.sentence


@pytest.mark.parametrize(
    ("task", "lines"),
    [
        (SLOPE_OF_SIGMOID, [f"{E74} = σ(a)*σ(-a)"]),
        (SLOPE_OF_SIGMOID, [f"σ(a)*σ(-a) = {E74}"]),
        (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "dσ/da = (u-1)/u^2", "σ(a)*σ(-a)"]),
        (SLOPE_OF_SIGMOID, ["dσ/da = d(log(σ(a)), a)*σ(a)", "σ(a)*σ(-a)"]),
        *(
            (SLOPE_OF_SIGMOID, [line, "σ(a)*σ(-a)"])
            for line in ("1/4 sech²(a/2)", "(1-tanh²(a/2))/4", "1/(2+2cosh(a))", "e^-a/(1+e^-a)^2")
        ),
        *(
            (SLOPE_OF_SIGMOID, [E74, goal])
            for goal in ("σ(1-σ)", "σ(a)(1-σ(a))", "σ(a)σ(-a)", "s(a)s(-a)", "sigma(1-σ)")
        ),
        (BEST_COIN, ["h*(1-p) = t*p", "p = h/N"]),
        (BEST_COIN, ["dL/dp = h/p - t/(1-p)", "p = h/N"]),
        (BEST_COIN, ["u = 1-p", "h*u = t*p", "p = h/N"]),
    ],
)
def test_one_line_on_the_way_is_enough(task, lines):
    assert say(task, *lines).kind == "right"


@pytest.mark.parametrize("task", [BEST_COIN, SLOPE_OF_SIGMOID])
@pytest.mark.parametrize("nothing", ["", "\n \n\t\n", "# a remark\n   # another"])
def test_nothing_yet(task, nothing):
    verdict = say(task, nothing)
    assert verdict.kind == "not attempted" and verdict.sentence.startswith(
        "Not attempted yet: write one line for each step"
    )
    first = task.begins.replace("`", "").split(", or ")
    assert [say(task, line).kind for line in first] == ["almost", "almost"], "what it suggests is understood"


def test_remarks_and_empty_lines_do_not_count():
    assert say(SLOPE_OF_SIGMOID, "", "# by the chain rule", "exp(-a)/(1+exp(-a))**2  # (74)", "", "a").lines[1] == (
        "a",
        "✗ breaks here",
    )


NAMED = [
    (SLOPE_OF_SIGMOID, ["exp(-a)/(1+exp(-a))"], "A square is forgotten: the slope of 1/u is −1/u²."),
    (SLOPE_OF_SIGMOID, ["-exp(-a)/(1+exp(-a))"], "A square is forgotten: the slope of 1/u is −1/u²."),
    (SLOPE_OF_SIGMOID, ["-1/(1+exp(-a))**2"], "That is the slope of 1/u alone"),
    (SLOPE_OF_SIGMOID, ["1/(1+exp(-a))**2"], "The slope of u = 1+exp(−a) is missing"),
    (SLOPE_OF_SIGMOID, ["-exp(-a)/(1+exp(-a))**2"], "Only the sign is wrong"),
    (
        SLOPE_OF_SIGMOID,
        ["(0*(1+exp(-a)) + 1*(-exp(-a)))/(1+exp(-a))**2"],
        "a minus in place of the plus before 1*(-exp(-a))",
    ),
    (SLOPE_OF_SIGMOID, ["(1*(-exp(-a)) - 0)/(1+exp(-a))**2"], "Only the sign is wrong"),
    (SLOPE_OF_SIGMOID, [E74, "sigmoid(a)*sigmoid(a)"], "exp(-a)/(1+exp(-a)) is σ(−a)"),
    (
        SLOPE_OF_SIGMOID,
        [E74, "sigmoid(a)*sigmoid(a)"],
        "With sigmoid(-a) in place of the first sigmoid(a), line 2 would",
    ),
    (SLOPE_OF_SIGMOID, ["sigmoid(a)"], "height of the sigmoid"),
    (SLOPE_OF_SIGMOID, ["-exp(-a)"], "the slope of u = 1+exp(−a) alone"),
    (SLOPE_OF_SIGMOID, ["1/(-exp(-a))"], "not one over the slope of u"),
    (SLOPE_OF_SIGMOID, ["-exp(-a)*log(1+exp(-a))"], "It is log u that has the slope 1/u"),
    (SLOPE_OF_SIGMOID, ["exp(-a)*log(1+exp(-a))"], "It is log u that has the slope 1/u"),
    (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "du/da = exp(-a)"], "The inner derivative is missing"),
    (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "du/da = -exp(a)"], "The exponent keeps its sign"),
    (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "d(1/u, u) = 1/u²"], "A sign is lost: the slope of 1/u is −1/u²."),
    (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "d(1/u, u) = log(u)"], "It is log u that has the slope 1/u"),
    (SLOPE_OF_SIGMOID, ["exp(a)/(1+exp(-a))**2"], "With exp(-a) in place of exp(a), line 1 would be right."),
    (SLOPE_OF_SIGMOID, ["exp(-a)/(1+exp(-a))**3"], "With 2 in place of 3, line 1 would be right."),
    (SLOPE_OF_SIGMOID, ["exp(-a)/1+exp(-a)**2"], "With brackets, exp(-a)/(1+exp(-a))**2 in place of"),
    (SLOPE_OF_SIGMOID, ["1/1+exp(-a)"], "ends before the next plus or minus: did you mean 1/(1+exp(-a))?"),
    (SLOPE_OF_SIGMOID, ["1/1+exp(-a)*exp(-a)/1+exp(-a)"], "With brackets, 1/(1+exp(-a))*exp(-a)/(1+exp(-a)) in"),
    (SLOPE_OF_SIGMOID, [E74, "exp(-a)/(1+exp(-a))*(1+exp(-a))"], "With brackets, exp(-a)/((1+exp(-a))*(1+exp(-a))) in"),
    (SLOPE_OF_SIGMOID, [E74, "sigmoid(a)*sigmoid(-a)*7/5"], "It is 1.4 times line 1."),
    (SLOPE_OF_SIGMOID, [E74, f"{E74}*exp(-a)"], "It is line 1 times exp(-a)."),
    (
        SLOPE_OF_SIGMOID,
        ["exp(-a)*(1+exp(-a))**2"],
        "With / in place of * before (1+exp(-a))**2, line 1 would be right.",
    ),
    (SLOPE_OF_SIGMOID, ["σ(a)/σ(-a)"], "With * in place of / before σ(-a), line 1 would be right."),
    (SLOPE_OF_SIGMOID, ["exp(-a) = dσ/da"], "but its left side gives 0.7118: 0.47 too much."),
    (
        BEST_COIN,
        ["d(log(p), p) = 2/p"],
        "is not true. With 7 heads, 4 tails and p = 0.6364 its left side is 1.571, but its right side is 3.143.",
    ),
    (
        SLOPE_OF_SIGMOID,
        ["d(exp(-a), a) = exp(-a)"],
        "At a = 0.34 its left side is −0.7118, but its right side is 0.7118.",
    ),
    (SLOPE_OF_SIGMOID, [E74, f"{E74}+1e-7"], "At a = 0.34 line 1 gives 0.24291196, but line 2 gives 0.24291206: 1e−7"),
    (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "d(1/u,u) = -1/u"], "With u**2 in place of the second u, line 2 would"),
    (BEST_COIN, [E63, "p*(1-p) = h*(1-p) - t*p"], "With 0 in place of the left side, line 2 would follow."),
    (BEST_COIN, ["1 = 2"], "is not true. With 7 heads and 4 tails its left side is 1, but its right side is 2."),
    (BEST_COIN, ["t/p - t/(1-p)"], "With h in place of the first t, line 1 would be right."),
    (BEST_COIN, ["h/p - h/(1-p)"], "With t in place of the second h, line 1 would be right."),
    (BEST_COIN, ["a/p - a/(1-p)"], "With b in place of the second a, line 1 would be right."),
    (BEST_COIN, ["b/p - b/(1-p)"], "With a in place of the first b, line 1 would be right."),
    (BEST_COIN, [E63, "n*p = n"], "With h in place of the second n, line 2 would follow."),
    (BEST_COIN, ["heads/p + tails/(1-p)"], "The inner derivative is missing"),
    (BEST_COIN, ["0 = heads/p + tails/(1-p)"], "The inner derivative is missing"),
    (BEST_COIN, [E63, "heads*(1-p) + tails*p = 0"], "A sign is lost: the tails come with a minus."),
    (BEST_COIN, ["d(log(1-p), p) = 1/(1-p)"], "The inner derivative is missing"),
    (BEST_COIN, ["heads*log(p) + tails*log(1-p)"], "L itself stands there"),
    (BEST_COIN, ["L = h/p - t/(1-p)"], "L itself stands there"),
    (BEST_COIN, ["dL/dp", "= h - N*p"], "Here it claims to be the slope of L; with 0 = in front"),
    (BEST_COIN, ["h/p = t/(1-p)", "p = h/N", "d²L/dp² = -N²/h + N²/t"], "With a minus in place of the plus"),
    (BEST_COIN, ["h/p - t/(1-p) + p"], "With h/p-t/(1-p) in place of h/p-t/(1-p)+p, line 1 would be right."),
    (BEST_COIN, ["p + h/p - t/(1-p)"], "With h/p in place of p+h/p, line 1 would be right."),
    (BEST_COIN, ["d/dp log(1-p) = -1/1-p"], "With brackets, -1/(1-p) in place of -1/1-p, line 1 would be right."),
    (BEST_COIN, [E63, "d/dp log(1-p) = -1/1-p"], "With brackets, -1/(1-p) in place of -1/1-p, line 2 would follow."),
    (BEST_COIN, ["N/p - t/(1-p)"], "With heads in place of N, line 1 would be right."),
    (BEST_COIN, ["0 = N/p - t/(1-p)"], "With heads in place of N, line 1 would be right."),
    (BEST_COIN, ["1/p - 1/(1-p)"], "The numbers of heads and tails are lost: a constant factor stays."),
    (BEST_COIN, ["1/p + 1/(1-p)"], "The numbers of heads and tails are lost, and so is a sign."),
    (BEST_COIN, ["heads/log(p) - tails/log(1-p)"], "The slope of log p is 1/p, not 1/log p."),
    (BEST_COIN, ["heads*p - tails*(1-p)"], "The slope of log p is 1/p, not p."),
    (BEST_COIN, ["tails/p - heads/(1-p)"], "Heads and tails are swapped."),
    (BEST_COIN, ["heads/p - N/(1-p)"], "N counts all the tosses"),
    (BEST_COIN, ["heads/p"], "The slope of the second term is missing"),
    (BEST_COIN, [E63, "p = heads/tails"], "heads per tail"),
    (BEST_COIN, [E63, "tails/N = p"], "the share of tails"),
    (BEST_COIN, [E63, "p = heads"], "the number of heads"),
    (BEST_COIN, [E63, "p = tails/heads"], "tails per head"),
    (BEST_COIN, [E63, "heads*p = N"], "That is upside down."),
    (BEST_COIN, [E63, "0 = heads*p - tails*(1-p)"], "Its solution is p = tails/N."),
    (BEST_COIN, [E63, "0 = heads*(1-p) - N*p"], "All tosses stand where only the tails belong"),
    (BEST_COIN, [E63, "p = 0.5"], "the numbers of heads and tails are lost"),
    (BEST_COIN, [E63, "heads*(1-p) = tails/(1-p)"], "With tails/(1-p) multiplied by p*(1-p) as well, line 2 would"),
    (BEST_COIN, [E63, "0 = heads/p*p*(1-p) - tails/(1-p)"], "With tails/(1-p) multiplied by p*(1-p) as well"),
    (BEST_COIN, [E63, "heads*1-p = tails*p"], "With brackets, heads*(1-p) in place of heads*1-p"),
    (BEST_COIN, [E63, "0 = heads - heads*p - N*p - heads*p"], "a plus in place of the minus before the second heads*p"),
    (
        BEST_COIN,
        [E63, "heads - N*p"],
        "A line without = claims to be the slope of L; with 0 = in front of it, on a line of its own",
    ),
    (BEST_COIN, ["dL/dp = heads - N*p"], "It is the slope of L times p*(1-p)."),
    (BEST_COIN, [E63, "p = (heads+1)/N"], "line 2, p = (heads+1)/N, does not follow from line 1."),
    (BEST_COIN, [E63, "0 = (heads - N*p)*(p - 1/3)"], "with 7 heads, 4 tails and p = 0.3333, where the slope is 15."),
    (BEST_COIN, [E63, "p = 7/11"], "With 3 heads and 11 tails"),
    (BEST_COIN, [E63, "p = 7/11"], "write heads, tails and N for the counts, not their numbers."),
    (BEST_COIN, ["7/p - 3/(1-p)"], "write heads, tails and N for the counts, not their numbers."),
    (BEST_COIN, ["u=1-p", "d(log(u),u) = -1/u"], "By u itself the slope of log u is 1/u"),
    (BEST_COIN, ["u=1-p", "y=log(u)", "dy/du = u"], "The slope of log u is 1/u, not u."),
    (BEST_COIN, ["u=1-p", "dy = 1", "d(log(u),u)*d(u,p) = 1/u"], "The inner derivative is missing"),
    (BEST_COIN, ["d(log(p),p) = p"], "The slope of log p is 1/p, not p."),
    (BEST_COIN, ["1/log(p) = d(log(p),p)"], "The slope of log p is 1/p, not 1/log p."),
    (BEST_COIN, ["d(log(p),p) = 1/p^2"], "With p in place of p^2, line 1 would be right."),
    (
        BEST_COIN,
        ["d(log(1-p),p) = -1/p"],
        "here u is 1−p: with the inner slope −1 it is −1/(1−p). With 1-p in place of the",
    ),
    (BEST_COIN, ["d(log(1-p),p) = 1/p"], "Outer slope 1/u with u = 1−p, times inner slope −1"),
    (BEST_COIN, ["u=1-p", "du/dp = p"], "The slope of 1−p is −1"),
    (SLOPE_OF_SIGMOID, ["v=-a", "w=exp(v)", "dw/dv = -w"], "By v itself exp v is its own slope"),
    (SLOPE_OF_SIGMOID, ["v=-a", "d(exp(v),v) = v*exp(v-1)"], "the rule for powers of v; exp v is its own slope"),
    (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "d(log(u),u) = 1/u^2"], "With u in place of u^2, line 2 would be right."),
    (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "d(1/u,u) = -2/u^2"], "With 1 in place of the first 2, line 2 would be right."),
    (BEST_COIN, ["heads = 7"], "write heads, tails and N for the counts, not their numbers."),
    (BEST_COIN, ["7/p - 4/(1-p)"], "write heads, tails and N for the counts, not their numbers."),
    (SLOPE_OF_SIGMOID, [E74, "1/(1+exp(-a)) * 1/(1+exp(-a))"], "A factor exp(-a) is lost."),
    (SLOPE_OF_SIGMOID, [E74, "1/(1+exp(-a)) * exp(-a)"], "A factor 1/(1+exp(-a)) is lost."),
    (SLOPE_OF_SIGMOID, [E74, "1 - 1/(1+exp(-a))"], "A factor 1/(1+exp(-a)) is lost."),
    (SLOPE_OF_SIGMOID, [E74, "1/(1+exp(-a))"], "A factor 1/(1+exp(a)) is lost."),
    (SLOPE_OF_SIGMOID, [E74, "σ(-a)"], "A factor σ(a) is lost."),
    (SLOPE_OF_SIGMOID, [E74, "σ(a)"], "A factor σ(-a) is lost."),
    *(
        (BEST_COIN, [f"dL/dp = ({factor})*(h/p - t/(1-p))"], f"It is the slope of L times {factor}.")
        for factor in ("p", "1-p", "p*(1-p)", "heads", "N", "1/p", "1/(1-p)", "1/(p*(1-p))", "1/heads", "1/N")
    ),
    *(
        (SLOPE_OF_SIGMOID, [f"{E74}*{factor}"], f"It is the slope of the sigmoid times {factor}.")
        for factor in ("exp(-a)", "1/(1+exp(a))")
    ),
    (SLOPE_OF_SIGMOID, [E74, "σ(a)*(1/(1+exp(-a)) - 1)"], "too little. Only the sign is wrong."),
    (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "exp(-a)/u^2", "(1-u)/u^2"], "too little. Only the sign is wrong."),
    (BEST_COIN, [E63, "h*(1-p) = t"], "With t multiplied by p as well, line 2 would follow."),
    (BEST_COIN, [E63, "h*(1-p) - t = 0"], "With t multiplied by p as well, line 2 would follow."),
    (BEST_COIN, [E63, "h - t/(1-p) = 0"], "With t/(1-p) multiplied by p as well, line 2 would follow."),
    (BEST_COIN, [E63, "h = t/(1-p)"], "With t/(1-p) multiplied by p as well, line 2 would follow."),
    (BEST_COIN, [E63, "h*(1-p) - t*p*(1-p) = 0"], "With h*(1-p) multiplied by 1-p as well, line 2 would follow."),
    (BEST_COIN, [E63, "0 = h - h*p - N*p + h"], "With the third h multiplied by p as well, line 2 would follow."),
    (BEST_COIN, [E63, "h*(1-p) - t*p = p*(1-p)"], "its left side is 0, but"),
    (BEST_COIN, [E63, "h*(1-p) - t*p = p*(1-p)"], "With 0 in place of p*(1-p), line 2 would follow."),
    (
        BEST_COIN,
        ["d(L,p) = d(h*log(p),p) - d(t*log(1-p),p)"],
        "With a plus in place of the minus before d(t*log(1-p), p)",
    ),
    (BEST_COIN, [E63, "0 = (h-N*p)*(p-1/3)^2"], "with 7 heads, 4 tails and p = 0.3333, where the slope is 15."),
    (BEST_COIN, [E63, "0 = (h-N*p)*(h+0.1-N*p)"], "with 7 heads, 4 tails and p = 0.6455"),
    (BEST_COIN, [E63, "0 = (h-N*p)*(p-0.64)^4"], "is true at the top of the hill, but not only there"),
]


SLOPES = """
    d(1-p, p) = 1                   The slope of 1−p is −1: it falls as p grows.
    d(1-p, p) = p                   The slope of 1−p is −1: it falls as p grows.
    d(1-p, p) = -p                  The slope of 1−p is −1, the same everywhere.
    d(log(1-p), p) = 1/(1-p)        The inner derivative is missing: the slope of log(1−p)
    d(log(1-p), p) = 1/p            Outer slope 1/u with u = 1−p
    d(log(1-p), p) = -1/p           The slope of log u is 1/u, and here u is 1−p
    d(log(1-p), p) = -p             not u: with the inner slope −1 it is −1/(1−p).
    d(log(1-p), p) = -(1-p)         not u: with the inner slope −1 it is −1/(1−p).
    d(log(1-p), p) = -1/log(1-p)    not 1/log u: with the inner slope −1
    d(log(1-p), p) = -log(1-p)      not log u: with the inner slope −1
    d(log(p), p) = p                The slope of log p is 1/p, not p.
    d(log(p), p) = 1/log(p)         The slope of log p is 1/p, not 1/log p.
    d(log(p), p) = log(p)           it is exp p that is its own slope.
    d(log(p), p) = -1/p             By p itself the slope of log p is 1/p
    d(log(p), p) = 1/p^2            a square comes with 1/p, whose slope is −1/p².
    d(log(p), p) = -1/p^2           it is 1/p that has the slope −1/p².
    d(1/p, p) = 1/p^2               A sign is lost: the slope of 1/p is −1/p².
    d(1/p, p) = -1/p                A square is forgotten: the slope of 1/p is −1/p².
    d(1/p, p) = log(p)              It is log p that has the slope 1/p
    d(exp(-p), p) = exp(-p)         The inner derivative is missing: the slope of exp(−p)
    d(1+exp(-p), p) = exp(-p)       The inner derivative is missing: the slope of exp(−p)
    d(exp(-p), p) = -exp(p)         The exponent keeps its sign
    d(1+exp(-p), p) = -exp(p)       The exponent keeps its sign
    d(exp(p), p) = -exp(p)          By p itself exp p is its own slope
    d(exp(p), p) = p*exp(p-1)       That is the rule for powers of p
    d(exp(p), p) = p                That is the exponent; exp p is its own slope.
"""
NAMED += [(BEST_COIN, [row[:32].strip()], row[32:]) for row in map(str.strip, SLOPES.strip().splitlines())]


@pytest.mark.parametrize(("task", "lines", "words"), NAMED)
def test_a_known_mistake_is_called_by_its_name(task, lines, words):
    verdict = say(task, *lines)
    assert verdict.kind == "not yet" and words in verdict.sentence
    assert f"line {len(lines)}, {lines[-1]}," in verdict.sentence


@pytest.mark.parametrize(
    ("task", "lines", "words"),
    [
        *(
            (BEST_COIN, ["u=1-p", "y=log(u)", line], "is missing")
            for line in ("d(log(u),u) = -1/u", "dy/du = 5", "dy/du = u", "dy/du = 1/p")
        ),
        (SLOPE_OF_SIGMOID, ["v=-a", "d(exp(v),v) = v"], "is missing"),
        (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "d(log(u),u) = 1/u^2"], "A sign is lost"),
        *(
            (BEST_COIN, [line], "not their numbers")
            for line in (
                *("d(log(p),p) = p", "d(log(1-p),p) = -log(1-p)", "log(1-p) = -log(p)"),
                *("1=2", "0 = p", "p", "d(log(p),p) = 2/p"),
            )
        ),
        (BEST_COIN, ["u=1-p", "u=1+p"], "not their numbers"),
        (BEST_COIN, ["d(log(p),p)*7"], "not their numbers"),
        (SLOPE_OF_SIGMOID, ["2*σ(a)"], "not their numbers"),
        *((BEST_COIN, [f"d(log(1-p),p) = {wrong}"], "solution") for wrong in ("-1/p", "1/p", "-p", "p")),
        *((BEST_COIN, [f"d(log(1-p),p) = {wrong}"], "in place of 1-p") for wrong in ("1/p", "-p")),
        (BEST_COIN, ["d(log(1-p),p) = -p"], "multiplied"),
        (BEST_COIN, ["d(log(p),p) = 1/p^2"], "d(log(p), p)**2"),
        (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "d(1/u,u) = -2*u^-3"], "in place of"),
        *(
            (SLOPE_OF_SIGMOID, [E74, line], "slope of")
            for line in ("1/(1+exp(-a)) * 1/(1+exp(-a))", "1/(1+exp(-a)) * exp(-a)", "σ(a)*(1/(1+exp(-a)) - 1)")
        ),
        *((BEST_COIN, [E63, line], "With N in place of") for line in ("h*(1-p) = t", "h = t/(1-p)")),
        (BEST_COIN, [E63, "h*(1-p) - t*p*(1-p) = 0"], "heads per tail"),
        (SLOPE_OF_SIGMOID, ["u=1+exp(-a)", "-1/u^2 * du/da", "-1/u^2 * exp(-a)"], "With 1 in place of -1"),
        (BEST_COIN, ["d(L,p) = d(h*log(p),p) - d(t*log(1-p),p)"], "inner derivative"),
        (BEST_COIN, ["-(h/p - t/(1-p))"], "Only the sign"),
        (BEST_COIN, ["dL/dp = h - t"], "in place of h"),
    ],
)
def test_a_mistake_that_nobody_made_is_not_named(task, lines, words):
    verdict = say(task, *lines)
    assert verdict.kind == "not yet" and words not in verdict.sentence, verdict.sentence


def test_what_follows_is_seen_outside_of_the_unit_interval_too():
    for lines in (["h = t*p - h*p", "p = h/(t-h)"], ["N*p = -h", "p = -h/N"]):
        verdict = say(BEST_COIN, E63, *lines)
        assert "Line 3 follows from line 2." in verdict.sentence and verdict.lines[2][1] == "✗ follows from line 2"
    assert say(BEST_COIN, E63, "N*p = -h", "p = -2*h/N").lines[2][1] == "✗ not right either"


def test_the_values_are_those_of_the_line_and_the_line_before():
    sentence = say(SLOPE_OF_SIGMOID, E74, "exp(a)/(1+exp(-a))**2").sentence
    a = float(SLOPE_OF_SIGMOID.points[0]["a"])
    right, wrong = (np.exp(sign * a) / (1 + np.exp(-a)) ** 2 for sign in (-1, 1))
    assert (
        f"At a = {a} line 1 gives {right:.4f}, but line 2 gives {wrong:.4f}: {wrong - right:.2g} too much." in sentence
    )


def test_a_tiny_difference_is_seen_and_shown():
    sentence = say(SLOPE_OF_SIGMOID, E74, f"{E74} + 1e-20").sentence
    assert "too much" in sentence and "1.0e−20" in sentence
    assert say(SLOPE_OF_SIGMOID, f"{E74} + 1e-20*a - a*1e-20").kind == "almost"


def test_only_the_first_break_is_reported_and_what_follows_from_it():
    lines = [E74, "sigmoid(a)**2", "1/(1+exp(-a))**2", "sigmoid(a)*sigmoid(-a)", "a", "q"]
    verdict = say(SLOPE_OF_SIGMOID, *lines)
    assert "line 2, sigmoid(a)**2, does not follow from line 1." in verdict.sentence
    assert "Line 3 follows from line 2. Line 4 is right again." in verdict.sentence
    assert [remark for _, remark in verdict.lines] == [
        "✓ equals the slope",
        "✗ breaks here",
        "✗ follows from line 2",
        "✓ equals the slope",
        "✗ not right either",
        "? not understood",
    ]
    wrong = ["0 = heads/p + tails/(1-p)", "0 = heads*(1-p) + tails*p", "p = heads/(heads-tails)", "p = 2", E63]
    assert "Lines 2 and 3 follow from line 1. Line 5 is right again." in say(BEST_COIN, *wrong).sentence
    for lines in ([E63, "0 = heads - tails*p", "heads - tails*p"], ["h/p + t/(1-p)", "0 = h*(1-p) + t*p"]):
        assert say(BEST_COIN, *lines).lines[-1][1] == "✗ not right either"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([4], "Line 4 follows from line 2. Lines 3, 5, 6, 7 and 8 are right again."),
        ([4, 5], "Lines 4 and 5 follow from line 2. Lines 3, 6, 7 and 8 are right again."),
        ([4, 5, 6], "Lines 4 to 6 follow from line 2. Lines 3, 7 and 8 are right again."),
        ([3, 5, 8], "Lines 3, 5 and 8 follow from line 2. Lines 4, 6 and 7 are right again."),
        ([3, 4, 5, 6, 7], "Lines 3 to 7 follow from line 2. Line 8 is right again."),
    ],
)
def test_lines_are_counted_up(wrong, said):
    lines = [E74, *("σ(a)**2" if number in {2, *wrong} else "σ(a)*σ(-a)" for number in range(2, 9))]
    assert said in say(SLOPE_OF_SIGMOID, *lines).sentence


def test_a_line_without_a_value_says_where():
    sentence = say(SLOPE_OF_SIGMOID, E74, "exp(log(-a))/(1+exp(-a))**2").sentence
    assert "has no value at a = 0.34: it takes the logarithm of −0.34." in sentence
    sentence = say(BEST_COIN, "0 = sqrt(heads/N - p)").sentence
    assert "has no value with 3 heads, 11 tails and p = 0.51" in sentence
    assert "divides by zero" in say(BEST_COIN, "u = 1/(p-p)").sentence


def test_what_is_true_for_every_p_does_not_tell_which():
    verdict = say(BEST_COIN, "heads/p - tails/(1-p)", "0 = 0")
    assert verdict.kind == "almost" and "Line 2 is true for every p, so it does not tell which one." in verdict.sentence
    assert say(BEST_COIN, "p = p").kind == "almost"


def test_steps_are_counted():
    assert say(BEST_COIN, E63).sentence.startswith("Right so far: 1 step. Not there yet")
    assert say(BEST_COIN, E63, "u = 1-p", "h*u = t*p").sentence.startswith("Right so far: 2 steps. Not there yet")
    assert say(BEST_COIN, E63, "h*(1-p) = t*p", "p = h/N").sentence.startswith("Right: 3 steps, each tested")


def test_a_p_on_both_sides_is_not_solved_for_p():
    for lines in (["p = heads*(1-p)/tails"], ["u = 1-p", "p = heads*u/tails"], ["p = 0*dL/dp + heads/N"]):
        verdict = say(BEST_COIN, E63, *lines)
        assert verdict.kind == "almost" and "Not there yet: the goal is p = …" in verdict.sentence


def test_a_pole_is_no_further_solution_and_a_double_one_no_other():
    for equation in ("0 = (heads - N*p)/(p - 1/3)", "(heads - N*p)**2 = 0", "0 = heads/p - tails/(1-p)"):
        assert say(BEST_COIN, equation).kind == "almost"


@pytest.mark.parametrize("away", ["0.005", "-0.005", "0.3", "-0.3"])
def test_a_further_solution_is_seen_on_either_side_of_the_top(away):
    assert say(BEST_COIN, f"(heads - N*p)*(heads - N*p + N*{away}) = 0").kind == "not yet"


def test_the_goal_may_come_twice():
    assert say(SLOPE_OF_SIGMOID, "σ(a)*σ(-a)", E74, "σ(a)*σ(-a)").kind == "right"
    assert say(SLOPE_OF_SIGMOID, "σ(a)*σ(-a)", E74).kind == "almost"


def test_names_alone_prove_nothing():
    verdict = say(SLOPE_OF_SIGMOID, "u = 1+exp(-a)")
    assert verdict.kind == "almost" and verdict.sentence.startswith("Only names so far. The goal is σ(a)*σ(-a)")


@pytest.mark.parametrize(
    ("task", "lines", "words"),
    [
        (SLOPE_OF_SIGMOID, ["sigmod(a)"], "did you mean sigmoid?"),
        (SLOPE_OF_SIGMOID, ["exp -a"], "exp wants its argument in brackets"),
        (SLOPE_OF_SIGMOID, ["x + 1"], "the name x is not known; a line x = … above it would define it."),
        (SLOPE_OF_SIGMOID, ["sgima"], "did you mean sigma?"),
        (BEST_COIN, ["head/p"], "the name head is not known; did you mean heads?"),
        (BEST_COIN, ["d(L, N) = 1"], "L is not written with N; differentiate something that is"),
        (BEST_COIN, ["P = h/N"], "the name P is not known; did you mean p?"),
        (BEST_COIN, ["Heads/p"], "the name Heads is not known; did you mean heads?"),
        (SLOPE_OF_SIGMOID, ["exp(-A)"], "the name A is not known; did you mean a?"),
        (BEST_COIN, ["x_i/p"], "x_i has a value only behind a sum"),
        (BEST_COIN, [E63, "where p is the probability"], "p is reads like words; a remark goes behind a #"),
        (SLOPE_OF_SIGMOID, [E74, "obviously"], "obviously reads like a word; a remark goes behind a #"),
        (SLOPE_OF_SIGMOID, ["s = σ(a)", "s(-a)"], "s(-a) may be a product, or s at −a; write it out"),
        (SLOPE_OF_SIGMOID, ["sin(a)"], "sin is not a function that is known here; those that are: exp"),
        (SLOPE_OF_SIGMOID, [f"{E74} by the chain rule"], "by reads like words; a remark goes behind a #"),
        (SLOPE_OF_SIGMOID, ["u = 1+exp(-a)", "now σ(a) = 1/u"], "now σ reads like words; a remark goes behind a #"),
        (BEST_COIN, ["d(log(p))"], "as in d(exp(-p), p)"),
        (BEST_COIN, ["s(1-p)"], "s is not a function that is known here; for a product, write s*( … )"),
        (SLOPE_OF_SIGMOID, ["__import__('os')"], "quotation marks have no meaning in a formula"),
        (SLOPE_OF_SIGMOID, ["u = u + 1"], "the name u is not known"),
        (SLOPE_OF_SIGMOID, [E74, "(" * 20], "Line 2, (((((((((((((((((((("),
        (SLOPE_OF_SIGMOID, ["a"] * 61, "These are 61 lines, and 60 is the most"),
        (SLOPE_OF_SIGMOID, ["a+" * 200], "400 characters long"),
    ],
)
def test_what_is_not_understood(task, lines, words):
    verdict = say(task, *lines)
    assert verdict.kind == "not understood" and words in verdict.sentence


# With one or two things changed: right or wrong as another library finds


STEPS = {
    BEST_COIN: [
        "heads/p - tails/(1-p)",
        "0 = heads/p - tails/(1-p)",
        "0 = heads*(1-p) - tails*p",
        "log(heads) - log(p) = log(tails) - log(1-p)",
        "N*p = heads",
        "p = heads/N",
    ],
    SLOPE_OF_SIGMOID: [
        "-(1+exp(-a))**-2 * -exp(-a)",
        E74,
        "1/(1+exp(-a)) * exp(-a)/(1+exp(-a))",
        "sigmoid(a)*(1/(1+exp(a)))",
        "sigmoid(a)*sigmoid(-a)",
        "sigmoid(a) - sigmoid(a)**2",
    ],
}
EACH_STEP = [(task, step) for task, steps in STEPS.items() for step in steps]


def short_enough(tree):
    """Whether the line can be typed: neither too long nor nested too deeply."""
    try:
        return len(written(tree)) <= 300 and read(written(tree)) is not None
    except ParseError:
        return False


def mutations(tree):
    """The tree with one thing changed."""
    swaps = {"+": "-", "-": "+", "*": "/", "/": "*", "exp": "sigmoid", "sigmoid": "exp", "log": "exp", "**": "*"}
    others = {"heads": "tails", "tails": "N", "N": "heads", "p": "heads", "a": "1"}
    for spot, put in subtrees(tree):
        if isinstance(spot, Number):
            yield put(Number(str(int(spot.text) + 1)))
        elif isinstance(spot, Name):
            yield put(Name(others[spot.name]) if others[spot.name].isalpha() else Number(others[spot.name]))
        elif spot.f != "=":
            yield put(Apply("neg", (spot,)))
            yield put(spot.parts[-1])
            if spot.f in swaps:
                yield put(Apply(swaps[spot.f], spot.parts))


def independently_true(task, tree):
    """Whether a line is right, as another library sees it; None where that is hard to tell."""
    try:
        with mpmath.workdps(40):
            if task is SLOPE_OF_SIGMOID:
                return all(true_slope(tree, mpmath.mpf(a)) for a in ("0.9", "-1.7", "2.3"))
            return all(true_coin(tree, *counts) for counts in COUNTS[:3])
    except (ZeroDivisionError, TypeError, ValueError):
        return None


def true_slope(tree, a):
    truth = mpmath.exp(-a) / (1 + mpmath.exp(-a)) ** 2
    return abs(by_mpmath(tree, {"a": a}) - truth) < 1e-12


def true_coin(tree, heads, tails):
    names = {"heads": heads, "tails": tails, "N": heads + tails}
    if tree.f != "=":
        ps = [mpmath.mpf(p) for p in ("0.23", "0.71")]
        return all(abs(by_mpmath(tree, {**names, "p": p}) - heads / p + tails / (1 - p)) < 1e-12 for p in ps)

    def gap(p):
        left, right = (by_mpmath(side, {**names, "p": p}) for side in tree.parts)
        return left - right

    top = mpmath.mpf(heads) / (heads + tails)
    if abs(gap(top)) > 1e-12:
        return False
    values = [gap(mpmath.mpf(k) / 60) for k in range(1, 60) if abs(mpmath.mpf(k) / 60 - top) > 0.01]
    changes = sum((low > 0) != (high > 0) for low, high in itertools.pairwise(values))
    if any(abs(value) < 1e-12 for value in values):
        return False
    return changes <= 1


@pytest.mark.parametrize(("task", "step"), EACH_STEP)
def test_no_wrong_line_is_called_right(task, step):
    seen, first = set(), STEPS[task][0]
    once = list(mutations(read(step)))
    twice = [tree for start in once for tree in mutations(start)]
    for tree in once + random.Random(8).sample(twice, min(len(twice), 80)):
        if tree in seen or not isinstance(tree, Apply) or not short_enough(tree):
            continue
        seen.add(tree)
        verdict, truth = say(task, first, written(tree)), independently_true(task, tree)
        good = verdict.lines[1][1] in ("✓ equals the slope", "✓ true at the top only")
        assert truth is None or good == truth, (written(tree), verdict)
        assert not (good and truth is None), (written(tree), verdict)
    assert len(seen) > 20


def test_many_names_are_looked_through_once():
    names = ["u0 = a"] + [f"u{k + 1} = u{k} + u{k} - u{k}" for k in range(40)]
    assert say(SLOPE_OF_SIGMOID, *names, "σ(a)*σ(-a)*u40/a", "σ(a)*σ(-a)").kind == "almost"
    names = [name.replace("= a", "= p") for name in names]
    assert say(BEST_COIN, *names, "h*(1-u40) = t*p", "p = h/N").kind == "right"


@given(st.lists(st.text(max_size=40), max_size=5), st.sampled_from([BEST_COIN, SLOPE_OF_SIGMOID]))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_a_sentence(lines, task):
    grade_lines(task, "\n".join(lines))


@given(
    st.lists(st.text(alphabet="aphtNue12.()+-*/=,^ σ", max_size=30), min_size=1, max_size=6),
    st.sampled_from([BEST_COIN, SLOPE_OF_SIGMOID]),
)
@settings(max_examples=150, deadline=None)
def test_anything_like_a_formula_gets_a_sentence(lines, task):
    verdict = grade_lines(task, "\n".join(lines))
    assert verdict.kind != "right" and len(verdict.sentence) > 20


UPHILL = "dL/dp = log(h+p)*exp(p)*log(t+p)*exp(h/N)*sqrt(p)*log(1+p)"
UPHILL += "*d(exp(p)*log(p)*p^h,p)*d(exp(p)*log(p)*p^t,p)\n"


@pytest.mark.parametrize("copies", [50, 59, 60])
def test_hard_work_on_a_coin_gets_a_sentence_too(copies):
    assert well_said(grade_lines(BEST_COIN, UPHILL * copies)).kind == "not yet"


@pytest.mark.parametrize("spoil", ["", " + 1"])
@pytest.mark.parametrize(
    ("task", "lines", "far"),
    [
        (BEST_COIN, [E63, "p = h/N"], {"almost", "right"}),
        (SLOPE_OF_SIGMOID, ["d(log(σ), a)*σ", "σ(a)*σ(-a)"], {"almost", "right"}),
    ],
)
def test_whatever_is_left_to_spend_there_is_a_verdict(task, lines, far, spoil, monkeypatch):
    kinds = []
    for steps in (0, 1, 5, 20, 60, 100, 200, 400, 700, 40_000):
        monkeypatch.setattr(feedback, "STEPS", steps)
        kinds.append(well_said(grade_lines(task, f"{lines[0]}\n{lines[1]}{spoil}")).kind)
    assert set(kinds) == ({"not yet"} if spoil else far)
    assert kinds[-1] == ("not yet" if spoil else "right")


HEAVY = [
    "\n".join(["(a*a)**0.3" + "+(a*a)**0.3" * 24] * 60),
    "\n".join(["u0 = a*a"] + [f"u{k + 1} = log(u{k}*u{k}+2)**0.3 + u{k}" for k in range(56)] + ["d(u56,a)+d(u55,a)"]),
    "9**9**9**9\nexp(exp(exp(exp(exp(9)))))\n0.5**-9**9**9",
    "+".join(["d(exp(a),a)"] * 24),
]


@pytest.mark.parametrize("text", HEAVY)
def test_hard_work_is_bounded(text, monkeypatch):
    steps = []
    spend = StepBudget.spend
    monkeypatch.setattr(StepBudget, "spend", lambda self, n=1: (steps.append(n), spend(self, n)))
    well_said(grade_lines(SLOPE_OF_SIGMOID, text))
    assert sum(steps) <= 2 * 40_000 + 1000


# The text box


@pytest.fixture(autouse=True)
def nothing_typed(monkeypatch):
    monkeypatch.setattr(box, "_typed", {})


def test_the_last_answer_is_to_the_lines_typed_last(monkeypatch):
    """Also when one thread still looks at the earlier lines while another hears of new ones."""
    view = derivation(BEST_COIN, "0 = dL/dp")
    began, go_on, grade = threading.Event(), threading.Event(), feedback.grade_lines

    def slowly(task, text):
        if text == "0 = dL/dp":
            began.set()
            assert go_on.wait(30)
        return grade(task, text)

    monkeypatch.setattr(box, "grade_lines", slowly)
    button = threading.Thread(target=view.check)
    button.start()
    assert began.wait(30)
    typing = threading.Thread(target=move, args=(view,), kwargs={"lines": "p = heads"})
    typing.start()
    typing.join(0.5)
    go_on.set()
    button.join()
    typing.join()
    assert "p = heads" in view.sentence and view.rich.count("p = heads") >= 2, "in the list and in the answer"


def test_the_box_starts_with_the_lines_of_the_cell_and_answers():
    view = derivation(SLOPE_OF_SIGMOID, f"\n{E74}\n")
    assert view.values["lines"] == E74 and view.verdict.kind == "almost"
    assert "Right so far: 1 step." in view.rich and E74 in view.rich and view.sentence == view.verdict.sentence
    move(view, lines="exp(a)")
    assert view.verdict.kind == "not yet" and "copy them into the cell" in view.rich
    move(view, lines=E74)
    assert view.verdict.kind == "almost" and "copy them into the cell" not in view.rich
    view.close()


def test_check_looks_at_the_lines_as_they_stand():
    view = derivation(SLOPE_OF_SIGMOID, E74)
    view.sentence = view.rich = ""
    move(view, check=1)
    assert view.sentence == view.verdict.sentence and E74 in view.rich


def test_running_the_cell_again_loses_nothing():
    view = derivation(BEST_COIN)
    assert view.verdict.kind == "not attempted" and "copy them" not in view.rich
    move(view, lines="0 = dL/dp")
    view.close()
    again = derivation(BEST_COIN)
    assert again.values["lines"] == "0 = dL/dp" and again.verdict.kind == "almost"
    assert derivation(SLOPE_OF_SIGMOID).values["lines"] == "", "another task has its own"
    assert derivation(BEST_COIN, E63).values["lines"] == E63, "a cell that has changed is believed"


def test_closing_leaves_nothing_behind():
    derivation(SLOPE_OF_SIGMOID).close()
    before = Widget.get_manager_state()["state"].keys()
    view = derivation(SLOPE_OF_SIGMOID, E74)
    assert Widget.get_manager_state()["state"].keys() > before
    view.close()
    assert Widget.get_manager_state()["state"].keys() == before


def test_what_it_shows_without_a_kernel():
    data = derivation(SLOPE_OF_SIGMOID, "1 < 2 & '<b>'")._repr_mimebundle_()[0]
    assert data["text/plain"].startswith("Line 1, `1 < 2 & '<b>'`, is not understood")
    assert "<code>1 &lt; 2" in data["text/html"] and "<b>" not in data["text/html"]
    assert "<ol" in data["text/html"]
    assert "<ol" not in derivation(SLOPE_OF_SIGMOID)._repr_mimebundle_()[0]["text/html"]


def test_lines_may_come_as_a_list():
    assert derivation(SLOPE_OF_SIGMOID, [E74, "σ(a)*σ(-a)"]).verdict.kind == "right"


@pytest.mark.parametrize(("task", "lines"), [("BEST_COIN", ""), (BEST_COIN, None), (BEST_COIN, [1]), (BEST_COIN, 0.5)])
def test_something_else_is_refused_in_words(task, lines):
    with pytest.raises(TypeError, match=r"must be .*; got something of type"):
        derivation(task, lines)
