"""Live pictures on a page of their own: live.js in a real browser, and what the kernel does in this process.

    lesson = BarePage(chrome.new_page(), views)
    lesson.pictures()[0].sentence()

The messages between the two are those that JupyterLab would carry. Nothing else is on the page: a picture is there at
once, and what goes wrong there is the picture's own doing.
"""

from base64 import b64encode
from functools import partial

from helpers.live import View
from tests.browser import inside
from tests.browser.jupyterlab import PICTURE, LivePicture

ADDRESS = "http://localhost/"  # answered here; browsers trust it as they trust a JupyterLab on this machine
HTML = f"""<!doctype html>
<html lang="en">
<title>Live pictures</title>
<style>
html, body {{ height: 100%; margin: 0; }}
.jp-WindowedPanel-outer {{ height: 100%; overflow-y: auto; }}
.jp-OutputArea-output {{ margin: 8px 8px 40px; }}
{View._css}
</style>
<main class="jp-WindowedPanel-outer"></main>
<script type="module">
import live from "data:text/javascript;base64,{b64encode(View._esm.encode()).decode()}";

let until = 0; // what is sent ahead comes up to then
const models = new Map(), bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

function begin(name, state) {{
    const acts = new Map(), el = document.createElement("div"), output = document.createElement("div");
    const heard = async message => {{
        const quiet = performance.now() > until;
        until = Infinity;
        hear(await window.tell(name, message));
        until = performance.now() + 400;
        while (quiet && performance.now() < until) {{
            await new Promise(done => setTimeout(done, 10));
            hear(await window.more());
        }}
    }};
    const model = {{
        get: trait => state[trait],
        on(event, act) {{ acts.set(event, [...acts.get(event) ?? [], act]); }},
        off() {{}},
        send(message) {{ heard(message); }},
    }};
    models.set(name, {{ state, on: (event, ...facts) => acts.get(event)?.forEach(act => act(...facts)) }});
    output.className = "jp-OutputArea-output";
    output.append(el);
    document.querySelector("main").append(output);
    live.render({{ model, el }});
}}
window.hear = messages => {{
    for (const [name, {{ state, content }}, buffers] of messages) {{
        const model = models.get(name);
        if (content) model.on("msg:custom", content, buffers.map(bytes));
        else {{
            for (const [trait, text] of Object.entries(buffers)) state[trait] = bytes(text);
            if (!model) begin(name, state);
            else {{
                Object.assign(model.state, state);
                for (const trait of Object.keys(state)) model.on(`change:${{trait}}`);
            }}
        }}
    }}
}};
// A kernel that is here is idle once it has answered.
const sessionContext = {{ session: {{ kernel: {{ status: "idle" }} }} }};
window.jupyterapp = {{ shell: {{ currentWidget: {{ sessionContext }} }} }};
</script>
</html>"""


class BarePage:
    """Some views, one below the other, in a page.

    complaints: what the browser's console and the page had to say against it
    """

    def __init__(self, page, views):
        self.page, self.views, self._messages, self.complaints = page, views, [], []
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.expose_function("tell", self._receive)
        page.expose_function("more", self._drain)
        page.route(ADDRESS, lambda route: route.fulfill(body=HTML, content_type="text/html"))
        page.goto(ADDRESS)
        for view in views:
            view.veiled = False  # no question stands here
            view.comm.send = partial(self._queue, view.model_id)
            view.send_state()
        self.pass_on()

    def _queue(self, name, data, metadata=None, buffers=None):
        """Keep a message of a view for the page."""
        coded = [b64encode(part).decode() for part in buffers or []]
        if data["method"] == "update":
            coded = {path[0]: part for path, part in zip(data["buffer_paths"], coded, strict=True)}
        self._messages.append([name, data, coded])

    def _drain(self):
        messages, self._messages = self._messages, []
        return messages

    def _receive(self, name, message):
        next(view for view in self.views if view.model_id == name).receive(None, message, [])
        return self._drain()

    def pass_on(self):
        """Give the page what the views have sent."""
        self.page.evaluate("hear", self._drain())

    def wait_idle(self, seconds=0):
        """A kernel that is in this process has done all that it was asked."""

    def ask_kernel(self, question):
        """The answer to one of the questions in `tests.browser.inside`."""
        answer = getattr(inside, question)({view.model_id: view for view in self.views})
        self.pass_on()
        return answer

    def ask_pictures(self, question):
        """The answers for each picture, in the order of the page."""
        return list(self.ask_kernel(question).values())

    def close(self):
        """Let go of the page and of the views."""
        self.page.close()
        for view in self.views:
            view.close()

    def pictures(self):
        """The live pictures on the page, in order."""
        return [LivePicture(self, number) for number in range(self.page.locator(PICTURE).count())]
