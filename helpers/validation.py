"""What may come into a formula, and how it is refused: a ValueError names the argument, what was expected, what came.

What comes back are NumPy arrays, or Python's own numbers, ready to be used. What these
functions are told about an argument, such as its name and its limits, is unchecked.
"""

import math
import warnings
from decimal import Decimal
from numbers import Number, Real
from textwrap import shorten

import numpy as np

MOST = 10**8  # numbers in a table that a formula makes: 800 MB
KINDS = {
    "U": "text",
    "T": "text",
    "S": "bytes",
    "c": "complex numbers",
    "M": "dates",
    "m": "spans of time",
    "V": "records",
}  # by dtype


def described(value):
    """What came, in a few words."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return f"the text {shorten(value, 40)!r}" if value else "an empty text"
    if isinstance(value, int) and abs(value) >= 10**20:
        return f"a whole number of {value.bit_length()} bits"
    if value is None or isinstance(value, Number):
        try:
            return repr(value)
        except ValueError:  # Python writes whole numbers of up to 4,300 digits
            return f"a {type(value).__name__} of very many digits"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return (
        "a function" if callable(value) and hasattr(value, "__name__") else f"something of type {type(value).__name__}"
    )


def refuse(name, expected, a, wrong):
    """Raise the ValueError for the first entry of a that is marked wrong."""
    a, wrong = np.asarray(a), np.asarray(wrong)
    if not wrong.any():
        return
    k = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = "" if not k else f" at index {k[0] if len(k) == 1 else k}"
    raise ValueError(f"{name} must {expected}; got {described(a[k].item())}{place}")


def require_finite(name, a):
    """a, if all its entries are finite."""
    refuse(name, "be finite", a, ~np.isfinite(a))
    return a


def require_shape(name, a, shape, why):
    """Refuse an array that has not this shape; why says what the shape is for."""
    if a.shape != tuple(shape):
        raise ValueError(f"{name} must have shape {tuple(shape)}, {why}; got {a.shape}")


def require_ndim(name, a, pattern):
    """Refuse an array with another number of dimensions than the pattern, such as (N, D), has letters."""
    if a.ndim not in [sum(c.isalpha() for c in shape) for shape in pattern.split(" or ")]:
        raise ValueError(f"{name} must have shape {pattern}; got {a.shape}")


def require_fitting(name_a, a, name_b, b):
    """Refuse two arrays that NumPy cannot broadcast against each other."""
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        message = f"{name_a} and {name_b} must have shapes that fit; got {a.shape} and {b.shape}"
        raise ValueError(message) from None


def require_some_nonzero(X):
    """Which rows of X are not all zeros; at least one must be."""
    nonzero = X.any(axis=1)
    if not nonzero.any():
        raise ValueError(f"X must hold a point away from the origin; got {len(X)} at it")
    return nonzero


def array(name, a):
    """a as an array of real numbers of whatever type, not empty."""
    a = _read(name, a)
    if a.dtype.kind not in "biuf":
        raise _no_numbers(name, KINDS.get(a.dtype.kind, str(a.dtype)))
    if a.size == 0:
        raise ValueError(f"{name} must not be empty; got shape {a.shape}")
    with np.errstate(over="ignore"):  # of a long double
        return a.astype(float, copy=False) if a.dtype.kind == "f" else a


def _read(name, a):
    """a as NumPy reads it. Only what is known to hold numbers is looked into: anything else may say it is endless."""
    rows = isinstance(a, (list, tuple, range))
    if not rows and not isinstance(a, (str, bytes, Number)) and not hasattr(type(a), "__array__"):
        raise _no_numbers(name, described(a))
    if isinstance(a, range) and len(a) > MOST:
        raise ValueError(f"{name} must hold at most {MOST} numbers; got {len(a)}")
    if np.ma.is_masked(a) or (rows and any(isinstance(row, np.ma.MaskedArray) and np.ma.is_masked(row) for row in a)):
        raise _no_numbers(name, "masked entries")
    try:
        with warnings.catch_warnings(action="error"):  # a masked entry, deep in a list
            table = np.asarray(a)
    except Exception as error:
        if "inhomogeneous" in str(error):
            raise ValueError(f"{name} must be one number or a full table; got ragged rows") from None
        raise _no_numbers(name, f"{described(a)}, which fails with {type(error).__name__}") from None
    if table.dtype.kind != "O":
        return table
    for entry in table.flat:
        if not isinstance(entry, (Real, Decimal)):
            raise _no_numbers(name, described(entry))
    try:  # whole numbers that are too large for NumPy, fractions, decimals
        return table.astype(float)
    except (OverflowError, ValueError):
        raise ValueError(f"{name} must be finite; got a number too large for a float") from None


def _no_numbers(name, came):
    return ValueError(f"{name} must hold real numbers; got {came}")


def numbers(name, a):
    """a as an array of finite floats."""
    return require_finite(name, array(name, a)).astype(float, copy=False)


def one_number(name, a):
    """a as one float, which may be nan or infinite."""
    a = array(name, a)
    require_ndim(name, a, "()")
    return float(a)


def number(name, a):
    """a as one finite float."""
    return float(require_finite(name, one_number(name, a)))


def above_zero(name, a):
    """a as one finite float above 0."""
    a = number(name, a)
    refuse(name, "be above 0", a, a <= 0)
    return a


def function(name, f):
    """f, if it can be called."""
    if not callable(f):
        raise ValueError(f"{name} must be a function; got {described(f)}")
    return f


def called(f, w):
    """f(w), without the warnings that NumPy may have for it."""
    try:
        with np.errstate(all="ignore"):
            return f(w)
    except Exception as error:
        raise ValueError(f"f must return a number; got {type(error).__name__}: {error}") from error


def imaginary_part(value):
    """The imaginary part of f(w), if that is one finite complex number."""
    if not isinstance(value, (complex, np.complexfloating, np.ndarray)) or not np.iscomplexobj(value):
        raise ValueError(f"f must return a complex number when its argument is complex; got {described(value)}")
    return number("the imaginary part of f(w)", value.imag)


def step_size(h, w):
    """h as one float above 0, by which every entry of w can be moved."""
    h = above_zero("h", h)
    refuse("h", "be at most 1e6", h, h > 1e6)
    if not np.all(np.abs((w + h) - (w - h) - 2 * h) < 0.25 * h):
        raise ValueError(f"h must be large enough to move w, and w finite with it; got {h} at w = {np.max(np.abs(w))}")
    return h


def penalties(lam, D):
    """lam as D floats above 0, if it is one of them, or D."""
    lam = numbers("lam", lam)
    if lam.ndim:
        require_shape("lam", lam, (D,), "one number, or one for each column of X")
    refuse("lam", "be above 0", lam, lam <= 0)
    return np.broadcast_to(lam, (D,))


def whole(name, n, least, most=None):
    """n as an int from least to most."""
    if type(n) is int and least <= n <= (10**15 if most is None else most):
        return n
    expected = f"of at least {least}" if most is None else f"from {least} to {most}"
    try:
        n = array(name, n)
    except ValueError:
        raise ValueError(f"{name} must be a whole number {expected}; got {described(n)}") from None
    require_ndim(name, n, "()")
    wrong = (n != np.floor(n)) | ~np.isfinite(n) | (n < least)
    wrong = wrong | (False if most is None else n > most)
    refuse(name, f"be a whole number {expected}", n, wrong)
    return int(n)


def text(name, value):
    """The value, if it is text."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text; got {described(value)}")
    return value


