"""No address of the real site is lost, and each is on the list."""

import re
from pathlib import Path

from tests.conftest import REAL


def listed() -> set[str]:
    return {line for line in (REAL / "published.txt").read_text().split("\n") if line.startswith("/")}


def test_every_address_ever_published_is_there_or_leads_on(public: Path):
    answered = {line.split()[0] for line in (public / "_redirects").read_text().splitlines() if line.startswith("/")}
    for address in sorted(listed() - answered):
        file = f"{address[1:]}index.html" if address.endswith("/") else address[1:]
        assert (public / file).is_file(), f"{address} is gone: add it to content/redirects.toml"


def test_every_page_and_file_of_the_site_is_on_the_list(public: Path):
    files = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    kept = {file for file in files if not re.match(r"assets/|images/cards/|pagefind/|_|.*\.(br|gz)$", file)}
    addresses = {re.sub(r"^/index\.html$|/index\.html$", "/", f"/{file}") for file in kept}
    assert addresses - listed() == set(), "add these lines to content/published.txt"
