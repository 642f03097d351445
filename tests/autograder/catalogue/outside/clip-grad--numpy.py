import numpy as np

def clip_grad(params, max_norm):
    arrays = [p.grad.numpy() for p in params if p.grad is not None]
    total = np.sqrt(sum(float(np.sum(a.astype(np.float64) ** 2)) for a in arrays))
    if total > max_norm:
        for a in arrays:
            a *= max_norm / total
    return total
