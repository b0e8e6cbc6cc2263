"""The lecture's data: flowers, digits and ten thousand coin tosses, read from data/.

Nothing is fetched. Sources, authors and licences are in data/README.md.
"""

from importlib import resources

import numpy as np

from helpers import validation

HERE = resources.files("helpers")
DATA = HERE / "data" if (HERE / "data").is_dir() else HERE.parent / "data"  # in a wheel, the tables travel inside
SPECIES = ("setosa", "versicolor", "virginica")
FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def iris():
    """Fisher's 150 iris flowers: four lengths and the species.

    X: (150, 4) in cm, columns as in FEATURES  species: (150,) in {0, 1, 2}, an index into SPECIES
    """
    X = _read("iris.csv", usecols=range(4))
    names = _read("iris.csv", usecols=4, dtype=str)
    return X, np.array([SPECIES.index(name) for name in names])


def two_flowers():
    """The hundred flowers of section 1: versicolor is class 0, virginica is class 1.

    X: (100, 2) in cm, x_0 = sepal length, x_1 = petal length  y: (100,) in {0, 1}
    There is no column of ones: the notes have no intercept.
    """
    X, species = iris()
    keep = species > 0
    return X[keep][:, [0, 2]], species[keep] - 1


def digits():
    """1,797 handwritten digits (Alpaydin and Kaynak), each 8 by 8 pixels, written row by row.

    X: (1797, 64), ink from 0 (none) to 1 (full): the file's 0 to 16, divided by 16
    y: (1797,) in {0, ..., 9}
    """
    table = _read("digits.csv", dtype=int)
    return table[:, :64] / 16, table[:, 64].copy()  # a view would keep the whole table


def kerrich():
    """(heads, tosses) of John Kerrich's coin, tossed by hand in Denmark in the 1940s; two ints."""
    heads, tosses = _read("kerrich.csv", dtype=int)
    return int(heads), int(tosses)


def split(X, y, rng, test=0.25):
    """Shuffle the rows and set a share aside, to judge a model on rows it has not seen.

    X: (N, D)  y: (N,)  rng: a numpy Generator, which alone decides the shuffle
    test: the share to set aside, 0 < test < 1
    Returns X_train, y_train, X_test, y_test; the test part has round(N * test) rows.
    Raises ValueError when an entry is not finite, X and y differ in length, rng is no Generator, or when one of the two
    parts would be empty.
    """
    X, y = (validation.require_finite(name, validation.array(name, a)) for name, a in (("X", X), ("y", y)))
    validation.require_ndim("X", X, "(N, D)")
    validation.require_shape("y", y, X.shape[:1], "one label for each row of X")
    N = len(X)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a Generator, such as np.random.default_rng(1); got {validation.described(rng)}")
    test = validation.one_number("test", test)
    if not 0 < test < 1 or not 0 < round(N * test) < N:
        raise ValueError(f"test, in (0, 1), must leave rows on both sides; got {test} of {N} rows")
    rows = rng.permutation(N)
    held_out, rest = np.split(rows, [round(N * test)])
    return X[rest], y[rest], X[held_out], y[held_out]


def _read(name, **how):
    if not (DATA / name).is_file():
        raise FileNotFoundError(
            f"data/{name} is missing; it is part of the repository, so "
            f"`git checkout -- data/{name}` brings it back (looked in {DATA})"
        )
    return np.loadtxt(DATA / name, delimiter=",", skiprows=1, **how)
