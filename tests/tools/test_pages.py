"""The site that `make pages` builds: read here as files, and in a browser that can reach nothing else."""

import base64
import contextlib
import json
import re
import subprocess
import sys
import zlib
from types import SimpleNamespace
from urllib.parse import unquote

import numpy as np
import pytest
from bs4 import BeautifulSoup

from helpers.live import EditablePoints
from tests.browser.hands import KEYBOARD, assert_accessible, assert_numbers_agree
from tests.browser.jupyterlab import LivePicture
from tests.helpers.recordings import decode, outlines
from tests.notebooks.code import NOTEBOOKS, ROOT, code_cells, live_pictures, read
from tests.notebooks.test_notebooks import CC_BY, DIGITS, EQUATIONS, IRIS
from tools.pages.build import store
from tools.pages.frames import PRESSES
from tools.pages.maths import Formulas, typeset
from tools.pages.reading import UNLINKED, link_equations, link_notebooks, soup_of

NAMES = [path.stem for path in NOTEBOOKS]
MEGABYTE = 1_000_000
DATA = [[IRIS], [], [IRIS], [IRIS, DIGITS], [IRIS], [IRIS]]  # of each notebook; two counts of a coin need no licence
LICENCES = {  # a phrase that only this one has, by its file
    "licences/text.txt": "Attribution 4.0 International",
    "licences/code.txt": "MIT License",
    "licences/MathJax.txt": "Apache License",
    "licences/DejaVu.txt": "Bitstream Vera",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def texts(folder):
    """What `python -m tools.pages` builds, by name."""
    subprocess.run([sys.executable, "-m", "tools.pages", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}


@pytest.fixture(scope="module")
def soups(texts):
    return {name: BeautifulSoup(text, "html.parser") for name, text in texts.items()}


def test_a_page_for_each_notebook_and_an_index(texts):
    assert [*texts] == [*NAMES, "index"]


def test_pages_are_small(texts):
    assert max(len(text.encode()) for text in texts.values()) <= 3 * MEGABYTE


# Links


def dead_links(soups, others=()):
    """The links that lead to no page or to no place on it, and to none of the other addresses either."""
    ids = {name: {node["id"] for node in soup.select("[id]")} for name, soup in soups.items()}
    dead = []
    for name, soup in soups.items():
        for link in soup.select("a[href]"):
            if link["href"] in others:
                continue
            page, _, place = link["href"].partition("#")
            goal = page.removesuffix(".html") or name
            if goal not in ids or (place and unquote(place) not in ids[goal]):
                dead.append(f"{name}: {link['href']}")
    return dead


def test_every_link_leads_somewhere(soups):
    assert not dead_links(soups, [CC_BY, IRIS, DIGITS, *LICENCES])


def test_dead_links_are_found():
    pages = {
        "one": '<a href="#eq-1">(1)</a><a href="two.html#here">2</a><a href="three.html">3</a>',
        "two": "<p id=her>",
    }
    found = dead_links({name: soup_of(text) for name, text in pages.items()})
    assert found == ["one: #eq-1", "one: two.html#here", "one: three.html"]


def test_each_page_names_its_data_and_their_licence_and_its_own(soups):
    for name, data in zip(NAMES, DATA, strict=True):
        footer = soups[name].footer
        linked = [link["href"] for link in footer.select("a[href]")]
        assert [address for address in linked if address.startswith("https:")] == [
            *(address for doi in data for address in (doi, CC_BY)),
            CC_BY,
        ]
        assert [address for address in linked if not address.startswith("https:")] == [*LICENCES]
        assert footer.find("a", rel="license")["href"] == CC_BY
    assert "Kerrich" in soups[NAMES[1]].footer.text
    assert [link["href"] for link in soups["index"].footer.select("a[href]")] == [CC_BY, *LICENCES]


def test_the_licences_lie_beside_the_pages(folder, texts):
    for file, phrase in LICENCES.items():
        assert phrase in (folder / file).read_text("utf-8"), file


def test_no_id_is_given_twice(soups):
    for name, soup in soups.items():
        ids = [node["id"] for node in soup.find_all(id=lambda value: value and not value.startswith("MJX-"))]
        assert len(ids) == len(set(ids)), name


def test_every_equation_is_on_its_page_and_in_the_index(soups):
    for name, tags in EQUATIONS.items():
        found = [node["id"] for node in soups[name].select('[id^="eq-"]')]
        assert found == [f"eq-{tag}" for tag in tags], name
    listed = [link["href"] for link in soups["index"].select(".equations a")]
    expected = [f"{name}.html#eq-{tag}" for name, tags in EQUATIONS.items() for tag in tags]
    assert listed == expected and len(expected) == 77 + 1  # (5) has two halves


def test_the_number_is_printed_beside_the_equation(soups):
    for name, tags in EQUATIONS.items():
        for tag in tags:
            box = soups[name].find(id=f"eq-{tag}").find_parent(class_="equation")
            assert f"({tag})" in [text.text for text in box.select("math mtext")], tag


def unlinked(soup):
    """What is written like the number of an equation in the text and is no link."""
    texts = soup.find_all(string=re.compile(r"(?<![\w)])\(\d{1,2}[ab]?\)"))
    return [str(text) for text in texts if not text.find_parent([*UNLINKED, "math", "title"])]


def test_every_number_in_the_text_is_a_link_to_its_equation(soups):
    for name in NAMES:
        assert not unlinked(soups[name]), name
        for link in soups[name].select("a.equation-number"):
            assert link["href"].endswith(f"#eq-{link.text.strip('()')}")


@pytest.mark.parametrize(
    "html, linked",
    [
        ("<p>Look at (39).</p>", ["05.html#eq-39"]),
        ("<p>From (5a) on, (7)–(8).</p>", ["#eq-5a", "#eq-7", "#eq-8"]),
        ("<p>a (12) that is no equation here</p>", []),
        ("<p>f(7) and <code>(7)</code> and <a href='#x'>(7)</a></p><pre>(7)</pre>", []),
    ],
)
def test_what_is_linked(html, linked):
    soup = soup_of(html)
    link_equations(soup, "02", {"5a": "02", "7": "02", "8": "02", "39": "05"})
    assert [link["href"] for link in soup.select("a.equation-number")] == linked
    assert soup.text == soup_of(html).text


def test_a_link_to_no_notebook_is_an_error():
    with pytest.raises(ValueError, match=r"07_more\.ipynb"):
        link_notebooks(soup_of('<a href="07_more.ipynb">more</a>'), NAMES)


# Pictures and folds


def stored_sentences(path):
    """The sentence of each stored picture, in order."""
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs]
    return [output["data"]["text/plain"] for output in outputs if "<img" in output.get("data", {}).get("text/html", "")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_says_what_it_shows(soups, path):
    figures = soups[path.stem].select("figure")
    assert len(figures) == len(soups[path.stem].select("img"))
    assert [figure.img["alt"] for figure in figures] == stored_sentences(path)
    assert [figure.figcaption.text for figure in figures] == stored_sentences(path)


def test_what_does_not_move_here_says_how_to_get_it(soups):
    for path in NOTEBOOKS:
        made = [
            cell for cell in code_cells(read(path)) if re.search(r"(explore|step_through|find_the_slip)\(", cell.source)
        ]
        alone = [
            figure for figure in soups[path.stem].select("figure:has(script)") if len(kept(figure)[0]["stops"]) == 1
        ]
        assert len(soups[path.stem].select(".how")) == len(made) - len(alone) > 0


def test_answers_are_folded_and_derivations_are_not(soups):
    for path in NOTEBOOKS:
        cells = [cell for cell in read(path).cells if cell.cell_type == "markdown"]
        folds = sum("<details>" in cell.source or "jp-MarkdownHeadingCollapsed" in cell.metadata for cell in cells)
        assert len(soups[path.stem].select("details.answer:not([open])")) >= folds > 0
    last = soups[NAMES[-1]]
    folded = [fold.summary.text.split(",")[0] for fold in last.select("main > details.answer")]
    assert folded == ["Answer 1", "Side trip: all heads", "Answer 2"]
    chains = [output for name in NAMES for output in soups[name].select(".output > ul") if output.select("li > b")]
    assert len(chains) == 10 and not any(chain.find_parent("details", class_="source") for chain in chains)


def kept(figure):
    """What page.js reads beside a picture, and the bytes that it points into."""
    data = zlib.decompress(base64.b64decode(figure.script.string), wbits=-15)
    start = 4 + int.from_bytes(data[:4], "little")
    return json.loads(data[4:start]), data[start:]


def here(view):
    """The controls of a view that move on a page."""
    return {name: one for name, one in view.controls.items() if not isinstance(one, EditablePoints)}


def spelled(recording, glyphs):
    """The instructions of a recording with the shapes of its letters, which each recorder numbers in its own way."""
    content, letters = decode(recording), outlines(glyphs)
    for item in content:
        item.update({"t": [[letters[number], x] for number, x in item["t"]]} if "t" in item else {})
    return content


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_stop_shows_what_the_kernel_would_draw(soups, path):
    figures, pictures = soups[path.stem].select("figure:has(script)"), live_pictures(path)
    for figure, (_, view, afresh) in zip(figures, pictures, strict=True):
        (content, data), picture, pairs = kept(figure), afresh(), {}
        assert content["stops"].keys() == here(view).keys()
        for name, control in here(view).items():
            about, stops = control.described(), content["stops"][name]
            assert len(stops) == len(about.get("options", stops)) >= 2
            if "min" in about:
                low, high, step = about["min"], about["max"], about["step"]
                assert [stops[0][0], stops[-1][0]] == [low, high] and len(stops) == round((high - low) / step) + 1
            for at in {0, len(stops) // 3, len(stops) - 1}:
                told, sentence, layer, *frame = stops[at]
                assert round((told - about.get("min", 0)) / about.get("step", 1)) == at  # where page.js looks for it
                values = {**view.values, name: control.received(told, view.values[name])}
                assert sentence == picture.show(**values)
                pairs[layer] = content["layers"][str(layer)], picture.still_layer().data
                pairs[name, at] = frame, picture.frame()
        place, length = content["glyphs"]
        page, kernel = data[place : place + length], picture.recorder.glyphs()
        for what, ((place, length), drawn) in pairs.items():
            assert spelled(data[place : place + length], page) == spelled(drawn, kernel), what


def test_a_stored_picture_that_is_no_longer_drawn_is_an_error():
    figure = soup_of('<figure><img alt="as it was" src=""><figcaption></figcaption></figure>')
    with pytest.raises(RuntimeError, match=r"as it was.*as it is.*make refresh"):
        store(figure, figure.figure, SimpleNamespace(sentence="as it is"))


def test_a_formula_that_mathjax_cannot_read_is_an_error():
    formulas = Formulas()
    formulas.take(soup_of(r"<p>$\frac{1}$</p>"))
    with pytest.raises(RuntimeError, match=r"MathJax cannot read \\frac"):
        typeset([formulas])


def test_no_formula_is_left_as_tex(soups):
    for name, soup in soups.items():
        for text in soup.find_all(string=re.compile(r"\$|\\[a-z]+|[\ue000\ue001]")):
            assert text.find_parent(["pre", "code", "script", "style"]), (name, text)


# In a browser


@contextlib.contextmanager
def opened(chrome, path, **options):
    """The file in a page of its own, with what it complains of and what it asks for elsewhere."""
    context = chrome.new_context(viewport={"width": 1280, "height": 720}, **options)
    page = context.new_page()
    page.complaints, page.strangers = [], []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda asked: outside(asked.url, path) and page.strangers.append(asked.url))
    try:
        page.goto(path.as_uri())
        yield page
    finally:
        context.close()


def outside(url, path):
    """Whether an address is neither in the page nor in its folder."""
    return not url.startswith(("data:", "blob:", path.parent.as_uri() + "/"))


def ready(page):
    """Wait until every picture is live, and open what is folded; returns the pictures."""
    page.wait_for_function("() => !document.querySelector('figure script')")
    page.evaluate("() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    return [LivePicture(SimpleNamespace(page=page), n) for n in range(page.locator(".live.picture").count())]


def sticks_out(page):
    """What reaches beyond the right edge of the window and scrolls nowhere in itself."""
    return page.evaluate("""() => {
        const scrolls = node => node && (getComputedStyle(node).overflowX !== 'visible' || scrolls(node.parentElement));
        const wide = [...document.querySelectorAll('main *, nav *')]
            .filter(node => !node.closest('svg, mjx-assistive-mml') && !scrolls(node.parentElement))
            .filter(node => node.getBoundingClientRect().right > innerWidth + 1);
        if (document.documentElement.scrollWidth > innerWidth) wide.push(document.documentElement);
        return wide.map(node => node.outerHTML.slice(0, 80));
    }""")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_in_a_browser(chrome, folder, texts, name, scheme):
    with opened(chrome, folder / f"{name}.html", color_scheme=scheme) as page:
        ready(page)
        assert_accessible(page, "html")
        page.set_viewport_size({"width": 400, "height": 800})
        assert not sticks_out(page)
        assert not page.complaints and not page.strangers


def test_troubles_are_seen_in_a_browser(chrome, tmp_path):
    trouble = tmp_path / "trouble.html"
    trouble.write_text(
        "<!DOCTYPE html><html lang=en><title>t</title><main>"
        "<h1 style='color:#ddd'>pale</h1><p style='width:900px'>wide</p>"
        "<img src='https://example.org/x.png'></main>"
    )
    with opened(chrome, trouble) as page:
        with pytest.raises(AssertionError, match="color-contrast"):
            assert_accessible(page, "html")
        page.set_viewport_size({"width": 400, "height": 800})
        assert sticks_out(page) and page.strangers and page.complaints


@pytest.mark.parametrize("name", NAMES)
def test_every_control_moves_picture_and_sentence(chrome, folder, texts, name):
    """By keyboard; live.js is the same here as in a notebook, where mouse and finger are tried, too."""
    with opened(chrome, folder / f"{name}.html") as page:
        for picture in ready(page):
            for control in picture.controls():
                assert moves(picture, KEYBOARD[control.kind](control)), (control.kind, control.name, picture.sentence())
            assert_numbers_agree(picture)
        assert not page.complaints and not page.strangers


def moves(picture, tries):
    """Whether one of the tries changes both, picture and sentence, at once."""
    for act in tries:
        before = picture.pixels(), picture.sentence()
        act()
        if all(one != other for one, other in zip(before, (picture.pixels(), picture.sentence()), strict=True)):
            return True
    return False


def move(picture, control, start):
    """Move a control to another end by keyboard; the value at which it then stands."""
    rows = picture.root.locator(".live-controls")
    node = rows.get_by_label("step" if control.kind == "playback" else control.label, exact=True).first
    if control.kind in ("slider", "playback"):
        node.press("Home" if start == control.high else "End")
        return control.low if start == control.high else control.high
    if control.kind == "menu":
        at = 0 if start == control.options[-1] else len(control.options) - 1
        node.select_option(index=at)
        return control.options[at]
    if control.kind == "tick":
        node.press("Space")
        return not start
    rows.get_by_role("button", name=control.label, exact=True).press("Enter")
    return start + 1


POSITIONS = """root => [...root.querySelectorAll('.live-controls :is(select, [type=number], [type=checkbox])')]
    .map(one => one.type === 'checkbox' ? one.checked : one.value)"""


def seen(picture):
    """The picture on the page, an array as `Picture.pixels` gives it."""
    size, pixels = picture.canvas.evaluate("""canvas => {
        const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let text = '';
        for (let i = 0; i < all.length; i += 32768) text += String.fromCharCode(...all.subarray(i, i + 32768));
        return [[canvas.height, canvas.width, 4], btoa(text)];
    }""")
    return np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(size)


def distance(one, other):
    """How far two images are from each other."""
    return np.abs(one.astype(float) - other).mean()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_one_control_moves_at_a_time_to_what_matplotlib_draws(chrome, folder, texts, path):
    with opened(chrome, folder / f"{path.stem}.html") as page:
        pictures = ready(page)
        page.add_style_tag(content=".page { display: block !important; } .page, main { max-width: none !important; }")
        page.set_viewport_size({"width": 1280, "height": 1600})  # room for each picture as it was designed
        for picture, (_, view, afresh) in zip(pictures, live_pictures(path), strict=True):
            start, drawn = picture.root.evaluate(POSITIONS), afresh()
            drawn.show(**view.values)
            at_start = drawn.pixels().copy()
            for name, control in here(view).items():
                value = move(picture, control, view.values[name])
                said = drawn.show(**{**view.values, name: value})
                page.wait_for_function(
                    "([root, said]) => root.querySelector('.sentence').textContent === said",
                    arg=[picture.root.element_handle(), said],
                )
                image = seen(picture)
                assert distance(image, drawn.pixels()) < distance(image, at_start), (name, value)
                now = picture.root.evaluate(POSITIONS)
                assert sum(one != other for one, other in zip(start, now, strict=True)) == (control.kind != "button")


def test_a_button_comes_back_to_its_first_sample(chrome, folder, texts):
    with opened(chrome, folder / f"{NAMES[0]}.html") as page:
        picture = next(one for one in ready(page) if one.root.get_by_role("button").count())
        samples = [picture.pixels()]
        for _ in range(PRESSES + 1):
            picture.root.get_by_role("button").click()
            samples.append(picture.pixels())
        assert samples[PRESSES:] == samples[:2] and len(set(samples)) == PRESSES


def test_a_playback_plays_to_its_end_and_stops_when_something_else_is_moved(chrome, folder, texts):
    with opened(chrome, folder / f"{NAMES[1]}.html") as page:
        picture = next(one for one in ready(page) if one.root.locator(".live-playback").count())
        run, slider = picture.root.locator("button:nth-of-type(3)"), picture.root.get_by_role("slider", name="step")
        start, last = slider.input_value(), slider.get_attribute("max")
        run.click()
        page.wait_for_function("([slider, last]) => slider.value === last", arg=[slider.element_handle(), last])
        page.wait_for_function("run => run.textContent === 'Run'", arg=run.element_handle())
        picture.root.get_by_role("button", name="Reset").click()
        run.click()
        assert run.text_content() == "Pause"
        menu = picture.root.get_by_role("combobox")
        menu.select_option(index=0)
        assert run.text_content() == "Run" and slider.input_value() == start
        move_at_once = "menu => { run.click(); menu.dispatchEvent(new Event('input')); return run.textContent; }"
        run.evaluate("run => { window.run = run; }")
        assert menu.evaluate(move_at_once) == "Run", "it has not moved yet, and stands where it starts"


def test_a_picture_in_a_low_frame_does_not_shrink(chrome, folder, texts, tmp_path):
    """Colab has a frame for each output, and makes it as high as what it holds."""
    host = tmp_path / "host.html"
    host.write_text("<!DOCTYPE html><html lang=en><title>t</title><iframe width=1200 height=900></iframe>")
    with opened(chrome, host) as page:
        page.locator("iframe").evaluate("(frame, text) => { frame.srcdoc = text; }", texts[NAMES[0]])
        page.frames[1].wait_for_function("() => document.querySelector('canvas')?.clientWidth")
        before, after = page.locator("iframe").evaluate("""async frame => {
            const canvas = frame.contentDocument.querySelector('canvas'), before = canvas.clientWidth;
            frame.height = 150;
            for (let k = 0; k < 5; k++) await new Promise(frame.contentWindow.requestAnimationFrame);
            return [before, canvas.clientWidth];
        }""")
        assert before == after > 600


def test_without_javascript_everything_is_there(chrome, folder, texts):
    with opened(chrome, folder / f"{NAMES[0]}.html", java_script_enabled=False) as page:
        assert page.locator("figure").count() == 6
        for fold in page.locator("details.answer:has(figure) > summary").all():
            fold.click()
        for figure in page.locator("figure").all():
            assert figure.locator("img").is_visible() and figure.locator("figcaption").is_visible()


def test_a_link_opens_what_is_folded(chrome, folder, texts):
    with opened(chrome, folder / "index.html") as page:
        page.get_by_role("link", name="(60)", exact=True).click()
        row = page.locator("[id='eq-60']")
        page.wait_for_function("() => document.querySelector('[id=\"eq-60\"]')?.getBoundingClientRect().top >= 0")
        box = row.bounding_box()
        assert page.url.endswith("#eq-60") and 0 < box["y"] < 720


def test_on_paper(chrome, folder, texts):
    with opened(chrome, folder / f"{NAMES[-1]}.html", color_scheme="dark") as page:
        pictures = ready(page)
        page.evaluate("() => document.querySelectorAll('details.answer').forEach(fold => { fold.open = false; })")
        sizes = [picture.canvas.evaluate("canvas => canvas.width") for picture in pictures]
        assert page.locator("details.answer").last.get_attribute("open") is None
        page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
        assert page.locator("details.answer:not([open])").count() == 0
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 960})  # A4 less its margins
        assert not sticks_out(page)
        assert not page.locator(".live-controls").first.is_visible()
        for picture in pictures:
            ratio, corner, drawn = picture.canvas.evaluate("""canvas => {
                const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                const ratio = canvas.width / canvas.getBoundingClientRect().width;
                return [ratio, [...all.slice(0, 4)], all.some(part => part < 100)];
            }""")
            assert ratio >= 3.9 and corner == [255, 255, 255, 255] and drawn
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 720})
        page.evaluate("() => { dispatchEvent(new Event('afterprint')); }")
        assert page.locator("details.answer[open]").count() == 0
        assert [picture.canvas.evaluate("canvas => canvas.width") for picture in pictures][:3] == sizes[:3]
