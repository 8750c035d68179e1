"""Peers of the verifier, for information: pymerkle checks inclusion proofs, pycose reads and verifies COSE messages.

It runs in an environment of its own (`make bench-peers`), reads JSON and writes the seconds of processor time of each round.
Both do more than is asked of them here, and neither knows what an act is.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def timed(task: Callable[[], None], rounds: int) -> list[float]:
    """Do a task once for warmth, then in every round. Gives seconds."""
    found = []
    for number in range(rounds + 1):
        began = time.process_time()
        task()
        if number:
            found.append(time.process_time() - began)
    return found


def merkle(leaves: list[bytes], paths: int, rounds: int) -> list[float]:
    """Check inclusion proofs with pymerkle."""
    from pymerkle import InmemoryTree, verify_inclusion

    tree: Any = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    root = tree.get_root()
    proofs = [tree.prove_inclusion(index + 1) for index in range(paths)]
    bases = [tree.get_leaf(index + 1) for index in range(paths)]

    def checked() -> None:
        for base, proof in zip(bases, proofs, strict=True):
            verify_inclusion(base, root, proof)

    return timed(checked, rounds)


def cose(leaves: list[bytes], public: bytes, rounds: int) -> list[float]:
    """Read and verify leaves with pycose."""
    from pycose.keys import OKPKey
    from pycose.messages import CoseMessage

    key = OKPKey(crv="ED25519", x=public)

    def checked() -> None:
        for leaf in leaves:
            message: Any = CoseMessage.decode(leaf)
            message.key = key
            if not message.verify_signature():
                raise SystemExit("pycose does not accept a leaf")

    return timed(checked, rounds)


def main() -> None:
    """Measure both."""
    given = json.load(sys.stdin)
    leaves = [bytes.fromhex(leaf) for leaf in given["leaves"]]
    found = {"pymerkle": merkle(leaves, given["paths"], given["rounds"]),
             "pycose": cose(leaves[: given["paths"]], bytes.fromhex(given["public"]), given["rounds"])}  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
