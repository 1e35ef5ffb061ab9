"""How the project is set up, linted and run by CI: the machinery, which no owner changes with the content."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT, fake_program
from tests.guards.test_guards import make
from tests.waiting import run


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
    needs = {"HOME": str(tmp_path / "a home"), "CI": "true", "CHROME": "/a b/chrome", "https_proxy": "proxy.example"}
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
        ("0", [], ["git", "python3-venv", "chromium-headless-shell", "nginx", "default-jre-headless"]),
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


def test_only_a_job_that_runs_nothing_of_the_project_may_write_and_only_on_the_main_branch():
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        workflow = yaml.safe_load(path.read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            if "write" in job["permissions"].values():
                assert all("run" not in step for step in job["steps"]), path.name
                assert job["if"] == "github.ref == 'refs/heads/main'"


def test_what_begins_with_a_dot_is_deployed_too():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text())
    steps = [step for step in workflow["jobs"]["build"]["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert [step["with"]["include-hidden-files"] for step in steps] == [True]


def test_newer_versions_are_asked_for_of_every_list_of_packages():
    watched = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    folders = {folder for update in watched for folder in update.get("directories", [update.get("directory")])}
    lists = {f"/{path.parent.relative_to(ROOT).as_posix()}" for path in ROOT.glob("tools/*/package-lock.json")}
    assert lists
    assert {"/", "/requirements"} | lists == folders


def test_line_ends_are_those_of_linux_on_every_machine():
    said = run(["git", "check-attr", "text", "eol", "--", "tools/setup.sh", "docs/site.png"], cwd=ROOT).stdout
    assert "tools/setup.sh: eol: lf" in said
    assert "docs/site.png: text: unset" in said


# Of each file a line that it must not have, and what the lint says of it.
AGAINST_THE_FLOW = {
    "builder/text/marks.py": ("from builder.page.pages import Page", "builder.text", "builder.page"),
    "builder/check/links.py": ("import builder.publish.files", "builder.check", "builder.publish"),
    "builder/page/pages.py": ("from pelican import signals", "builder.page.pages", "pelican"),
    "builder/serve.py": ("import tools.budgets", "builder", "tools"),
}


def test_an_import_against_the_flow_of_the_data_is_refused_and_so_is_a_module_without_a_place_in_it(tmp_path: Path):
    for part in ("builder", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "node"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, (line, *_) in AGAINST_THE_FLOW.items():
        with (tmp_path / file).open("a") as program:
            program.write(f"\n{line}\n")
    lint = [sys.executable, Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = run(lint, cwd=tmp_path)
    assert done.returncode == 1
    assert "3 broken" in done.stdout
    for _, part, other in AGAINST_THE_FLOW.values():
        assert f"{part} is not allowed to import {other}" in done.stdout
    (tmp_path / "builder/extra.py").touch()
    done = run(lint, cwd=tmp_path)
    assert done.returncode == 1
    assert "extra" in done.stdout


def test_the_lint_holds_the_order_of_the_imports_and_reads_the_templates():
    shown = make("--dry-run", "lint").stdout
    assert "lint-imports" in shown
    assert "djlint --lint --quiet theme" in shown
