"""The gold documents say what they claim to: every row points into its own text, and at things that the agreement has.

What a document says is never shown here: a fault is told as its file and its row, so that the kept third stays unread.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.pairs import LABELS

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "eval" / "gold"
EXAMPLES = ROOT / "src" / "safeconduct" / "examples"
LISTS = {name: GOLD / name / "LIST.toml" for name in ("kept", "later")}

TYPES = set("wire communique sitrep interview hostile".split())
KINDS = set("agency newspaper broadcaster correspondent official party mission document organisation anonymous unknown".split())
STANCES = set(
    "asserts announces affirms denies confirms estimates reports argues views warns urges demands proposes offers requests "
    "orders intends promises threatens considers accepts rejects resists refuses welcomes condemns accuses observes "
    "stipulates disagrees".split()
)
WORDS = {
    "stance": STANCES,
    "polarity": {"+", "-"},
    "quote": {"direct", "indirect", "mixed"},
    "certainty": {"CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U"},
    "realis": {"past", "ongoing", "planned", "conditional", "hypothetical"},
    "precision": {"instant", "day", "week", "month", "year", "interval"},
}
DOCUMENT = {"agreement", "type", "publisher", "created", "made_up"}
STATEMENT = set("id at chain kinds actors parent cue stance polarity addressee content quote certainty realis points".split())
QUANTITY = {"at", "surface", "low", "high", "approx", "exhaustive", "vague", "counted"}
TIME = {"at", "surface", "start", "end", "precision"}
PLACE = {"at", "surface", "place"}
TABLES = {"statement": STATEMENT, "quantity": QUANTITY, "time": TIME, "place": PLACE}
OPEN_ENDED = {"low", "high"}

DOCUMENTS = sorted(path.with_suffix("") for path in GOLD.glob("*/*.txt"))

Row = dict[str, Any]


def read(document: Path) -> tuple[str, Row]:
    toml = tomllib.loads(document.with_suffix(".toml").read_text(encoding="utf-8"))
    return document.with_suffix(".txt").read_text(encoding="utf-8"), toml


@cache
def agreement(name: str) -> dict[str, set[str]]:
    text = yaml.safe_load((EXAMPLES / name / "agreement.yaml").read_text(encoding="utf-8"))
    return {
        "actors": {*text["parties"], *text.get("bodies", {}), ""},
        "points": set(text["points"]),
        "places": set(text.get("places", {})),
    }


def stands(words: str, paragraph: str) -> bool:
    """Whether these words are there letter by letter, and not as a part of longer ones."""
    at = paragraph.find(words)
    while at >= 0:
        before, after = paragraph[:at][-1:], paragraph[at + len(words) :][:1]
        if not (before.isalnum() and words[0].isalnum()) and not (after.isalnum() and words[-1].isalnum()):
            return True
        at = paragraph.find(words, at + 1)
    return False


def faults(text: str, toml: Row) -> list[str]:
    """What is wrong with a document, as the row and the field. Never a word of it."""
    head = toml["document"]
    wrong = [f"document: {key}" for key in sorted(set(head) ^ DOCUMENT)]
    wrong += [f"table {name}" for name in sorted(set(toml) - set(TABLES) - {"document"})]
    wrong += [] if head["type"] in TYPES else ["document: type"]
    wrong += [] if head["made_up"] is True else ["document: made_up"]
    wrong += [] if isinstance(head["created"], datetime) and head["created"].tzinfo else ["document: created"]
    paragraphs = [block for block in text.strip("\n").split("\n\n") if block.strip()]
    known = agreement(head["agreement"])
    for table, fields in TABLES.items():
        for number, row in enumerate(toml.get(table, []), 1):
            wrong += [f"{table} {row.get('id', number)}: {fault}" for fault in row_faults(row, fields, paragraphs, known)]
    return wrong + statement_faults(toml.get("statement", []))


def row_faults(row: Row, fields: set[str], paragraphs: list[str], known: dict[str, set[str]]) -> list[str]:
    if missing := sorted((set(row) ^ fields) - OPEN_ENDED):
        return missing
    if row["at"] not in range(1, len(paragraphs) + 1):
        return ["at"]
    paragraph = paragraphs[row["at"] - 1]
    wrong = [field for field in ("surface", "content") if field in row and not (row[field] and stands(row[field], paragraph))]
    wrong += ["cue"] if row.get("cue") and not stands(row["cue"], paragraph) else []
    wrong += [field for field, words in WORDS.items() if field in row and row[field] not in words]
    wrong += ["low above high"] if row.get("low", 0) > row.get("high", row.get("low", 0)) else []
    wrong += ["place"] if "place" in row and row["place"] not in known["places"] else []
    wrong += ["kinds"] if set(row.get("kinds", [])) - KINDS else []
    wrong += ["actors"] if set(row.get("actors", [])) - known["actors"] else []
    wrong += ["points"] if set(row.get("points", [])) - known["points"] or len(row.get("points", [])) > 2 else []
    return wrong + (time_faults(row) if "start" in row else [])


def time_faults(row: Row) -> list[str]:
    """A day has no zone and an hour has one; what ends comes after what starts."""
    start, end = row["start"], row["end"]
    if any(not isinstance(edge, date) or (isinstance(edge, datetime) and edge.tzinfo is None) for edge in (start, end)):
        return ["start or end"]
    if isinstance(start, datetime) is not isinstance(end, datetime):
        return ["a day beside an hour"]
    return [] if start < end else ["start not before end"]


def statement_faults(rows: list[Row]) -> list[str]:
    """A chain has a kind and an actor for each of its names, and goes on from the chain of its parent."""
    by_id = {row["id"]: row for row in rows}
    wrong = [] if len(by_id) == len(rows) else ["statements: an id twice"]
    for row in rows:
        if not row["chain"] or not len(row["chain"]) == len(row["kinds"]) == len(row["actors"]):
            wrong.append(f"statement {row['id']}: chain")
        if row["parent"] and row["parent"] not in by_id:
            wrong.append(f"statement {row['id']}: parent")
        elif row["parent"] and row["chain"][: len(by_id[row["parent"]]["chain"])] != by_id[row["parent"]]["chain"]:
            wrong.append(f"statement {row['id']}: the chain of its parent")
        elif row["parent"] and by_id[row["parent"]]["at"] != row["at"]:
            wrong.append(f"statement {row['id']}: the paragraph of its parent")
    return wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: f"{document.parent.name}-{document.name}")
def test_every_row_of_a_document_stands_in_its_text(document: Path) -> None:
    found = faults(*read(document))
    assert found == []


@pytest.mark.parametrize("folder", LISTS)
def test_the_documents_kept_apart_are_those_of_their_list(folder: str) -> None:
    kept = tomllib.loads(LISTS[folder].read_text(encoding="utf-8"))["document"]
    said = {row["name"]: (row["type"], row["agreement"]) for row in kept}
    found = {path.name: read(path)[1]["document"] for path in DOCUMENTS if path.parent.name == folder}
    assert {name: (head["type"], head["agreement"]) for name, head in found.items()} == said


def test_each_text_has_its_table_and_each_name_is_used_once() -> None:
    tables = sorted(path.with_suffix("") for path in GOLD.glob("*/*.toml") if path not in LISTS.values())
    assert tables == DOCUMENTS
    assert len({path.name for path in DOCUMENTS}) == len(DOCUMENTS)


def test_the_documents_kept_apart_are_at_least_a_third() -> None:
    kept = [path for path in DOCUMENTS if path.parent.name in LISTS]
    assert len(kept) * 3 >= len(DOCUMENTS) >= 40


FIGURE = {"figure", "counted", "on", "chain", "low", "high", "approx", "vague", "said", "place", "grows"}
POSITION = {"position", "chain", "on", "stance", "polarity", "words", "said", "event"}
PAIRS = sorted(GOLD.glob("pairs/*.pairs.jsonl"))


def pair_faults(rows: list[Row]) -> list[str]:
    """What is wrong with a set of pairs: a report without a field, a pair of nothing, a pair twice."""
    reports = [row for row in rows if "pair" not in row]
    ids = [row.get("figure") or row["position"] for row in reports]
    pairs = [row for row in rows if "pair" in row]
    wrong = [f"{one}: fields" for one, row in zip(ids, reports, strict=True) if set(row) not in (FIGURE, POSITION)]
    wrong += [] if len(set(ids)) == len(ids) else ["an id twice"]
    wrong += [] if len({frozenset(row["pair"]) for row in pairs}) == len(pairs) else ["a pair twice"]
    wrong += [f"{row['pair']}: unknown" for row in pairs if not set(row["pair"]) <= set(ids) or len(set(row["pair"])) != 2]
    return wrong + [f"{row['pair']}: label" for row in pairs if row["label"] not in LABELS]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.name.partition(".")[0])
def test_every_pair_is_of_two_reports_that_stand_there(path: Path) -> None:
    assert pair_faults([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]) == []


def test_the_sets_of_pairs_hold_every_label() -> None:
    rows = [json.loads(line) for path in PAIRS for line in path.read_text(encoding="utf-8").splitlines()]
    assert {row["label"] for row in rows if "pair" in row} == set(LABELS)


def test_a_wrong_pair_is_found() -> None:
    rows = [json.loads(line) for line in PAIRS[0].read_text(encoding="utf-8").splitlines()]
    assert pair_faults([*rows, {"pair": ["a", "a"], "label": "weak"}]) == ["['a', 'a']: unknown"]
    assert pair_faults([*rows, {"pair": ["b", "a"], "label": "same"}]) == ["a pair twice", "['b', 'a']: label"]
    assert pair_faults([{**rows[0], "owner": ""}, *rows[1:]]) == ["a: fields"]


TEXT = 'Gate opens, ministry says\n\nAbout 20 lorries left on 5 May, the ministry said. "Nobody told us," said a driver.\n'
GOOD = """
document = {agreement = "gaza-2025", type = "wire", publisher = "A Paper", created = 2025-05-06T08:00:00+02:00, made_up = true}
statement = [{id = "a", at = 2, chain = ["the ministry"], kinds = ["organisation"], actors = ["gaza_health_ministry"],
  parent = "", cue = "said", stance = "asserts", polarity = "+", addressee = "", content = "About 20 lorries left on 5 May",
  quote = "indirect", certainty = "CT+", realis = "past", points = ["p7"]}]
