"""A file of ours says the same to every YAML parser.

The C parser takes plain words with a question mark inside braces; others refuse them. Whoever reads an example with another
tool has to get what we get.
"""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(str(path.relative_to(ROOT)) for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.yaml"))


def test_the_examples_are_among_them() -> None:
    assert "src/safeconduct/examples/aceh-2005/agreement.yaml" in FILES


@pytest.mark.parametrize("file", FILES)
def test_it_is_read_the_same_in_pure_python_and_in_c(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert yaml.load(text, Loader=yaml.BaseLoader) == yaml.load(text, Loader=yaml.CBaseLoader)
