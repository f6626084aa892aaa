# Every target does its own set-up from nothing; see README.
PYTHON ?= python3
export PYTHON
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2

.PHONY: help setup-run setup-test run test lint check labs rotation-lab power-lab lab-month update-lab soak benchmarks bundle
.PHONY: sbom deb audit windows-installer fresh-machine update-bundle screenshots errors requirements clean

help:
	@echo "make run          the program on a demo desk (offscreen tour where there is no display)"
	@echo "make test         all tests, the labs in their short form"
	@echo "make lint         ruff, mypy --strict, import-linter"
	@echo "make check        lint, then test"
	@echo "make labs         the randomised labs in their long form"
	@echo "make rotation-lab the change of the database key, killed 1000 times"
	@echo "make power-lab    the power cut 10000 times, on disks that lose what was not synced"
	@echo "make lab-month    a month of 250 cases a day, reported and counted apart"
	@echo "make update-lab   newer versions frozen anew, taken by the frozen program, failed and taken back"
	@echo "make soak         a week of a desk, faster: what grows (DAYS, CASES a day)"
	@echo "make benchmarks   every figure, measured side by side"
	@echo "make bundle       the program as one folder, dist/ban-mot-cua"
	@echo "make deb          that folder as a Debian package, dist/*.deb"
	@echo "make sbom         the list of its parts, CycloneDX, dist/ban-mot-cua.cdx.json"
	@echo "make windows-installer  the installer of a folder that was built on Windows: BUNDLE="
	@echo "make audit        known faults of what is locked; ADVISORIES=folder or ZIP that somebody brought"
	@echo "make fresh-machine  the Debian package on a whole Debian made by debootstrap (root, a mirror)"
	@echo "make update-bundle  a signed update of dist/ban-mot-cua: KEY= VERSION= SEQUENCE= [FROM= NOTES=]"
	@echo "make screenshots  pictures of every screen, out/screenshots"
	@echo "make errors       docs/errors.md from the error catalogue"
	@echo "make requirements pin the dependencies anew"
	@echo "make clean        what all of this left behind, .venv too"

setup-run:
	@.ci/setup.sh run
setup-test:
	@.ci/setup.sh test

run: setup-run
	@$(BIN)/python -m desktop demo

# Many tests start the program: what is compiled once is kept, also where the surroundings ask Python not to.
test: setup-test
	PYTHONDONTWRITEBYTECODE= QT_QPA_PLATFORM=offscreen $(PYTEST) -n $(WORKERS) --dist loadgroup

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

labs: setup-test
	QT_QPA_PLATFORM=offscreen LAB_ROUNDS=$(or $(ROUNDS),5000) $(PYTEST) -m lab --timeout 0

rotation-lab: setup-test
	LAB_ROUNDS=$(or $(ROUNDS),1000) $(PYTEST) -m lab --timeout 0 tests/labs/test_rotation_lab.py

power-lab: setup-test
	LAB_ROUNDS=$(or $(ROUNDS),10000) $(PYTEST) -m lab --timeout 0 --log-cli-level WARNING tests/labs/test_power_lab.py

lab-month: setup-test
	QT_QPA_PLATFORM=offscreen LAB_MONTH=$(or $(CASES),250) $(PYTEST) tests/desktop/workflows/test_busy_month.py --timeout 0

update-lab: setup-test
	LAB_FREEZE=1 $(PYTEST) tests/end_to_end/test_frozen_update.py --timeout 0 --durations 3

soak: setup-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.soak --days $(or $(DAYS),5) --cases $(or $(CASES),2000)

benchmarks: setup-test
	$(BIN)/python -m benchmarks

bundle: setup-test
	$(BIN)/pyinstaller build.spec --noconfirm --log-level ERROR

# The folder of `make bundle` where there is one.
dist/ban-mot-cua:
	$(MAKE) bundle

sbom: setup-test dist/ban-mot-cua
	$(BIN)/python -m installer.sbom write

deb: setup-test sbom
	$(BIN)/python -m installer.debian_package

audit: setup-test
	$(BIN)/python -m installer.advisories $(or $(ADVISORIES),$(error ADVISORIES names a folder or a ZIP of OSV records))

# The folder comes from a build on Windows; the installer's script is the same.
windows-installer: setup-test
	$(BIN)/python -m installer.windows_installer --bundle $(or $(BUNDLE),$(error BUNDLE names the folder that was built on Windows))

fresh-machine: deb
	.ci/fresh-machine.sh dist/*.deb

update-bundle: setup-test
	$(BIN)/python -m updates.making bundle --from dist/ban-mot-cua --key "$(KEY)" --version "$(VERSION)" \
		--sequence "$(SEQUENCE)" --updates-from "$(or $(FROM),0.1.0)" $(if $(NOTES),--notes "$(NOTES)") \
		--schema "$$($(BIN)/python -c 'from desktop.records.migrations import HEAD; print(HEAD)')" \
		--platform "$$($(BIN)/python -c 'from desktop.workflows.update_desk import this_platform; print(this_platform())')"

screenshots: setup-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.screenshots

errors:
	@$(PYTHON) .ci/build_errors.py

requirements: setup-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet pyproject.toml --extra province --group dev --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url -o requirements.txt

clean:
	rm -rf .venv build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
