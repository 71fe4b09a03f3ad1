"""Work that a request asks for and does not wait for: a row says what, a huey task carries the row's id, a worker does it."""
