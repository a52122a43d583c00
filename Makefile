# Every target builds on `setup`, which is idempotent: it does nothing while the lock and pyproject are unchanged.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN_STAMP := $(VENV)/.installed-run
SCENARIO ?= bakhmut
DATA ?= ../shared/data
# a folder of dated maps as it is, or the open data's
MAPS ?= $(if $(wildcard $(DATA)/front_*),$(DATA),$(DATA)/deepstate_control)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: browser coverage soak-page page-speed setup assess test lint bench bench-large soak audit pictures evidence-bench source-records reading-bench reading-fit truth
.PHONY: desk-page notebooks reference rooms truth-check truth-ship skill-page places curves docs clean lock

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# What running needs and no more; where everything is installed, that serves.
$(RUN_STAMP): requirements-run.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-run.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

assess: $(if $(wildcard $(STAMP)),$(STAMP),$(RUN_STAMP))
	$(BIN)/pyrrhus assess $(SCENARIO)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/basedpyright --level error

test: lint
	$(BIN)/python -m pytest -n 2

# Which lines the suite runs; kernels run compiled and are left out.
coverage: setup
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term

bench: setup
	$(BIN)/python -m benchmarks

# A million draws in streaming summaries: some minutes. The twin in Mesa needs the dependency group `bench`.
bench-large: setup
	$(BIN)/python -m benchmarks.memory --draws 1000000 --states 20000 --into benchmarks/latest.json

# Report and page in Chromium, which must be on the path (Debian: apt-get install chromium); Playwright's own is not used,
# and its Python package comes from the registry here. Without either the tests skip and say so; with CI set they fail.
browser: setup
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { echo "needs Chromium: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pip install --quiet "playwright>=1.45" "axe-playwright-python>=0.1.4" "pillow>=10"
	$(BIN)/python -m pytest tests/browser

# Ten thousand random scenarios under every guard, kills and hostile places for output, every command against somebody's
# files, a hundred thousand spoiled inputs and hostile texts in a browser: an hour or two. What comes of it stands in docs/reference/reliability.md.
soak: setup
	$(BIN)/python -m benchmarks.soak --scenarios 10000
	$(BIN)/python -m benchmarks.soak_files
	$(BIN)/python -m benchmarks.soak_commands
	$(BIN)/python -m benchmarks.soak_resume --rounds 50
	$(BIN)/python -m benchmarks.soak_inputs --inputs 100000
	$(BIN)/python -m benchmarks.soak_report
	$(BIN)/python -m benchmarks.soak_page --requests 10000

# Generated requests against the page, and two hundred what-ifs at once: no answer may be an error of the page's own.
soak-page: setup
	$(BIN)/python -m benchmarks.soak_page --requests 10000

# How long a what-if takes, with the history kept.
page-speed: setup
	$(BIN)/python -m benchmarks.page_speed

# Licences of what the lock installs, and known holes where their data can be had (pip-audit).
audit: setup
	$(BIN)/python -m benchmarks.audit

evidence-bench: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.evidence --data $(DATA)

# What open data say of sources, as tables dated by the newest data in them; the same data give the same bytes.
source-records: setup
	$(BIN)/python -m benchmarks.source_records --data $(DATA) --out src/pyrrhus/claims/source_records

# DATA is a folder of texts with an annotation beside them, gold_claims.jsonl; the invented articles if none is given.
reading-bench: DATA = tests/scenarios/articles tests/scenarios/articles_later tests/scenarios/articles_other_wars tests/scenarios/articles_third tests/scenarios/articles_fourth tests/scenarios/articles_fifth tests/scenarios/articles_sixth tests/scenarios/articles_seventh tests/scenarios/articles_set_aside tests/scenarios/articles_set_aside_two tests/scenarios/articles_set_aside_three tests/scenarios/articles_set_aside_four
reading-bench: setup
	$(BIN)/python -m benchmarks.reading $(DATA) --told --by war

# What reading learns from labelled texts; FITTED may name further folders with a gold_claims.jsonl in them.
reading-fit: setup
	$(BIN)/python -m benchmarks.reading_fit tests/scenarios/articles tests/scenarios/articles_later tests/scenarios/articles_other_wars tests/scenarios/articles_third tests/scenarios/articles_fourth tests/scenarios/articles_fifth tests/scenarios/articles_sixth tests/scenarios/articles_seventh tests/scenarios/articles_set_aside tests/scenarios/articles_set_aside_two tests/scenarios/articles_set_aside_three $(FITTED)

# Makes vintages, baselines, backtests and the record again from DATA/deepstate_control (or the folder of dated control
# maps that MAPS names) into out/truth, and says which files of the package differ; `truth-ship` puts them there.
truth: setup
	$(BIN)/python -m benchmarks.truth $(MAPS) --out out/truth

truth-check: setup
	$(BIN)/python -m benchmarks.truth $(MAPS) --check

truth-ship: setup
	$(BIN)/python -m benchmarks.truth $(MAPS) --out out/truth --ship
	$(BIN)/python -m benchmarks.skill_page

# Tables and picture of the manual's page on skill, from the record and tables that ship; needs no data.
skill-page: setup
	$(BIN)/python -m benchmarks.skill_page

# The standing question put to every place of the gazetteer.
places: setup
	$(BIN)/python -m benchmarks.places $(MAPS)

# Bakhmut as of every two weeks, beside the markets of the time: tables and picture of the manual.
curves: setup
	$(BIN)/python -m benchmarks.curves --data $(DATA)

# Pages and pictures of the manual that are made by running the model; committed, since they take a minute.
pictures: setup
	$(BIN)/python docs/pictures/make_draw.py
	$(BIN)/python docs/pictures/make_ablation.py
	$(BIN)/python -m benchmarks.desk_picture

# The two articles at the desk: pictures and tables of the manual, from the keys that were pressed. ARTICLES is the folder
# of their texts, which belong to their publishers and are not shipped.
# Where it says that the reader's drafts are others, mend the logs draft by draft; `python -m benchmarks.desk_replay`
# with the folder then notes on them the drafts that they are for.
desk-page: ARTICLES ?= ../shared/articles
desk-page: setup
	$(BIN)/python -m benchmarks.desk_article_pictures $(ARTICLES)
	$(BIN)/python -m benchmarks.desk_time $(ARTICLES)

# The notebooks of the manual, executed again where they stand; what they show is committed, so that `docs` runs nothing.
# What a kernel needs is not in the lock and comes from the registry here.
notebooks: setup
	$(BIN)/python -m pip install --quiet "nbclient>=0.10" "ipykernel>=6.29" "pandas>=2.2" "polars>=1"
	$(BIN)/python docs/_ext/run_notebooks.py

# The tables of the reference, written into its pages from the code, so that they read as plain text too.
reference: setup
	$(BIN)/python docs/_ext/generated.py

docs: setup
	$(BIN)/sphinx-build -W -q -b html docs docs/_build

# Who imports whom, from the code.
rooms: setup
	@mkdir -p docs/_build
	$(BIN)/python docs/_ext/rooms.py docs/_build/rooms.svg

# Maintainers: needs uv on the path. Names no registry host.
lock:
	uv pip compile pyproject.toml --group build --group test --group lint --group docs --group bench --extra gis --extra page --extra xlsx --extra figures --extra scale --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 -c requirements.lock \
	  --generate-hashes --no-emit-index-url --no-header -o requirements-run.lock

clean:
	rm -rf $(VENV) out docs/_build
