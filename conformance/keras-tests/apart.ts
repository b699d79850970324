/** Tests of Keras with numbers that tacet gives otherwise, or does not give, each with the reason. */
export const apart: Readonly<Record<string, string>> = {
  "losses: CircleTest.test_correctness":
    "Keras's function `circle` takes reference labels and embeddings; its class `Circle`, and tacet's, do not",
  "optimizer: OptimizerTest.test_constraints_are_applied":
    "it gives a bare variable a constraint; tacet's belong to the weights of layers, where goldens hold them",
  "optimizer: OptimizerTest.test_overwrite_with_gradient":
    "tacet's variables have no flag `overwrite_with_gradient`, which Keras has for float8 training",
  "optimizer: OptimizerTest.test_overwrite_with_gradient_with_gradient_accumulation":
    "tacet's variables have no flag `overwrite_with_gradient`, which Keras has for float8 training",
  "conv: ConvBasicTest.test_lora_rank_argument": "tacet trains no weights in low rank",
  "dense: DenseTest.test_lora_rank_argument": "tacet trains no weights in low rank",
  "einsum_dense: EinsumDenseTest.test_lora_rank_argument": "tacet trains no weights in low rank",
  "embedding: EmbeddingTest.test_lora_rank_argument": "tacet trains no weights in low rank",
  "einsum_dense: EinsumDenseTest.test_compute_output_shape_before_build":
    "where `output_shape` leaves an extent open, Keras says that it is unknown, and tacet what the input has",
};
