def input_gradient(model, x, y):
    saved = {n: p.grad for n, p in model.named_parameters()}
    for p in model.parameters():
        p.grad = None
    mode = model.training
    model.eval()
    z = x.detach().clone().requires_grad_()
    (F.cross_entropy(model(z), y) * x.shape[0]).backward()
    model.train(mode)
    for n, p in model.named_parameters():
        p.grad = saved[n]
    return z.grad
