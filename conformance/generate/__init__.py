"""Generates goldens from real Keras on JAX, NumPy and scikit-learn: see __main__.py."""
