def mlp_forward(x, w0, b, w1):
    h = torch.relu(x @ w0 + b)
    h = F.dropout(h, 0.5)
    return h @ w1
