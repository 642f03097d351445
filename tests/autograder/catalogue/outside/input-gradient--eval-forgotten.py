def input_gradient(model, x, y):
    model.eval()
    z = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(z), y, reduction="sum")
    return torch.autograd.grad(loss, z)[0]
