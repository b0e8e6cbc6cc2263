"""JupyterLab as `make lab` starts it, with lab/jupyter_lab_config.json as it stands."""

import json
import re
import shutil
from urllib.request import Request, urlopen

import pytest

from tests.browser.jupyterlab import lab
from tests.notebooks.code import ROOT
from tools.workspace import update_workspace


@pytest.fixture(scope="module")
def get(tmp_path_factory):
    """What is answered to an address: where that led, and the text."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lab", folder / "lab")
    update_workspace(workspace=folder / "my_notebooks")
    with lab(folder, config="lab/jupyter_lab_config.json") as server:

        def get(address):
            headers = {"Authorization": f"token {server.token}"}
            with urlopen(Request(f"{server.url}/{address}", headers=headers), timeout=60) as answer:
                return answer.url.removeprefix(f"{server.url}/"), answer.read().decode()

        yield get


def test_it_opens_on_the_first_page(get):
    address, page = get("")
    assert address == "lab/tree/my_notebooks/00_start_here.md"
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.+?)</script>', page, re.S)[1])
    assert "course" in [extension["name"] for extension in config["federated_extensions"]]


def test_it_lists_what_a_student_opens_and_no_more(get):
    names = {entry["name"] for entry in json.loads(get("api/contents/my_notebooks")[1])["content"]}
    assert "00_start_here.md" in names and "01_zero_one_loss.ipynb" in names
    assert "matplotlibrc" not in names


def test_a_page_opens_as_it_is_to_be_read(get):
    told = json.loads(get("lab/api/settings/@jupyterlab/docmanager-extension:plugin")[1])
    assert told["schema"]["properties"]["defaultViewers"]["default"] == {"markdown": "Markdown Preview"}
