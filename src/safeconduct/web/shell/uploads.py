"""Files that a browser sends along: read at the addresses that take files, and nowhere else. They are never written to a disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler


class AtTheirAddress(MemoryFileUploadHandler):
    """Keeps a file in memory where the address takes files; everywhere else it is passed over."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: bytes,
                         encoding: str | None = None) -> None:  # fmt: skip
        """Say whether files are kept here. More than the address takes was refused before."""
        self.activated = str(META.get("PATH_INFO", "")) in settings.TAKES_FILES
