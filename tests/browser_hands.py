"""Hands and eyes for the browser tests: moves a control by keyboard or mouse, and sees whether the picture follows."""

import json
import time

from axe_playwright_python.sync_playwright import Axe

from tests.browser import PANEL

# Both watch a live picture, `root`, until it has been still for a while and the kernel has had nothing to do.
WATCH = f"""
    const look = async () => {{
        const canvas = root.querySelector('.jupyter-matplotlib canvas');
        if (!canvas?.width) return ['', ''];
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', pixels));
        return [bytes.join(' '), root.querySelector('.sentence').textContent.trim()];
    }};
    let last = await look(), since = performance.now();
    const end = since + 15_000, same = (one, other) => one.every((part, i) => part === other[i]);
    const still = async () => {{
        await new Promise(done => setTimeout(done, 15));
        const now = await look(), idle = {PANEL}.sessionContext.session?.kernel?.status === 'idle';
        if (!idle || !now[0] || !same(now, last)) [last, since] = [now, performance.now()];
        return performance.now() - since >= patience;
    }};
"""
STILL = f"""async (root, patience) => {{ {WATCH}
    while (performance.now() < end) if (await still()) return last;
}}"""
CHANGED = f"""async (root, [patience, before]) => {{ {WATCH}
    while (performance.now() < end) {{
        const over = await still();
        if (last[0] && last.every((part, i) => part !== before[i])) return true;
        if (over) return false;
    }}
}}"""


def look(picture, patience=40):
    """[picture, sentence], once they have been still for so many milliseconds; each equal only if it shows the same."""
    seen = picture.root.evaluate(STILL, patience)
    assert seen, f"picture {picture.number} still moves"
    return seen


def changed(picture, before, patience=300):
    """Whether both, picture and sentence, become different from what they were before all is still."""
    return picture.root.evaluate(CHANGED, [patience, before])


def until(lesson, condition, seconds=10):
    """Whether the condition comes true within that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        lesson.page.wait_for_timeout(20)
    return True


def come_to(lesson, element):
    """Scroll to it, and wait until it keeps its place: pictures and maths that come into view take up room."""

    def stays():
        element.scroll_into_view_if_needed()
        before = element.bounding_box()
        lesson.page.wait_for_timeout(400)
        return element.bounding_box() == before

    assert until(lesson, stays), "it does not come to rest"


def ask_kernel(lesson, question):
    """The kernel's answer to one of the questions in `tests.inside`."""
    lesson.wait_idle()
    code = f"__import__('tests.inside').inside.tell({question!r})"
    told = lesson.ask(f"""new Promise(async (done, failed) => {{
        let told = '';
        const code = {json.dumps(code)};
        const asked = {PANEL}.sessionContext.session.kernel.requestExecute({{ code, store_history: false }});
        asked.onIOPub = message => {{
            if (message.header.msg_type === 'error') failed(Error(message.content.traceback.join('')));
            told += message.content.text ?? '';
        }};
        await asked.done;
        done(told);
    }})""")
    return json.loads(told)


def assert_accessible(page, where):
    """No serious or critical violation that axe-core finds in these elements."""
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, {"include": [[where]]}, options).response["violations"]
    serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    assert not serious, "\n".join(f"{rule['id']}: {node['html']}" for rule in serious for node in rule["nodes"])


# For each kind of control, the moves to try in turn


SLIDER_KEYS = ("ArrowRight", "PageUp", "PageDown", "PageDown")


def slider_keys(control):
    return [lambda key=key: control.node.press(key) for key in SLIDER_KEYS]


def slider_mouse(control):
    return [lambda share=share: carry(control.node, share) for share in (0.06, 0.5)]


def carry(handle, by):
    """Take the handle of a slider and carry it along its track, by this share of it, backwards if there is no room."""
    handle.scroll_into_view_if_needed()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
    start, mouse = handle.bounding_box(), handle.page.mouse
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    share = (x - track["x"]) / track["width"]
    share += by if share + by <= 1 else -by
    mouse.move(x, y)
    mouse.down()
    mouse.move(track["x"] + share * track["width"], y, steps=3)
    mouse.up()


def number_typed(control):
    return [lambda value=value: type_number(control.node, value) for value in other_numbers(control.node)]


def type_number(box, value):
    """Type a number over the old one; it must stay."""
    box.focus()
    box.press("Control+a")
    box.page.keyboard.type(value)
    box.press("Enter")
    assert box.input_value() == value


