"""The program: TOML and BibTeX become evidence, Markdown becomes text, both become pages, checked and published.

Data flows one way, through the folders in this order: evidence, text, page, check, publish. `plugin.py` is the only
file that knows Pelican, `Site` the only thing that they share.
"""
