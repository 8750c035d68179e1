"""Feeds in: an entry is a document; hostile feeds are refused or bounded, and nothing is fetched."""

import pytest

from safeconduct.intake import feed
from safeconduct.intake.bringing_in import bring_in, brought
from safeconduct.kernel.errors import Invalid

ITEM = ("<item><title>Ferry halted {0}</title><link>https://river.example/{0}</link><author>Amal Deng</author>"
        "<pubDate>Thu, 06 Mar 2031 18:05:00 +0300</pubDate>"
        "<description>&lt;p&gt;The mission said that about {0} people were waiting.&lt;/p&gt;"
        "&lt;p&gt;The panel met.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description></item>")  # fmt: skip


def rss(*items: str) -> bytes:
    """Write a feed."""
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>River Press Agency</title>'
    return (head + "".join(items) + "</channel></rss>").encode()


def test_each_entry_is_a_document():
    one, two = bring_in(rss(ITEM.format(40), ITEM.format(41)), name="river.rss")
    assert one.text == "Ferry halted 40\n\nThe mission said that about 40 people were waiting.\n\nThe panel met."
    assert (one.name, one.publisher, one.author) == ("https://river.example/40", "River Press Agency", "Amal Deng")
    assert one.created.isoformat() == "2031-03-06T15:05:00+00:00"
    assert one.sha256 != two.sha256


def test_the_same_entry_has_the_same_hash_in_tomorrows_feed():
    today, tomorrow = rss(ITEM.format(40)), rss(ITEM.format(41), ITEM.format(40))
    assert bring_in(today, name="a")[0].sha256 == bring_in(tomorrow, name="b")[1].sha256


def test_atom():
    data = (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>River</title><entry><title>Ferry</title><id>1</id>'
            b"<updated>2031-03-06T18:05:00Z</updated><content>The panel met on Friday.</content></entry></feed>")  # fmt: skip
    (document,) = bring_in(data, name="a.atom")
    assert (document.text, document.created.isoformat()) == ("Ferry\n\nThe panel met on Friday.", "2031-03-06T18:05:00+00:00")


def test_more_entries_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feed, "ENTRIES", 3)
    found = brought(rss(*(ITEM.format(number) for number in range(5)), ), name="a")
    assert (len(found.documents), found.refused[0].message) == (3, "cannot bring in: 2 entries were left: a feed is read up to 3")


@pytest.mark.parametrize("data", [
    rss().replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', 1),
    rss(),
    b"<rss><channel><item></item></channel></rss>",
    b"<rss" + b"<" * 100_000,
], ids=["entities", "none", "empty", "broken"])  # fmt: skip
def test_hostile_feeds_are_refused(data: bytes):
    with pytest.raises(Invalid):
        bring_in(data, name="a.rss")


def test_a_feed_that_was_cut_gives_what_came():
    whole = rss(*(ITEM.format(number) for number in range(4)))
    documents = bring_in(whole[: len(whole) - 250], name="a.rss")
    assert [one.text.splitlines()[0] for one in documents[:3]] == ["Ferry halted 0", "Ferry halted 1", "Ferry halted 2"]


def test_a_name_of_a_file_in_a_feed_is_not_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("nobody may read this")
    (document,) = bring_in(rss(ITEM.format(40).replace("https://river.example/40", secret.as_uri())), name=str(secret))
    assert "nobody" not in document.text
