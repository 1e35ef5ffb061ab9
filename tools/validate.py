"""Publishes the site and lets the Nu HTML checker judge every page, and veraPDF every leaflet.

Without Java it says so, and leaves them out.
"""

from __future__ import annotations

import subprocess
import sys
import threading

from builder.page.typeset import FOLDER
from builder.serve import SiteHandler, start
from tools import verapdf
from tools.audit import AUDIT, is_mistaken, messages_of_nu, nu_finding, publish
from tools.hosts import MissingError, get


def main() -> int:
    """Exit code 0: no fault and no warning, or no Java; 1: something is wrong, and it is said what and where."""
    try:
        java = get("java")
    except MissingError as missing:
        print(f"The Nu HTML checker and veraPDF were left out: {missing}", file=sys.stderr)
        return 0
    site = AUDIT / "site"
    AUDIT.mkdir(exist_ok=True)
    publish(site)
    server = start(
        0, SiteHandler, site
    )  # by their paths, Nu would take the policy of the pages to forbid all they load
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}/"
    pages = [f"{root}{path.relative_to(site).as_posix()}" for path in sorted(site.rglob("*.html"))]
    try:
        messages = messages_of_nu(java, pages)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return 1
    told = [message for message in messages if not is_mistaken(message)]  # the table of `make audit` counts the others
    found = [f"{message['url'].removeprefix(root)}: {nu_finding(message)}" for message in told]
    print(*found, f"{len(found)} faults." if found else f"Nu finds {len(pages)} pages valid.", sep="\n")
    leaflets = list(verapdf.check(sorted((site / FOLDER).glob("*.pdf"))))
    wrong = [f"{file.name}: {fault}" for file, faults in leaflets for fault in faults]
    print(*wrong, f"{len(wrong)} faults." if wrong else f"veraPDF finds {len(leaflets)} leaflets accessible.", sep="\n")
    return 1 if found or wrong or not leaflets else 0


if __name__ == "__main__":
    sys.exit(main())
