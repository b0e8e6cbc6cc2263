"""What this course asks of a JupyterHub. Load it from the hub's own configuration:

    load_subconfig("…/tools/hub/jupyterhub_config.py")

It sets nothing but the students' servers: who may log in and where the servers run stays the hub's own affair. The
environment variable COURSE_REPOSITORY says where git finds the course.
"""

import os
from urllib.parse import urlencode

c = get_config()  # noqa: F821

if "COURSE_REPOSITORY" not in os.environ:
    raise ValueError("COURSE_REPOSITORY must hold the address that git clones the course from; it is not set")

# Whoever starts a server gets the course, or its news, and then a workspace laid out with it: see server_extension.py.
pull = {
    "repo": os.environ["COURSE_REPOSITORY"],
    "branch": "main",
    "targetpath": "linear-classification",
    "urlpath": "workspace/00_start_here.md",
}
c.Spawner.default_url = f"/git-pull?{urlencode(pull)}"

# The arrays are small: a second thread for linear algebra would only wait for the first, and take memory.
# Pictures come and go: with this threshold, glibc gives their memory back.
c.Spawner.environment = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}

# One server with two or three notebooks open stays below 0.6 GB; `make classroom` measures it.
c.Spawner.mem_guarantee = "256M"
c.Spawner.mem_limit = "1G"

# When a whole class comes through the door, the last server needs a while.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
