"""What a page says about itself to search engines, in the words of schema.org: only what the page shows."""

from __future__ import annotations

from typing import Any

from plugins.condition import TEMPLATE
from plugins.ledger import Ledger

# The kind of page by template; all others are pages of medical text.
KINDS = {"about": "AboutPage", "not-found": "WebPage"}
PLAIN = ("privacy", "accessibility", "search")


def crumbs(page: Any, pages: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the titles and addresses of the pages above a page, by its address. `pages`: all pages by address."""
    if page.template in ("home", "not-found"):
        return []
    folders = page.url.strip("/").split("/")[:-1]
    above = ["/".join(folders[: depth + 1]) + "/" for depth in range(len(folders))]
    return [("Guide", ""), *((pages[url].short_title, url) for url in above if url in pages)]


def structured_data(page: Any, siteurl: str, ledger: Ledger) -> dict[str, Any]:
    """Return the JSON-LD of a page that has its sources and its `crumbs`.

    Nothing is said of reviewers until someone has reviewed the page.
    """
    kind = KINDS.get(page.template, "WebPage" if page.slug in PLAIN else "MedicalWebPage")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": page.title,
        "lastReviewed": page.reviewed.isoformat(),
    }
    if kind == "MedicalWebPage":
        data["audience"] = {"@type": "MedicalAudience", "audienceType": "Patient"}
        data["about"] = [{"@type": "MedicalTherapy", "name": "Acupuncture"}]
        if page.template == TEMPLATE:
            data["about"].append({"@type": "MedicalCondition", "name": page.short_title})
        # The studies that its figures come from, where they have a DOI. The home page has no byte left for them: it is
        # to come in one round trip, and the page of each condition names them.
        keys = ledger.by_source.keys()
        figures = [cited.source for cited in page.sources if cited.source.key in keys]
        if (dois := [source.link for source in figures if source.is_doi]) and page.template != "home":
            data["citation"] = dois
    if page.crumbs:
        data["breadcrumb"] = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": f"{siteurl}/{url}"}
                for position, (name, url) in enumerate(page.crumbs, 1)
            ]
            + [{"@type": "ListItem", "position": len(page.crumbs) + 1, "name": page.title}],  # it needs no address
        }
    return data
