from torch.utils.data import DataLoader, TensorDataset


def minibatches(x, y, batch_size):
    data = TensorDataset(x, y)
    return DataLoader(data, batch_size=batch_size)
