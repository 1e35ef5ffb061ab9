"""Names and titles as PubMed, Zotero, JabRef and Mendeley write them, and as a reader sees them."""

import pytest

from builder.evidence.latex import plain_latex
from builder.evidence.names import read_authors, shown_authors
from builder.plain import MARKED


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("White, Adrian R.", "White AR"),
        ("Witt, C. M. and Brinkhaus, B.", "Witt CM, Brinkhaus B"),
        ("White, A. and Hayhoe, S. and Hart, A.", "White A and others"),
        ("da C Menezes Costa, Luciola and others", "da C Menezes Costa L and others"),
        # Initials, as other programs write them.
        ("Fleiss, JL and Higgins, Julian PT", "Fleiss JL, Higgins JPT"),
        ("Higgins, J.P.T. and Doe, J. P. T.", "Higgins JPT, Doe JPT"),
        ("Pignon, Jean-Pierre and Liang, Fan-rong", "Pignon JP, Liang FR"),
        ("Kim, J.-H. and Cho, {K-H}", "Kim JH, Cho KH"),
        ("LI, WEI and DE LA CRUZ, JUAN", "LI W, DE LA CRUZ J"),
        # Suffixes and particles.
        ("Smith, Jr., John and King, Martin Luther, III", "Smith J Jr, King ML III"),
        ("Smith, John Jr", "Smith J Jr"),
        ("van Gogh, Vincent and Gogh, Vincent van", "van Gogh V, van Gogh V"),
        ("ter Riet, G. and O'Brien, P.", "ter Riet G, O'Brien P"),
        # Organisations, and people of whom one name is known.
        ("{World Health Organization}", "World Health Organization"),
        ("{Barnes and Noble, Inc.} and {GBD 2019 Collaborators}", "Barnes and Noble, Inc., GBD 2019 Collaborators"),
        ("Kim and others", "Kim and others"),
        # Accents.
        (r"B{\"a}umler, Petra and {\O}rsted, Hans", "Bäumler P, Ørsted H"),
        (r"S{\'\i}lva, {\'E}mile and {\L}ukasz, {\AA}ge", "Sílva É, Łukasz Å"),
        (r"Nguy{\~\^e}n, An and Nguy{\~{\^e}}n, {\DJ}{\`\i}nh", "Nguyễn A, Nguyễn Đ"),
        (r"du Puy, {\relax Ph}ilippe and {\v{C}}apek, Josef\ M.", "du Puy P, Čapek JM"),
    ],
)
def test_authors_are_named_as_in_a_reference_list(written: str, shown: str):
    assert shown_authors(read_authors(written), 2) == shown


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("World Health Organization", "an organisation has braces of its own"),
        ("Royal College of Nursing (UK)", "an organisation has braces of its own"),
        ("Higgins JP", "a person is “Family, Given”"),
        ("Smith J, Jones K", "more than one name"),
        ("Smith J; Jones K; Brown L", "more than one name"),
        ("Smith, J., Jones, K., Brown, L.", "more than one name"),
        (r"Smith, J. \& Jones, K.", "more than one name"),
        ("Smith, J., et al.", "“and others” at the end"),
        ("Smith, J., Jones", "two commas"),
        ("Smith, J. and and Doe, A.", "more than one name"),
        ("Smith, {}", "lacks a part of its name"),
        ("{}", "has no comma"),
        ("others", "nobody is named"),
    ],
)
def test_what_would_be_cut_into_pieces_is_no_name(written: str, why: str):
    with pytest.raises(ValueError, match=why):
        read_authors(written)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{{P}redictors of {G}{U}{S}{T}{O}-{I}}", "Predictors of GUSTO-I"),
        (r"A \emph{pilot} of \textit{rest}", "A pilot of rest"),
        (r"\textquotedblleft tool\textquotedblright{} and ``this'' or `that'", "“tool” and “this” or ‘that’"),
        ("Alpha--Beta -- a method", "Alpha–Beta – a method"),
        (r"The {$I^2$} test: p$<$0.05, $\alpha$", "The I² test: p<0.05, α"),
        (r"50\% of 5 & 6, R\&D", "50% of 5 & 6, R&D"),
        ("It costs $5 to $6, 5% more", "It costs $5 to $6, 5% more"),
        (r"a~b\ c\,d Al\-pha", "a b c d Alpha"),
        ("don't", "don't"),
    ],
)
def test_latex_is_shown_as_text(value: str, shown: str):
    assert plain_latex(value) == shown
    assert not MARKED.search(shown)


@pytest.mark.parametrize(
    "value",
    ["<i>Ginkgo</i>", "Health &amp; place", r"$\less$em$\greater$", r"\unknown{x}", "H$_n$O", "**x**"],
)
def test_what_is_not_understood_stays_so_that_it_is_found(value: str):
    assert MARKED.search(plain_latex(value))
