"""How fast newton_optimum is, beside scikit-learn's LogisticRegression without a penalty: python -m benchmarks.optimum.

Both get the same random data, in turn, so that whatever else the machine does slows both. For each N the table has the
median time of newton_optimum, the median ratio of each pair of runs (below 1: ours is faster), and by how many nats
scikit-learn's log-likelihood is below ours. The optimum is the same if that is nothing but rounding, 10⁻⁶ at most;
lbfgs stops too early for that unless it is given a smaller tolerance.
"""

import sys
from statistics import median
from time import perf_counter

import numpy as np
from sklearn.linear_model import LogisticRegression

from helpers.models import log_likelihood, newton_optimum

SOLVERS = {"lbfgs": {"solver": "lbfgs", "tol": 1e-8}, "newton-cholesky": {"solver": "newton-cholesky", "tol": 1e-7}}
ENOUGH = 1e-6  # nats


def data(N, D=5, seed=0):
    """N random points of D features, with labels drawn from a model of moderate weights."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D))
    return X, (X @ rng.normal(size=D) + rng.logistic(size=N) > 0).astype(int)


def timed(fit):
    start = perf_counter()
    w = fit()
    return perf_counter() - start, w


def compare(N, options, pairs):
    """Median time of newton_optimum, median ratio, and how far scikit-learn's log-likelihood is below."""
    X, y = data(N)
    ours, ratios = [], []
    for _ in range(pairs + 1):
        a, w = timed(lambda: newton_optimum(X, y))
        b, v = timed(lambda: LogisticRegression(C=np.inf, fit_intercept=False, **options).fit(X, y).coef_[0])
        ours.append(a)
        ratios.append(a / b)
    return median(ours[1:]), median(ratios[1:]), log_likelihood(w, X, y) - log_likelihood(v, X, y)


def main():
    """Print the table; the exit code is 1 if an optimum is another, or scikit-learn is faster somewhere."""
    good = True
    print("| N | newton_optimum | " + " | ".join(f"against {name} | nats below" for name in SOLVERS) + " |")
    print("|---|---|" + "---|---|" * len(SOLVERS))
    for N in (10**k for k in range(2, 7)):
        results = [compare(N, options, 41 if N < 1e5 else 9) for options in SOLVERS.values()]
        good = good and all(ratio < 1 and abs(below) < ENOUGH for _, ratio, below in results)
        cells = " | ".join(f"{ratio:.2f} | {below:.0e}" for _, ratio, below in results)
        print(f"| {N:,} | {1e3 * results[0][0]:.1f} ms | {cells} |", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
