r"""The five derivations of the lecture as chains: for each line why it follows, its value, and errors to plant in it.

    chain = coin_log_likelihood_chain(x)        # (12) to (17)
    with fifty_digits():
        names = chain.at(p=0.6)
        chain.value(16, names)                 # the same Decimal as that of every other line

The equations themselves are those of the notebooks: see `latex`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from helpers import validation
from tutor.equations import decimals
from tutor.equations.latex import Formula, Values, printed, side_texts

__all__ = [
    "Chain",
    "best_coin_chain",
    "coin_log_likelihood_chain",
    "gradient_chain",
    "label_names",
    "labels_log_likelihood_chain",
    "sigmoid_slope_chain",
]

# Take back what (64) multiplied by, and what (69) divided by: a factor in TeX, and in words.
UNDO = (r"\frac{1}{p(1-p)}", "÷ p (1 − p)")
UNDO_BOTH = (rf"N {UNDO[0]}", f"× N {UNDO[1]}")


@dataclass(frozen=True)
class Line:
    r"""One line of a chain.

    number: as printed. why: why it follows, in a clause.
    after: the number of the line it is compared with, to mark what changed: by default the one before; 0 for none.
    into: for a line that is put into another one to have a value to compare: that line's number, and what is replaced
    there. (55, {r"\frac{\partial \log p}{\partial p}": 56}) is (55) with the right side of (56) in place of that
    fraction; TeX may stand instead of the 56.
    undo: a factor, in TeX and in words, that takes back what both sides have been multiplied by since the first line.
    """

    number: int
    why: str
    after: int | None = None
    into: tuple | None = None
    undo: tuple = ("1", "")

    @property
    def how(self):
        """How the value to compare was got, in words: "put into (55)", "÷ p (1 − p)"; "" if it is the line's own."""
        if self.into:
            base, places = self.into
            return (
                f"put into ({base})" if base != self.number else f"with ({min(places.values())}) to ({base - 1}) put in"
            )
        return self.undo[1]


@dataclass(frozen=True)
class PlantedError:
    """An error to plant in a line: `right` is printed there, `wrong` replaces it, and `story` explains the error."""

    number: int
    right: str
    wrong: str
    story: str


@dataclass(frozen=True)
class Chain:
    """The lines of one derivation, which all have the same value. Unchecked: the functions below make it.

    about: what that value is, in words. errors: those that can be planted. names(**sliders): what each name in the
    equations stands for. start: where the sliders stand at first. zero: whether the lines are equations 0 = …, each of
    which has the difference of its sides as its value; otherwise that is the value of its right side.
    """

    about: str
    lines: tuple
    errors: tuple
    names: Callable
    start: dict
    zero: bool = False
    numbers: tuple = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "numbers", tuple(line.number for line in self.lines))

    def line(self, number):
        """The Line of this number."""
        return self.lines[self.numbers.index(number)]

    def before(self, number):
        """The number of the line to compare this one with, or None."""
        line, at = self.line(number), self.numbers.index(number)
        if line.after is not None:
            return line.after or None
        return self.numbers[at - 1] if at else None

    def at(self, **setting):
        """What the names stand for at these positions of the sliders, in Decimals."""
        return Values(self.names(**{name: decimals.exact(value) for name, value in setting.items()}))

    def floats_at(self, **setting):
        """The same in floats."""
        names = self.at(**setting).names.items()
        numbers = {name: value if isinstance(value, str) else np.asarray(value, float) for name, value in names}
        return Values(numbers, np.exp, np.log)

    def value(self, number, values, tex=None):
        """What the line comes to: a Decimal, or a float if `values` are. tex: in place of what is printed."""
        line, tex = self.line(number), tex or printed()[number]
        if line.into:
            base, places = line.into
            mine = tex if base == number else printed()[base]
            for place, source in places.items():
                other = tex if source == number else printed().get(source)
                mine = mine.replace(place, rf"\left({side_texts(other)[-1]}\right)" if other else source)
            tex = mine
        formula = Formula(tex)
        value = formula.right(values) - formula.left(values) if self.zero else formula.right(values)
        value = value * Formula(line.undo[0]).right(values)
        return value.item() if isinstance(value, np.ndarray) else value


