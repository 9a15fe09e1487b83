"""Trained weights to what ships: `python -m training.export --run DIR`. An int8 ONNX graph, label sets, vocabulary.

Tag heads leave the graph as chosen labels, names as probabilities, arcs as scores (so that the room
can make trees of them). Quantisation is dynamic, per channel, `reduce_range`: exact on AVX2 as well.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from onrecord.annotate.encoder import DEEDS, SPEECH
from training.corpora import read_conllu
from training.crf import bounded
from training.network import Reader, Shape

INPUTS = ("pieces", "cases", "places", "mask", "first", "sentence")
OUTPUTS = ("upos", "xpos", "lemma", "name", "head", "arcs", "dependents", "heads", *SPEECH, *DEEDS)
UNCALIBRATED = np.array([-1.0, 0.5, 0.3, 0.5, 0.7], dtype=np.float32)
"""What stands in the file until `training.calibration` fits it."""
MODELS = Path("src/onrecord/models")
OWN = ("/branch/", "/events/")
"""In the names of nodes: what events have for themselves."""


class Graph(nn.Module):
    """The network as it is run: choices made inside, so that little leaves the graph."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, pieces: Tensor, cases: Tensor, places: Tensor, mask: Tensor, first: Tensor, sentence: Tensor
    ) -> tuple[Tensor, ...]:
        found = self.reader(pieces, cases, places, mask, first, sentence)
        tags = [found[task].argmax(-1) for task in ("upos", "xpos", "lemma")]
        return (
            *tags,
            found["name"].softmax(-1),
            found["arcs"].argmax(-1),
            found["arcs"],
            found["dependents"],
            found["heads"],
            *(found[name] for name in (*SPEECH, *DEEDS)),
        )


