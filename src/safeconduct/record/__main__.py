"""`python -m safeconduct.record PATH`: the verifier alone."""

import argparse
import sys


def main(argv: list[str] | None = None) -> int:
    """Check what the words name."""
    try:
        from safeconduct.record.door import add_arguments, nobody_reads, run
    except ImportError as error:
        print(f"NOT CHECKED. {error}", file=sys.stderr)
        return 3
    parser = argparse.ArgumentParser(prog="verify", description="Check a record of signed acts, or a part of it, from outside.")
    add_arguments(parser)
    try:
        options = parser.parse_args(argv)
    except SystemExit:
        # Its help, or what it says of wrong words, may be read in part only.
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            nobody_reads()
        raise
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
