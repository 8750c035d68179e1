"""How do bytes become text? By the letters they are really written in, whatever they say of themselves.

Text that cannot be told is refused: letters guessed wrongly would be quoted as what somebody said.
"""

from safeconduct.intake.errors import cannot_bring_in

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
          (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_FEW = 20
"""Old Western letters are taken for what they look like only where fewer than one byte in so many is not plain ASCII."""


def decoded(data: bytes, *, name: str, charset: str = "") -> str:
    """Give the text of bytes, with one sign for the end of a line. UTF-8 goes before what the document says.

    Raises Invalid for bytes that are no text.
    """
    text = _by_mark(data) or _strict(data, "utf-8") or _strict(data, charset)
    if text is None:
        strange = sum(byte > 127 for byte in data)
        text = _strict(data, "windows-1252") if strange * _FEW < len(data) else None
    if text is None and data:
        raise cannot_bring_in("its letters cannot be told: it is not UTF-8 and does not say what it is", name=name,
                              remedy="save it as UTF-8 and bring it in again")  # fmt: skip
    text = text or ""
    if "\x00" in text:
        raise cannot_bring_in("it is not text: it holds zero bytes", name=name,
                              remedy="bring in text, HTML or PDF; save others as one of these")  # fmt: skip
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _by_mark(data: bytes) -> str | None:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _strict(data, charset)
    return None


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset) if charset else None
    except (UnicodeError, LookupError, ValueError):
        return None
