"""The settings of the published site: those of pelicanconf.py, with the address that it will have.

Where the settings leave SITEURL and CONTACT_URL empty, `SITE_URL` and `CONTACT_URL` of the environment stand in.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403 - a published site has all the settings of the other
from pelicanconf import CONTACT_URL, SITEURL

SITEURL = SITEURL or os.environ.get("SITE_URL", "").rstrip("/")
CONTACT_URL = CONTACT_URL or os.environ.get("CONTACT_URL", "")
PUBLISHED = True
