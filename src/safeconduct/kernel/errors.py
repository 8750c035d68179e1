"""The errors of safeconduct: one base class, five families, stable codes.

Error messages are public interface. Each says where, what, why and what to do. The core never translates them.
"""

from collections.abc import Sequence

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong at one place. `line` and `column` count from 1; 0 means the whole file."""

    code: str
    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""

    def where(self) -> str:
        """Give the place as `file:line:column`, leaving out what is not known."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"

    def text(self) -> str:
        """Give the fault as lines for a person."""
        place = f"{where}: " if (where := self.where()) else ""
        head = f"{place}{self.code} {self.message}"
        path = f"\n    at {self.path}" if self.path else ""
        remedy = f"\n    {self.remedy}" if self.remedy else ""
        return head + path + remedy


class SafeconductError(Exception):
    """Base of every error this package raises on purpose."""

    code = "error"
    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self._message = message
        self._remedy = remedy
        if code:
            self.code = code

    def __str__(self) -> str:
        return self.message()

    def message(self) -> str:
        """Say what is wrong and where."""
        return self._message

    def what_to_do(self) -> str:
        """Say what the reader can do about it."""
        return self._remedy

    def as_data(self) -> dict[str, object]:
        """Give the error as plain data for JSON output."""
        return {"code": self.code, "message": self.message(), "what_to_do": self.what_to_do()}


class Invalid(SafeconductError):
    """The input cannot be read as what it should be. Holds every fault found, in file order."""

    code = "invalid"
    exit_status = 3

    def __init__(self, faults: Sequence[Fault], *, left_out: int = 0) -> None:
        self.faults = tuple(faults)
        self.left_out = left_out
        super().__init__(self.faults[0].message if self.faults else "invalid input")

    def message(self) -> str:
        """List every fault with its place."""
        lines = [fault.text() for fault in self.faults]
        if self.left_out:
            lines.append(f"... and {self.left_out} more of the same kind")
        count = len(self.faults) + self.left_out
        lines.append(f"{count} fault{'s' if count != 1 else ''}. Nothing was changed.")
        return "\n".join(lines)

    def what_to_do(self) -> str:
        """Give the remedy of the first fault."""
        return self.faults[0].remedy if self.faults else ""

    def as_data(self) -> dict[str, object]:
        """Give all faults as plain data."""
        return {
            "code": self.code,
            "faults": [msgspec.to_builtins(fault) for fault in self.faults],
            "left_out": self.left_out,
        }


class Refused(SafeconductError):
    """The agreement does not allow it; the message names the clause."""

    code = "refused"
    exit_status = 4


class NotPermitted(SafeconductError):
    """Whoever asks may not do or see this."""

    code = "not-permitted"
    exit_status = 5


class Conflict(SafeconductError):
    """The state has moved on since the caller looked."""

    code = "conflict"
    exit_status = 6


class VerificationFailed(SafeconductError):
    """A check of a hash or proof failed: says the step, what was expected and what was found."""

    code = "verification-failed"
    exit_status = 7

    def __init__(self, *, step: str, expected: str, got: str, remedy: str = "") -> None:
        self.step, self.expected, self.got = step, expected, got
        super().__init__(f"{step}: expected {expected}, got {got}", remedy=remedy)
