"""A person is told who looked at her case, and who was told that somebody had."""

from __future__ import annotations

from safeconduct.access import acts
from safeconduct.web.looks.present import told_to_person
from tests.passage import ADULTS
from tests.pilot import at
from tests.unit.access.seated import LEGAL, REGISTRAR, viewer
from tests.unit.access.test_unmasking import UNMASK, broken_glass


def test_a_person_is_told_who_unmasked_the_glass_that_was_broken_for_her():
    story = broken_glass()
    story.asks(LEGAL, **UNMASK, of="g1")
    story.does(acts.Approved, REGISTRAR, at(3, 1), of="r1")
    story.does(acts.Revealed, LEGAL, at(3, 2), of="r1")
    in_force = viewer(REGISTRAR, at(3, 3)).in_force
    lines = {case: [(one.type, one.org) for one in told_to_person(case, story.office, in_force)] for case in ADULTS[:2]}
    assert lines == {ADULTS[0]: [("unmasked", "panel"), ("access.glass_broken/1", "centre")], ADULTS[1]: []}