quantity = [{at = 2, surface = "About 20", low = 20, high = 20, approx = true, exhaustive = false, vague = "",
  counted = "lorries"}]
time = [{at = 2, surface = "on 5 May", start = 2025-05-05, end = 2025-05-06, precision = "day"}]
place = []
""".replace("\n  ", " ")


@pytest.mark.parametrize(
    ("table", "field", "value", "fault"),
    [
        ("statement", "content", "About 21 lorries left", "statement a: content"),
        ("statement", "content", "bout 20 lorries left on 5 May", "statement a: content"),
        ("statement", "cue", "sai", "statement a: cue"),
        ("statement", "at", 1, "statement a: content"),
        ("statement", "at", 3, "statement a: at"),
        ("statement", "stance", "believes", "statement a: stance"),
        ("statement", "certainty", "CT", "statement a: certainty"),
        ("statement", "actors", ["the_ministry"], "statement a: actors"),
        ("statement", "points", ["p21"], "statement a: points"),
        ("statement", "kinds", ["organisation", "party"], "statement a: chain"),
        ("statement", "parent", "b", "statement a: parent"),
        ("quantity", "surface", "20 lorry", "quantity 1: surface"),
        ("quantity", "low", 21, "quantity 1: low above high"),
        ("time", "end", date(2025, 5, 5), "time 1: start not before end"),
        ("time", "end", datetime.fromisoformat("2025-05-06T00:00:00+02:00"), "time 1: a day beside an hour"),
    ],
)
def test_a_wrong_row_is_found(table: str, field: str, value: object, fault: str) -> None:
    right = tomllib.loads(GOOD)
    assert faults(TEXT, right) == []
    right[table][0][field] = value
    assert faults(TEXT, right)[0] == fault


def test_a_fault_tells_no_word_of_the_document() -> None:
    toml = tomllib.loads(GOOD)
    toml["statement"][0]["content"] = "Nobody told them"
    assert "Nobody" not in json.dumps(faults(TEXT, toml))
