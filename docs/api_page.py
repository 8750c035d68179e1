"""The page on the programming interface, and the description of it that a program reads, from the operations themselves."""

import json
from collections.abc import Iterator
from typing import Any

from tables import table

from safeconduct.web.api.description import description
from safeconduct.web.api.limits import PUBLIC, TOKEN, WRITING
from safeconduct.web.api.models import Scope
from safeconduct.web.api.problems import every_sort


def _operations(whole: dict[str, Any], tag: str, doors: dict[str, str]) -> Iterator[str]:
    for path, methods in whole["paths"].items():
        for method, one in methods.items():
            if one["tags"] != [tag]:
                continue
            summary, says = one["summary"], one["description"]
            yield from ("", f"### {method.upper()} {path}", "", says if says == f"{summary}." else f"{summary}.")
            if says.rstrip(".") != summary:
                yield from ("", says)
            needs = f"Scope `{one['x-scope']}`. For {doors[one['x-door']]}."
            fields = ", ".join(f"`{each['name']}`" for each in one["parameters"] if each["in"] == "query")
            body = one.get("requestBody")
            yield from ("", needs + (f" Fields: {fields}." if fields else "") + (f" Takes {_named(body)}." if body else "")
                        + f" Gives {_given(one)}.")  # fmt: skip


def _named(body: dict[str, Any]) -> str:
    return _schema(next(iter(body["content"].values()))["schema"])


def _given(one: dict[str, Any]) -> str:
    kind, content = next(iter(one["responses"]["200"]["content"].items()))
    return _schema(content["schema"]) if "json" in kind else f"`{kind}`"


def _schema(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "items" in schema.get("properties", {}):
        return f"a list of {_schema(schema['properties']['items']['items'])}, in parts"
    if schema.get("type") == "array":
        return f"a list of {_schema(schema['items'])}"
    return "an object"


def limits() -> dict[str, int]:
    """Give how many requests a minute are answered."""
    return {"public": PUBLIC.most, "token": TOKEN.most, "writing": WRITING.most}


def parts(says: dict[str, Any]) -> Iterator[list[str]]:
    """Give the parts of the page. `says` are the words that the code does not say of itself."""
    whole = description()
    yield ["## What a token is for", "",
           *table(("scope", "what it opens"), ((f"`{one.value}`", str(one.label)) for one in Scope))]  # fmt: skip
    yield ["## Problems", "", says["problems"], "",
           *table(("code", "status", "what it says", "what to do"),
                  ((f"`{one.code}`", str(one.status), one.title, one.what_to_do) for one in every_sort()))]  # fmt: skip
    for tag, title in says["tags"].items():
        yield [f"## {title}", *_operations(whole, tag, says["doors"])]


def snapshot() -> str:
    """Give the description that a program reads."""
    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
