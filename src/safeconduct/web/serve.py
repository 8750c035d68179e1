"""Start the pages: on this machine, or for others where they come encrypted."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.story import begin, beginning_of, so_far
from safeconduct.web.ways import CannotServe, Way, way

__all__ = ["CannotServe", "serve", "way"]


def serve(
    *,
    host: str = "",
    port: int = 8000,
    example: str = "",
    file: Path | str | None = None,
    acts: Path | str | None = None,
    with_files: Iterable[Path | str] = (),
    home: Path | str | None = None,
    by: Way | None = None,
    starts: datetime | None = None,
) -> None:
    """Serve the pages of an example or of a file until interrupted. `home` is the folder with the accounts.

    Without it this is a demonstration: accounts of made-up people, in a folder that goes when the server stops, and a clock that
    begins at `starts`, or else where the story of the acts stands. `by` says where others reach the pages; without it only this
    machine does.

    Raises CannotServe for an address that is not of this machine or is taken, Invalid for a faulty file.
    """
    by = by or way(host=host, port=port)
    os.environ["SAFECONDUCT_ORIGIN"], os.environ["SAFECONDUCT_ARRIVAL"] = by.origin, by.arrival
    os.environ["SAFECONDUCT_EXAMPLE"] = example
    os.environ["SAFECONDUCT_FILE"] = str(Path(file).resolve()) if file else ""
    os.environ["SAFECONDUCT_ACTS"] = str(Path(acts).resolve()) if acts else ""
    os.environ["SAFECONDUCT_CASE_ACTS"] = ""
    # A file that is not found as given may lie in the folder of the case, so it stays as it was written.
    found = [str(Path(path).resolve()) if Path(path).is_file() else str(path) for path in with_files]
    os.environ["SAFECONDUCT_WITH"] = os.pathsep.join(found)
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
    with TemporaryDirectory(prefix="safeconduct-", ignore_cleanup_errors=True) as made:
        os.environ["SAFECONDUCT_HOME"] = str(home or made)
        os.environ["SAFECONDUCT_DEMO"] = "" if home else "yes"
        if not home:
            case, now = open_case(example=example, file=file, acts=acts, with_files=found), datetime.now(UTC)
            starts = starts or beginning_of(case, now=now)
            begin(Path(made), starts=starts, now=now)
            norms, programme = so_far(Path(made), case, starts)
            os.environ["SAFECONDUCT_ACTS"], os.environ["SAFECONDUCT_CASE_ACTS"] = str(norms or ""), str(programme or "")
        _run(by)


def _run(by: Way) -> None:
    from safeconduct.web.shell.case import of_files

    shown = of_files()  # a fault in the files is reported here, before any worker starts

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if settings.DEMO:
        from safeconduct.web.accounts.made_up import people

        people(shown.agreement)

    from safeconduct.web.answering import answer

    answer(by)
