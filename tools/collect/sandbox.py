"""Where a student's code runs, and how it is kept there.

Linux, its namespaces, and the commands of util-linux do the work. The code sees a file system of its own: the system's
programs, Python and the course, all read-only, and a folder /student of 64 MB in memory, gone afterwards. Nothing else
of this machine is there: no home, no submissions, no network, no other processes. It has no privileges; where the
lecturer is root, it is another user. It can start no process and no thread, has 2 GB of memory and limits for time and
files, and when memory runs out all the same, it is the first to be stopped.

`probe` tries this out before anything else runs, and where it does not hold, nothing is collected: on Windows and
macOS, in a container without the right to make namespaces, and where users are forbidden to make them (on Ubuntu 24.04,
where root still may). What it does not keep from a student: a fault in the kernel, against which only a machine of its
own helps; the time they are given, on one core; and before Linux 5.19, where the lecturer is not root, segments of
shared memory beyond the 2 GB.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import matplotlib
from matplotlib import font_manager  # noqa: F401 - fills the cache

ROOT = Path(__file__).parents[2]
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null")
PATIENCE = 3  # how much longer than it may compute a notebook may take
START = 60  # seconds that it may take until the student's code begins
NOBODY = 65534
LONGEST = 2 * 10**6  # bytes of a line
FORGED = "was tampered with: what it says is not what the course says"

# $1: a folder to build the file system in. Then what is shown in it, what is copied to /student, and the command, with
# -- between them. sh stays as process 1: with it, all the others end.
SCRIPT = """
set -eu
echo 1000 > /proc/self/oom_score_adj
{ echo 0 > /proc/sys/kernel/shmall; } 2> /dev/null || :
root=$1; shift
mount -t tmpfs -o size=1m,mode=755 collect "$root"
mkdir "$root/student" "$root/old"
mount -t tmpfs -o size=64m,nr_inodes=1k,mode=777 student "$root/student"
while [ "$1" != -- ]; do
    mkdir -p "$root$(dirname "$1")"
    if [ -h "$1" ]; then
        cp -P "$1" "$root$1"
    else
        if [ -d "$1" ]; then mkdir -p "$root$1"; else touch "$root$1"; fi
        mount --bind "$1" "$root$1"
        mount -o "remount,bind,$(findmnt -nro VFS-OPTIONS -T "$1" | sed 's/^rw/ro/')" "$root$1"
    fi
    shift
done; shift
while [ "$1" != -- ]; do cp "$1" "$root/student"; shift; done; shift
mount -o remount,bind,ro "$root"
cd "$root"
pivot_root . old
chroot old umount -l /
cd /student
"$@"
exit $?
"""


class Unsafe(Exception):
    """The sandbox cannot be built here, or does not hold."""


class Interrupted(BaseException):
    """The process has ended, or does not keep to what was agreed. Not an Exception, which the grader would catch."""


class Sandbox:
    """A process in which inside.py runs, for a with statement. One speaks to it line by line, in JSON.

    seconds: for how long the notebook may compute.
    """

    def __init__(self, seconds):
        self.seconds, self.late = seconds, False

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        command = _command(self.folder.name, self.seconds)
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self.process = subprocess.Popen(command, env=_environment(), **pipes)
        self._end_in(START)
        if self.process.stdout.readline(LONGEST) != b"ready\n":
            self.process.kill()
            error = self.process.stderr.read().decode(errors="replace").strip()
            self.__exit__()
            raise Unsafe(f"the sandbox does not start. {error}")
        self.clock.cancel()
        self._end_in(PATIENCE * self.seconds)
        return self

    def __exit__(self, *_):
        self.clock.cancel()
        self.process.kill()  # unshare, and with it all that it has started
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(BrokenPipeError):
                pipe.close()
        self.folder.cleanup()

    def _end_in(self, seconds):
        self.clock = threading.Timer(seconds, self._end)
        self.clock.start()

    def _end(self):
        self.late = True
        self.process.kill()

    def say(self, message):
        """Say something. Raises Interrupted."""
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def hear(self):
        """What it says next, a dict. Raises Interrupted."""
        line = self.process.stdout.readline(LONGEST)
        if not line.endswith(b"\n"):
            raise self._ended()
        try:
            return {**json.loads(line)}
        except (ValueError, TypeError, RecursionError):
            raise Interrupted(FORGED) from None

    def _ended(self):
        late = self.process.wait() == 128 + signal.SIGXCPU or self.late
        long = f"was stopped: it computed for more than {self.seconds:g} seconds, or waited"
        return Interrupted(long if late else "ended before its last cell")


def probe(folder):
    """Try in a sandbox what must not work there. Raises Unsafe if something does. folder: the submissions."""
    forbidden = {
        "see the submissions": f"assert os.path.exists({str(folder.resolve())!r})",
        "write into the course": f"assert os.access({str(ROOT / 'tools')!r}, os.W_OK)",
        "reach the network": "assert len(socket.if_nameindex()) > 1",
        "start a process": "os.fork()",
        "be root": "os.chroot('/student')",
        "have all the memory": "bytearray(2**32)",
    }
    failed = set()
    with Sandbox(START) as sandbox:
        sandbox.say(["import os, socket", *forbidden.values()])
        while "replaced" not in (message := sandbox.hear()):
            failed.add(message["failed"])
    possible = [what for k, what in enumerate(forbidden, 1) if k not in failed]
    if possible or 0 in failed:
        raise Unsafe(f"in the sandbox one can {' and '.join(possible) or 'do nothing'}.")


def _command(folder, seconds):
    root = os.getuid() == 0
    own = [] if root else ["--user", "--map-root-user"]
    other = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if root else []
    copied = [ROOT / "notebooks" / "matplotlibrc", *Path(matplotlib.get_cachedir()).glob("fontlist-*.json")]
    return [
        *("unshare", *own, "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child"),
        *("sh", "-c", SCRIPT, "sandbox", folder, *_shown(), "--", *map(str, copied), "--"),
        *("setpriv", *other, "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"),
        *(sys.executable, "-m", "tools.collect.inside", str(seconds)),
    ]


def _shown():
    """What the student's code sees of this machine, no path inside another."""
    paths = [
        *SYSTEM,
        sys.base_prefix,
        sys.prefix,
        *(str(ROOT / part) for part in ("helpers", "tutor", "tools", "data")),
    ]
    shown = []
    for path in map(Path, paths):
        if path.exists() and not any(path.is_relative_to(other) for other in shown):
            shown.append(path)
    return map(str, shown)


def _environment():
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/student",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": "/student",
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
