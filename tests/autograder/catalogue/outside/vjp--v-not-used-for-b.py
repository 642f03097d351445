def vjp_q(a: torch.Tensor, b: torch.Tensor, v: torch.Tensor):
    """Vector-Jacobian product of Q."""
    jac_a = torch.diag(9 * a ** 2)
    jac_b = torch.diag(-2 * b)
    return v @ jac_a, jac_b.sum(dim=0)
