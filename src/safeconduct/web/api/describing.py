"""The interface described to programs, by itself. The document is the same for everyone who asks."""

from typing import Any

from django.http import HttpRequest

from safeconduct.web.api.description import description
from safeconduct.web.api.operation import operation


@operation("GET", "/openapi.json", name="openapi", gives=dict[str, Any], tag="agreement")
def openapi(request: HttpRequest) -> dict[str, Any]:
    """Give this interface as an OpenAPI document."""
    return description()

