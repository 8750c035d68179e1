"""`safeconduct accounts`: let the first officer of an organisation in, who lets in others on the pages; copy all accounts."""

import argparse
import re
from pathlib import Path

from safeconduct.cli.output import say, wrapped
from safeconduct.cli.serve import of_web
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean

ACTIONS = {
    "invite": "make a slip that lets one officer of an organisation in, once",
    "copy": "copy the accounts for a backup, while they are in use, without sessions, slips and tokens",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="one of the following")
    for name, says in ACTIONS.items():
        made = actions.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
        made.add_argument("folder", metavar="DIR", help="the folder of the record")
        if name == "copy":
            made.add_argument("--out", required=True, metavar="FILE", help="the new file, for its owner only")
            continue
        made.add_argument("--org", required=True, metavar="ORG",
                          help="the id of the organisation in the agreement, or recorder for who keeps the log")  # fmt: skip
        made.add_argument("--post", default="", metavar="POST", help="the id of a post of it")
        made.add_argument("--officer", type=_officer, default="", metavar="NUMBER",
                          help="which officer it is, by the number in the organisation's own list")  # fmt: skip
        made.add_argument("--manages", action="store_true", help="this officer may let in others of the organisation")
        made.add_argument("--port", type=int, default=8000, help="the port that the pages are served on (8000)")
        made.add_argument("--origin", default="", metavar="ADDRESS",
                          help="the address under which others reach the pages, where they are served to others")  # fmt: skip


def _officer(written: str) -> str:
    if not re.fullmatch(r"(?:[a-z0-9][a-z0-9-]{0,39})?", written):
        raise argparse.ArgumentTypeError(f"{written!r} is no number of an officer, which has up to 40 small letters, digits and "
                                         "dashes, and is no name")  # fmt: skip
    return written


def run(options: argparse.Namespace) -> int:
    """Make a slip and print its address, or copy the accounts."""
    if options.action == "copy":
        return _copy(Path(options.folder), Path(options.out))
    from safeconduct.agreement.act_log import RECORDER
    from safeconduct.bootstrap.folder import RecordFolder

    home = Path(options.folder)
    agreement = RecordFolder(home).case().agreement
    orgs = (*agreement.parties, *agreement.bodies, RECORDER)
    if options.org not in orgs:
        raise Invalid([Fault(code="SC101", message=f"the agreement has no organisation {options.org!r}",
                             remedy=did_you_mean(options.org, orgs))])  # fmt: skip
    posts = [name for name, post in agreement.posts.items() if post.of == options.org]
    if options.post and options.post not in posts:
        raise Invalid([Fault(code="SC101", message=f"{options.org} has no post {options.post!r}",
                             remedy=did_you_mean(options.post, posts))])  # fmt: skip
    code = of_web("safeconduct.web.accounts.by_hand").first_slip(home, options.org, options.post, manages=options.manages,
                                                                    officer=options.officer)  # fmt: skip
    whose = "who keeps the log" if options.org == RECORDER else agreement.name_of(options.org)
    address = options.origin.rstrip("/") or f"http://127.0.0.1:{options.port}"
    say(wrapped(f"This lets one officer of {whose} in, once, within 72 hours. Give it by hand; it is "
                "shown only now."), "", f"{address}/account/slip/{code}/")  # fmt: skip
    return 0


def _copy(home: Path, out: Path) -> int:
    count = of_web("safeconduct.web.accounts.copying").copy_accounts(home, out)
    accounts = f"{count} account{'' if count == 1 else 's'}"
    say(wrapped(f"Copied: {accounts}, to {out}. Keep it apart from the record, and web.secret apart from both: without it "
                "no second factor of the copy can be used."))  # fmt: skip
    return 0
