"""Faults that no test need notice, each with its reason in one line."""

# (module, the whole line): reason
EXPLAINED = {}


def reason(module, what):
    """Why no test need notice that fault of the module; "" where nobody has said so."""
    return EXPLAINED.get((module, what), "")
