"""Numbers in words."""

from helpers import validation


def num(value, places=2):
    """The number as the sentences write it: so many places, 0 to 20, a real minus sign, and never "−0.00".

    Raises ValueError when value is no real number, or places no such whole number; nan and infinity are written out.

    >>> num(-6.93147), num(-0.001), num(-3, 0)
    ('−6.93', '0.00', '−3')
    """
    if type(value) is not float:  # not most of the time
        value = validation.one_number("value", value)
    text = f"{value:.{validation.whole('places', places, 0, 20)}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def count(n, thing, things=None):
    """A count in words. n: a whole number  thing, things: text. Raises ValueError for anything else.

    >>> count(1, "head"), count(2, "head"), count(0, "toss", "tosses")
    ('1 head', '2 heads', '0 tosses')
    """
    n, thing = validation.whole("n", n, 0), validation.text("thing", thing)
    things = things if things is None else validation.text("things", things)
    return f"{n} {thing if n == 1 else things or thing + 's'}"
