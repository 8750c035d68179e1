"""Amendments: joined by the hash of the text they change, and never able to change more than they say."""

import pytest

from safeconduct.agreement.amend import join
from safeconduct.agreement.reader import Source, read_agreement, read_amendment
from safeconduct.kernel.errors import Fault, VerificationFailed
from tests.builders import SECTIONS, agreement_text, amendment_text, faults_of, place


def base(**changes: str | None) -> Source:
    return read_agreement(agreement_text(**changes).encode(), file="base.yaml")


def amended(first: Source | None = None, **changes: str | None) -> Source:
    first = first or base()
    text = amendment_text(first.hash, **changes)
    return join(first, read_amendment(text.encode(), file="second.yaml"))


def faults(first: Source | None = None, **changes: str | None) -> tuple[Fault, ...]:
    return faults_of(amended, first, **changes)


def told(first: Source | None = None, **changes: str | None) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.path, fault.message) for fault in faults(first, **changes)]


NEW = "{title: x, clause: p1, who: north}"


def test_an_amendment_adds_to_the_text() -> None:
    found = amended(obligations=f"{{extra: {NEW}}}", sources="{letter: {root: A letter}}", units="{trucks: trucks}")
    assert list(found.model.obligations) == ["weapons", "release", "extra"]
    assert (set(found.model.sources), set(found.model.units)) == (
        {"gazette", "letter"},
        {"rifles", "persons", "trucks"},
    )
    assert (found.model.id, str(found.model.title)) == ("norrland", "Ceasefire of Norrland")


def test_an_amendment_that_changes_nothing_still_gives_another_text() -> None:
    first = base()
    found = amended(first)
    assert found.model == first.model
    assert found.hash != first.hash
    assert amended(first).hash == found.hash


def test_every_entry_says_which_file_it_comes_from() -> None:
    found = amended(obligations=f"{{extra: {NEW}}}")
    assert found.where("weapons").startswith("base.yaml:")
    assert found.where("extra").startswith("second.yaml:")


def test_an_amendment_of_another_agreement_is_refused() -> None:
    first = base()
    text = amendment_text(first.hash, amends=f"{{agreement: sorland, hash: {first.hash!r}}}")
    [fault] = faults_of(join, first, read_amendment(text.encode(), file="second.yaml"))
    assert (fault.code, fault.message) == ("SC901", "it amends 'sorland'; the base is 'norrland'")
    assert (fault.file, fault.line, fault.column) == ("second.yaml", *place(text, "agreement:"))


@pytest.mark.parametrize("wrong", ["sha256:" + "0" * 64, "", "latest", "sha256:"])
def test_an_amendment_of_another_version_fails_to_verify(wrong: str) -> None:
    first = base()
    text = amendment_text(first.hash, amends=f"{{agreement: norrland, hash: {wrong!r}}}")
    with pytest.raises(VerificationFailed) as caught:
        join(first, read_amendment(text.encode(), file="second.yaml"))
    error = caught.value
    assert (error.exit_status, error.expected, error.got) == (7, wrong, first.hash)
    assert error.step == "second.yaml: hash of the text it amends (norrland)"
    assert "name the new hash" in error.what_to_do()


def test_a_base_that_has_changed_in_one_word_fails_to_verify() -> None:
    changed = base(title="Ceasefire of Norrland, corrected")
    text = amendment_text(base().hash)
    with pytest.raises(VerificationFailed):
        join(changed, read_amendment(text.encode(), file="second.yaml"))


# --- redefinition


