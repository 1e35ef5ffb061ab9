"""Checks of the checks and of the promises that the repository makes about itself."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from builder.text.cards import CARDS
from pelicanconf import DISCLAIMER
from tests.conftest import ROOT, copy_project, fake_program, set_in
from tests.waiting import run

LARGEST = 400_000
# The tests that read the real content, and what all of them share.
OF_THE_CONTENT = ("content", "browser", "guards")
SHARED = ("conftest.py", "pages.py")


def tracked() -> list[Path]:
    # Whoever owns the folder: git only reads here.
    done = run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    listed = done.stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(["make", *arguments], cwd=ROOT, env={**os.environ, **environment})


def test_ci_runs_the_lint_and_the_readmes_test_command():
    ci = (ROOT / ".ci/run").read_text()
    for command in ("make lint", "make test", "make validate"):
        assert command in ci
    assert "make test" in (ROOT / "README.md").read_text()


def test_ci_runs_with_nothing_in_the_environment_that_another_machine_may_lack(tmp_path: Path):
    fake_program(tmp_path / "make", 'echo "make $*"', "env")
    fake_program(tmp_path / "apt-get", "exit 0")
    # What the machine has on which the tests were written, and what a run of them needs.
    hides = {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "TERM": "xterm", "HOSTS": "caddy"}
    needs = {"HOME": str(tmp_path / "a home"), "CI": "true", "CHROME": "/a b/chrome"}
    done = run([ROOT / ".ci/run"], env={"PATH": f"{tmp_path}:{os.environ['PATH']}", **hides, **needs})
    assert done.returncode == 0, done.stderr
    runs = re.split(r"(?m)^make ", done.stdout)[1:]
    assert [said.split("\n")[0] for said in runs] == ["lint", "test", "validate"]
    for said in runs:
        environment = dict(line.split("=", 1) for line in said.split("\n")[1:] if line)
        for of_the_shell in ("PWD", "OLDPWD", "SHLVL", "_"):
            environment.pop(of_the_shell, None)
        assert environment.pop("PATH").startswith(str(tmp_path))
        assert environment == {**needs, "TERM": "dumb"}


@pytest.mark.parametrize(
    ("user", "has", "installed"),
    [
        ("0", [], ["git", "python3-venv", "chromium", "nginx", "default-jre-headless"]),
        ("0", ["git", "java", "google-chrome"], ["python3-venv", "nginx"]),
        ("1000", [], []),
    ],
)
def test_only_ci_installs_programs_and_only_as_root_what_it_lacks(
    tmp_path: Path, user: str, has: list[str], installed: list[str]
):
    for name in ("bash", "env", "dirname", "test"):
        (tmp_path / name).symlink_to(shutil.which(name))
    fake_program(tmp_path / "id", f"echo {user}")
    fake_program(tmp_path / "apt-get", 'echo "apt-get $*"')
    for name in ("make", *has):
        fake_program(tmp_path / name, "exit 0")
    done = run([ROOT / ".ci/run"], env={"PATH": str(tmp_path), "HOME": str(tmp_path), "CI": "1"})
    assert done.returncode == 0, done.stderr
    said = re.findall(r"^apt-get install .*--no-install-recommends (.*)$", done.stdout, re.MULTILINE)
    # nginx is looked for by its module, which this machine may have.
    assert set("".join(said).split()) - {"nginx", "libnginx-mod-http-brotli-static"} == set(installed) - {"nginx"}


def test_no_command_for_maintainers_changes_their_system():
    commands = [ROOT / "Makefile", *(path for path in (ROOT / "tools").iterdir() if path.suffix in (".py", ".sh"))]
    for path in commands:
        installs = re.search(r"\b(apt-get|dnf|brew)\W+install\W*,|with-deps|sudo", path.read_text())
        assert not installs, f"{path} installs programs: say what to install instead"


def test_make_alone_lists_every_target_with_a_line():
    targets = re.findall(r"^\.PHONY: always (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    shown = make().stdout
    assert shown == make("help").stdout
    for target in targets:
        assert re.search(rf"^  make {target} +\w", shown, re.MULTILINE), target


def test_the_readme_is_short_and_shows_a_picture_that_is_there():
    readme = (ROOT / "README.md").read_text()
    assert readme.count("\n") < 100
    assert "make html" in readme
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme):
        assert (ROOT / picture).is_file()
    assert "![" in readme
    for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_the_guide_for_contributors_names_commands_that_there_are_in_the_order_of_their_work():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    steps = re.findall(r"^## (.+)$", text, re.MULTILINE)
    first = ["To change a sentence", "To add a finding", "To add a page"]
    assert steps == [*first, "To help readers find a page", "Before you send it"]
    shown = make("help").stdout
    for target in re.findall(r"`make ([a-z-]+)", text):
        assert f"  make {target} " in shown, target
    for path in re.findall(r"`(content/[^`]+)`", text):
        assert (ROOT / path).exists() or path == "content/pages/first-visit.md", path


def test_the_locks_pin_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "site": project["project"]["dependencies"],
        "dev": [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]],
        "node": project["dependency-groups"]["node"],
    }
    for lock, lines in asked.items():
        text = (ROOT / f"requirements/{lock}.txt").read_text()
        pins = dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==([^ ]+)", text, re.MULTILINE))
        for requirement in map(Requirement, lines):
            pinned = pins[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(pinned), f"{requirement} in {lock}.txt: run `make deps`"


def test_every_pinned_package_has_its_hash_and_no_file_names_a_registry():
    for lock in (ROOT / "requirements").glob("*.txt"):
        packages = re.findall(r"^[a-z0-9-]+==[^\\]*\\\n    --hash=sha256:[0-9a-f]{64}", lock.read_text(), re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z0-9]", lock.read_text(), re.MULTILINE))
        assert "://" not in lock.read_text()
    for path in tracked():
        if path.suffix not in (".woff2", ".png"):
            assert not re.search(r"--(extra-)?index-ur[l]|--find-link[s]", path.read_text()), path


@pytest.mark.parametrize("name", ["lint", "node"])
def test_every_npm_package_has_its_hash_and_an_exact_version_for_every_platform(name: str):
    folder = ROOT / "tools" / name
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
        for other in package.get("optionalDependencies", {}):
            assert f"node_modules/{other}" in packages or f"{name}/node_modules/{other}" in packages, other


def test_the_lock_for_the_tests_pins_the_same_versions_as_the_lock_for_the_site():
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
        for name in ("site", "dev")
    ]
    assert pins[0].items() <= pins[1].items()


def test_no_test_is_skipped_and_no_large_file_is_tracked():
    for path in tracked():
        assert path.stat().st_size <= LARGEST, path
        if path.is_relative_to(ROOT / "tests") and path.suffix == ".py":
            assert not re.search(r"pytest\.(ski[p]|importorski[p])|mark\.(ski[p]|xfai[l])", path.read_text()), path


def test_every_class_of_the_stylesheet_is_used():
    css = "".join(path.read_text() for path in (ROOT / "theme").rglob("*.css"))
    styled = set(re.findall(r"\.(ma-[a-z0-9_-]+)", css))
    folders = ("theme/templates", "theme/components", "theme/static/js", "builder", "content")
    files = [path for folder in folders for path in ROOT.joinpath(folder).rglob("*")]
    text = "".join(path.read_text() for path in files if path.suffix in (".html", ".py", ".md", ".svg", ".js"))
    made = {f"ma-figure--{path.stem}" for path in ROOT.glob("content/images/*.svg")}
    made |= {f"ma-care--{card}" for card in CARDS} | {"ma-page--home", "ma-page--condition", "ma-scale__them"}
    used = set(re.findall(r"\b(ma-[a-z0-9_-]+)", text)) | made
    assert styled <= used, styled - used


def setup(python: str, venv: Path) -> subprocess.CompletedProcess[str]:
    return run(["sh", "tools/setup.sh", python, str(venv), "requirements/site.txt"], cwd=ROOT)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(
            ['[ "$1" = --version ] && echo "Python 3.9.2" && exit 0', "exit 1"], "Python 3.9.2 is too old", id="old"
        ),
        pytest.param(['[ "$1" = -m ] && exit 1', "exit 0"], "apt install python3-venv", id="no venv"),
    ],
)
def test_setup_says_what_to_install(tmp_path: Path, lines: list[str], message: str):
    done = setup(fake_program(tmp_path / "python", *lines), tmp_path / "venv")
    assert done.returncode == 1
    assert message in done.stderr
    assert not (tmp_path / "venv").exists()


def test_setup_without_python_says_what_to_install(tmp_path: Path):
    done = setup("no-such-python", tmp_path / "venv")
    assert done.returncode == 1
    assert "Install Python 3.11 or newer" in done.stderr


def test_a_second_run_installs_nothing():
    shown = make("--dry-run", "html").stdout
    assert "-m builder html" in shown
    assert "setup.sh" not in shown


def test_without_any_browser_the_tests_say_what_to_install(tmp_path: Path):
    # An empty PATH: no browser, no package manager. A Playwright that cannot download stands in for no network.
    done = run(
        [
            sys.executable,
            "-c",
            "import tools.browser as b; b.MAC = (); b.playwrights_own = lambda: None; raise SystemExit(b.main())",
        ],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert "apt install chromium" in done.stderr
    assert "make test-fast" in done.stderr


def test_the_printed_pages_carry_the_sentences_of_the_disclaimer():
    footer = re.search(r"@bottom-left \{\s+content: \"(.*?)\\A\"", (ROOT / "theme/static/css/print.css").read_text())[1]
    assert DISCLAIMER.lower().endswith(footer.lower()), (
        "theme/static/css/print.css repeats it at the foot of each sheet"
    )


def test_every_action_of_the_workflows_is_pinned_by_the_hash_of_its_commit():
    uses = [
        line.split("uses:")[1].strip()
        for path in (ROOT / ".github/workflows").glob("*.yml")
        for line in path.read_text().splitlines()
        if "uses:" in line
    ]
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_what_an_owner_sets_changes_nothing_for_the_tests_of_the_program(tmp_path: Path):
    owned = copy_project(tmp_path / "owned") / "pelicanconf.py"
    new = {
        "SITENAME": "Needles",
        "SITEURL": "https://a.example",
        "PUBLISHER": 'A "B"',
        "CONTACT_URL": "mailto:a@a.example",
    }
    text = set_in(owned.read_text(), **new, REGION="eu", OVERDUE_STOPS=False, DISCLAIMER="Another disclaimer. " * 3)
    owned.write_text(text.replace("REGIONS = {\n", 'REGIONS = {\n    "moon": {"name": "the moon"},\n', 1))
    copies = [copy_project(tmp_path / "one", tmp_path / "owned"), copy_project(tmp_path / "other")]
    assert len({(copy / "pelicanconf.py").read_text() for copy in copies}) == 1


def test_no_test_of_the_program_reads_the_real_content():
    """It is the business of tests/content, of tests/browser, and of these guards, which look at the whole."""
    names = r"\b(REAL|real_site|real_public|copy_real)\b|from tests\.pages import [^\n]*\b(PAGES|CONDITIONS)\b"
    reads = re.compile(rf'{names}|ROOT / f?"content')
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests"):
            folder = path.relative_to(ROOT / "tests").parts[0]
            assert folder in (*OF_THE_CONTENT, *SHARED) or not reads.search(path.read_text()), path


def test_the_folders_of_the_tests_mirror_those_of_the_program():
    program = {path.parent.name for path in (ROOT / "builder").rglob("*.py")} - {"builder"}
    folders = {path.parent.name for path in tracked() if path.match("tests/*/test_*.py")}
    whole = {"build", "tools", "guards", "content", "browser", "servers"}
    assert program | whole <= folders, (
        "each station of the data has tests of its own, and the whole has those of build/"
    )


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        (
            "builder/text/marks.py",
            "from builder.page.pages import Page",
            "builder.text is not allowed to import builder.page",
        ),
        (
            "builder/check/links.py",
            "import builder.publish.files",
            "builder.check is not allowed to import builder.publish",
        ),
        ("builder/page/pages.py", "from pelican import signals", "builder.page.pages is not allowed to import pelican"),
        ("builder/serve.py", "import tools.budgets", "builder is not allowed to import tools"),
        ("builder/extra.py", "", "extra"),
    ],
)
def test_an_import_against_the_flow_of_the_data_is_refused(tmp_path: Path, file: str, line: str, contract: str):
    for part in ("builder", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "node"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as program:
        program.write(f"\n{line}\n")
    lint = Path(sys.executable).with_name("lint-imports")
    done = run([sys.executable, lint, "--no-logo", "--no-cache"], cwd=tmp_path)
    assert done.returncode == 1
    assert contract in done.stdout
    assert "1 broken" in done.stdout or "extra" in contract


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config):
    patterns = pytestconfig.getini("norecursedirs")
    for path in tracked():
        if path.match("test_*.py"):
            parts = path.relative_to(ROOT).parts
            assert not [part for part in parts if any(fnmatch(part, pattern) for pattern in patterns)], path


def test_the_lint_holds_the_order_of_the_imports_and_reads_the_templates():
    shown = make("--dry-run", "lint").stdout
    assert "lint-imports" in shown
    assert "djlint --lint --quiet theme" in shown
