"""A site to read without Python: one page for each notebook, whole in itself, and an index.

    python -m tools.pages

builds build/pages/ from the notebooks as they are stored. Nothing in it asks the network for anything.
"""
