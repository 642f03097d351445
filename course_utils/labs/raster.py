"""Small images as PNG, without a library: grey values, or a ground between two colours."""

from __future__ import annotations

import struct
import zlib

import torch

# The ground of class 0, of doubt, of class 1; what is not finite is grey.
_BLUE, _WHITE, _ORANGE = (169, 207, 232), (255, 255, 255), (252, 223, 203)
_NONE = (200, 200, 200)
# The ends of matplotlib's PuOr, in which the weights of chapter 4 are drawn; faint ink.
_AGAINST, _FOR, _FAINT = (84, 39, 136), (179, 88, 6), (222, 226, 232)


def grey_png(image: torch.Tensor) -> bytes:
    """Grey values (H, W), uint8 or between 0 and 1, drawn as ink on paper."""
    scaled = image.detach().cpu()
    if scaled.dtype != torch.uint8:
        scaled = (scaled.double().nan_to_num().clamp(0, 1) * 255).to(torch.uint8)
    return _png(255 - scaled, 0)


def ground_png(share: torch.Tensor) -> bytes:
    """Probabilities (H, W), the first row at the bottom, from blue by white to orange."""
    values = share.detach().cpu().double().flip(0)
    low, middle, high, none = (
        torch.tensor(colour, dtype=torch.float64) for colour in (_BLUE, _WHITE, _ORANGE, _NONE)
    )
    p = values.nan_to_num(nan=0.5).clamp(0, 1)[..., None]
    mixed = torch.where(
        p < 0.5, low + 2 * p * (middle - low), middle + (2 * p - 1) * (high - middle)
    )
    mixed = torch.where(values.isfinite()[..., None], mixed, none)
    return _png(mixed.round().to(torch.uint8).flatten(1), 2, channels=3)


def votes_png(votes: torch.Tensor, ink: torch.Tensor, *, full: float | None = None) -> bytes:
    """Votes (H, W) on faint ink (H, W) in [0, 1]: orange where positive, purple where negative.

    Colours are full at the largest vote, or at ``full``.
    """
    values = votes.detach().cpu().double().nan_to_num()
    most = full or float(values.abs().max()) or 1.0
    strength = (values.abs() / most).clamp(max=1)[..., None].sqrt()
    white, faint, for_it, against = (
        torch.tensor(colour, dtype=torch.float64) for colour in (_WHITE, _FAINT, _FOR, _AGAINST)
    )
    ground = white + ink.detach().cpu().double()[..., None] * (faint - white)
    colour = torch.where((values > 0)[..., None], for_it, against)
    mixed = ground + strength * (colour - ground)
    return _png(mixed.round().to(torch.uint8).flatten(1), 2, channels=3)


def _png(rows: torch.Tensor, kind: int, channels: int = 1) -> bytes:
    height, width = rows.shape[0], rows.shape[1] // channels
    lines = torch.cat([torch.zeros(height, 1, dtype=torch.uint8), rows], dim=1).contiguous()
    body = bytes(lines.flatten().tolist())
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(body, 6)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
