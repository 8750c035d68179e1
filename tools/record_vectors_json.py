"""The test vectors of restricted JSON, for `record_vectors`: what the form has, and what it has not."""

from typing import Any

from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.record.unicode14 import UNASSIGNED


def json_forms() -> dict[str, Any]:
    """Give json.json."""
    accepted = [
        "{}",
        '{"A":1,"_":2,"a":3,"a-b":4,"a.b":5,"ab":6}',
        '{"a":-9007199254740991,"b":9007199254740991,"c":0}',
        '{"a":[],"b":{},"c":[[],{}],"d":true,"e":false}',
        '{"a":"\\b\\t\\n\\f\\r\\u0000\\u001f\\"\\\\/\x7f\u2028"}',
        '{"a":"null","b":"[[[[[[[[[[[[[[[[[["}',
        '{"a":"\u00e9 \u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645 \U0001f54a"}',
        '{"a":"\\n\u0303","b":"\u0301"}',
        '{"a":' * 16 + "1" + "}" * 16,
    ]
    not_accepted: list[tuple[str, str | bytes]] = [
        ("nothing", ""),
        ("no JSON", "nothing"),
        ("a list", "[]"),
        ("cut off", '{"a":1'),
        ("a line end after it", '{"a":1}\n'),
        ("a space before it", ' {"a":1}'),
        ("a space inside", '{"a": 1}'),
        ("two values", "{}{}"),
        ("a key twice", '{"a":1,"a":1}'),
        ("a key twice, other values", '{"a":1,"a":2}'),
        ("a key twice, far inside", '{"a":[{"b":1,"b":2}]}'),
        ("keys not sorted", '{"b":1,"a":2}'),
        ("keys not sorted, inside", '{"a":{"d":1,"c":1}}'),
        ("a fraction", '{"a":1.5}'),
        ("a fraction that is whole", '{"a":1.0}'),
        ("an exponent", '{"a":1e2}'),
        ("no number", '{"a":NaN}'),
        ("minus zero", '{"a":-0}'),
        ("a zero before", '{"a":01}'),
        ("2^53", '{"a":9007199254740992}'),
        ("-2^53", '{"a":-9007199254740992}'),
        ("null", '{"a":null}'),
        ("null, inside", '{"a":[1,[null]]}'),
        ("an empty key", '{"":1}'),
        ("a key that starts with a digit", '{"1":1}'),
        ("a key with a space", '{"a b":1}'),
        ("a key beyond ASCII", '{"\u00e9":1}'),
        ("a key of 65 letters", '{"' + "a" * 65 + '":1}'),
        ("a needless escape", '{"a":"\\/"}'),
        ("a letter as escape", '{"a":"\\u0041"}'),
        ("a line end in the long escape", '{"a":"\\u000a"}'),
        ("capitals in an escape", '{"a":"\\u001F"}'),
        ("a line end not escaped", '{"a":"\n"}'),
        ("half a surrogate pair", '{"a":"\\ud800"}'),
        ("a surrogate pair as escapes", '{"a":"\\ud83d\\ude02"}'),
        ("a surrogate in UTF-8", b'{"a":"\xed\xa0\x80"}'),
        ("no UTF-8", b'{"a":"\xff"}'),
        ("a longer UTF-8 than needed", b'{"a":"\xc0\xaf"}'),
        ("UTF-16", '{"a":1}'.encode("utf-16-le")),
        ("a byte order mark", "\ufeff{}"),
        ("not in form C", '{"a":"e\u0301"}'),
        ("not in form C, after one that only looks so", '{"a":"\\n\u0303","b":"e\u0301"}'),
        ("the sign for angstrom, which form C replaces", '{"a":"\u212b"}'),
        ("a mark of Unicode 15.0", '{"a":"\u0e81\u0eca\u0ece"}'),
        ("no character", '{"a":"\ufffe"}'),
        ("17 levels", '{"a":' * 17 + "1" + "}" * 17),
        ("many brackets", "[" * 1000),
        ("32,769 bytes", '{"a":"' + "x" * 32_761 + '"}'),
    ]
    for text in accepted:
        assert jsonform.write(jsonform.parse(text.encode())) == text.encode()
    cases = []
    for why, given in not_accepted:
        data = given if isinstance(given, bytes) else given.encode()
        cases.append({"hex": data.hex(), "why": why, "code": _code(data)})
    return {
        "about": "Restricted JSON, section 3 of docs/spec/record.md. Bytes in hexadecimal.",
        "accepted": [{"hex": text.encode().hex()} for text in accepted],
        "refused": cases,
        "unassigned_in_unicode_14": " ".join(UNASSIGNED.split()),
    }


def _code(data: bytes) -> str:
    try:
        jsonform.parse(data)
    except Bad as fault:
        return fault.code
    raise ValueError(f"this is not refused: {data!r:.200}")
