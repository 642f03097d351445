def copy_weights(src, dst):
    with torch.no_grad():
        for p_src, p_dst in zip(src.parameters(), dst.parameters()):
            p_src.copy_(p_dst)
