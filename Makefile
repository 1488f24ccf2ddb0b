# Two commands matter to a newcomer: `make run` and `make test`. Everything lands in .venv and .cache.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
FONTS := src/huizhen/content/fonts/NotoSansSC-Regular.ttf
STATIC := src/huizhen/web/static/vendor/tabler.min.css
SIZE ?= small
PORT ?= 8000
export HUIZHEN_SIZE ?= $(SIZE)
# workers are started by the hundred: to compile the product for each takes minutes
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint prove setup clean sample slow

setup: $(VENV)/.ready $(FONTS) $(STATIC)

$(VENV)/.ready: pyproject.toml uv.lock
	test -x $(UV) || ($(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9")
	VIRTUAL_ENV=$(abspath $(VENV)) $(UV) sync --frozen --active --inexact --quiet
	touch $@

# Noto Sans SC (OFL) is fetched once from the npm registry; Node comes from a Python wheel.
$(FONTS): scripts/fetch_fonts.py | $(VENV)/.ready
	VIRTUAL_ENV=$(abspath $(VENV)) $(UV) sync --frozen --active --inexact --quiet --group build
	$(BIN)/python scripts/fetch_fonts.py

$(STATIC): scripts/fetch_static.py $(FONTS) | $(VENV)/.ready
	$(BIN)/python scripts/fetch_static.py

run: setup
	$(BIN)/huizhen samples var/samples
	$(BIN)/huizhen demo load var/samples --home var/desk
	$(BIN)/huizhen serve --home var/desk --port $(PORT)

test: setup
	$(BIN)/python -m compileall -q -j 0 src
	$(BIN)/python -m pytest -n auto --dist worksteal --nomigrations -m "not slow and not browser and not postgresql"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_sizes.py
	$(BIN)/python scripts/check_licences.py
	$(BIN)/codespell src tests docs README.md CONTRIBUTING.md CHANGELOG.md
	$(BIN)/deptry .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'src/*.html')
	$(BIN)/pip-audit --skip-editable --progress-spinner off

prove: setup
	HUIZHEN_SIZE=large $(BIN)/python scripts/prove.py

clean:
	rm -rf $(VENV) .cache var
