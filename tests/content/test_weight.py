"""What a reader has to load: every page of the real site keeps its budgets."""

from pathlib import Path

from tools.budgets import weigh


def test_every_published_page_keeps_the_budgets(public: Path):
    faults = [f"{weight.name}: {fault}" for weight in weigh(public) for fault in weight.faults()]
    assert faults == [], "to add a sentence, take one out: docs/writing.md"
