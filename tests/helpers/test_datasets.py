"""The data are what data/README.md says they are, and what scikit-learn ships."""

import csv
import hashlib
import re
import socket

import numpy as np
import pytest

from helpers import datasets

pytestmark = pytest.mark.filterwarnings("error")

README = (datasets.DATA / "README.md").read_text(encoding="utf-8")
FILES = re.findall(r"^\| `(\w+\.csv)` \| (\d+) \| `([0-9a-f]{64})` \|$", README, re.M)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Whatever a test here does, it does without opening a connection."""

    def refuse(*args, **kwargs):
        raise AssertionError("the data must be read from disk")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_readme_lists_every_table():
    assert sorted(name for name, _, _ in FILES) == sorted(path.name for path in datasets.DATA.glob("*.csv"))


@pytest.mark.parametrize("name, rows, checksum", FILES)
def test_file_is_the_one_the_readme_describes(name, rows, checksum):
    # git on Windows may check a text file out with \r\n; the checksum is that of the file in git
    content = (datasets.DATA / name).read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(content).hexdigest() == checksum
    assert content.count(b"\n") == int(rows) + 1  # the header


@pytest.mark.parametrize("name", [name for name, _, _ in FILES])
def test_readme_explains_every_column(name):
    with open(datasets.DATA / name, encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    section = README.split(f"## {name}\n")[1].split("\n## ")[0]
    explained = re.findall(r"^\| `(.+?)` (?:… `(.+?)` )?\|", section, re.M)
    if name == "digits.csv":
        pixels = [f"p{row}{column}" for row in range(8) for column in range(8)]
        assert explained == [("p00", "p77"), ("digit", "")] and header == [*pixels, "digit"]
    else:
        assert [first for first, _ in explained] == header


def test_iris_is_scikit_learns():
    sklearn = pytest.importorskip("sklearn.datasets").load_iris()
    X, species = datasets.iris()
    assert X.shape == (150, 4) and X.dtype == float and species.dtype.kind == "i"
    np.testing.assert_array_equal(X, sklearn.data)
    np.testing.assert_array_equal(species, sklearn.target)
    assert datasets.SPECIES == tuple(sklearn.target_names)
    assert np.bincount(species).tolist() == [50, 50, 50]


def test_iris_columns_are_those_of_the_file():
    header = (datasets.DATA / "iris.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(datasets.FEATURES) + ",species"


def test_iris_has_the_two_rows_that_differ_from_uci():
    X, _ = datasets.iris()
    assert X[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]


def test_two_flowers_are_versicolor_and_virginica():
    (X, y), (everything, species) = datasets.two_flowers(), datasets.iris()
    assert X.shape == (100, 2) and np.bincount(y).tolist() == [50, 50]
    for label, name in enumerate(["versicolor", "virginica"]):
        flowers = everything[species == datasets.SPECIES.index(name)]
        columns = [datasets.FEATURES.index(f) for f in ("sepal_length", "petal_length")]
        np.testing.assert_array_equal(X[y == label], flowers[:, columns])


def test_digits_are_scikit_learns():
    sklearn = pytest.importorskip("sklearn.datasets").load_digits()
    X, y = datasets.digits()
    assert X.shape == (1797, 64) and y.shape == (1797,) and y.dtype.kind == "i"
    assert X.min() == 0 and X.max() == 1
    np.testing.assert_array_equal(X * 16, sklearn.data)  # sixteenths are exact in binary
    np.testing.assert_array_equal(y, sklearn.target)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_kerrich_counted_5067_heads():
    counts = datasets.kerrich()
    assert counts == (5067, 10000) and all(type(count) is int for count in counts)


@pytest.mark.parametrize("N, test, held_out", [(100, 0.25, 25), (7, 0.5, 4), (2, 0.5, 1)])
def test_split_is_a_partition_that_keeps_rows_with_their_labels(N, test, held_out):
    y = np.arange(N)
    X = np.column_stack([y, 10 * y])
    X_train, y_train, X_test, y_test = datasets.split(X, y, np.random.default_rng(0), test)
    assert len(X_test) == len(y_test) == held_out
    assert sorted([*y_train, *y_test]) == y.tolist()
    np.testing.assert_array_equal(X_train, X[y_train])
    np.testing.assert_array_equal(X_test, X[y_test])


def test_split_is_decided_by_the_generator_alone():
    X, y = datasets.digits()
    before = X.copy(), y.copy()

    def held_out(seed):
        return datasets.split(X, y, np.random.default_rng(seed))[3]

    assert len(held_out(1)) == 449  # a quarter of 1797
    np.testing.assert_array_equal(held_out(1), held_out(1))
    assert not np.array_equal(held_out(1), held_out(2))
    assert not np.array_equal(held_out(1), y[:449])  # shuffled
    np.testing.assert_array_equal(X, before[0])  # and the caller's arrays are left alone
    np.testing.assert_array_equal(y, before[1])


def test_split_advances_the_generator_it_is_given():
    rng, (X, y) = np.random.default_rng(1), datasets.two_flowers()
    first, second = datasets.split(X, y, rng), datasets.split(X, y, rng)
    assert not np.array_equal(first[2], second[2])


@pytest.mark.parametrize("test", [0, 1, -0.5, 1.5, 0.001, 0.999, float("nan")])
def test_split_refuses_to_leave_a_side_empty(test):
    X, y = datasets.two_flowers()
    with pytest.raises(ValueError, match="must leave rows on both sides"):
        datasets.split(X, y, np.random.default_rng(0), test)


REFUSED = [
    ({"y": np.arange(99)}, r"^y must .*\(100,\).*; got \(99,\)$"),
    ({"X": np.arange(100)}, r"^X must .*\(N, D\); got \(100,\)$"),
    ({"X": [[1.0, np.nan]]}, r"^X must .*; got nan at"),
    ({"y": [np.inf]}, r"^y must .*; got inf at"),
    ({"rng": 1}, r"^rng must .*; got 1$"),
    ({"test": "a"}, r"^test must .*; got text$"),
    ({"test": 0.004}, r"^test, .* must .*; got 0\.004 of 100 rows$"),
]


@pytest.mark.parametrize(("odd", "said"), REFUSED)
def test_split_says_what_it_wants_and_what_came(odd, said):
    X, y = datasets.two_flowers()
    with pytest.raises(ValueError, match=said):
        datasets.split(**{"X": X, "y": y, "rng": np.random.default_rng(0), **odd})


@pytest.mark.parametrize("name", ["iris", "digits", "kerrich"])
def test_missing_file_is_named(name, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=rf"data/{name}\.csv is missing; .*git checkout -- data/{name}\.csv"):
        getattr(datasets, name)()
