"""Hands and eyes for the browser tests: moves a control by keyboard or mouse, and sees whether the picture follows."""

import contextlib
import itertools
import time

from axe_playwright_python.sync_playwright import Axe

from tests.browser.jupyterlab import PANEL

# Both watch a live picture, `root`, until it has been still for a while and the kernel has had nothing to do.
WATCH = f"""
    const look = async () => {{
        const canvas = root.querySelector('canvas');
        if (!canvas?.width) return ['', ''];
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', pixels));
        return [bytes.join(' '), root.querySelector('.sentence').textContent.trim()];
    }};
    let last = await look(), since = performance.now();
    const end = since + 15_000, same = (one, other) => one.every((part, i) => part === other[i]);
    const still = async () => {{
        await new Promise(done => setTimeout(done, 15));
        const now = await look(), status = {PANEL}.sessionContext.session?.kernel?.status;
        const idle = status === 'idle' && !root.matches('[aria-busy=true]');
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


def assert_accessible(page, where):
    """No serious or critical violation that axe-core finds in these elements."""
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, {"include": [[where]]}, options).response["violations"]
    serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    assert not serious, "\n".join(f"{rule['id']}: {node['html']}" for rule in serious for node in rule["nodes"])


def assert_fits(picture, seconds=10):
    """Picture, sentence and controls lie inside their cell's output, and no label is shortened.

    All three fit on the page together, unless the picture would be too small to read.
    """
    sticking_out = []

    def inside():
        sticking_out[:] = picture.root.evaluate("""root => {
            const parts = 'canvas, input, select, button, label, summary, .sentence';
            const room = root.closest('.jp-OutputArea-output').getBoundingClientRect();
            const canvas = root.querySelector('canvas'), page = root.closest('.jp-WindowedPanel-outer');
            const output = root.closest('.jp-OutputArea-output');
            if (output.scrollHeight > output.clientHeight) return ['a finger or a wheel would scroll in the output'];
            if (root.offsetHeight > page.clientHeight && canvas.clientWidth > 480)
                return [`${root.offsetHeight} of ${page.clientHeight} pixels high`];
            return [...root.querySelectorAll(parts)].filter(part => {
                const own = part.getBoundingClientRect();
                return own.width && (own.left < room.left || own.right > room.right + 1 || own.bottom > room.bottom + 1
                    || (part.matches('label, button') && part.scrollWidth > part.clientWidth));
            }).map(part => part.outerHTML.slice(0, 200));
        }""")
        return not sticking_out

    picture.canvas.scroll_into_view_if_needed()
    assert until(picture.lesson, inside, seconds), f"picture {picture.number}: {sticking_out}"


# For each kind of control, the moves to try in turn


SLIDER_KEYS = ("ArrowRight", "PageUp", "PageDown", "PageDown")


def slider_keys(control):
    return [lambda key=key: control.node.press(key) for key in SLIDER_KEYS]


def slider_mouse(control):
    return [lambda share=share: carry(control.node, share) for share in (0.06, 0.5)]


def slider_touch(control):
    return [lambda share=share: carry(control.node, share, finger_drag) for share in (0.06, 0.5)]


def carry(slider, by, hand=None):
    """Take the thumb of a slider and carry it along, by this share of the way, backwards if there is no room."""
    slider.scroll_into_view_if_needed()
    share, box = share_of(slider), slider.bounding_box()
    goal = share + (by if share + by <= 1 else -by)
    thumb = box["height"]  # as wide as high
    x, far = box["x"] + thumb / 2, box["width"] - thumb
    (hand or mouse_drag)(slider.page, *[(x + part * far, box["y"] + box["height"] / 2) for part in (share, goal)])


def share_of(slider):
    """Where the slider stands, from 0 to 1."""
    return slider.evaluate("one => (one.value - one.min) / (one.max - one.min)")


def mouse_drag(page, start, *stops):
    """Press the button at one place of the page, pull to the others, and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    for stop in stops:
        page.mouse.move(*stop, steps=3)
    page.mouse.up()


def finger_drag(page, start, *stops):
    """Put a finger down at one place of the page, pull to the others, and lift it."""
    with finger(page) as move:
        move(*start)
        for begin, end in itertools.pairwise([start, *stops]):
            for part in (0.25, 0.5, 0.75, 1):
                move(*[one + part * (other - one) for one, other in zip(begin, end, strict=True)])


@contextlib.contextmanager
def finger(page):
    """A finger: its first move puts it down, the others pull, and in the end it is lifted."""
    session, touches = page.context.new_cdp_session(page), iter(["touchStart"])

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    try:
        yield lambda x, y: touch(next(touches, "touchMove"), {"x": x, "y": y})
        touch("touchEnd")
    finally:
        session.detach()


def number_typed(control):
    return [lambda value=value: type_number(control.node, value) for value in other_numbers(control.node)]


def type_number(box, value, reach=None):
    """Type a number in place of the old one; it must stay."""
    (reach or box.focus)()
    box.press("End")
    for _ in box.input_value():
        box.press("Backspace")
    box.page.keyboard.type(value)
    box.press("Enter")
    assert float(box.input_value()) == float(value)


