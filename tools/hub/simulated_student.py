"""A student as a hub sees one: logs in, pulls the course, opens notebooks, runs them and moves their sliders.

There is no browser. What is sent and awaited is what JupyterLab and helpers/live/live.js send and await.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from time import perf_counter
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

PATIENCE = 300  # seconds; a student who waits longer for anything has failed
WIDGET = "application/vnd.jupyter.widget-view+json"


class StudentFailed(Exception):
    """A student did not get what a student must get; the message says what."""


@dataclass
class Request:
    """A message to the kernel: the reply, and the moment when all that follows from it is here."""

    reply: asyncio.Future = field(default_factory=asyncio.Future)
    idle: asyncio.Future = field(default_factory=asyncio.Future)


class Page:
    """An open notebook: its cells, its kernel, and the widgets that the kernel has made."""

    def __init__(self, cells, socket, session):
        self.cells, self.socket, self.session = cells, socket, session
        self.models, self.live, self.framed = {}, [], set()  # by id: states; what has controls; who sent a new frame
        self.requests, self.news, self.turn = {}, asyncio.Event(), 0
        self.reading = asyncio.create_task(self._read())

    def send(self, kind, **content):
        """Send the kernel a message; returns its `Request`."""
        metadata = {"cellId": content.pop("cell")} if "cell" in content else {}
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self.session, "username": "", "version": "5.3"}
        header["date"] = datetime.now(UTC).isoformat()
        message = {"header": header, "parent_header": {}, "metadata": metadata, "content": content}
        self.socket.write_message(
            serialize_msg_to_ws_v1(message, "shell", lambda part: json.dumps(part).encode()), True
        )
        request = self.requests[header["msg_id"]] = Request()
        return request

    async def run(self, *cells):
        """Send the kernel all cells at once, and wait until they have run. Raises StudentFailed with a cell's error."""
        more = {"store_history": True, "allow_stdin": False}
        requests = [self.send("execute_request", code=cell["source"], cell=cell["id"], **more) for cell in cells]
        for request in requests:
            reply, _ = await self._in_time(asyncio.gather(request.reply, request.idle), "an answer to a cell")
            if reply["status"] != "ok":
                raise StudentFailed(f"a cell said {reply.get('ename')}: {reply.get('evalue')}")

    async def run_all(self):
        """Run every cell from the top."""
        await self.run(*(cell for cell in self.cells if cell["cell_type"] == "code"))

    async def answer(self):
        """Send an empty cell; returns the seconds until the kernel is done with it."""
        start = perf_counter()
        await self.run({"source": "", "id": ""})
        return perf_counter() - start

    def sliders(self):
        """(widget, slider as the widget describes it) for each slider on the page."""
        moving = ("slider", "playback")
        return [(view, one) for view in self.live for one in self.models[view]["controls"] if one["kind"] in moving]

    async def move(self, view, name, value):
        """Move one slider; returns the seconds until its answer is here, a picture's with a new sentence and frame."""
        self.turn += 1
        turn, model = [self.session, self.turn], self.models[view]
        before, said = {name: model["values"][name]}, model["sentence"]
        told = {"do": "move", "values": {name: value}, "before": before, "client": turn[0], "turn": turn[1]}
        self.framed.discard(view)
        start = perf_counter()
        request = self.send("comm_msg", comm_id=view, data={"method": "custom", "content": told})
        while model["answers"] != turn:
            if request.idle.done():
                request.idle.result()
                raise StudentFailed("a slider moved, and no answer came")
            self.news.clear()
            await self._in_time(self.news.wait(), "the kernel's answer to a slider")
        if "size" in model and (model["sentence"] == said or view not in self.framed):
            raise StudentFailed("a slider moved, and no new sentence and frame came")
        return perf_counter() - start

    async def sweep(self, view, slider):
        """Move a slider from end to end, and back to where it was; returns the seconds of each move."""
        name, low, high, step = (slider[part] for part in ("name", "min", "max", "step"))
        start = self.models[view]["values"][name]
        path = [low + round((high - low) * part / 4 / step) * step for part in (0, 1, 2, 3, 4, 3, 2, 1)]
        values = [start, *path, start]
        return [await self.move(view, name, new) for old, new in pairwise(values) if abs(new - old) > step / 2]

    async def close(self):
        """Close the connection to the kernel."""
        self.socket.close()
        await self.reading

    async def _in_time(self, awaitable, what):
        try:
            async with asyncio.timeout(PATIENCE):
                return await awaitable
        except TimeoutError:
            raise StudentFailed(f"{what} did not come within {PATIENCE} s") from None

    async def _read(self):
        broke = "the connection to the kernel broke off"
        try:
            while (data := await self.socket.read_message()) is not None:
                parts = deserialize_msg_from_ws_v1(data)[1]
                header, parent, _, content = (json.loads(part) for part in parts[:4])
                self._received(header["msg_type"], parent.get("msg_id"), content)
                self.news.set()
            broke += f": close code {self.socket.close_code}, {self.socket.close_reason}"
        except Exception as error:  # of a message that makes no sense
            broke += f": {error!r}"
            raise
        finally:
            self.news.set()
            for request in self.requests.values():
                if not request.idle.done():
                    request.idle.set_exception(StudentFailed(broke))
                    request.idle.exception()  # whoever waits is told; nobody need be, when the page was closed

    def _received(self, kind, parent, content):
        if kind == "execute_reply":
            self.requests[parent].reply.set_result(content)
        elif kind == "status" and content["execution_state"] == "idle" and parent in self.requests:
            self.requests[parent].idle.set_result(None)
        elif kind == "comm_open":
            self.models[content["comm_id"]] = content["data"]["state"]
        elif kind == "comm_close":
            self.models.pop(content["comm_id"], None)
        elif kind == "comm_msg" and content["data"]["method"] == "update":
            told = content["data"]
            self.models[content["comm_id"]].update(told["state"])
            if ["frame"] in told["buffer_paths"]:
                self.framed.add(content["comm_id"])
        elif kind in ("execute_result", "display_data") and WIDGET in content["data"]:
            self._show(content["data"][WIDGET]["model_id"])

    def _show(self, view):
        """A widget comes to stand on the page, and those in it."""
        model = self.models[view]
        if model["_model_module"] == "anywidget":
            self.live.append(view)
        for child in model.get("children", ()):
            self._show(child.removeprefix("IPY_MODEL_"))


