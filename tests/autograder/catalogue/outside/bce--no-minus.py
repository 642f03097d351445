import torch


def bce(yhat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    eps = 1e-12
    log_p = torch.log(yhat.double() + eps)
    log_q = torch.log(1 - yhat.double() + eps)
    loss = y * log_p + (1 - y) * log_q
    return loss.mean()
