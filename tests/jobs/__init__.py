"""Tests of the workers: the queue, a worker in this process, workers as processes that are killed, and who keeps them."""
