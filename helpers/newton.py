"""Newton's method, behind the three optima of models.py: it climbs any concave hill over the logits X @ W.

There, what comes in has been looked at; here it is unchecked.
"""

import numpy as np

from helpers import validation


def newton(X, margins, pull, bend, basis, lam=None, start=None):
    """The weights W (D, M) at the top of a concave hill L(X @ W), less lam / 2 * |W|^2, by Newton's method from start.

    Of logits l (N, M), margins(l) says how far each point is on its right side, and r = pull(l) is the slope of L by l;
    bend(r, A) is minus the second derivatives of L along A (J, M, N). Rows of W are made of the columns of basis.
    The columns of X are made orthonormal first, so features may be of any size, from 1e-300 up, and no two are too much
    alike. Before each step directions are chosen, the columns of B, along each of which the hill bends by 1, and along
    no two together: there Newton's step is the gradient itself, and half of its square is what is left to gain.
    Data that some W separates are known by a point of the way, or a step, that puts no point on its wrong side.
    """
    if lam is None:
        apart = "X and y must overlap for a finite maximum; got data that some w separates, to seven digits"
        failed = "X and y must be such that Newton's method converges; got data with which it did not"
        undo = _orthonormal(X, 1e-16)
        penalty = np.zeros((undo.shape[1], undo.shape[1]))
    else:
        failed = f"lam must be large enough for the maximum to be found; got {np.min(lam)}"
        undo = _orthonormal(np.vstack([X, np.diag(np.sqrt(lam))]), 1e-8)
        penalty = (undo.T * lam) @ undo
        if undo.shape[1] < len(undo):  # lam is lost beside columns that depend on each other
            raise ValueError(failed)
    Z = (undo.T @ X.T).T  # each feature in one piece, which is multiplied faster
    W = np.zeros((Z.shape[1], len(basis))) if start is None else Z.T @ (X @ start)
    B, penalty, last = np.kron(np.eye(len(W)), basis), np.kron(penalty, np.eye(len(basis))), np.inf
    if not B.size:
        return undo @ W  # every W is as good as any other
    for _ in range(200):
        l = Z @ W
        r = pull(l)
        A = np.tensordot(B.T.reshape(-1, *W.shape), Z.T, ((1,), (0,)))
        try:
            turn = np.linalg.inv(np.linalg.cholesky(bend(r, A) + B.T @ penalty @ B))
        except np.linalg.LinAlgError:  # a direction in which the hill bends too little for a float
            break
        B = B @ turn.T
        up = ((Z.T @ r).ravel() - penalty @ W.ravel()) @ B
        step, square, pulls = (B @ up).reshape(W.shape), up @ up, np.abs(r)
        d = Z @ step
        quick = square < 1e-3 * last  # near the top of a hill that has one, each step squares this, or nearly
        stalls = square < 1e-6 and not quick
        if lam is None and (
            pulls.max() < 0.5 or (stalls and _separates(margins(d), X, undo @ step, np.tensordot(turn, A, 1), square))
        ):
            raise ValueError(apart)
        small = 1e-16 * pulls.sum()
        if square < 1e-4 * small or (square < small and (quick or square >= last)):
            return undo @ (W + step)  # half of the digits were right, and Newton's step doubles them
        penalty_slope = step.ravel() @ penalty
        t = _step_length(pull, l, d, penalty_slope @ W.ravel(), penalty_slope @ step.ravel())
        W, last = W + t * step, square
    raise ValueError(failed)


def _sigma(l):
    """The sigmoid (22) without a check, quickly: the exponential is never large."""
    e = np.exp(-np.abs(l))
    return np.where(l < 0, e, 1) / (1 + e)


def _softmax(l):
    """The softmax (26) without a check."""
    e = np.exp(l - l.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def two_classes(y):
    """The margins, the pull and the bend of the log-likelihood (39) of labels y (N,), and its basis."""
    sign = np.where(y == 1, 1.0, -1.0)[:, None]

    def margins(l):
        return sign * l

    def pull(l):
        return sign * _sigma(-sign * l)

    def bend(r, A):
        p = np.abs(r[:, 0])
        A = A[:, 0] * np.sqrt(p * (1 - p))
        return A @ A.T

    return margins, pull, bend, np.eye(1)


def classes(y, C):
    """The margins, the pull and the bend of minus the cross-entropy of labels y (N,) in C classes, and their basis."""
    Y = np.eye(C)[y]

    def margins(l):
        return np.sum(Y * l, axis=1, keepdims=True) - l

    def pull(l):
        return Y - _softmax(l)

    def bend(r, A):
        p = (Y - r).T
        A = np.sqrt(p) * (A - np.sum(p * A, axis=1, keepdims=True))
        return np.tensordot(A, A, ((1, 2), (1, 2)))

    basis = np.linalg.svd(np.ones((1, C)))[2][1:].T  # C - 1 orthonormal columns, each of which sums to 0
    return margins, pull, bend, basis


def _step_length(pull, l, d, penalty_slope, penalty_bend):
    """How much of a step to go, which moves logits l by d: all if that is no loss, or else about as far as L rises."""

    def rise(t):
        return np.sum(d * pull(l + t * d)) - penalty_slope - t * penalty_bend

    if np.abs(d).max() <= 1 or rise(1) + rise(0.5) >= 0:  # it falls, so each is less than its mean over the half before
        return 1
    near, far = 0, 1
    for _ in range(60):
        t = (near + far) / 2
        if 0 <= rise(t) <= rise(0) / 3:
            return t
        near, far = (t, far) if rise(t) > 0 else (near, t)
    return near


def _orthonormal(X, smallest):
    """The columns B, as many as X has rank, for which X @ B has orthonormal columns; below smallest is 0."""
    scale = np.abs(X).max(axis=0)
    scale[scale == 0] = 1  # a column of zeros stays one
    X = X / scale
    whole = len(X) // 500 * 500
    blocks = np.linalg.qr(X[:whole].reshape(-1, 500, X.shape[1]), mode="r")  # half the time, from 100,000 rows on
    R = np.linalg.qr(np.vstack([blocks.reshape(-1, X.shape[1]), X[whole:]]), mode="r")
    _, S, Vt = np.linalg.svd(R, full_matrices=False)
    rank = np.sum(S > S[0] * max(X.shape) * smallest)
    return validation.require_finite("1 / X, of a feature that is not all 0,", Vt[:rank].T / S[:rank] / scale[:, None])


def _separates(moves, X, step, A, square):
    """Whether some point moves further onto its right side and none towards its wrong one, up to rounding.

    That is measured by how far they could move, in X and along the directions in which the hill bends by 1.
    """
    far = np.minimum(np.linalg.norm(X, axis=1) * np.linalg.norm(step), np.sqrt(np.sum(A**2, axis=(0, 1)) * square))
    return np.any(moves.T > 1e-7 * far) and np.all(moves.T >= -1e-7 * far)
