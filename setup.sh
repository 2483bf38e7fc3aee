#!/bin/sh
# Everything the product needs, into .venv. Safe to run again; `make run` and `make test` call it by themselves.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$name" ] || continue
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Handpicked needs Python 3.11, 3.12 or 3.13. Install one (Debian: apt-get install python3 python3-venv) or set PYTHON."
    exit 1
}

make_venv() {
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && return
    rm -rf .venv
    if "$1" -m venv .venv 2>/dev/null; then return; fi
    rm -rf .venv
    if command -v uv >/dev/null 2>&1 && uv venv --quiet --seed --python "$1" .venv; then return; fi
    if "$1" -m virtualenv --quiet .venv 2>/dev/null; then return; fi
    say "Python cannot make a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv"
    exit 1
}

# uv installs about ten times faster than pip; where it cannot be had, pip does the same work.
install_packages() {
    if ! command -v uv >/dev/null 2>&1 && [ ! -x .venv/bin/uv ]; then
        hashes=$(mktemp)
        awk '/^uv==/ {on=1} on {print; if ($0 !~ /\\$/) exit}' requirements.lock >"$hashes"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$hashes" 2>/dev/null || true
        rm -f "$hashes"
    fi
    if [ -x .venv/bin/uv ]; then uv=.venv/bin/uv; else uv=$(command -v uv || true); fi
    if [ -n "$uv" ]; then
        "$uv" pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.lock
        "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    fi
}

python=$(find_python)
say "Setting up in .venv (once, about a minute) ..."
make_venv "$python"
install_packages
.venv/bin/handpicked doctor --fix --quiet
touch .venv/ready
