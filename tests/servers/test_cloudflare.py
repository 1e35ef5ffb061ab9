"""`_redirects` as the emulator of Cloudflare Pages reads it. Only `make hosts` runs this."""

import pytest

from tests.servers.conftest import Host


@pytest.mark.parametrize("host", ["cloudflare"], indirect=True)
def test_every_moved_address_leads_to_the_new_one(host: Host):
    lines = (host.site / "_redirects").read_text(encoding="utf-8").splitlines()
    moved = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    assert ["/an-old-address/", "/about/", "301"] in moved
    for old, new, *status in moved:
        if "*" not in old and ":" not in old:
            answer, _ = host.ask(old)
            assert answer.getheader("Location") == new, old
            assert answer.status == int((status or ["302"])[0]), old
