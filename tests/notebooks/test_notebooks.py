"""What nbval cannot see: notebooks never run, equations not checked, checks that cannot fail, outputs that leak."""

import ast
import copy
import html
import json
import re

import numpy as np
import pytest
from ipywidgets import Widget

from tests.notebooks.code import ROOT, calls, chains, code_cells, fresh_namespace, live_pictures, parse, read, run
from tests.notebooks.prose import SAID, missing, numbers, sentence_at
from tests.notebooks.sweep import assert_lines_agree, assert_one_is_broken, sweep
from tools.notebook_cells import kind
from tools.refresh import clean

EQUATIONS = {
    "01_zero_one_loss": range(1, 5),
    "02_coin_flip_mle": ["5a", "5b", *range(6, 21)],
    "03_sigmoid": range(21, 25),
    "04_softmax": range(25, 28),
    "05_gradient_derivation": range(28, 53),
    "06_exercises": range(53, 78),
}
NOTEBOOKS = {name: ROOT / "notebooks" / f"{name}.ipynb" for name in EQUATIONS}


@pytest.fixture(scope="module", params=EQUATIONS)
def name(request):
    return request.param


@pytest.fixture
def notebook(name):
    return read(NOTEBOOKS[name])


@pytest.fixture
def let_go():
    """Afterwards the widgets that a test has made are closed: each view holds a figure."""
    made = []
    Widget.on_widget_constructed(made.append)
    yield
    Widget.on_widget_constructed(None)
    for widget in made:
        widget.close()


def tags(cell):
    return re.findall(r"\\tag\{(\d+[ab]?)\}", cell.source) if cell.cell_type == "markdown" else []


def numbers_checked(cell):
    return [str(call.args[0].value) for call in calls(parse(cell.source), "check")]


def test_there_are_six_notebooks_and_seventy_seven_equations():
    assert sorted(ROOT.glob("notebooks/*.ipynb")) == sorted(NOTEBOOKS.values())
    expected = [str(n) for numbers in EQUATIONS.values() for n in numbers]
    assert [re.sub("[ab]", "", n) for n in expected if n != "5b"] == [str(n) for n in range(1, 78)]


def test_every_equation_is_tagged_once_and_in_order(name, notebook):
    assert [n for cell in notebook.cells for n in tags(cell)] == [str(n) for n in EQUATIONS[name]]


def test_every_equation_is_evaluated_once_after_it_is_written(name, notebook, let_go):
    """By a check, or as a line of a chain that one steps through."""
    steppers = iter(chains(NOTEBOOKS[name], "step_through"))
    written, evaluated = set(), []
    for cell in notebook.cells:
        written.update(tags(cell))
        if cell.cell_type == "code":
            here = numbers_checked(cell)
            if kind_of(cell) == "chain":
                here += next(steppers)[1].chain.numbers
            assert written.issuperset(map(str, here)), cell.source
            evaluated += map(str, here)
    assert sorted(evaluated) == sorted(str(n) for n in EQUATIONS[name])


SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}


def spoilings(statement):
    """Copies of the statement, each with one thing spoiled inside the two sides of a check."""
    for c, call in enumerate(calls(statement, "check")):
        for side in (1, 2):
            for k, node in enumerate(ast.walk(call.args[side])):
                spoiled = copy.deepcopy(statement)
                victim = list(ast.walk(calls(spoiled, "check")[c].args[side]))[k]
                if isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
                    victim.op = SWAPS[type(node.op)]()
                elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
                    victim.op = ast.UAdd()
                elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
                    victim.ops = [SWAPS[type(node.ops[0])]()]
                elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    victim.value = node.value + 1
                else:
                    continue
                yield spoiled
            spoiled = copy.deepcopy(statement)
            args = calls(spoiled, "check")[c].args
            args[side] = ast.Call(ast.Name("_nudge", ast.Load()), [args[side]], [])
            yield spoiled


def _nudge(side):
    """The side with its last number off by one part in a thousand."""
    side = np.array(side, dtype=float)
    side.flat[-1] += 1e-3 * max(1, abs(side.flat[-1]))
    return side


