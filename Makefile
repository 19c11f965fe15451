# The commands of this project. Each does all set-up first; `make demo` and `make test` run on a bare Debian 12.
PY := .venv/bin/python
export QT_QPA_PLATFORM ?= offscreen

.PHONY: demo test bench prove screens run lint format texts lock clean handwriting

.venv/.ready: tools/setup apt-packages.txt requirements/dev.lock setup.py
	@tools/setup

.venv/.handwriting: .venv/.ready tools/setup-handwriting requirements/handwriting.lock requirements/handwriting-model.lock
	@tools/setup-handwriting && touch $@

.venv/.browser: .venv/.ready tools/setup-browser
	@tools/setup-browser && touch $@

demo: .venv/.ready texts           ## hall, simulated devices, the real screens; pictures in build/demo
	@$(if $(DISPLAY)$(WAYLAND_DISPLAY),env -u QT_QPA_PLATFORM) $(PY) -m kiosk demo --out build/demo

handwriting: .venv/.handwriting    ## the optional extra: writing with a finger

test: .venv/.ready .venv/.handwriting .venv/.browser texts  ## every check and every test
	@tools/check

bench: .venv/.ready texts          ## the figures, each beside its baseline: build/bench.json
	@$(PY) -m tests.bench --out build/bench.json

prove: .venv/.ready texts          ## the long proofs; prints its seed
	@tools/prove

screens: .venv/.ready texts        ## every screen in the main modes: docs/screens
	@$(PY) -m tests.screens.contact_sheet

run: .venv/.ready texts            ## the terminal
	@env -u QT_QPA_PLATFORM $(PY) -m kiosk run

lint: .venv/.ready texts           ## format, lint, types, import rules, spelling
	@tools/check --lint

format: .venv/.ready               ## put the code in its format
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

texts: config/texts/zh_CN.mo config/texts/en.mo

config/texts/%.mo: config/texts/%.po .venv/.ready
	@$(PY) -c "import runpy; runpy.run_path('tools/compile_texts.py', run_name='__main__')"

lock:                              ## resolve the pinned versions anew (needs uv)
	@for e in terminal hall hall-scale; do uv pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-header --extra $$e setup.py -o requirements/$$e.lock; done
	@uv pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-header --extra terminal --extra hall-scale --extra dev setup.py -o requirements/dev.lock
	@uv pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-header -c requirements/dev.lock --extra handwriting setup.py -o requirements/handwriting.lock

clean:
	@rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache
