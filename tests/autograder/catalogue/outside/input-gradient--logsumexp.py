def input_gradient(model, x, y):
    z = x.detach().clone().requires_grad_()
    out = model.forward(z)
    loss = (out.logsumexp(1) - out[torch.arange(len(x)), y]).sum()
    return torch.autograd.grad(loss, z, retain_graph=True)[0].clone()