def test_an_id_is_defined_anew_only_where_the_amendment_says_so() -> None:
    weapons = "{weapons: {title: anew, clause: p1, who: south, tranches: {parts: {first: {rest: yes}}}}}"
    assert told(obligations=weapons) == [("SC018", "obligations.weapons", "'weapons' is already defined in norrland")]
    assert faults(obligations=weapons)[0].remedy == "choose another id, or add weapons under `replaces:`"
    found = amended(obligations=weapons, replaces="[weapons]")
    assert str(found.model.obligations["weapons"].title) == "anew"
    assert found.where("weapons").startswith("second.yaml:")


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("parties", "north: {name: x, role: party}"),
        ("bodies", "mission: {name: x}"),
        ("points", "p1: {of: main, number: 1, clauses: {a: {says: x}}}"),
        ("anchors", "signature: {name: x}"),
        ("categories", "locals: {name: x}"),
        ("holes", "route: {what: x}"),
        ("decisions", "complies: {what: x}"),
        ("texts", "main: {title: x}"),
    ],
)
def test_no_section_may_be_defined_anew_in_silence(section: str, entry: str) -> None:
    name = entry.partition(":")[0]
    assert [(code, path) for code, path, _ in told(**{section: f"{{{entry}}}"})] == [("SC018", f"{section}.{name}")]
    assert name in getattr(amended(**{section: f"{{{entry}}}", "replaces": f"[{name}]"}).model, section)


@pytest.mark.parametrize("replaces", [None, "[north]"])
def test_an_id_of_another_section_is_taken(replaces: str | None) -> None:
    assert told(holes="{north: {what: x}}", replaces=replaces) == [
        ("SC018", "holes.north", "'north' already names a party")
    ]
    # The same where the base defines it in a later section than the amendment does.
    text = amendment_text(base().hash, parties="{weapons: {name: x, role: party}}")
    fault, *_ = faults_of(join, base(), read_amendment(text.encode(), file="second.yaml"))
    assert (fault.code, fault.path) == ("SC018", "parties.weapons")
    assert (fault.file, fault.line) == ("second.yaml", place(text, "weapons:")[0])


def test_what_is_replaced_must_be_there_and_be_defined_here() -> None:
    assert told(replaces="[nothing_at_all]") == [("SC101", "replaces[0]", "nothing is called 'nothing_at_all'")]
    assert told(replaces="[route]") == [
        ("SC015", "replaces", "'route' stands under `replaces:` and is not defined in this file")
    ]
    assert faults(replaces="[rout]")[0].remedy == "did you mean 'route'?"


def test_only_a_norm_is_released() -> None:
    assert amended(releases="[weapons]").model.obligations.keys() == {"weapons", "release"}
    assert told(releases="[north, nothing]") == [
        ("SC101", "releases[0]", "'north' is a party, and this key wants an obligation"),
        ("SC101", "releases[1]", "no obligation or prohibition or entitlement or power is called 'nothing'"),
    ]


# --- references


def test_an_amendment_refers_to_the_base_and_to_itself() -> None:
    entry = "{title: x, clause: [p1.a, p2], who: [north, east], amount: 5 rifles, after: {verified: weapons.first}}"
    found = amended(
        obligations=f"{{extra: {entry}}}",
        points="{p2: {of: main, number: 2, says: x}}",
        parties="{east: {name: E, role: party}}",
    )
    assert found.model.obligations["extra"].who == ("north", "east")


@pytest.mark.parametrize(
    ("entry", "path", "message"),
    [
        ("{title: x, clause: p9, who: north}", "clause", "no point is called 'p9'"),
        ("{title: x, clause: p1, who: nrth}", "who", "no party or body is called 'nrth'"),
        ("{title: x, clause: p1, who: route}", "who", "'route' is a hole, and this key wants a party"),
        ("{title: x, clause: p1, who: north, amount: 5 tanks}", "amount", "the unit 'tanks' is not declared"),
        (
            "{title: x, clause: p1, who: north, after: {verified: weapons.third}}",
            "after.verified",
            "no obligation or tranche",
        ),
    ],
)
def test_a_reference_into_neither_text_is_told(entry: str, path: str, message: str) -> None:
    [fault] = faults(obligations=f"{{extra: {entry}}}")
    assert (fault.code, fault.path, fault.file) == ("SC101", f"obligations.extra.{path}", "second.yaml")
    assert fault.message.startswith(message)


