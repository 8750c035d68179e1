"""What an error line says of an address: which page it was, not what stood in it. A slip or a sign-in name may stand there."""

import logging


class RoutesOnly(logging.Filter):
    """Puts the pattern of the page in place of the address that was asked for."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line, and let it through."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            page = f"/{match.route}" if match is not None else "an address"
            record.args = tuple(page if arg == path else arg for arg in record.args)
        return True
