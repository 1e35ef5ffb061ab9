"""The first week of an owner: what they change in texts, findings, settings and colours breaks no test.

The edits are made on a copy of the whole repository, with its real content. It is built and published, and the tests
that read the content run in it. If this fails, a test there holds to a sentence, a figure or a name that is the owner's
to change: it belongs on the sample (tests/sample/content), or has to ask the content what is there.
"""

import os
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

from builder.new import start
from tests.conftest import ROOT, built, published, set_in
from tests.guards.test_guards import tracked

PYTHON = [sys.executable, "-X", "utf8", "-m"]
DISCLAIMER = "This is for information only, and takes the place of no doctor."
PART = "The new owner wrote this as part {} of the page, and will ask a doctor to read it."
SOURCE = """
@article{nurse2026first,
  author = {Nurse, Nora and Engineer, Enno},
  title = {The first week},
  journal = {Journal of Weeks},
  year = {2026},
  doi = {10.1000/first-week},
}
"""
FINDING = """
[[finding]]
id = "a-first-week"
who = "nurses in their first week"
outcome = "Felt at home"
when = "1 week"
design = "trial"
summary = "More nurses felt at home with the guide than with sham."
certainty = "not rated"
source = "nurse2026first"
traced = "publication"
checked = 2026-11-23

[[finding.comparison]]
with = "sham"
chance = "unclear"
"""


