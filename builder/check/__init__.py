"""The built site, checked: each page by itself, the pages together, and the addresses that the site has or had.

A page is read once, by a pure function that is remembered by its bytes (`page`). What it finds has no place yet: where
the words, the tag or the address stand that are at fault is looked for last (`place`), and only where there is a fault.
"""
