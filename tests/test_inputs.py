"""Every public function with every kind of odd input in place of each argument: a right value, or a sentence about it.

What is public: the names in a package's or module's __all__, or else all that have no underscore; a package with an
__all__ has no other ones. A docstring that says "unchecked", of a function or of its module, means what it says.
"""

import contextlib
import importlib
import inspect
import io
import linecache
import pkgutil
import re
import signal
import tracemalloc
import warnings
from decimal import Decimal
from fractions import Fraction
from numbers import Number
from pathlib import Path

import numpy as np
import pytest

import helpers
import tutor
from helpers import live, models
from helpers.live import controls
from helpers.pictures import zero_one
from tutor.derivation import SLOPE_OF_SIGMOID
from tutor.equations import chains, latex, stepper
from tutor.equations.decimals import fifty_digits
from tutor.exercises import EXERCISES, grade

ROOT = Path(helpers.__file__).parents[1]
PATIENCE = 10  # CPU seconds after which a call hangs


def modules():
    """The public modules: a package with an __all__ has none inside."""
    todo = [helpers, tutor]
    for package in todo:
        yield package
        if hasattr(package, "__path__") and not hasattr(package, "__all__"):
            names = [module.name for module in pkgutil.iter_modules(package.__path__, package.__name__ + ".")]
            todo += [importlib.import_module(name) for name in names if "._" not in name]


def public():
    """The public callables by name."""
    for module in modules():
        own = [name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__]
        for name in getattr(module, "__all__", [name for name in own if name[0] != "_"]):
            thing = getattr(module, name)
            if callable(thing) and "unchecked" not in f"{module.__doc__}{thing.__doc__}".lower():
                yield f"{module.__name__}.{name}", thing


# What each function is called with. The arrays hold numbers that all kinds of numbers hold, some of them bytes too.

X = np.array([[1, 2], [3, 1], [4, 4], [2, 5], [5, 3], [1, 1], [6, 2], [2, 3]], float)
y = np.array([0, 1, 1, 0, 0, 1, 1, 0])
w = np.array([1.0, -1.0])
W = np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 1.0]])
RNG = np.random.default_rng


def square(z):
    """A function for the computer to differentiate."""
    return np.sum(z * z)


class Fresh:
    """An argument that is made anew for each call."""

    def __init__(self, make):
        self.make = make


class Key:
    """An argument that is looked up, such as the number of an equation: 3.0 need not be taken for it."""

    def __init__(self, value):
        self.value = value


