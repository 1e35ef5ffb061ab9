"""What hosts are told to send with each page, from one place."""

import base64
import hashlib
import re
from pathlib import Path

from builder.publish.headers import HEADERS, WORKER, WORKER_POLICY, all_headers, content_security_policy
from builder.publish.hosts import header_files

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = "try{}catch(e){}"
FILES = header_files(SCRIPT)


def test_the_policy_allows_the_one_script_and_nothing_unsafe():
    policy = content_security_policy(SCRIPT)
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors" not in policy, "it works in headers only"
    assert "frame-ancestors 'none'" in all_headers(SCRIPT)["Content-Security-Policy"]


def test_every_host_is_told_every_header():
    for name, text in FILES.items():
        for header, value in all_headers(SCRIPT).items():
            assert header in text, name
            assert value in text, name
    assert len(HEADERS) == 6


def test_only_the_worker_of_the_search_may_run_a_program():
    for name, text in FILES.items():
        assert text.count(WORKER_POLICY) == 1, name
        near = text[: text.index(WORKER_POLICY)].rpartition(f"/{WORKER}")[2]
        assert len(near) < 70, f"{name} says it of the worker"
    assert f"/{WORKER}\n  ! Content-Security-Policy\n" in FILES["_headers"], "or both would hold"


def test_only_what_is_named_by_what_it_holds_is_kept_for_ever():
    rules = dict(rule.split("\n", 1) for rule in FILES["_headers"].strip().split("\n\n"))
    kept = ["/assets/*", "/pagefind/index/*", "/pagefind/fragment/*"]
    assert [path for path, lines in rules.items() if "immutable" in lines] == kept
    assert all("! Cache-Control\n" in rules[path] for path in kept)
    assert "max-age=300" in rules["/*"]


def test_the_files_for_hosts_hold_no_header_of_their_own_but_include_what_is_published():
    nginx = (ROOT / "deploy/nginx/site.conf").read_text()
    assert 'include "/srv/acupuncture/public/_headers.nginx";' in nginx
    assert "add_header" not in nginx, "a location that adds one loses all others"
    caddy = (ROOT / "deploy/Caddyfile").read_text()
    assert 'import "/srv/acupuncture/public/_headers.caddy"' in caddy
    for text in (nginx, caddy):
        assert not any(header in text for header in all_headers(SCRIPT))
        assert not re.search(r"sha256-|nosniff|immutable", text)
