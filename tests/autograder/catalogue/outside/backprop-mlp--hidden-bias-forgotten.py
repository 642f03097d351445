def backprop_mlp(x, y, w0, b, w1):
    z = x @ w0
    h = torch.relu(z)
    logits = h @ w1
    loss = F.cross_entropy(logits, y)
    onehot = F.one_hot(y, num_classes=logits.size(1)).float()
    d_logits = (torch.softmax(logits, 1) - onehot) / y.size(0)
    d_w1 = h.T @ d_logits
    d_hidden = d_logits @ w1.T
    d_z = d_hidden * (z > 0).float()
    d_w0 = x.T @ d_z
    d_b = d_z.sum(0)
    return {"loss": loss, "d_logits": d_logits, "d_w1": d_w1,
            "d_hidden": d_hidden, "d_w0": d_w0, "d_b": d_b}
