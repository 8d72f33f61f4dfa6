# The words newcomers know. The build itself is Meson and Ninja (meson.build).
#   make demo    install what is missing, build, run the bundled case of the Dover Strait
#   make test    the same set-up, then the whole test suite
#   make bench   measure: one line a case
#   make check   strict warnings, sanitizers, linters, a short fuzz (needs clang; what CI runs beyond the tests)

BUILD ?= build
DEMO  ?= out/demo

.PHONY: all setup build demo test bench check sanitize fuzz lint clean

all: build

setup:
	@tools/setup
	@tools/setup web || echo "The page of the operations room is not built: npm cannot be reached." >&2

$(BUILD)/build.ninja: | setup
	@meson setup $(BUILD) --buildtype=release >/dev/null || { meson setup $(BUILD) --buildtype=release; exit 3; }

build: setup $(BUILD)/build.ninja
	@ninja -C $(BUILD) -n | grep -q 'no work to do' || { \
	  echo "Building; the first time takes a minute or two." >&2; ninja -C $(BUILD) --quiet; }

demo: build
	@$(BUILD)/crosswatch plan cases/dover-2021-11-24.yaml -o $(DEMO)
	@echo; echo "The same night in the operations room / La même nuit dans la salle d'opérations :  tools/rehearse"

test: build
	@tools/run-tests $(BUILD)

bench: build
	@tools/run-bench $(BUILD)

sanitize: setup
	@tools/run-sanitized

fuzz: setup
	@tools/run-fuzz

lint: build
	@tools/run-lint $(BUILD)

check: lint sanitize fuzz

clean:
	@rm -rf build build-* out
