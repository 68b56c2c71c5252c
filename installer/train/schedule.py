"""Runs a training: seeded batches, a falling learning rate, a checkpoint to resume from."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

_AHEAD = 8
Batch = Any
"""What a draw gives: arrays and texts, the same for the same (seed, step)."""


def train(
    net: nn.Module,
    loss_of: Callable[[nn.Module, Batch], Tensor],
    draw: Callable[[tuple[int, int]], Batch],
    *,
    steps: int,
    peak_rate: float,
    seed: int,
    checkpoint: Path,
    every: int = 200,
) -> list[float]:
    """Train for that many steps in all, going on where the checkpoint stopped.

    Batch n is drawn from (seed, n) alone, by a process of its own while the last one is learned.

    Returns:
        The mean loss of each stretch of `every` steps that this call ran.
    """
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak_rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, peak_rate, total_steps=steps, pct_start=0.1
    )
    parts = {"net": net, "optimiser": optimiser, "schedule": schedule}
    done = _resume(checkpoint, parts, seed=seed, steps=steps)
    losses: list[float] = []
    started, total = time.monotonic(), 0.0
    net.train()
    with Pool(1) as pool:
        for step, batch in enumerate(_drawn(pool, draw, seed, range(done, steps)), done + 1):
            optimiser.zero_grad()
            loss = loss_of(net, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
            if step % every == 0 or step == steps:
                losses.append(total / every)
                seconds, total = time.monotonic() - started, 0.0
                print(f"step {step} of {steps}  loss {losses[-1]:.4f}  {seconds:.0f} s", flush=True)
                _keep(checkpoint, parts, {"step": step, "seed": seed, "steps": steps})
    return losses


def _drawn(
    pool: Any, draw: Callable[[tuple[int, int]], Batch], seed: int, steps: range
) -> Iterator[Batch]:
    """Draw batches ahead, but only a few."""
    waiting: deque[Any] = deque()
    for step in steps:
        waiting.append(pool.apply_async(draw, ((seed, step),)))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()


def _keep(checkpoint: Path, parts: dict[str, Any], place: dict[str, int]) -> None:
    state = {name: part.state_dict() for name, part in parts.items()} | place
    torch.save(state, checkpoint.with_suffix(".part"))
    checkpoint.with_suffix(".part").replace(checkpoint)


def _resume(checkpoint: Path, parts: dict[str, Any], *, seed: int, steps: int) -> int:
    """Go on where a training of the same seed and length stopped; any other begins anew."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    if (state.get("seed"), state.get("steps")) != (seed, steps):
        return 0
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])
