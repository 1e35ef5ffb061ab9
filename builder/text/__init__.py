"""Markdown becomes text: HTML with marks for the rows and sources that it names, a typed header, and faults."""
