"""The command: see the package."""

import argparse
import csv
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tools.collect import __doc__ as about
from tools.collect.grading import TITLES, collect, grade_student
from tools.collect.page import page
from tools.collect.sandbox import ROOT, Unsafe, probe


def safe(words):
    """Words for a cell of a table: no signs that cannot be printed, and nothing that a spreadsheet would calculate."""
    words = "".join(sign if sign.isprintable() else "\ufffd" for sign in words)
    return f"'{words}" if words[:1] in tuple("=+-@") else words


def main():
    """Collect."""
    parser = argparse.ArgumentParser(prog="python -m tools.collect", description=about.split("\n\n")[0])
    parser.add_argument("submissions", type=Path)
    parser.add_argument("--page", type=Path, default=ROOT / "build" / "class.html", help="where the page goes")
    parser.add_argument("--seconds", type=float, default=60, help="of computing, for each notebook (60)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many students at once")
    args = parser.parse_args()
    students = []
    try:
        probe(args.submissions)
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(["student", *TITLES.values(), "notes"])
        with ProcessPoolExecutor(args.jobs, get_context("spawn")) as pool:  # one grader at a time in each
            for student in pool.map(partial(grade_student, seconds=args.seconds), collect(args.submissions)):
                table.writerow(
                    map(safe, [student.name, *map(str, student.outcomes.values()), "; ".join(student.notes)])
                )
                students.append(student)
    except Unsafe as unsafe:
        sys.exit(f"Nothing more is collected: {unsafe}")
    args.page.parent.mkdir(parents=True, exist_ok=True)
    args.page.write_text(page(students), "utf-8")
    print(f"The class is on {args.page}", file=sys.stderr)


if __name__ == "__main__":
    main()
