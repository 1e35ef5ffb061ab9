"""One page with the example of every component, as a reader would see it: `python -m tests.content.examples FOLDER`.

It is never published. Reviewers, axe and screenshots look at it first. The rows and sources are those of the site.
"""

import datetime
import sys
from pathlib import Path

from markupsafe import Markup

from builder.evidence import read_evidence
from builder.evidence.kinds import KINDS
from builder.makers import Makers
from builder.outline import DISCLAIMER_ANCHOR
from builder.owner import Region
from builder.page.assemble import Whole, whole_variables
from builder.page.assets import plain_assets, read_assets
from builder.page.draw import Components
from builder.page.numbering import Numbering
from builder.page.templates import prepare
from builder.page.use import use_of
from builder.text.reader import context_of
from builder.text.wording import Words
from pelicanconf import DISCLAIMER, REGIONS, STYLESHEETS
from tests.page.making import DAY, environment, page

ROOT = Path(__file__).resolve().parent.parent.parent
THEME = ROOT / "theme"
PAGE = """{% extends "base.html" %}
{% block scripts %}
{% for name in stylesheets %}<link rel="stylesheet" href="/{{ asset(name ~ ".css") }}">{% endfor %}
{% endblock %}
{% block main %}
<article class="ma-article">
<h1>{{ page.title }}</h1>
{% for name, example in examples.items() %}
<h2 id="example-{{ name }}">{{ name }}</h2>
{{ example }}
{% endfor %}
</article>
{% endblock %}
"""


def names() -> list[str]:
    return sorted(path.name for path in (THEME / "components").iterdir())


def examples_page() -> tuple[str, dict[str, bytes]]:
    """Return the HTML of the page, and the files that it loads."""
    evidence, _ = read_evidence(ROOT / "content/evidence", ROOT, DAY, day_given=True)
    regions = tuple(Region(**region) for region in REGIONS.values())
    drawings = tuple((path.stem, path.read_bytes()) for path in sorted((ROOT / "content/images").glob("*.svg")))
    context = context_of(evidence, Words(()), regions, drawings, frozenset(), DAY, True)
    assets = plain_assets(read_assets(THEME, STYLESHEETS, ROOT)[0], "assets")
    theme = environment(THEME)
    prepare(theme, assets, regions, DAY)
    numbering = Numbering(evidence.sources.entries)
    components = Components(theme, ROOT)

    def markdown(text: str) -> Markup:
        html = context.markdown.reset().convert(text)
        return Markup(components.draw(html, evidence.ledger, numbering))

    theme.filters["markdown"] = markdown
    shown = page("examples", title="Every component, by its example", summary="For those who work on the site.")
    whole = Whole((shown,), (), {shown.document: ""}, evidence, use_of((), {}, evidence), "")
    settings = {"SITENAME": "Components", "SITEURL": "", "DEFAULT_LANG": "en-gb", "LOOK_SCRIPT": "", "PUBLISHED": False}
    given = {
        **settings,
        **whole_variables(whole, []),
        **{kind.plural: list(evidence.ledger.of(kind.model).values()) for kind in KINDS},
        "PUBLISHER": "",
        "DISCLAIMER": DISCLAIMER,
        "SEARCH": False,
        "makers": Makers(),
        "page": shown,
        "overdue_page": page("overdue", next_review=DAY - datetime.timedelta(days=1)),
        "cite": numbering.cite,
        "cited": numbering.cited.values(),
        "structured_data": {},
        "stylesheets": [name for name in STYLESHEETS if name != "site"],  # which every page has that names no other
    }
    # Last what is told the sources that the others cite.
    in_order = sorted(names(), key=lambda name: (name in ("contents", "sources"), name))
    drawn = {name: Markup(theme.get_template(f"components/{name}/example.html").render(given)) for name in in_order}
    html = theme.from_string(PAGE).render(given, examples=dict(sorted(drawn.items())))
    return html.replace(f"/#{DISCLAIMER_ANCHOR}", "#example-disclaimer"), dict(assets.files)


def write(folder: Path) -> None:
    html, files = examples_page()
    for name, data in {"index.html": html.encode(), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
