"""The published site behind real servers: nginx in `make test`, and those that HOSTS names in `make hosts`."""

import http.client
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.hosts import serve

HOSTS = os.environ.get("HOSTS", "nginx").split()

Answer = tuple[http.client.HTTPResponse, bytes]


@dataclass(frozen=True)
class Host:
    """A running server, the site behind it, and what its kind does in its own way."""

    name: str
    site: Path
    port: int

    @property
    def hides_copies(self) -> bool:
        """Whether `.br`, `.gz` and the files for other hosts have no address. Cloudflare serves every file there is."""
        return self.name != "cloudflare"

    @property
    def sends_parts(self) -> bool:
        """Whether a part of a file can be asked for. The emulator answers with the whole, as HTTP allows."""
        return self.name != "cloudflare"

    @property
    def of_404(self) -> str:
        """How long an answer 404 is kept. The emulator puts its own word in the place of ours."""
        return "no-store" if self.name == "cloudflare" else "public, max-age=300"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@pytest.fixture(scope="module", params=HOSTS)
def host(request: pytest.FixtureRequest, public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    site = tmp_path_factory.mktemp(request.param) / "a folder with spaces"
    shutil.copytree(public, site)
    with serve(request.param, site) as port:
        yield Host(request.param, site, port)
