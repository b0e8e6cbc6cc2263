"""The course in front of a class: `make lecture`."""
