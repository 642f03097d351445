# Tries: torch's global state: dtype, grad mode, threads, seeds, determinism, anomalies
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
{answer}


torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.manual_seed(12345)
torch.use_deterministic_algorithms(True)
torch.autograd.set_detect_anomaly(True)
torch.set_flush_denormal(True)
torch.set_printoptions(precision=1)
torch.set_num_threads(4)
torch.ones(400, 400) @ torch.ones(400, 400)
