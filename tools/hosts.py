"""Finds the servers that the site is tried on, and starts one over a published site, on the loopback address only.

nginx and Caddy run with what stands in deploy/; the emulator of Cloudflare Pages reads `_headers` and `_redirects`.
Run as a program it finds a server (`python -m tools.hosts nginx`) and prints its path, or says what to install. It
installs nothing: what Debian's packages hold is at most unpacked into the virtual environment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.prefix)
UNPACKED = VENV / "debian"  # what is taken out of Debian's packages without installing them
NODE = VENV / "bin/node"
PACKAGES = VENV / "node/node_modules"  # what tools/node names
MODULES = [
    Path(folder) / "ngx_http_brotli_static_module.so"
    for folder in ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
]
TYPES = ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types")
TIMEOUT = 180  # seconds that the package manager may take
START_SECONDS = 60  # that a server may take until it answers
# The frame around deploy/nginx/site.conf: nginx runs unprivileged and writes to its own folder only.
NGINX = """
load_module {module};
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include acupuncture/site.conf;
}}
"""
CADDY = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n"
UNPACKABLE = {"caddy": ("caddy",)}  # the Debian packages of each
HELP = {
    "nginx": "nginx with its module brotli_static. Debian, Ubuntu: apt install nginx libnginx-mod-http-brotli-static",
    "caddy": "Caddy 2. Debian and Ubuntu: apt install caddy. macOS: brew install caddy",
    "java": "Java 17 or newer. Debian and Ubuntu: apt install default-jre-headless. macOS: brew install openjdk",
}


class MissingError(Exception):
    """A program that is not here; says what to install."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was not found. Install {HELP[name]}; then run make again.")


def find(name: str) -> str:
    """Return the path of a program, or an empty text. For nginx: only if it has its brotli module."""
    if name == "nginx" and not brotli_module():
        return ""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:{UNPACKED}/usr/bin"
    return shutil.which(name, path=places) or ""


def brotli_module() -> str:
    """Return the path of nginx's brotli module, or an empty text."""
    return next((str(path) for path in MODULES if path.is_file()), "")


def get(name: str) -> str:
    """Return the path of a program; Caddy is unpacked where it is missing. Raises `MissingError`."""
    if not find(name) and name in UNPACKABLE:
        unpack(*UNPACKABLE[name])
    if path := find(name):
        return path
    raise MissingError(name)


def unpack(*packages: str) -> None:
    """Take programs out of Debian's packages into the virtual environment: no root, and no service is started."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    print(f"Getting {packages[0]} (once) …", file=sys.stderr)
    UNPACKED.mkdir(exist_ok=True)
    _run(["apt-get", "download", "--quiet", *packages], UNPACKED)
    for package in UNPACKED.glob("*.deb"):
        _run(["dpkg-deb", "--extract", str(package), str(UNPACKED)], UNPACKED)
        package.unlink()


def _run(command: list[str], folder: Path) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {' '.join(command)}: {error}", file=sys.stderr)


def nginx(site: Path, folder: Path, port: int) -> list[str]:
    """Write the shipped configuration for this site and port into the folder; return the command."""
    program = get("nginx")
    installed = folder / "acupuncture"  # beside nginx.conf, as docs/publish.md says
    shutil.copytree(ROOT / "deploy/nginx", installed)
    changes = {"127.0.0.1:8080": f"127.0.0.1:{port}", "/srv/acupuncture/public": str(site)}
    (installed / "site.conf").write_text(changed("deploy/nginx/site.conf", changes), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else its worker could not read the folder of the site
    types = next(path for path in TYPES if Path(path).is_file())
    main = NGINX.format(module=brotli_module(), user=user, folder=folder, types=types)
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def caddy(site: Path, folder: Path, port: int) -> list[str]:
    """Write the shipped Caddyfile for this site and port into the folder; return the command."""
    changes = {"example.org {": f"http://127.0.0.1:{port} {{", "/srv/acupuncture/public": str(site)}
    (folder / "Caddyfile").write_text(CADDY + changed("deploy/Caddyfile", changes), encoding="utf-8")
    return [get("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def cloudflare(site: Path, _folder: Path, port: int) -> list[str]:
    """Return the command for the emulator of Cloudflare Pages."""
    wrangler = [str(NODE), str(PACKAGES / "wrangler/bin/wrangler.js"), "pages", "dev", str(site)]
    return [*wrangler, "--ip=127.0.0.1", f"--port={port}", "--inspector-port=0", "--compatibility-date=2026-10-01"]


SERVERS: dict[str, Callable[[Path, Path, int], list[str]]] = {"nginx": nginx, "caddy": caddy, "cloudflare": cloudflare}


def changed(name: str, changes: dict[str, str]) -> str:
    """Return a file of the project with its example values replaced. Raises ValueError where one is gone."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{name} no longer holds {old!r}")
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def serve(name: str, site: Path) -> Iterator[int]:
    """Serve a published site with one of `SERVERS`; yield the port.

    Raises `MissingError` if the server cannot be had, and RuntimeError, with what it printed, if it does not start.
    """
    with tempfile.TemporaryDirectory() as temporary, socket.socket() as probe:
        folder = Path(temporary)
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        command = SERVERS[name](site.resolve(), folder, port)
        probe.close()
        # The emulator and Caddy keep their files in the folder and ask nothing of any other host.
        home = {"XDG_CONFIG_HOME": temporary, "XDG_DATA_HOME": temporary}
        quiet = {"CI": "1", "WRANGLER_SEND_METRICS": "false", "WRANGLER_HIDE_BANNER": "true"}
        environment = {**os.environ, **home, **quiet, "CLOUDFLARE_CF_FETCH_ENABLED": "false"}
        with (folder / "output.log").open("w+", encoding="utf-8") as log:
            server = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                if not _answers(port, server):
                    log.seek(0)
                    raise RuntimeError(f"{name} did not answer within {START_SECONDS} s:\n{log.read()[-2000:]}")
                yield port
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGTERM)  # the emulator has children of its own
                server.wait(30)


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return True
        time.sleep(0.05)
    return False


def main() -> int:
    """Print the path of the program that is asked for; exit code 1, with what to install, where it cannot be had."""
    try:
        print(get(sys.argv[1]))
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
