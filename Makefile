# The two commands: `make serve` and `make test`. They need Python 3.11+, pip, make and git only.
# The system's own Python, where it is new enough and can make environments: Debian and others build it
# with optimisations that a version manager leaves out unless told, and a build takes a tenth less time.
PYTHON ?= $(or $(shell for one in /usr/bin/python3 python3; do \
  $$one -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
  echo $$one && break; done),python3)
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
DEMO := .cache/demo
PEERS := .cache/peers
AUDIT := .cache/audit
FUZZ := .cache/fuzz
N ?= 1000
OUT ?= .cache/synth-$(N)
# Both silence banners about MkDocs 2, which is not an upgrade of MkDocs 1.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.PHONY: serve build check test lint test-long test-browser test-tools test-whoosh3 citation-report import-report thread-report search-report demo synth peers fuzz bench bench-citations bench-import bench-linking bench-search bench-search-browser bench-weight pictures licences audit lock clean

serve: $(VENV)/.run
	$(BIN)/ketluan build
	$(BIN)/ketluan serve --host $(HOST) --port $(PORT)

# An archive of N notices of 43 tasks, invented and always the same, for measuring.
synth: $(VENV)/.run
	$(BIN)/python tests/synth.py $(N) $(OUT)

# The sample archive of an invented department; no real text in it. Its two faults are meant.
demo: $(VENV)/.run
	$(BIN)/python tests/demo.py $(DEMO)
	$(BIN)/ketluan build --archive $(DEMO) || test -f $(DEMO)/site/index.html
	$(BIN)/ketluan serve --archive $(DEMO) --host $(HOST) --port $(PORT)

build: $(VENV)/.run
	$(BIN)/ketluan build

check: $(VENV)/.run
	$(BIN)/ketluan check

# On two cores: each begins with half of the files, and who is done takes tests from the other.
test: lint
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Every combination of what the other tests try in samples, and six times the examples of each law.
test-long: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "long or hypothesis" --hypothesis-profile long

# Debian's Chromium for the tests that drive a browser; needs root.
test-browser:
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core
	$(MAKE) test

# LibreOffice and Tesseract too, for the tests of .doc, .rtf, .odt, printed PDF and scans; needs root.
# Without them `make test` skips those tests and says so; here, as in CI, an absent one is a failure.
test-tools:
	apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	  libreoffice-writer fonts-liberation tesseract-ocr tesseract-ocr-vie
	KETLUAN_TOOLS=required $(MAKE) test

# The same search tests on the young fork of Whoosh, in an environment of its own.
test-whoosh3: $(VENV)-whoosh3/.test
	$(VENV)-whoosh3/bin/python -m pytest tests -k "search or index" -m "not browser and not long"

$(VENV)/.run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

$(VENV)-whoosh3/.test: requirements-test.lock requirements.lock
	$(PYTHON) -m venv --clear $(VENV)-whoosh3
	$(VENV)-whoosh3/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(VENV)-whoosh3/bin/python -m pip uninstall -q -y whoosh
	$(VENV)-whoosh3/bin/python -m pip install -q --disable-pip-version-check whoosh3==3.54.0
	$(VENV)-whoosh3/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# The programs that others use for the same: measured beside ours (`make bench`), and builders of our
# exported pages (tests/test_engines.py). In an environment of their own.
peers: $(PEERS)/.done

$(PEERS)/.done: requirements-peers.lock
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-peers.lock
	touch $@

# Precision and recall of citations on the gold set and, where present, on real texts.
citation-report: $(VENV)/.test
	$(BIN)/python tests/citation_report.py

# Tasks, lead units, deadlines of drafts against the gold lists, and what was won and lost since the
# baseline (`tests/import_report.py --save` writes it); only where the real texts are present.
import-report: $(VENV)/.test
	$(BIN)/python tests/import_report.py

# Precision and recall of links between tasks on the sample archive, with every fault.
thread-report: $(VENV)/.test
	$(BIN)/python tests/thread_report.py

# How well the search answers 500 queries: first hits, ranking, complete sets, gains and losses.
search-report: $(VENV)/.test
	$(BIN)/python tests/search_report.py

# Everything that is promised about speed, beside what others offer, in one run; about half an hour, in
# which nothing else should run. QUICK=1: small archives. WRITE=docs/huong-dan/do-luong.md: into the guide.
bench: $(VENV)/.test $(PEERS)/.done
	$(BIN)/python benchmarks/bench.py $(if $(QUICK),--quick) $(if $(WRITE),--write $(WRITE))

bench-citations: $(VENV)/.test
	$(BIN)/python benchmarks/citations.py

# The speed of the import: text in MB/s, its growth, hostile text, digital PDF in pages/s.
bench-import: $(VENV)/.test
	$(BIN)/python benchmarks/importing.py

# The speed of linking: one notice against 40,000 earlier tasks, and whole archives.
bench-linking: $(VENV)/.test
	$(BIN)/python benchmarks/linking.py

# The speed of the search through HTTP beside SQLite FTS5 in process, and the life of its index, at
# 3,300, 10,000 and 43,000 invented tasks. Nothing else should run meanwhile.
bench-search: $(VENV)/.test
	$(BIN)/python benchmarks/search.py

# The search without the service at 10,000 invented tasks: size of its files, loading, queries in Chromium.
bench-search-browser: $(VENV)/.test
	$(BIN)/python benchmarks/search_in_browser.py

# The largest page of each kind at 40,000 invented tasks, and the shared files, after gzip; some minutes.
bench-weight: $(VENV)/.test
	$(BIN)/python benchmarks/page_weight.py

# The pictures of the guide and of README.md, taken from the sample archive; needs Chromium.
pictures: $(VENV)/.test
	$(BIN)/python tests/pictures.py docs/anh

# The page of licences, from what is installed.
licences: $(VENV)/.test
	$(BIN)/python tests/licences.py

# Known faults in what the lock files name. Needs the network: pip-audit asks PyPI for them; a registry
# that does not answer such questions makes this fail.
audit: $(AUDIT)/.done
	for lock in requirements.lock requirements-test.lock requirements-peers.lock requirements-fuzz.lock; do \
	  $(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r $$lock || exit 1; done

$(AUDIT)/.done: requirements-audit.lock
	$(PYTHON) -m venv --clear $(AUDIT)
	$(AUDIT)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-audit.lock
	touch $@

# Requests made by schemathesis of the service's own description, in an environment of its own.
fuzz: $(FUZZ)/.done $(VENV)/.test
	$(BIN)/python -m pytest -m long tests/test_service_described.py

$(FUZZ)/.done: requirements-fuzz.lock
	$(PYTHON) -m venv --clear $(FUZZ)
	$(FUZZ)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	touch $@

# Make the lock files anew from pyproject.toml; needs uv, which nothing else needs.
lock:
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml requirements-build.in
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra test \
	  --no-emit-index-url --no-emit-find-links --output-file requirements-test.lock pyproject.toml requirements-build.in
	for tools in peers audit fuzz; do \
	  uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --no-emit-index-url \
	    --no-emit-find-links --output-file requirements-$$tools.lock requirements-$$tools.in || exit 1; done

clean:
	rm -rf $(VENV) $(VENV)-whoosh3 site site.* search_index/[0-9a-zA-Z]* .cache build
