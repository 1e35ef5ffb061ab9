"""Publishes the site, serves it with nginx as shipped, and judges it: budgets, prose, Lighthouse, axe, Nu HTML checker.

`make audit` prints a table, writes every finding to .audit/result.json, and ends with exit code 1 if anything is short
of what is promised: no fault and no warning on any page, and 100 in every category of Lighthouse on every template.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import lxml.html

from tools import prose
from tools.browser import find as find_browser
from tools.browser import flags
from tools.budgets import Weight, values, weigh
from tools.columns import columns
from tools.hosts import NODE, PACKAGES, VENV, MissingError, get, serve

ROOT = Path(__file__).resolve().parent.parent
AUDIT = ROOT / ".audit"
VNU = VENV / "lint/node_modules/vnu-jar/build/dist/vnu.jar"
EXAMPLE = {"SITE_URL": "https://site.example", "CONTACT_URL": "mailto:help@site.example"}
AXE = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
LOOKS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RUNS = 3  # of Lighthouse, where the first gives less than 100: the median counts, as its makers advise
LIGHTHOUSE_SECONDS = 120
PUBLISH_SECONDS = NU_SECONDS = 600
FULL = 100
# Nu 26.9 takes JSON-LD for a script that the policy blocks. It is a block of data, which no browser runs or blocks
# (HTML, “prepare the script element”); tests/browser sees no such message. Counted apart, so that it is not forgotten.
MISTAKEN = ("Inline script violates Content Security Policy", "<script type=application/ld+json>")
SHORT = {"performance": "perf", "accessibility": "a11y", "best-practices": "best", "agentic-browsing": "agent"}


@dataclass
class Row:
    """All that is known of one page."""

    weight: Weight
    template: str
    scores: dict[str, int] = field(default_factory=dict)
    lighthouse: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    nu: list[str] = field(default_factory=list)
    mistaken: int = 0
    unsure: int = 0
    prose: list[str] = field(default_factory=list)
    reads: tuple[str, ...] = ()  # the line of the table of prose

    def faults(self) -> list[str]:
        """Return all that falls short of what is promised, each with the page."""
        low = [f"Lighthouse, {name}: {score}, not {FULL}" for name, score in self.scores.items() if score < FULL]
        found = [*self.weight.faults(), *low, *(self.lighthouse if low else []), *self.axe, *self.nu, *self.prose]
        return [f"{self.weight.name}: {fault}" for fault in found]


def publish(site: Path) -> None:
    """Publish to a folder. Raises SystemExit where the build refuses, or the site is not at the root of its host."""
    command = [sys.executable, "-X", "utf8", "-m", "builder", "publish", "--output", str(site)]
    environment = {**EXAMPLE, **{name: value for name, value in os.environ.items() if value}}
    if subprocess.run(command, cwd=ROOT, env=environment, timeout=PUBLISH_SECONDS, check=False).returncode:
        raise SystemExit(1)
    home = values(lxml.html.parse(site / "index.html"), "//link[@rel='canonical']/@href")[0]
    if urlsplit(home).path != "/":
        raise SystemExit(
            f"{home} is not the root of its host: the audit cannot serve it there. Empty SITEURL for the audit."
        )


def heaviest(rows: Iterable[Row], templates: Iterable[str]) -> list[Row]:
    """Return the heaviest page of every template. Raises ValueError for a template that draws no page."""
    chosen: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row.weight.page):
        chosen[row.template] = row
    if missing := sorted(set(templates) - chosen.keys()):
        raise ValueError(f"no page is drawn by: {', '.join(missing)}")
    return [chosen[name] for name in sorted(chosen)]


def address(row: Row, root: str) -> str:
    """Return where a page is. The 404 page is judged at its own address, where it is answered with status 200.

    At an unknown address Lighthouse would mark the status itself, which is as it must be.
    """
    return f"{root}/{row.weight.name.removesuffix('index.html')}"


def run_lighthouse(url: str, browser: str) -> dict[str, Any]:
    """Return the report of Lighthouse on a page, as a phone sees it.

    A run now and then loses its recording and asks to be run again. Raises RuntimeError where `RUNS` give no report.
    """
    chrome = " ".join(("--headless=new", *flags()))
    file = AUDIT / "lighthouse.json"  # a file, since the end of a long report is lost in a pipe
    program = [str(NODE), str(PACKAGES / "lighthouse/cli/index.js"), url, "--output=json", f"--output-path={file}"]
    command = [*program, "--quiet", "--no-enable-error-reporting", f"--chrome-flags={chrome}"]
    environment = {**os.environ, "CHROME_PATH": browser}
    problem = ""
    for _ in range(RUNS):
        file.unlink(missing_ok=True)
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LIGHTHOUSE_SECONDS, check=False
        )
        report: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
        problem = report.get("runtimeError", {}).get("message", "") if report else done.stderr[-1000:] or "silence"
        if not problem:
            return report
    raise RuntimeError(f"Lighthouse gave no report for {url}: {problem}")


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    """Return the score of each category, 0 to 100; one that could not be judged has 0."""
    return {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}


def shortcomings(report: dict[str, Any]) -> list[str]:
    """Return each audit that lowers a score: its category, name and title."""
    audits = report["audits"]
    return [
        f"Lighthouse, {name}: {audits[part['id']]['title']} [{part['id']}]"
        for name, category in report["categories"].items()
        for part in category["auditRefs"]
        if part["weight"] and audits[part["id"]]["score"] not in (None, 1)
    ]


def judge_by_lighthouse(row: Row, url: str, browser: str) -> None:
    """Put the scores into the row; where one is low, the median of `RUNS` runs."""
    reports = [run_lighthouse(url, browser)]
    if min(scores_of(reports[0]).values()) < FULL:
        reports += [run_lighthouse(url, browser) for _ in range(RUNS - 1)]
    names = scores_of(reports[0])
    row.scores = {name: int(statistics.median(scores_of(report)[name] for report in reports)) for name in names}
    row.lighthouse = sorted({line for report in reports for line in shortcomings(report)})


def judge_by_axe(rows: list[Row], root: str, browser: str) -> None:
    """Put what axe finds into the rows: every rule it has, on a phone, in both looks."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    axe = Axe.from_file(PACKAGES / "axe-core/axe.min.js")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=browser, args=flags())
        for look in LOOKS:
            page = chrome.new_page(viewport={"width": 360, "height": 740}, color_scheme=look)
            for row in rows:
                page.goto(address(row, root))
                response = axe.run(page, options=AXE).response
                row.axe += axe_findings(response, look)
                row.unsure = max(row.unsure, sum(len(rule["nodes"]) for rule in response["incomplete"]))
        chrome.close()


