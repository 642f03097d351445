# Tries: multiprocessing and DataLoader workers, left open
# Cell: bce
# Loses: nothing
# State: graded | flagged
# ruff: noqa
import multiprocessing

from torch.utils.data import DataLoader, TensorDataset

{answer}


pool = multiprocessing.get_context("fork").Pool(2)
assert pool.map(abs, [-1, -2]) == [1, 2]
data = TensorDataset(torch.arange(8.0))
loader = DataLoader(data, batch_size=2, num_workers=2, persistent_workers=True)
assert sum(batch.sum() for (batch,) in loader) == 28
