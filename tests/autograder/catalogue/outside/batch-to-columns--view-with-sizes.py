def batch_to_columns(x: torch.Tensor) -> torch.Tensor:
    N = x.shape[0]
    D = x.shape[1]
    # rows -> columns
    columns = x.view(D, N)
    return columns
