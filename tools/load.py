"""Loads nginx with the shipped configuration for a few seconds, on this machine only, and says how it fared.

Every page in turn, as brotli, over connections that stay open. nginx has one worker, so that the other core is left to
wrk, which asks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.hosts import ROOT, UNPACKED, MissingError, get, serve

SECONDS, CONNECTIONS = 10, 64  # the most that may be asked for
PERCENTILES = (50, 90, 99)
# What wrk runs: the pages in turn, and the result as JSON.
SCRIPT = """
local paths, turn, requests = {%s}, 0, {}
function init()
  for index, path in ipairs(paths) do requests[index] = wrk.format("GET", path, {["Accept-Encoding"] = "br"}) end
end
function request()
  turn = turn %% #requests + 1
  return requests[turn]
end
function done(summary, latency)
  local errors, times = {}, {}
  for name, count in pairs(summary.errors) do table.insert(errors, string.format('"%%s":%%d', name, count)) end
  for _, share in ipairs({%s}) do
    table.insert(times, string.format('"%%d":%%d', share, latency:percentile(share)))
  end
  io.stderr:write(string.format('{"requests":%%d,"microseconds":%%d,"errors":{%%s},"latency":{%%s}}\\n',
    summary.requests, summary.duration, table.concat(errors, ","), table.concat(times, ",")))
end
"""


@dataclass(frozen=True)
class Load:
    """What a run gave: answers a second, errors of any kind, and by percentile the time to a whole answer in ms."""

    requests: int
    requests_per_second: float
    errors: int
    milliseconds: dict[str, float]


def run(site: Path, seconds: int = 5, connections: int = 16) -> Load:
    """Serve a published site with nginx and load it.

    Raises ValueError beyond the bounds or without a site, `MissingError` without a program, RuntimeError if wrk fails.
    """
    if not (0 < seconds <= SECONDS and 0 < connections <= CONNECTIONS):
        raise ValueError(f"at most {SECONDS} seconds and {CONNECTIONS} connections, at least one of each")
    if not (site / "index.html").is_file():
        raise ValueError(f"{site} holds no site: run `make publish` first")
    program = get("wrk")
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("index.html"))
    paths = ", ".join(f'"/{page.removesuffix("index.html")}"' for page in pages)
    with serve("nginx", site) as port, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (paths, ", ".join(map(str, PERCENTILES))))
        script.flush()
        libraries = os.pathsep.join(str(path) for path in UNPACKED.glob("usr/lib/*"))
        done = subprocess.run(
            [program, "-t1", f"-c{connections}", f"-d{seconds}s", f"-s{script.name}", f"http://127.0.0.1:{port}"],
            env={**os.environ, "LD_LIBRARY_PATH": libraries},
            capture_output=True,
            text=True,
            timeout=seconds + 30,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"wrk failed: {done.stderr[-1000:]}")
    return read(done.stderr.splitlines()[-1])


def read(line: str) -> Load:
    """Return the result that wrk printed as JSON."""
    said = json.loads(line)
    return Load(
        requests=said["requests"],
        requests_per_second=round(said["requests"] / (said["microseconds"] / 1e6), 1),
        errors=sum(said["errors"].values()),
        milliseconds={share: microseconds / 1000 for share, microseconds in said["latency"].items()},
    )


def main() -> int:
    """Load public/ and print the result; exit code 1 if there was any error."""
    parser = argparse.ArgumentParser(description="Load nginx on this machine with the published site.")
    parser.add_argument("--site", type=Path, default=ROOT / "public")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    arguments = parser.parse_args()
    try:
        result = run(arguments.site, arguments.seconds, arguments.connections)
    except (MissingError, RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"requests    {result.requests:>10,}\na second    {result.requests_per_second:>10,.0f}")
    print(f"errors      {result.errors:>10,}")
    for share, milliseconds in result.milliseconds.items():
        print(f"{share} % within {milliseconds:>8.2f} ms")
    return 1 if result.errors else 0


if __name__ == "__main__":
    sys.exit(main())