def number_tapped(control):
    node = control.node
    return [lambda value=value: type_number(node, value, node.tap) for value in other_numbers(node)]


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


def tick_touch(control):
    return [control.node.tap]


def button_keys(control):
    return [lambda: press(control.node, lambda: control.node.press("Enter"))]


def button_mouse(control):
    return [lambda: press(control.node, control.node.click)]


def button_touch(control):
    return [lambda: press(control.node, control.node.tap)]


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
# The list of a menu is the system's own: what is chosen in it arrives in the same way.
TOUCH = {
    "slider": slider_touch,
    "number": number_tapped,
    "menu": menu_mouse,
    "tick": tick_touch,
    "button": button_touch,
}


def assert_all_move(picture, hand, begin=lambda: None):
    """For each control of the picture, one of the hand's moves must change the picture and its sentence.

    begin() comes before each control.
    """
    controls = picture.controls()
    for n, control in enumerate(controls):
        begin()
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
    """Each slider stands where its number box says, to within a step, and is read out as that number."""
    wrong = []

    def agree():
        wrong[:] = picture.root.evaluate("""root => [...root.querySelectorAll('.live-slider')].map(row => {
            const slider = row.querySelector('[type=range]'), box = row.querySelector('[type=number]');
            return [box.ariaLabel, slider.value, slider.ariaValueText, box.value, box.step];
        }).filter(([_, slider, said, box, step]) => said !== box || !(Math.abs(slider - box) < 0.51 * step))""")
        return not wrong

    assert until(picture.lesson, agree, seconds), f"slider and number box disagree: {wrong}"


def slide(slider, steps, pause):
    """Move a slider by so many steps, to where there is more room, so many milliseconds apart."""
    slider.evaluate(
        """async (slider, [steps, pause]) => {
            const up = slider.valueAsNumber - slider.min < slider.max - slider.valueAsNumber;
            for (; steps; steps--) {
                slider[up ? 'stepUp' : 'stepDown']();
                slider.dispatchEvent(new Event('input'));
                await new Promise(done => setTimeout(done, pause));
            }
        }""",
        [steps, pause],
    )


# Mouse and finger in the picture


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
    box = picture.canvas.bounding_box()
    picture.canvas.hover(position={"x": place[0] * box["width"], "y": place[1] * box["height"]})


def cursor(picture, place):
    """What the pointer looks like over this place of the picture."""
    hover(picture, place)
    picture.lesson.page.wait_for_timeout(60)
    return picture.canvas.evaluate("canvas => canvas.style.cursor")


def pull(picture, *places):
    """Move the mouse to these places of the picture, and let it rest there."""
    for place in places:
        picture.lesson.page.mouse.move(*point(picture, place), steps=3)


def drag(picture, *places):
    """Press the button at the first place of the picture, pull to the others, and let go there."""
    picture.canvas.scroll_into_view_if_needed()
    mouse_drag(picture.lesson.page, *[point(picture, place) for place in places])


def corners(panel):
    """Places well apart from each other in a panel."""
    return [within(panel, x, y) for x, y in ((0.8, 0.8), (0.2, 0.8), (0.2, 0.2), (0.8, 0.2))]


def assert_follows(picture, panel):
    """What the mouse takes hold of in this panel goes along, until the mouse lets go."""
    before = look(picture)
    assert until(picture.lesson, lambda: cursor(picture, panel["grip"]) == "grab"), f"no hand on {picture.number}"
    picture.lesson.page.mouse.down()
    followed = any(pull(picture, corner) or changed(picture, before) for corner in corners(panel))
    picture.lesson.page.mouse.up()
    assert followed, f"dragging in picture {picture.number} does not change picture and sentence: {picture.sentence()}"
    assert_numbers_agree(picture)


def assert_follows_a_finger(picture, panel):
    """What a finger takes hold of in this panel goes along, if the finger sets out sideways."""
    before = look(picture)
    grip, page = panel["grip"], picture.lesson.page
    picture.canvas.scroll_into_view_if_needed()
    scrolled = scroll_top(picture)
    start, *stops = [point(picture, place) for place in (grip, *corners(panel))]
    followed = False
    with finger(page) as move:
        for k in range(5):  # a browser takes what begins upright for scrolling
            move(start[0] + 6 * k * (1 if start[0] < stops[0][0] else -1), start[1])
        for stop in stops:
            move(*stop)
            followed = followed or changed(picture, before)
    assert followed, f"a finger in picture {picture.number} does not change picture and sentence: {picture.sentence()}"
    assert scroll_top(picture) == scrolled, "the page scrolls while a finger drags"
    assert_numbers_agree(picture)


def scroll_top(picture):
    """How far the page is scrolled that has the picture in it."""
    return picture.root.evaluate("root => root.closest('.jp-WindowedPanel-outer').scrollTop")


def assert_lets_go(picture, place):
    """A mouse without its button down moves nothing."""
    look(picture)
    left = picture.lesson.ask_kernel("values")
    pull(picture, place)
    look(picture)
    assert picture.lesson.ask_kernel("values") == left, f"picture {picture.number} clings to the mouse"
