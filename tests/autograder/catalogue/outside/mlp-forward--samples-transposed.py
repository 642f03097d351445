def mlp_forward(x, w0, b, w1):
    h = torch.relu(x.T @ w0 + b)
    return h @ w1
