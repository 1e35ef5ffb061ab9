"""What the site says of those who make it: a sentence for each answer in the settings, the same wherever it stands."""

from __future__ import annotations

from typing import NamedTuple

NONE = ("", "nobody", "nothing")  # answers that name nobody and nothing


class Makers(NamedTuple):
    """Who writes the texts, who has reviewed them and when, who paid, and what those who make the site sell.

    Each is as the settings have it. An empty one is true of this project as it comes; whoever publishes a copy has to
    answer who paid and what is sold.
    """

    authors: str = ""
    reviewer: str = ""
    funding: str = ""
    sells: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The sentences by what they are about: authors, review, money."""
        paid = "" if self.funding in NONE else f"It is paid for by {self.funding}."
        gain = "" if self.sells in NONE else f"Those who make it offer {self.sells}, and earn money with it."
        # Whoever is paid has not been asked for other interests.
        free = "It sells nothing." if paid else "It sells nothing, and its makers have no conflicts of interest."
        return {
            "authors": f"The text is by {self.authors}."
            if self.authors
            else "The makers of this project write the text and draw the pictures. They are not named here, and they "
            "do not claim to be health professionals.",
            "review": f"It was reviewed by {self.reviewer}."
            if self.reviewer
            else "No clinician has reviewed this text yet.",
            "money": " ".join(
                (
                    paid or "Nobody has paid for this site.",
                    gain or free,
                    "It has no advertising.",
                )
            ),
        }

    @property
    def in_short(self) -> str:
        """The same for the foot of every page."""
        review = f"Reviewed by {self.reviewer}." if self.reviewer else "No clinician has reviewed it yet."
        money = "No funding, no advertising."
        if self.funding not in NONE or self.sells not in NONE:
            paid = "" if self.funding in NONE else f"Paid for by {self.funding}. "
            money = f"{paid}{'' if self.sells in NONE else f'Its makers offer {self.sells}. '}No advertising."
        return f"Written by {self.authors or 'the makers of this project'}. {review} {money}"


OF_THE_PROJECT = Makers()
