"""A setting that only a published site needs."""

PUBLISHER = "The clinic"
FUNDING = "nobody"
SELLS = ""  # ✗ setting-unanswered: the setting SELLS is empty, while PUBLISHER
CONTACT_URL = ""  # ✗ setting-empty: the setting CONTACT_URL is empty
