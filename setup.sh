#!/bin/sh
# Everything the product needs, into .venv; with `dev` also what tests, checks and benchmarks need. Safe to run again:
# `make run` and `make test` call it by themselves.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*" >&2; }

refuse() {
    say "setup: $*"
    exit 1
}

case "${1:-}" in
"") lists="requirements.lock" room_mb=1200 ;;
dev) lists="requirements.lock requirements-dev.lock" room_mb=2500 ;;
*) refuse "pass nothing for the product alone, or \`dev\` to include tests, checks and benchmarks" ;;
esac

scratch=$(mktemp -d)
log=$scratch/log
ticker=
leave() {
    [ -z "$ticker" ] || kill "$ticker" 2>/dev/null || true
    rm -rf "$scratch"
}
trap leave EXIT
trap 'say "Stopped. Run the same command to continue."; exit 130' INT TERM HUP

is_fit() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$name" ] || continue
        if command -v "$name" >/dev/null 2>&1 && is_fit "$name"; then
            command -v "$name"
            return
        fi
    done
    refuse "Handpicked needs Python 3.11, 3.12 or 3.13. Install one (Debian: apt-get install python3 python3-venv) or set PYTHON."
}

require_room() {
    [ -w . ] || refuse "$PWD cannot be written. Copy the folder somewhere you can write."
    [ ! -e ".venv/$ready" ] || return 0
    free_mb=$(df -Pk . | awk 'NR == 2 {print int($4 / 1024)}')
    [ "$free_mb" -ge "$room_mb" ] ||
        refuse "only $free_mb MB are free in $PWD, and setting up the packages needs up to $room_mb MB. Free some space and run this again."
}

# Runs a command quietly and says every few seconds what is done of it and what is left, so that nobody waits in silence.
shown() {
    what=$1
    shift
    : >"$log"
    busy=$(mktemp "$scratch/busy.XXXXXX")
    (
        trap - EXIT INT TERM HUP
        began=$(date +%s)
        # A signal that comes before the traps are reset is lost, so the file counts; it goes with us in any case.
        while sleep 3 >/dev/null 2>&1 && [ -e "$busy" ]; do
            say "  $what: $(($(date +%s) - began)) s$(progress)"
        done
    ) &
    ticker=$!
    outcome=0
    "$@" >>"$log" 2>&1 || outcome=$?
    rm -f "$busy"
    kill "$ticker" 2>/dev/null || true
    ticker=
    return "$outcome"
}

# What the running installation has reached, from what it has written: uv names each large download at its beginning and at its
# end, pip each package when it comes to it; both unpack when all is there.
progress() {
    if [ -z "${wanted:-}" ]; then
        line=$(tail -n 1 "$log" | sed 's/^[ .]*//' | cut -c 1-120)
        printf '%s' "${line:+, $line}"
        return 0
    fi
    begun=$(grep -c '^Downloading ' "$log" || true)
    ended=$(grep -c '^ Downloaded ' "$log" || true)
    met=$(grep -c '^Collecting ' "$log" || true)
    unpacked=$(find .venv/lib/python3*/site-packages -maxdepth 1 -name '*.dist-info' 2>/dev/null | wc -l)
    [ "$unpacked" -le "$wanted" ] || unpacked=$wanted
    if [ "$met" -gt 0 ] && ! grep -q '^Installing collected' "$log"; then
        [ "$met" -le "$wanted" ] || met=$wanted
        printf ', %s of %s packages fetched, %s left' "$met" "$wanted" $((wanted - met))
    elif [ "$begun" -gt "$ended" ]; then
        printf ', %s of %s large downloads are here, %s left' "$ended" "$begun" $((begun - ended))
    else
        printf ', %s of %s packages in place, %s left' "$unpacked" "$wanted" $((wanted - unpacked))
    fi
}

make_venv() {
    if [ -x .venv/bin/python ] && is_fit .venv/bin/python; then
        [ -n "${PYTHON:-}" ] || return 0
        [ "$(.venv/bin/python -c "$version")" != "$("$1" -c "$version")" ] || return 0
    fi
    rm -rf .venv
    if "$1" -m venv .venv; then return; fi
    rm -rf .venv
    if command -v uv >/dev/null 2>&1 && uv venv --quiet --seed --python "$1" .venv; then return; fi
    if "$1" -m virtualenv --quiet .venv; then return; fi
    return 1
}
version='import sys; print(sys.version_info[:2])'

# uv installs about ten times faster than pip. Where it is not here, pip fetches it for this once; it stays nowhere.
find_uv() {
    for uv in .venv/bin/uv "$(command -v uv || true)"; do
        [ ! -x "$uv" ] || return 0
    done
    awk '/^uv==/ {on=1} on {print; if ($0 !~ /\\$/) exit}' requirements-dev.lock >"$scratch/uv.lock"
    shown "fetching uv" $pip --no-deps --require-hashes --target "$scratch/uv" -r "$scratch/uv.lock" || return 1
    uv=$scratch/uv/bin/uv
    [ -x "$uv" ]
}

by_uv() {
    for list in $lists; do
        "$uv" pip install --color never --python .venv/bin/python --no-deps --require-hashes -r "$list" || return 1
    done
    "$uv" pip install --color never --python .venv/bin/python --no-deps --no-build-isolation -e .
}

by_pip() {
    for list in $lists; do
        $pip --no-deps --require-hashes -r "$list" || return 1
    done
    $pip --no-deps --no-build-isolation -e .
}
pip=".venv/bin/python -m pip install --disable-pip-version-check --no-input --no-color --no-compile --progress-bar off"

install_packages() {
    wanted=
    if find_uv; then
        wanted=$packages
        if shown "packages" by_uv; then return; fi
        say "  uv could not install ($(why)); using pip instead."
    else
        say "  uv could not be fetched ($(why)); using pip instead, which takes a few minutes."
    fi
    wanted=$packages
    if shown "packages" by_pip; then return; fi
    say "$(tail -n 15 "$log")"
    refuse "the packages could not be installed; see the lines above. Fix that, then run this again."
}

# The line in which an installer says what was wrong.
why() {
    line=$(grep -iE 'caused by|error|certificate|not ' "$log" | tail -n 1 | sed 's/^[^[:alnum:]]*//' | cut -c 1-160)
    printf '%s' "${line:-it said nothing}"
}

python=$(find_python)
ready=ready${1:+-$1}
require_room
packages=$(cat $lists | grep -E '^[A-Za-z0-9][^ ]*==' | grep -vE "sys_platform == 'win32'|!= 'CPython'" | cut -d= -f1 | sort -u | wc -l | tr -d ' ')
say "Setting up in .venv (once): $packages packages with Python $("$python" -c 'import platform; print(platform.python_version())')"
say "1 of 3  A Python environment"
shown "environment" make_venv "$python" || refuse "Python cannot create a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv"
say "2 of 3  Packages"
install_packages
wanted=
say "3 of 3  Checking the machine, and the fonts"
shown "machine and fonts" .venv/bin/handpicked doctor --fix --quiet || {
    cat "$log" >&2
    exit 1
}
touch .venv/ready ".venv/$ready"
say "Ready."
