#!/bin/sh
# Makes .venv and installs the pinned packages into it, if they are not there already.
#
#   tools/environment.sh runtime    what the portal needs to run (requirements.txt)
#   tools/environment.sh dev        that, and what tests and checks need (requirements-dev.txt)
#
# What was installed is remembered as a copy of the lock inside .venv: a changed lock installs again, and when
# nothing has changed this takes some milliseconds. Set PYTHON to choose an interpreter.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
runtime) lock=requirements.txt ;;
dev) lock=requirements-dev.txt ;;
*) echo "usage: tools/environment.sh runtime|dev" >&2 && exit 2 ;;
esac

venv=.venv
installed=$venv/installed
# pip would otherwise leave the environment for the user's own site-packages.
export PIP_USER=0

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" && echo "$PYTHON" && return
        echo "PYTHON=$PYTHON is not Python 3.11 or later ($("$PYTHON" --version 2>&1 || true))." >&2
        return 1
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or later is needed; here python3 is: $(python3 --version 2>&1 || true)." >&2
    echo "Install a later one, or name it: make PYTHON=/path/to/python3.12 …" >&2
    return 1
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python has no venv. On Debian and Ubuntu: apt-get install python3-venv" >&2
        return 1
    fi
    echo "Making $venv with $("$python" --version)."
    rm -rf "$venv"
    # A half-made environment would be taken for a whole one at the next run.
    trap 'rm -rf "$venv"' EXIT
    trap 'exit 130' INT TERM
    "$python" -m venv "$venv"
    trap - EXIT INT TERM
}

# Runs the interpreter, so that an environment whose Python has since been removed is made anew.
if ! new_enough $venv/bin/python; then
    make_venv
fi

if cmp -s "$lock" "$installed-$lock"; then
    exit 0
fi
echo "Installing what $lock lists …"
$venv/bin/python -m pip --version >/dev/null 2>&1 || $venv/bin/python -m ensurepip
$venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r "$lock"
cp "$lock" "$installed-$lock"
# The dev lock holds everything that the runtime lock holds, at the same versions (`make lock` sees to it).
if [ "$lock" = requirements-dev.txt ]; then
    cp requirements.txt "$installed-requirements.txt"
fi
