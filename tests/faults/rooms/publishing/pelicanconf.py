"""A setting that only a published site needs."""

CONTACT_URL = ""  # ✗ setting-empty: the setting CONTACT_URL is empty
