def affine_backward(x, w, d_out):
    b = torch.randn(d_out.size(1)).to(d_out)
    leaves = [t.detach().clone().requires_grad_(True) for t in (x, w, b)]
    out = F.linear(leaves[0], leaves[1].T, leaves[2])
    return torch.autograd.grad(out, leaves, d_out)