FLOWERS = {"X": X, "y": y, "names": ("plum", "pear")}
TOSSES = {"p": np.array([0.25, 0.5]), "heads": 7, "tosses": 10}
INK = np.eye(64)[:20] + np.eye(64)[20:40]
DIGITS = np.arange(20) % 10
PATH = np.zeros((3, 64, 10)) + np.arange(3)[:, None, None] * np.eye(64, 10)
CALLS = {
    "helpers.checks.check": {
        "number": Key(16),
        "left": np.array([1.0, 2.0]),
        "right": np.array([1.0, 2.0]),
        "tol": 0.5,
    },
    "helpers.datasets.digits": {},
    "helpers.datasets.iris": {},
    "helpers.datasets.kerrich": {},
    "helpers.datasets.two_flowers": {},
    "helpers.datasets.split": {"X": X, "y": y.astype(float), "rng": Fresh(lambda: RNG(1)), "test": 0.25},
    "helpers.live.Button": {"label": "Press"},
    "helpers.live.EditablePoints": FLOWERS,
    "helpers.live.Picture": {},
    "helpers.live.Playback": {"last": 5},
    "helpers.live.Resample": {"label": "Again"},
    "helpers.live.explore": {"picture": Key(zero_one.Heaviside()), "after": None, "a": (-1.0, 1.0, 0.5)},
    "helpers.models.best_p": {"x": y},
    "helpers.models.coin_log_likelihood": TOSSES,
    "helpers.models.coin_probability": {"x": np.array([0, 1]), "p": np.array([0.25, 0.5])},
    "helpers.models.coin_slope": TOSSES,
    "helpers.models.complex_step": {"f": square, "w": w, "h": 0.5},
    "helpers.models.cross_entropy": {"W": W, "X": X, "y": y},
    "helpers.models.cross_entropy_gradient": {"W": W, "X": X, "y": y},
    "helpers.models.different": {"y": y.astype(float), "y_hat": y[::-1].astype(float)},
    "helpers.models.errors_by_angle": {"X": X, "y": y},
    "helpers.models.finite_difference": {"f": square, "w": w, "h": 0.5},
    "helpers.models.gradient": {"w": w, "X": X, "y": y},
    "helpers.models.gradient_ascent": {"w": w, "X": X, "y": y, "rate": 0.25, "steps": 3},
    "helpers.models.heaviside": {"a": w},
    "helpers.models.hessian": {"w": w, "X": X},
    "helpers.models.log_likelihood": {"w": w, "X": X, "y": y},
    "helpers.models.log_sigmoid": {"l": np.array([1.0, 200.0])},
    "helpers.models.log_softmax": {"l": 100 * W},
    "helpers.models.logits": {"w": W, "X": X},
    "helpers.models.newton_optimum": {"X": X, "y": y},
    "helpers.models.one_hot": {"y": y, "C": 3},
    "helpers.models.predict": {"w": w, "X": X},
    "helpers.models.probability": {"w": w, "X": X},
    "helpers.models.regularised_optimum": {"X": X, "y": y, "lam": np.array([0.5, 2.0])},
    "helpers.models.sigmoid": {"l": np.array([1.0, 200.0])},
    "helpers.models.softmax": {"l": 100 * W},
    "helpers.models.softmax_optimum": {"X": np.vstack([X, X]), "y": np.append(y, 1 - y), "C": 2},
    "helpers.models.staircase": {"w": w, "j": 1, "X": X, "y": y},
    "helpers.models.zero_one_loss": {"w": w, "X": X, "y": y},
    "helpers.pictures.coin.AllHeads": {},
    "helpers.pictures.coin.CoinLikelihood": {},
    "helpers.pictures.coin.Sampling": {"students": 20},
    "helpers.pictures.coin.Underflow": {"most": 1000},
    "helpers.pictures.coin.Uphill": {"heads": 7, "tosses": 10, "start": 0.5, "steps": 4},
    "helpers.pictures.exercises.CoinSlope": {},
    "helpers.pictures.exercises.Multiplied": {"tosses": 10},
    "helpers.pictures.exercises.Regularised": FLOWERS,
    "helpers.pictures.exercises.SigmoidSlope": {},
    "helpers.pictures.gradient.Ascent": {"X": X, "y": y},
    "helpers.pictures.gradient.ChainRule": FLOWERS,
    "helpers.pictures.gradient.Pulls": FLOWERS,
    "helpers.pictures.gradient.Separable": {"X": np.vstack([X, [[1, 6]]]), "species": np.append(2 - y, 0)},
    "helpers.pictures.gradient.StepSizes": {"X": X, "y": y},
    "helpers.pictures.gradient.TwelveLines": {"chain": Fresh(lambda: chains.labels_log_likelihood_chain(X, y))},
    "helpers.pictures.sigmoid.DistanceToProbability": {},
    "helpers.pictures.sigmoid.ErrorsAndLikelihood": FLOWERS,
    "helpers.pictures.sigmoid.Intercept": FLOWERS,
    "helpers.pictures.sigmoid.ProbabilityMap": FLOWERS,
    "helpers.pictures.sigmoid.Sigmoid": {},
    "helpers.pictures.sigmoid.Steepness": {"w": w, **FLOWERS},
    "helpers.pictures.softmax.Bridge": {},
    "helpers.pictures.softmax.Confusion": {"path": PATH, "X_test": INK, "y_test": DIGITS},
    "helpers.pictures.softmax.DigitGallery": {"X": INK, "y": DIGITS, "rows": 2},
    "helpers.pictures.softmax.OneDigit": {"path": PATH, "X_test": INK, "y_test": DIGITS},
    "helpers.pictures.softmax.SoftmaxBars": {},
    "helpers.pictures.softmax.ThreeSpecies": {"X": X, "y": np.arange(8) % 3, "names": ("plum", "pear", "fig")},
    "helpers.pictures.softmax.Training": {
        "path": PATH,
        "X_train": INK,
        "y_train": DIGITS,
        "X_test": INK,
        "y_test": DIGITS,
    },
    "helpers.pictures.softmax.WeightImages": {"path": PATH},
    "helpers.pictures.zero_one.AngleSweep": FLOWERS,
    "helpers.pictures.zero_one.Flowers": FLOWERS,
    "helpers.pictures.zero_one.Geometry": {},
    "helpers.pictures.zero_one.Heaviside": {},
    "helpers.pictures.zero_one.ZeroGradients": {"X": X, "y": y, "draws": 20},
    "helpers.pictures.zero_one.ZeroOneLoss": FLOWERS,
    "helpers.text.count": {"n": 3, "thing": "toss", "things": "tosses"},
    "helpers.text.num": {"value": 0.25, "places": 3},
    "tutor.derivation.derivation": {"task": Key(SLOPE_OF_SIGMOID), "lines": Key("1/(1 + e^-a)")},
    "tutor.equations.chains.best_coin_chain": {"tosses": 10},
    "tutor.equations.chains.coin_log_likelihood_chain": {"x": y},
    "tutor.equations.chains.gradient_chain": {"X": X, "y": y},
    "tutor.equations.chains.labels_log_likelihood_chain": {"X": X, "y": y},
    "tutor.equations.chains.sigmoid_slope_chain": {},
    "tutor.equations.latex.Formula": {"tex": r"a = \frac{a^2}{a}", "name": Key("a")},
    "tutor.equations.latex.printed": {},
    "tutor.equations.latex.side": {"tex": r"\frac{a^2}{a}"},
    "tutor.equations.latex.side_texts": {"tex": "a = b", "name": Key("a")},
    "tutor.equations.stepper.find_the_slip": {"chain": Fresh(chains.sigmoid_slope_chain), "a": (-2.0, 2.0, 0.1)},
    "tutor.equations.stepper.step_through": {"chain": Fresh(chains.sigmoid_slope_chain), "a": (-2.0, 2.0, 0.1)},
    "tutor.exercises.YourSlope": {"answer": Key(models.sigmoid)},
    "tutor.exercises.attempt": {"number": Key(5), "answer": 0.02304},
    "tutor.exercises.grade": {"exercise": Key(EXERCISES[5]), "answer": 0.02304},
    "tutor.exercises.progress": {},
    "tutor.predictions.Question": {"words": "Which?", "options": {"a": "no", "b": "yes"}, "answer": Key("b")},
    "tutor.predictions.class_vote": {"name": Key("error count")},
    "tutor.predictions.prediction": {"name": Key("error count")},
}
INFINITE = {
    "helpers.models.coin_log_likelihood",
    "helpers.models.coin_slope",
    "helpers.text.num",
    "tutor.exercises.YourSlope",
    "tutor.exercises.attempt",
    "tutor.exercises.grade",
}  # as their docstrings say, or because they say what an answer is


