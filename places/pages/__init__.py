"""A site to read without Python: one page for each notebook, whole in itself, and an index.

    python -m places.pages

builds build/pages/ from the notebooks as they are stored. Nothing in it asks the network for anything.
"""
