"""A lecturer collects: python -m tools.collect submissions/ > grades.csv, and a page that shows the class.

In the folder is a folder for each student, with their notebooks, or one notebook for each. A notebook's code cells run
in a sandbox (sandbox.py, inside.py), and each exercise is graded out here (grading.py), where no code of theirs is: the
grader asks for what their function returns at the points of the exercise, and gets numbers as text. So a print, a
patched `attempt` or a stored output changes nothing. "right" means what it means in the notebook: these numbers are
right. Who found them, and whether they were copied from the worked answer, nobody can tell.

Of several attempts at one exercise the best counts. Taken on the student's word: how many hints they used, which is
read in progress.json, and whether their function calls one of the course's that it may not, which is seen in the
sandbox, where code can be written that hides it. Not seen: lines of a derivation that are in its box but not in the
cell, and other files than notebooks. Notebooks in which nothing is attempted are not run, nor are untouched ones.
"""
