"""The published site, made small without a change of what it says."""

import gzip
from pathlib import Path

import brotli
import pytest

from builder.publish.finish import compress, minify_pages, own_links

ADDRESS = "https://site.example/health"


@pytest.mark.parametrize(
    ("html", "small"),
    [
        (f'<a class="x" href="{ADDRESS}/about/">', '<a class="x" href="/health/about/">'),
        (f'<form action="{ADDRESS}/search/">', '<form action="/health/search/">'),
        (f'<script src="{ADDRESS}/assets/site.js">', '<script src="/health/assets/site.js">'),
        (f'<link rel="stylesheet" href="{ADDRESS}/s.css">', '<link rel="stylesheet" href="/health/s.css">'),
        (
            f'<meta http-equiv="refresh" content="0; url={ADDRESS}/new/">',
            '<meta http-equiv="refresh" content="0; url=/health/new/">',
        ),
    ],
)
def test_links_to_the_site_itself_start_with_a_slash(html: str, small: str):
    assert own_links(html, ADDRESS) == small


@pytest.mark.parametrize(
    "html",
    [
        f'<link rel="canonical" href="{ADDRESS}/about/">',
        f'<meta property="og:image" content="{ADDRESS}/images/cards/about.png">',
        f'<script type="application/ld+json">{{"item": "{ADDRESS}/"}}</script>',
        '<a href="https://site.example/other/">',
    ],
)
def test_what_others_read_out_of_a_page_stays_whole(html: str):
    assert own_links(html, ADDRESS) == html


def test_pages_are_minified_where_they_are_and_words_that_look_like_files_stay(tmp_path: Path):
    page = tmp_path / "a/index.html"
    page.parent.mkdir()
    page.write_text(f"<!doctype html><html><body>\n\n<p>The file  site.css</p>\n<a href='{ADDRESS}/'>Guide</a>")
    minify_pages(tmp_path, ADDRESS)
    assert "<p>The file site.css</p>" in page.read_text()
    assert "\n" not in page.read_text()


def test_compressed_copies_say_the_same_and_hold_no_time(tmp_path: Path):
    long, short = tmp_path / "a.html", tmp_path / "b.html"
    long.write_text("A needle is thin. " * 100)
    short.write_text("A needle is thin.")
    (tmp_path / "c.png").write_bytes(bytes(2000))
    compress(tmp_path)
    assert brotli.decompress((tmp_path / "a.html.br").read_bytes()) == long.read_bytes()
    small = (tmp_path / "a.html.gz").read_bytes()
    assert gzip.decompress(small) == long.read_bytes()
    assert small[:10] == bytes([31, 139, 8, 0, 0, 0, 0, 0, 2, 255]), "no time, name or system (RFC 1952)"
    assert len(list(tmp_path.iterdir())) == 5, "what is short, and what is no text, has none"
