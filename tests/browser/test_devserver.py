"""What a maintainer sees: the page reloads on a change; a fault covers its foot while the last good site stays."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.conftest import Project
from tests.waiting import end_of, heed_interrupts, line_of


@contextmanager
def devserver(project: Project) -> Iterator[str]:
    """Run `make devserver` on a copy of the project; give its address."""
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "builder", "dev", "--port", "0"],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=heed_interrupts,
    )
    try:
        port = re.search(r":(\d+)/", line_of(process, "Serving"))[1]
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        assert end_of(process, 20) == 0
    finally:
        process.kill()


def test_the_browser_follows_the_editor(page: Page, project: Project):
    with devserver(project) as address:
        page.goto(f"{address}/privacy/")
        first = page.locator("main li").first
        expect(first).to_have_text("It sets no cookies.")
        project.folder.chmod(0o755)  # a change of the folder itself is none of the site
        project.replace("content/pages/privacy.md", "It sets no cookies.", "It sets no cookies at all.")
        expect(first).to_have_text("It sets no cookies at all.", timeout=15_000)
        project.replace("content/pages/privacy.md", "no cookies at all", "no proven cookies")
        expect(page.locator("#devserver")).to_contain_text("the word “proven” is not used", timeout=15_000)
        expect(first).to_have_text("It sets no cookies at all.")
        project.replace("content/pages/privacy.md", "no proven cookies", "no cookies")
        expect(first).to_have_text("It sets no cookies.", timeout=15_000)
        expect(page.locator("#devserver")).to_have_count(0)
