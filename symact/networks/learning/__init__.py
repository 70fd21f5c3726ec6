"""Training, small and honest: gradient descent on the exact gradient."""