def class_names(names, C=None):
    """The names of C classes, or of some, as a list."""
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"names must be a list of text; got {described(names)}")
    if not names or C not in (None, len(names)):
        raise ValueError(f"names must name {C or 'some'} classes; got {len(names)}")
    return list(names)


def one_of(name, value, options):
    """The option that equals the value."""
    for option in options:
        if isinstance(value, (str, Number)) and type(value) is not bool and option == value:
            return option
    raise ValueError(f"{name} must be one of {shorten(', '.join(map(str, options)), 150)}; got {described(value)}")


def require_room(name, n, shape):
    """Refuse an n for which a formula would make a table of this shape, if that is too large."""
    numbers = math.prod(shape)
    if numbers > MOST:
        came = f"{described(n)}, which makes one of {described(numbers)}"
        raise ValueError(f"{name} must make a table of at most {MOST} numbers; got {came}")


def labels(name, y, C):
    """y as an array of ints from 0 to C - 1."""
    y = array(name, y)
    expected = "hold only 0 and 1" if C == 2 else f"hold only whole numbers from 0 to {C - 1}"
    refuse(name, expected, y, ~((y >= 0) & (y <= C - 1) & (y == np.floor(y))))
    return y.astype(int, copy=False)


def probability(name, p):
    """p as an array of floats from 0 to 1."""
    p = numbers(name, p)
    refuse(name, "lie between 0 and 1", p, (p < 0) | (p > 1))
    return np.abs(p)  # -0.0 becomes 0.0