def _right(number, name=None):
    """The TeX of the right side of a printed equation."""
    return side_texts(printed()[number], name)[-1]


# --- (12) to (17): the log-likelihood of a coin ----------------------------------------------------------------------


def coin_log_likelihood_chain(x):
    """(12) to (17) for the tosses x (N,) in {0, 1}; its slider is p, with 0 < p < 1."""
    x = validation.labels("x", x, 2)
    validation.require_ndim("x", x, "(N,)")
    tosses = decimals.exact(x[:, None])

    def names(p):
        return {"p": p, "x_i": tosses, "x": tosses, "N": decimals.exact(len(tosses)), "P(x_i|p)": _right(7)}

    lines = (
        Line(12, "the tosses are independent, so their probabilities multiply"),
        Line(13, "the log of a product is the sum of the logs"),
        Line(14, "put in the coin, (7)"),
        Line(15, "inside each log is a product again, and becomes a sum"),
        Line(16, "the log of a power brings the exponent down in front"),
        Line(17, "the two logs do not depend on i, so they can leave the sum"),
    )
    errors = (
        PlantedError(
            14,
            "(1 - p)^{1 - x_i}",
            "(1 - p)^{x_i}",
            "The exponent of 1 − p must be 1 − x: it is the switch for tails. With x in both exponents, a head gets p "
            "times 1 − p, and a tail 1.",
        ),
        PlantedError(
            16,
            "x_i \\log p + (1 - x_i) \\log (1 - p)",
            "(1 - x_i) \\log p + x_i \\log (1 - p)",
            "Heads and tails are swapped: each head must bring log p, each tail log(1 − p). At p = 0.5 "
            "the two are equal.",
        ),
        PlantedError(
            17,
            "\\left( N - \\sum_{i=1}^{N} x_i \\right)",
            "\\left( \\sum_{i=1}^{N} x_i - N \\right)",
            "A minus sign is lost: the number of tails is N less the number of heads, not the other way round. As it "
            "stands, improbable tails would make the log-likelihood larger.",
        ),
        PlantedError(
            15, "+ \\log", "- \\log", "The log of a product is a sum of logs. The difference belongs to a quotient."
        ),
    )
    return Chain("the log-likelihood of the tosses", lines, errors, names, {"p": 0.6})


# --- (28) to (39): the log-likelihood of the labels ------------------------------------------------------------------


def labels_log_likelihood_chain(X, y):
    """(28) to (39) for points X (N, 2) with labels y (N,) in {0, 1}; its sliders are w0 and w1."""
    X, y = validation.labelled(validation.drawable("X", X), y, 2)
    X, y = decimals.exact(X), decimals.exact(y[:, None])

    def names(w0, w1):
        return label_names(X, y, np.array([[w0, w1]]))

    lines = (
        Line(28, "the log-probability of the labels we saw"),
        Line(29, "flowers are independent: a sum of logs"),
        Line(30, "each flower is a coin, (7), with its own p"),
        Line(31, "the log of a product is a sum of logs"),
        Line(32, "the log of a power: the exponent comes down"),
        Line(33, "p is σ of the logit, (23); write the second out"),
        Line(34, "the 1 becomes a fraction like the other"),
        Line(35, "both go over one denominator"),
        Line(36, "the ones cancel"),
        Line(37, "multiply above and below by the same"),
        Line(38, "above, that makes 1; below, multiply out"),
        Line(39, "that fraction is a sigmoid again"),
    )
    errors = (
        PlantedError(
            30,
            "\\left(1 - p_{\\mathbf{w}}(\\mathbf{x}_i)\\right)^{1 - y_i}",
            "\\left(1 - p_{\\mathbf{w}}(\\mathbf{x}_i)\\right)^{y_i}",
            "The exponent of 1 − p must be 1 − y: that factor is for the flowers of class 0.",
        ),
        PlantedError(
            33,
            "1 - \\frac{1}{1 + e^{-\\mathbf{x}_i\\mathbf{w}}}",
            "1 - \\frac{1}{1 + e^{\\mathbf{x}_i\\mathbf{w}}}",
            "The sigmoid has a minus sign in its exponent. Without it, 1 − σ has become σ, and a flower of class 0 "
            "counts as one of class 1. At w = 0 both are a half.",
        ),
        PlantedError(
            36,
            "\\log\\frac{e^{-\\mathbf{x}_i\\mathbf{w}}}",
            "\\log\\frac{e^{\\mathbf{x}_i\\mathbf{w}}}",
            "The ones cancel, and nothing else happens: the exponential above keeps its minus sign.",
        ),
        PlantedError(
            38,
            "\\frac{1}{1 + e^{\\mathbf{x}_i\\mathbf{w}}}",
            "\\frac{1}{1 + e^{-\\mathbf{x}_i\\mathbf{w}}}",
            "Multiplying the denominator by the exponential turns 1 into e to the logit, and e to the minus logit into "
            "1. The minus sign has to go.",
        ),
        PlantedError(
            39,
            "y_i \\log \\sigma(\\mathbf{x}_i\\mathbf{w}) + (1 - y_i) \\log \\sigma(-\\mathbf{x}_i\\mathbf{w})",
            "(1 - y_i) \\log \\sigma(\\mathbf{x}_i\\mathbf{w}) + y_i \\log \\sigma(-\\mathbf{x}_i\\mathbf{w})",
            "The classes are swapped: y goes with σ of the logit, 1 − y with σ of minus the logit.",
        ),
    )
    return Chain("the log-likelihood of the labels", lines, errors, names, {"w0": -0.9, "w1": 1.1})


