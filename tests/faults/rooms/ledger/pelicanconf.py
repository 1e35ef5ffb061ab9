"""Settings that cannot be used, and that no text is blamed for."""

REGION = "moon"  # ✗ setting-unusable: no known region: 'moon'
DISCLAIMER = ""  # ✗ setting-unusable: the setting DISCLAIMER
