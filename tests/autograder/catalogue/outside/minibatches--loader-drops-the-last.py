from torch.utils.data import DataLoader, TensorDataset


def minibatches(x, y, batch_size):
    data = TensorDataset(x, y)
    loader = DataLoader(data, batch_size=batch_size, shuffle=True, drop_last=True)
    return [(xb, yb) for xb, yb in loader]
