"""A linear-chain conditional random field over tags (Lafferty, McCallum and Pereira 2001), in torch."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from onrecord.models.links import STATEMENT_TAGS

FORBIDDEN = -1e4


def bounded(transition: Tensor) -> Tensor:
    """Scores [T + 1, T] of one tag after another (the last row: at the beginning) with no `I-` after another kind."""
    allowed = torch.tensor(
        [
            [not tag.startswith("I-") or before[2:] == tag[2:] for tag in STATEMENT_TAGS]
            for before in (*STATEMENT_TAGS, "")
        ],
        device=transition.device,
    )
    return torch.where(allowed, transition, torch.full_like(transition, FORBIDDEN))


def potentials(scores: Tensor, transition: Tensor, known: Tensor) -> Tensor:
    """The score of each tag after each other, word by word [B, W, T, T], of scores [B, W, T].

    The first word's rows are all alike: nothing stands before it. Words that are not `known` (at the end only) hand on
    the tag before them.
    """
    steps = bounded(transition)
    first = (steps[-1] + scores[:, 0]).unsqueeze(1).expand(-1, steps.shape[1], -1)
    rest = steps[:-1] + scores[:, 1:].unsqueeze(2)
    resting = torch.full_like(steps[:-1], FORBIDDEN).fill_diagonal_(0.0)
    rest = torch.where(known[:, 1:, None, None], rest, resting)
    return torch.cat([first.unsqueeze(1), rest], dim=1)


def log_total(potentials_: Tensor) -> Tensor:
    """The logarithm of the sum over all sequences, [B], by pairs of neighbours: as many rounds as the length has binary
    digits (a parallel scan; Blelloch 1990)."""
    while potentials_.shape[1] > 1:
        odd = potentials_[:, potentials_.shape[1] // 2 * 2 :]
        left, right = potentials_[:, 0 : potentials_.shape[1] // 2 * 2 : 2], potentials_[:, 1::2]
        both = torch.logsumexp(left.unsqueeze(4) + right.unsqueeze(2), dim=3)
        potentials_ = torch.cat([both, odd], dim=1)
    return potentials_[:, 0, 0].logsumexp(-1)


def negative_log_likelihood(scores: Tensor, transition: Tensor, gold: Tensor, known: Tensor) -> Tensor:
    """Summed over a batch: scores [B, W, T], gold [B, W] (anything where `known` is false, which is at the end only)."""
    given = potentials(scores, transition, known)
    tags = gold.masked_fill(~known, 0)
    before = nn.functional.pad(tags[:, :-1], (1, 0))
    right = given.flatten(2).gather(2, (before * scores.shape[2] + tags).unsqueeze(-1)).squeeze(-1)
    return log_total(given).sum() - (right * known).sum()


@torch.enable_grad()
def marginals(scores: Tensor, transition: Tensor, known: Tensor) -> Tensor:
    """The probability of each pair of neighbouring tags [B, W, T, T]: the gradient of the total."""
    given = potentials(scores.detach(), transition.detach(), known).requires_grad_()
    (found,) = torch.autograd.grad(log_total(given).sum(), given)
    return found * known[:, :, None, None]


def cross_entropy(scores: Tensor, transition: Tensor, known: Tensor, taught: Tensor) -> Tensor:
    """Of the sequences, summed over a batch, against another model's `marginals`."""
    given = potentials(scores, transition, known)
    return log_total(given).sum() - (given * taught).sum()


@torch.no_grad()
def best_tags(scores: Tensor, transition: Tensor, there: Tensor) -> list[list[int]]:
    """The best sequence of each row (Viterbi), as long as the row has words."""
    scores, steps = scores.float().cpu(), bounded(transition.detach()).cpu()
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
