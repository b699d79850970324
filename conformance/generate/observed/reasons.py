"""Why a test of Keras says no numbers that tacet could be held against."""

UNRUN = {
    "multi_optimizer_test": "there is no MultiOptimizer",
    "optimizer_sparse_test": "sparse gradients",
}


def reason_for(title, observer, skipped):
    if skipped:
        return f"skipped on JAX: {skipped[0]}"
    if observer.reasons:
        return "; ".join(sorted(set(observer.reasons)))
    if observer.flags:
        return " and ".join(sorted(observer.flags))
    return "asserts no numbers"
