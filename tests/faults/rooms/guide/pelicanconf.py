"""Settings that cannot be used."""

SITEURL = "http://a.example"  # ✗ setting-unusable: the setting SITEURL
del SITENAME  # ✗ setting-unusable: the setting SITENAME
REGIONS = {
    "uk": {
        "name": "the UK",
        "emergency": {"number": "nine", "source": "ambulance999"},  # ✗ setting-unusable: at uk.emergency.number
    }
}