ONE_LABEL = r"P(y_i\mid\mathbf{w},\mathbf{x}_i)"
ALL_LABELS = r"P(y_1,\ldots,y_N\mid\mathbf{w},\mathbf{x}_1,\ldots,\mathbf{x}_N)"


def label_names(X, y, w):
    """What the names in section 5 stand for. X: (N, D)  y: (N, 1)  w: (1, D), of whatever kind, unchecked."""
    return {
        r"X_{i\lambda}": X,
        r"w_\lambda": w,
        "y_i": y,
        r"\mathbf{x}_i\mathbf{w}": _right(40),
        r"p_{\mathbf{w}}(\mathbf{x}_i)": r"\sigma(\mathbf{x}_i\mathbf{w})",
        ONE_LABEL: r"y_i p_{\mathbf{w}}(\mathbf{x}_i) + (1 - y_i)(1 - p_{\mathbf{w}}(\mathbf{x}_i))",
        ALL_LABELS: rf"\prod_{{i=1}}^{{N}} {ONE_LABEL}",
    }


# --- (44) to (52): the gradient --------------------------------------------------------------------------------------

DA = r"\frac{\partial a^i}{\partial w_\nu}"
DS0, DS1 = (rf"\frac{{\partial s_{c}^i}}{{\partial a^i}}" for c in (0, 1))
DL0, DL1 = (rf"\frac{{\partial l_{c}^i}}{{\partial s_{c}^i}}" for c in (0, 1))


