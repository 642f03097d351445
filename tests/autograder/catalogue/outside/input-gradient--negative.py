def input_gradient(model, x, y):
    z = x.detach().clone().requires_grad_()
    logp = F.log_softmax(model(z), dim=1)
    total = logp.gather(1, y.view(-1, 1)).sum()
    return torch.autograd.grad(total, z)[0]
