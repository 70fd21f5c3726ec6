"""Networks from torch modules that torch.fx can trace."""
