"""Settings that cannot be used."""

SITEURL = "http://a.example"  # ✗ setting-unusable: the setting SITEURL
del SITENAME  # ✗ setting-unusable: the setting SITENAME
REGIONS = {  # ✗ setting-unusable: is not usable at uk.emergency.number
    "uk": {"name": "the UK", "emergency": {"number": "nine", "source": "ambulance999"}}
}
