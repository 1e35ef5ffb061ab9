"""The settings of the site. The first block is all that the owner of a copy has to know."""

import sys
from pathlib import Path

from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # the plugin lies here

# --- The owner of this copy. What is left empty is not set, and the pages say so. ---
SITENAME = "Medical Acupuncture Explained"
SITEURL = ""  # the address that the published site will have, for example "https://example.org"
PUBLISHER = ""  # the person or body that answers for this copy
# What every page says of those who make it. Empty is what is true of this project as it comes.
AUTHORS = ""  # who writes, for example "two nurses of the clinic"
REVIEWER = ""  # who has reviewed the texts, and when
FUNDING = ""  # who paid for it, or "nobody"
SELLS = ""  # what its makers sell, for example "acupuncture", or "nothing"
CONTACT_URL = ""  # where readers report an error: "https://…" or "mailto:…"
REGION = "uk"  # whose help numbers come first: one of REGIONS
SITEURL = SITEURL.rstrip("/")  # a slash at its end would stand twice in every address

# The help numbers, each with the key of the source that gives it; a number that no source gives is left out. “crisis”
# has every line for a crisis of the mind: whom to call, or what to text; what to choose and when; in which parts.
REGIONS = {
    "uk": {
        "name": "the UK",
        "emergency": {"number": "999", "source": "swast999"},
        "advice": {"number": "111", "name": "NHS advice line", "source": "swast999"},
        "crisis": [
            {
                "number": "111",
                "name": "NHS",
                "how": "and choose the mental health option, day or night",
                "where": "England and Wales",
                "sources": ["lpft_crisis", "tewv_crisis", "nhsengland_111mh_copy", "wales111mh_copy"],
            },
            {"number": "116 123", "name": "Samaritans", "how": "day or night", "sources": ["samaritans"]},
        ],
    },
    "ireland": {
        "name": "Ireland",
        "emergency": {"number": "112 or 999", "source": "hse112"},
        "crisis": [
            {"number": "116 123", "name": "Samaritans", "sources": ["samaritans"]},
            {"number": "50808", "text": "HELLO", "how": "day or night", "sources": ["crisistext_ie"]},
        ],
    },
    "eu": {"name": "the EU", "emergency": {"number": "112", "source": "hse112"}},
    "us": {
        "name": "the US",
        "emergency": {"number": "911", "source": "contactlistens"},
        "crisis": [{"number": "988", "how": "call or text", "sources": ["webmd988"]}],
    },
    "canada": {
        "name": "Canada",
        "crisis": [{"number": "9-8-8", "how": "call or text, day or night", "sources": ["canada988"]}],
    },
    "australia": {
        "name": "Australia",
        "emergency": {"number": "000", "source": "qas000"},
        "advice": {"number": "1800 022 222", "name": "Healthdirect", "source": "citiesinsider"},
        "crisis": [{"number": "13 11 14", "name": "Lifeline", "sources": ["citiesinsider"]}],
    },
    "new-zealand": {
        "name": "New Zealand",
        "emergency": {"number": "111", "source": "nz111"},
        "advice": {"number": "0800 611 116", "name": "Healthline", "source": "nzhealthline"},
    },
    "india": {"name": "India", "emergency": {"number": "112", "source": "india112"}},
}

# --- What publishconf.py sets. ---
PUBLISHED = False  # whether the site gets what only a published one has: sitemap, feed, pictures, policy
OVERDUE_STOPS = True  # whether a text that is overdue for a check stops publishing; False: its notice is enough

# --- What is optional. ---
SEARCH = True  # whether the site has a search; without it, the page “Search” is an index of everything

# --- What every page says. ---
DISCLAIMER = "This site is for information only. It does not replace professional medical advice."

# --- The one script that stands in the pages: it sets the look that the reader chose before anything is painted. ---
LOOK_SCRIPT = 'try{document.documentElement.dataset.theme=localStorage.maTheme||""}catch(e){}'

# --- Where things are read from. What the program reads besides lies in content/: see README.md. ---
PATH = str(ROOT / "content")
GUIDE_PATHS = ["guide"]
PAGE_PATHS = ["pages", "conditions", "studies"]
ARTICLE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME = str(ROOT / "theme")
THEME_TEMPLATES_OVERRIDES = [THEME]  # so that templates can name components/NAME/template.html
THEME_STATIC_PATHS: list[str] = []  # builder/page/assets.py reads the files of the theme
# Each is theme/static/css/NAME.css, joined to assets/NAME.css.
STYLESHEETS = ["home", "condition", "safety", "site", "sheets", "reference"]

# --- Where things are written to. The guide's sections are anchors of the home page. ---
OUTPUT_PATH = str(ROOT / "output")
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PAGE_LANG_URL = "{lang}/{slug}/"  # of a page in another language than the site
PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
PAGE_TRANSLATION_ID = ""  # every page is a page; builder/page/assemble.py finds its translations
SLUGIFY_SOURCE = "basename"
SECTION_URL = "#{slug}"
SECTION_SAVE_AS = ""
THEME_STATIC_DIR = "assets"
BROTLI_QUALITY = 11  # of what is published: the highest, paid once and not by each reader
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

# --- How it is read and rendered. Without the plugin, Pelican would leave out what it cannot read, and say nothing. ---
PLUGINS = ["builder.plugin"]
IGNORE_FILES = [".*"]
INTRASITE_LINK_REGEX = r"\{(?P<what>filename|static)\}"  # of what Pelican reads in links, these two
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "optimized": False,  # no filter works while a template is compiled, so that it can be kept
}
CACHE_PATH = str(ROOT / ".build")  # of compiled templates; texts are read anew
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False

# --- Language and time. The day of the build decides only whether a review is overdue. ---
DEFAULT_LANG = "en-gb"
TIMEZONE = "UTC"
LOCALE = ["C"]  # whatever the machine speaks; dates are written by builder/dates.py
