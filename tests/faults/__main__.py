"""`make faults`: what the tests do not notice.

    python -m tests.faults                              every fault of helpers and tutor
    python -m tests.faults --sample 300 --seed 1        300 of them, drawn at random
    python -m tests.faults helpers.text tutor.equations those of a few modules or packages

First each test is run once, to see which lines it runs and how long it takes. Then each fault meets the tests that run
its lines, those first that have found most, until one goes red. A fault that hangs is found, too.
"""

import argparse
import ast
import multiprocessing
import pickle
import random
import sys
import time
from collections import Counter, defaultdict

from tests.faults import runner
from tests.faults.explained import reason
from tests.faults.rules import faults
from tests.faults.runner import MODULES, NO_ANSWER, ROOT, TEST_FILES

MAP = ROOT / "build" / "faults.pickle"
CHUNK = 100


def measure_file(file):
    return file, runner.in_a_fork(runner.measure, file, wall=1800)


def measure_all(pool):
    """{test: (CPU seconds, {module: lines it runs})}, measured file by file and stored."""
    tests = {}
    for file, found in pool.imap_unordered(measure_file, TEST_FILES):
        print(f"{file}: {'no answer' if found == NO_ANSWER else len(found)} tests", flush=True)
        tests |= {} if found == NO_ANSWER else found
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_bytes(pickle.dumps(tests))
    return tests


def tree_and_faults(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return tree, list(faults(tree))


def draw(names, sample, seed):
    """{module: numbers of its faults}, of all or of so many at random."""
    wanted = [m for m in MODULES if not names or any(m == n or m.startswith(f"{n}.") for n in names)]
    all_of_them = [(module, i) for module in wanted for i in range(len(tree_and_faults(module)[1]))]
    if sample and sample < len(all_of_them):
        all_of_them = sorted(random.Random(seed).sample(all_of_them, sample))
    drawn = defaultdict(list)
    for module, i in all_of_them:
        drawn[module].append(i)
    return drawn


def tests_for(fault, module, tests, found):
    """The tests that run the fault's lines, file by file: first those that found most, then the quickest.

    What is run when the module is imported, its tables, say, concerns all tests that run any line of the module.
    """
    for lines in fault.spans():
        if chosen := [test for test, (_, ran) in tests.items() if not lines.isdisjoint(ran.get(module, ()))]:
            break
    else:
        chosen = [test for test, (_, ran) in tests.items() if module in ran]
    files = defaultdict(list)
    for test in chosen:
        files[test.partition("::")[0]].append(test)
    for group in files.values():
        group.sort(key=lambda test: (-found[test], tests[test][0]))
    return sorted(files.values(), key=lambda group: (-max(found[t] for t in group), sum(tests[t][0] for t in group)))


def run_chunk(job):
    """(module, {fault: the test that found it or None}), for a few faults of one module."""
    module, numbers, tests = job
    found = Counter()
    runner.prepare(module)
    tree, all_faults = tree_and_faults(module)
    limits = {test: 2 + 10 * seconds for test, (seconds, _) in tests.items()}
    outcome = {}
    for i in numbers:
        fault = all_faults[i]
        groups = tests_for(fault, module, tests, found)
        wall = 60 + 20 * sum(tests[test][0] for group in groups for test in group)
        outcome[str(fault)] = killer = runner.in_a_fork(runner.kill, module, tree, fault, groups, limits, wall=wall)
        found[killer] += 1
    return module, outcome


def jobs(drawn, tests):
    """A few faults of one module at a time, with the tests that run any of its lines."""
    for module, numbers in drawn.items():
        concerned = {test: what for test, what in tests.items() if module in what[1]}
        for i in range(0, len(numbers), CHUNK):
            yield module, numbers[i : i + CHUNK], concerned


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="What the tests do not notice.")
    parser.add_argument("modules", nargs="*", help="modules or packages (default: all of helpers and tutor)")
    parser.add_argument("--sample", type=int, help="so many faults, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--same-tests", action="store_true", help="the tests are those of the last time: do not time them"
    )
    args = parser.parse_args()
    begin = time.monotonic()
    runner.prepare()
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        tests = pickle.loads(MAP.read_bytes()) if args.same_tests else measure_all(pool)
        drawn = draw(args.modules, args.sample, args.seed)
        total, outcomes = sum(map(len, drawn.values())), defaultdict(dict)
        for module, outcome in pool.imap_unordered(run_chunk, jobs(drawn, tests)):
            outcomes[module] |= outcome
            done = sum(map(len, outcomes.values()))
            print(f"{done}/{total} after {(time.monotonic() - begin) / 60:.1f} minutes", flush=True)
    sys.exit(report(outcomes))


def report(outcomes):
    """Prints the table and the survivors; returns whether too many are left, or one without a reason."""
    survivors = {m: [what for what, killer in o.items() if killer is None] for m, o in outcomes.items()}
    print(f"\n{'module':32}{'faults':>8}{'found':>8}")
    for module in sorted(outcomes):
        print(f"{module:32}{len(outcomes[module]):8}{len(outcomes[module]) - len(survivors[module]):8}")
    left = [(module, what) for module in sorted(survivors) for what in survivors[module]]
    total = sum(map(len, outcomes.values()))
    unexplained = [(module, what) for module, what in left if not reason(module, what)]
    print(f"\n{total} faults, {total - len(left)} found ({1 - len(left) / total:.1%}).")
    for module, what in left:
        print(f"{module}: {what}\n    {reason(module, what) or 'NOT EXPLAINED'}")
    print(f"{len(left)} survivors, {len(unexplained)} of them not explained.")
    return bool(unexplained) or len(left) > 0.02 * total


if __name__ == "__main__":
    main()
