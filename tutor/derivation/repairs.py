"""Slips of the pen: every line that differs from a given one by a single small change, with words for the change.

    for repaired, words in slips(read("exp(a)/(1+exp(-a))**2"), letter="a"):
        ...                         # exp(-a)/(1+exp(-a))**2, "`exp(-a)` in place of `exp(a)`"

The likeliest slips come first, so the first repair that makes a line right is the best guess at what went wrong.
"""

import re

from tutor.derivation.algebra import ONE, ZERO, Apply, Name, Number, functions_in, minus, read, subtrees, written

TWO = Number("2")


def slips(tree, letter, swaps=None, cleared=()):
    """All single slips in the tree: pairs (changed tree, words that complete "with …").

    letter: the one whose 1 − letter may be mistaken for it. swaps: for a name, those it is mistaken for.
    cleared: factors that both sides may have been multiplied by, and one term forgotten.
    What stands in a d(…), and the d itself, is what was asked, and stays.
    """
    yield from _everywhere(tree, signs)
    if cleared:
        yield from _everywhere(tree, zeros)
        yield from _multiplied(tree, cleared)
    yield from _everywhere(tree, brackets)
    yield from lost_brackets(tree)
    yield from replacements(tree, letter, swaps)


def replacements(tree, letter, swaps=None):
    """The slips that leave all brackets where they are."""
    for kind in (signs, lambda spot: names(spot, swaps or {}), operators, powers, lambda spot: rests(spot, letter)):
        yield from _everywhere(tree, kind)


def changed_factors(tree, factors):
    """The tree with a factor or a term less, or with one of these factors more, in a numerator or a denominator."""
    yield from _everywhere(tree, parts_too_many)
    yield from _multiplied(tree, factors)


def _multiplied(tree, factors):
    """The tree with one of the factors more in one term or on one side, in its numerator or its denominator."""
    for sign, words in (("*", "multiplied"), ("/", "divided")):
        yield from _everywhere(tree, lambda spot, sign=sign, words=words: lost_factors(spot, factors, sign, words))


def _everywhere(tree, kind):
    """The changes of this kind at every spot of the tree."""
    all_subtrees = [spot for spot, _ in subtrees(tree)]
    for at, ((spot, put), asked) in enumerate(zip(subtrees(tree), _asked(tree), strict=True)):
        if asked or ("d" in functions_in(spot) and kind is not signs):
            continue
        for new, words in kind(spot):
            yield (
                put(new),
                words.format(old=_which(at, all_subtrees), new=f"`{written(new)}`", last=_last(at, all_subtrees)),
            )


def _asked(tree, inside=False):
    """For each of the subtrees of the tree whether it is a d(…) or stands in one."""
    inside = inside or (isinstance(tree, Apply) and tree.f == "d")
    yield inside
    if isinstance(tree, Apply):
        for part in tree.parts[:1] if tree.f == "d" else tree.parts:
            yield from _asked(part, inside)


def _which(at, all_subtrees):
    """The spot as text; when it occurs several times, with its number."""
    spot = all_subtrees[at]
    nth, total = all_subtrees[:at].count(spot), all_subtrees.count(spot)
    count = ("first ", "second ", "third ", "fourth ", "fifth ")[nth : nth + 1]
    return f"the {count[0]}`{written(spot)}`" if total > 1 and count else f"`{written(spot)}`"


def _last(at, all_subtrees):
    """The last part of the spot, as text: what stands behind its sign."""
    spot = all_subtrees[at]
    if not (isinstance(spot, Apply) and len(spot.parts) == 2 and spot.f != "d"):
        return ""
    return _which(at + 1 + len(list(subtrees(spot.parts[0]))), all_subtrees)


# Each kind below is given one spot, and yields what may stand there instead: (new, words).


def signs(spot):
    """+ for − and − for +; a lost or an added minus; exp(−a) for exp(a)."""
    if isinstance(spot, Apply) and spot.f in ("+", "-"):
        other, words = ("-", "a minus in place of the plus") if spot.f == "+" else ("+", "a plus in place of the minus")
        yield Apply(other, spot.parts), words + " before {last}"
    elif isinstance(spot, Apply) and spot.f in ("exp", "sigmoid"):
        yield Apply(spot.f, (minus(spot.parts[0]),)), "{new} in place of {old}"
    elif isinstance(spot, Apply) and spot.f == "neg":
        yield spot.parts[0], "{new} in place of {old}"
    elif isinstance(spot, Apply) and spot.f == "=":
        left, right = spot.parts
        if right != ZERO:
            yield Apply("=", (left, minus(right))), "a minus sign before the right side, {last}"


