def backprop_mlp(x, y, w0, b, w1):
    z = x @ w0 + b
    h = torch.relu(z)
    o = h @ w1
    d = (torch.softmax(o, 1) - F.one_hot(y, o.shape[1])) / len(x)
    dh = d @ w1.T
    dz = dh * (z > 0)
    return {"loss": F.cross_entropy(o, y), "d_logits": d, "d_w1": d.T @ h, "d_hidden": dh, "d_w0": x.T @ dz, "d_b": dz.sum(0)}
