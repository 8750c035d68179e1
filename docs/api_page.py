"""Write the page on the programming interface, and the description of it that a program reads, from the operations themselves.

`make docs` runs it beside `generate.py`, apart from it because it needs Django. `--check` writes nothing and exits with 1 when
one of the two is out of date.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"

HERE = Path(__file__).resolve().parent
MADE = "<!-- Written by docs/api_page.py from the code. Change the code, then run `make docs`. -->"
TAGS = {
    "agreement": "What the text says", "status": "How everything stands", "said": "What others say",
    "drafts": "Texts being written", "record": "The record", "programme": "The programme", "acts": "Acts", "own": "One's own",
}  # fmt: skip
DOORS = {"everyone": "everyone", "signed_in": "every account", "role": "seats with a role in the text"}
INTRODUCTION = """
Everything the pages show and do, for programs. All of it stands under `/api/1/`. [How to use it](../how-to/use-the-api.md) shows
the first steps; `/api/1/openapi.json`, which is also [in this folder](openapi.json), describes every field to a program.

- **Who asks.** A token, in the header `Authorization: Bearer`, stands for the seat of the account that made it. Without one it is
  the public. Cookies are not looked at. A token signs nothing: whoever hands an act in has signed it with a key of the account.
- **What is asked.** `at`, `known_by`, `as` and `lang` look at the agreement as the pages do; `day` and `leave_out` at the
  programme. A field that an address does not have is refused.
- **Lists** come in parts of at most 200. `next` is the cursor of the next part, empty where there is none. It is good for a day,
  for the same address, seat and moment. How many entries there are in all is not said.
- **What writes** needs a header `Idempotency-Key` of 8 to 64 characters that no other request of the token has. The same request
  with the same key gets the same answer for a day, and is done once. Another request with it gets 409. A refusal is not kept: it
  is asked anew.
- **How often.** {public} requests a minute from one address without a token, {token} with one token, {writing} of them writing.
  The headers `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` say how many are left; a 429 says in `Retry-After`
  how long to wait.
- **What may be kept.** A public answer carries an `ETag`. What was asked with a token may be kept by nobody.
- **Bodies** are JSON in UTF-8, of at most 1.2 MB, without repeated keys and fractions, at most 32 levels deep.
- **What must not be known of and what is not there** get the same answer, to the byte.
- **What is never here.** Names, contacts, photos and other particulars of people. The vault keeps them, and shows them to two at
  a time, on a page.
"""


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _operations(whole: dict[str, Any], tag: str) -> Iterator[str]:
    for path, methods in whole["paths"].items():
        for method, one in methods.items():
            if one["tags"] != [tag]:
                continue
            summary, description = one["summary"], one["description"]
            yield from ("", f"### {method.upper()} {path}", "", description if description == f"{summary}." else f"{summary}.")
            if description.rstrip(".") != summary:
                yield from ("", description)
            needs = f"Scope `{one['x-scope']}`. For {DOORS[one['x-door']]}."
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


def page() -> str:
    """Give the page."""
    from safeconduct.web.api.description import description
    from safeconduct.web.api.limits import PUBLIC, TOKEN, WRITING
    from safeconduct.web.api.models import Scope
    from safeconduct.web.api.problems import every_sort

    whole = description()
    lines = [MADE, "", "# The programming interface"]
    lines += INTRODUCTION.rstrip().format(public=PUBLIC.most, token=TOKEN.most, writing=WRITING.most).split("\n")
    lines += ["", "## What a token is for", ""]
    lines += _table(("scope", "what it opens"), [(f"`{one.value}`", str(one.label)) for one in Scope])
    lines += ["", "## Problems", "",
              "An answer that is none is a problem document after RFC 9457, of the type `application/problem+json`.",
              "`code` is the code of the command line where there is one; `faults` gives each with its place, as",
              "[errors](errors.md) describes them.", ""]  # fmt: skip
    lines += _table(("code", "status", "what it says", "what to do"),
                    [(f"`{one.code}`", str(one.status), one.title, one.what_to_do) for one in every_sort()])  # fmt: skip
    for tag, title in TAGS.items():
        lines += ["", f"## {title}", *_operations(whole, tag)]
    return "\n".join(lines) + "\n"


def snapshot() -> str:
    """Give the description that a program reads."""
    from safeconduct.web.api.description import description

    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(words: list[str] | None = None) -> int:
    """Write both, or with `--check` say which is out of date."""
    import django

    django.setup()
    parser = argparse.ArgumentParser(prog="docs/api_page.py", description="Write the pages on the programming interface.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is out of date")
    check, stale = parser.parse_args(words).check, []
    for name, make in (("reference/api.md", page), ("reference/openapi.json", snapshot)):
        path, text = HERE / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/{name} {'is out of date; run `make docs`' if check else 'was written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
