"""`python -m safeconduct.record PATH`: the verifier alone."""

import argparse
import sys


def main(argv: list[str] | None = None) -> int:
    """Check what the words name."""
    try:
        from safeconduct.record.door import add_arguments, run
    except ImportError as error:
        print(f"NOT CHECKED. {error}", file=sys.stderr)
        return 3
    parser = argparse.ArgumentParser(prog="verify", description="Check a record of signed acts, or a part of it, from outside.")
    add_arguments(parser)
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
