#!/bin/sh
# Renews requirements/*.txt from pyproject.toml: exact versions with hashes, for every platform, without any address.
# Usage: pin.sh PYTHON
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1" -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check uv
pin() {
    "$dir/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
        --custom-compile-command "make deps" --output-file "$@" pyproject.toml
}
pin requirements/site.txt
pin requirements/dev.txt --extra dev
