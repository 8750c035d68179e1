"""E-mails in: the writer's own words, the answers he quotes apart, and what hangs on it; hostile ones are refused or bounded."""

from email.message import EmailMessage

import pytest

from safeconduct.intake.bringing_in import DEEP, bring_in, brought
from safeconduct.intake.mail import PARTS
from safeconduct.kernel.errors import Invalid

BODY = """The mission said that about 40 people were waiting at the bridge and that the ferry
would not leave before Friday.

On Wed, 5 March 2031, Lual Bol wrote:
> The panel said no.
> It never met.

--
Amal Deng
River desk
"""


def letter(body: str = BODY) -> EmailMessage:
    """Make an e-mail."""
    message = EmailMessage()
    message["From"] = "Amal Deng <amal@example.org>"
    message["Subject"] = "Ferry halted"
    message["Date"] = "Thu, 06 Mar 2031 18:05:00 +0300"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(body)
    return message


def test_what_the_writer_says_is_read_and_what_he_quotes_stands_apart():
    (document,) = bring_in(letter().as_bytes(), name="a.eml")
    told = [(block.kind, document.words(block.span)) for block in document.blocks]
    assert [kind for kind, _ in told] == ["headline", "body", "boilerplate", "boilerplate", "boilerplate"]
    assert told[0][1] == "Ferry halted"
    assert told[1][1].endswith("and that the ferry would not leave before Friday.")
    assert (document.author, document.publisher, document.created.isoformat()) == (
        "Amal Deng", "Amal Deng", "2031-03-06T18:05:00+03:00")  # fmt: skip


def test_an_e_mail_is_told_by_its_headers():
    assert bring_in(letter().as_bytes(), name="x")[0].media_type == "message/rfc822"
    assert bring_in(b"From: the mission\n\nThe panel met.", name="x")[0].media_type == "text/plain"


def test_what_hangs_on_it_comes_in_too_and_a_refusal_stops_nothing():
    message = letter()
    message.add_attachment(b"PK\x03\x04rest", maintype="application", subtype="zip", filename="old.zip")
    message.add_attachment("The panel met on Friday, a spokesman said.", filename="note.txt")
    found = brought(message.as_bytes(), name="a.eml")
    assert [one.name for one in found.documents] == ["a.eml", "a.eml: note.txt"]
    assert [fault.file for fault in found.refused] == ["a.eml: old.zip"]
    assert len({one.sha256 for one in found.documents}) == 2


def test_an_e_mail_on_an_e_mail_has_its_own_writer():
    inner = letter("The panel met on Friday, a spokesman said.")
    inner.replace_header("From", "Lual Bol <lual@example.org>")
    message = letter()
    message.add_attachment(inner)
    first, second = bring_in(message.as_bytes(), name="a.eml")
    assert (first.author, second.author) == ("Amal Deng", "Lual Bol")


def test_e_mails_hang_on_e_mails_only_so_deep():
    message = letter("innermost words are here")
    for _ in range(DEEP + 3):
        outer = letter("The panel met.")
        outer.add_attachment(message)
        message = outer
    found = brought(message.as_bytes(), name="a.eml")
    assert (len(found.documents), len(found.refused)) == (DEEP + 1, 1)


@pytest.mark.parametrize("deep", [30, 3_000])
def test_parts_in_parts_without_end_are_refused(deep: int):
    data = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(deep)) + b"\nThe end."
    with pytest.raises(Invalid):
        bring_in(b"From: a@example.org\nMessage-ID: <1@x>\n" + data, name="a.eml")


def test_too_many_parts_are_told():
    message = letter()
    for number in range(PARTS + 4):
        message.add_attachment(f"The panel met {number} times.", filename=f"{number}.txt")
    found = brought(message.as_bytes(), name="a.eml")
    assert (len(found.documents), found.refused[-1].message) == (
        PARTS, f"cannot bring in: 5 of its parts were left: it has more than {PARTS}")  # fmt: skip


@pytest.mark.parametrize("header", [
    b"Subject: =?utf-8?b?!!!?=", b"Date: never", b"From: <<<>>>", b"Content-Type: text/plain; charset=nothing-like-it",
    b"Content-Type: ;;;=", b"Content-Disposition: attachment; filename*=x''%ff",
])  # fmt: skip
def test_a_broken_header_says_nothing(header: bytes):
    (document,) = bring_in(b"Message-ID: <1@x>\n" + header + b"\n\nThe panel met on Friday.", name="a.eml")
    assert document.text.endswith("The panel met on Friday.")


def test_letters_that_cannot_be_told_are_refused():
    with pytest.raises(Invalid):
        bring_in(b"Message-ID: <1@x>\nFrom: a@x\n\n" + bytes(range(128, 250)) * 9, name="a.eml")
