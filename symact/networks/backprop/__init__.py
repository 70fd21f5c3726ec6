"""A gradient's steps as the equations of a textbook: the forward pass, the loss, the errors, the gradients."""
