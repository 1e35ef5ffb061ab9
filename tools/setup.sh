#!/bin/sh
# Makes the virtual environment and installs one lock file into it, every package checked against its hash.
# Usage: setup.sh PYTHON VENV LOCK
set -eu
python=$1 venv=$2 lock=$3

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail \
    "Python was not found (looked for: $python)." \
    "Install Python 3.11 or newer. Debian and Ubuntu: apt install python3 python3-venv. macOS: brew install python." \
    "Or name another one: make PYTHON=/path/to/python3"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail \
    "$("$python" --version 2>&1) is too old: this project needs Python 3.11 or newer." \
    "Install a newer one, then name it: make PYTHON=python3.12"

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    "$python" -m venv "$venv" >/dev/null 2>&1 || { rm -rf "$venv"; fail \
        "$python could not make a virtual environment: its venv module is missing or incomplete." \
        "Debian and Ubuntu: apt install python3-venv. Then run make again."; }
fi

echo "Installing $lock (once) …" >&2
if [ -t 2 ]; then
    (seconds=0; while sleep 1; do seconds=$((seconds + 1)); printf '\r%s s ' "$seconds" >&2; done) &
    trap 'kill $! 2>/dev/null; printf "\r" >&2' EXIT
    trap 'exit 130' INT TERM
fi
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --requirement "$lock" >&2 || fail \
    "Some packages of $lock could not be installed. Is there a network? The message above says which." \
    "Nothing is half done: run make again when that is solved."
