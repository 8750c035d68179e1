"""What one reading of a file gathers on the way: faults, ids that are named, places, and what was left open.

It keeps and answers nothing by itself; the shapes fill it, and the reader and the references ask it.
"""

from typing import Any

from safeconduct.agreement.yaml_tree import Faults, Node


class Reading:
    """What one reading of a file gathers: faults, references still to check, and positions of named things.

    `root` is the file's tree, and `head` what could be read of its leading keys and sections. `unseen` are the paths of
    what was not seen of the text.
    """

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.language = "en"
        self.references: list[tuple[tuple[str, ...], str, Node, str]] = []
        self.units: list[tuple[str, Node, str]] = []
        self.positions: dict[str, tuple[int, int]] = {}
        self.root: Node | None = None
        self.head: dict[str, Any] = {}
        self.unseen: list[tuple[str, Node]] = []