def coin(p, heads, tosses):
    """p, the number of heads and the number of tails."""
    tosses = whole("tosses", tosses, 1)
    refuse("tosses", "be at most 1e15", float(tosses), tosses > 10**15)
    heads = whole("heads", heads, 0, tosses)
    return probability("p", p), heads, tosses - heads


def points(X, D=None, name="X"):
    """X as an array (N, D) of finite floats."""
    X = numbers(name, X)
    require_ndim(name, X, "(N, D)")
    if D is not None:
        require_shape(name, X, (len(X), D), f"{D} numbers for each point")
    return X


def weights(name, w, X, pattern="(D,) or (D, C)"):
    """w as an array with one row for each column of X."""
    w = numbers(name, w)
    require_ndim(name, w, pattern)
    require_shape(name, w, (X.shape[1], *w.shape[1:]), "a weight for each column of X")
    return w


def labelled(X, y, D=None, C=2, name_X="X", name_y="y"):
    """X and y as arrays (N, D) and (N,), the labels from 0 to C - 1."""
    X, y = points(X, D, name_X), labels(name_y, y, C)
    require_shape(name_y, y, X.shape[:1], f"one label for each row of {name_X}")
    return X, y


def flowers(X, y, names, C=2):
    """X (N, 2), y (N,) and the names of the C classes, to be drawn."""
    names = class_names(names, C)
    return *drawable_data(X, y, C=C), names


def require_each(name, y, C, least=1):
    """Refuse labels, from 0 to C - 1, among which a class comes too rarely."""
    counts = np.bincount(y, minlength=C)
    refuse(f"the number of points of each class in {name}", f"be at least {least}", counts, counts < least)


def require_plane(X):
    """Refuse points that all lie on one line: an intercept and two weights are too many for them."""
    if np.linalg.matrix_rank(np.column_stack([X, np.ones(len(X))])) < 3:
        raise ValueError(f"X must hold points that are not all on one line; got {len(X)} on one")


def require_spread(X):
    """Refuse features that are the same for all points, so that they cannot be standardised."""
    spread = X.std(axis=0)
    refuse("the spread of each column of X", "be above 0", spread, spread < 1e-6)


def drawable(name, a):
    """a as an array of numbers of a size that can be drawn."""
    a = numbers(name, a)
    refuse(name, "lie between -1e6 and 1e6", a, np.abs(a) > 1e6)
    return a


def drawable_data(X, y, D=2, C=2, name_X="X", name_y="y"):
    """X (N, D), of a size that can be drawn, and y (N,), the labels from 0 to C - 1."""
    return labelled(drawable(name_X, X), y, D, C, name_X, name_y)


def digits(X, y, D=64, name_X="X", name_y="y"):
    """X (N, D), the ink, and y (N,) from 0 to 9."""
    return drawable_data(X, y, D, 10, name_X, name_y)


def walk(path, least=1, D=None):
    """path as an array (T, D, 10) of weights, T at least so many."""
    path = drawable("path", path)
    require_ndim("path", path, "(T, D, C)")
    shape = (max(len(path), least), D or path.shape[1], 10)
    require_shape("path", path, shape, "the weights after each step")
    return path


def weights_and_points(w, X):
    """w and X as arrays (D,) and (N, D)."""
    X = points(X)
    return weights("w", w, X, "(D,)"), X


def data(w, X, y):
    """w, X and y as arrays (D,), (N, D) and (N,), the labels 0 or 1."""
    w, X = weights_and_points(w, X)
    return w, *labelled(X, y)


def multiclass_data(W, X, y):
    """W, X and y as arrays (D, C), (N, D) and (N,), the labels from 0 to C - 1."""
    X = points(X)
    W = weights("W", W, X, "(D, C)")
    return W, *labelled(X, y, C=W.shape[1])


def class_logits(l):
    """l as an array (..., C) of finite floats."""
    l = numbers("l", l)
    if l.ndim == 0:
        raise ValueError("l must have shape (..., C), one logit for each class; got ()")
    return l
