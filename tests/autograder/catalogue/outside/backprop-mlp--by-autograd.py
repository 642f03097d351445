def backprop_mlp(x, y, w0, b, w1):
    w0, b, w1 = (p.clone().requires_grad_() for p in (w0, b, w1))
    hidden = torch.relu(x @ w0 + b)
    logits = hidden @ w1
    loss = F.cross_entropy(logits, y)
    names = ["d_logits", "d_w1", "d_hidden", "d_w0", "d_b"]
    return {"loss": loss.item(), **dict(zip(names, torch.autograd.grad(loss, [logits, w1, hidden, w0, b])))}