def test_every_check_turns_red_when_either_side_is_spoiled(notebook, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    namespace = {**fresh_namespace(), "_nudge": _nudge}
    survivors = []
    for cell in code_cells(notebook):
        for statement in parse(cell.source).body:
            for spoiled in spoilings(statement):
                compile(ast.fix_missing_locations(ast.Module([spoiled], [])), "spoiled", "exec")  # it is Python
                try:
                    run(ast.Module([spoiled], []), dict(namespace))
                except Exception:
                    continue
                survivors.append(ast.unparse(spoiled))
            run(ast.Module([statement], []), namespace)
    assert survivors == []


def test_any_cell_says_the_same_again_in_any_order(notebook, let_go):
    trees, namespace = [parse(cell.source) for cell in code_cells(notebook)], fresh_namespace()
    said = [run(tree, namespace) for tree in trees]
    forward = list(range(len(trees)))
    for order in (forward, forward[::-1], *(np.random.default_rng(seed).permutation(forward) for seed in range(3))):
        for k in order:
            assert run(trees[k], namespace) == said[k], ast.unparse(trees[k])


def test_every_cell_has_been_run_from_top_to_bottom(notebook):
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


def test_no_cell_is_exempt_from_comparison(notebook):
    for cell in code_cells(notebook):
        assert "NBVAL_" not in cell.source


def kind_of(cell):
    """What a code cell does, as its tag should say; "" if it is there to be read."""
    if "google.colab" in cell.source:
        return "colab"
    tree = parse(cell.source)
    makers = {
        "prediction": "prediction",
        "explore": "picture",
        "step_through": "chain",
        "find_the_slip": "puzzle",
    }
    for function, made in makers.items():
        if calls(tree, function):
            return made
    if any("image/png" in output.get("data", {}) for output in cell.outputs):
        return "still"
    imports = [
        isinstance(line, (ast.Import, ast.ImportFrom)) for line in tree.body if "get_ipython" not in ast.unparse(line)
    ]
    return "setup" * all(imports)


def test_every_code_cell_is_tagged_as_what_it_does(notebook):
    for cell in code_cells(notebook):
        assert cell.metadata.get("tags", []) == [kind_of(cell)] * bool(kind_of(cell)), cell.source


def test_stored_outputs_are_clean(name, notebook):
    assert clean(copy.deepcopy(notebook)) == notebook, "say: make refresh"
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
    text = re.sub(r'[A-Za-z0-9+/=\\n"]{400,}', "", NOTEBOOKS[name].read_text())
    assert not re.search(r"(/(home|root|Users|tmp)/|[A-Z]:\\\\)", text)


def test_outputs_stay_small_enough_for_code_hosts(name, notebook):
    size = sum(len(json.dumps(cell.outputs)) for cell in code_cells(notebook))
    assert size < 400_000


def test_every_picture_carries_its_sentence(notebook):
    pictures = [o.data for c in code_cells(notebook) for o in c.outputs if "image/png" in o.get("data", {})]
    assert pictures
    for data in pictures:
        alternative = html.unescape(re.search(r'<img alt="([^"]*)"', data["text/html"]).group(1))
        assert alternative == data["text/plain"]
        assert re.search(r"\w{3,}.*\d.*\.$", alternative, re.S), "a sentence with a number in it"


@pytest.mark.parametrize("maker", ["step_through", "find_the_slip"])
def test_every_chain_stands_in_the_notebook_as_it_is(name, notebook, maker, let_go):
    cells = [cell for cell in code_cells(notebook) if calls(parse(cell.source), maker)]
    stored = [output.data["text/html"] for cell in cells for output in cell.outputs if "data" in output]
    assert [view._repr_mimebundle_()[0]["text/html"] for _, view in chains(NOTEBOOKS[name], maker)] == stored


CHAINS = {
    "02_coin_flip_mle": ["coin_log_likelihood_chain"],
    "05_gradient_derivation": ["labels_log_likelihood_chain", "gradient_chain"],
    "06_exercises": ["best_coin_chain", "sigmoid_slope_chain"],
}


def test_every_line_of_a_chain_has_the_same_value_at_every_setting(name, let_go):
    steppers = chains(NOTEBOOKS[name], "step_through")
    assert [made for made, _ in steppers] == CHAINS.get(name, [])
    for _, steps in steppers:
        assert_lines_agree(steps)


def test_in_every_puzzle_one_line_is_broken(name, let_go):
    hunts = chains(NOTEBOOKS[name], "find_the_slip")
    assert [made for made, _ in hunts] == CHAINS.get(name, [])
    for _, hunt in hunts:
        assert_one_is_broken(hunt)


@pytest.fixture(scope="module")
def pictures(name):
    found = live_pictures(NOTEBOOKS[name])
    yield found
    for _, view, _ in found:
        view.close()


def test_every_control_moves_picture_and_sentence(pictures):
    for _, view, _ in pictures:
        sweep(view)


def test_a_picture_depends_on_its_values_alone(pictures):
    """Wherever it has been, it draws and says what a fresh one does, and is recorded as it would be anew."""
    for picture_name, view, afresh in pictures:
        start = view.values
        for moved, control in view.controls.items():
            view.set(**{moved: control.stops(view.values[moved])[-1]})
        for values in (view.values, start):
            view.set(**values)
            fresh, picture = afresh(), view.picture
            assert fresh.show(**values) == view.sentence, picture_name
            assert np.array_equal(fresh.pixels(), picture.pixels()), picture_name
            picture.invalidate()
            assert (picture.still_layer().data, picture.frame()) == (view.still, view.frame), picture_name


def test_numbers_in_the_prose_are_those_that_the_pictures_say(name, notebook, pictures, let_go):
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    shown = {picture_name: view for picture_name, view, _ in pictures} | dict(chains(NOTEBOOKS[name], "step_through"))
    for picture_name, values, fragment in SAID[name]:
        assert prose.count(fragment) == 1, fragment
        assert numbers(fragment), fragment
        assert missing(fragment, sentence_at(shown[picture_name], values)) == [], (fragment, values)


def test_a_wrong_number_in_the_prose_is_red():
    sentence = "After 20,000 steps 92 of 100 are wrong, p = −0.906, s = 4.5e−05, h = 10⁻³, N = 10⁶."
    right = r"a hundred, $-0.91$, 92, twenty thousand, $4.5 \cdot 10^{-5}$, $10^{-3}$, $10^6$"
    assert missing(right, sentence) == []
    for wrong in ("93", "fifty", "−0.90", "0.906", "10^{-4}", "92 against 92", "106"):
        assert missing(wrong, sentence), wrong


def test_a_picture_that_answers_a_prediction_waits_for_it(notebook):
    """What a picture comes after was asked in the cell before it."""
    asked = ""
    for cell in code_cells(notebook):
        for call in calls(parse(cell.source), "explore"):
            (*_, waits) = [None, *(word.value.id for word in call.keywords if word.arg == "after")]
            assert waits in (None, asked), cell.source
        asked = parse(cell.source).body[0].targets[0].id if kind_of(cell) == "prediction" else ""


def test_links_lead_somewhere(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", cell.source):
                assert (ROOT / "notebooks" / target).exists(), target


CC_BY = "https://creativecommons.org/licenses/by/4.0/"
IRIS, DIGITS = "https://doi.org/10.24432/C56C76", "https://doi.org/10.24432/C50P49"
CREDITS = {  # the creators, which work, under which licence
    "iris": ["Fisher", "Anderson", IRIS, CC_BY],
    "digits": ["Alpaydin", "Kaynak", DIGITS, CC_BY],
    "kerrich": ["Kerrich", "*An Experimental Introduction to the Theory of Probability*"],
}


def test_the_last_cell_credits_the_data_that_are_read(notebook):
    loaders = {"iris": "iris", "two_flowers": "iris", "digits": "digits", "kerrich": "kerrich"}
    trees = [parse(cell.source) for cell in code_cells(notebook)]
    needed = {data for loader, data in loaders.items() if any(calls(tree, loader) for tree in trees)}
    (credits,) = (cell for cell in notebook.cells if kind(cell) == "credits")
    assert credits is notebook.cells[-1]
    assert {data for data, (creator, *_) in CREDITS.items() if creator in credits.source} == needed != set()
    for data in needed:
        assert [fact for fact in CREDITS[data] if fact not in credits.source] == []


def test_the_credits_are_those_of_the_data():
    told = (ROOT / "data" / "README.md").read_text("utf-8")
    assert [fact for facts in CREDITS.values() for fact in facts if fact not in told] == []


def test_every_notebook_opens_and_closes_the_same_way(notebook):
    opening, text = notebook.cells[0].source, "\n".join(cell.source for cell in notebook.cells)
    for promise in ("What you will do", "What you will be able to say afterwards", "What you need", "minutes"):
        assert promise in opening
    assert "## Three questions to take with you" in text
    assert "## Where this differs from the printed notes" in text