def axe_findings(response: dict[str, Any], look: str) -> list[str]:
    """Return each violation: rule, look and element. Raises ValueError if axe looked at nothing."""
    if not response["passes"]:
        raise ValueError("axe looked at nothing")
    return [
        f"axe, {rule['id']} ({look}): {node['html'][:120]}" for rule in response["violations"] for node in rule["nodes"]
    ]


def judge_by_nu(rows: list[Row], root: str, java: str) -> None:
    """Put what the Nu HTML checker says of each page into the rows: errors, warnings and remarks."""
    pages = {address(row, root): row for row in rows}
    for message in messages_of_nu(java, pages):
        row = pages[message["url"]]
        if is_mistaken(message):
            row.mistaken += 1
        else:
            row.nu.append(nu_finding(message))


def judge_prose(rows: list[Row], site: Path) -> None:
    """Put how each page reads into the rows, and what is beyond the limits of its prose."""
    phrases = prose.read_phrases()
    for row in rows:
        part = prose.main_of(site / row.weight.name)
        row.reads = prose.line("/" + row.weight.name.removesuffix("index.html"), prose.measure(part, phrases))
        row.prose = prose.judge(part, row.template, phrases)


def messages_of_nu(java: str, pages: Iterable[str]) -> list[dict[str, Any]]:
    """Return all that the Nu HTML checker says of pages, by their paths or addresses. Raises RuntimeError without."""
    # Nu refuses the loopback address unless told that this is no attack.
    command = [
        java,
        "-Dnu.validator.servlet.allow-forbidden-hosts=true",
        "-jar",
        str(VNU),
        "--stdout",
        "--format",
        "json",
    ]
    done = subprocess.run([*command, *pages], capture_output=True, text=True, timeout=NU_SECONDS, check=False)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"the Nu HTML checker gave no report: {done.stderr[-1000:]}")
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


