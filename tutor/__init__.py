"""What answers back: equations one steps through, derivations that are checked, exercises that are graded."""