def export(reader: Reader, path: Path) -> None:
    """Write the fp32 graph."""
    reader.eval()
    example = (
        torch.ones(2, 12, dtype=torch.long),
        torch.zeros(2, 12, dtype=torch.long),
        torch.zeros(2, 12, dtype=torch.long),
        torch.ones(2, 12, dtype=torch.long),
        torch.arange(1, 9).repeat(2, 1),
        torch.zeros(2, 8, dtype=torch.long),
    )
    axes = {name: {0: "batch", 1: "words" if name in ("first", "sentence") else "pieces"} for name in INPUTS}
    axes |= {name: {0: "batch", 1: "words"} for name in OUTPUTS}
    axes["arcs"][2] = "rooted"
    axes["heads"][1] = "rooted"
    torch.onnx.export(
        Graph(reader),
        example,
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """fp32 graph to int8 weights with activations quantised as they come."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )


def fuse_attention(path: Path, shape: Shape) -> None:
    """Put one node in place of the dozen that reckon a layer's attention: the same numbers, a tenth less time."""
    model = onnx.load(str(path))
    graph = model.graph
    by_name = {node.name: node for node in graph.node}
    layers = [node.name.removesuffix("/Softmax") for node in graph.node if node.name.endswith("/Softmax")]
    layers = [layer for layer in layers if f"{layer}/qkv/Add" in by_name]
    fused = {}
    for layer in layers:
        parts = [f"{layer}/{name}" for name in ("query", "key", "value")]
        whole = by_name[f"{layer}/qkv/Add"].output[0]
        split = helper.make_node("Split", [whole, "attention_sizes"], parts, name=f"{layer}/Parts", axis=2)
        attend = helper.make_node(
            "MultiHeadAttention",
            [*parts, "", "attention_mask"],
            [by_name[f"{layer}/Reshape_1"].output[0]],
            name=f"{layer}/Attention",
            domain="com.microsoft",
            num_heads=shape.attention_heads,
            mask_filter_value=-1e4,
        )
        fused[f"{layer}/qkv/Add"] = (split, attend)
    nodes = [helper.make_node("Cast", ["mask"], ["attention_mask"], name="/AttentionMask", to=TensorProto.INT32)]
    for node in graph.node:
        if node.name not in {f"{layer}/Reshape_1" for layer in layers}:
            nodes += [node, *fused.get(node.name, ())]
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(nodes):
        if needed & set(node.output):
            kept.append(node)
            needed.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    stored = [one for one in graph.initializer if one.name in needed]
    del graph.initializer[:]
    sizes = np.array([shape.width] * 3, np.int64)
    graph.initializer.extend([*stored, numpy_helper.from_array(sizes, "attention_sizes")])
    if all(one.domain != "com.microsoft" for one in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(path))


def keep_released(target: Path, released: Path) -> None:
    """Put the weights of a released graph, bit by bit, where `target` has them too, but for what events have for themselves:
    to quantise anew what a quantised weight stands for moves it by up to one part in a hundred. ValueError where what leaves the
    graph then differs."""
    new, old = onnx.load(str(target)), onnx.load(str(released))
    stored = {one.name: one for one in old.graph.initializer}
    written = {one.name: one for one in new.graph.initializer}
    inputs = {node.name: node.input for node in old.graph.node if node.name.startswith("/reader/")}
    for node in new.graph.node:
        if any(part in node.name for part in OWN):
            continue
        for name, other in zip(node.input, inputs.get(node.name, ()), strict=False):
            if name in written and other in stored and list(written[name].dims) == list(stored[other].dims):
                written[name].CopyFrom(stored[other])
                written[name].name = name
    onnx.save(new, str(target))
    example = {
        "pieces": np.array([[101, 2040, 2056, 2023, 1029, 102]]),
        "cases": np.array([[0, 1, 0, 2, 0, 0]]),
        "places": np.zeros((1, 6), np.int64),
        "mask": np.ones((1, 6), np.int64),
        "first": np.array([[1, 2, 3, 4]]),
        "sentence": np.zeros((1, 4), np.int64),
    }
    names = [name for name in OUTPUTS if name not in DEEDS]
    one, two = (onnxruntime.InferenceSession(str(path)).run(names, example) for path in (target, released))
    for name, given, wanted in zip(names, one, two, strict=True):
        if not np.array_equal(given, wanted):
            raise ValueError(f"{name} is not what the released graph says")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("build/training/reader"))
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument(
        "--data", type=Path, required=True, help="the unpacked annotated data the reader was trained on"
    )
    parser.add_argument("--weights", default="reader.pt", help="file of the run; those of earlier epochs lie beside it")
    parser.add_argument("--keep", type=Path, help="a released reader.onnx of which all but events stays bit by bit")
    chosen = parser.parse_args()
    shape = Shape(**json.loads((chosen.run / "shape.json").read_text(encoding="utf-8")))
    reader = Reader(shape)
    reader.load_state_dict(torch.load(chosen.run / chosen.weights, weights_only=True))
    plain = chosen.run / "reader-fp32.onnx"
    export(reader, plain)
    quantise(plain, chosen.models / "reader.onnx")
    if chosen.keep:
        keep_released(chosen.models / "reader.onnx", chosen.keep)
    fuse_attention(chosen.models / "reader.onnx", shape)
    if not chosen.keep:
        out = reader.parse.relation_out
        np.savez(
            chosen.models / "reader-relations.npz", weight=out.weight.detach().numpy(), bias=out.bias.detach().numpy()
        )
        head = reader.statements
        np.savez(
            chosen.models / "reader-statements.npz",
            transition=bounded(head.transition).detach().numpy(),
            inner_transition=bounded(head.inner_transition).detach().numpy(),
            distance=head.distance.detach().numpy(),
            calibration=UNCALIBRATED,
        )
    events = reader.events
    np.savez(
        chosen.models / "reader-events.npz",
        distance=events.distance.detach().numpy(),
        focus=events.focus.detach().numpy(),
        weight=events.root.weight.detach().numpy(),
        bias=events.root.bias.detach().numpy(),
    )
    labels = {**shape.labels, "relation": shape.relations, **known_lemmas(chosen.data)}
    (chosen.models / "reader.json").write_text(json.dumps(labels, ensure_ascii=False, indent=0), encoding="utf-8")
    (chosen.models / "reader-vocabulary.txt").write_bytes((chosen.run / "vocabulary.txt").read_bytes())
    list_models(
        chosen.models,
        (
            "reader.onnx",
            "reader-relations.npz",
            "reader-statements.npz",
            "reader-events.npz",
            "reader.json",
            "reader-vocabulary.txt",
        ),
    )


def known_lemmas(data: Path) -> dict[str, list[str]]:
    """Lemmas of the training treebanks by tag and form, where they are not the form itself and do not vary with context."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name in ("ewt-train.conllu", "gum/gum-train.conllu"):
        for document in read_conllu(data / "syntax" / name):
            for sentence in document:
                rows = zip(sentence.words, sentence.labels["xpos"], sentence.labels["lemma"], strict=True)
                for word, tag, lemma in rows:
                    found[f"{tag} {word.lower()}"][lemma] += 1
    chosen = {}
    for key, lemmas in sorted(found.items()):
        lemma, count = lemmas.most_common(1)[0]
        if count >= 0.9 * lemmas.total() and not key.startswith("NNP"):
            chosen[key] = lemma
    return {"known form": list(chosen), "known lemma": list(chosen.values())}


def list_models(folder: Path, names: tuple[str, ...]) -> None:
    """Write the files' sha256 into the manifest."""
    manifest = folder / "manifest.json"
    listed: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    listed |= {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    manifest.write_text(json.dumps(dict(sorted(listed.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