def test_the_base_must_still_find_what_it_names() -> None:
    # `release` of the base waits for the first tranche of `weapons`; the new `weapons` has no tranches.
    weapons = "{weapons: {title: anew, clause: p1, who: south, amount: 5 rifles}}"
    [fault] = faults(obligations=weapons, replaces="[weapons]")
    assert (fault.file, fault.path) == ("base.yaml", "obligations.release.after.verified")
    assert fault.message == "no obligation or tranche is called 'weapons.first'"
    assert (fault.line, fault.column) == place(agreement_text(), "weapons.first")
    # Replacing the one that waits as well mends it.
    both = weapons.rstrip("}") + "}, release: {title: y, clause: p1, who: north}}"
    assert amended(obligations=both, replaces="[weapons, release]").model.obligations["release"].after is None


def test_a_third_text_amends_the_two_together() -> None:
    first = base()
    second = amended(first, obligations=f"{{extra: {NEW}}}")
    text = amendment_text(second.hash, id="norrland_3", releases="[extra]")
    assert "extra" in join(second, read_amendment(text.encode(), file="third.yaml")).model.obligations
    with pytest.raises(VerificationFailed):
        join(first, read_amendment(text.encode(), file="third.yaml"))
    # What the base names must be there through every text.
    weapons = "{weapons: {title: anew, clause: p1, who: south, amount: 5 rifles}}"
    text = amendment_text(second.hash, obligations=weapons, replaces="[weapons]")
    [fault] = faults_of(join, second, read_amendment(text.encode(), file="third.yaml"))
    assert fault.path == "obligations.release.after.verified"


def test_times_and_sums_of_an_amendment_are_checked_too() -> None:
    found = told(
        obligations="{extra: {title: x, clause: p1, who: north, amount: 10 rifles,"
        " deadline: {within: 1 month, of: signature}, tranches: {parts: {a: {amount: 9 rifles}}}}}"
    )
    assert [(code, path) for code, path, _ in found] == [
        ("SC403", "obligations.extra.deadline"),
        ("SC604", "obligations.extra.tranches"),
    ]


# --- the file


def test_an_amendment_alone_is_read_without_its_references() -> None:
    found = read_amendment(amendment_text("x", obligations=f"{{extra: {NEW}}}").encode(), file="second.yaml")
    assert found.model.amends.agreement == "norrland"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"amends": None}, "SC015", "amends"),
        ({"amends": "{agreement: norrland}"}, "SC015", "amends"),
        ({"amends": "norrland"}, "SC014", "amends"),
        ({"amends": "{agreement: norrland, hash: x, efective: 2026-01-01}"}, "SC002", "amends.efective"),
        ({"amends": "{agreement: norrland, hash: x, effective: soon}"}, "SC004", "amends.effective"),
        ({"amends": "{agreement: norrland, hash: x, effective: 0001-01-01}"}, "SC004", "amends.effective"),
        ({"time": "{zone: Etc/UTC}"}, "SC002", "time"),
        ({"evidence": "{independent_reports: 1}"}, "SC002", "evidence"),
        ({"replaces": "weapons"}, "SC014", "replaces"),
        ({"replaces": "[unstated]"}, "SC016", "replaces[0]"),
        ({"obligations": "{extra: {title: x}}"}, "SC015", "obligations.extra"),
    ],
)
def test_a_mistake_in_an_amendment_is_told(changes: dict[str, str | None], code: str, path: str) -> None:
    found = faults_of(read_amendment, amendment_text("x", **changes).encode(), file="second.yaml")
    assert (found[0].code, found[0].path) == (code, path)


def test_neither_text_passes_for_the_other() -> None:
    found = faults_of(read_amendment, agreement_text().encode(), file="a.yaml")
    assert [(fault.code, fault.path) for fault in found] == [("SC015", "amends"), ("SC002", "time")]
    found = faults_of(read_agreement, amendment_text("x").encode(), file="a.yaml")
    assert [(fault.code, fault.path) for fault in found] == [("SC015", "time"), ("SC002", "amends")]


def test_the_base_is_left_as_it_was() -> None:
    first = base()
    before = (first.hash, first.model, len(first.reading.references), dict(first.origins))
    amended(first, obligations=f"{{extra: {NEW}}}")
    assert (first.hash, first.model, len(first.reading.references), dict(first.origins)) == before
    assert "obligations" in SECTIONS
