def copy_weights(src, dst):
    src_params = list(src.parameters())
    dst_params = list(dst.parameters())
    for i in range(len(src_params)):
        dst_params[i].data += src_params[i].data.clone()
