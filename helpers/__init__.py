"""The course behind the six notebooks: formulas, data, live pictures and checks.

The letters, as in the lecture, with their shapes:

    x   (D,)    one input; x_0, x_1 are its features
    X   (N, D)  all inputs, one per row
    y   (N,)    classes, 0 or 1; in section 4, 0 to C−1
    w   (D,)    weights
    W   (D, C)  weights, one column per class
    a, ℓ        x w, the logit: a number when there are two classes, (C,) when there are more
    p           a probability, between 0 and 1
    L           the log-likelihood in nats, at most 0: larger is better (in section 1 an error count: smaller is better)
"""

import sys
from importlib.abc import MetaPathFinder

# Where things are that a cell which a student has changed may still look for here.
MOVED = {
    "helpers.chains": "tutor.equations.chains",
    "helpers.derivations": "helpers.checks",
    "helpers.desk": "tools.workspace",
    "helpers.exercises": "tutor.exercises",
    "helpers.formulas": "tutor.equations.latex",
    "helpers.pictures.look": "helpers.pictures.style",
    "helpers.stepper": "tutor.equations.stepper",
    "helpers.tutor": "tutor.derivation",
}


class _Moved(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in MOVED:
            raise ModuleNotFoundError(f"{name} has moved: write {MOVED[name]} instead", name=name)


sys.meta_path.insert(0, _Moved())  # first, for old folders may still lie there, empty
