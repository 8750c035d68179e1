"""What whoever asked is given once two have agreed and it is signed for: to the token with which it was signed for, and once.

A use is an act `access.revealed/1`, prepared and handed in like every other. What it gives is kept nowhere: whoever loses the
answer asks anew. Pictures and files are given on the pages.
"""

import msgspec
from django.http import HttpRequest

from safeconduct.access import acts
from safeconduct.web.api.acts import account_of_token
from safeconduct.web.api.looks import looks_of
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import operation
from safeconduct.web.api.problems import GIVEN_ALREADY, Problem, not_found
from safeconduct.web.desk import handing
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.looks import given
from safeconduct.web.looks.signing import Here
from safeconduct.web.shell import clock
from safeconduct.web.shell.doors import Door
from safeconduct.web.shell.worked import worked


class Particular(msgspec.Struct, frozen=True):
    """One thing that is kept about a person, in words. `picture`: it is a picture, which the pages show."""

    kind: str
    text: str
    picture: bool


class GivenOnce(msgspec.Struct, frozen=True):
    """What was asked for: the numbers of the cases that an act is about, or what is kept of a person, by case."""

    numbers: tuple[str, ...]
    particulars: dict[str, tuple[Particular, ...]]


@operation("GET", "/programme/given/{name}", name="given", gives=GivenOnce, tag="programme", scope=Scope.SEAT, door=Door.ROLE)
def given_once(request: HttpRequest, name: str) -> GivenOnce:
    """Give what two have agreed on, once, in the ten minutes after it was signed for with this token.

    `name` is the id of the act `access.revealed/1`. For a request that unmasks it is numbers, else what is kept of the person.
    """
    account, seat, token = account_of_token(request)
    now = clock.now()
    with worked() as record:
        if record.case.agreement.programme is None or name not in looks_of(token):
            raise not_found()
        asking = Here(record, record.viewer(seat, now), now, tuple(handing.good_keys(account, record)), "")
        one = given.given(asking, name)
        if one is None or not isinstance(one.act, acts.Revealed):
            raise not_found()
        if given.unmasks(asking, one):
            numbers = given.numbers(asking, one)
            if numbers is None:
                raise Problem(GIVEN_ALREADY)
            return GivenOnce(numbers, {})
        try:
            kept = given.particulars(asking, one)
        except Refusal as refused:
            raise Problem(GIVEN_ALREADY, "; ".join(refused.reasons)) from None
        if kept is None:
            raise Problem(GIVEN_ALREADY)
        return GivenOnce((), {case: tuple(Particular(one.kind, one.text, bool(one.picture)) for one in of_case)
                              for case, of_case in kept.items()})  # fmt: skip
