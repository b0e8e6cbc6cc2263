"""The house: who may import whom, and what each list of packages says."""

import ast
import re
import subprocess
import sys
import tomllib
from dataclasses import FrozenInstanceError, fields
from importlib.metadata import packages_distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers.live.controls import Points
from helpers.live.picture import Layer
from tests.notebooks.code import ROOT
from tools import refresh
from tutor.derivation import SLOPE_OF_SIGMOID
from tutor.equations import chains
from tutor.exercises import EXERCISES
from tutor.predictions import PREDICTIONS
from tutor.progress import FILE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PACKAGES = PROJECT["dependencies"]
SIGMOID_CHAIN = chains.sigmoid_slope_chain()
STUDENT, DEV, SITE, OLDEST, CONSTRAINTS = (
    re.findall(r"^\w.*", (ROOT / name).read_text("utf-8"), re.M)
    for name in (
        *("requirements.txt", "requirements-dev.txt", "requirements-site.txt", "requirements-oldest.txt"),
        "constraints.txt",
    )
)


def versions(pins):
    return {canonicalize_name(name): version for name, version in (pin.split("==") for pin in pins)}


def names(requirements):
    return [canonicalize_name(Requirement(requirement).name) for requirement in requirements]


def test_imports_go_one_way():
    said = subprocess.run([f"{sys.prefix}/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout


def test_what_the_course_imports_it_asks_for():
    trees = [
        ast.parse(path.read_text("utf-8")) for place in ("helpers", "tutor") for path in (ROOT / place).rglob("*.py")
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - {"helpers", "tutor"}
    known = packages_distributions()
    assert sorted(canonicalize_name(known[name][0]) for name in imported) == sorted(names(PACKAGES))


def test_each_package_stands_in_one_list():
    together = names([*PACKAGES, *STUDENT, *DEV, *SITE])
    assert sorted(set(together)) == sorted(together)


def test_conda_and_the_tests_read_the_students_list():
    assert "-r requirements.txt" in (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
    assert "-e ." in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    conda = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert {"pip": ["-r requirements.txt"]} in conda["dependencies"]


def test_the_oldest_versions_are_within_the_bounds():
    oldest = versions(OLDEST)
    bounded = {name: one.specifier for one in map(Requirement, PACKAGES) for name in names([str(one)]) if one.specifier}
    assert set(bounded) <= set(oldest)
    assert [name for name, bounds in bounded.items() if oldest[name] not in bounds] == []


def test_the_constraints_are_versions_of_all_that_is_asked_for():
    constraints = versions(CONSTRAINTS)
    for one in map(Requirement, [*PACKAGES, *STUDENT, *DEV]):
        assert constraints[canonicalize_name(one.name)] in one.specifier, one
    assert PROJECT["name"] not in constraints


@pytest.mark.parametrize("path", sorted(ROOT.glob(".github/workflows/*.yml")), ids=lambda path: path.stem)
def test_what_a_workflow_runs_is_there(path):
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    rows = [row for job in jobs for row in job.get("strategy", {}).get("matrix", {}).get("include", [])]
    words = " ".join([step.get("run", "") for step in steps] + [value for row in rows for value in row.values()])
    files = re.findall(r"\.ci/run|requirements\S*\.txt|(?:tests|tools)/\S+|\bnotebooks\b", words)
    targets = re.findall(r"\bmake (\S+)", words)
    assert files and [name for name in files if not (ROOT / name).exists()] == []
    rules = (ROOT / "Makefile").read_text("utf-8")
    assert [target for target in targets if not re.search(rf"^([\w ]+ )?{target}[ :]", rules, re.M)] == []


def test_the_equations_for_the_stepper_are_those_of_the_notebooks():
    assert refresh.PRINTED.read_text("utf-8") == refresh.printed(), "make refresh writes them"


@pytest.mark.parametrize(
    "one",
    [
        *(EXERCISES[7], PREDICTIONS["error count"], SLOPE_OF_SIGMOID, SIGMOID_CHAIN),
        *(SIGMOID_CHAIN.lines[0], SIGMOID_CHAIN.errors[0], Layer(1, b""), Points(None, None)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_is_the_same_for_all_cannot_be_changed(one):
    with pytest.raises(FrozenInstanceError):
        setattr(one, fields(one)[0].name, None)


def test_nobody_has_answered_predictions_in_the_course_itself():
    assert not (ROOT / "notebooks" / FILE).exists(), "delete it: with it, notebooks run as if they had been answered"
