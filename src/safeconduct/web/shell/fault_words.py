"""What can be wrong with a file, sentence by sentence, as the core says it; `faults` says it in the language of the page.

A sentence that could stand around another comes last in its part.
"""

from django.utils.translation import gettext_noop as noop

_YAML = (
    noop("the file has more than {n} bytes, the limit"),
    noop("byte {n} ({word}) is not UTF-8"),
    noop("the character {word} is refused"),
    noop("not YAML: {reader}"),
    noop("a second document begins here"),
    noop("the alias {word} is refused"),
    noop("values nested deeper than {n}"),
    noop("the file is empty"),
    noop("the anchor {word} is refused"),
    noop("the tag {word} is refused"),
    noop("a list or mapping stands as a key"),
    noop("the key {word} stands here again; it stands first at line {n}"),
)  # fmt: skip
"""Of a file as YAML."""
_SHAPES = (
    noop("a list stands where {shape} was expected"),
    noop("a mapping stands where {shape} was expected"),
    noop("an empty mapping stands where {shape} was expected"),
    noop("the amount {word} has no unit"),
    noop("{word} is below zero"),
    noop("{word} is not one of the words of this key"),
    noop("{word} is not a language code"),
    noop("this key cannot be left {word}"),
    noop("a list was expected here"),
    noop("a mapping of ids was expected here"),
    noop("{word} is not an id"),
    noop("{word} is the format's own word and names nothing"),
    noop("a mapping was expected here, with keys such as {list}"),
    noop("unknown key {word} in {word2}"),
    noop("{word} needs the key {word2}"),
    noop("{shape} is a mapping that begins with one of: {list}"),
    noop("{shape} holds {list}; one of them at a time"),
    noop("{word} cannot begin {shape}"),
    noop("{word} is not {shape}"),
)  # fmt: skip
"""Of a value that is not what its key takes."""
_FILE = (
    noop("the file must be a mapping that begins with `safeconduct: 1`"),
    noop("format version {word}; this version reads {n}"),
    noop("cannot open: {reader}"),
)  # fmt: skip
"""Of a file as a whole."""
_REFERENCES = (
    noop("the unit {word} is not declared"),
    noop("no category is called {word}"),
    noop("a point needs `says`, `clauses` or `not_encoded`"),
    noop("{word} is {kind}, and this key wants {kind2}"),
    noop("nothing is called {word}"),
    noop("{word} already names {kind}"),
    noop("no assurance covers genocide, crimes against humanity, war crimes or gross violations of human rights"),
    noop("{word} is for what was not seen, and each text here was seen whole"),
    noop("an act taken from reports needs at least one report"),
    noop("{word} is not an hour"),
    noop("no clock here is called {word}"),
    noop("these anchors wait for each other: {list}"),
    noop("{word} has no tally called {word2}"),
    noop("a quota every 0 days has no end"),
    noop("a month has no fixed length here"),
    noop("a deadline needs exactly one of: by, within, before, clocks"),
    noop("`within` or `before`, and `of`, stand together"),
    noop("months before an event have two answers at a month's end"),
    noop("a deadline in months has two answers at a month's end"),
    noop("no days, counted inclusively, end before they begin"),
    noop("the time zone {word} is not known"),
    noop("no {kind} is called {word}"),
)  # fmt: skip
"""Of what is named, and of limits."""
_FITS = (
    noop("each of {word} has a day of its own here, and this gives one for all"),
    noop("an amount and an exchange key both say how much"),
    noop("a unit is written where the number is not left open"),
    noop("no tallies decide {word}; exactly one must"),
    noop("{n} tallies decide {word}; exactly one must"),
    noop("the quorum is {n}, and {n2} are named"),
    noop("how far ahead, and of what?"),
    noop("a tranche needs exactly one of: share, amount, rest"),
    noop("{word} of what?"),
    noop("{word} of {n} is not a whole number and no rounding is declared"),
    noop("{unit} against {unit2}"),
    noop("{n} tranches are `rest`"),
    noop("the shares alone are the whole or more, and other tranches stand beside them"),
    noop("the tranches before the rest add up to {n} of {n2} {word}"),
    noop("the tranches add up to {n} of {n2} {word}"),
    noop("the shares do not add up to 100%"),
    noop("the text gives the number, and `base_from` takes it from elsewhere"),
    noop("the base comes out later, and a share of it may not be a whole number"),
    noop("{word} takes its own base from elsewhere"),
)  # fmt: skip
"""Of keys that do not go together."""
_AMENDMENT = (
    noop("it amends {word}; the base is {word2}"),
    noop("{word} is already defined in {word2}"),
    noop("{word} stands under `replaces:` and is not defined in this file"),
    noop("{rest}: hash of the text it amends ({word}): expected {word2}, got {word3}"),
)  # fmt: skip
"""Of an amendment and its base."""
_PLACES = (
    noop("not JSON: {reader}"),
    noop("no list of features"),
    noop("a feature without id"),
    noop("the feature {word} stands twice"),
    noop("the feature {word} is not there"),
    noop("the geometry must be one of {list}"),
    noop("coordinates are missing or nested wrongly"),
    noop("a position is [longitude, latitude]"),
    noop("{word} is not a longitude and latitude; is the order right?"),
)  # fmt: skip
"""Of places."""
_CASE = (
    noop("no organisation is called {word}"),
    noop("no example is called {word}"),
    noop("the case is read with this amendment already"),
    noop("it lists {rest}, and no such file is there"),
    noop("{rest} takes effect on {word} here, and on {rest2} by its own words"),
    noop("it takes effect on {word}, before the amendment it builds on"),
    noop("not a case file: {reader}"),
    noop("{word} is not a day such as 2026-01-31; an amendment takes effect at the beginning of one"),
)  # fmt: skip
"""Of the files of a case."""
_ACTS = (
    noop("{word} is not an id for an act"),
    noop("the field {word} stands twice in one act"),
    noop("not a whole JSON object: {reader}"),
    noop("the key 'type' stands twice"),
    noop("unknown act type {word}"),
    noop("another act already carries the id {word}"),
    noop("the source {word} is already described with another root"),
    noop("act {word} ends before it begins"),
    noop("act {word} was recorded before it happened"),
    noop("the recorder enters statements, figures and sources, and takes back its own"),
    noop("{word} lies outside the years {n} to {n2}"),
    noop("Object missing required field {word}"),
    noop("Object contains unknown field {word}"),
    noop("Expected {word}, got {word2}"),
    noop("Expected {word} >= {n}"),
    noop("Expected {word} <= {n}"),
    noop("Invalid RFC3339 encoded datetime"),
    noop("Invalid enum value {word}"),
)  # fmt: skip
"""Of acts."""
_PROGRAMME = (
    noop("a line of {n} bytes; the limit is {n2}"),
    noop("it was recorded before the line above it"),
    noop("an act that is made up stands among acts that are not, or the other way round"),
    noop("an act about a person's case carries no free text"),
    noop("{word} holds ids and nothing else"),
    noop("a time lies outside the years {n} to {n2}"),
    noop("an act ends before it begins, or was recorded before it happened"),
    noop("{word} has no programme"),
)  # fmt: skip
"""Of the acts of a programme."""
MESSAGES = (*_YAML, *_FILE, *_CASE, *_PLACES, *_AMENDMENT, *_FITS, *_PROGRAMME, *_ACTS, *_REFERENCES, *_SHAPES)
"""All of them, in the order in which they are tried."""
SHAPE = (
    noop("text"),
    noop("a date"),
    noop("a line of text"),
    noop("a whole number"),
    noop("yes or no"),
    noop("a duration"),
    noop("a share"),
    noop("a quantity"),
    noop("a condition"),
    noop("one word"),
    noop("text, or text by language"),
    noop("an id"),
    noop("a single act"),
)  # fmt: skip
"""What a value can be."""
READER = (
    noop("mapping values are not allowed in this context"),
    noop("did not find expected key"),
    noop("did not find expected '-' indicator"),
    noop("did not find expected ',' or ']'"),
    noop("did not find expected ',' or '}}'"),
    noop("did not find expected node content"),
    noop("found character that cannot start any token"),
    noop("found unexpected end of stream"),
    noop("could not find expected ':'"),
    noop("found unknown escape character"),
    noop("block sequence entries are not allowed in this context"),
    noop("control characters are not allowed"),
    noop("a byte is not UTF-8 ({word})"),
    noop("values nested too deep"),
    noop("a byte order mark stands before it"),
    noop("a time needs its zone, such as 2025-11-06T12:00:00+02:00"),
    noop("a title is a text, or a text for each language"),
    noop("Input data was truncated"),
    noop("No such file or directory"),
    noop("Permission denied"),
    noop("Is a directory"),
)  # fmt: skip
"""What the readers of YAML, of JSON and of the disk say in the middle of a sentence."""
KIND = (
    noop("text"),
    noop("party"),
    noop("body"),
    noop("post"),
    noop("point"),
    noop("anchor"),
    noop("phase"),
    noop("place"),
    noop("category"),
    noop("obligation"),
    noop("prohibition"),
    noop("entitlement"),
    noop("power"),
    noop("exchange"),
    noop("objection"),
    noop("test"),
    noop("decision"),
    noop("list"),
    noop("outside_rule"),
    noop("guarantee"),
    noop("hole"),
    noop("subject"),
    noop("question"),
    noop("source"),
    noop("unit"),
    noop("tranche"),
    noop("reading"),
    noop("organisation"),
)  # fmt: skip
"""What an id can name."""
