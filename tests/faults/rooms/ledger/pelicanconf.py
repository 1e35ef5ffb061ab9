"""Settings that cannot be used, and that no text is blamed for."""

SITENAME = "A &amp; B"  # ✗ setting-unusable: would be shown with its marks: &amp;
REGION = "moon"  # ✗ setting-unusable: no known region: 'moon'
DISCLAIMER = ""  # ✗ setting-unusable: the setting DISCLAIMER