class Student:
    """One student of a hub. name: what the student logs in with."""

    def __init__(self, hub, name):
        self.name, self.home = name, f"/user/{name}/"
        limits = httpx.Limits(keepalive_expiry=2)  # seconds; the hub's proxy lets go of an idle connection after 5
        self.web = httpx.AsyncClient(base_url=hub, follow_redirects=True, timeout=PATIENCE, limits=limits)

    async def arrive(self):
        """Log in, wait for the server, pull the course; returns the address that JupyterLab then opens."""
        page = await self._get("/hub/login")
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)[1]
        page = self._fine(
            await self.web.post("/hub/login", data={"username": self.name, "password": "", "_xsrf": token})
        )
        start = perf_counter()
        while not page.url.path.startswith(self.home):
            if perf_counter() - start > PATIENCE:
                raise StudentFailed(f"no server within {PATIENCE} s")
            await asyncio.sleep(0.5)
            page = await self._get(f"/hub/spawn-pending/{self.name}")
        link = {name: values[0] for name, values in parse_qs(urlsplit(str(page.url)).query).items()}
        place = link.pop("urlpath")
        pulled = await self._get(f"{self.home}git-pull/api", params=link)
        if '"finished"' not in pulled.text:
            raise StudentFailed(f"the course was not pulled: {pulled.text[-500:]}")
        return (await self._get(self.home + place)).url.path

    async def open(self, path):
        """Open a notebook, path from the student's home, and start its kernel; returns its `Page`."""
        notebook = (await self._get(f"{self.home}api/contents/{path}", params={"content": 1})).json()
        wish = {"path": path, "name": notebook["name"], "type": "notebook", "kernel": {"name": "python3"}}
        answer = self._fine(await self.web.post(f"{self.home}api/sessions", json=wish, headers=self._token()))
        kernel, session = answer.json()["kernel"]["id"], uuid4().hex
        wish = {"session_id": session, "_xsrf": self._token()["X-XSRFToken"]}
        request = self.web.build_request("GET", f"{self.home}api/kernels/{kernel}/channels", params=wish)
        address = str(request.url).replace("http", "ws", 1)
        cookie = {"Cookie": request.headers["Cookie"]}
        socket = await websocket_connect(
            HTTPRequest(address, headers=cookie, connect_timeout=PATIENCE, request_timeout=PATIENCE),
            subprotocols=["v1.kernel.websocket.jupyter.org"],
        )
        page = Page(notebook["content"]["cells"], socket, session)
        page.kernel = kernel
        return page

    async def write(self, path, notebook):
        """Save a notebook (nbformat's) under a path from the student's home."""
        body = {"type": "notebook", "content": notebook}
        self._fine(await self.web.put(f"{self.home}api/contents/{path}", json=body, headers=self._token()))

    async def shut(self, page):
        """Close a notebook and end its kernel."""
        await page.close()
        self._fine(await self.web.delete(f"{self.home}api/kernels/{page.kernel}", headers=self._token()))

    async def leave(self):
        """Let go of the connections; the server goes on."""
        await self.web.aclose()

    async def _get(self, address, **more):
        return self._fine(await self.web.get(address, **more))

    @staticmethod
    def _fine(answer):
        if answer.is_error:
            raise StudentFailed(f"{answer.request.method} {answer.url.path} was answered with {answer.status_code}")
        return answer

    def _token(self):
        tokens = [cookie.value for cookie in self.web.cookies.jar if (cookie.name, cookie.path) == ("_xsrf", self.home)]
        return {"X-XSRFToken": tokens[0]} if tokens else {}
