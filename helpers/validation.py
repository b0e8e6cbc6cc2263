"""What may come into a formula, and how it is refused: a ValueError names the argument, what was expected, what came.

What comes back are NumPy arrays, or Python's own numbers, ready to be used.
"""

import numpy as np


def refuse(name, expected, a, wrong):
    """Raise the ValueError for the first entry of a that is marked wrong."""
    a, wrong = np.asarray(a), np.asarray(wrong)
    if not wrong.any():
        return
    k = tuple(int(i) for i in np.argwhere(wrong)[0])
    place = "" if not k else f" at index {k[0] if len(k) == 1 else k}"
    raise ValueError(f"{name} must {expected}; got {a[k].item()!r}{place}")


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


def require_complex(value):
    """The value, if it is complex."""
    if not np.iscomplexobj(value):
        got = type(value).__name__
        raise ValueError(f"f must return a complex number when its argument is complex; got {got}")
    return value


def raw(name, a):
    """a as an array of real numbers of whatever type, not empty."""
    try:
        array = np.asarray(a)
    except ValueError:
        raise ValueError(f"{name} must be one number or a full table; got ragged rows") from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers; got {array.dtype} entries")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}")
    return array


def numbers(name, a):
    """a as an array of finite floats."""
    array = require_finite(name, raw(name, a))
    with np.errstate(over="ignore"):
        return require_finite(name, array.astype(float))


def number(name, a):
    """a as one finite float."""
    a = numbers(name, a)
    require_ndim(name, a, "()")
    return float(a)


def step_size(h):
    """h as one float above 0."""
    h = number("h", h)
    refuse("h", "be above 0", h, h <= 0)
    return h


def prices(lam, D):
    """lam as floats above 0: one number, or D of them."""
    lam = numbers("lam", lam)
    if lam.ndim:
        require_shape("lam", lam, (D,), "one number, or one for each column of X")
    refuse("lam", "be above 0", lam, lam <= 0)
    return lam


def whole(name, n, least, most=None):
    """n as an int from least to most."""
    n = raw(name, n)
    require_ndim(name, n, "()")
    expected = f"of at least {least}" if most is None else f"from {least} to {most}"
    wrong = (n != np.floor(n)) | ~np.isfinite(n) | (n < least)
    wrong = wrong | (False if most is None else n > most)
    refuse(name, f"be a whole number {expected}", n, wrong)
    return int(n)


def labels(name, y, C):
    """y as an array of ints from 0 to C - 1."""
    y = raw(name, y)
    expected = "hold only 0 and 1" if C == 2 else f"hold only whole numbers from 0 to {C - 1}"
    refuse(name, expected, y, ~((y >= 0) & (y <= C - 1) & (y == np.floor(y))))
    return y.astype(int)


def probability(name, p):
    """p as an array of floats from 0 to 1."""
    p = numbers(name, p)
    refuse(name, "lie between 0 and 1", p, (p < 0) | (p > 1))
    return np.abs(p)  # -0.0 becomes 0.0


def coin(p, heads, tosses):
    """p, the number of heads and the number of tails."""
    tosses = whole("tosses", tosses, 1)
    heads = whole("heads", heads, 0, tosses)
    return probability("p", p), heads, tosses - heads


def points(X, D=None):
    """X as an array (N, D) of finite floats."""
    X = numbers("X", X)
    require_ndim("X", X, "(N, D)")
    if D is not None:
        require_shape("X", X, (len(X), D), f"{D} numbers for each point")
    return X


def weights(name, w, X, pattern="(D,) or (D, C)"):
    """w as an array with one row for each column of X."""
    w = numbers(name, w)
    require_ndim(name, w, pattern)
    require_shape(name, w, (X.shape[1], *w.shape[1:]), "a weight for each column of X")
    return w


def weights_and_points(w, X):
    """w and X as arrays (D,) and (N, D)."""
    X = points(X)
    return weights("w", w, X, "(D,)"), X


def data(w, X, y):
    """w, X and y as arrays (D,), (N, D) and (N,), the labels 0 or 1."""
    w, X = weights_and_points(w, X)
    y = labels("y", y, 2)
    require_shape("y", y, X.shape[:1], "one label for each row of X")
    return w, X, y


def multiclass_data(W, X, y):
    """W, X and y as arrays (D, C), (N, D) and (N,), the labels from 0 to C - 1."""
    X = points(X)
    W = weights("W", W, X, "(D, C)")
    y = labels("y", y, W.shape[1])
    require_shape("y", y, X.shape[:1], "one label for each row of X")
    return W, X, y


def class_logits(l):
    """l as an array (..., C) of finite floats."""
    l = numbers("l", l)
    if l.ndim == 0:
        raise ValueError("l must have shape (..., C), one logit for each class; got ()")
    return l
