"""Is this a picture, and does the file say more than the picture shows?

A camera writes where and when a picture was taken, and with which device. Only the parts that a picture needs to be seen are
let through; everything else is refused by name, also bytes behind its end. What the picture itself shows is not looked at.
"""

from collections.abc import Iterator

from safeconduct.kernel.errors import Fault, Invalid

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
_JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xE2, 0xEE}
_JPEG_LABELS = {0xE0: (b"JFIF\x00",), 0xE2: (b"ICC_PROFILE\x00",), 0xEE: (b"Adobe",)}
"""Parts of an application that say nothing but how to draw: without a small second picture, colours, how colours are mixed."""
_NAMES = {0xE1: "Exif or XMP", 0xED: "Photoshop", 0xFE: "a comment"}


def media_of(data: bytes) -> str:
    """Give the media type of a picture. Raises Invalid for anything else, and for a picture that says more than it shows."""
    if data.startswith(_PNG):
        more = next(_beside_png(data), "")
        media = "image/png"
    elif data.startswith(b"\xff\xd8\xff"):
        more = next(_beside_jpeg(data), "")
        media = "image/jpeg"
    else:
        raise Invalid([Fault(code="SC016", message="this is neither a JPEG nor a PNG picture", path="photo",
                             remedy="save the picture as one of the two")])  # fmt: skip
    if more:
        raise Invalid([Fault(code="SC041", path="photo",
                             message=f"the picture holds {more}, which can say where, when and with which device it was taken",
                             remedy="save it again without such data, as a new picture of its pixels alone")])  # fmt: skip
    return media


def _beside_png(data: bytes) -> Iterator[str]:
    at = len(_PNG)
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name not in _PNG_PARTS:
            yield f"a part {name.decode('latin-1')!a}"
        at += 12 + length
        if name == b"IEND":
            if length or at != len(data):
                yield "bytes behind its end"
            return
    yield "a part that is cut off"


def _beside_jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xD9:
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        label = data[at + 4 : at + 2 + length]
        if marker not in _JPEG_PARTS or (marker in _JPEG_LABELS and not label.startswith(_JPEG_LABELS[marker])):
            yield _NAMES.get(marker, f"a part {marker:02X}")
        if marker == 0xE0 and len(label) > 14:
            yield "a small second picture"
        at += 2 + length
        if marker == 0xDA:
            at = _end_of_scan(data, at)
    if data[at : at + 2] != b"\xff\xd9":
        yield "a part that is cut off"
    elif at + 2 != len(data):
        yield "bytes behind its end"


def _end_of_scan(data: bytes, at: int) -> int:
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)
