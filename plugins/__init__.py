"""Local Pelican plugins, one job each: they turn the Markdown into the site and refuse to publish what is faulty."""