def gradient_chain(X, y):
    """(44) to (52) for points X (N, 2) with labels y (N,); its sliders are w0, w1 and nu, the weight that moves."""
    X, y = validation.labelled(validation.drawable("X", X), y, 2)
    X, y = decimals.exact(X), decimals.exact(y[:, None])

    def names(w0, w1, nu):
        nu = int(nu)
        return label_names(X, y, np.array([[w0, w1]])) | {
            r"X_{i\nu}": X[:, [nu]],
            r"\delta_{\nu\lambda}": decimals.exact(np.eye(X.shape[1], dtype=int)[[nu]]),
            r"w_\nu": r"\sum_{\lambda} w_\lambda \delta_{\nu\lambda}",
            r"\mathcal{L}(\mathbf{w})": _right(43),
            "a^i": _right(40),
            **{f"{letter}_{c}^i": _right(n, f"{letter}_{c}^i") for letter, n in (("s", 41), ("l", 42)) for c in (0, 1)},
        }

    lines = (
        Line(44, "differentiate term by term; the labels are constants"),
        Line(45, "the chain rule: one factor for each arrow"),
        Line(46, "the first arrow: the logit is linear in the weights", 0, (45, {DA: 46})),
        Line(47, "the slope of the sigmoid, with the inner minus sign", 0, (45, {DA: 46, DS0: 47})),
        Line(48, "the slope of the sigmoid", 0, (45, {DA: 46, DS0: 47, DS1: 48})),
        Line(49, "the slope of the log, where class 0 stands", 0, (45, {DA: 46, DS0: 47, DS1: 48, DL0: 49})),
        Line(50, "the slope of the log, where class 1 stands", 0, (45, {DA: 46, DS0: 47, DS1: 48, DL0: 49, DL1: 50})),
        Line(51, "all arrows are known: put them back", 45, (51, {DA: 46, DS0: 47, DS1: 48, DL0: 49, DL1: 50})),
        Line(52, "one over σ cancels one σ, and the features come out in front"),
    )
    errors = (
        PlantedError(
            46,
            r"= X_{i\nu}",
            r"= X_{i\nu} w_\nu",
            "Differentiating takes the weight away: the slope of X w along w is X alone.",
        ),
        PlantedError(
            47,
            r"= -\sigma(a^i)",
            r"= \sigma(a^i)",
            "The inner derivative is forgotten: inside this sigmoid stands −a, and its slope is −1.",
        ),
        PlantedError(
            48,
            r"= \sigma(a^i)\,\sigma(-a^i)",
            r"= \sigma(a^i)\,\sigma(a^i)",
            "The slope of the sigmoid is σ(a) times σ(−a). Here both factors are the same; at a = 0 "
            "that makes no difference.",
        ),
        PlantedError(
            50,
            r"\frac{1}{\sigma(a^i)}",
            r"\frac{1}{\sigma(-a^i)}",
            "This is the slip in the printed notes: they differentiate the log of s₁ and write 1/s₀.",
        ),
        PlantedError(
            52,
            r"- (1 - y_i)\, \sigma(a^i)",
            r"+ (1 - y_i)\, \sigma(a^i)",
            "A minus sign is lost: a flower of class 0 has to lower its logit, and one of class 1 to raise it.",
        ),
        PlantedError(
            52,
            r"X_{i\nu} \left[",
            r"\left[",
            "The features are gone, and with them the index ν: then every weight would have the same slope.",
        ),
    )
    return Chain("the slope of L along one weight", lines, errors, names, {"w0": -0.9, "w1": 1.1, "nu": 0})


# --- (54) to (69): the best coin -------------------------------------------------------------------------------------

D_HEADS, D_TAILS = r"\frac{\partial \log p}{\partial p}", r"\frac{\partial \log(1-p)}{\partial p}"


