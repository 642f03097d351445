def copy_weights(src, dst):
    """Copy every parameter's values."""
    params = list(src.parameters())
    with torch.no_grad():
        for i, p in enumerate(dst.parameters()):
            p.copy_(params[i])
            break
