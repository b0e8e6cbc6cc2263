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
