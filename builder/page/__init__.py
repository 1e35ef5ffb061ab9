"""Pages: text and evidence put together, drawn by the theme, with what the theme needs for it."""
