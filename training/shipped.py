"""A released reader in training: its weights back as torch parameters, and what it reads."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from onrecord.annotate.encoder import load_reader
from onrecord.annotate.sentences import speech_of
from onrecord.model import Speech
from training.corpora import Document
from training.network import Reader

TRANSPOSED = ("MatMul", "MatMul_quant")
BESIDE = {
    "statements": {name: name for name in ("transition", "inner_transition", "distance")},
    "events": {"distance": "distance", "focus": "focus", "weight": "root.weight", "bias": "root.bias"},
}
"""What of the heads lies in a file of its own, by its name there and in the network."""


def load_shipped(reader: Reader, models: Path) -> list[str]:
    """Fill `reader` with what `models/reader.onnx` holds; returns the parameters that it does not.

    int8 weights come back as the float values that they stand for, so no more exact than they shipped.
    """
    graph = onnx.load(str(models / "reader.onnx")).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found: dict[str, np.ndarray] = {}
    for name in stored:
        bare = name.removesuffix("_quantized")
        if bare.startswith("reader."):
            found[bare.removeprefix("reader.")] = _value(stored, name)
    for node in graph.node:
        kind = node.name.rpartition("/")[2]
        if kind in TRANSPOSED:
            weight = next((name for name in node.input if name in stored and stored[name].ndim == 2), None)
            if weight is not None:
                path = node.name.strip("/").removeprefix("reader/").rpartition("/")[0].replace("/", ".")
                path = f"tags.{path}" if path in reader.tags else path
                found[f"{path}.weight"] = _value(stored, weight).T
        if node.name == "/reader/parse/Expand":
            found["parse.root"] = stored[node.input[0]]
    with np.load(io.BytesIO((models / "reader-relations.npz").read_bytes())) as last:
        found |= {f"parse.relation_out.{name}": last[name] for name in last.files}
    for part, kept in BESIDE.items():
        stored_beside = models / f"reader-{part}.npz"
        if stored_beside.exists():
            with np.load(io.BytesIO(stored_beside.read_bytes())) as last:
                found |= {f"{part}.{path}": last[name] for name, path in kept.items() if name in last}
    state = reader.state_dict()
    fitting = {name: _tensor(value) for name, value in found.items() if name in state}
    fitting = {name: value for name, value in fitting.items() if value.shape == state[name].shape}
    reader.load_state_dict(fitting, strict=False)
    missing = sorted(set(state) - set(fitting))
    if any(name.startswith("branch.") for name in missing):
        reader.begin_branch()
    return missing


def read_with_release(documents: Sequence[Document]) -> Iterator[Speech]:
    """What the statement head of the released, quantised reader says of each document."""
    reader = load_reader()
    for document in documents:
        parsed = reader.read([s.words for s in document], places=[s.places or [0] * len(s.words) for s in document])
        speech = speech_of(parsed)
        assert speech is not None
        yield speech


def _value(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    value = stored[name]
    bare = name.removesuffix("_quantized")
    if bare == name:
        return value
    scale, zero = stored[f"{bare}_scale"], stored[f"{bare}_zero_point"]
    return (value.astype(np.float32) - zero.astype(np.float32)) * scale


def _tensor(value: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32))