class Copy:
    """A copy of the whole repository, as git holds it, for an owner to edit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in tracked():
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)  # with its time, or make would set up what is there
        if (ROOT / ".venv").is_dir():
            (folder / ".venv").symlink_to(ROOT / ".venv")
        self.run(["git", "init", "--quiet"])
        self.run(["git", "add", "--all"])

    def run(self, command: list[str], seconds: float = 120) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "GIT_"))}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1", "OWNER_BUILT": "1"},  # tests/conftest.py
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def edit(self, name: str, pattern: str, new: str) -> None:
        """Replace what a pattern finds first in a file. The owner found it by reading; here it has to be there."""
        path = self.folder / name
        text, found = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert found, f"{name} has nothing like {pattern}"
        path.write_text(text, encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def started(self, kind: str, name: str) -> None:
        """Start a page or a condition as `make new-…` does, and write something simple for each FILL-IN."""
        for path in start(kind, name, "", self.folder):
            text = path.read_text(encoding="utf-8")
            for pattern, new in (
                (
                    "(?m)^Summary: FILL-IN.*",
                    f"Summary: What a new owner says of {name.replace('-', ' ')}, in {path.parent.name}.",
                ),
                ("FILL-IN: what sham is.*", "Sham is a made-up kind of needle. Not all agree on it. [@nurse2026first]"),
                (r"\*\*FILL-IN: .*\*\*", "**We do not know this yet.**"),
                ('source = "FILL-IN"', 'source = "nurse2026first"'),
                ("(count|value) = 0 .*", r"\1 = 0"),
                ("  # FILL-IN.*", ""),
                ('"FILL-IN: one or two plain.*"', '"The groups did about the same."'),
                ('"FILL-IN.*"', f'"The people of {name}"'),
            ):
                text = re.sub(pattern, new, text)
            # The rest is prose, of which no page says a sentence twice.
            left = count(1)
            text = re.sub("FILL-IN: .*", lambda _, left=left: PART.format(next(left)), text)
            path.write_text(text, encoding="utf-8")

    def of_free_name(self, folder: str, name: str) -> str:
        """Return the name, or another where the owner of this copy has taken it already."""
        return f"{name}-again" if (self.folder / folder / f"{name}.md").exists() else name


def a_sentence(copy: Copy) -> None:
    copy.edit("content/pages/privacy.md", r"^- .*", "- No cookie is set.")


def a_source_and_a_finding(copy: Copy) -> None:
    copy.append("content/evidence/sources.bib", SOURCE)
    rows = copy.folder / "content/evidence/findings"
    pages = (copy.folder / "content/studies").glob("*.md")
    # The lightest page: a heavy one may have no room within the budget of bytes.
    page = min(pages, key=lambda page: page.stat().st_size + (rows / f"{page.stem}.toml").stat().st_size)
    copy.append(f"content/evidence/findings/{page.stem}.toml", FINDING)
    copy.append(f"content/studies/{page.name}", "\n/// findings | A newer study\n\n- a-first-week\n\n///\n")


def a_page(copy: Copy) -> None:
    name = copy.of_free_name("content/pages", "first-visit")
    copy.started("page", name)
    copy.append("content/published.txt", f"/{name}/\n")


def a_condition(copy: Copy) -> None:
    name = copy.of_free_name("content/conditions", "long-covid")
    said = name.replace("-", " ")
    copy.started("condition", name)
    copy.edit("content/pages/conditions.md", r"^(/// evidence-map .*\n\n)", rf"\1- answer-{name}\n")
    copy.edit(
        "content/pages/conditions.md",
        r"\Z",
        f"\n## {said.capitalize()} {{: #{name}}}\n\n[Read more about {said}]({{filename}}/conditions/{name}.md)\n",
    )
    copy.append(
        "content/search.toml", f'\n[[search]]\ntyped = ["{said}"]\nwords = "{said}"\nfinds = "conditions/{name}/"\n'
    )
    pages = f"/conditions/{name}/\n/conditions/{name}/studies/\n"
    copy.append("content/published.txt", f"{pages}/leaflet/{name}-a4.pdf\n/leaflet/{name}-letter.pdf\n")


def a_redirect(copy: Copy) -> None:
    copy.append("content/redirects.toml", '"/a-leaflet-of-old/" = "/about/"\n')
    copy.append("content/published.txt", "/a-leaflet-of-old/\n")


def a_word(copy: Copy) -> None:
    word = '\n[[word]]\npattern = "zebras?"\nwhy = "there are none in the clinic"\ninstead = "“horse”"\n'
    copy.append("content/wording.toml", word)


def the_settings(copy: Copy) -> None:
    settings = copy.folder / "pelicanconf.py"
    text = settings.read_text(encoding="utf-8")
    region = re.search(r'^REGION = "(.+?)"', text, re.MULTILINE)[1]
    regions = re.findall(r'^    "([a-z-]+)": \{', text, re.MULTILINE)
    text = set_in(
        text,
        SITENAME="Needles",
        SITEURL="https://needles.example",
        PUBLISHER="The clinic",
        CONTACT_URL="mailto:nora@needles.example",
        AUTHORS="two nurses",
        REVIEWER="a doctor in May 2027",
        FUNDING="the clinic",
        SELLS="acupuncture",
        REGION=next(other for other in reversed(regions) if other != region),
        OVERDUE_STOPS=False,
        DISCLAIMER=DISCLAIMER,
    )
    settings.write_text(text, encoding="utf-8")

    copy.edit("content/guide/11-medical-disclaimer.md", r"^This site is for information only.*", f"{DISCLAIMER} Ask.")


def the_theme(copy: Copy) -> None:
    copy.edit("theme/static/css/tokens.css", r"--ma-link: .*;", "--ma-link: light-dark(#0d4660, #a3d2e0);")


EDITS = [a_sentence, a_source_and_a_finding, a_page, a_condition, a_redirect, a_word, the_settings, the_theme]


def test_what_a_new_owner_changes_can_be_published_and_breaks_no_test_that_reads_the_content(tmp_path: Path):
    copy = Copy(tmp_path / "site")
    for edit in EDITS:
        edit(copy)
    copy.run(["git", "add", "--all"])
    built(copy.folder)
    published(copy.folder)
    page = (copy.folder / "public/index.html").read_text(encoding="utf-8")
    assert "Written by two nurses. Reviewed by a doctor in May 2027. Paid for by the clinic." in page
    assert "offer acupuncture" in (copy.folder / "public/about/index.html").read_text(encoding="utf-8")
    humans = (copy.folder / "public/humans.txt").read_text(encoding="utf-8")
    assert "No clinician has" not in page + humans
    assert "https://needles.example/" in page
    tests = ["tests/content", "tests/guards/test_guards.py"]
    said = copy.run([*PYTHON, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:playwright", *tests], 900)
    assert re.search(r"^\d{3} passed", said, re.MULTILINE), said
