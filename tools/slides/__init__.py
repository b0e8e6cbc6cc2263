"""Slides of the same notebooks, shown with reveal.js and no network.

    python -m tools.slides

builds build/slides/. A heading begins a new slide to the right; what belongs to it follows downwards, as much on each
slide as fits. What comes after a prediction waits for the next slide.
"""
