"""The boards: figures by root source with their pairs, and what each side holds on an issue. Nothing is averaged or decided."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query

from safeconduct.secretariat.figure_board import FigureBoard, figure_boards
from safeconduct.secretariat.position_board import PositionBoard, issue_of, position_board
from safeconduct.web.api.looking import looked_at, moment, page
from safeconduct.web.api.operation import Listed, Listing, Looked, operation
from safeconduct.web.api.problems import not_found


class OfSubject(Looked):
    """How boards of figures are looked at, and on what."""

    subject: str = Field("", description="Only figures on this subject.")


@operation("GET", "/figure-boards", name="figure_boards", gives=Listing(FigureBoard), tag="said")
def boards_of_figures(request: HttpRequest, look: Query[OfSubject], part: Query[Listed]) -> dict[str, Any]:
    """List every counted set: one line for each root source, and which figures cannot both be right, with the arithmetic."""
    shown, lens, status = looked_at(request)
    found = sorted((one for one in figure_boards(status, shown.agreement) if look.subject in ("", one.subject)), key=_key)
    return page(request, found, part.limit, key=_key, lens=lens, **moment(status))


def _key(board: FigureBoard) -> list[str]:
    return [board.subject, board.unit, board.category]


@operation("GET", "/position-boards/{id}", name="position_board", gives=PositionBoard, tag="said")
def board_of_positions(request: HttpRequest, id: str, look: Query[Looked]) -> PositionBoard:
    """Give what each side holds on a question, a point, a norm or a part left open, over time. Silence is not consent."""
    shown, _lens, status = looked_at(request)
    issue = issue_of(id, shown.agreement)
    if issue is None:
        raise not_found()
    return position_board(status.statements, issue)
