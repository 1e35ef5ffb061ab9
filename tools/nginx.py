"""Finds nginx and its brotli module for the tests, and installs them where that needs no question.

Run as a program it prints the path of nginx, or nothing where there is none: the tests of the server then say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

MODULES = [
    Path(folder) / "ngx_http_brotli_static_module.so"
    for folder in ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
]
PACKAGES = ("nginx", "libnginx-mod-http-brotli-static")
PATIENCE = 180  # seconds that the package manager may take


def find() -> str:
    """Return the path of nginx, or an empty text."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


def module() -> str:
    """Return the path of the brotli module, or an empty text."""
    return next((str(path) for path in MODULES if path.is_file()), "")


def install() -> None:
    """Install nginx with apt, if this is root on Debian or Ubuntu; say what happens, and never fail."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return
    print("Installing nginx for the tests of the server (once) …", file=sys.stderr)
    command = [apt, "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"nginx could not be installed: {error}", file=sys.stderr)


if __name__ == "__main__":
    if not (find() and module()):
        install()
    print(find() if module() else "")