def is_mistaken(message: dict[str, Any]) -> bool:
    """Return whether a message is the one in which Nu takes data for a script."""
    return message["message"].startswith(MISTAKEN[0]) and MISTAKEN[1] in message.get("extract", "")


def nu_finding(message: dict[str, Any]) -> str:
    """Return a message of Nu in a line: its kind, what it says, and the place."""
    kind = message.get("subType", message["type"])
    return f"Nu, {kind}: {message['message']} {message.get('extract', '')!r}"


def table(rows: list[Row]) -> str:
    """Return all rows as a table for the terminal."""
    categories = list(next((row.scores for row in rows if row.scores), {}))
    head = ["page", "HTML+CSS", "visit", "scripts", *(SHORT.get(name, name) for name in categories), "axe", "Nu"]
    lines = [head]
    for row in rows:
        scores = [str(row.scores[name]) if row.scores else "" for name in categories]
        name = "/" + row.weight.name.removesuffix("index.html")
        sizes = [f"{size:,}" for size in (row.weight.page, row.weight.visit, row.weight.scripts)]
        lines.append([name, *sizes, *scores, str(len(row.axe)), str(len(row.nu))])
    return columns(lines)


def notes(rows: list[Row]) -> list[str]:
    """Return what the table cannot say."""
    judged = sum(bool(row.scores) for row in rows)
    said = [
        "Bytes after brotli; scripts before it. A visit is all that a page names, with an empty cache.",
        f"Lighthouse as a phone, on the heaviest page of each of {judged} templates; the 404 page with status 200.",
    ]
    if mistaken := sum(row.mistaken for row in rows):
        said.append(
            f"Not counted: {mistaken} warnings in which Nu takes the JSON-LD of a page for a script. It is data."
        )
    if unsure := sum(row.unsure for row in rows):
        said.append(
            f"axe cannot judge {unsure} places, mostly words on a drawing: `make test` measures those as painted."
        )
    return said


def main() -> int:
    """Audit the site. Exit code 0: all is as promised; 1: something is not, and it is said what and where."""
    try:
        java, browser = get("java"), os.environ.get("CHROME") or find_browser()
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    if not browser:
        print("No Chrome or Chromium was found: `make test` downloads one, or says what to install.", file=sys.stderr)
        return 1
    site = AUDIT / "site"
    AUDIT.mkdir(exist_ok=True)
    try:
        publish(site)
    except subprocess.TimeoutExpired as late:
        print(late, file=sys.stderr)
        return 1
    rows = [Row(weight, prose.template_of(site / weight.name)) for weight in weigh(site)]
    judge_prose(rows, site)
    templates = {path.stem for path in (ROOT / "theme/templates").glob("*.html")} - {"base"}
    try:
        with serve("nginx", site) as port:
            root = f"http://127.0.0.1:{port}"
            judge_by_nu(rows, root, java)
            judge_by_axe(rows, root, browser)
            for row in heaviest(rows, templates):
                print(f"Lighthouse: {row.template} …", file=sys.stderr)
                judge_by_lighthouse(row, address(row, root), browser)
    except (MissingError, RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1
    result = [{**asdict(row), "weight": {**asdict(row.weight), "files": sorted(row.weight.files)}} for row in rows]
    (AUDIT / "result.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    faults = [fault for row in rows for fault in row.faults()]
    print(table(rows), "", *notes(rows), "", columns([prose.HEAD, *(row.reads for row in rows)]), "", sep="\n")
    print(*faults, f"{len(faults)} faults." if faults else "All is as promised.", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
