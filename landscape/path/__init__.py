"""The regulatory path for one product: which steps apply, how long they take, who helps."""
