#!/bin/sh
# Installs a lock file of npm into the virtual environment, every package checked against its hash, and runs none of
# their scripts. Usage: npm.sh VENV NAME, for tools/NAME/package-lock.json
set -eu
echo "Installing tools/$2/package-lock.json (once) …" >&2
mkdir -p "$1/$2"
cp "tools/$2/package.json" "tools/$2/package-lock.json" "tools/$2/.npmrc" "$1/$2"
cd "$1/$2"
# Node trusts only the authorities that it brings along, unless it is told to trust those of the machine too.
NODE_OPTIONS=--use-system-ca ../bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
