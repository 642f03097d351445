def backprop_mlp(x, y, w0, b, w1):
    z = x @ w0 + b
    h = torch.relu(z)
    o = h @ w1
    loss = F.cross_entropy(o, y)
    d = (torch.softmax(o, 1) - F.one_hot(y, o.shape[1])) / len(x)
    dh = (d @ w1.T) * (z > 0)
    return {"loss": loss, "d_logits": d, "d_w1": h.T @ d, "d_hidden": dh, "d_w0": x.T @ dh, "d_b": dh.sum(0)}
