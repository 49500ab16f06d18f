#!/bin/sh
# Renew the locks: versions with hashes, markers for Python 3.11 to 3.14 on Linux and macOS, no index URL.
set -eu
cd "$(dirname "$0")/.."
compile() {
    out=$1
    shift
    .venv/bin/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url \
        --no-annotate -q "$@" -o "lock/$out.txt"
}
compile run pyproject.toml lock/build.in
compile dev pyproject.toml lock/build.in --extra dev --extra llm --extra postgres
