"""Faults that no test need notice, each with its reason in one line."""

# (module, the whole line or a pattern that fits all of it): reason
EXPLAINED = {}


def reason(module, what):
    """Why no test need notice that fault of the module; "" where nobody has said so."""
    return next((why for (where, line), why in EXPLAINED.items() if where == module and line == what), "")
