"""A linear-chain conditional random field over tags (Lafferty, McCallum and Pereira 2001), in torch."""

from __future__ import annotations

import torch
from torch import Tensor

from onrecord.models.links import STATEMENT_TAGS

FORBIDDEN = -1e4


def bounded(transition: Tensor) -> Tensor:
    """Scores [T + 1, T] of one tag after another (the last row: at the beginning) with no `I-` after another kind."""
    allowed = torch.tensor(
        [
            [not tag.startswith("I-") or before[2:] == tag[2:] for tag in STATEMENT_TAGS]
            for before in (*STATEMENT_TAGS, "")
        ]
    )
    return torch.where(allowed, transition, torch.full_like(transition, FORBIDDEN))


def negative_log_likelihood(scores: Tensor, transition: Tensor, gold: Tensor, known: Tensor) -> Tensor:
    """Summed over a batch: scores [B, W, T], gold [B, W] (anything where `known` is false, which is at the end only)."""
    steps = bounded(transition)
    start, between = steps[-1], steps[:-1]
    tags = gold.masked_fill(~known, 0)
    right = (scores.gather(2, tags.unsqueeze(-1)).squeeze(-1) * known).sum() + start[tags[:, 0]].sum()
    right = right + (between[tags[:, :-1], tags[:, 1:]] * known[:, 1:]).sum()
    alpha = start + scores[:, 0]
    for place in range(1, scores.shape[1]):
        following = torch.logsumexp(alpha.unsqueeze(2) + between, dim=1) + scores[:, place]
        alpha = torch.where(known[:, place].unsqueeze(1), following, alpha)
    return alpha.logsumexp(1).sum() - right


@torch.no_grad()
def best_tags(scores: Tensor, transition: Tensor, there: Tensor) -> list[list[int]]:
    """The best sequence of each row (Viterbi), as long as the row has words."""
    steps = bounded(transition.detach())
    best = steps[-1] + scores[:, 0]
    back: list[Tensor] = []
    states = [best]
    for place in range(1, scores.shape[1]):
        paths = best.unsqueeze(2) + steps[:-1]
        best, pointers = paths.max(1)
        best = best + scores[:, place]
        back.append(pointers)
        states.append(best)
    found = []
    for row, size in enumerate(there.sum(1).tolist()):
        tags = [int(states[size - 1][row].argmax())]
        for pointers in reversed(back[: size - 1]):
            tags.append(int(pointers[row, tags[-1]]))
        found.append(tags[::-1])
    return found
