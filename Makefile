# make lab: study · make test: everything that must be right · make check: the part one runs at each save
# make refresh: re-run the notebooks · make bench: how fast · make lecture: the projector · make pages: a site to read
# make site: JupyterLite · make classroom: a hub with students (STUDENTS="10 20" ROUND_TRIP=100)
# make faults: what the tests do not notice · make soak: two hours' work in the browser
# make constraints: the versions that are installed
PYTHON ?= python3
BIN = .venv/bin
# In a container one is root, and Jupyter wants that said.
ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

lab: .venv/.student
	$(BIN)/python -m tools.workspace
	$(BIN)/jupyter lab --config=lab/jupyter_lab_config.json $(ROOT)

lecture: .venv/.student
	$(BIN)/python -m tools.lecture.build
	$(BIN)/jupyter lab --config=build/lecture/jupyter_lab_config.json $(ROOT)

# The arrays are small: a second thread for linear algebra would only wait for the first.
test check faults bench soak: export OPENBLAS_NUM_THREADS = 1

test: .venv/.node .venv/.site .venv/.oldest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest --numprocesses=auto --dist=loadfile tests/helpers/test_models.py tests/helpers/test_checks.py tests/tutor/test_latex.py tests/tutor/test_chains.py tests/tools/test_house.py::test_the_equations_for_the_stepper_are_those_of_the_notebooks notebooks

# What the tests do not notice: 120 faults, drawn from all that the rules make in helpers and tutor, in half an hour.
faults: FAULTS ?= --sample 120
faults: .venv/.dev
	$(BIN)/python -m tests.faults $(FAULTS)

# Half an hour on two busy cores; SOAK="--moves 800 --restarts 2" is a shorter one, SOAK=--help says what else there is.
soak: .venv/.dev
	$(BIN)/python -m tests.browser.soak $(SOAK)

refresh: .venv/.dev
	$(BIN)/python -m tools.refresh notebooks/*.ipynb

bench: .venv/.dev
	$(BIN)/python -m benchmarks.browser

pages: .venv/.node
	$(BIN)/python -m tools.pages

classroom: ROUND_TRIP ?= 0
classroom: .venv/.node
	$(BIN)/python -m tools.hub.load_test $(STUDENTS) --round-trip $(ROUND_TRIP)

site: .venv/.node .venv/.site
	$(BIN)/python -m tools.pages.lite

# After a green run with the newest versions: the next .ci/run takes the same.
constraints: .venv/.dev
	$(BIN)/pip freeze --exclude-editable > constraints.txt

.venv/.student: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo "This course needs Python 3.11 or newer. Install it, then say: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@echo "Installing numpy, matplotlib and JupyterLab into .venv. It takes about half a minute, and only the first time."
	@$(PYTHON) -m venv .venv || \
	    { echo "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet -r requirements.txt || \
	    { echo "The install did not finish: pip's message is above. Once it is mended, run make $(MAKECMDGOALS) again."; exit 1; }
	@touch $@

.venv/.dev: .venv/.student requirements-dev.txt
	@$(BIN)/pip install --quiet -r requirements-dev.txt || \
	    { echo "The install did not finish: pip's message is above. Once it is mended, run make $(MAKECMDGOALS) again."; exit 1; }
	@touch $@

.venv/.node: package.json .venv/.dev
	@$(BIN)/npm install --silent --no-fund --no-audit --no-package-lock || \
	    { echo "The install did not finish: npm's message is above. Once it is mended, run make $(MAKECMDGOALS) again."; exit 1; }
	@touch $@

.venv/.site: requirements-site.txt .venv/.dev
	@$(BIN)/pip install --quiet --no-deps --upgrade --target .venv/lite -r requirements-site.txt || \
	    { echo "The install did not finish: pip's message is above. Once it is mended, run make $(MAKECMDGOALS) again."; exit 1; }
	@touch $@

# The course as a wheel, with what it asks for and nothing else.
.venv/.oldest: requirements-oldest.txt pyproject.toml .venv/.dev
	@$(PYTHON) -m venv --clear $@ && $@/bin/pip install --quiet --constraint requirements-oldest.txt . && touch $@ || \
	    { rm -rf $@; echo "The oldest versions do not install with this Python, so their test is left out."; }

.PHONY: lab lecture test check faults soak refresh bench pages classroom site constraints