def other_numbers(box):
    """Numbers that this box takes and does not show."""
    now, low, high, step = (float(number) for number in box.evaluate("box => [box.value, box.min, box.max, box.step]"))
    wanted = (now + step, now - step, (low + high) // 2)
    return [f"{number:.6g}" for number in wanted if low <= number <= high and number != now]


def number_spun(control):
    return [lambda up=up: spin(control.node, up) for up in (True, True, False, False, False)]


def spin(box, up):
    """Click on the little arrow at the right edge of a number box."""
    size = box.bounding_box()
    box.click(position={"x": size["width"] - 8, "y": size["height"] * (0.3 if up else 0.7)})


def menu_keys(control):
    """Through all options, down and up again; what counts is each step up."""
    options = control.node.locator("option").all_text_contents()

    def press(key, goal):
        control.node.press(key)
        shown = control.node.locator("option:checked").text_content()
        assert shown == goal, f"{key} in the menu {control.name!r} leads to {shown!r}, not to {goal!r}"

    control.node.select_option(options[0])
    for goal in options[1:]:
        press("ArrowDown", goal)
    return [lambda goal=goal: press("ArrowUp", goal) for goal in reversed(options[:-1])]


def menu_mouse(control):
    options = control.node.locator("option:not(:checked)").all_text_contents()
    return [lambda option=option: control.node.select_option(option) for option in options]


def tick_keys(control):
    return [lambda: control.node.press("Space")]


def tick_mouse(control):
    return [control.node.click]


def button_keys(control):
    return [lambda: press(control.node, lambda: control.node.press("Enter"))]


def button_mouse(control):
    return [lambda: press(control.node, control.node.click)]


def press(button, how):
    """Press a button; one that then reads Pause, a second time a little later."""
    how()
    button.page.wait_for_timeout(50)
    if button.text_content() == "Pause":
        button.page.wait_for_timeout(200)
        how()


KEYBOARD = {
    "slider": slider_keys,
    "number": number_typed,
    "menu": menu_keys,
    "tick": tick_keys,
    "button": button_keys,
}
MOUSE = {
    "slider": slider_mouse,
    "number": number_spun,
    "menu": menu_mouse,
    "tick": tick_mouse,
    "button": button_mouse,
}


def assert_all_move(picture, hand):
    """For each control of the picture, one of the hand's moves must change the picture and its sentence."""
    controls = picture.controls()
    for n, control in enumerate(controls):
        assert moves(picture, controls, n, hand), (
            f"no move of the {control.kind} {control.name!r} changes both, picture {picture.number} and its sentence: "
            f"{picture.sentence()}"
        )
    assert_numbers_agree(picture)


def moves(picture, controls, n, hand):
    """Whether one of the hand's moves of control n changes both, the picture and its sentence.

    A Back at the start changes nothing, nor does a temperature when all logits are equal: when no move helps, the other
    controls are moved in turn, and this one is tried again after each.
    """
    for other in (None, *controls[:n][::-1], *controls[n + 1 :]):
        if other:
            hand[other.kind](other)[0]()
        tries = hand[controls[n].kind](controls[n])
        before = look(picture)
        for move in tries:
            move()
            if changed(picture, before):
                return True
    return False


def assert_numbers_agree(picture, seconds=5):
    """Each slider stands where its number box says, to within a step."""
    wrong = []

    def agree():
        wrong[:] = picture.root.evaluate("""root => [...root.querySelectorAll('.live-number')].map(number => {
            const box = number.querySelector('input'), handle = number.querySelector('.noUi-handle');
            return [box.ariaLabel, handle.ariaValueText, box.value, box.step];
        }).filter(([_, slider, box, step]) => !(Math.abs(slider - box) < 0.51 * step))""")
        return not wrong

    assert until(picture.lesson, agree, seconds), f"slider and number box disagree: {wrong}"


# The mouse in the picture


def point(picture, place):
    """Where on the page a place of the picture is, given as shares of its width and height."""
    box = picture.canvas.bounding_box()
    return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]


def within(panel, x, y):
    """The place that is this far across and up a panel, 0 to 1."""
    left, bottom, right, top = panel["edges"]
    return left + x * (right - left), bottom + y * (top - bottom)


def at(panel, x, y):
    """The place where x and y are in the panel's data."""
    left, bottom, right, top = panel["limits"]
    return within(panel, (x - left) / (right - left), (y - bottom) / (top - bottom))


def hover(picture, place):
    """Bring the picture into view and the mouse over this place of it."""
    canvas = picture.root.locator(".jupyter-matplotlib canvas").nth(1)
    box = canvas.bounding_box()
    canvas.hover(position={"x": place[0] * box["width"], "y": place[1] * box["height"]})


def cursor(picture, place):
    """What the pointer looks like over this place of the picture."""
    hover(picture, place)
    picture.lesson.page.wait_for_timeout(60)
    return picture.root.locator(".jupyter-matplotlib canvas").nth(1).evaluate("canvas => canvas.style.cursor")


def pull(picture, *places):
    """Move the mouse to these places of the picture, and let it rest there."""
    for place in places:
        picture.lesson.page.mouse.move(*point(picture, place), steps=3)
    picture.lesson.page.wait_for_timeout(60)  # the canvas sends no more than fifty places a second


def drag(picture, start, *stops):
    """Press the button at one place of the picture, pull to the others, and let go there."""
    hover(picture, start)
    picture.lesson.page.mouse.down()
    pull(picture, *stops)
    picture.lesson.page.mouse.up()


def assert_follows(picture, panel):
    """What the mouse takes hold of in this panel goes along, until the mouse lets go."""
    before = look(picture)
    assert until(picture.lesson, lambda: cursor(picture, panel["grip"]) == "grab"), f"no hand on {picture.number}"
    picture.lesson.page.mouse.down()
    corners = [within(panel, x, y) for x, y in ((0.8, 0.8), (0.2, 0.8), (0.2, 0.2), (0.8, 0.2))]
    followed = any(pull(picture, corner) or changed(picture, before) for corner in corners)
    picture.lesson.page.mouse.up()
    assert followed, f"dragging in picture {picture.number} does not change picture and sentence: {picture.sentence()}"
    assert_numbers_agree(picture)


def assert_lets_go(picture, place):
    """A mouse without its button down moves nothing."""
    look(picture)
    left = ask_kernel(picture.lesson, "values")
    pull(picture, place)
    look(picture)
    assert ask_kernel(picture.lesson, "values") == left, f"picture {picture.number} clings to the mouse"
