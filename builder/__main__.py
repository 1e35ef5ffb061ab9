"""`python -m builder`: html, publish, serve, dev, new, review, rules."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from builder.build import ROOT
from builder.dates import today

# Pydantic would look through all that is installed for plugins of its own.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

INTERRUPTED = 130  # the exit code of what Ctrl+C has stopped, as shells have it


def make(settings: str, output: str) -> int:
    """Build the site with a file of settings into a folder, say how it went, and return the exit code."""
    from builder.build import left_as_it_was, try_build
    from builder.new import due_soon
    from builder.progress import steps_shown

    folder = (ROOT / output).absolute()
    try:
        with steps_shown():
            code, said, _ = try_build((ROOT / settings).resolve(), folder)
    except KeyboardInterrupt:
        code, said = INTERRUPTED, f"\nStopped; {left_as_it_was(folder)}"
    print(said, file=sys.stderr if code else sys.stdout)
    if not code and (due := due_soon(ROOT)):
        print(due)
    return code


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m builder", description="Build the site, or explain every fault.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, settings, output in (("html", "pelicanconf.py", "output"), ("publish", "publishconf.py", "public")):
        command = commands.add_parser(name, help=f"build the site into {output}/")
        command.add_argument("--settings", default=settings)
        command.add_argument("--output", default=output)
    for name, words in (("serve", "serve output/"), ("dev", "serve the site, and rebuild it on every change")):
        commands.add_parser(name, help=words).add_argument("--port", type=_port, default=8000)
    start = commands.add_parser("new", help="start a page, a condition or a finding")
    start.add_argument("kind", choices=("page", "condition", "finding"))
    start.add_argument("name")
    start.add_argument("--condition", default="")
    commands.add_parser("review", help="list every text by the day when its check is due")
    commands.add_parser("rules", help="print docs/rules.md: every rule of the site")
    return parser.parse_args()


def _port(text: str) -> int:
    largest = 65_535
    if not text.isdigit() or int(text) > largest:
        raise argparse.ArgumentTypeError(f"a port is a number up to {largest}, not {text!r}")
    return int(text)


def main() -> int:
    """Do what is asked for; return the exit code."""
    arguments = _arguments()
    try:
        today()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    match arguments.command:
        case "html" | "publish":
            return make(arguments.settings, arguments.output)
        case "serve":
            from builder.serve import serve

            return serve(ROOT / "output", arguments.port)
        case "dev":
            from builder.devserver import develop

            return develop(arguments.port)
        case "new":
            from builder.new import start_and_say

            return start_and_say(arguments.kind, arguments.name, arguments.condition, ROOT)
        case "rules":
            from builder.rules import rules_page

            print(rules_page(), end="")
            return 0
        case _:
            from builder.new import list_due

            return list_due(ROOT)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
