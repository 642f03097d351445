def backprop_mlp(x, y, w0, b, w1):
    N, K = len(x), w1.shape[1]
    z = x @ w0 + b
    h = torch.relu(z)
    o = h @ w1
    d_o = (F.softmax(o, dim=1) - F.one_hot(y, K).to(o.dtype)) / N
    d_h = d_o @ w1.T
    d_z = torch.where(z > 0, d_h, torch.zeros_like(d_h))
    grads = {"loss": F.cross_entropy(o, y), "d_logits": d_o}
    grads["d_w1"] = h.T @ d_o
    grads["d_hidden"] = d_h
    grads["d_w0"] = x.T @ d_z
    grads["d_b"] = d_z.mean(dim=0)
    return grads