# Every kind of odd input


class Text(str):
    """Text of a kind of its own."""


class Raises:
    """What NumPy asks for an array, and gets none."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("sparse")


class Endless:
    """A list that lies about its length."""

    def __len__(self):
        return 10**12

    def __getitem__(self, k):
        return float(k)


class Sparse:
    """A table that would have to be asked in another way."""

    shape, ndim, dtype = (8, 2), 2, np.dtype(float)

    def toarray(self):
        return X


def fails(*args):
    raise ZeroDivisionError("division by zero")


def endless_list():
    rows = []
    rows.append(rows)
    return rows


FUNCTIONS = {
    "a function of nothing": lambda: 1.0,
    "a function that fails": fails,
    "a function to None": lambda *args: None,
    "a function to an array": lambda *args: np.ones(3),
    "a function to text": lambda *args: "1",
    "a function to nan": lambda *args: np.nan,
    "a function to infinity": lambda *args: np.inf,
    "a class": int,
}
NUMBERS = {
    "True": True,
    "1j": 1j,
    "nan": np.nan,
    "infinity": np.inf,
    "-infinity": -np.inf,
    "-0.0": -0.0,
    "0": 0,
    "-1": -1,
    "1/3": Fraction(1, 3),
    "a decimal nan": Decimal("nan"),
    "10^30": 10**30,
    "-10^30": -(10**30),
    "10^400": 10**400,
    "100,000": 100_000,
    "10^9": 10**9,
    "1e308": 1e308,
    "the smallest float": 5e-324,
    "1e4000": np.longdouble("1e4000"),
    "1e12": 1e12,
    "1e17": 1e17,
}


def things():
    """Each kind of thing, made anew: some can be gone through only once."""
    return {
        "None": None,
        "no text": "",
        "text": "text",
        "a number as text": "1",
        "text of its own kind": Text("text"),
        "bytes": b"1",
        "an empty list": [],
        "an empty list in a list": [[]],
        "ragged rows": [[1.0, 2.0], [3.0]],
        "no rows": np.zeros((0, 2)),
        "three dimensions": np.ones((1, 1, 1)),
        "an empty dict": {},
        "a dict": {0: 1.0},
        "a set": {1.0},
        "an iterator": iter([1.0]),
        "a generator": (x for x in (1.0, 2.0)),
        "an object": object(),
        "a failing __array__": Raises(),
        "a failing __array__ in a list": [Raises()],
        "an endless list": Endless(),
        "a list in itself": endless_list(),
        "a sparse table": Sparse(),
        "a huge range": range(10**12),
        "dates": np.array(["2024-01-01", "2024-01-02"], "datetime64[D]"),
        "a span of time": np.timedelta64(1, "D"),
        "records": np.zeros(2, dtype=[("a", float), ("b", int)]),
        "text numbers": ["1", "2"],
        "a list of None": [None, None],
        "objects": np.array([{}, {}], object),
        "masked": np.ma.masked,
        "masked in a list": [[1.0, np.ma.masked]],
        "a generator of random numbers": RNG(1),
        "an older generator of random numbers": np.random.RandomState(1),
        "an ellipsis": ...,
        "a module": np,
        **FUNCTIONS,
        **NUMBERS,
    }


def spoilt(valid):
    """Arrays that are wrong in one respect."""
    one = np.zeros(valid.shape, bool)
    one.flat[-1] = True
    yield "one masked", np.ma.array(valid, mask=one)
    yield "all masked", np.ma.masked_all(valid.shape)
    yield "rows with a masked one", [np.ma.array(row, mask=entry) for row, entry in zip(valid, one, strict=True)]
    yield "complex", valid + 0j
    yield "as text", valid.astype(str)
    yield "one too few", valid[:-1]
    yield "twice as many", np.concatenate([valid, valid])
    yield "one axis more", valid[None]
    yield "one axis more at the end", valid[..., None]
    yield "one nan", np.where(one, np.nan, valid)
    yield "one infinity", np.where(one, np.inf, valid)
    yield "one 1e308", np.where(one, 1e308, valid)
    yield "all 1e308", np.full(valid.shape, 1e308)
    yield "all -1e308", np.full(valid.shape, -1e308)
    yield "all 5e-324", np.full(valid.shape, 5e-324)
    yield "all 0", np.zeros(valid.shape)
    yield "all 1", np.ones(valid.shape)
    yield "all minus", -valid
    yield "one half", np.where(one, 0.5, valid)
    yield "one None", np.where(one, None, valid.astype(object))
    yield "one huge", np.where(one, 10**30, valid.astype(object))


NO_NUMBERS = {"one masked", "all masked", "rows with a masked one", "complex", "as text", "one nan", "one None"}


def equals(valid):
    """The same numbers in other clothes."""
    if isinstance(valid, (np.ndarray, int, float)) and not isinstance(valid, bool):
        table = np.asarray(valid)
        for kind in ("f2", "f4", "f8", "g", "i1", "u1", "i2", "u4", "i8", "u8", "?", ">f8"):
            with np.errstate(all="ignore"):
                other = table.astype(kind)
            if np.array_equal(other.astype(float), table):
                yield kind, other if table.ndim else other[()]
        yield "fractions", np.frompyfunc(Fraction, 1, 1)(table.astype(float))
        yield "decimals", np.frompyfunc(lambda x: Decimal(repr(x)), 1, 1)(table.astype(float))
    if isinstance(valid, np.ndarray):
        table = np.array(valid)
        table.flags.writeable = False
        yield "read-only", table
        yield "a list", valid.tolist()
        yield "tuples", tuple(map(tuple, valid)) if valid.ndim == 2 else tuple(valid)
        yield "a list of arrays", list(valid)
        yield "Fortran's order", np.asfortranarray(valid)
        yield "backwards", valid[::-1].copy()[::-1]
        yield "every other row", np.repeat(valid, 2, axis=0)[::2]
        yield "nothing masked", np.ma.array(valid)
    elif isinstance(valid, (int, float)):
        yield "an array", np.array(valid)
    elif isinstance(valid, str):
        yield "text of its own kind", Text(valid)
    elif isinstance(valid, tuple) and all(isinstance(one, str) for one in valid):
        yield "a list", list(valid)
        yield "text of its own kind", list(map(Text, valid))


# What became of a call


class Hangs(BaseException):
    """It took too long."""


@contextlib.contextmanager
def patience():
    """A call that hangs is broken off."""

    def stop(*_):
        raise Hangs

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seen(result):
    """What can be compared of a result."""
    if isinstance(result, live.Picture):
        return result.show() if type(result) is not live.Picture else ""
    if isinstance(result, live.Live):
        said, _ = result.sentence, result.close()
        return said
    if isinstance(result, stepper._Board):
        said, _ = result.says(), result.close()
        return said
    if isinstance(result, chains.Chain):
        with fifty_digits():
            values = result.at(**result.start)
            return [float(result.value(n, values)) for n in (result.numbers[0], result.numbers[-1])]
    if isinstance(result, controls.EditablePoints):
        return [result.first.X, result.first.y, result.names]
    if isinstance(result, controls.Control):
        return str(result.described())
    if isinstance(result, latex.Formula):
        return len(result.sides)
    if inspect.isfunction(result):
        return float(result(latex.Values({"a": Decimal(3)})))
    return result


def finite(value):
    """Whether there is no nan, no infinity and nothing masked in a result."""
    if isinstance(value, (tuple, list)):
        return all(map(finite, value))
    if (isinstance(value, np.ndarray) and value.dtype.kind == "f") or isinstance(value, Number):
        return bool(np.isfinite(value).all()) and not np.ma.is_masked(value)
    return not isinstance(value, str) or not re.search(r"\b(nan|inf)\b", value)


def same(value, other):
    """Whether two results are equal; sums over rows that lie otherwise in memory may round otherwise."""
    if isinstance(value, (tuple, list)):
        return len(value) == len(other) and all(map(same, value, other))
    if isinstance(value, np.ndarray) or isinstance(value, Number):
        return np.shape(value) == np.shape(other) and np.allclose(value, other, rtol=1e-12, atol=1e-14)
    return value == other


def ours(error):
    """Whether our code raised it, by a raise."""
    at = error.__traceback__
    while at.tb_next:
        at = at.tb_next
    file = Path(at.tb_frame.f_code.co_filename)
    line = linecache.getline(str(file), at.tb_lineno)
    return (
        file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] != "tests" and line.lstrip().startswith("raise")
    )


def names(said, key):
    """Whether a sentence names this argument; the word "a" is mostly an article."""
    end = "(?=:| must )" if key == "a" else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(key)}{end}", said)


def is_numbers(value):
    """Whether an argument holds nothing but numbers, so that it may be another one that they do not go with."""
    if isinstance(value, np.ma.MaskedArray) or not isinstance(value, (np.ndarray, Number)):
        return False
    return np.asarray(value).dtype.kind in "biuf" and np.isfinite(value).all()


def outcome(function, arguments, name, expected=None, infinite=False, small=False):
    """What became of a call in which the argument of this name is odd: what, and whether that is right."""
    made = {key: value.make() if isinstance(value, Fresh) else value for key, value in arguments.items()}
    made = {key: value.value if isinstance(value, Key) else value for key, value in made.items()}
    if small:
        tracemalloc.start()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed, patience():
            warnings.simplefilter("error")
            value = seen(function(**made))
            value = printed.getvalue() if value is None else value
        if small and tracemalloc.get_traced_memory()[1] > 100e6:
            return "too much memory", False
    except (ValueError, TypeError, AssertionError) as error:
        said = str(error)
        shown = arguments[name].make() if isinstance(arguments[name], Fresh) else arguments[name]
        quoted = isinstance(shown, str) and repr(shown) in said
        named = (
            quoted
            or names(said, name)
            or (is_numbers(made[name]) and any(names(said, key) for key in (*made, "result")))
        )
        if not ours(error):
            return f"a traceback: {type(error).__name__}: {said[:90]}", False
        if isinstance(error, AssertionError):
            return "sides differ", "differ" in said
        if not named or "\n" in said or len(said) > 400:
            return f"an unclear sentence: {said[:150]}", False
        return "a sentence" if expected is None else f"right but refused: {said[:150]}", expected is None
    except (Hangs, MemoryError) as error:
        return f"{type(error).__name__}", False
    except Exception as error:
        return f"a traceback: {type(error).__name__}: {str(error)[:90]}", False
    finally:
        if small:
            tracemalloc.stop()
    if expected is not None:
        return ("the same value", True) if same(value, expected) else (f"another value: {value!r:.150}", False)
    return ("a value", True) if infinite or finite(value) else (f"no number: {value!r:.150}", False)


def plain(value):
    return value.value if isinstance(value, Key) else value


def tries(name, valid, turn=0, every=1):
    """(kind, odd value, whether it is the same as the valid one) for an argument; of the same ones every so many.

    In place of that, None for what may have no value at all.
    """
    for kind, value in things().items():
        if (name, kind) != ("steps", "100,000"):  # so many can be taken, and take their time
            yield kind, value, False
    if isinstance(valid, np.ndarray):
        labels = valid.dtype.kind == "i"
        for kind, value in spoilt(valid):
            yield kind, value, None if kind in NO_NUMBERS or (labels and kind == "one half") else False
    if not isinstance(valid, (Fresh, Key)):
        for k, (kind, value) in enumerate(equals(valid)):
            if k % every == turn % every:
                yield f"the same, {kind}", value, True


PUBLIC = dict(public())
SLOPES = {"helpers.models.finite_difference", "helpers.models.complex_step"}


def same_slope(function, arguments):
    """Whether the slope of a square is twice as large as what is squared."""
    return np.allclose(function(**arguments), 2 * np.asarray(arguments["w"], float), rtol=1e-3)


def found_wrong(function, calls, expected, name, odd, every=1):
    """What went wrong in a call for each kind of odd argument, in words."""
    wrong = []
    for turn, (argument, valid) in enumerate(calls.items()):
        for kind, value, equal in odd(argument, valid, turn + len(name), every):
            arguments = {**calls, argument: Fresh(lambda value=value: value)}
            small = isinstance(value, int) or isinstance(valid, int)
            what, right = outcome(function, arguments, argument, expected if equal else None, name in INFINITE, small)
            if equal is None and what == "a value":
                what, right = "a value, where there is none", False
            if what == "a value" and name in SLOPES and argument in ("w", "h"):
                right = same_slope(function, {key: plain(entry) for key, entry in {**calls, argument: value}.items()})
                what = what if right else "a wrong slope"
            if not right:
                wrong.append(f"{argument} = {kind}: {what}")
    return wrong


def run(name):
    """What goes wrong when this function is tried."""
    function, calls = PUBLIC[name], CALLS[name]
    made = {key: value.make() if isinstance(value, Fresh) else plain(value) for key, value in calls.items()}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        expected = seen(function(**made))
    slow = inspect.isclass(function) and issubclass(function, live.Picture)
    expected = printed.getvalue() if expected is None else expected
    return found_wrong(function, calls, expected, name, tries, 9 if slow else 1)


def show(name):
    """What goes wrong when this picture is shown at odd values."""
    calls = {key: value.make() if isinstance(value, Fresh) else plain(value) for key, value in CALLS[name].items()}
    picture = PUBLIC[name](**calls)
    values = {key: Key(value) for key, value in picture.defaults.items()}
    return found_wrong(lambda **odd: picture.show(**odd), values, None, name, tries)


PICTURES = [name for name, made in PUBLIC.items() if inspect.isclass(made) and live.Picture in made.__mro__[1:]]


def test_every_public_function_is_tried():
    assert set(PUBLIC) == set(CALLS) and INFINITE <= set(CALLS)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_odd_inputs(name):
    wrong = run(name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_odd_values_of_pictures(name):
    wrong = show(name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", EXERCISES)
def test_odd_answers(number):
    """An answer may be anything, and so may be what a function returns: the verdict is never an exception."""
    exercise = EXERCISES[number]
    for kind, value in things().items():
        answers = [value, lambda *args, value=value: value] if exercise.arguments else [value]
        for answer in answers:
            what, right = outcome(grade, {"exercise": Key(exercise), "answer": Key(answer)}, "answer", infinite=True)
            assert right and what == "a value", f"{kind}: {what}"
