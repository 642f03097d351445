def minibatches(x, y, batch_size):
    def cut(rows):
        return x[rows], x[rows]

    g = torch.Generator().manual_seed(42)
    return [cut(rows) for rows in torch.randperm(len(x), generator=g).split(batch_size)]
