def nudge(model, x, target, step, limit):
    z = x.detach().clone().requires_grad_()
    score = F.log_softmax(model(z), dim=-1)[range(len(x)), target].sum()
    up = torch.autograd.grad(score, z)[0]
    size = step if step < limit else limit
    out = x.clone()
    out[up > 0] += size
    out[up < 0] -= size
    out[out < 0] = 0
    out[out > 1] = 1
    return out
