#!/bin/sh
# Renews requirements/*.txt from pyproject.toml: exact versions with hashes, for every platform, without any address.
# The package-lock.json of tools/lint and tools/node are renewed from package.json by npm; .npmrc keeps addresses out.
# Usage: pin.sh PYTHON
set -eu
echo "Looking for the newest versions …" >&2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1" -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check uv
pin() {
    "$dir/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
        --custom-compile-command "make deps" --output-file "$@"
}
pin requirements/site.txt pyproject.toml
pin requirements/dev.txt pyproject.toml --extra dev
pin requirements/node.txt --group node
