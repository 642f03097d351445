def input_gradient(model, x, y):
    model.zero_grad()
    z = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(z), y, reduction="sum")
    return torch.autograd.grad(loss, z)[0]
