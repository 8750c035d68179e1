"""The parser's model: found, checked against the hashes we pinned, and loaded. A file that differs by one byte is refused."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safeconduct.intake.ruler import Remembering
from safeconduct.intake.sentences import sentences
from safeconduct.kernel.errors import SafeconductError

_SENTENCES = "safeconduct_sentences"
_RULER = "safeconduct_ruler"
_REMEDY = "Install safeconduct[dep], or read with the engine `shallow`, which needs no model."


class NoModel(SafeconductError):
    """The parser or its model is not there, or is not the one we pinned."""

    code = "intake-model"


def pinned() -> dict[str, Any]:
    """Give the name, the version and the hashes of the model."""
    return tomllib.loads((files("safeconduct.intake") / "data" / "model.toml").read_text("utf-8"))


def checked(folder: Path, hashes: dict[str, str]) -> None:
    """Refuse a model of which a file is missing, changed, or not among those we pinned."""
    for name, expected in hashes.items():
        path = folder / name
        if not path.is_file():
            raise NoModel(f"The model in {folder} lacks the file {name}.", remedy=_REMEDY)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise NoModel(
                f"The file {name} of the model in {folder} is not the one that was checked for this version.",
                remedy="Install the model again from the locked requirements. Do not use this copy.",
            )


def is_installed() -> bool:
    """Say whether the parser and a model by its name are there. Whether it is the one we pinned is asked before it is used."""
    return find_spec("spacy") is not None and find_spec(pinned()["package"]) is not None


def at_hand() -> Path:
    """Give the folder of the model, each file of it checked. Raises NoModel. Nothing of it is loaded."""
    pins = pinned()
    found = find_spec(pins["package"]) if is_installed() else None
    if found is None or not found.origin:
        raise NoModel("The engine `dep` needs spaCy and its model, and they are not installed.", remedy=_REMEDY)
    folder = Path(found.origin).parent / pins["folder"]
    checked(folder, pins["files"])
    return folder


@cache
def parser() -> Any:
    """Load the parser, once a process."""
    folder = at_hand()
    import spacy
    from spacy.language import Language

    if not Language.has_factory(_SENTENCES):
        Language.component(_SENTENCES, func=_with_sentences)
    loaded = spacy.load(folder, exclude=["ner", "senter"])
    loaded.add_pipe(_SENTENCES, before="parser")
    ruler = loaded.get_pipe("attribute_ruler")
    if not Language.has_factory(_RULER):
        Language.component(_RULER, func=Remembering(ruler, loaded.vocab))
    loaded.replace_pipe("attribute_ruler", _RULER)
    return loaded


def _with_sentences(doc: Any) -> Any:
    """Tell the parser where sentences begin: it runs over abbreviations and bullets, and a quotation is one sentence."""
    starts = {one.start for one in sentences(doc.text)}
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
    return doc
