def backprop_mlp(x, y, w0, b, w1):
    # forward
    pre = x @ w0 + b
    hidden = pre.clamp(min=0)
    logits = hidden @ w1
    loss = F.cross_entropy(logits, y)
    # backward
    d_logits = torch.softmax(logits, dim=1)
    d_logits[torch.arange(len(y)), y] -= 1
    d_w1 = hidden.T @ d_logits
    d_hidden = d_logits @ w1.T
    d_pre = d_hidden.clone()
    d_pre[pre < 0] = 0
    d_w0 = x.T @ d_pre
    d_b = d_pre.sum(dim=0)
    return {
        "loss": loss,
        "d_logits": d_logits,
        "d_w1": d_w1,
        "d_hidden": d_hidden,
        "d_w0": d_w0,
        "d_b": d_b,
    }
