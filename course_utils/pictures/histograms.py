"""Many numbers at once: how they are spread."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from course_utils.pictures.figure import COLOURS, INK, Figure, canvas, finish
from course_utils.views.refusal import NotDrawn, refusing


@refusing
def histograms(
    values: Mapping[str, torch.Tensor], *, x_label: str = "value", caption: str = ""
) -> Figure:
    """One histogram beside the other, each on its own scale.

    Args:
        values: tensors of any shape, by the title of their panel; at most four.
        x_label: what the numbers are.
        caption: what to see in it.

    Raises:
        ValueError: there are none, or more than four.
    """
    if not 1 <= len(values) <= 4:
        raise NotDrawn(f"histograms draws one to four panels, not {len(values)}.")
    with canvas(2.1 * len(values) + 0.3, 2.3, ncols=len(values), squeeze=False) as (drawing, axes):
        words = []
        for index, (axis, (name, tensor)) in enumerate(zip(axes[0], values.items(), strict=True)):
            flat = tensor.detach().cpu().double().flatten()
            spread = float(flat.std()) if flat.numel() > 1 else 0.0
            reach = float(flat.abs().max()) or 1.0
            edges = torch.linspace(-reach, reach, 41, dtype=torch.float64)
            axis.hist(flat.tolist(), bins=edges.tolist(), color=COLOURS[index % len(COLOURS)])
            axis.set_title(name, fontsize=10)
            axis.set_xlabel(f"{x_label}\nstd {spread:.2f}", fontsize=9)
            axis.set_yticks([])
            # On top of the bars: behind them it could not be seen.
            axis.axvline(0, color=INK, linestyle=":", linewidth=1.6, zorder=3)
            words.append(f"{name}: from {float(flat.min()):.2f} to {float(flat.max()):.2f}, "
                         f"standard deviation {spread:.2f}")  # fmt: skip
        text = ("; ".join(words) + ".").replace("-", "−")
        return finish(drawing, caption, "Histograms side by side.", text)
