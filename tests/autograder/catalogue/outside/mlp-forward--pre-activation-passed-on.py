def mlp_forward(x: torch.Tensor, w0: torch.Tensor, b: torch.Tensor, w1: torch.Tensor):
    z = x @ w0 + b
    hidden = torch.relu(z)
    out = z @ w1
    return out
