"""`make faults`: what the tests do not notice.

    python -m tests.faults                              every fault of helpers and tutor
    python -m tests.faults --sample 100 --seed 1        100 of them, drawn at random
    python -m tests.faults helpers.text tutor.equations those of a few modules or packages

First each test is run once, to see which lines it runs and how long it takes. Then each fault meets the tests that run
its lines, and the others in their files, until one goes red; a fault that hangs is found, too. In the end the
tests that went red are run once more without a fault: one that is red then has found nothing. What only a browser would
see (live.js) is not tried.
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
from tests.faults.rules import RULES, faults, negations
from tests.faults.runner import MODULES, NO_ANSWER, ROOT, TEST_FILES

MAP = ROOT / "build" / "faults.pickle"
CHUNK = 50
BUDGET = 30  # CPU seconds of the tests of one file for one fault; those that take longest are left out


def measure_file(file):
    return file, runner.in_a_fork(runner.measure, file, wall=1800)


def measure_all(pool):
    """{test: (CPU seconds, {module: lines it runs})}, measured file by file and stored."""
    tests = {}
    for file, found in pool.imap_unordered(measure_file, TEST_FILES):
        if found == NO_ANSWER or not found:
            sys.exit(f"The tests in {file} do not pass.")
        print(f"{file}: {len(found) - 1} tests", flush=True)
        tests |= found
        MAP.parent.mkdir(exist_ok=True)
        MAP.write_bytes(pickle.dumps(tests))
    return tests


def tree_and_faults(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return tree, list(faults(tree, (*RULES, negations) if module == "helpers.models" else RULES))


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


def file_of(test):
    """The file in which a test stands."""
    return test.partition("::")[0]


def concerned(module, tests):
    """The tests of all files that run a line of the module: they may look into its tables."""
    files = {file_of(test) for test, (_, ran) in tests.items() if module in ran}
    return {test: what for test, what in tests.items() if file_of(test) in files}


def tests_for(fault, module, tests, found):
    """The tests of the files that run the fault's lines, file by file: first those that find most in a second.

    In a file, those come first that run the lines themselves: the others may look at what was made for all of them.
    What is run when the module is imported, its tables, say, is for all tests that are concerned.
    """
    for lines in fault.spans():
        if chosen := {test for test, (_, ran) in tests.items() if not lines.isdisjoint(ran.get(module, ()))}:
            break
    else:
        chosen = set(tests)
    chosen_files = set(map(file_of, chosen))
    files, spent = defaultdict(list), Counter()
    for test in sorted(tests, key=lambda test: (test not in chosen, tests[test][0])):
        file = file_of(test)
        if file not in chosen_files or test.endswith("::"):
            continue
        if spent[file] + tests[test][0] < BUDGET:
            spent[file] += tests[test][0]
            files[file].append(test)

    def yields(test):
        """How many faults it may find in a second."""
        return (found[test] + 1) / (tests[test][0] + 0.001)  # the clock may say 0

    for group in files.values():
        group.sort(key=lambda test: (test in chosen, yields(test)), reverse=True)
    return sorted(files.values(), key=lambda group: yields(group[0]), reverse=True)


def run_chunk(job):
    """(module, [(fault, the test that found it or None)]), for a few faults of one module."""
    module, numbers, tests = job
    runner.prepare(module)
    tree, all_faults = tree_and_faults(module)
    longest = Counter()  # of each file: any test may be the first, and prepare what is for all of them
    for test, (seconds, _) in tests.items():
        longest[file_of(test)] = max(seconds, longest[file_of(test)])
    limits = {test: 2 + 10 * seconds + 2 * longest[file_of(test)] for test, (seconds, _) in tests.items()}
    found, outcome = Counter(), []

    def killer_of(fault, groups):
        wall = 60 + 20 * sum(tests[test][0] for group in groups for test in group)
        return runner.in_a_fork(runner.kill, module, tree, fault, groups, limits, wall=wall)

    for fault in (all_faults[i] for i in numbers):
        killer = killer_of(fault, tests_for(fault, module, tests, found))
        found[killer] += 1
        outcome.append((str(fault), killer))
    killers = [[test] for test in found if test in tests]
    while red_anyway := killer_of(None, killers):
        outcome = [(what, None if killer == red_anyway else killer) for what, killer in outcome]
        if [red_anyway] not in killers:
            raise RuntimeError(f"{module}: without a fault, too, the tests end with {red_anyway}")
        killers.remove([red_anyway])
    return module, outcome


def jobs(drawn, tests):
    """A few faults of one module at a time, with the tests that are concerned."""
    for module, numbers in drawn.items():
        for_module = concerned(module, tests)
        for i in range(0, len(numbers), CHUNK):
            yield module, numbers[i : i + CHUNK], for_module


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
        total, outcomes = sum(map(len, drawn.values())), defaultdict(list)
        for module, outcome in pool.imap_unordered(run_chunk, jobs(drawn, tests)):
            outcomes[module] += outcome
            for what in survivors(outcome):
                print(f"{module}: {what}\n    {reason(module, what) or 'NOT EXPLAINED'}")
            done = sum(map(len, outcomes.values()))
            print(f"{done}/{total} after {(time.monotonic() - begin) / 60:.1f} minutes", flush=True)
    sys.exit(report(outcomes))


def survivors(outcome):
    return [what for what, killer in outcome if killer is None]


def report(outcomes):
    """Prints how many were found of each module; returns whether too few were, or a survivor has no reason."""
    print(f"\n{'module':32}{'faults':>8}{'found':>8}")
    for module, outcome in sorted(outcomes.items()):
        print(f"{module:32}{len(outcome):8}{len(outcome) - len(survivors(outcome)):8}")
    total = sum(map(len, outcomes.values()))
    left = [(module, what) for module, outcome in outcomes.items() for what in survivors(outcome)]
    unexplained = sum(not reason(*fault) for fault in left)
    print(
        f"{total} faults, {1 - len(left) / total:.1%} found; {len(left)} survive, {unexplained} of them not explained."
    )
    return unexplained > 0 or len(left) > 0.02 * total


if __name__ == "__main__":
    main()
