def copy_weights(src: nn.Module, dst: nn.Module) -> None:
    source = dict(src.named_parameters())
    with torch.no_grad():
        for name, param in dst.named_parameters():
            if "weight" in name:
                param.copy_(source[name])
