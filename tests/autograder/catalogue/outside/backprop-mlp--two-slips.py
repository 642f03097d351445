def one_hot(y, k):
    out = torch.zeros(len(y), k)
    for i, label in enumerate(y):
        out[i, label] = 1.0
    return out

def backprop_mlp(x, y, w0, b, w1):
    z = x @ w0 + b
    h = torch.relu(z)
    o = h @ w1
    p = torch.softmax(o, dim=1)
    loss = -torch.log(p[torch.arange(len(y)), y]).mean()
    d_o = (one_hot(y, o.shape[1]) - p) / len(y)
    d_w1 = h.T @ d_o
    d_h = d_o @ w1.T
    d_z = d_h * (z > 0)
    d_w0 = x.T @ d_h
    d_b = d_z.sum(0)
    return {"loss": loss, "d_logits": d_o, "d_w1": d_w1, "d_hidden": d_h, "d_w0": d_w0, "d_b": d_b}
