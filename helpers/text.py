"""Numbers in words."""


def num(value, places=2):
    """The number as the sentences write it: fixed places, a real minus sign, and never "−0.00".

    >>> num(-6.93147), num(-0.001), num(-3, 0)
    ('−6.93', '0.00', '−3')
    """
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def count(n, thing, things=None):
    """A count in words.

    >>> count(1, "head"), count(2, "head"), count(0, "toss", "tosses")
    ('1 head', '2 heads', '0 tosses')
    """
    return f"{n} {thing if n == 1 else things or thing + 's'}"
