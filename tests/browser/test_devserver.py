"""What a maintainer sees: the page reloads on a change; a fault covers its foot while the last good site stays."""

from playwright.sync_api import Page, expect

from tests.build.serving import Server
from tests.conftest import Project


def test_the_browser_follows_the_editor(page: Page, project: Project):
    with Server(project, "dev") as server:
        page.goto(f"http://127.0.0.1:{server.port}/privacy/")
        first = page.locator(".ma-article li").first
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
