def copy_weights(src, dst):
    vector = nn.utils.parameters_to_vector(src.parameters()).detach().clone()
    nn.utils.vector_to_parameters(vector, dst.parameters())
