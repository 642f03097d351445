def clip_grad(params, max_norm):
    torch.nn.utils.clip_grad_norm_(list(params), max_norm)
