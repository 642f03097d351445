def backprop_mlp(x, y, w0, b, w1):
    N = x.shape[0]
    hidden = torch.relu(x @ w0 + b)
    logits = hidden @ w1
    p = F.softmax(logits, dim=1)
    onehot = torch.zeros_like(p)
    onehot[range(N), y] = 1
    out = {}
    out["loss"] = F.cross_entropy(logits, y)
    out["d_logits"] = (p - onehot) / N
    out["d_w1"] = hidden.t() @ out["d_logits"]
    out["d_hidden"] = out["d_logits"] @ w1.t()
    out["d_w0"] = x.t() @ out["d_hidden"]
    out["d_b"] = out["d_hidden"].sum(0)
    return out
