"""What is wrong with bytes that claim to belong to a record."""


class Bad(ValueError):
    """Something is not what it claims to be. Says where, what was expected and what was found."""

    def __init__(self, code: str, what: str, *, where: str = "", expected: str = "", got: str = "") -> None:
        self.code, self.what, self.where, self.expected, self.got = code, what, where, expected, got
        place = f"{where}: " if where else ""
        compared = f" (expected {expected}, got {got})" if expected or got else ""
        super().__init__(f"{place}{what}{compared}")
