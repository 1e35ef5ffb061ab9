"""Settings that are sound, but for a key."""

STYLESHEETS = ["home", "condition", "safety", "site", "sheets", "reference", "extra"]
REGIONS = {  # ✗ cited-source-unknown: no source has the key “europe11” (did you mean “europe112”?)
    "uk": {"name": "the UK", "emergency": {"number": "999", "source": "europe11"}},
    "eu": {"name": "the EU", "emergency": {"number": "112", "source": "europe112"}},
    "ireland": {
        "name": "Ireland",
        "emergency": {"number": "112", "source": "europe112"},
        "crisis": [{"number": "116 123", "name": "Listeners", "sources": ["listeners"]}],
    },
}
