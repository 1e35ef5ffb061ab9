"""Lists every text of the site by the day when its check is due, the most urgent first."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def due_dates(root: Path) -> list[tuple[str, str]]:
    """Return the day (YYYY-MM-DD) and the file of every text that has one, in order; others come first with “?”."""
    sys.path.insert(0, str(ROOT))
    from plugins.faults import Report
    from plugins.source import read_source

    report = Report(root)
    texts = [read_source(path, report) for path in sorted((root / "content").rglob("*.md"))]
    return sorted((text.fields.get("next_review", ("?", 0))[0], text.name) for text in texts)


def main() -> None:
    """Print one line a text: the day, whether it has passed, the file."""
    rows = due_dates(ROOT)
    from plugins.review import today

    for day, name in rows:
        print(f"{day}  {'overdue' if day < today().isoformat() else '       '}  {name}")


if __name__ == "__main__":
    main()
