"""What pages load, and the names that it has on the site."""

import hashlib
from pathlib import Path

import pytest

from builder.page.assets import fingerprinted_assets, plain_assets, read_assets
from tests.page.making import told

FILES = {
    "fonts/a.woff2": b"type",
    "fonts/OFL.txt": b"licence",
    "js/site.js": b"const a = 1;\n// what it does\n",
    "site.css": b'@font-face{src:url("fonts/a.woff2")}a{background:url(icons/b.svg#x)}b{background:url(data:,)}',
    "icons/b.svg": b"<svg/>",
}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / "theme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_built_here_files_keep_their_names_and_are_as_they_were_written():
    assets = plain_assets(FILES, "assets")
    assert assets("js/site.js") == "assets/js/site.js"
    assert assets.files == {f"assets/{name}": data for name, data in FILES.items()}


def test_published_files_are_named_by_what_they_hold():
    assets = fingerprinted_assets(FILES, "assets")
    for name, data in assets.files.items():
        assert digest(data) in name or name == "assets/fonts/OFL.txt"
    assert assets.files[assets("js/site.js")] == b"const a=1;", "scripts are minified"
    assert assets("fonts/a.woff2") == f"assets/fonts/a.{digest(b'type')}.woff2"


def test_a_stylesheet_names_the_files_that_it_loads_by_what_they_hold():
    assets = fingerprinted_assets(FILES, "assets")
    css = assets.files[assets("site.css")].decode()
    assert f'url("fonts/a.{digest(b"type")}.woff2")' in css
    assert f"url(icons/b.{digest(b'<svg/>')}.svg#x)" in css
    assert "url(data:,)" in css


def test_a_font_that_changes_changes_the_name_of_the_stylesheet_too():
    other = fingerprinted_assets({**FILES, "fonts/a.woff2": b"other type"}, "assets")
    assert other("site.css") != fingerprinted_assets(FILES, "assets")("site.css")


def test_a_file_that_is_not_there_is_asked_for_in_vain():
    with pytest.raises(LookupError, match=r"no file “site\.cs” for pages to load \(did you mean “site\.css”\?\)"):
        plain_assets(FILES, "assets")("site.cs")


def test_the_theme_gives_its_joined_stylesheets_and_all_else_but_what_programs_leave(tmp_path: Path):
    write(
        tmp_path,
        **{"static/css/site.css": '@import "base.css" layer(base);', "static/css/base.css": "p { margin: 0; }"},
    )
    write(
        tmp_path, **{"static/js/site.js": "1;", "static/.git/x.txt": "", "static/js/.site.js": "", "static/x.js~": "2;"}
    )
    files, faults = read_assets(tmp_path / "theme", ["site"], tmp_path)
    assert files == {"site.css": b"@layer base{p{margin:0}}", "js/site.js": b"1;"}
    assert faults == ()


def test_a_stylesheet_of_the_theme_that_names_another_in_vain_is_a_fault(tmp_path: Path):
    write(tmp_path, **{"static/css/site.css": '\n@import "bsae.css" layer(base);'})
    _, faults = read_assets(tmp_path / "theme", ["site"], tmp_path)
    assert told(faults) == [
        ("theme/static/css/site.css:2", "stylesheet-missing", "there is no stylesheet theme/static/css/bsae.css")
    ]
