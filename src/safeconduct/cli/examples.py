"""`safeconduct examples`: the packaged examples, and the files each holds."""

import argparse

from safeconduct.agreement.casefile import example_folder, examples, open_case
from safeconduct.cli.output import add_format, clock, say, write_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """List the examples."""
    found = []
    for name in examples():
        case = open_case(example=name)
        folder = example_folder(name)
        files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        found.append({"name": name, "title": str(case.agreement.title), "moment": case.default_as_of, "files": files,
                      "folder": str(folder)})  # fmt: skip
    if options.format == "json":
        write_json(found)
        return 0
    for item in found:
        say(f"{item['name']}: {item['title']}", f"    looked at on {clock(item['moment'])} unless --at says otherwise",
            f"    {', '.join(item['files'])}")  # fmt: skip
    say("", f"Use one anywhere a file is expected: safeconduct status --example {found[0]['name']}")
    return 0
