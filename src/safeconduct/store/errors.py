"""What can keep the store from doing what it was asked."""

from safeconduct.kernel.errors import SafeconductError


class NotKept(SafeconductError):
    """The disk or the database did not confirm. Nothing was acknowledged, and what was sent may be sent again."""

    code = "not-kept"
    exit_status = 6


class NotRead(SafeconductError):
    """The disk or the database did not give what was asked for."""

    code = "not-read"
    exit_status = 6


class WrongStore(SafeconductError):
    """What was opened is not the store that was meant, or a newer program made it."""

    code = "wrong-store"
    exit_status = 3
