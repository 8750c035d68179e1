"""The fault codes of reading: one stable code, one name, one sentence each.

Codes SC001 to SC009 and SC1xx, SC4xx, SC9xx belong to the catalogue of rules for agreements; SC010 to SC039 are
faults of a file before it is an agreement or a log, SC040 of a file of the record, SC041 of what is kept about people, SC042 of a
document that should be read.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """A stable code with its name and what it means."""

    code: str
    name: str
    means: str


ALL = (
    Code("SC001", "yaml-feature-refused", "An anchor, alias, tag or repeated key: two readers could see two texts."),
    Code("SC002", "unknown-key", "A key the format does not know."),
    Code("SC003", "bare-number", "An amount without its unit."),
    Code("SC004", "ambiguous-date", "A date or time that is not written in ISO form, or has two readings."),
    Code("SC010", "not-utf8", "The file is not UTF-8 text."),
    Code("SC011", "too-large", "The file is larger than the limit."),
    Code("SC012", "too-deep", "Values are nested deeper than any agreement needs."),
    Code("SC013", "yaml-syntax", "The file is not YAML, or holds more than one document."),
    Code("SC014", "wrong-shape", "A list, a mapping or a text stands where another was expected."),
    Code("SC015", "missing-key", "A key that the format requires is absent."),
    Code("SC016", "bad-value", "The text is not a value of the expected kind."),
    Code("SC017", "negative-quantity", "A quantity below zero."),
    Code("SC018", "repeated-id", "One id names two things, or a name the format reserves."),
    Code("SC020", "act-not-json", "A line of the acts is cut off or is not JSON."),
    Code("SC021", "act-shape", "An act lacks a field, has one too many, or is of an unknown type."),
    Code("SC022", "repeated-act", "Two different acts carry one id."),
    Code("SC023", "act-time", "An act ends before it begins, or was recorded before it happened."),
    Code("SC024", "anchor-circle", "Anchors wait for each other, so none of them can ever happen."),
    Code("SC025", "hidden-character", "A character that is not seen, or that turns the direction of the text."),
    Code("SC030", "file-missing", "The file cannot be opened."),
    Code("SC031", "geometry", "The places file lacks a feature, or a feature is not valid geometry."),
    Code("SC040", "record-form", "A file of the record is not what it should be."),
    Code("SC041", "never-held", "Something about a person that the vault does not keep, or never holds about anyone."),
    Code("SC042", "not-brought-in", "A document that cannot be read as text."),
    Code("SC101", "undefined-reference", "An id that no definition carries, or one of the wrong kind."),
    Code("SC403", "month-rounding", "A deadline in months, and the agreement does not say how months are rounded."),
    Code("SC404", "no-time-zone", "A time zone is missing or unknown."),
    Code("SC604", "tranche-sum", "The tranches do not add up to the whole."),
    Code("SC605", "unit-mismatch", "Two units are compared that are not the same."),
    Code("SC901", "amendment-base", "An amendment does not name the text it amends, or names another one."),
)

BY_CODE = {code.code: code for code in ALL}