def best_coin_chain(tosses):
    """(54) to (69) for this many tosses, 1 to 1,000; its sliders are p, with 0 < p < 1, and heads."""
    tosses = validation.whole("tosses", tosses, 1, 1000)

    def names(p, heads):
        row = decimals.exact((np.arange(tosses) < int(heads)).astype(int)[:, None])
        return {
            "p": p,
            "x_i": row,
            "N": decimals.exact(tosses),
            "u": _right(57),
            "y": _right(58),
            r"\mathcal{L}(p)": _right(17),
        }

    def side(number, tails=None):
        """A line about one derivative: (55) with that derivative, and the one known before, put in."""
        return 0, (55, {D_HEADS: 56, D_TAILS: number} if tails is None else {D_HEADS: 56, **tails})

    lines = (
        Line(54, "at the top the slope is zero"),
        Line(55, "differentiate (17) term by term; the sums are constants"),
        Line(56, "you know this one by heart", 0, (55, {D_HEADS: 56})),
        Line(57, "the inside gets a name", *side(57, {r"\partial \log(1-p)": r"\partial \log u"})),
        Line(58, "and so does the whole", *side(58, {r"\partial \log(1-p)": r"\partial y"})),
        Line(59, "the chain rule: outer slope times inner slope", *side(59)),
        Line(60, "write out what is to be differentiated", 59, (55, {D_HEADS: 56, D_TAILS: 60})),
        Line(61, "the log gives 1/u, the inside gives −1", 60, (55, {D_HEADS: 56, D_TAILS: 61})),
        Line(62, "put u back", 61, (55, {D_HEADS: 56, D_TAILS: 62})),
        Line(63, "put both derivatives back", 55),
        Line(64, "multiply both sides by p (1 − p)", undo=UNDO),
        Line(65, "the denominators cancel", undo=UNDO),
        Line(66, "multiply the brackets out", undo=UNDO),
        Line(67, "the second and the fourth term cancel", undo=UNDO),
        Line(68, "add N p to both sides", undo=UNDO),
        Line(69, "divide both sides by N", undo=UNDO_BOTH),
    )
    errors = (
        PlantedError(
            62,
            r"-\frac{1}{1-p}",
            r"\frac{1}{1-p}",
            "The inner derivative is forgotten: inside the log stands 1 − p, and its slope is −1.",
        ),
        PlantedError(
            60,
            r"\left[1-p\right]",
            r"\left[1+p\right]",
            "Inside the log stands 1 − p. When p grows, the inside shrinks.",
        ),
        PlantedError(
            64,
            r"\frac{p(1-p)}{1-p}",
            r"\frac{1}{1-p}",
            "Both sides were to be multiplied by p(1 − p), but only one of the two terms was.",
        ),
        PlantedError(
            65,
            r"x_i\right) (1-p) -",
            r"x_i\right) p -",
            "The wrong factor has cancelled: p over p goes, and 1 − p is what remains with the heads.",
        ),
        PlantedError(66, r"- Np +", r"+ Np +", "A minus sign is lost when the second bracket is multiplied out."),
        PlantedError(
            69,
            r"\frac{1}{N} \sum_{i=1}^{N} x_i",
            r"\sum_{i=1}^{N} x_i",
            "Both sides are divided by N, so the sum is too. The number of heads is not a probability.",
        ),
    )
    return Chain(
        "the slope of L(p), which an equation 0 = … sets to zero",
        lines,
        errors,
        names,
        {"p": 0.4, "heads": 7},
        zero=True,
    )


# --- (70) to (77): the slope of the sigmoid --------------------------------------------------------------------------

D_OUTER, D_INNER = r"\frac{\partial u^{-1}}{\partial u}", r"\frac{\partial u}{\partial a}"


def sigmoid_slope_chain():
    """(70) to (77); its slider is a."""

    def names(a):
        return {"a": a, "u": "1 + e^{-a}"}

    lines = (
        Line(70, "write out what is to be differentiated"),
        Line(71, "the chain rule, with u = 1 + e to the −a"),
        Line(72, "the slope of one over u", 0, (71, {D_OUTER: 72})),
        Line(73, "the slope of u, with the inner minus sign", 0, (71, {D_OUTER: 72, D_INNER: 73})),
        Line(74, "the two minus signs cancel, and u is put back", 71),
        Line(75, "share out the square, one factor to each fraction"),
        Line(76, "the first is a sigmoid; in the second, divide above and below by e to the −a"),
        Line(77, "that fraction is the sigmoid of −a"),
    )
    errors = (
        PlantedError(72, "= -u^{-2}", "= u^{-2}", "When u grows, one over u shrinks: its slope is −1/u²."),
        PlantedError(
            73, r"= -e^{-a}", r"= e^{-a}", "The inner derivative is forgotten: the exponent is −a, and its slope is −1."
        ),
        PlantedError(
            74,
            r"\frac{e^{-a}}{(1 + e^{-a})^2}",
            r"\frac{e^{-a}}{1 + e^{-a}}",
            "The square is forgotten where u is put back: its denominator has 1 + e to the −a twice.",
        ),
        PlantedError(
            76,
            r"\frac{1}{(1 + e^{a})}",
            r"\frac{1}{(1 + e^{-a})}",
            "Dividing by e to the −a turns the 1 into e to the +a. As it stands, the second factor is σ(a) once more; "
            "at a = 0 that makes no difference.",
        ),
        PlantedError(
            77,
            r"= \sigma(a)\sigma(-a)",
            r"= \sigma(a) - \sigma(-a)",
            "It is a product, not a difference: at a = 0 the difference is 0, and the sigmoid would be flat there.",
        ),
    )
    return Chain("the slope of the sigmoid", lines, errors, names, {"a": 0.8})
