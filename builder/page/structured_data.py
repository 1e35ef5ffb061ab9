"""What a page says about itself to search engines, in the words of schema.org: only what the page shows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from builder.outline import NOT_MEDICAL
from builder.page.numbering import Cited
from builder.page.pages import CONDITION, HOME, NOT_FOUND, Page

# The kind of page by template; all others are pages of medical text.
TYPES = {"about": "AboutPage", NOT_FOUND: "WebPage"}

Crumbs = tuple[tuple[str, str], ...]  # titles and addresses


def crumbs(page: Page, pages: Mapping[str, Page]) -> Crumbs:
    """Return the titles and addresses of the pages above a page, by its address. `pages`: all pages by address."""
    if page.template in (HOME, NOT_FOUND):
        return ()
    folders = page.url.strip("/").split("/")[:-1]
    above = ["/".join(folders[: depth + 1]) + "/" for depth in range(len(folders))]
    return (("Guide", ""), *((pages[url].short_title, url) for url in above if url in pages))


def structured_data(
    page: Page, above: Crumbs, cited: Iterable[Cited], sources_of_rows: Container[str], siteurl: str
) -> dict[str, Any]:
    """Return the JSON-LD of a page. `above`: its `crumbs`; `sources_of_rows`: the keys of the sources of all rows.

    Nothing is said of reviewers until someone has reviewed the page.
    """
    kind = TYPES.get(page.template, "WebPage" if page.slug in NOT_MEDICAL else "MedicalWebPage")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": page.title,
        "lastReviewed": page.reviewed.isoformat(),
    }
    if page.lang:
        data["inLanguage"] = page.lang
    if kind == "MedicalWebPage":
        data["audience"] = {"@type": "MedicalAudience", "audienceType": "Patient"}
        data["about"] = [{"@type": "MedicalTherapy", "name": "Acupuncture"}]
        if page.template == CONDITION:
            data["about"].append({"@type": "MedicalCondition", "name": page.short_title})
        # The studies that its numbers come from, where they have a DOI. The home page has no byte left for them: it is
        # to come in one round trip, and the page of each condition names them.
        studies = [item.source for item in cited if item.source.key in sources_of_rows]
        if (dois := [source.link for source in studies if source.is_doi]) and page.template != HOME:
            data["citation"] = dois
    if above:
        data["breadcrumb"] = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": f"{siteurl}/{url}"}
                for position, (name, url) in enumerate(above, 1)
            ]
            + [{"@type": "ListItem", "position": len(above) + 1, "name": page.title}],  # it needs no address
        }
    return data
