"""What the interface looks like to a program: one OpenAPI document, the same for everyone, made from the operations."""

import inspect
from functools import lru_cache
from typing import Any

import msgspec

from safeconduct.kernel.errors import Fault
from safeconduct.web.api import problems
from safeconduct.web.api.models import Scope
from safeconduct.web.api.operation import API, GEOJSON, JSON, OPERATIONS, Listing, Operation

PREFIX = "/api/1"
_REF = "#/components/schemas/{name}"
_KEY = {"in": "header", "name": "Idempotency-Key", "required": True, "description": "A key of this request alone.",
        "schema": {"type": "string", "minLength": 8, "maxLength": 64}}  # fmt: skip
_PROBLEM = {
    "type": "object", "title": "Problem", "description": "What went wrong, after RFC 9457.",
    "required": ["type", "title", "status", "code", "detail", "what_to_do"],
    "properties": {
        "type": {"type": "string", "description": "The address at which this sort of problem is described."},
        "title": {"type": "string"}, "status": {"type": "integer"},
        "code": {"type": "string", "description": "The same code as on the command line."},
        "detail": {"type": "string", "description": "What is wrong, in English."},
        "what_to_do": {"type": "string"},
        "faults": {"type": "array", "items": {"$ref": _REF.format(name="Fault")}, "description": "Every fault with its place."},
        "left_out": {"type": "integer"},
    },
}  # fmt: skip


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Give the OpenAPI document."""
    from safeconduct.web.api import urls  # every operation has registered once its addresses stand

    assert urls.urlpatterns
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(API.get_openapi_schema(path_prefix="")))
    schemas, components = _types(Fault)
    paths: dict[str, Any] = {}
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            known = OPERATIONS[_name(operation["operationId"], method), method.upper()]
            operation["responses"] = _responses(known, schemas)
            if known.scope is not Scope.READ:
                operation["security"] = [{"token": []}]
            else:
                operation["security"] = [{}, {"token": []}]
            if known.writes:
                operation["parameters"].append(_KEY)
        paths[PREFIX + path] = methods
    own = made.get("components", {}).get("schemas", {})
    info = made["info"]
    return {
        "openapi": made["openapi"], "info": info, "servers": [{"url": "/"}], "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted({**own, **components, "Problem": _PROBLEM}.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _name(operation_id: str, method: str) -> str:
    return operation_id.removesuffix(f"_{method}") if method != "get" else operation_id


def _types(*more: Any) -> tuple[dict[Any, Any], dict[str, Any]]:
    wanted = list(dict.fromkeys((*(_bare(one.gives) for one in OPERATIONS.values()), *more)))
    found, components = msgspec.json.schema_components(wanted, ref_template=_REF)
    plain = msgspec.json.decode(msgspec.json.encode(components))
    for one in plain.values():
        if "description" in one:
            one["description"] = inspect.cleandoc(one["description"])
    schemas = msgspec.json.decode(msgspec.json.encode(list(found)))
    return dict(zip(wanted, schemas, strict=True)), plain


def _bare(gives: Any) -> Any:
    return gives.of if isinstance(gives, Listing) else gives


def _responses(known: Operation, schemas: dict[Any, Any]) -> dict[str, Any]:
    schema = schemas[_bare(known.gives)]
    if isinstance(known.gives, Listing):
        schema = {"type": "object", "required": ["items", "next"], "properties": {
            "items": {"type": "array", "items": schema},
            "next": {"type": "string", "description": "The cursor of the next part; empty where there is none."}}}  # fmt: skip
    content = {known.media: {"schema": schema if known.media in (JSON, GEOJSON) else {"type": "string"}}}
    problem = {"description": "A problem.", "content": {problems.TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}}}
    return {"200": {"description": "As it is.", "content": content}, "default": problem}


@lru_cache(maxsize=256)
def parameters(name: str, method: str) -> tuple[str, ...]:
    """Give the fields that the address of an operation may have."""
    wanted = name if method == "GET" else f"{name}_{method.lower()}"
    for methods in description()["paths"].values():
        found = methods.get(method.lower())
        if found is not None and found["operationId"] == wanted:
            return tuple(one["name"] for one in found["parameters"] if one["in"] == "query")
    return ()


