"""No wait of the program or of its tests is without a deadline: what hangs must say so, on every machine."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# How a reader marks a wait that has its deadline elsewhere, on the line of the wait: `# deadline: where it is`.
ELSEWHERE = "# deadline: "
# Calls that wait, each with the number of arguments from which on one of them is the deadline; 0: only by its name.
NAMED = {
    **dict.fromkeys(("subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output"), 0),
    **dict.fromkeys(("HTTPConnection", "HTTPSConnection", "urlopen", "requests.get", "requests.head"), 0),
    **dict.fromkeys(("session.get", "session.head"), 0),
    "create_connection": 2,
    "select.select": 4,
}
# Methods that wait for another program or thread; without any argument they wait for ever.
METHODS = ("wait", "communicate", "join", "result", "acquire", "get")
# What knows no deadline at all. A lock may be asked for without waiting.
NEVER = ("os.read", "os.wait", "os.waitpid", "os.wait3", "os.wait4", "recv", "fcntl.flock")
PIPES = ("stdout", "stderr")


def is_pipe(node: ast.AST) -> bool:
    """Whether this is the pipe of another program, or may be one: `process.stdout or ()`."""
    parts = node.values if isinstance(node, ast.BoolOp) else [node]
    return any(isinstance(part, ast.Attribute) and part.attr in PIPES and not is_own(part) for part in parts)


def is_own(pipe: ast.Attribute) -> bool:
    return isinstance(pipe.value, ast.Name) and pipe.value.id == "sys"


def waits(node: ast.AST) -> bool:
    """Whether this part of a program may wait for ever."""
    if isinstance(node, ast.For | ast.comprehension):
        return is_pipe(node.iter)
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    last = name.rpartition(".")[2]
    if any(keyword.arg == "timeout" for keyword in node.keywords):
        return False
    for known in (name, last):
        if known in NAMED:
            return not NAMED[known] or len(node.args) < NAMED[known]
        if known in NEVER:
            return "LOCK_NB" not in ast.unparse(node)
    if not isinstance(node.func, ast.Attribute):
        return False
    if last in ("read", "readline", "readlines"):
        return is_pipe(node.func.value)
    return last in METHODS and not node.args and not node.keywords


def endless(source: str) -> Iterator[int]:
    """Yield the line of each wait without a deadline."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if waits(node):
            at = node.iter if isinstance(node, ast.For | ast.comprehension) else node
            if not any(ELSEWHERE in line for line in lines[at.lineno - 1 : at.end_lineno]):
                yield at.lineno


@pytest.mark.parametrize("folder", ["tools", "builder", "tests"])
def test_every_wait_has_a_deadline(folder: str):
    files = sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    assert files
    found = [f"{path.relative_to(ROOT)}:{line}" for path in files for line in endless(read(path))]
    assert not found, f"give each a timeout, or say on its line where the deadline is ({ELSEWHERE}…)"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("subprocess.run(command, check=False)", "subprocess.run(command, timeout=5, check=False)"),
        ("process.wait()", "process.wait(5)"),
        ("process.communicate()", "process.communicate(timeout=5)"),
        ("thread.join()", "thread.join(5)"),
        ("queue.get()", "', '.join(row.get('name'))"),
        ("future.result()", "future.result(5)"),
        ("lock.acquire()", "lock.acquire(timeout=5)"),
        ("connection.recv()", "connection.recv()  # deadline: poll"),
        ("http.client.HTTPConnection(host, port)", "http.client.HTTPConnection(host, port, timeout=5)"),
        ("urllib.request.urlopen(address)", "urllib.request.urlopen(address, timeout=5)"),
        ("socket.create_connection(address)", "socket.create_connection(address, 0.2)"),
        ("session.get(link, stream=True)", "session.get(link, stream=True, timeout=5)"),
        ("select.select([pipe], [], [])", "select.select([pipe], [], [], 5)"),
        ("os.read(pipe, 1)", "path.read_bytes()"),
        ("fcntl.flock(lock, fcntl.LOCK_EX)", "fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)"),
        ("process.stdout.readline()", "sys.stdin.readline()"),
        ("self.process.stderr.read()", "done.stderr.splitlines()"),
        ("for line in process.stdout: pass", "for line in done.stdout.split(): pass"),
        ("any(line for line in server.stdout or ())", "any(line for line in sys.stdout)"),
    ],
)
def test_a_wait_without_a_deadline_is_found(bad: str, good: str):
    assert list(endless(f"import os\n{bad}\n")) == [2]
    assert list(endless(f"import os\n{good}\n")) == []
