#!/bin/sh
# Pins every package that pyproject.toml asks for, with hashes, for every Python from 3.11 and every platform.
#
#   tools/lock.sh               keeps the pins that still fit
#   tools/lock.sh --upgrade     moves to the newest
#
# The locks name no package index: anyone may install them from their own mirror.
set -eu
cd "$(dirname "$0")/.."

lock() {
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@"
}

lock --output-file requirements.txt "$@"
lock --output-file requirements-dev.txt --group dev --constraints requirements.txt "$@"