def brackets(spot):
    """Brackets that were forgotten: 1/1+u for 1/(1+u), a/b*c for a/(b*c), 1+u**2 for (1+u)**2."""
    for new in regrouped(spot):
        yield new, "brackets, {new} in place of {old}"


def regrouped(spot):
    """The ways to read the same signs in the same order with one pair of brackets more."""
    if not (isinstance(spot, Apply) and spot.f in ("+", "-", "*", "/")):
        return
    left, right = spot.parts
    grabs_more = ("*", "/") if spot.f in "+-" else ("/",)
    if isinstance(left, Apply) and left.f in grabs_more:
        yield Apply(left.f, (left.parts[0], Apply(spot.f, (left.parts[1], right))))
    if isinstance(left, Apply) and left.f in ("+", "-") and spot.f in "+-":
        yield from (Apply(left.f, (left.parts[0], new)) for new in regrouped(Apply(spot.f, (left.parts[1], right))))
    if isinstance(right, Apply) and right.f in ("*", "/", "**") and spot.f in "+-":
        yield Apply(right.f, (Apply(spot.f, (left, right.parts[0])), right.parts[1]))
    if isinstance(right, Apply) and right.f == "**" and spot.f in "*/":
        yield Apply("**", (Apply(spot.f, (left, right.parts[0])), right.parts[1]))


def lost_brackets(tree):
    """1/1+exp(-a) for 1/(1+exp(-a)), perhaps more than once in a line: all of them mended together."""
    mended = re.sub(r"([*/])(1[+-]\w+(\([^()]*\))?)", r"\1(\2)", written(tree))
    if mended != written(tree):
        yield read(mended), f"brackets, `{mended}` in place of `{written(tree)}`"


def names(spot, swaps):
    """One name for another."""
    if isinstance(spot, Name):
        for other in swaps.get(spot.name, ()):
            yield Name(other), "{new} in place of {old}"


def rests(spot, letter):
    """p for 1−p and the other way round."""
    rest = Apply("-", (ONE, Name(letter)))
    if spot == Name(letter):
        yield rest, "{new} in place of {old}"
    elif spot == rest:
        yield Name(letter), "{new} in place of {old}"


def powers(spot):
    """An exponent that is one off or missing; a number that is one off or has the wrong sign."""
    if isinstance(spot, Number) and spot.text.isdigit():
        for new in (int(spot.text) + 1, int(spot.text) - 1):
            if new >= 0:
                yield Number(str(new)), "{new} in place of {old}"
        yield minus(spot), "{new} in place of {old}"
    else:
        if not isinstance(spot, Number) and not (isinstance(spot, Apply) and spot.f in ("=", "**", "neg")):
            yield Apply("**", (spot, TWO)), "{new} in place of {old}"
        if isinstance(spot, Apply) and spot.f == "**":
            yield spot.parts[0], "{new} in place of {old}"
            yield Apply("**", (spot.parts[0], minus(spot.parts[1]))), "{new} in place of {old}"


def operators(spot):
    """* for / and / for *."""
    if isinstance(spot, Apply) and spot.f in ("*", "/"):
        other = "/" if spot.f == "*" else "*"
        yield Apply(other, spot.parts), f"`{other}` in place of `{spot.f}` before {{last}}"


def parts_too_many(spot):
    """A factor or a term that should not be there."""
    if isinstance(spot, Apply) and spot.f in ("*", "/", "+", "-"):
        left, right = spot.parts
        yield left, "{new} in place of {old}"
        if spot.f in ("*", "+"):
            yield right, "{new} in place of {old}"


def zeros(spot):
    """A right side that should still be zero."""
    if isinstance(spot, Apply) and spot.f == "=" and spot.parts[1] != ZERO:
        yield Apply("=", (spot.parts[0], ZERO)), "`0` in place of {last}"
        yield Apply("=", (ZERO, spot.parts[1])), "`0` in place of the left side"


def lost_factors(spot, factors, sign, words):
    """A factor that one term, or one side, should have too."""
    if not (isinstance(spot, Apply) and spot.f in ("+", "-", "=")):
        return
    left, right = spot.parts
    if left == ONE:
        return
    for factor in factors:
        by = f"{words} by `{written(factor)}` as well"
        yield Apply(spot.f, (Apply(sign, (left, factor)), right)), f"`{written(left)}` {by}"
        yield Apply(spot.f, (left, Apply(sign, (right, factor)))), f"{{last}} {by}"
