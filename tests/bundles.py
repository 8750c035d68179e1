"""Bundles for tests: the acts of made-up devices, sealed to a made-up reader. Every key is a published or made-up one."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.record.bundle import Act, write_bundle
from safeconduct.record.leaf import kid_of
from safeconduct.record.sealing import sealing_private, sealing_public
from tests.signed_log import Device, Signed, public, seed

READER = "operator sealing 0"


def reader_kid(label: str = READER) -> str:
    return kid_of(public(label)).hex()


def reader_private(label: str = READER) -> bytes:
    return sealing_private(seed(label))


def readers(*labels: str) -> dict[str, bytes]:
    return {reader_kid(label): sealing_public(public(label)) for label in labels or (READER,)}


def bundle_of(device: Device, acts: Sequence[Signed], **options: object) -> bytes:
    """Write a bundle of acts that a device signed."""
    return write_bundle([Act(act.leaf, act.body) for act in acts], seed=device.seed,
                        **{"readers": readers()} | options)  # type: ignore[arg-type]  # fmt: skip


def step(name: str, **fields: object) -> dict[str, object]:
    """Give an act that has no question and no effect on anything else."""
    return {"type": "step.taken/1", "id": name, "says": name} | fields
