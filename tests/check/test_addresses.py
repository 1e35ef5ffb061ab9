"""No published address is ever lost: each is on the list, and leads to a page, a file or the place that took over."""

import pytest

from builder.check.addresses import address_of, check_addresses, file_of, read_published, read_redirects
from builder.faults import Fault, Place

REDIRECTS, LIST = "content/redirects.toml", "content/published.txt"
FILES = {"index.html", "about/index.html", "privacy/index.html", "404.html", "data/harms.csv", "assets/site.css"}
IDS = {"about/index.html": {"main"}, "privacy/index.html": {"main", "cookies"}}
LISTED = "/\n/about/\n/privacy/\n/404.html\n/data/harms.csv\n"


def faults(moved: str = "", listed: str = LISTED, *, whole: bool = False) -> list[Fault]:
    redirects, first = read_redirects(REDIRECTS, f"[moved]\n{moved}".encode())
    published, second = read_published(LIST, listed.encode())
    return [*first, *second, *check_addresses(redirects, published, FILES, IDS, whole=whole)]


def named(moved: str = "", listed: str = LISTED, *, whole: bool = False) -> list[tuple[str, str]]:
    return [(fault.rule, str(fault.place)) for fault in faults(moved, listed, whole=whole)]


def test_a_site_whose_addresses_are_kept_has_no_faults():
    moved = '"/old/" = "/privacy/#cookies"\n"/leaflet.html" = "/"\n"/data/x.csv" = "/data/harms.csv"\n'
    listed = f"# all of them\n\n{LISTED}/old/\n/leaflet.html\n/data/x.csv\n"
    assert named(moved, listed, whole=True) == []
    (redirects, _) = read_redirects(REDIRECTS, f"[moved]\n{moved}".encode())
    assert [(redirect.file, redirect.target) for redirect in redirects.moved] == [
        ("old/index.html", "/privacy/"),
        ("leaflet.html", "/"),
        ("", "/data/harms.csv"),
    ]


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ('"/old" = "/"', "redirect-form", "“/old” does not have the form"),
        ('"/Old/" = "/"', "redirect-form", "“/Old/” does not have the form"),
        ('"/a/../b/" = "/"', "redirect-form", "“/a/../b/”"),
        ('"/old/index.html" = "/"', "redirect-form", "“/old/index.html”"),
        ('"https://old.example/" = "/"', "redirect-form", "small letters"),
        ('"/old/" = "https://new.example/"', "redirect-form", "“https://new.example/”"),
        ('"/old/" = 3', "redirect-form", "“3”"),
        ('"/privacy/" = "/about/"', "redirect-taken", "“/privacy/” is an address of the site"),
        ('"/data/harms.csv" = "/about/"', "redirect-taken", "“/data/harms.csv”"),
        ('"/old/" = "/privaci/"', "redirect-broken", "(did you mean “/privacy/”?)"),
        ('"/old/" = "/privacy/#cookie"', "redirect-anchor", "(did you mean “cookies”?)"),
        ('"/old/" = "/data/harms.csv#main"', "redirect-anchor", "has the id “main”"),
        ('"/old/" = "/old/"', "redirect-chain", "“/old/” is itself an old address"),
        ('"/old/" = /', "redirects-unreadable", "both addresses stand in double quotes"),
        ('"/older/" = "/"\n"/older/" = "/about/"', "redirects-unreadable", "cannot be read"),
    ],
)
def test_a_faulty_redirect_is_one_fault_at_its_line(line, rule, words):
    listed = f"{LISTED}/old/\n/older/\n" if "old" in line and rule != "redirect-form" else LISTED
    if rule not in ("redirects-unreadable",):
        listed = listed.replace("/older/\n", "")
    (fault,) = faults(f"# first\n{line}\n", listed)
    assert (fault.rule, fault.place.file) == (rule, REDIRECTS)
    assert fault.place.line == 3 + line.count("\n")
    assert words in str(fault)


def test_an_old_address_whose_redirect_is_faulty_is_not_called_lost_too():
    assert named('"/old/" = "new"', f"{LISTED}/old/\n") == [("redirect-form", f"{REDIRECTS}:2")]


def test_a_chain_of_redirects_names_the_line_that_leads_to_an_old_address():
    assert named('"/old/" = "/"\n"/older/" = "/old/"') == [("redirect-chain", f"{REDIRECTS}:3")]


@pytest.mark.parametrize("data", [None, b"\xff", b"moved = 3\n", b"[moved]\n[more]\n", b""])
def test_redirects_that_cannot_be_read_are_one_fault_and_no_address_is_called_lost(data):
    redirects, (fault,) = read_redirects(REDIRECTS, data)
    assert (fault.rule, fault.place) == ("redirects-unreadable", Place(REDIRECTS, int(data == b"\xff")))
    published, _ = read_published(LIST, f"{LISTED}/old/\n".encode())
    assert redirects.broken
    assert list(check_addresses(redirects, published, FILES, IDS, whole=True)) == []


@pytest.mark.parametrize("data", [None, b"\xff"])
def test_a_list_that_cannot_be_read_is_one_fault_and_lacks_no_address(data):
    published, (fault,) = read_published(LIST, data)
    assert (fault.rule, fault.place) == ("address-list-unreadable", Place(LIST, int(data == b"\xff")))
    redirects, _ = read_redirects(REDIRECTS, b"[moved]\n")
    assert list(check_addresses(redirects, published, FILES, IDS, whole=True)) == []


def test_a_line_of_the_list_is_an_address_and_is_there_once():
    assert named(listed=f"{LISTED}needles\n") == [("address-form", f"{LIST}:6")]
    (fault,) = faults(listed=f"{LISTED}/about/\n")
    assert (fault.rule, str(fault.place)) == ("address-again", f"{LIST}:6")
    assert "the first is in line 2" in fault.expected


def test_a_page_that_is_gone_is_missed_and_a_file_only_where_all_are_there():
    (fault,) = faults(listed=f"{LISTED}/gone/\n/gone.csv\n")
    assert (fault.rule, str(fault.place)) == ("address-lost", f"{LIST}:6")
    assert '"/gone/" = "/where/it/is/now/"' in fault.fix
    assert named(listed=f"{LISTED}/gone.csv\n", whole=True) == [("address-lost", f"{LIST}:6")]


def test_what_is_published_must_be_listed_but_for_what_nobody_keeps():
    listed = LISTED.replace("/privacy/\n", "")
    assert named(listed=listed) == []
    (fault,) = faults(listed=listed, whole=True)
    assert (fault.rule, str(fault.place)) == ("address-unlisted", LIST)
    assert fault.fix == "add the line /privacy/"


@pytest.mark.parametrize("file", ["index.html", "about/index.html", "404.html", "data/x.csv"])
def test_an_address_and_its_file_lead_to_each_other(file):
    assert file_of(address_of(file)) == file
